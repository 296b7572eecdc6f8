-- Adds to a month's sum unless it would pass the cap; no row then. The row's lock puts twins in one order. A rotated key
-- and its successors spend from one sum, that of the first of them.
WITH RECURSIVE line AS (
    SELECT id, replaces_id FROM partners_apikey WHERE id = %(key_id)s
    UNION ALL
    SELECT k.id, k.replaces_id FROM partners_apikey k JOIN line ON k.id = line.replaces_id
)
INSERT INTO partners_keyspend AS s (key_id, month, spent)
SELECT id, %(month)s, %(amount)s::bigint FROM line WHERE replaces_id IS NULL AND %(amount)s::bigint <= %(cap)s::bigint
ON CONFLICT (key_id, month) DO UPDATE SET spent = s.spent + excluded.spent
WHERE s.spent + excluded.spent <= %(cap)s::bigint
RETURNING s.spent
