-- Who read which patient's data is written once. Only the study may be forgotten, when it is removed. The triggers don't
-- see TRUNCATE: manage.py grant_rights keeps that from the role of the processes.
CREATE FUNCTION imaging_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER download_is_append_only
    BEFORE DELETE OR UPDATE OF id, customer_id, way, subject, address, request_id, created_at ON imaging_download
    FOR EACH ROW EXECUTE FUNCTION imaging_refuse_change();
