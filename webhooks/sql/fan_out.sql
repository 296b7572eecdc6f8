-- Makes the deliveries of events that were committed since: one for each endpoint that listens now. What another process
-- is dispatching is left to it. A paused endpoint's deliveries wait; a disabled one gets none.
-- Answers the number of events, the endpoints that have something to send, and the live events of which somebody is
-- told by mail.
WITH picked AS MATERIALIZED (
    SELECT id, account_id, mode, type FROM webhooks_event
    WHERE dispatched_at IS NULL ORDER BY id LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
),
dispatched AS (
    UPDATE webhooks_event e SET dispatched_at = clock_timestamp() FROM picked WHERE e.id = picked.id
),
made AS (
    INSERT INTO webhooks_delivery (
        public_id, endpoint_id, event_id, status, attempt_count, tries, next_attempt_at
    )
    SELECT webhooks_delivery_id(), e.id, picked.id, 'pending', 0, 0, now()
    FROM picked
    JOIN webhooks_endpoint e ON e.account_id = picked.account_id AND e.mode = picked.mode
    WHERE e.deleted_at IS NULL AND e.status <> 'disabled'
        AND (e.event_types = '{}' OR picked.type = ANY (e.event_types))
    ORDER BY picked.id, e.id
    ON CONFLICT (event_id, endpoint_id) DO NOTHING
    RETURNING endpoint_id
)
SELECT
    (SELECT count(*) FROM picked),
    (SELECT coalesce(array_agg(DISTINCT endpoint_id), '{}') FROM made),
    (SELECT coalesce(array_agg(id), '{}') FROM picked WHERE mode = 'live' AND type = ANY (%(mailed)s))
