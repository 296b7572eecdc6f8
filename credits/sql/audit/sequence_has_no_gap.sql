SELECT w.id AS wallet_id
FROM credits_wallet w LEFT JOIN (
    SELECT e.wallet_id, count(*) AS entries, count(DISTINCT e.sequence) AS places, min(e.sequence) AS first, max(e.sequence) AS last
    FROM credits_entry e
    WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
    GROUP BY e.wallet_id
) AS counted ON counted.wallet_id = w.id
WHERE (%(wallet)s::bigint IS NULL OR w.id = %(wallet)s)
    AND (
        w.entries <> coalesce(counted.entries, 0)
        OR (counted.entries > 0 AND (1, counted.entries, counted.entries) <> (counted.first, counted.last, counted.places))
    )
