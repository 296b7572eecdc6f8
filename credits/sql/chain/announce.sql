-- An event with the newest seal of each partner's wallet that has one since the last such event; none for a wallet whose
-- last event is younger than the pause. The caller holds a lock, so no second worker announces at the same time.
INSERT INTO webhooks_event (public_id, account_id, mode, type, data)
SELECT webhooks_event_id(), w.account_id, w.mode, %(type)s,
    jsonb_build_object('throughSequence', newest.through_sequence, 'hash', encode(newest.hash, 'hex'))
FROM partners_account a
JOIN credits_wallet w ON w.account_id = a.id
CROSS JOIN LATERAL (
    SELECT s.through_sequence, s.hash FROM credits_seal s WHERE s.wallet_id = w.id
    ORDER BY s.through_sequence DESC LIMIT 1
) newest
LEFT JOIN LATERAL (
    SELECT e.created_at, (e.data ->> 'throughSequence')::bigint AS through
    FROM webhooks_event e
    WHERE e.account_id = w.account_id AND e.mode = w.mode AND e.type = %(type)s
    ORDER BY e.id DESC LIMIT 1
) announced ON true
WHERE a.kind = %(kind)s
    AND newest.through_sequence > coalesce(announced.through, 0)
    AND coalesce(announced.created_at, '-infinity') < now() - %(pause)s::interval
RETURNING id
