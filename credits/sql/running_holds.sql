-- Open holds get the grants that they would have been charged to: the best ones, expired or not, the earliest hold first.
-- Grants and holds of a wallet are two lines of amounts laid next to each other; where two of them overlap, the hold
-- takes that part of the grant.
LOCK TABLE credits_wallet IN SHARE ROW EXCLUSIVE MODE;

WITH rests AS (
    SELECT g.id, g.wallet_id, g.priority, g.expires_at, w.draw_grant_id = g.id AS is_drawn,
        g.remaining + CASE WHEN w.draw_grant_id = g.id THEN w.draw_left ELSE 0 END AS rest
    FROM credits_grant g JOIN credits_wallet w ON w.id = g.wallet_id
    WHERE w.held > 0
),
grants AS (
    SELECT *, sum(rest) OVER (PARTITION BY wallet_id ORDER BY priority, expires_at NULLS LAST, id) AS through
    FROM rests WHERE rest > 0
),
holds AS (
    SELECT id, wallet_id, amount, sum(amount) OVER (PARTITION BY wallet_id ORDER BY id) AS through
    FROM credits_hold WHERE state = 'open'
),
parts AS MATERIALIZED (
    SELECT h.id AS hold_id, g.id AS grant_id, g.wallet_id, g.is_drawn, g.through,
        (least(h.through, g.through) - greatest(h.through - h.amount, g.through - g.rest))::bigint AS part
    FROM holds h JOIN grants g ON g.wallet_id = h.wallet_id
        AND g.through > h.through - h.amount AND h.through > g.through - g.rest
),
taken AS (
    SELECT wallet_id, grant_id, is_drawn, sum(part)::bigint AS amount FROM parts GROUP BY wallet_id, grant_id, is_drawn
),
told AS (
    UPDATE credits_hold h SET allocations = of_hold.allocations
    FROM (
        SELECT hold_id, jsonb_agg(jsonb_build_array(grant_id, part) ORDER BY through) AS allocations
        FROM parts GROUP BY hold_id
    ) AS of_hold
    WHERE h.id = of_hold.hold_id
),
drawn AS (
    UPDATE credits_wallet w SET draw_left = w.draw_left - t.amount FROM taken t WHERE t.is_drawn AND w.id = t.wallet_id
)
UPDATE credits_grant g SET remaining = g.remaining - t.amount
FROM taken t WHERE g.id = t.grant_id AND t.is_drawn IS NOT TRUE;
