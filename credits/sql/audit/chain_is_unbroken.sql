-- Each link over again, from the entries as they are now and the link before it. See credits/chain.py.
SELECT link.wallet_id, link.through_sequence
FROM (
    SELECT
        s.wallet_id, s.through_sequence, s.hash,
        lag(s.through_sequence, 1, 0::bigint) OVER chain AS after_sequence,
        lag(s.hash, 1, decode(repeat('00', 32), 'hex')) OVER chain AS previous_hash
    FROM credits_seal s
    WHERE %(wallet)s::bigint IS NULL OR s.wallet_id = %(wallet)s
    WINDOW chain AS (PARTITION BY s.wallet_id ORDER BY s.through_sequence)
) AS link CROSS JOIN LATERAL (
    SELECT string_agg({line}, '' ORDER BY e.sequence) AS lines
    FROM credits_entry e
    WHERE e.wallet_id = link.wallet_id AND e.sequence > link.after_sequence AND e.sequence <= link.through_sequence
) AS sealed
WHERE link.hash IS DISTINCT FROM sha256(link.previous_hash || convert_to(sealed.lines, 'UTF8'))
