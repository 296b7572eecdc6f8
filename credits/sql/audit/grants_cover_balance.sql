-- What open holds took is in the balance still, but no longer on a grant.
SELECT w.id AS wallet_id
FROM credits_wallet w LEFT JOIN (
    SELECT g.wallet_id, sum(g.remaining) AS remaining
    FROM credits_grant g
    WHERE %(wallet)s::bigint IS NULL OR g.wallet_id = %(wallet)s
    GROUP BY g.wallet_id
) AS sums ON sums.wallet_id = w.id
WHERE (%(wallet)s::bigint IS NULL OR w.id = %(wallet)s) AND w.balance - w.held <> coalesce(sums.remaining, 0) + w.draw_left
