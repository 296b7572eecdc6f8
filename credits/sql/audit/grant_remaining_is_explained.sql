-- What came to a grant, its own amount first, less what left it. A grant that is drawn has its rest in the wallet.
-- What a hold took is read from the hold, because entries of early holds don't say it; its capture takes nothing more.
SELECT coalesce(g.wallet_id, moved.wallet_id) AS wallet_id
FROM (
    SELECT * FROM credits_grant WHERE %(wallet)s::bigint IS NULL OR wallet_id = %(wallet)s
) AS g FULL JOIN (
    SELECT
        m.wallet_id,
        (part ->> 0)::bigint AS grant_id,
        sum((part ->> 1)::bigint * m.direction) AS rest
    FROM (
        SELECT e.wallet_id, e.allocations, CASE e.destination WHEN 'available' THEN 1 ELSE -1 END AS direction
        FROM credits_entry e LEFT JOIN credits_hold h ON h.entry_id = e.related_id AND h.allocations <> '[]'
        WHERE (%(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s)
            AND e.kind <> 'hold' AND NOT (e.kind = 'capture' AND h.id IS NOT NULL)
        UNION ALL
        SELECT h.wallet_id, h.allocations, -1
        FROM credits_hold h
        WHERE %(wallet)s::bigint IS NULL OR h.wallet_id = %(wallet)s
    ) AS m CROSS JOIN LATERAL jsonb_array_elements(m.allocations) AS part
    GROUP BY m.wallet_id, grant_id
) AS moved ON moved.grant_id = g.id AND moved.wallet_id = g.wallet_id
LEFT JOIN credits_wallet w ON w.draw_grant_id = g.id AND w.id = g.wallet_id
WHERE g.remaining + coalesce(w.draw_left, 0) IS DISTINCT FROM coalesce(moved.rest, 0)
