SELECT w.id AS wallet_id
FROM credits_wallet w LEFT JOIN (
    SELECT e.wallet_id, sum(e.amount * ((e.destination = 'held')::int - (e.source = 'held')::int)) AS held
    FROM credits_entry e
    WHERE (%(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s) AND 'held' IN (e.source, e.destination)
    GROUP BY e.wallet_id
) AS sums ON sums.wallet_id = w.id
WHERE (%(wallet)s::bigint IS NULL OR w.id = %(wallet)s) AND w.held <> coalesce(sums.held, 0)
