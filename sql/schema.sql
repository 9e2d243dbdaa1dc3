-- The schema after all migrations, for readers. Made by
-- tests/storage/postgres.py schema; finplan-admin migrate does not read it.

-- Name: finplan; Type: SCHEMA; Schema: -; Owner: finplan_owner

CREATE SCHEMA finplan;

ALTER SCHEMA finplan OWNER TO finplan_owner;

-- Name: claim(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.claim() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('finplan.user_id'::text, true), ''::text))::uuid;

ALTER FUNCTION finplan.claim() OWNER TO finplan_owner;

-- Name: login_lookup(text); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.login_lookup(address text) RETURNS TABLE(id uuid, email text, role text, password_hash text, disabled boolean, created_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT u.id, u.email, u.role, u.password_hash,
           u.disabled_at IS NOT NULL, u.created_at
    FROM finplan.users u
    WHERE lower(u.email COLLATE "C") = lower(address COLLATE "C")
$$;

ALTER FUNCTION finplan.login_lookup(address text) OWNER TO finplan_owner;

-- Name: session_revoke(bytea); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.session_revoke(hash bytea) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.session_revoke(hash bytea) OWNER TO finplan_owner;

-- Name: session_rotate(bytea, bytea, timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.session_rotate(old_hash bytea, new_hash bytea, new_expires timestamp with time zone) RETURNS TABLE(outcome text, session_id uuid, user_id uuid, role text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.session_rotate(old_hash bytea, new_hash bytea, new_expires timestamp with time zone) OWNER TO finplan_owner;

-- Name: stamp_times(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.stamp_times() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.stamp_times() OWNER TO finplan_owner;

-- Name: stamp_version(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.stamp_version() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.version := 1;
    ELSE
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION finplan.stamp_version() OWNER TO finplan_owner;

-- Name: idempotency_keys; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.idempotency_keys (
    owner_id uuid NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    plan_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_hash_size CHECK (((octet_length(request_hash) >= 1) AND (octet_length(request_hash) <= 64))),
    CONSTRAINT idempotency_keys_key_size CHECK (((octet_length(key) >= 1) AND (octet_length(key) <= 255)))
);

ALTER TABLE ONLY finplan.idempotency_keys FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.idempotency_keys OWNER TO finplan_owner;

-- Name: plans; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.plans (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    document json NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT plans_document_object CHECK ((json_typeof(document) = 'object'::text)),
    CONSTRAINT plans_document_size CHECK ((octet_length((document)::text) <= 10485760)),
    CONSTRAINT plans_name_size CHECK ((char_length(name) <= 200)),
    CONSTRAINT plans_version_positive CHECK ((version > 0))
);

ALTER TABLE ONLY finplan.plans FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.plans OWNER TO finplan_owner;

-- Name: refresh_tokens; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.refresh_tokens (
    token_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    issued_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT refresh_tokens_hash_size CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY finplan.refresh_tokens FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.refresh_tokens OWNER TO finplan_owner;

-- Name: schema_migrations; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.schema_migrations (
    version integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT schema_migrations_sha256_form CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT schema_migrations_version_positive CHECK ((version > 0))
);

ALTER TABLE finplan.schema_migrations OWNER TO finplan_owner;

-- Name: sessions; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.sessions (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_for text,
    CONSTRAINT sessions_reason_known CHECK ((revoked_for = ANY (ARRAY['logout'::text, 'reuse'::text, 'all'::text]))),
    CONSTRAINT sessions_revocation_whole CHECK (((revoked_at IS NULL) = (revoked_for IS NULL)))
);

ALTER TABLE ONLY finplan.sessions FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.sessions OWNER TO finplan_owner;

-- Name: simulations; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.simulations (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    plan_version bigint NOT NULL,
    kind text NOT NULL,
    result_id text NOT NULL,
    result json NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT simulations_kind_known CHECK ((kind = ANY (ARRAY['simulation'::text, 'projection'::text, 'backtest'::text]))),
    CONSTRAINT simulations_result_id_form CHECK ((result_id ~ '^[0-9a-f]{32}$'::text)),
    CONSTRAINT simulations_result_object CHECK ((json_typeof(result) = 'object'::text)),
    CONSTRAINT simulations_result_size CHECK ((octet_length((result)::text) <= 33554432)),
    CONSTRAINT simulations_version_positive CHECK ((plan_version > 0))
);

ALTER TABLE ONLY finplan.simulations FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.simulations OWNER TO finplan_owner;

-- Name: users; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.users (
    id uuid NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    role text DEFAULT 'user'::text NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT users_email_form CHECK ((((octet_length(email) >= 3) AND (octet_length(email) <= 254)) AND (POSITION(('@'::text) IN (email)) > 1))),
    CONSTRAINT users_password_hash_size CHECK (((octet_length(password_hash) >= 1) AND (octet_length(password_hash) <= 255))),
    CONSTRAINT users_role_known CHECK ((role = ANY (ARRAY['user'::text, 'advisor'::text, 'admin'::text])))
);

ALTER TABLE ONLY finplan.users FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.users OWNER TO finplan_owner;

-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (owner_id, key);

-- Name: plans plans_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.plans
    ADD CONSTRAINT plans_owner_key UNIQUE (owner_id, id);

-- Name: plans plans_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (id);

-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (token_hash);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: sessions sessions_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.sessions
    ADD CONSTRAINT sessions_owner_key UNIQUE (owner_id, id);

-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

-- Name: simulations simulations_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.simulations
    ADD CONSTRAINT simulations_pkey PRIMARY KEY (id);

-- Name: users users_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

-- Name: refresh_tokens_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX refresh_tokens_owner_idx ON finplan.refresh_tokens USING btree (owner_id, session_id);

-- Name: simulations_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX simulations_owner_idx ON finplan.simulations USING btree (owner_id, plan_id, id);

-- Name: users_email_key; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE UNIQUE INDEX users_email_key ON finplan.users USING btree (lower((email COLLATE "C")));

-- Name: plans plans_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER plans_stamp BEFORE INSERT OR UPDATE ON finplan.plans FOR EACH ROW EXECUTE FUNCTION finplan.stamp_times();

-- Name: plans plans_version; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER plans_version BEFORE INSERT OR UPDATE ON finplan.plans FOR EACH ROW EXECUTE FUNCTION finplan.stamp_version();

-- Name: users users_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER users_stamp BEFORE INSERT OR UPDATE ON finplan.users FOR EACH ROW EXECUTE FUNCTION finplan.stamp_times();

-- Name: idempotency_keys idempotency_keys_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.idempotency_keys
    ADD CONSTRAINT idempotency_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: plans plans_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.plans
    ADD CONSTRAINT plans_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: refresh_tokens refresh_tokens_session; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session FOREIGN KEY (owner_id, session_id) REFERENCES finplan.sessions(owner_id, id) ON DELETE CASCADE;

-- Name: sessions sessions_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.sessions
    ADD CONSTRAINT sessions_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: simulations simulations_plan; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.simulations
    ADD CONSTRAINT simulations_plan FOREIGN KEY (owner_id, plan_id) REFERENCES finplan.plans(owner_id, id) ON DELETE CASCADE;

-- Name: idempotency_keys; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.idempotency_keys ENABLE ROW LEVEL SECURITY;

-- Name: idempotency_keys idempotency_keys_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY idempotency_keys_owner ON finplan.idempotency_keys TO finplan_owner USING (true) WITH CHECK (true);

-- Name: idempotency_keys idempotency_keys_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY idempotency_keys_self ON finplan.idempotency_keys TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: plans; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.plans ENABLE ROW LEVEL SECURITY;

-- Name: plans plans_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY plans_owner ON finplan.plans TO finplan_owner USING (true) WITH CHECK (true);

-- Name: plans plans_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY plans_self ON finplan.plans TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: refresh_tokens; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.refresh_tokens ENABLE ROW LEVEL SECURITY;

-- Name: refresh_tokens refresh_tokens_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY refresh_tokens_owner ON finplan.refresh_tokens TO finplan_owner USING (true) WITH CHECK (true);

-- Name: refresh_tokens refresh_tokens_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY refresh_tokens_self ON finplan.refresh_tokens TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: sessions; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.sessions ENABLE ROW LEVEL SECURITY;

-- Name: sessions sessions_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY sessions_owner ON finplan.sessions TO finplan_owner USING (true) WITH CHECK (true);

-- Name: sessions sessions_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY sessions_self ON finplan.sessions TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: simulations; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.simulations ENABLE ROW LEVEL SECURITY;

-- Name: simulations simulations_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY simulations_owner ON finplan.simulations TO finplan_owner USING (true) WITH CHECK (true);

-- Name: simulations simulations_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY simulations_self ON finplan.simulations TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: users; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.users ENABLE ROW LEVEL SECURITY;

-- Name: users users_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY users_owner ON finplan.users TO finplan_owner USING (true) WITH CHECK (true);

-- Name: users users_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY users_self ON finplan.users TO finplan_app USING ((id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((id = ( SELECT finplan.claim() AS claim)));

-- Name: SCHEMA finplan; Type: ACL; Schema: -; Owner: finplan_owner

GRANT USAGE ON SCHEMA finplan TO finplan_app;

-- Name: FUNCTION claim(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.claim() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.claim() TO finplan_app;

-- Name: FUNCTION login_lookup(address text); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.login_lookup(address text) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.login_lookup(address text) TO finplan_app;

-- Name: FUNCTION session_revoke(hash bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.session_revoke(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.session_revoke(hash bytea) TO finplan_app;

-- Name: FUNCTION session_rotate(old_hash bytea, new_hash bytea, new_expires timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.session_rotate(old_hash bytea, new_hash bytea, new_expires timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.session_rotate(old_hash bytea, new_hash bytea, new_expires timestamp with time zone) TO finplan_app;

-- Name: FUNCTION stamp_times(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.stamp_times() FROM PUBLIC;

-- Name: FUNCTION stamp_version(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.stamp_version() FROM PUBLIC;

-- Name: TABLE idempotency_keys; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.idempotency_keys TO finplan_app;

-- Name: COLUMN idempotency_keys.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.idempotency_keys TO finplan_app;

-- Name: COLUMN idempotency_keys.key; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(key) ON TABLE finplan.idempotency_keys TO finplan_app;

-- Name: COLUMN idempotency_keys.request_hash; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(request_hash) ON TABLE finplan.idempotency_keys TO finplan_app;

-- Name: COLUMN idempotency_keys.plan_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(plan_id) ON TABLE finplan.idempotency_keys TO finplan_app;

-- Name: TABLE plans; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.plans TO finplan_app;

-- Name: COLUMN plans.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.plans TO finplan_app;

-- Name: COLUMN plans.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.plans TO finplan_app;

-- Name: COLUMN plans.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.plans TO finplan_app;

-- Name: COLUMN plans.document; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(document),UPDATE(document) ON TABLE finplan.plans TO finplan_app;

-- Name: TABLE refresh_tokens; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT ON TABLE finplan.refresh_tokens TO finplan_app;

-- Name: COLUMN refresh_tokens.token_hash; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(token_hash) ON TABLE finplan.refresh_tokens TO finplan_app;

-- Name: COLUMN refresh_tokens.session_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(session_id) ON TABLE finplan.refresh_tokens TO finplan_app;

-- Name: COLUMN refresh_tokens.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.refresh_tokens TO finplan_app;

-- Name: COLUMN refresh_tokens.expires_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(expires_at) ON TABLE finplan.refresh_tokens TO finplan_app;

-- Name: TABLE schema_migrations; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT ON TABLE finplan.schema_migrations TO finplan_app;

-- Name: TABLE sessions; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.sessions TO finplan_app;

-- Name: COLUMN sessions.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.sessions TO finplan_app;

-- Name: COLUMN sessions.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.sessions TO finplan_app;

-- Name: COLUMN sessions.expires_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(expires_at) ON TABLE finplan.sessions TO finplan_app;

-- Name: COLUMN sessions.revoked_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(revoked_at) ON TABLE finplan.sessions TO finplan_app;

-- Name: COLUMN sessions.revoked_for; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(revoked_for) ON TABLE finplan.sessions TO finplan_app;

-- Name: TABLE simulations; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.simulations TO finplan_app;

-- Name: COLUMN simulations.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.simulations TO finplan_app;

-- Name: COLUMN simulations.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.simulations TO finplan_app;

-- Name: COLUMN simulations.plan_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(plan_id) ON TABLE finplan.simulations TO finplan_app;

-- Name: COLUMN simulations.plan_version; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(plan_version) ON TABLE finplan.simulations TO finplan_app;

-- Name: COLUMN simulations.kind; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(kind) ON TABLE finplan.simulations TO finplan_app;

-- Name: COLUMN simulations.result_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(result_id) ON TABLE finplan.simulations TO finplan_app;

-- Name: COLUMN simulations.result; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(result) ON TABLE finplan.simulations TO finplan_app;

-- Name: COLUMN users.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(id),INSERT(id) ON TABLE finplan.users TO finplan_app;

-- Name: COLUMN users.email; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(email),INSERT(email) ON TABLE finplan.users TO finplan_app;

-- Name: COLUMN users.password_hash; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(password_hash),UPDATE(password_hash) ON TABLE finplan.users TO finplan_app;

-- Name: COLUMN users.role; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(role) ON TABLE finplan.users TO finplan_app;

-- Name: COLUMN users.disabled_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(disabled_at) ON TABLE finplan.users TO finplan_app;

-- Name: COLUMN users.created_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(created_at) ON TABLE finplan.users TO finplan_app;

-- Name: COLUMN users.updated_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(updated_at) ON TABLE finplan.users TO finplan_app;
