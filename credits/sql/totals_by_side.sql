SELECT side.name, coalesce(sum(moved.amount), 0)
FROM unnest(%(sides)s::text[]) WITH ORDINALITY AS side (name, place)
LEFT JOIN (
    SELECT e.destination AS name, e.amount FROM credits_entry e
    WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
    UNION ALL
    SELECT e.source, -e.amount FROM credits_entry e
    WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
) AS moved ON moved.name = side.name
GROUP BY side.name, side.place
ORDER BY side.place
