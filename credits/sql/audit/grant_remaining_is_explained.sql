-- What came to a grant, its own amount first, less what left it. A grant that is drawn has its rest in the wallet.
SELECT coalesce(g.wallet_id, moved.wallet_id) AS wallet_id
FROM (
    SELECT * FROM credits_grant WHERE %(wallet)s::bigint IS NULL OR wallet_id = %(wallet)s
) AS g FULL JOIN (
    SELECT
        e.wallet_id,
        (part ->> 0)::bigint AS grant_id,
        sum((part ->> 1)::bigint * CASE e.destination WHEN 'available' THEN 1 ELSE -1 END) AS rest
    FROM credits_entry e CROSS JOIN LATERAL jsonb_array_elements(e.allocations) AS part
    WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
    GROUP BY e.wallet_id, grant_id
) AS moved ON moved.grant_id = g.id AND moved.wallet_id = g.wallet_id
LEFT JOIN credits_wallet w ON w.draw_grant_id = g.id AND w.id = g.wallet_id
WHERE g.remaining + coalesce(w.draw_left, 0) IS DISTINCT FROM coalesce(moved.rest, 0)
