SELECT e.wallet_id
FROM credits_entry e LEFT JOIN credits_hold h ON h.entry_id = e.related_id AND h.wallet_id = e.wallet_id
WHERE (%(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s) AND e.kind IN ('capture', 'release') AND h.id IS NULL
