-- What is owed for subscriptions that a top-up did not suffice for, at the prices of now: so they are not tried again and
-- again as payable.
UPDATE customers_subscription s
SET cost = owed.cost
FROM unnest(%(ids)s::bigint[], %(costs)s::bigint[]) AS owed (id, cost)
WHERE s.id = owed.id
RETURNING s.id
