-- What failed of an endpoint's deliveries begins its schedule anew.
UPDATE webhooks_delivery d
SET status = 'pending', tries = 0, next_attempt_at = now(), completed_at = NULL
FROM webhooks_event e
WHERE e.id = d.event_id AND d.endpoint_id = %(endpoint)s AND d.status = 'failed'
    AND e.created_at >= %(since)s AND e.created_at < %(until)s
RETURNING d.id
