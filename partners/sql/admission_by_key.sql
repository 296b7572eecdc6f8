-- Two limits in one window: the account's over all its keys, and one for each key. Both are exact, and a request that
-- either refuses counts in neither: whose request each hit was stands beside it.
INSERT INTO partners_ratewindow AS w (key, quota, hits, callers)
SELECT window_key, quota, ARRAY[(extract(epoch FROM clock_timestamp()) * 1000)::bigint], ARRAY[key_id]
FROM called
WHERE %(counted)s AND revoked_at IS NULL AND expired IS NOT TRUE AND status = 'active'
    AND address_allowed AND scopes && %(scopes)s::varchar[]
ON CONFLICT (key) DO UPDATE SET
    quota = excluded.quota,
    hits = w.hits[width_bucket(excluded.hits[1] - 60000, w.hits) + 1 :]
        || greatest(excluded.hits[1], w.hits[cardinality(w.hits)]),
    callers = w.callers[width_bucket(excluded.hits[1] - 60000, w.hits) + 1 :] || excluded.callers[1]
WHERE cardinality(w.hits) - width_bucket(excluded.hits[1] - 60000, w.hits) < excluded.quota
    AND cardinality(array_positions(
        w.callers[width_bucket(excluded.hits[1] - 60000, w.hits) + 1 :], excluded.callers[1]
    )) < %(key_quota)s
RETURNING
    cardinality(w.hits) AS used, w.hits[1] AS oldest,
    cardinality(array_positions(w.callers, w.callers[cardinality(w.callers)])) AS own_used,
    w.hits[array_position(w.callers, w.callers[cardinality(w.callers)])] AS own_oldest
