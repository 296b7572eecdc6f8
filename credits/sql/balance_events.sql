-- credits.low when a balance falls to 10 credits or less, credits.depleted when it falls to 0: once for each crossing,
-- in the transaction of the movement that crosses.
CREATE FUNCTION credits_low_threshold() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT 1000::bigint $$;

CREATE FUNCTION credits_note_balance(wallet bigint, before bigint, after bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO webhooks_event (public_id, account_id, mode, type, data)
    SELECT webhooks_event_id(), w.account_id, w.mode, crossing.type,
        jsonb_build_object('balance', trim_scale(after / 100.0), 'threshold', crossing.threshold / 100)
    FROM credits_wallet w,
        (VALUES ('credits.low', credits_low_threshold()), ('credits.depleted', 0::bigint)) AS crossing (type, threshold)
    WHERE w.id = wallet AND before > crossing.threshold AND after <= crossing.threshold
$$;
