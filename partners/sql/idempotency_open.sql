-- Is the first request with this key still running, and if not, what was answered? The lock is the transaction's own:
-- a server that dies gives it back, and its half-done effect is gone with it.
WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(%(lock)s) AS mine)
SELECT turn.mine, a.fingerprint, a.status, a.headers, a.body, a.sealed
FROM turn
LEFT JOIN partners_idempotentanswer a
    ON a.account_id = %(account_id)s AND a.mode = %(mode)s AND a.key = %(key)s
    AND a.created_at > now() - interval '24 hours'
