-- Writes all requests that wait, in their order: one text for them all, which PostgreSQL takes apart far faster than
-- Python makes a row of each. One that is written already, by a try whose answer was lost, stays as it is.
-- Those with a time to be merged in are counted in the row of that time; the first makes the row.
WITH request AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(requests)s::json) AS request (
        request_id text, account_id bigint, key_id bigint, mode text, surface text, method text, route text,
        status smallint, code text, message text, details jsonb, duration_ms double precision,
        created_at timestamptz, count integer, last_at timestamptz, merged_in timestamptz, marks text
    )
), written AS (
    INSERT INTO partners_loggedrequest (
        request_id, account_id, key_id, mode, surface, method, route, status, code, message, details, duration_ms,
        created_at
    )
    SELECT
        request_id, account_id, key_id, mode, surface, method, route, status, code, message, details, duration_ms,
        created_at
    FROM request WHERE merged_in IS NULL
    ON CONFLICT DO NOTHING
    RETURNING 1
), merged AS (
    INSERT INTO partners_loggedrequest AS logged (
        request_id, account_id, key_id, mode, surface, method, route, status, code, message, details, duration_ms,
        created_at, count, last_at, merged_in, marks
    )
    SELECT
        request_id, account_id, key_id, mode, surface, method, route, status, code, message, details, duration_ms,
        created_at, count, last_at, merged_in, decode(marks, 'hex')
    FROM request WHERE merged_in IS NOT NULL
    ON CONFLICT (key_id, merged_in, status, code, method, route) WHERE merged_in IS NOT NULL DO UPDATE SET
        count = logged.count + excluded.count,
        last_at = greatest(logged.last_at, excluded.last_at, logged.created_at, excluded.created_at),
        marks = substr(logged.marks || excluded.marks, 1, %(most_marks)s)
    WHERE logged.request_id <> excluded.request_id
    RETURNING 1
)
SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM merged)
