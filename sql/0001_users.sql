-- Users, login sessions and the claim that row-level security checks.
--
-- Applied by `finplan-admin migrate` as role finplan_owner, inside one
-- transaction that it opens and commits itself. Never edit a released file:
-- its checksum is recorded.
--
-- finplan_app, the role of the service, reads and writes only the rows of the
-- user named in the setting finplan.user_id, which the service sets inside
-- each transaction. Without it no row is visible. The few questions that come
-- before anybody is authenticated (login, refresh, logout) are functions that
-- run as finplan_owner and answer exactly one question each.

GRANT USAGE ON SCHEMA finplan TO finplan_app;

-- The authenticated user of this transaction, or null. After a SET LOCAL the
-- setting falls back to '' and not to null, hence nullif.
CREATE FUNCTION finplan.claim() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('finplan.user_id', true), '')::uuid;

CREATE FUNCTION finplan.stamp_times() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.created_at := now();
    ELSE
        NEW.created_at := OLD.created_at;
    END IF;
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

-- users -----------------------------------------------------------------

CREATE TABLE finplan.users (
    id            uuid PRIMARY KEY,
    email         text NOT NULL
        CONSTRAINT users_email_form CHECK (
            octet_length(email) BETWEEN 3 AND 254
            AND position('@' IN email) > 1),
    password_hash text NOT NULL
        CONSTRAINT users_password_hash_size CHECK (
            octet_length(password_hash) BETWEEN 1 AND 255),
    role          text NOT NULL DEFAULT 'user'
        CONSTRAINT users_role_known CHECK (
            role IN ('user', 'advisor', 'admin')),
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL
);

-- ASCII folding only, so that the answer does not depend on the server's
-- locale.
CREATE UNIQUE INDEX users_email_key
    ON finplan.users (lower(email COLLATE "C"));

CREATE TRIGGER users_stamp BEFORE INSERT OR UPDATE ON finplan.users
    FOR EACH ROW EXECUTE FUNCTION finplan.stamp_times();

ALTER TABLE finplan.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.users FORCE ROW LEVEL SECURITY;
CREATE POLICY users_self ON finplan.users TO finplan_app
    USING (id = (SELECT finplan.claim()))
    WITH CHECK (id = (SELECT finplan.claim()));
CREATE POLICY users_owner ON finplan.users TO finplan_owner
    USING (true) WITH CHECK (true);

-- By column: the service can neither read a password hash (login_lookup does)
-- nor give itself a role.
GRANT SELECT (id, email, role, disabled_at, created_at, updated_at),
      INSERT (id, email, password_hash),
      UPDATE (password_hash)
    ON finplan.users TO finplan_app;

-- sessions --------------------------------------------------------------

-- A session is a family of refresh tokens: one login on one device.
CREATE TABLE finplan.sessions (
    id          uuid PRIMARY KEY,
    owner_id    uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    revoked_at  timestamptz,
    revoked_for text
        CONSTRAINT sessions_reason_known CHECK (
            revoked_for IN ('logout', 'reuse', 'all')),
    CONSTRAINT sessions_owner_key UNIQUE (owner_id, id),
    CONSTRAINT sessions_revocation_whole CHECK (
        (revoked_at IS NULL) = (revoked_for IS NULL))
);

CREATE TABLE finplan.refresh_tokens (
    token_hash bytea PRIMARY KEY
        CONSTRAINT refresh_tokens_hash_size CHECK (
            octet_length(token_hash) = 32),
    session_id uuid NOT NULL,
    owner_id   uuid NOT NULL,
    issued_at  timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CONSTRAINT refresh_tokens_session FOREIGN KEY (owner_id, session_id)
        REFERENCES finplan.sessions (owner_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_owner_idx
    ON finplan.refresh_tokens (owner_id, session_id);

ALTER TABLE finplan.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY sessions_self ON finplan.sessions TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY sessions_owner ON finplan.sessions TO finplan_owner
    USING (true) WITH CHECK (true);

ALTER TABLE finplan.refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.refresh_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY refresh_tokens_self ON finplan.refresh_tokens TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY refresh_tokens_owner ON finplan.refresh_tokens TO finplan_owner
    USING (true) WITH CHECK (true);

GRANT SELECT, DELETE,
      INSERT (id, owner_id, expires_at),
      UPDATE (revoked_at, revoked_for)
    ON finplan.sessions TO finplan_app;
GRANT SELECT,
      INSERT (token_hash, session_id, owner_id, expires_at)
    ON finplan.refresh_tokens TO finplan_app;

-- before anybody is authenticated -----------------------------------------

CREATE FUNCTION finplan.login_lookup(address text)
    RETURNS TABLE (id uuid, email text, role text, password_hash text,
                   disabled boolean, created_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.id, u.email, u.role, u.password_hash,
           u.disabled_at IS NOT NULL, u.created_at
    FROM finplan.users u
    WHERE lower(u.email COLLATE "C") = lower(address COLLATE "C")
$$;

-- Uses a refresh token up and issues the next one. The outcome is a row and
-- not an error, so that the revocation after a reuse is committed. The lock
-- on the session makes two rotations of one token take turns.
CREATE FUNCTION finplan.session_rotate(old_hash bytea, new_hash bytea,
                                       new_expires timestamptz)
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
        UPDATE finplan.sessions s SET expires_at = new_expires
            WHERE s.id = family.id;
        RETURN QUERY SELECT 'rotated', family.id, person.id, person.role;
    END IF;
END
$$;

CREATE FUNCTION finplan.session_revoke(hash bytea) RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    WITH ended AS (
        UPDATE finplan.sessions s
        SET revoked_at = now(), revoked_for = 'logout'
        FROM finplan.refresh_tokens t
        WHERE t.token_hash = hash AND s.id = t.session_id
          AND s.revoked_at IS NULL
        RETURNING s.id)
    SELECT count(*) FROM ended
$$;

REVOKE ALL ON FUNCTION finplan.claim() FROM PUBLIC;
REVOKE ALL ON FUNCTION finplan.stamp_times() FROM PUBLIC;
REVOKE ALL ON FUNCTION finplan.login_lookup(text) FROM PUBLIC;
REVOKE ALL ON FUNCTION finplan.session_rotate(bytea, bytea, timestamptz)
    FROM PUBLIC;
REVOKE ALL ON FUNCTION finplan.session_revoke(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.claim() TO finplan_app;
GRANT EXECUTE ON FUNCTION finplan.login_lookup(text) TO finplan_app;
GRANT EXECUTE ON FUNCTION finplan.session_rotate(bytea, bytea, timestamptz)
    TO finplan_app;
GRANT EXECUTE ON FUNCTION finplan.session_revoke(bytea) TO finplan_app;
