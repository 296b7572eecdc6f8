-- Milliseconds until a full window has room again.
SELECT greatest(
    hits[greatest(cardinality(hits) - %(most)s + 1, 1)] + span_ms
        - (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    0
)
FROM partners_mailwindow WHERE key = %(key)s
