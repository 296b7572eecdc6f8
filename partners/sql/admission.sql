-- One window for all keys of an account: a request is admitted if fewer than its quota were in the last minute.
INSERT INTO partners_ratewindow AS w (key, quota, hits)
SELECT window_key, quota, ARRAY[(extract(epoch FROM clock_timestamp()) * 1000)::bigint]
FROM called
WHERE %(counted)s AND revoked_at IS NULL AND expired IS NOT TRUE AND status = 'active'
    AND address_allowed AND scopes && %(scopes)s::varchar[]
ON CONFLICT (key) DO UPDATE SET
    quota = excluded.quota,
    hits = w.hits[width_bucket(excluded.hits[1] - 60000, w.hits) + 1 :]
        || greatest(excluded.hits[1], w.hits[cardinality(w.hits)])
WHERE cardinality(w.hits) - width_bucket(excluded.hits[1] - 60000, w.hits) < excluded.quota
RETURNING
    cardinality(w.hits) AS used, w.hits[1] AS oldest, NULL::int AS own_used, NULL::bigint AS own_oldest
