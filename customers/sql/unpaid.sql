-- Subscriptions that could not be paid: past due, or suspended once that has lasted too long. The cost is what is owed.
-- The days on which the account was inactive don't count: nothing was tried.
UPDATE customers_subscription s
SET is_paid = false,
    cost = owed.cost,
    unpaid_since = owed.since,
    status = CASE WHEN owed.since + owed.paused <= %(too_long)s THEN 'suspended' ELSE 'past_due' END,
    next_charge_at = CASE WHEN owed.since + owed.paused <= %(too_long)s THEN NULL ELSE %(next_try)s::timestamptz END
FROM (
    SELECT
        asked.id, asked.cost, times.since,
        greatest(coalesce(asked.reactivated - greatest(asked.deactivated, times.since), '0'), '0'::interval) AS paused
    FROM unnest(
        %(ids)s::bigint[], %(costs)s::bigint[], %(deactivated)s::timestamptz[], %(reactivated)s::timestamptz[]
    ) AS asked (id, cost, deactivated, reactivated)
    JOIN customers_subscription known ON known.id = asked.id
    CROSS JOIN LATERAL (SELECT coalesce(known.unpaid_since, %(now)s::timestamptz) AS since) AS times
) AS owed
WHERE s.id = owed.id
RETURNING s.customer_id, s.status, s.id
