-- A row is written if there is none, or one that has expired. Whoever comes at the same moment waits for the row and
-- then finds it fresh, so exactly one of them gets it back.
INSERT INTO portal_cachedvalue AS kept (key, value, expires_at)
VALUES (%(key)s, %(value)s::jsonb, clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
WHERE kept.expires_at <= clock_timestamp()
RETURNING key
