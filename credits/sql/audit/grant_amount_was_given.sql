-- The first movement of a grant is the one that made it.
SELECT g.wallet_id
FROM credits_grant g LEFT JOIN (
    SELECT DISTINCT ON (grant_id) (part ->> 0)::bigint AS grant_id, (part ->> 1)::bigint AS amount, e.destination
    FROM credits_entry e CROSS JOIN LATERAL jsonb_array_elements(e.allocations) AS part
    WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
    ORDER BY grant_id, e.sequence
) AS given ON given.grant_id = g.id
WHERE (%(wallet)s::bigint IS NULL OR g.wallet_id = %(wallet)s)
    AND (g.amount, 'available') IS DISTINCT FROM (given.amount, given.destination)
