-- Holds and releases leave the grants alone.
SELECT e.wallet_id
FROM credits_entry e CROSS JOIN LATERAL (
    SELECT coalesce(sum((part ->> 1)::bigint), 0) AS total FROM jsonb_array_elements(e.allocations) AS part
) AS allocated
WHERE (%(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s)
    AND allocated.total <> CASE WHEN e.kind IN ('hold', 'release') THEN 0 ELSE e.amount END
