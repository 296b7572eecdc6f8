SELECT w.id AS wallet_id
FROM credits_wallet w LEFT JOIN (
    SELECT h.wallet_id, sum(h.amount) AS held
    FROM credits_hold h
    WHERE h.state = 'open' AND (%(wallet)s::bigint IS NULL OR h.wallet_id = %(wallet)s)
    GROUP BY h.wallet_id
) AS sums ON sums.wallet_id = w.id
WHERE (%(wallet)s::bigint IS NULL OR w.id = %(wallet)s) AND w.held <> coalesce(sums.held, 0)
