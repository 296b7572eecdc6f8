-- How many rows of refusals and failures each account has of a day, up to a bound; the index of these answers it.
SELECT owner.id, (
    SELECT count(*) FROM (
        SELECT FROM partners_loggedrequest logged
        WHERE logged.account_id = owner.id AND logged.mode IN ('live', 'test')
            AND (logged.status >= 400 OR NOT logged.code = '')
            AND logged.created_at >= %(since)s AND logged.created_at < %(until)s
        LIMIT %(bound)s
    ) refused
)
FROM unnest(%(accounts)s::bigint[]) AS owner (id)
