-- Subscriptions that could not be paid: past due, or suspended once that has lasted too long. The cost is what is owed.
-- The days before the account was made active again don't count: nothing was tried while it was inactive.
UPDATE customers_subscription s
SET is_paid = false,
    cost = owed.cost,
    unpaid_since = owed.since,
    status = CASE WHEN owed.since <= %(too_long)s THEN 'suspended' ELSE 'past_due' END,
    next_charge_at = CASE WHEN owed.since <= %(too_long)s THEN NULL ELSE %(next_try)s::timestamptz END
FROM (
    SELECT asked.id, asked.cost, greatest(coalesce(known.unpaid_since, %(now)s::timestamptz), asked.reactivated) AS since
    FROM unnest(%(ids)s::bigint[], %(costs)s::bigint[], %(reactivated)s::timestamptz[]) AS asked (id, cost, reactivated)
    JOIN customers_subscription known ON known.id = asked.id
) AS owed
WHERE s.id = owed.id
RETURNING s.customer_id, s.status, s.id
