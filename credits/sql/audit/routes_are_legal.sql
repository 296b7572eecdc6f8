SELECT e.wallet_id
FROM credits_entry e
WHERE (%(wallet)s::bigint IS NULL OR e.wallet_id = %(wallet)s)
    AND e.kind || ':' || e.source || ':' || e.destination <> ALL (%(routes)s::text[])
