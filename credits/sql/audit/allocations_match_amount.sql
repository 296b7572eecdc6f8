-- Holds and releases had no allocations before holds knew their grants; audit/holds_know_their_grants.sql says which may.
SELECT e.wallet_id
FROM credits_entry e CROSS JOIN LATERAL (
    SELECT coalesce(sum((part ->> 1)::bigint), 0) AS total FROM jsonb_array_elements(e.allocations) AS part
) AS allocated
WHERE (%(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s)
    AND allocated.total <> e.amount
    AND NOT (e.kind IN ('hold', 'release') AND e.allocations = '[]')
