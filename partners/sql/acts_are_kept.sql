-- The record of the acts of staff is written once. Only the kind of object may be forgotten, when a model is removed. The
-- triggers don't see TRUNCATE: manage.py grant_rights keeps that from the role of the processes.
CREATE FUNCTION partners_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER act_is_append_only
    BEFORE DELETE OR UPDATE OF id, action_time, user_id, object_id, object_repr, action_flag, change_message
    ON django_admin_log
    FOR EACH ROW EXECUTE FUNCTION partners_refuse_change();
