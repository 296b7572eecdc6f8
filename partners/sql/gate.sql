-- Everything that must be known before an endpoint's own code runs, in one round trip: the key, its account, the
-- partner's terms, whether the address and the scope are allowed, and one place in the rate window if they are.
-- Words in braces are filled in by partners/gate.py: how to count (admission.sql), what is known of a key's own limit,
-- and what the endpoint reads beside it.
WITH called AS MATERIALIZED (
    SELECT
        k.id AS key_id, k.public_id AS key_public_id, k.mode, k.scopes, k.revoked_at,
        k.expires_at <= now() AS expired,
        k.allowed_networks = '{}' OR %(address)s::inet <<= ANY (k.allowed_networks::cidr[]) AS address_allowed,
        k.monthly_cap,
        a.id AS account_id, a.public_id AS account_public_id, a.name AS account_name, a.status, a.created_at,
        p.trial_ends_at, t.slug AS tier, t.discount_percent, t.may_sell,
        coalesce(t.requests_per_minute, %(quota)s) AS quota,
        CASE a.kind WHEN 'partner' THEN 'account:' ELSE 'workspace:' END || a.id AS window_key
    FROM partners_apikey k
    JOIN partners_account a ON a.id = k.account_id
    LEFT JOIN partners_partner p ON p.account_id = a.id
    LEFT JOIN partners_tier t ON t.id = p.tier_id
    WHERE k.hash = %(hash)s AND a.kind = %(kind)s
),
admitted AS (
{admission}
)
SELECT
    called.*,
    admitted.used,
    coalesce(admitted.oldest, (
        SELECT w.hits[greatest(cardinality(w.hits) - called.quota + 1, 1)]
        FROM partners_ratewindow w WHERE w.key = called.window_key
    )) + 60000 - (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS frees_in,
    -- Only for a request that was not counted: how many others are in the window.
    CASE WHEN admitted.used IS NULL THEN (
        SELECT cardinality(w.hits) - width_bucket((extract(epoch FROM clock_timestamp()) * 1000)::bigint - 60000, w.hits)
        FROM partners_ratewindow w WHERE w.key = called.window_key
    ) END AS others
    {key_limit}
    {columns}
FROM called LEFT JOIN admitted ON true
