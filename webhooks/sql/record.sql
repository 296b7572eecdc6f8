-- Events of several accounts in one statement.
INSERT INTO webhooks_event (public_id, account_id, mode, type, data)
SELECT * FROM unnest(
    %(ids)s::text[], %(accounts)s::bigint[], %(modes)s::text[], %(types)s::text[], %(data)s::jsonb[]
)
RETURNING id
