-- Counts one mail in each window that has room, exactly: fewer than `most` in the `span_ms` before it. The rows' locks,
-- taken in the order of the keys, put callers of all processes in one order. Answers the windows that had room; the
-- caller takes everything back unless that is all of them. hits is ascending, as in window.sql.
INSERT INTO partners_mailwindow AS w (key, most, span_ms, hits)
SELECT asked.key, asked.most, asked.span_ms, ARRAY[(extract(epoch FROM clock_timestamp()) * 1000)::bigint]
FROM unnest(%(keys)s::text[], %(mosts)s::int[], %(spans)s::bigint[]) AS asked (key, most, span_ms)
ORDER BY asked.key
ON CONFLICT (key) DO UPDATE SET
    most = excluded.most,
    span_ms = excluded.span_ms,
    hits = w.hits[width_bucket(excluded.hits[1] - excluded.span_ms, w.hits) + 1 :]
        || greatest(excluded.hits[1], w.hits[cardinality(w.hits)])
WHERE cardinality(w.hits) - width_bucket(excluded.hits[1] - excluded.span_ms, w.hits) < excluded.most
RETURNING w.key
