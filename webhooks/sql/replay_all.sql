-- Every event of a range that an endpoint listens to is sent there: again, or for the first time if it was disabled then.
INSERT INTO webhooks_delivery AS d (public_id, endpoint_id, event_id, status, attempt_count, tries, next_attempt_at)
SELECT webhooks_delivery_id(), %(endpoint)s, e.id, 'pending', 0, 0, now()
FROM webhooks_event e
WHERE e.account_id = %(account)s AND e.mode = %(mode)s AND e.type <> 'ping' AND e.dispatched_at IS NOT NULL
    AND (%(types)s::text[] = '{}' OR e.type = ANY (%(types)s::text[]))
    AND e.created_at >= %(since)s AND e.created_at < %(until)s
ORDER BY e.id
ON CONFLICT (event_id, endpoint_id) DO UPDATE
SET status = 'pending', tries = 0, next_attempt_at = now(), completed_at = NULL
RETURNING d.id
