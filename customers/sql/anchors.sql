-- The anchors of subscriptions that knew only the day of the month on which their periods end. January has every day;
-- a yearly period that ends earlier than that day began on a 29th of February.
UPDATE customers_subscription
SET anchor = CASE
    WHEN status = 'trialing' THEN period_end
    WHEN extract(day FROM period_start AT TIME ZONE 'UTC') = anchor_day THEN period_start
    WHEN period_end - period_start > interval '31 days' THEN
        (make_date(extract(year FROM period_start)::int / 4 * 4, 2, 29) + (period_start AT TIME ZONE 'UTC')::time)
        AT TIME ZONE 'UTC'
    ELSE
        (make_date(extract(year FROM period_start)::int, 1, anchor_day) + (period_start AT TIME ZONE 'UTC')::time)
        AT TIME ZONE 'UTC'
END
