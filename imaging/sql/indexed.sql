-- What the indexer found out, one instance for each place in the arrays.
UPDATE imaging_instance AS instance SET
    series_id = one.series_id, number = one.number, state = one.state, failure = one.failure,
    answer = one.answer, attributes = one.attributes::jsonb
FROM unnest(
    %(ids)s::bigint[], %(series)s::bigint[], %(numbers)s::bigint[], %(states)s::text[], %(failures)s::text[],
    %(answers)s::text[], %(attributes)s::text[]
) AS one (id, series_id, number, state, failure, answer, attributes)
WHERE instance.id = one.id
RETURNING instance.id
