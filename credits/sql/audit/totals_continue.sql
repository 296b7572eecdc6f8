SELECT entry.wallet_id
FROM (
    SELECT
        e.wallet_id,
        e.charged_after - lag(e.charged_after, 1, 0::bigint) OVER chain AS charged_moved,
        e.refunded_after - lag(e.refunded_after, 1, 0::bigint) OVER chain AS refunded_moved,
        e.amount * (e.destination = 'revenue')::int AS charged_due,
        e.amount * (e.source = 'revenue')::int AS refunded_due,
        e.created_at < lag(e.created_at) OVER chain AS went_back
    FROM credits_entry e
    WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
    WINDOW chain AS (PARTITION BY e.wallet_id ORDER BY e.sequence)
) AS entry
WHERE entry.charged_moved <> entry.charged_due OR entry.refunded_moved <> entry.refunded_due OR entry.went_back
UNION ALL
SELECT w.id
FROM credits_wallet w LEFT JOIN credits_entry e ON e.wallet_id = w.id AND e.sequence = w.entries
WHERE (%(wallet)s::bigint IS NULL OR w.id = %(wallet)s)
    AND (w.charged, w.refunded) <> (coalesce(e.charged_after, 0), coalesce(e.refunded_after, 0))
