-- Counts a file of %(size)s bytes in, if it fits into %(quota)s bytes. No row: it doesn't.
INSERT INTO customers_usage AS usage (customer_id, storage_bytes, devices, files, studies, reports)
SELECT %(customer)s::bigint, %(size)s::bigint, 0, 1, 0, %(reports)s::integer
-- A row that is there already goes on to the update, whose condition says the rest.
WHERE %(size)s::bigint <= %(quota)s::bigint
ON CONFLICT (customer_id) DO UPDATE SET
    storage_bytes = usage.storage_bytes + excluded.storage_bytes,
    files = usage.files + 1,
    reports = usage.reports + excluded.reports
WHERE usage.storage_bytes + excluded.storage_bytes <= %(quota)s::bigint
RETURNING usage.storage_bytes
