-- Of the key's own limit the same as gate.sql reads of the account's: used, frees_in, others.
admitted.own_used,
coalesce(admitted.own_oldest, (
    SELECT w.hits[mine.places[greatest(cardinality(mine.places) - %(key_quota)s + 1, 1)]]
    FROM partners_ratewindow w, LATERAL (SELECT array_positions(w.callers, called.key_id) AS places) AS mine
    WHERE w.key = called.window_key
)) + 60000 - (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS own_frees_in,
CASE WHEN admitted.used IS NULL THEN (
    SELECT cardinality(array_positions(
        w.callers[width_bucket((extract(epoch FROM clock_timestamp()) * 1000)::bigint - 60000, w.hits) + 1 :],
        called.key_id
    ))
    FROM partners_ratewindow w WHERE w.key = called.window_key
) END AS own_others
