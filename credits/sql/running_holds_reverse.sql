-- What open holds took goes back to its grants, or to the wallet for the grant that it draws on.
LOCK TABLE credits_wallet IN SHARE ROW EXCLUSIVE MODE;

WITH taken AS MATERIALIZED (
    SELECT h.wallet_id, (part ->> 0)::bigint AS grant_id, sum((part ->> 1)::bigint)::bigint AS amount
    FROM credits_hold h CROSS JOIN LATERAL jsonb_array_elements(h.allocations) AS part
    WHERE h.state = 'open'
    GROUP BY h.wallet_id, grant_id
),
drawn AS (
    UPDATE credits_wallet w SET draw_left = w.draw_left + t.amount
    FROM taken t WHERE w.id = t.wallet_id AND w.draw_grant_id = t.grant_id
)
UPDATE credits_grant g SET remaining = g.remaining + t.amount
FROM taken t JOIN credits_wallet w ON w.id = t.wallet_id
WHERE g.id = t.grant_id AND w.draw_grant_id IS DISTINCT FROM g.id;
