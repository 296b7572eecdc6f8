-- Ends turns on locked endpoints: gives the lease back and says when the next thing is due. An endpoint that answered
-- 410, or to which nothing could be delivered for {days} days, is disabled. Answers those that were disabled just now.
WITH turn AS MATERIALIZED (
    SELECT * FROM unnest(
        %(ids)s::bigint[], %(leases)s::bigint[], %(succeeded)s::bool[], %(failed)s::bool[], %(gone)s::bool[],
        %(suspect)s::bool[]
    ) AS t (id, lease, succeeded, failed, gone, suspect)
),
judged AS (
    SELECT e.id, turn.suspect,
        CASE WHEN turn.succeeded THEN NULL WHEN turn.failed THEN coalesce(e.failing_since, now()) ELSE e.failing_since
        END AS failing_since,
        CASE
            WHEN e.status <> 'enabled' THEN ''
            WHEN turn.gone THEN 'gone'
            WHEN turn.failed AND NOT turn.succeeded AND e.failing_since <= now() - interval '{days} days' THEN 'failing'
            ELSE ''
        END AS reason
    FROM turn JOIN webhooks_endpoint e ON e.id = turn.id AND e.lease = turn.lease
),
released AS (
    UPDATE webhooks_endpoint e
    SET lease = NULL, suspect = judged.suspect, failing_since = judged.failing_since,
        status = CASE WHEN judged.reason <> '' THEN 'disabled' ELSE e.status END,
        disabled_reason = CASE WHEN judged.reason <> '' THEN judged.reason ELSE e.disabled_reason END,
        disabled_at = CASE WHEN judged.reason <> '' THEN now() ELSE e.disabled_at END,
        due_at = CASE WHEN e.status = 'enabled' AND judged.reason = '' AND e.deleted_at IS NULL THEN (
            SELECT greatest(d.next_attempt_at, now()) FROM webhooks_delivery d
            WHERE d.endpoint_id = e.id AND d.status = 'pending' ORDER BY d.next_attempt_at LIMIT 1
        ) END
    FROM judged WHERE e.id = judged.id
    RETURNING e.id, judged.reason
)
SELECT id FROM released WHERE reason <> ''
