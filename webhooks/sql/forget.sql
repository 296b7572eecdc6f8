-- A batch of old events with their deliveries and attempts; the constraints between them are looked at when it commits.
-- What is still on its way to an enabled endpoint stays.
WITH old AS MATERIALIZED (
    SELECT e.id FROM webhooks_event e
    WHERE e.created_at < %(before)s AND e.dispatched_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM webhooks_delivery d JOIN webhooks_endpoint w ON w.id = d.endpoint_id
        WHERE d.event_id = e.id AND d.status = 'pending' AND w.status = 'enabled' AND w.deleted_at IS NULL
    )
    ORDER BY e.created_at LIMIT %(batch)s FOR UPDATE OF e SKIP LOCKED
),
attempts AS (
    DELETE FROM webhooks_attempt a USING webhooks_delivery d, old WHERE a.delivery_id = d.id AND d.event_id = old.id
),
deliveries AS (
    DELETE FROM webhooks_delivery d USING old WHERE d.event_id = old.id
)
DELETE FROM webhooks_event e USING old WHERE e.id = old.id RETURNING e.id
