UPDATE customers_subscription SET anchor_day = extract(day FROM anchor AT TIME ZONE 'UTC')
