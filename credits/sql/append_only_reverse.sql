DROP TRIGGER entry_is_append_only ON credits_entry;
DROP TRIGGER seal_is_append_only ON credits_seal;
DROP TRIGGER wallet_is_kept ON credits_wallet;
DROP FUNCTION credits_refuse_change();
ALTER TABLE credits_wallet RESET (fillfactor, autovacuum_vacuum_scale_factor);
