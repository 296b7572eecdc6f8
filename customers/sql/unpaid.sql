-- Subscriptions that could not be paid: past due, or suspended once that has lasted too long. The cost is what is owed.
UPDATE customers_subscription s
SET is_paid = false,
    cost = owed.cost,
    unpaid_since = coalesce(s.unpaid_since, %(now)s),
    status = CASE WHEN owed.too_long THEN 'suspended' ELSE 'past_due' END,
    next_charge_at = CASE WHEN owed.too_long THEN NULL ELSE %(next_try)s::timestamptz END
FROM unnest(%(ids)s::bigint[], %(costs)s::bigint[], %(too_long)s::boolean[]) AS owed (id, cost, too_long)
WHERE s.id = owed.id
RETURNING s.customer_id, s.status, s.id
