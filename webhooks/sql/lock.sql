-- Endpoints, locked in one order by everybody who locks several. What is decided from them is read by the next statement,
-- which sees what whoever held the lock before has written.
SELECT id FROM webhooks_endpoint WHERE id = ANY (%(ids)s::bigint[]) ORDER BY id FOR NO KEY UPDATE
