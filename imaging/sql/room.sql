-- What a customer uses and has, its usage locked until the transaction ends: what takes room waits in line here.
SELECT usage.storage_bytes, plan.included_storage_gb, subscription.add_ons::text
FROM customers_usage usage
JOIN customers_subscription subscription ON subscription.customer_id = usage.customer_id
JOIN credits_plan plan ON plan.id = subscription.plan_id
WHERE usage.customer_id = %(customer)s
FOR UPDATE OF usage
