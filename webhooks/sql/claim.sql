-- Takes endpoints that are due, longest first, each for one turn, with what is to be sent there. Nobody else sends to
-- them until the release, or until the lease has run out because whoever held it was killed.
WITH free AS MATERIALIZED (
    SELECT id FROM webhooks_endpoint
    WHERE due_at <= now() AND suspect = %(suspect)s AND status = 'enabled' AND deleted_at IS NULL
    ORDER BY due_at LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
),
leased AS (
    UPDATE webhooks_endpoint e SET lease = %(lease)s, due_at = now() + make_interval(secs => %(seconds)s)
    FROM free WHERE e.id = free.id
    RETURNING e.id, e.url, e.secret, CASE WHEN e.previous_until > now() THEN e.previous_secret END AS previous_secret
)
SELECT
    leased.id, leased.url, leased.secret, leased.previous_secret,
    waiting.id, waiting.tries, event.public_id, event.type, event.mode, event.created_at, event.data
FROM leased
-- In the order of the index, and one look-up for each event: with old statistics a join would read whole tables.
LEFT JOIN LATERAL (
    SELECT d.id, d.tries, d.event_id FROM webhooks_delivery d
    WHERE d.endpoint_id = leased.id AND d.status = 'pending' AND d.next_attempt_at <= now()
    ORDER BY d.next_attempt_at LIMIT %(turn)s
) AS waiting ON true
LEFT JOIN LATERAL (
    SELECT e.public_id, e.type, e.mode, e.created_at, e.data::text AS data
    FROM webhooks_event e WHERE e.id = waiting.event_id LIMIT 1
) AS event ON true
