-- A batch of subscriptions to charge, with the wallet that pays; {condition} and {order} are constants of
-- customers/renewals.py. Renewals of an inactive account pause. The customer is locked first, as every change of
-- one does: the other order could leave each of two waiting for the other. What somebody else has locked is left to
-- the next run, and what changed since this statement began is looked at again as it is now.
SELECT
    s.id, s.customer_id, c.public_id, s.status, s.seats, s.ai_lens_medical, s.add_ons, s.prices, s.period_number,
    s.period_end, s.anchor, c.suspended_at, s.unpaid_since, s.plan_id, t.discount_percent, w.id, w.balance - w.held,
    a.deactivated_at, a.reactivated_at
FROM customers_subscription s
JOIN customers_customer c ON c.id = s.customer_id
JOIN partners_account a ON a.id = c.account_id
JOIN partners_partner r ON r.account_id = c.account_id
JOIN partners_tier t ON t.id = r.tier_id
JOIN credits_wallet w ON w.account_id = c.account_id AND w.mode = c.mode
WHERE c.deleted_at IS NULL AND a.status = 'active' AND {condition}
ORDER BY {order}
LIMIT %(batch)s
FOR NO KEY UPDATE OF c, s SKIP LOCKED
