SELECT coalesce(w.id, sums.wallet_id) AS wallet_id
FROM credits_wallet w FULL JOIN (
    SELECT
        e.wallet_id,
        sum(e.amount * ((e.destination IN ('available', 'held'))::int - (e.source IN ('available', 'held'))::int)) AS balance
    FROM credits_entry e
    WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
    GROUP BY e.wallet_id
) AS sums ON sums.wallet_id = w.id
WHERE (%(wallet)s::bigint IS NULL OR w.id = %(wallet)s)
    -- An entry whose wallet is gone has no balance beside it, which is distinct from any sum.
    AND w.balance IS DISTINCT FROM coalesce(sums.balance, 0)
