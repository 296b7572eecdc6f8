-- A customer with its organization and subscription in one round trip; no row if the partner has the address already.
WITH customer AS (
    INSERT INTO customers_customer (
        public_id, account_id, mode, email, name, company_name, phone, language, focus_mode, status
    )
    VALUES (
        %(customer_id)s, %(account_id)s, %(mode)s, %(email)s, %(name)s, %(company_name)s, %(phone)s, %(language)s,
        %(focus_mode)s, 'active'
    )
    ON CONFLICT (account_id, mode, lower(email)) WHERE deleted_at IS NULL DO NOTHING
    RETURNING id, created_at
),
organization AS (
    INSERT INTO customers_organization (public_id, customer_id, name)
    SELECT %(organization_id)s, id, %(organization_name)s FROM customer
),
subscription AS (
    INSERT INTO customers_subscription (
        customer_id, plan_id, status, seats, ai_lens_medical, add_ons, cost, prices, period_number, revision,
        period_start, period_end, anchor, is_paid, next_charge_at, trial_ends_at
    )
    SELECT
        id, %(plan_id)s, %(subscription_status)s, %(seats)s, %(ai_lens_medical)s, %(add_ons)s::jsonb, %(cost)s, %(prices)s::jsonb, 1, 0,
        %(period_start)s::timestamptz, %(period_end)s::timestamptz, %(anchor)s::timestamptz, %(is_paid)s,
        %(period_end)s::timestamptz, %(trial_ends_at)s::timestamptz
    FROM customer
)
SELECT id, created_at FROM customer
