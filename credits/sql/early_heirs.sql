-- Grants that refunds made are heirs. A refund gives back the parts of its charge from the last one on, after what
-- earlier refunds gave back, so the part at a place of the refund came from a known part of the charge.
WITH refunds AS (
    SELECT e.id, e.related_id, e.allocations,
        sum(e.amount) OVER (PARTITION BY e.related_id ORDER BY e.sequence) - e.amount AS before
    FROM credits_entry e WHERE e.kind = 'refund'
),
sources AS (
    SELECT r.id AS refund_id, (part.value ->> 0)::bigint AS grant_id,
        row_number() OVER (PARTITION BY r.id ORDER BY part.place DESC) AS place
    FROM refunds r
    JOIN credits_entry charged ON charged.id = r.related_id
    CROSS JOIN LATERAL (
        SELECT p.value, p.place,
            sum((p.value ->> 1)::bigint) OVER (ORDER BY p.place DESC) AS through
        FROM jsonb_array_elements(charged.allocations) WITH ORDINALITY AS p (value, place)
    ) AS part
    WHERE part.through > r.before
),
heirs AS (
    SELECT (part.value ->> 0)::bigint AS id, s.grant_id AS source_id
    FROM refunds r
    CROSS JOIN LATERAL jsonb_array_elements(r.allocations) WITH ORDINALITY AS part (value, place)
    JOIN sources s ON s.refund_id = r.id AND s.place = part.place
    WHERE (part.value ->> 0)::bigint <> s.grant_id
)
UPDATE credits_grant g
SET heir_of_id = h.source_id, created_at = greatest(g.created_at, g.expires_at - interval '30 days')
FROM heirs h WHERE g.id = h.id;

-- Until now an heir could have heirs. All of them are heirs of the grant that was given.
DO $$
BEGIN
    LOOP
        UPDATE credits_grant g SET heir_of_id = heir.heir_of_id
        FROM credits_grant heir WHERE heir.id = g.heir_of_id AND heir.heir_of_id IS NOT NULL;
        EXIT WHEN NOT FOUND;
    END LOOP;
END
$$;

-- Checked now: constraints can't be added to a table while some of its rows wait for their check.
SET CONSTRAINTS ALL IMMEDIATE;
