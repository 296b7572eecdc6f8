-- Subscriptions that are paid for a new period.
UPDATE customers_subscription s
SET status = 'active', is_paid = true, unpaid_since = NULL, next_charge_at = paid.period_end,
    period_number = s.period_number + 1, revision = 0,
    period_start = paid.period_start, period_end = paid.period_end, anchor_day = paid.anchor_day
FROM unnest(
    %(ids)s::bigint[], %(starts)s::timestamptz[], %(ends)s::timestamptz[], %(anchors)s::smallint[]
) AS paid (id, period_start, period_end, anchor_day)
WHERE s.id = paid.id
RETURNING s.id
