-- Admits or refuses one request, exactly: a request is admitted if fewer than `quota` were admitted in the 60 s before it.
-- The row's lock puts callers of all processes in one order; what is computed from the row is computed under it.
-- hits is ascending, so width_bucket finds by binary search how many of them have left the window.
-- A refusal writes nothing. Its answer comes from the row as the statement found it.
WITH admitted AS (
    INSERT INTO partners_ratewindow AS w (key, quota, hits)
    VALUES (%(key)s, %(quota)s, ARRAY[(extract(epoch FROM clock_timestamp()) * 1000)::bigint])
    ON CONFLICT (key) DO UPDATE SET
        quota = excluded.quota,
        hits = w.hits[width_bucket(excluded.hits[1] - 60000, w.hits) + 1 :]
            || greatest(excluded.hits[1], w.hits[cardinality(w.hits)])
    WHERE cardinality(w.hits) - width_bucket(excluded.hits[1] - 60000, w.hits) < excluded.quota
    RETURNING cardinality(w.hits) AS used, w.hits[1] AS oldest
)
SELECT
    admitted.used,
    coalesce(admitted.oldest, (
        SELECT w.hits[greatest(cardinality(w.hits) - %(quota)s + 1, 1)] FROM partners_ratewindow w WHERE w.key = %(key)s
    )) + 60000 - (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS frees_in
FROM (SELECT 1) AS one LEFT JOIN admitted ON true
