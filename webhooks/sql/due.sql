-- Lets locked endpoints be served now. Where somebody is sending, the release will find what is new.
UPDATE webhooks_endpoint SET due_at = least(due_at, now())
WHERE id = ANY (%(ids)s::bigint[]) AND lease IS NULL AND status = 'enabled' AND deleted_at IS NULL
RETURNING id
