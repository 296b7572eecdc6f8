-- The sums of everything before a moment: the last entry that is older, found by halving the range of sequence numbers.
-- Each step reads one entry by its unique (wallet, sequence); ten million entries take 24 steps.
WITH RECURSIVE halving (low, high) AS (
    SELECT 0::bigint, w.entries FROM credits_wallet w WHERE w.id = %(wallet_id)s
    UNION ALL
    SELECT
        CASE WHEN e.created_at < %(moment)s THEN e.sequence ELSE h.low END,
        CASE WHEN e.created_at < %(moment)s THEN h.high ELSE e.sequence - 1 END
    FROM halving h
    JOIN credits_entry e ON e.wallet_id = %(wallet_id)s AND e.sequence = (h.low + h.high + 1) / 2
    WHERE h.low < h.high
)
SELECT e.charged_after, e.refunded_after
FROM halving h
JOIN credits_entry e ON e.wallet_id = %(wallet_id)s AND e.sequence = h.low
WHERE h.low = h.high
