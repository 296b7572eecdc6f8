SELECT e.wallet_id
FROM credits_entry e
WHERE %(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s
GROUP BY e.wallet_id, e.reference
HAVING count(*) > 1
