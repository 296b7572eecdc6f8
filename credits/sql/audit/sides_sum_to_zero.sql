-- What the sides outside of the wallet have had from it, and what it has now: together nothing was made or lost.
SELECT w.id AS wallet_id
FROM credits_wallet w LEFT JOIN (
    SELECT
        e.wallet_id,
        sum(
            e.amount * (
                (e.destination IN ('issuance', 'revenue', 'breakage'))::int
                - (e.source IN ('issuance', 'revenue', 'breakage'))::int
            )
        ) AS outside
    FROM credits_entry e
    WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
    GROUP BY e.wallet_id
) AS sums ON sums.wallet_id = w.id
WHERE (%(wallet)s::bigint IS NULL OR w.id = %(wallet)s) AND w.balance + coalesce(sums.outside, 0) <> 0
