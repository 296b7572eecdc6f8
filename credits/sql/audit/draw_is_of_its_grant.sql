SELECT w.id AS wallet_id
FROM credits_wallet w LEFT JOIN credits_grant g ON g.id = w.draw_grant_id AND g.wallet_id = w.id
WHERE (%(wallet)s::bigint IS NULL OR w.id = %(wallet)s)
    AND CASE
        WHEN w.draw_grant_id IS NULL THEN w.draw_left <> 0 OR w.draw_until IS NOT NULL
        ELSE g.id IS NULL OR g.remaining <> 0 OR w.draw_left > g.amount OR w.draw_until IS DISTINCT FROM g.expires_at
    END
