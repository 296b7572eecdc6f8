SELECT line FROM (
    SELECT e.sequence AS place, 0 AS after_entry, {line} AS line
    FROM credits_entry e
    WHERE e.wallet_id = %(wallet)s
    UNION ALL
    SELECT s.through_sequence, 1, '{"seal":"' || encode(s.hash, 'hex') || '","through":' || s.through_sequence || E'}\n'
    FROM credits_seal s
    WHERE s.wallet_id = %(wallet)s
) AS lines
ORDER BY place, after_entry
