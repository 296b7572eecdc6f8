-- Each part of a refund or release went to a grant that its charge or hold had taken from, or to an heir of one.
SELECT back.wallet_id
FROM (
    SELECT e.wallet_id, (part ->> 0)::bigint AS grant_id, coalesce(h.allocations, charged.allocations) AS taken
    FROM credits_entry e
    JOIN credits_entry charged ON charged.id = e.related_id
    LEFT JOIN credits_hold h ON h.entry_id = e.related_id AND e.kind = 'release'
    CROSS JOIN LATERAL jsonb_array_elements(e.allocations) AS part
    WHERE (%(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s) AND e.kind IN ('refund', 'release')
) AS back LEFT JOIN credits_grant g ON g.id = back.grant_id
WHERE NOT EXISTS (
    SELECT FROM jsonb_array_elements(back.taken) AS part JOIN credits_grant source ON source.id = (part ->> 0)::bigint
    WHERE source.id = g.id OR coalesce(source.heir_of_id, source.id) = g.heir_of_id
)
