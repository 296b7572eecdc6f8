-- An answer older than a day makes room for a new one. A fresh one can only have been written between this
-- transaction's lock and its look; it stays, and no row comes back.
INSERT INTO partners_idempotentanswer AS a (account_id, mode, key, fingerprint, status, headers, body, sealed)
VALUES (%(account_id)s, %(mode)s, %(key)s, %(fingerprint)s, %(status)s, %(headers)s::jsonb, %(body)s, %(sealed)s)
ON CONFLICT (account_id, mode, key) DO UPDATE SET
    fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers, body = excluded.body,
    sealed = excluded.sealed, created_at = now()
WHERE a.created_at <= now() - interval '24 hours'
RETURNING a.id
