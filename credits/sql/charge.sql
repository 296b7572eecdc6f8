-- Charges that need no decision: no reference was used before, and the grant being drawn covers them. What is not
-- answered (too little credit, a replay, the next grant's turn) was not touched; credits/ledger.py then decides it
-- under the wallet's lock. Each statement of a function has a snapshot of its own: after the one that locks, the next
-- sees what the lock's last holder wrote.

-- One charge: {entry id, sequence, balance after, held after}, or null if nothing was made. A reference that was used
-- before is found by the insert itself, under the lock that the update took; what the update moved then goes back
-- before anybody saw it.
CREATE FUNCTION credits_charge_one(
    asked_wallet bigint, asked_amount bigint, ref text, description text, customer text, request text, facts jsonb
) RETURNS bigint[]
LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
    entry_id bigint;
    sequence bigint;
    balance_after bigint;
    held_after bigint;
    drawn bigint;
    all_charged bigint;
    all_refunded bigint;
BEGIN
    UPDATE credits_wallet w
    SET balance = w.balance - asked_amount, draw_left = w.draw_left - asked_amount, charged = w.charged + asked_amount,
        entries = w.entries + 1
    WHERE w.id = asked_wallet
        AND w.balance - w.held >= asked_amount
        AND w.draw_left >= asked_amount
        AND (w.draw_until IS NULL OR w.draw_until > clock_timestamp())
    RETURNING w.balance, w.held, w.entries, w.draw_grant_id, w.charged, w.refunded
    INTO balance_after, held_after, sequence, drawn, all_charged, all_refunded;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO credits_entry AS e (
        wallet_id, sequence, kind, source, destination, amount, balance_after, held_after,
        charged_after, refunded_after, reference, description, customer_id, request_id, allocations, facts, created_at
    ) VALUES (
        asked_wallet, sequence, 'charge', 'available', 'revenue', asked_amount, balance_after, held_after,
        all_charged, all_refunded, ref, description, customer, request,
        jsonb_build_array(jsonb_build_array(drawn, asked_amount)), facts, clock_timestamp()
    )
    ON CONFLICT ON CONSTRAINT one_movement_for_each_reference DO NOTHING
    RETURNING e.id INTO entry_id;
    IF NOT FOUND THEN
        UPDATE credits_wallet w
        SET balance = w.balance + asked_amount, draw_left = w.draw_left + asked_amount,
            charged = w.charged - asked_amount, entries = w.entries - 1
        WHERE w.id = asked_wallet;
        RETURN NULL;
    END IF;
    IF balance_after <= credits_low_threshold() THEN
        PERFORM credits_note_balance(asked_wallet, balance_after + asked_amount, balance_after);
    END IF;
    RETURN ARRAY[entry_id, sequence, balance_after, held_after];
END
$$;

-- Many charges: arrays in, one row out for each that was made. For each wallet all of its charges are made or none.
-- It is planned anew each time, for the number of charges that came and the tables as they are.
CREATE FUNCTION credits_charge_many(
    wallet_ids bigint[], amounts bigint[], refs text[], descriptions text[], customers text[], requests text[], all_facts jsonb[]
) RETURNS TABLE (ordinal bigint, entry_id bigint, sequence bigint, balance_after bigint, held_after bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
    -- In one order for all, so that two batches can't wait for each other.
    PERFORM FROM credits_wallet w WHERE w.id = ANY (wallet_ids) ORDER BY w.id FOR NO KEY UPDATE;
    RETURN QUERY
    WITH asked AS (
        SELECT * FROM unnest(wallet_ids, amounts, refs, descriptions, customers, requests, all_facts) WITH ORDINALITY
            AS t (wallet_id, amount, reference, description, customer_id, request_id, facts, ordinal)
    ),
    replayed AS MATERIALIZED (
        -- The first entry from the reference on, which only the index of references gives in this order. While
        -- statistics are old any index with the wallet looks as good, and a hot wallet's ledger was read whole each time.
        SELECT a.wallet_id FROM asked a
        WHERE (a.wallet_id, a.reference) = (
            SELECT e.wallet_id, e.reference FROM credits_entry e
            WHERE (e.wallet_id, e.reference) >= (a.wallet_id, a.reference)
            ORDER BY e.wallet_id, e.reference
            LIMIT 1
        )
    ),
    sums AS MATERIALIZED (
        SELECT a.wallet_id, sum(a.amount)::bigint AS total, count(*) AS n
        FROM asked a
        WHERE a.wallet_id NOT IN (SELECT wallet_id FROM replayed)
        GROUP BY a.wallet_id
        HAVING count(*) = count(DISTINCT a.reference)
    ),
    moved AS (
        UPDATE credits_wallet w
        SET balance = w.balance - s.total, draw_left = w.draw_left - s.total, charged = w.charged + s.total,
            entries = w.entries + s.n
        FROM sums s
        WHERE w.id = s.wallet_id
            AND w.balance - w.held >= s.total
            AND w.draw_left >= s.total
            AND (w.draw_until IS NULL OR w.draw_until > clock_timestamp())
        RETURNING w.id, w.balance, w.held, w.charged, w.refunded, w.entries, w.draw_grant_id, s.total, s.n,
            CASE WHEN w.balance <= credits_low_threshold()
                THEN credits_note_balance(w.id, w.balance + s.total, w.balance) END
    ),
    written AS (
        INSERT INTO credits_entry AS e (
            wallet_id, sequence, kind, source, destination, amount, balance_after, held_after,
            charged_after, refunded_after, reference, description, customer_id, request_id, allocations, facts,
            created_at
        )
        SELECT
            m.id,
            m.entries - m.n + row_number() OVER same_wallet,
            'charge', 'available', 'revenue',
            a.amount,
            m.balance + m.total - sum(a.amount) OVER same_wallet,
            m.held,
            m.charged - m.total + sum(a.amount) OVER same_wallet,
            m.refunded,
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
$$;
