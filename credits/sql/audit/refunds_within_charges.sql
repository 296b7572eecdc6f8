SELECT refunded.wallet_id
FROM (
    SELECT e.wallet_id, e.related_id, sum(e.amount) AS total
    FROM credits_entry e
    WHERE (%(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s) AND e.kind = 'refund'
    GROUP BY e.wallet_id, e.related_id
) AS refunded LEFT JOIN credits_entry charged
    ON charged.id = refunded.related_id AND charged.wallet_id = refunded.wallet_id AND charged.kind IN ('charge', 'capture')
WHERE charged.id IS NULL OR refunded.total > charged.amount
