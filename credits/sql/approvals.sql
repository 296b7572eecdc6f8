-- An approval keeps what was asked for, and is decided once. The triggers refuse, they compute nothing.
CREATE TRIGGER approval_is_kept BEFORE DELETE ON credits_approval
    FOR EACH ROW EXECUTE FUNCTION credits_refuse_change();
CREATE TRIGGER approval_is_decided_once BEFORE UPDATE ON credits_approval
    FOR EACH ROW WHEN (OLD.state <> 'waiting')
    EXECUTE FUNCTION credits_refuse_change();
CREATE TRIGGER approval_moves_what_was_asked BEFORE UPDATE ON credits_approval
    FOR EACH ROW WHEN (
        (OLD.wallet_id, OLD.amount, OLD.grant_kind, OLD.expires_at, OLD.description, OLD.reference, OLD.asked_by_id,
         OLD.asked_at)
        IS DISTINCT FROM
        (NEW.wallet_id, NEW.amount, NEW.grant_kind, NEW.expires_at, NEW.description, NEW.reference, NEW.asked_by_id,
         NEW.asked_at)
    )
    EXECUTE FUNCTION credits_refuse_change();
