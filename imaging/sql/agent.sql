-- The agent that a token belongs to. %(hash)s is SHA-256 of the token.
SELECT agent.id AS agent_id, agent.public_id, customer.id AS customer_id, customer.status, customer.mode,
    customer.account_id, customer.suspended_at, account.status AS account_status, account.deactivated_at
FROM imaging_agent agent
JOIN customers_customer customer ON customer.id = agent.customer_id
JOIN partners_account account ON account.id = customer.account_id
WHERE agent.hash = %(hash)s AND agent.revoked_at IS NULL AND customer.status <> 'deleted'
