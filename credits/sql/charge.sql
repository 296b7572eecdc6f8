-- Charges, set-based: arrays in, one row out for each charge that was made; one charge is a batch of one.
-- For each wallet all of its charges are made or none. Made are those that need no decision: no reference was used
-- before, and the grant being drawn covers them. What is not answered (too little credit, a replay, the next grant's
-- turn) was not touched; credits/ledger.py then decides it charge by charge under the wallet's lock.
CREATE FUNCTION credits_charge(
    wallet_ids bigint[], amounts bigint[], refs text[], descriptions text[], customers text[], requests text[], all_facts jsonb[]
) RETURNS TABLE (ordinal bigint, entry_id bigint, sequence bigint, balance_after bigint, held_after bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    -- Lock first, in one order for all, so that two batches can't wait for each other.
    PERFORM 1 FROM credits_wallet w WHERE w.id = ANY (wallet_ids) ORDER BY w.id FOR NO KEY UPDATE;
    -- Look and write second: this statement's snapshot is taken after the locks, so it sees what the last holder wrote.
    RETURN QUERY
    WITH asked AS (
        SELECT * FROM unnest(wallet_ids, amounts, refs, descriptions, customers, requests, all_facts) WITH ORDINALITY
            AS t (wallet_id, amount, reference, description, customer_id, request_id, facts, ordinal)
    ),
    sums AS (
        SELECT a.wallet_id, sum(a.amount)::bigint AS total, count(*) AS n
        FROM asked a
        GROUP BY a.wallet_id
        HAVING count(*) = count(DISTINCT a.reference)
    ),
    moved AS (
        UPDATE credits_wallet w
        SET balance = w.balance - s.total, draw_left = w.draw_left - s.total, entries = w.entries + s.n
        FROM sums s
        WHERE w.id = s.wallet_id
            AND w.balance - w.held >= s.total
            AND w.draw_left >= s.total
            AND (w.draw_until IS NULL OR w.draw_until > clock_timestamp())
            AND NOT EXISTS (
                SELECT FROM asked a JOIN credits_entry e ON e.wallet_id = a.wallet_id AND e.reference = a.reference
                WHERE a.wallet_id = w.id
            )
        RETURNING w.id, w.balance, w.held, w.entries, w.draw_grant_id, s.total, s.n
    ),
    written AS (
        INSERT INTO credits_entry AS e (
            wallet_id, sequence, kind, source, destination, amount, balance_after, held_after, reference,
            description, customer_id, request_id, allocations, facts, created_at
        )
        SELECT
            m.id,
            m.entries - m.n + row_number() OVER same_wallet,
            'charge', 'available', 'revenue',
            a.amount,
            m.balance + m.total - sum(a.amount) OVER same_wallet,
            m.held,
            a.reference, a.description, a.customer_id, a.request_id,
            jsonb_build_array(jsonb_build_array(m.draw_grant_id, a.amount)),
            a.facts,
            clock_timestamp()
        FROM asked a JOIN moved m ON m.id = a.wallet_id
        WINDOW same_wallet AS (PARTITION BY a.wallet_id ORDER BY a.ordinal)
        ORDER BY a.ordinal
        RETURNING e.id, e.wallet_id, e.reference, e.sequence, e.balance_after, e.held_after
    )
    SELECT a.ordinal, r.id, r.sequence, r.balance_after, r.held_after
    FROM written r JOIN asked a ON a.wallet_id = r.wallet_id AND a.reference = r.reference;
END
$$
