-- Subscriptions that are paid for a new period, at the prices of its beginning.
UPDATE customers_subscription s
SET status = 'active', is_paid = true, unpaid_since = NULL, next_charge_at = paid.period_end,
    period_number = s.period_number + 1, revision = 0, cost = paid.cost, prices = paid.prices,
    period_start = paid.period_start, period_end = paid.period_end, anchor = paid.anchor
FROM unnest(
    %(ids)s::bigint[], %(costs)s::bigint[], %(prices)s::text[]::jsonb[],
    %(anchors)s::timestamptz[], %(starts)s::timestamptz[], %(ends)s::timestamptz[]
) AS paid (id, cost, prices, anchor, period_start, period_end)
WHERE s.id = paid.id
RETURNING s.id
