-- The canonical line of an entry e; credits/chain.py says what it promises. Never change it: sealed hashes are made of it.
'{"wallet":' || e.wallet_id
|| ',"sequence":' || e.sequence
|| ',"id":' || e.id
|| ',"kind":' || to_json(e.kind)
|| ',"source":' || to_json(e.source)
|| ',"destination":' || to_json(e.destination)
|| ',"amount":' || e.amount
|| ',"balanceAfter":' || e.balance_after
|| ',"heldAfter":' || e.held_after
|| ',"chargedAfter":' || e.charged_after
|| ',"refundedAfter":' || e.refunded_after
|| ',"reference":' || to_json(e.reference)
|| ',"description":' || to_json(e.description)
|| ',"customerId":' || to_json(e.customer_id)
|| ',"requestId":' || to_json(e.request_id)
|| ',"related":' || coalesce(e.related_id::text, 'null')
|| ',"allocations":' || e.allocations
|| ',"facts":' || coalesce(e.facts::text, 'null')
|| ',"actor":' || coalesce(e.actor_id::text, 'null')
|| ',"createdAt":"' || to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
|| E'"}\n'
