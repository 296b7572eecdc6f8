-- For each moment the sequence number of the last entry before it, 0 if there is none, found by halving the range of
-- sequence numbers as in totals_at.sql: their times ascend with them.
SELECT d.place, e.low
FROM unnest(%(moments)s::timestamptz[]) WITH ORDINALITY AS d (moment, place)
CROSS JOIN LATERAL (
    WITH RECURSIVE halving (low, high) AS (
        SELECT 0::bigint, w.entries FROM credits_wallet w WHERE w.id = %(wallet_id)s
        UNION ALL
        SELECT
            CASE WHEN e.created_at < d.moment THEN e.sequence ELSE h.low END,
            CASE WHEN e.created_at < d.moment THEN h.high ELSE e.sequence - 1 END
        FROM halving h
        JOIN credits_entry e ON e.wallet_id = %(wallet_id)s AND e.sequence = (h.low + h.high + 1) / 2
        WHERE h.low < h.high
    )
    SELECT h.low FROM halving h WHERE h.low = h.high
) AS e
ORDER BY d.place
