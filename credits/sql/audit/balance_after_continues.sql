SELECT entry.wallet_id
FROM (
    SELECT
        e.wallet_id,
        e.balance_after - lag(e.balance_after, 1, 0::bigint) OVER chain AS balance_moved,
        e.held_after - lag(e.held_after, 1, 0::bigint) OVER chain AS held_moved,
        e.amount * ((e.destination IN ('available', 'held'))::int - (e.source IN ('available', 'held'))::int) AS balance_due,
        e.amount * ((e.destination = 'held')::int - (e.source = 'held')::int) AS held_due
    FROM credits_entry e
    WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
    WINDOW chain AS (PARTITION BY e.wallet_id ORDER BY e.sequence)
) AS entry
WHERE entry.balance_moved <> entry.balance_due OR entry.held_moved <> entry.held_due
