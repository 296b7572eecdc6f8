-- The ledger is append-only. The triggers refuse, they compute nothing. They don't see TRUNCATE: see docs/operations.md
-- for the role that production should run as.
CREATE FUNCTION credits_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Write a refund, an adjustment or a reversal instead.';
END
$$;

CREATE TRIGGER entry_is_append_only BEFORE UPDATE OR DELETE ON credits_entry
    FOR EACH ROW EXECUTE FUNCTION credits_refuse_change();
CREATE TRIGGER seal_is_append_only BEFORE UPDATE OR DELETE ON credits_seal
    FOR EACH ROW EXECUTE FUNCTION credits_refuse_change();
-- Entries name their wallet without a foreign key (see credits/models/entry.py), so wallets stay.
CREATE TRIGGER wallet_is_kept BEFORE DELETE ON credits_wallet
    FOR EACH ROW EXECUTE FUNCTION credits_refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON credits_entry, credits_seal FROM PUBLIC;

-- Every charge rewrites the wallet's row: room on its page keeps the new version beside the old one, off the indexes.
ALTER TABLE credits_wallet SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
