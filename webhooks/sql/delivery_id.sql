-- The id of a delivery, made by the thousand: milliseconds, then 56 random bits, in hexadecimal, whose digits are all in
-- the alphabet of api/ids.py. A version 4 UUID begins with 48 random bits and ends with 48.
CREATE FUNCTION webhooks_delivery_id() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT 'whd_' || lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
        || left(number.uuid, 8) || right(number.uuid, 6)
    FROM (SELECT gen_random_uuid()::text AS uuid) AS number
$$;
