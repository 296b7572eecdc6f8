-- Writes attempts and what follows from each for its delivery. A delivery that somebody else has completed meanwhile,
-- after our lease ran out, stays as it is.
WITH made AS MATERIALIZED (
    SELECT * FROM unnest(
        %(deliveries)s::bigint[], %(started)s::timestamptz[], %(durations)s::int[], %(outcomes)s::text[],
        %(codes)s::int[], %(details)s::text[], %(responses)s::text[], %(statuses)s::text[], %(delays)s::float8[]
    ) AS t (delivery_id, started_at, duration_ms, outcome, status_code, detail, response, status, delay)
),
moved AS (
    UPDATE webhooks_delivery d
    SET attempt_count = d.attempt_count + 1, tries = d.tries + 1, status = made.status,
        next_attempt_at = CASE WHEN made.status = 'pending' THEN now() + make_interval(secs => made.delay) END,
        completed_at = CASE WHEN made.status <> 'pending' THEN now() END
    FROM made WHERE d.id = made.delivery_id AND d.status = 'pending'
    RETURNING d.id, d.attempt_count
)
INSERT INTO webhooks_attempt (delivery_id, number, started_at, duration_ms, outcome, status_code, detail, response)
SELECT moved.id, moved.attempt_count, made.started_at, made.duration_ms, made.outcome, made.status_code, made.detail,
    made.response
FROM made JOIN moved ON moved.id = made.delivery_id
RETURNING id
