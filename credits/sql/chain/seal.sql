-- The next link of a wallet's chain, over the entries since the last one, at most so many; no row if there are none.
-- The caller holds the wallet's sealing lock, so nobody else adds a link after the one that is read here.
WITH before AS (
    SELECT coalesce(max(s.through_sequence), 0) AS through
    FROM credits_seal s WHERE s.wallet_id = %(wallet)s
),
unsealed AS (
    SELECT e.sequence, {line} AS line
    FROM credits_entry e
    WHERE e.wallet_id = %(wallet)s AND e.sequence > (SELECT through FROM before)
    ORDER BY e.sequence
    LIMIT %(most)s
)
INSERT INTO credits_seal (wallet_id, through_sequence, hash)
SELECT
    %(wallet)s,
    max(u.sequence),
    sha256(
        coalesce(
            (SELECT s.hash FROM credits_seal s JOIN before b ON b.through = s.through_sequence WHERE s.wallet_id = %(wallet)s),
            decode(repeat('00', 32), 'hex')
        )
        || convert_to(string_agg(u.line, '' ORDER BY u.sequence), 'UTF8')
    )
FROM unsealed u
HAVING count(*) > 0
RETURNING through_sequence
