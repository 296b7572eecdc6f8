-- The id of an event that SQL writes, of the shape that api/ids.py makes: milliseconds, then 82 random bits, in base 32.
CREATE FUNCTION webhooks_event_id() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT 'evt_' || string_agg(
        substr('0123456789abcdefghjkmnpqrstvwxyz', substr(number.bits, 5 * place + 1, 5)::bit(5)::int + 1, 1), '' ORDER BY place
    )
    FROM (
        -- A version 4 UUID begins with 48 random bits.
        SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint::bit(48)::text
            || ('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::text
            || ('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::text AS bits
    ) AS number, generate_series(0, 25) AS place
$$;
