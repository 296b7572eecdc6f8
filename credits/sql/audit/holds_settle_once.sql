-- Each hold has its entry, and exactly the entries after it that its state says: none, one capture or one release.
SELECT coalesce(h.wallet_id, held.wallet_id) AS wallet_id
FROM (
    SELECT * FROM credits_hold WHERE %(wallet)s::bigint IS NULL OR wallet_id = %(wallet)s
) AS h FULL JOIN (
    SELECT * FROM credits_entry WHERE kind = 'hold' AND (%(wallet)s::bigint IS NULL OR wallet_id = %(wallet)s)
) AS held ON held.id = h.entry_id AND held.wallet_id = h.wallet_id
LEFT JOIN (
    SELECT
        e.wallet_id, e.related_id,
        count(*) FILTER (WHERE e.kind = 'capture') AS captures,
        count(*) FILTER (WHERE e.kind = 'release') AS releases,
        sum(e.amount) AS amount
    FROM credits_entry e
    WHERE e.kind IN ('capture', 'release') AND (%(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s)
    GROUP BY e.wallet_id, e.related_id
) AS settled ON settled.related_id = h.entry_id AND settled.wallet_id = h.wallet_id
WHERE h.amount IS DISTINCT FROM held.amount
    OR (coalesce(settled.captures, 0), coalesce(settled.releases, 0))
        <> ((h.state = 'captured')::int, (h.state = 'released')::int)
    OR coalesce(settled.amount, h.amount) <> h.amount
