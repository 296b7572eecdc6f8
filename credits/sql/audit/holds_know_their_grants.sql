-- A hold took all of its amount from grants, as its entry says, and its capture charged the same. A hold that was open
-- when holds began to know their grants has an entry that doesn't say it; one that had ended knows none.
SELECT h.wallet_id
FROM credits_hold h
JOIN credits_entry e ON e.id = h.entry_id
LEFT JOIN credits_entry captured ON captured.related_id = h.entry_id AND captured.kind = 'capture'
CROSS JOIN LATERAL (
    SELECT coalesce(sum((part ->> 1)::bigint), 0) AS total FROM jsonb_array_elements(h.allocations) AS part
) AS taken
WHERE (%(wallet)s::bigint IS NULL OR h.wallet_id = %(wallet)s)
    AND CASE h.allocations
        WHEN '[]' THEN h.state = 'open' OR e.allocations <> '[]'
        ELSE taken.total <> h.amount
            OR e.allocations NOT IN ('[]', h.allocations)
            OR captured.allocations <> h.allocations
    END
