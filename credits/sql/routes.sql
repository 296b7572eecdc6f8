-- Which kinds may move credits from where to where (ROUTES in credits/models/entry.py). PostgreSQL reads the text of a
-- check constraint anew for each statement that inserts: the list as a check of its own took a tenth of a charge.
CREATE FUNCTION credits_is_legal_route(kind varchar, source varchar, destination varchar) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN kind || ':' || source || ':' || destination IN (
        'grant:issuance:available',
        'charge:available:revenue',
        'refund:revenue:available',
        'adjustment:issuance:available',
        'adjustment:available:issuance',
        'hold:available:held',
        'capture:held:revenue',
        'release:held:available',
        'expiry:available:breakage',
        'reversal:available:issuance',
        'reversal:issuance:available'
    );
END
$$;

ALTER TABLE credits_entry ADD CONSTRAINT entry_moves_on_a_legal_route
    CHECK (credits_is_legal_route(kind, source, destination));
