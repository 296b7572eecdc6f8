SELECT w.id
FROM credits_wallet w
WHERE w.id > %(after)s
    AND w.entries > coalesce((SELECT max(s.through_sequence) FROM credits_seal s WHERE s.wallet_id = w.id), 0)
ORDER BY w.id
LIMIT %(most)s
