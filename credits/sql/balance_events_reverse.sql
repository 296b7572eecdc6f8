DROP FUNCTION credits_note_balance(bigint, bigint, bigint);
DROP FUNCTION credits_low_threshold();
