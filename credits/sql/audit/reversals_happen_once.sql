SELECT reversed.wallet_id
FROM (
    SELECT e.wallet_id, e.related_id, sum(e.amount) AS total
    FROM credits_entry e
    WHERE (%(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s) AND e.kind = 'reversal'
    GROUP BY e.wallet_id, e.related_id
) AS reversed LEFT JOIN credits_entry given
    ON given.id = reversed.related_id AND given.wallet_id = reversed.wallet_id AND given.kind IN ('grant', 'adjustment')
WHERE given.id IS NULL OR reversed.total <> given.amount
