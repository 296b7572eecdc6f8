-- Instances, one for each place in the arrays, and the room that they take. Their ids.
WITH stored AS (
    INSERT INTO imaging_instance (
        customer_id, study_id, uid, series_uid, class_uid, transfer_syntax, file, size, sha256,
        state, failure, answer, attributes
    )
    SELECT %(customer)s::bigint, one.*, 'pending', '', '', '{}'::jsonb
    FROM unnest(
        %(studies)s::bigint[], %(uids)s::text[], %(series)s::text[], %(classes)s::text[], %(syntaxes)s::text[],
        %(files)s::text[], %(sizes)s::bigint[], %(hashes)s::bytea[]
    ) AS one
    RETURNING id, size
), counted AS (
    UPDATE customers_usage SET
        storage_bytes = storage_bytes + (SELECT sum(size) FROM stored),
        files = files + (SELECT count(*) FROM stored)
    WHERE customer_id = %(customer)s
)
SELECT id FROM stored ORDER BY id
