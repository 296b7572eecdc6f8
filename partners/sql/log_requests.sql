-- Writes all requests that wait, in their order: one text for them all, which PostgreSQL takes apart far faster than
-- Python makes a row of each. One that is written already, by a try whose answer was lost, stays as it is.
WITH written AS (
INSERT INTO partners_loggedrequest (
    request_id, account_id, key_id, mode, surface, method, route, status, code, message, details, duration_ms, created_at
)
SELECT
    request_id, account_id, key_id, mode, surface, method, route, status, code, message, details, duration_ms, created_at
FROM json_to_recordset(%(requests)s::json) AS request (
    request_id text, account_id bigint, key_id bigint, mode text, surface text, method text, route text,
    status smallint, code text, message text, details jsonb, duration_ms double precision, created_at timestamptz
)
ON CONFLICT DO NOTHING
RETURNING 1
)
SELECT count(*) FROM written
