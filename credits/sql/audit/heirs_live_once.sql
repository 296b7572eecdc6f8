-- What came back from a grant that had expired is of the same kind, lives no longer than the grace, and has no heirs.
-- A grant that a refund or a release made is an heir, and no other is.
SELECT g.wallet_id
FROM credits_grant g
LEFT JOIN credits_grant given ON given.id = g.heir_of_id AND given.wallet_id = g.wallet_id
LEFT JOIN (
    SELECT DISTINCT ON (grant_id) (part ->> 0)::bigint AS grant_id, e.kind
    FROM credits_entry e CROSS JOIN LATERAL jsonb_array_elements(e.allocations) AS part
    WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
    ORDER BY grant_id, e.sequence
) AS made ON made.grant_id = g.id
WHERE (%(wallet)s::bigint IS NULL OR g.wallet_id = %(wallet)s)
    AND CASE
        WHEN g.heir_of_id IS NULL THEN made.kind IN ('refund', 'release')
        ELSE made.kind IS NULL OR made.kind NOT IN ('refund', 'release')
            OR given.id IS NULL
            OR given.heir_of_id IS NOT NULL
            OR (given.kind, given.priority) <> (g.kind, g.priority)
            OR given.expires_at IS NULL OR given.expires_at > g.created_at
            OR g.expires_at IS NULL OR g.expires_at > g.created_at + %(grace)s::interval
    END
