-- A month's sum of the line of keys that a key belongs to.
WITH RECURSIVE line AS (
    SELECT id, replaces_id FROM partners_apikey WHERE id = %(key_id)s
    UNION ALL
    SELECT k.id, k.replaces_id FROM partners_apikey k JOIN line ON k.id = line.replaces_id
)
SELECT coalesce(sum(s.spent), 0)::bigint FROM partners_keyspend s JOIN line ON line.id = s.key_id
WHERE s.month = %(month)s
