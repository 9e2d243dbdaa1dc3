-- Identity: what a user does with their own account, second factors, API
-- keys, password resets, the bounds on guessing, and the audit log.
--
-- Expands 0001_users; what the version before it asks for still answers.

-- audit -------------------------------------------------------------------

-- Who did what to whose thing. Rows come from triggers in the transaction of
-- the change itself: no audit, no change. There are ids and words here and no
-- names, addresses or amounts, and no foreign key: a row outlives its user,
-- and then its ids lead to nobody.
CREATE TABLE finplan.audit (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    actor_id  uuid,
    owner_id  uuid NOT NULL,
    action    text NOT NULL
        CONSTRAINT audit_action_form CHECK (
            action ~ '^[a-z_]{1,40}[.][a-z_]{1,40}$'),
    object_id uuid,
    detail    text
        CONSTRAINT audit_detail_word CHECK (detail ~ '^[a-z0-9_:.-]{1,40}$')
);
CREATE INDEX audit_owner_idx ON finplan.audit (owner_id, id);

ALTER TABLE finplan.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.audit FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_self ON finplan.audit FOR SELECT TO finplan_app
    USING (owner_id = (SELECT finplan.claim()));
CREATE POLICY audit_owner ON finplan.audit TO finplan_owner
    USING (true) WITH CHECK (true);
GRANT SELECT ON finplan.audit TO finplan_app;

-- One row. For triggers that run as finplan_owner; the actor is the claim, or
-- null where nobody was authenticated (a reset by mail, an operator).
CREATE FUNCTION finplan.audit_add(owner uuid, action text, object uuid,
                                  detail text) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO finplan.audit (actor_id, owner_id, action, object_id, detail)
    VALUES (finplan.claim(), owner, action, object, detail)
$$;

-- Why a change is made, where its statement says so; a word, or null.
CREATE FUNCTION finplan.reason() RETURNS text
    LANGUAGE sql STABLE
    RETURN nullif(current_setting('finplan.reason', true), '');

-- users -------------------------------------------------------------------

ALTER TABLE finplan.users
    ADD COLUMN display_name text
        CONSTRAINT users_display_name_size CHECK (
            char_length(display_name) BETWEEN 1 AND 100),
    ADD COLUMN version bigint NOT NULL DEFAULT 1
        CONSTRAINT users_version_positive CHECK (version > 0);
CREATE TRIGGER users_version BEFORE INSERT OR UPDATE ON finplan.users
    FOR EACH ROW EXECUTE FUNCTION finplan.stamp_version();

GRANT SELECT (display_name, version), UPDATE (email, display_name)
    ON finplan.users TO finplan_app;

CREATE FUNCTION finplan.audit_users() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM finplan.audit_add(NEW.id, 'user.created', NEW.id, NEW.role);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM finplan.audit_add(OLD.id, 'user.erased', OLD.id, NULL);
    ELSE
        IF NEW.email <> OLD.email THEN
            PERFORM finplan.audit_add(NEW.id, 'user.email_changed', NEW.id,
                                      NULL);
        END IF;
        IF NEW.password_hash <> OLD.password_hash THEN
            PERFORM finplan.audit_add(NEW.id, 'user.password_changed',
                                      NEW.id, finplan.reason());
        END IF;
        IF NEW.role <> OLD.role THEN
            PERFORM finplan.audit_add(NEW.id, 'user.role_changed', NEW.id,
                                      NEW.role);
        END IF;
        IF (NEW.disabled_at IS NULL) <> (OLD.disabled_at IS NULL) THEN
            PERFORM finplan.audit_add(
                NEW.id, CASE WHEN NEW.disabled_at IS NULL
                             THEN 'user.enabled' ELSE 'user.disabled' END,
                NEW.id, NULL);
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER users_audit AFTER INSERT OR UPDATE OR DELETE ON finplan.users
    FOR EACH ROW EXECUTE FUNCTION finplan.audit_users();

-- sessions ----------------------------------------------------------------

ALTER TABLE finplan.sessions
    ADD COLUMN user_agent text
        CONSTRAINT sessions_user_agent_size CHECK (
            octet_length(user_agent) BETWEEN 1 AND 200),
    ADD COLUMN used_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE finplan.sessions DROP CONSTRAINT sessions_reason_known;
ALTER TABLE finplan.sessions ADD CONSTRAINT sessions_reason_known CHECK (
    revoked_for IN ('logout', 'reuse', 'all', 'user', 'password', 'admin'));
GRANT INSERT (user_agent) ON finplan.sessions TO finplan_app;

CREATE FUNCTION finplan.audit_sessions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM finplan.audit_add(NEW.owner_id, 'session.opened', NEW.id,
                                  NULL);
    ELSIF OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL THEN
        PERFORM finplan.audit_add(NEW.owner_id, 'session.revoked', NEW.id,
                                  NEW.revoked_for);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER sessions_audit AFTER INSERT OR UPDATE ON finplan.sessions
    FOR EACH ROW EXECUTE FUNCTION finplan.audit_sessions();

-- As in 0001, and the session remembers when it was used.
CREATE OR REPLACE FUNCTION finplan.session_rotate(
        old_hash bytea, new_hash bytea, new_expires timestamptz)
    RETURNS TABLE (outcome text, session_id uuid, user_id uuid, role text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    token finplan.refresh_tokens;
    family finplan.sessions;
    person finplan.users;
BEGIN
    SELECT s.* INTO family
        FROM finplan.sessions s
        JOIN finplan.refresh_tokens t ON t.session_id = s.id
        WHERE t.token_hash = old_hash
        FOR UPDATE OF s;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'unknown', NULL::uuid, NULL::uuid, NULL::text;
        RETURN;
    END IF;
    SELECT t.* INTO token FROM finplan.refresh_tokens t
        WHERE t.token_hash = old_hash;
    SELECT u.* INTO person FROM finplan.users u WHERE u.id = family.owner_id;

    IF family.revoked_at IS NOT NULL THEN
        RETURN QUERY SELECT 'revoked', family.id, person.id, person.role;
    ELSIF token.used_at IS NOT NULL THEN
        UPDATE finplan.sessions s
            SET revoked_at = now(), revoked_for = 'reuse'
            WHERE s.id = family.id;
        RETURN QUERY SELECT 'reused', family.id, person.id, person.role;
    ELSIF token.expires_at <= now() THEN
        RETURN QUERY SELECT 'expired', family.id, person.id, person.role;
    ELSIF person.disabled_at IS NOT NULL THEN
        RETURN QUERY SELECT 'disabled', family.id, person.id, person.role;
    ELSE
        UPDATE finplan.refresh_tokens t SET used_at = now()
            WHERE t.token_hash = old_hash;
        INSERT INTO finplan.refresh_tokens
            (token_hash, session_id, owner_id, expires_at)
            VALUES (new_hash, family.id, family.owner_id, new_expires);
        UPDATE finplan.sessions s
            SET expires_at = new_expires, used_at = now()
            WHERE s.id = family.id;
        RETURN QUERY SELECT 'rotated', family.id, person.id, person.role;
    END IF;
END
$$;

-- guessing ----------------------------------------------------------------

-- Leaky buckets: level attempts are not yet forgotten, as of at. subject is a
-- keyed hash of what is counted (an address that somebody tries to log in to,
-- known or not), so the table names nobody. No row-level security could apply:
-- nobody is authenticated yet; the service has no rights on it at all.
CREATE TABLE finplan.throttles (
    subject bytea PRIMARY KEY
        CONSTRAINT throttles_subject_size CHECK (octet_length(subject) = 32),
    level   double precision NOT NULL
        CONSTRAINT throttles_level_positive CHECK (level >= 0),
    at      timestamptz NOT NULL
);
CREATE INDEX throttles_at_idx ON finplan.throttles (at);
ALTER TABLE finplan.throttles ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.throttles FORCE ROW LEVEL SECURITY;
CREATE POLICY throttles_owner ON finplan.throttles TO finplan_owner
    USING (true) WITH CHECK (true);

-- May this be tried now? Takes one of burst places in the bucket, which gives
-- one back each `seconds`. 0: yes; otherwise the seconds to wait, and nothing
-- was taken, so that waiting is never made longer by trying.
CREATE FUNCTION finplan.throttle_take(what bytea, burst int, seconds int)
    RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    bucket finplan.throttles;
    left_over double precision;
    moment timestamptz := clock_timestamp();
BEGIN
    DELETE FROM finplan.throttles WHERE ctid = ANY (ARRAY(
        SELECT t.ctid FROM finplan.throttles t
        WHERE t.at < moment - interval '1 day'
        ORDER BY t.at LIMIT 10 FOR UPDATE SKIP LOCKED));
    INSERT INTO finplan.throttles VALUES (what, 0, moment)
        ON CONFLICT (subject) DO NOTHING;
    SELECT t.* INTO bucket FROM finplan.throttles t
        WHERE t.subject = what FOR UPDATE;
    left_over := greatest(0, bucket.level - extract(epoch FROM
        greatest(moment - bucket.at, interval '0')) / seconds);
    IF left_over + 1 > burst THEN
        RETURN ceil((left_over + 1 - burst) * seconds);
    END IF;
    UPDATE finplan.throttles SET level = left_over + 1, at = moment
        WHERE subject = what;
    RETURN 0;
END
$$;

-- What was taken for something that was then not tried, or went well.
CREATE FUNCTION finplan.throttle_give_back(what bytea) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE finplan.throttles SET level = greatest(0, level - 1)
        WHERE subject = what
$$;

-- Places that an account has been entered from. Guessing elsewhere does not
-- bar these.
CREATE TABLE finplan.known_sources (
    owner_id uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    source   bytea NOT NULL
        CONSTRAINT known_sources_source_size CHECK (
            octet_length(source) = 32),
    seen_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner_id, source)
);
ALTER TABLE finplan.known_sources ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.known_sources FORCE ROW LEVEL SECURITY;
CREATE POLICY known_sources_self ON finplan.known_sources TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY known_sources_owner ON finplan.known_sources TO finplan_owner
    USING (true) WITH CHECK (true);
GRANT SELECT, DELETE, INSERT (owner_id, source), UPDATE (seen_at)
    ON finplan.known_sources TO finplan_app;

-- second factor -----------------------------------------------------------

-- The secret is sealed with a key that only the service's configuration has.
CREATE TABLE finplan.totp (
    owner_id     uuid PRIMARY KEY REFERENCES finplan.users ON DELETE CASCADE,
    secret       bytea NOT NULL
        CONSTRAINT totp_secret_size CHECK (
            octet_length(secret) BETWEEN 41 AND 128),
    created_at   timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz,
    last_step    bigint NOT NULL DEFAULT 0
        CONSTRAINT totp_step_positive CHECK (last_step >= 0)
);
CREATE TABLE finplan.recovery_codes (
    owner_id   uuid NOT NULL REFERENCES finplan.totp ON DELETE CASCADE,
    code_hash  bytea NOT NULL
        CONSTRAINT recovery_codes_hash_size CHECK (
            octet_length(code_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at    timestamptz,
    PRIMARY KEY (owner_id, code_hash)
);

ALTER TABLE finplan.totp ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.totp FORCE ROW LEVEL SECURITY;
CREATE POLICY totp_self ON finplan.totp TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY totp_owner ON finplan.totp TO finplan_owner
    USING (true) WITH CHECK (true);
ALTER TABLE finplan.recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.recovery_codes FORCE ROW LEVEL SECURITY;
CREATE POLICY recovery_codes_self ON finplan.recovery_codes TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY recovery_codes_owner ON finplan.recovery_codes TO finplan_owner
    USING (true) WITH CHECK (true);
GRANT SELECT, DELETE, INSERT (owner_id, secret),
      UPDATE (confirmed_at, last_step)
    ON finplan.totp TO finplan_app;
GRANT SELECT, DELETE, INSERT (owner_id, code_hash), UPDATE (used_at)
    ON finplan.recovery_codes TO finplan_app;

CREATE FUNCTION finplan.audit_totp() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM finplan.audit_add(NEW.owner_id, 'totp.enrolled', NULL, NULL);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM finplan.audit_add(OLD.owner_id, 'totp.removed', NULL,
            CASE WHEN OLD.confirmed_at IS NULL THEN 'unconfirmed' END);
    ELSIF OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL THEN
        PERFORM finplan.audit_add(NEW.owner_id, 'totp.confirmed', NULL, NULL);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER totp_audit AFTER INSERT OR UPDATE OR DELETE ON finplan.totp
    FOR EACH ROW EXECUTE FUNCTION finplan.audit_totp();

CREATE FUNCTION finplan.audit_recovery_codes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM finplan.audit_add(NEW.owner_id, 'recovery_code.used', NULL, NULL);
    RETURN NULL;
END
$$;
CREATE TRIGGER recovery_codes_audit AFTER UPDATE ON finplan.recovery_codes
    FOR EACH ROW EXECUTE FUNCTION finplan.audit_recovery_codes();

-- API keys ----------------------------------------------------------------

-- A key has one secret, or two while a rotation overlaps. last_used_at is
-- kept by the hour: enough to find keys that nobody needs.
CREATE TABLE finplan.api_keys (
    id           uuid PRIMARY KEY,
    owner_id     uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    name         text NOT NULL
        CONSTRAINT api_keys_name_size CHECK (
            char_length(name) BETWEEN 1 AND 100),
    scopes       text NOT NULL
        CONSTRAINT api_keys_scopes_form CHECK (
            scopes ~ '^[a-z:]+( [a-z:]+)*$'),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    rotated_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    CONSTRAINT api_keys_owner_key UNIQUE (owner_id, id)
);
CREATE TABLE finplan.api_key_secrets (
    secret_hash bytea PRIMARY KEY
        CONSTRAINT api_key_secrets_hash_size CHECK (
            octet_length(secret_hash) = 32),
    owner_id    uuid NOT NULL,
    key_id      uuid NOT NULL,
    prefix      text NOT NULL
        CONSTRAINT api_key_secrets_prefix_size CHECK (
            octet_length(prefix) BETWEEN 1 AND 20),
    created_at  timestamptz NOT NULL DEFAULT now(),
    valid_until timestamptz,
    CONSTRAINT api_key_secrets_key FOREIGN KEY (owner_id, key_id)
        REFERENCES finplan.api_keys (owner_id, id) ON DELETE CASCADE
);
CREATE INDEX api_key_secrets_owner_idx
    ON finplan.api_key_secrets (owner_id, key_id);

ALTER TABLE finplan.api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY api_keys_self ON finplan.api_keys TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY api_keys_owner ON finplan.api_keys TO finplan_owner
    USING (true) WITH CHECK (true);
ALTER TABLE finplan.api_key_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.api_key_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY api_key_secrets_self ON finplan.api_key_secrets TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY api_key_secrets_owner ON finplan.api_key_secrets
    TO finplan_owner USING (true) WITH CHECK (true);
GRANT SELECT, INSERT (id, owner_id, name, scopes, expires_at),
      UPDATE (rotated_at, revoked_at)
    ON finplan.api_keys TO finplan_app;
GRANT SELECT, DELETE,
      INSERT (secret_hash, owner_id, key_id, prefix), UPDATE (valid_until)
    ON finplan.api_key_secrets TO finplan_app;

CREATE FUNCTION finplan.audit_api_keys() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM finplan.audit_add(NEW.owner_id, 'api_key.created', NEW.id,
                                  NULL);
    ELSE
        IF NEW.rotated_at IS DISTINCT FROM OLD.rotated_at THEN
            PERFORM finplan.audit_add(NEW.owner_id, 'api_key.rotated',
                                      NEW.id, NULL);
        END IF;
        IF OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL THEN
            PERFORM finplan.audit_add(NEW.owner_id, 'api_key.revoked',
                                      NEW.id, NULL);
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER api_keys_audit AFTER INSERT OR UPDATE ON finplan.api_keys
    FOR EACH ROW EXECUTE FUNCTION finplan.audit_api_keys();

-- password resets ---------------------------------------------------------

CREATE TABLE finplan.password_resets (
    token_hash bytea PRIMARY KEY
        CONSTRAINT password_resets_hash_size CHECK (
            octet_length(token_hash) = 32),
    owner_id   uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX password_resets_owner_idx
    ON finplan.password_resets (owner_id, expires_at);
ALTER TABLE finplan.password_resets ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.password_resets FORCE ROW LEVEL SECURITY;
CREATE POLICY password_resets_self ON finplan.password_resets TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY password_resets_owner ON finplan.password_resets
    TO finplan_owner USING (true) WITH CHECK (true);
GRANT SELECT (owner_id, created_at, expires_at), DELETE
    ON finplan.password_resets TO finplan_app;

-- before anybody is authenticated -----------------------------------------

-- May this login be tried, and against what? account is the keyed hash of the
-- address, source that of the address and of where the attempt comes from.
-- wait > 0: not now, and nothing else is told, known address or not.
CREATE FUNCTION finplan.login_begin(address text, account bytea, origin bytea)
    RETURNS TABLE (wait int, id uuid, email text, role text,
                   password_hash text, disabled boolean,
                   created_at timestamptz, totp boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    person finplan.users;
    pause int;
BEGIN
    SELECT u.* INTO person FROM finplan.users u
        WHERE lower(u.email COLLATE "C") = lower(address COLLATE "C");
    pause := finplan.throttle_take(origin, 20, 60);
    IF pause = 0 AND NOT EXISTS (
            SELECT FROM finplan.known_sources s
            WHERE s.owner_id = person.id AND s.source = origin) THEN
        pause := finplan.throttle_take(account, 100, 30);
    END IF;
    IF pause > 0 THEN
        RETURN QUERY SELECT pause, NULL::uuid, NULL::text, NULL::text,
            NULL::text, NULL::boolean, NULL::timestamptz, NULL::boolean;
        RETURN;
    END IF;
    RETURN QUERY SELECT 0, person.id, person.email, person.role,
        person.password_hash, person.disabled_at IS NOT NULL,
        person.created_at,
        EXISTS (SELECT FROM finplan.totp t WHERE t.owner_id = person.id
                AND t.confirmed_at IS NOT NULL);
END
$$;

-- A login that went well: what it took is given back, and its origin is known
-- from now on (the twenty newest are).
CREATE FUNCTION finplan.login_succeeded(account bytea, origin bytea)
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM finplan.throttles WHERE subject = origin;
    UPDATE finplan.throttles SET level = greatest(0, level - 1)
        WHERE subject = account;
    INSERT INTO finplan.known_sources AS s (owner_id, source)
        VALUES (finplan.claim(), origin)
        ON CONFLICT (owner_id, source) DO UPDATE SET seen_at = now();
    DELETE FROM finplan.known_sources s WHERE s.owner_id = finplan.claim()
        AND s.source IN (
            SELECT o.source FROM finplan.known_sources o
            WHERE o.owner_id = finplan.claim()
            ORDER BY o.seen_at DESC OFFSET 20);
END
$$;

-- Whose key is this, and what may it do? state is a word: good, expired,
-- revoked or disabled; no row: unknown.
CREATE FUNCTION finplan.api_key_lookup(hash bytea)
    RETURNS TABLE (state text, user_id uuid, role text, scopes text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    token finplan.api_key_secrets;
    thing finplan.api_keys;
    person finplan.users;
BEGIN
    SELECT s.* INTO token FROM finplan.api_key_secrets s
        WHERE s.secret_hash = hash;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT k.* INTO thing FROM finplan.api_keys k WHERE k.id = token.key_id;
    SELECT u.* INTO person FROM finplan.users u WHERE u.id = thing.owner_id;
    IF thing.revoked_at IS NOT NULL THEN
        RETURN QUERY SELECT 'revoked', person.id, person.role, thing.scopes;
    ELSIF thing.expires_at <= now() OR token.valid_until <= now() THEN
        RETURN QUERY SELECT 'expired', person.id, person.role, thing.scopes;
    ELSIF person.disabled_at IS NOT NULL THEN
        RETURN QUERY SELECT 'disabled', person.id, person.role, thing.scopes;
    ELSE
        UPDATE finplan.api_keys k SET last_used_at = date_trunc('hour', now())
            WHERE k.id = thing.id
            AND k.last_used_at IS DISTINCT FROM date_trunc('hour', now());
        RETURN QUERY SELECT 'good', person.id, person.role, thing.scopes;
    END IF;
END
$$;

-- Remembers a reset for the user of that address; no row where there is none,
-- it is disabled, or too many were asked for. Writes in every case, so that
-- the time it takes tells nothing.
CREATE FUNCTION finplan.reset_request(address text, account bytea, hash bytea,
                                      ends timestamptz)
    RETURNS TABLE (id uuid, email text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    person finplan.users;
BEGIN
    SELECT u.* INTO person FROM finplan.users u
        WHERE lower(u.email COLLATE "C") = lower(address COLLATE "C")
        AND u.disabled_at IS NULL;
    IF finplan.throttle_take(account, 5, 720) > 0 OR person.id IS NULL THEN
        RETURN;
    END IF;
    DELETE FROM finplan.password_resets r
        WHERE r.owner_id = person.id AND r.expires_at <= now();
    INSERT INTO finplan.password_resets (token_hash, owner_id, expires_at)
        VALUES (hash, person.id, ends);
    PERFORM finplan.audit_add(person.id, 'password_reset.requested', NULL,
                              NULL);
    RETURN QUERY SELECT person.id, person.email;
END
$$;

-- Whose reset is this? No row: unknown, used or expired.
CREATE FUNCTION finplan.reset_lookup(hash bytea)
    RETURNS TABLE (id uuid, email text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.id, u.email
    FROM finplan.password_resets r JOIN finplan.users u ON u.id = r.owner_id
    WHERE r.token_hash = hash AND r.expires_at > now()
      AND u.disabled_at IS NULL
$$;

-- Uses a reset up: the new password holds, every session and every other
-- reset of the user ends, and where this was done from is a known place. 1, or
-- 0 when the reset is not good any more.
CREATE FUNCTION finplan.reset_use(hash bytea, new_password_hash text,
                                  account bytea, origin bytea) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person uuid;
BEGIN
    SELECT r.owner_id INTO person
        FROM finplan.password_resets r
        JOIN finplan.users u ON u.id = r.owner_id
        WHERE r.token_hash = hash AND r.expires_at > now()
        AND u.disabled_at IS NULL
        FOR UPDATE OF u, r;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    PERFORM set_config('finplan.reason', 'reset', true);
    UPDATE finplan.users SET password_hash = new_password_hash
        WHERE id = person;
    DELETE FROM finplan.password_resets WHERE owner_id = person;
    UPDATE finplan.sessions SET revoked_at = now(), revoked_for = 'password'
        WHERE owner_id = person AND revoked_at IS NULL;
    DELETE FROM finplan.throttles WHERE subject IN (account, origin);
    INSERT INTO finplan.known_sources AS s (owner_id, source)
        VALUES (person, origin)
        ON CONFLICT (owner_id, source) DO UPDATE SET seen_at = now();
    RETURN 1;
END
$$;

-- of the authenticated user -----------------------------------------------

-- My own password hash, to check a password against.
CREATE FUNCTION finplan.own_password_hash() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.password_hash FROM finplan.users u
    WHERE u.id = finplan.claim() AND u.disabled_at IS NULL
$$;

-- Removes me and everything that refers to me. 1, or 0 when I am gone.
CREATE FUNCTION finplan.erase_self() RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    WITH gone AS (
        DELETE FROM finplan.users u WHERE u.id = finplan.claim()
        RETURNING u.id)
    SELECT count(*) FROM gone
$$;

-- of an admin -------------------------------------------------------------

-- Am I an admin, now? The role in the table counts, not that of a token.
CREATE FUNCTION finplan.is_admin() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM finplan.users u
                   WHERE u.id = finplan.claim() AND u.role = 'admin'
                   AND u.disabled_at IS NULL)
$$;

-- A page of users, newest first, or the one with this id; no rows for anybody
-- but an admin.
CREATE FUNCTION finplan.admin_users(which uuid, before uuid, at_most int)
    RETURNS TABLE (id uuid, email text, role text, disabled boolean,
                   created_at timestamptz, updated_at timestamptz,
                   version bigint, totp boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.id, u.email, u.role, u.disabled_at IS NOT NULL, u.created_at,
           u.updated_at, u.version,
           EXISTS (SELECT FROM finplan.totp t WHERE t.owner_id = u.id
                   AND t.confirmed_at IS NOT NULL)
    FROM finplan.users u
    WHERE (SELECT finplan.is_admin())
      AND (which IS NULL OR u.id = which)
      AND (before IS NULL OR u.id < before)
    ORDER BY u.id DESC LIMIT at_most
$$;

-- Changes a user's role or whether they may log in (null: as it is). A user
-- who may not, or whose role changes, is logged out everywhere. outcome is a
-- word: changed, missing, version, self (an admin cannot lock themselves out)
-- or forbidden.
CREATE FUNCTION finplan.admin_user_change(which uuid, expected bigint,
                                          new_role text, new_disabled boolean)
    RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person finplan.users;
BEGIN
    IF NOT finplan.is_admin() THEN
        RETURN 'forbidden';
    END IF;
    SELECT u.* INTO person FROM finplan.users u WHERE u.id = which
        FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'missing';
    ELSIF expected <> 0 AND person.version <> expected THEN
        RETURN 'version';
    ELSIF which = finplan.claim() THEN
        RETURN 'self';
    END IF;
    UPDATE finplan.users SET
        role = coalesce(new_role, role),
        disabled_at = CASE WHEN new_disabled IS NULL THEN disabled_at
                           WHEN new_disabled THEN coalesce(disabled_at, now())
                      END
        WHERE id = which;
    IF coalesce(new_disabled, false) OR new_role <> person.role THEN
        UPDATE finplan.sessions
            SET revoked_at = now(), revoked_for = 'admin'
            WHERE owner_id = which AND revoked_at IS NULL;
    END IF;
    RETURN 'changed';
END
$$;

-- A page of the audit log, newest first; of one owner where that is given. No
-- rows for anybody but an admin.
CREATE FUNCTION finplan.admin_audit(owner uuid, before bigint, at_most int)
    RETURNS SETOF finplan.audit
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.* FROM finplan.audit a
    WHERE (SELECT finplan.is_admin())
      AND (owner IS NULL OR a.owner_id = owner)
      AND (before IS NULL OR a.id < before)
    ORDER BY a.id DESC LIMIT at_most
$$;

-- who may run what --------------------------------------------------------

REVOKE ALL ON FUNCTION
    finplan.audit_add(uuid, text, uuid, text), finplan.reason(),
    finplan.audit_users(), finplan.audit_sessions(), finplan.audit_totp(),
    finplan.audit_recovery_codes(), finplan.audit_api_keys(),
    finplan.throttle_take(bytea, int, int), finplan.throttle_give_back(bytea),
    finplan.login_begin(text, bytea, bytea),
    finplan.login_succeeded(bytea, bytea), finplan.api_key_lookup(bytea),
    finplan.reset_request(text, bytea, bytea, timestamptz),
    finplan.reset_lookup(bytea),
    finplan.reset_use(bytea, text, bytea, bytea),
    finplan.own_password_hash(), finplan.erase_self(), finplan.is_admin(),
    finplan.admin_users(uuid, uuid, int),
    finplan.admin_user_change(uuid, bigint, text, boolean),
    finplan.admin_audit(uuid, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    finplan.throttle_take(bytea, int, int), finplan.throttle_give_back(bytea),
    finplan.login_begin(text, bytea, bytea),
    finplan.login_succeeded(bytea, bytea), finplan.api_key_lookup(bytea),
    finplan.reset_request(text, bytea, bytea, timestamptz),
    finplan.reset_lookup(bytea),
    finplan.reset_use(bytea, text, bytea, bytea),
    finplan.own_password_hash(), finplan.erase_self(), finplan.is_admin(),
    finplan.admin_users(uuid, uuid, int),
    finplan.admin_user_change(uuid, bigint, text, boolean),
    finplan.admin_audit(uuid, bigint, int) TO finplan_app;
