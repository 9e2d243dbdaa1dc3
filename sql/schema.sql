-- The schema after all migrations, for readers. Made by
-- tests/storage/postgres.py schema; finplan-admin migrate does not read it.

-- Name: finplan; Type: SCHEMA; Schema: -; Owner: finplan_owner

CREATE SCHEMA finplan;

ALTER SCHEMA finplan OWNER TO finplan_owner;

-- Name: age; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.age AS integer
	CONSTRAINT age_range CHECK (((VALUE >= 0) AND (VALUE <= 120)));

ALTER DOMAIN finplan.age OWNER TO finplan_owner;

-- Name: amount; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.amount AS bigint
	CONSTRAINT amount_range CHECK (((VALUE >= 0) AND (VALUE <= '100000000000000'::bigint)));

ALTER DOMAIN finplan.amount OWNER TO finplan_owner;

-- Name: calendar_year; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.calendar_year AS integer
	CONSTRAINT calendar_year_range CHECK (((VALUE >= 1900) AND (VALUE <= 2300)));

ALTER DOMAIN finplan.calendar_year OWNER TO finplan_owner;

-- Name: category; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.category AS text
	CONSTRAINT category_size CHECK (((char_length(VALUE) >= 1) AND (char_length(VALUE) <= 64)));

ALTER DOMAIN finplan.category OWNER TO finplan_owner;

-- Name: cents; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.cents AS bigint
	CONSTRAINT cents_range CHECK (((VALUE >= '-100000000000000'::bigint) AND (VALUE <= '100000000000000'::bigint)));

ALTER DOMAIN finplan.cents OWNER TO finplan_owner;

-- Name: frequency; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.frequency AS text
	CONSTRAINT frequency_known CHECK ((VALUE = ANY (ARRAY['weekly'::text, 'biweekly'::text, 'semimonthly'::text, 'monthly'::text, 'quarterly'::text, 'yearly'::text])));

ALTER DOMAIN finplan.frequency OWNER TO finplan_owner;

-- Name: growth_basis; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.growth_basis AS text
	CONSTRAINT growth_basis_known CHECK ((VALUE = ANY (ARRAY['real'::text, 'nominal'::text])));

ALTER DOMAIN finplan.growth_basis OWNER TO finplan_owner;

-- Name: label; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.label AS text
	CONSTRAINT label_size CHECK (((char_length(VALUE) >= 1) AND (char_length(VALUE) <= 200)));

ALTER DOMAIN finplan.label OWNER TO finplan_owner;

-- Name: life_event; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.life_event AS text
	CONSTRAINT life_event_known CHECK ((VALUE = ANY (ARRAY['retirement'::text, 'death'::text, 'claim'::text])));

ALTER DOMAIN finplan.life_event OWNER TO finplan_owner;

-- Name: listing; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.listing AS text COLLATE pg_catalog."C"
	CONSTRAINT listing_form CHECK ((VALUE ~ '^[A-Z][A-Z0-9]{0,5}([.-][A-C])?$'::text));

ALTER DOMAIN finplan.listing OWNER TO finplan_owner;

-- Name: rate; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.rate AS numeric(12,8)
	CONSTRAINT rate_range CHECK (((VALUE >= ('-1'::integer)::numeric) AND (VALUE <= (10)::numeric)));

ALTER DOMAIN finplan.rate OWNER TO finplan_owner;

-- Name: share; Type: DOMAIN; Schema: finplan; Owner: finplan_owner

CREATE DOMAIN finplan.share AS numeric(12,8)
	CONSTRAINT share_range CHECK (((VALUE >= (0)::numeric) AND (VALUE <= (1)::numeric)));

ALTER DOMAIN finplan.share OWNER TO finplan_owner;

-- Name: accounts; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.accounts (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    name finplan.label NOT NULL,
    institution finplan.label,
    person_id uuid,
    type text NOT NULL,
    opening_balance_cents finplan.cents NOT NULL,
    cost_basis_cents finplan.amount,
    stock_share finplan.share NOT NULL,
    fee finplan.share NOT NULL,
    yield_qualified finplan.share NOT NULL,
    yield_ordinary finplan.share NOT NULL,
    employer_plan boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT accounts_person_needed CHECK (((type = ANY (ARRAY['taxable'::text, 'cash'::text])) OR (person_id IS NOT NULL))),
    CONSTRAINT accounts_type_known CHECK ((type = ANY (ARRAY['taxable'::text, 'cash'::text, 'traditional'::text, 'roth'::text, 'hsa'::text, 'education_529'::text, 'inherited_traditional'::text])))
);

ALTER TABLE ONLY finplan.accounts FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.accounts OWNER TO finplan_owner;

-- Name: accounts_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.accounts_as_of(moment timestamp with time zone) RETURNS SETOF finplan.accounts
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.name, r.institution, r.person_id, r.type, r.opening_balance_cents, r.cost_basis_cents, r.stock_share, r.fee, r.yield_qualified, r.yield_ordinary, r.employer_plan, r.version, r.created_at, r.updated_at FROM finplan.accounts r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.name, r.institution, r.person_id, r.type, r.opening_balance_cents, r.cost_basis_cents, r.stock_share, r.fee, r.yield_qualified, r.yield_ordinary, r.employer_plan, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.accounts, h."row") r WHERE h.kind = 'accounts' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.accounts_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: audit; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.audit (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor_id uuid,
    owner_id uuid NOT NULL,
    action text NOT NULL,
    object_id uuid,
    detail text,
    household_id uuid,
    version bigint,
    fields text[],
    request_id text,
    CONSTRAINT audit_action_form CHECK ((action ~ '^[a-z_]{1,40}[.][a-z_]{1,40}$'::text)),
    CONSTRAINT audit_detail_word CHECK ((detail ~ '^[a-z0-9_:.-]{1,40}$'::text))
);

ALTER TABLE ONLY finplan.audit FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.audit OWNER TO finplan_owner;

-- Name: admin_audit(uuid, bigint, integer); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.admin_audit(owner uuid, before bigint, at_most integer) RETURNS SETOF finplan.audit
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT a.* FROM finplan.audit a
    WHERE (SELECT finplan.is_admin())
      AND (owner IS NULL OR a.owner_id = owner)
      AND (before IS NULL OR a.id < before)
    ORDER BY a.id DESC LIMIT at_most
$$;

ALTER FUNCTION finplan.admin_audit(owner uuid, before bigint, at_most integer) OWNER TO finplan_owner;

-- Name: admin_user_change(uuid, bigint, text, boolean); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.admin_user_change(which uuid, expected bigint, new_role text, new_disabled boolean) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.admin_user_change(which uuid, expected bigint, new_role text, new_disabled boolean) OWNER TO finplan_owner;

-- Name: admin_users(uuid, uuid, integer); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.admin_users(which uuid, before uuid, at_most integer) RETURNS TABLE(id uuid, email text, role text, disabled boolean, created_at timestamp with time zone, updated_at timestamp with time zone, version bigint, totp boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.admin_users(which uuid, before uuid, at_most integer) OWNER TO finplan_owner;

-- Name: advisor_lookup(text); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.advisor_lookup(address text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT u.id FROM finplan.users u
    WHERE lower(u.email COLLATE "C") = lower(address COLLATE "C")
      AND u.role = 'advisor' AND u.disabled_at IS NULL
$$;

ALTER FUNCTION finplan.advisor_lookup(address text) OWNER TO finplan_owner;

-- Name: api_key_lookup(bytea); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.api_key_lookup(hash bytea) RETURNS TABLE(state text, user_id uuid, role text, scopes text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.api_key_lookup(hash bytea) OWNER TO finplan_owner;

-- Name: asset_assumptions; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.asset_assumptions (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    assumption_set_id uuid NOT NULL,
    asset text NOT NULL,
    mean finplan.rate NOT NULL,
    sd finplan.rate NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT asset_assumptions_asset_form CHECK ((asset ~ '^[A-Za-z0-9_.-]{1,64}$'::text)),
    CONSTRAINT asset_assumptions_sd_range CHECK (((sd)::numeric >= (0)::numeric))
);

ALTER TABLE ONLY finplan.asset_assumptions FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.asset_assumptions OWNER TO finplan_owner;

-- Name: asset_assumptions_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.asset_assumptions_as_of(moment timestamp with time zone) RETURNS SETOF finplan.asset_assumptions
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.assumption_set_id, r.asset, r.mean, r.sd, r.version, r.created_at, r.updated_at FROM finplan.asset_assumptions r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, r.assumption_set_id, r.asset, r.mean, r.sd, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.asset_assumptions, h."row") r WHERE h.kind = 'asset_assumptions' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.asset_assumptions_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: assumption_sets; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.assumption_sets (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name finplan.label NOT NULL,
    model text NOT NULL,
    basis finplan.growth_basis NOT NULL,
    inflation_model text NOT NULL,
    inflation_mean finplan.rate NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT assumption_sets_inflation_known CHECK ((inflation_model = ANY (ARRAY['fixed'::text, 'ar1'::text]))),
    CONSTRAINT assumption_sets_model_known CHECK ((model = ANY (ARRAY['lognormal'::text, 'student_t'::text, 'fixed'::text])))
);

ALTER TABLE ONLY finplan.assumption_sets FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.assumption_sets OWNER TO finplan_owner;

-- Name: assumption_sets_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.assumption_sets_as_of(moment timestamp with time zone) RETURNS SETOF finplan.assumption_sets
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.name, r.model, r.basis, r.inflation_model, r.inflation_mean, r.version, r.created_at, r.updated_at FROM finplan.assumption_sets r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, r.name, r.model, r.basis, r.inflation_model, r.inflation_mean, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.assumption_sets, h."row") r WHERE h.kind = 'assumption_sets' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.assumption_sets_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: audit_add(uuid, text, uuid, text); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.audit_add(owner uuid, action text, object uuid, detail text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    INSERT INTO finplan.audit (actor_id, owner_id, action, object_id, detail)
    VALUES (finplan.claim(), owner, action, object, detail)
$$;

ALTER FUNCTION finplan.audit_add(owner uuid, action text, object uuid, detail text) OWNER TO finplan_owner;

-- Name: audit_api_keys(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.audit_api_keys() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.audit_api_keys() OWNER TO finplan_owner;

-- Name: audit_recovery_codes(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.audit_recovery_codes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM finplan.audit_add(NEW.owner_id, 'recovery_code.used', NULL, NULL);
    RETURN NULL;
END
$$;

ALTER FUNCTION finplan.audit_recovery_codes() OWNER TO finplan_owner;

-- Name: audit_sessions(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.audit_sessions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.audit_sessions() OWNER TO finplan_owner;

-- Name: audit_totp(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.audit_totp() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.audit_totp() OWNER TO finplan_owner;

-- Name: audit_users(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.audit_users() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.audit_users() OWNER TO finplan_owner;

-- Name: balance_added(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.balance_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO finplan.account_balances AS b
        (owner_id, household_id, account_id, moved_cents, count)
        SELECT t.owner_id, t.household_id, t.account_id, sum(t.amount_cents),
               count(*)
        FROM added t GROUP BY t.owner_id, t.household_id, t.account_id
        ORDER BY t.account_id
        ON CONFLICT (owner_id, account_id) DO UPDATE
        SET moved_cents = b.moved_cents + excluded.moved_cents,
            count = b.count + excluded.count;
    RETURN NULL;
END
$$;

ALTER FUNCTION finplan.balance_added() OWNER TO finplan_owner;

-- Name: balance_changed(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.balance_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE finplan.account_balances b
        SET moved_cents = b.moved_cents + d.moved
        FROM (SELECT n.owner_id, n.account_id,
                     sum(n.amount_cents - o.amount_cents)::bigint AS moved
              FROM added n JOIN removed o ON o.id = n.id
              GROUP BY n.owner_id, n.account_id ORDER BY n.account_id) d
        WHERE b.owner_id = d.owner_id AND b.account_id = d.account_id
          AND d.moved <> 0;
    RETURN NULL;
END
$$;

ALTER FUNCTION finplan.balance_changed() OWNER TO finplan_owner;

-- Name: balance_removed(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.balance_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE finplan.account_balances b
        SET moved_cents = b.moved_cents - d.moved, count = b.count - d.count
        FROM (SELECT o.owner_id, o.account_id,
                     sum(o.amount_cents)::bigint AS moved, count(*) AS count
              FROM removed o
              GROUP BY o.owner_id, o.account_id ORDER BY o.account_id) d
        WHERE b.owner_id = d.owner_id AND b.account_id = d.account_id;
    RETURN NULL;
END
$$;

ALTER FUNCTION finplan.balance_removed() OWNER TO finplan_owner;

-- Name: business_figures(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.business_figures() RETURNS TABLE(users bigint, active bigint, plans bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT (SELECT count(*) FROM finplan.users u WHERE u.disabled_at IS NULL),
           (SELECT count(DISTINCT s.owner_id) FROM finplan.sessions s
            WHERE s.used_at > now() - interval '1 day'),
           (SELECT count(*) FROM finplan.plans)
$$;

ALTER FUNCTION finplan.business_figures() OWNER TO finplan_owner;

-- Name: claim(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.claim() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('finplan.user_id'::text, true), ''::text))::uuid;

ALTER FUNCTION finplan.claim() OWNER TO finplan_owner;

-- Name: contributions; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.contributions (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    goal_id uuid NOT NULL,
    date date NOT NULL,
    amount_cents finplan.cents NOT NULL,
    note text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT contributions_note_size CHECK (((char_length(note) >= 1) AND (char_length(note) <= 500)))
);

ALTER TABLE ONLY finplan.contributions FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.contributions OWNER TO finplan_owner;

-- Name: contributions_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.contributions_as_of(moment timestamp with time zone) RETURNS SETOF finplan.contributions
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.goal_id, r.date, r.amount_cents, r.note, r.version, r.created_at, r.updated_at FROM finplan.contributions r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.goal_id, r.date, r.amount_cents, r.note, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.contributions, h."row") r WHERE h.kind = 'contributions' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.contributions_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: correlations; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.correlations (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    assumption_set_id uuid NOT NULL,
    asset_a text NOT NULL,
    asset_b text NOT NULL,
    correlation numeric(12,8) NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT correlations_correlation_range CHECK (((correlation >= ('-1'::integer)::numeric) AND (correlation <= (1)::numeric))),
    CONSTRAINT correlations_pair_order CHECK (((asset_a COLLATE "C") < (asset_b COLLATE "C")))
);

ALTER TABLE ONLY finplan.correlations FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.correlations OWNER TO finplan_owner;

-- Name: correlations_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.correlations_as_of(moment timestamp with time zone) RETURNS SETOF finplan.correlations
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.assumption_set_id, r.asset_a, r.asset_b, r.correlation, r.version, r.created_at, r.updated_at FROM finplan.correlations r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, r.assumption_set_id, r.asset_a, r.asset_b, r.correlation, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.correlations, h."row") r WHERE h.kind = 'correlations' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.correlations_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: erase_self(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.erase_self() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    WITH gone AS (
        DELETE FROM finplan.users u WHERE u.id = finplan.claim()
        RETURNING u.id)
    SELECT count(*) FROM gone
$$;

ALTER FUNCTION finplan.erase_self() OWNER TO finplan_owner;

-- Name: expenses; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.expenses (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    name finplan.label NOT NULL,
    kind text NOT NULL,
    category finplan.category,
    amount_cents finplan.amount NOT NULL,
    frequency finplan.frequency NOT NULL,
    essential boolean NOT NULL,
    growth finplan.rate NOT NULL,
    growth_basis finplan.growth_basis NOT NULL,
    survivor_share finplan.share NOT NULL,
    person_id uuid,
    start_year finplan.calendar_year,
    start_age finplan.age,
    start_event finplan.life_event,
    end_year finplan.calendar_year,
    end_age finplan.age,
    end_event finplan.life_event,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT expenses_end_one CHECK ((num_nonnulls(end_year, end_age, end_event) <= 1)),
    CONSTRAINT expenses_kind_known CHECK ((kind = ANY (ARRAY['general'::text, 'medical'::text, 'charity'::text, 'property_tax'::text]))),
    CONSTRAINT expenses_span_order CHECK ((((start_year)::integer <= (end_year)::integer) AND ((start_age)::integer <= (end_age)::integer))),
    CONSTRAINT expenses_span_person CHECK (((person_id IS NOT NULL) OR (num_nonnulls(start_age, start_event, end_age, end_event) = 0))),
    CONSTRAINT expenses_start_one CHECK ((num_nonnulls(start_year, start_age, start_event) <= 1))
);

ALTER TABLE ONLY finplan.expenses FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.expenses OWNER TO finplan_owner;

-- Name: expenses_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.expenses_as_of(moment timestamp with time zone) RETURNS SETOF finplan.expenses
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.name, r.kind, r.category, r.amount_cents, r.frequency, r.essential, r.growth, r.growth_basis, r.survivor_share, r.person_id, r.start_year, r.start_age, r.start_event, r.end_year, r.end_age, r.end_event, r.version, r.created_at, r.updated_at FROM finplan.expenses r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.name, r.kind, r.category, r.amount_cents, r.frequency, r.essential, r.growth, r.growth_basis, r.survivor_share, r.person_id, r.start_year, r.start_age, r.start_event, r.end_year, r.end_age, r.end_event, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.expenses, h."row") r WHERE h.kind = 'expenses' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.expenses_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: export_page(text, integer, bigint); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.export_page(after text, at_most integer, bytes bigint) RETURNS TABLE(kind text, "row" text, place text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    technical CONSTANT text[] :=
        '{idempotency_keys,idempotent_replies,job_shards,job_turns}';
    start text[] := ARRAY(SELECT json_array_elements_text(after::json));
    given int := 0;
    used bigint := 0;
    source record;
    entry record;
    beyond text;
BEGIN
    FOR source IN
        SELECT c.relname::text AS name, k.columns AS key_columns,
               k.types AS key_types, a.columns
        FROM pg_class c
        CROSS JOIN LATERAL (
            -- The primary key without the owner, which is the same throughout.
            SELECT coalesce(array_agg(quote_ident(t.attname) ORDER BY n.nth)
                            FILTER (WHERE t.attname <> 'owner_id'), '{}')
                       AS columns,
                   coalesce(array_agg(format_type(t.atttypid, t.atttypmod)
                                      ORDER BY n.nth)
                            FILTER (WHERE t.attname <> 'owner_id'), '{}')
                       AS types,
                   bool_and(t.atttypid <> 'bytea'::regtype
                            AND has_column_privilege(c.oid, t.attnum,
                                                     'SELECT')) AS plain
            FROM pg_index i
            CROSS JOIN LATERAL unnest(i.indkey::int2[])
                WITH ORDINALITY AS n (attnum, nth)
            JOIN pg_attribute t ON t.attrelid = c.oid AND t.attnum = n.attnum
            WHERE i.indrelid = c.oid AND i.indisprimary) k
        CROSS JOIN LATERAL (
            SELECT string_agg('t.' || quote_ident(t.attname), ', '
                              ORDER BY t.attnum) AS columns,
                   bool_or(t.attname = 'owner_id') AS owned
            FROM pg_attribute t
            WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped
              AND t.atttypid <> 'bytea'::regtype
              AND has_column_privilege(c.oid, t.attnum, 'SELECT')) a
        WHERE c.relnamespace = 'finplan'::regnamespace
          AND c.relkind IN ('r', 'p') AND a.owned AND k.plain
          AND c.relname <> ALL (technical)
          AND (start[1] IS NULL OR c.relname::text COLLATE "C" >= start[1])
        ORDER BY c.relname::text COLLATE "C"
    LOOP
        beyond := '';
        IF source.name = start[1] THEN
            -- The table that the page before ended in; a table of one row a
            -- user is done.
            CONTINUE WHEN cardinality(source.key_columns) = 0;
            IF cardinality(start) <> cardinality(source.key_columns) + 1 THEN
                RAISE invalid_parameter_value;
            END IF;
            beyond := format(
                ' AND (%s) > (%s)',
                (SELECT string_agg('t.' || column_name, ', ' ORDER BY nth)
                 FROM unnest(source.key_columns) WITH ORDINALITY
                     AS c (column_name, nth)),
                (SELECT string_agg(format('$1[%s]::%s', nth + 1,
                                          type_name), ', ' ORDER BY nth)
                 FROM unnest(source.key_types) WITH ORDINALITY
                     AS c (type_name, nth)));
        END IF;
        FOR entry IN EXECUTE format(
            'SELECT to_json(ARRAY[%L]::text[] || ARRAY[%s]::text[])::text'
            ' AS place, (SELECT row_to_json(x)::text FROM (SELECT %s) x)'
            ' AS line FROM finplan.%I t'
            ' WHERE t.owner_id = (SELECT finplan.claim())%s%s LIMIT $2',
            source.name,
            (SELECT string_agg('t.' || column_name || '::text', ', '
                               ORDER BY nth)
             FROM unnest(source.key_columns) WITH ORDINALITY
                 AS c (column_name, nth)),
            source.columns, source.name, beyond,
            (SELECT ' ORDER BY ' || string_agg('t.' || column_name, ', '
                                               ORDER BY nth)
             FROM unnest(source.key_columns) WITH ORDINALITY
                 AS c (column_name, nth)))
            USING start, at_most - given
        LOOP
            used := used + octet_length(entry.line);
            IF given > 0 AND used > bytes THEN
                RETURN;
            END IF;
            given := given + 1;
            kind := source.name;
            "row" := entry.line;
            place := entry.place;
            RETURN NEXT;
        END LOOP;
        EXIT WHEN given >= at_most;
    END LOOP;
END
$_$;

ALTER FUNCTION finplan.export_page(after text, at_most integer, bytes bigint) OWNER TO finplan_owner;

-- Name: goals; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.goals (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    name finplan.label NOT NULL,
    kind text NOT NULL,
    amount_cents finplan.amount NOT NULL,
    due date NOT NULL,
    years integer NOT NULL,
    growth finplan.rate NOT NULL,
    growth_basis finplan.growth_basis NOT NULL,
    priority integer NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT goals_amount_positive CHECK (((amount_cents)::bigint > 0)),
    CONSTRAINT goals_kind_known CHECK ((kind = ANY (ARRAY['other'::text, 'education'::text, 'home'::text, 'travel'::text, 'vehicle'::text, 'legacy'::text]))),
    CONSTRAINT goals_priority_range CHECK (((priority >= 1) AND (priority <= 100))),
    CONSTRAINT goals_years_range CHECK (((years >= 1) AND (years <= 60)))
);

ALTER TABLE ONLY finplan.goals FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.goals OWNER TO finplan_owner;

-- Name: goals_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.goals_as_of(moment timestamp with time zone) RETURNS SETOF finplan.goals
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.name, r.kind, r.amount_cents, r.due, r.years, r.growth, r.growth_basis, r.priority, r.version, r.created_at, r.updated_at FROM finplan.goals r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.name, r.kind, r.amount_cents, r.due, r.years, r.growth, r.growth_basis, r.priority, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.goals, h."row") r WHERE h.kind = 'goals' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.goals_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: holdings; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.holdings (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    account_id uuid NOT NULL,
    symbol text NOT NULL,
    name finplan.label,
    asset text NOT NULL,
    price numeric(16,6) NOT NULL,
    price_date date,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT holdings_asset_known CHECK ((asset = ANY (ARRAY['us_stock'::text, 'us_bond'::text, 'us_bill'::text, 'international_stock'::text, 'real_estate'::text, 'commodity'::text, 'crypto'::text, 'other'::text]))),
    CONSTRAINT holdings_price_range CHECK (((price >= (0)::numeric) AND (price <= (1000000000)::numeric))),
    CONSTRAINT holdings_symbol_size CHECK (((char_length(symbol) >= 1) AND (char_length(symbol) <= 32)))
);

ALTER TABLE ONLY finplan.holdings FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.holdings OWNER TO finplan_owner;

-- Name: holdings_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.holdings_as_of(moment timestamp with time zone) RETURNS SETOF finplan.holdings
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.account_id, r.symbol, r.name, r.asset, r.price, r.price_date, r.version, r.created_at, r.updated_at FROM finplan.holdings r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.account_id, r.symbol, r.name, r.asset, r.price, r.price_date, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.holdings, h."row") r WHERE h.kind = 'holdings' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.holdings_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: household_of(text, json); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.household_of(kind text, "row" json) RETURNS uuid
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT CASE kind
        WHEN 'scenarios' THEN (SELECT p.household_id FROM finplan.plans p
                               WHERE p.id = ("row" ->> 'plan_id')::uuid)
        ELSE ("row" ->> 'household_id')::uuid END
$$;

ALTER FUNCTION finplan.household_of(kind text, "row" json) OWNER TO finplan_owner;

-- Name: households; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.households (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid GENERATED ALWAYS AS (id) STORED,
    name finplan.label NOT NULL,
    filing_status text NOT NULL,
    state text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT households_filing_status_known CHECK ((filing_status = ANY (ARRAY['single'::text, 'married_joint'::text, 'married_separate'::text, 'head_of_household'::text, 'surviving_spouse'::text]))),
    CONSTRAINT households_state_form CHECK ((state ~ '^[A-Z]{2}$'::text))
);

ALTER TABLE ONLY finplan.households FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.households OWNER TO finplan_owner;

-- Name: households_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.households_as_of(moment timestamp with time zone) RETURNS SETOF finplan.households
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.name, r.filing_status, r.state, r.version, r.created_at, r.updated_at FROM finplan.households r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.name, r.filing_status, r.state, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.households, h."row") r WHERE h.kind = 'households' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.households_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: incomes; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.incomes (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    name finplan.label NOT NULL,
    kind text NOT NULL,
    person_id uuid,
    amount_cents finplan.amount NOT NULL,
    frequency finplan.frequency NOT NULL,
    growth finplan.rate NOT NULL,
    growth_basis finplan.growth_basis NOT NULL,
    pia_monthly_cents finplan.amount,
    claim_age integer,
    start_year finplan.calendar_year,
    start_age finplan.age,
    start_event finplan.life_event,
    end_year finplan.calendar_year,
    end_age finplan.age,
    end_event finplan.life_event,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT incomes_claim_age_range CHECK (((claim_age >= 62) AND (claim_age <= 70))),
    CONSTRAINT incomes_end_one CHECK ((num_nonnulls(end_year, end_age, end_event) <= 1)),
    CONSTRAINT incomes_kind_known CHECK ((kind = ANY (ARRAY['salary'::text, 'self_employment'::text, 'pension'::text, 'annuity'::text, 'rental'::text, 'social_security'::text, 'other'::text, 'tax_free'::text]))),
    CONSTRAINT incomes_social_security CHECK (
CASE
    WHEN (kind = 'social_security'::text) THEN ((pia_monthly_cents IS NOT NULL) AND (person_id IS NOT NULL) AND ((amount_cents)::bigint = 0))
    ELSE ((pia_monthly_cents IS NULL) AND (claim_age IS NULL))
END),
    CONSTRAINT incomes_span_order CHECK ((((start_year)::integer <= (end_year)::integer) AND ((start_age)::integer <= (end_age)::integer))),
    CONSTRAINT incomes_span_person CHECK (((person_id IS NOT NULL) OR (num_nonnulls(start_age, start_event, end_age, end_event) = 0))),
    CONSTRAINT incomes_start_one CHECK ((num_nonnulls(start_year, start_age, start_event) <= 1))
);

ALTER TABLE ONLY finplan.incomes FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.incomes OWNER TO finplan_owner;

-- Name: incomes_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.incomes_as_of(moment timestamp with time zone) RETURNS SETOF finplan.incomes
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.name, r.kind, r.person_id, r.amount_cents, r.frequency, r.growth, r.growth_basis, r.pia_monthly_cents, r.claim_age, r.start_year, r.start_age, r.start_event, r.end_year, r.end_age, r.end_event, r.version, r.created_at, r.updated_at FROM finplan.incomes r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.name, r.kind, r.person_id, r.amount_cents, r.frequency, r.growth, r.growth_basis, r.pia_monthly_cents, r.claim_age, r.start_year, r.start_age, r.start_event, r.end_year, r.end_age, r.end_event, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.incomes, h."row") r WHERE h.kind = 'incomes' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.incomes_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: insurance; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.insurance (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    name finplan.label NOT NULL,
    kind text NOT NULL,
    person_id uuid,
    insurer finplan.label,
    coverage_cents finplan.amount NOT NULL,
    premium_cents finplan.amount NOT NULL,
    frequency finplan.frequency NOT NULL,
    beneficiary finplan.label,
    start_date date,
    end_date date,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT insurance_dates CHECK ((start_date <= end_date)),
    CONSTRAINT insurance_kind_known CHECK ((kind = ANY (ARRAY['life_term'::text, 'life_permanent'::text, 'disability'::text, 'long_term_care'::text, 'health'::text, 'home'::text, 'auto'::text, 'umbrella'::text, 'other'::text])))
);

ALTER TABLE ONLY finplan.insurance FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.insurance OWNER TO finplan_owner;

-- Name: insurance_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.insurance_as_of(moment timestamp with time zone) RETURNS SETOF finplan.insurance
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.name, r.kind, r.person_id, r.insurer, r.coverage_cents, r.premium_cents, r.frequency, r.beneficiary, r.start_date, r.end_date, r.version, r.created_at, r.updated_at FROM finplan.insurance r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.name, r.kind, r.person_id, r.insurer, r.coverage_cents, r.premium_cents, r.frequency, r.beneficiary, r.start_date, r.end_date, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.insurance, h."row") r WHERE h.kind = 'insurance' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.insurance_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: is_admin(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.is_admin() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT EXISTS (SELECT FROM finplan.users u
                   WHERE u.id = finplan.claim() AND u.role = 'admin'
                   AND u.disabled_at IS NULL)
$$;

ALTER FUNCTION finplan.is_admin() OWNER TO finplan_owner;

-- Name: job_asked(json, json); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_asked(options json, document json) RETURNS json
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT (left(options->>'asked', -1) || ',"body":' || document::text
            || '}')::json
$$;

ALTER FUNCTION finplan.job_asked(options json, document json) OWNER TO finplan_owner;

-- Name: job_beat(text, uuid, integer, bigint, bigint); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_beat(me text, job uuid, shard integer, done bigint, lease_ms bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF shard < 0 THEN
        UPDATE finplan.jobs j
            SET lease_until = now() + lease_ms * interval '1 millisecond'
            WHERE j.id = job AND j.worker = me AND j.state = 'merging';
    ELSE
        UPDATE finplan.job_shards s
            SET lease_until = now() + lease_ms * interval '1 millisecond',
                done_paths = least(done, s.end_path - s.first_path)
            WHERE s.job_id = job AND s.number = shard AND s.worker = me;
    END IF;
    RETURN FOUND;
END
$$;

ALTER FUNCTION finplan.job_beat(me text, job uuid, shard integer, done bigint, lease_ms bigint) OWNER TO finplan_owner;

-- Name: job_cancel(uuid, bigint); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_cancel(job uuid, keep_ms bigint) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    was text;
BEGIN
    SELECT j.state INTO was FROM finplan.jobs j
        WHERE j.owner_id = finplan.claim() AND j.id = job FOR UPDATE;
    IF was IN ('queued', 'running', 'merging') THEN
        PERFORM finplan.job_end(job, 'cancelled', NULL, NULL,
                                keep_ms * interval '1 millisecond');
        PERFORM finplan.job_wake();
        RETURN 'cancelled';
    END IF;
    RETURN was;
END
$$;

ALTER FUNCTION finplan.job_cancel(job uuid, keep_ms bigint) OWNER TO finplan_owner;

-- Name: job_claim(text, text, bigint, integer); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_claim(worker text, engine text, lease_ms bigint, most_attempts integer) RETURNS TABLE(work text, job_id uuid, number integer, first_path bigint, end_path bigint, attempt integer, late_ms bigint, result_id text, options json, document json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_column
DECLARE
    me ALIAS FOR $1;
    mine ALIAS FOR $2;
    lease interval := $3 * interval '1 millisecond';
    most ALIAS FOR $4;
    candidate record;
    job finplan.jobs;
    shard finplan.job_shards;
BEGIN
    SELECT j.* INTO job FROM finplan.jobs j
        WHERE j.state = 'merging' AND j.engine = mine
          AND j.not_before <= now()
          AND (j.lease_until IS NULL OR j.lease_until < now())
        ORDER BY j.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND AND job.attempts >= most THEN
        PERFORM finplan.job_end(job.id, 'failed', 'gave_up',
            'Its result could not be put together.', interval '1 day');
    ELSIF FOUND THEN
        UPDATE finplan.jobs j
            SET worker = me, lease_until = now() + lease,
                attempts = j.attempts + 1
            WHERE j.id = job.id;
        RETURN QUERY SELECT 'merge', job.id, 0, 0::bigint, job.stage_end,
            job.attempts + 1,
            (extract(epoch FROM job.deadline_at - now()) * 1000)::bigint,
            job.result_id, job.options, job.document;
        RETURN;
    END IF;

    FOR candidate IN
        SELECT j.id, j.owner_id
        FROM finplan.jobs j
        LEFT JOIN (SELECT s.owner_id, count(*) AS n
                   FROM finplan.job_shards s
                   WHERE s.state = 'running' AND s.lease_until >= now()
                   GROUP BY s.owner_id) busy ON busy.owner_id = j.owner_id
        LEFT JOIN finplan.job_turns t ON t.owner_id = j.owner_id
        WHERE j.state IN ('queued', 'running') AND j.engine = mine
          AND (j.deadline_at IS NULL OR j.deadline_at > now())
          AND EXISTS (
              SELECT FROM finplan.job_shards s WHERE s.job_id = j.id
              AND ((s.state = 'queued' AND s.not_before <= now())
                   OR (s.state = 'running' AND s.lease_until < now())))
        ORDER BY coalesce(busy.n, 0), t.served_at NULLS FIRST,
                 j.priority DESC, j.id
        LIMIT 64
    LOOP
        SELECT j.* INTO job FROM finplan.jobs j
            WHERE j.id = candidate.id AND j.state IN ('queued', 'running')
            FOR UPDATE;
        CONTINUE WHEN NOT FOUND;
        SELECT s.* INTO shard FROM finplan.job_shards s
            WHERE s.job_id = candidate.id
              AND ((s.state = 'queued' AND s.not_before <= now())
                   OR (s.state = 'running' AND s.lease_until < now()))
            ORDER BY s.number LIMIT 1 FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        IF shard.attempts >= most THEN
            PERFORM finplan.job_end(job.id, 'failed', 'gave_up',
                'A part of it did not end, however often it was begun.',
                interval '1 day');
            CONTINUE;
        END IF;
        UPDATE finplan.job_shards s
            SET state = 'running', worker = me, lease_until = now() + lease,
                attempts = s.attempts + 1, done_paths = 0
            WHERE s.job_id = job.id AND s.number = shard.number;
        IF job.state = 'queued' THEN
            UPDATE finplan.jobs j SET state = 'running', started_at = now()
                WHERE j.id = job.id;
        END IF;
        INSERT INTO finplan.job_turns AS t (owner_id, served_at)
            VALUES (job.owner_id, clock_timestamp())
            ON CONFLICT (owner_id) DO UPDATE SET served_at = clock_timestamp();
        RETURN QUERY SELECT 'shard', job.id, shard.number, shard.first_path,
            shard.end_path, shard.attempts + 1,
            (extract(epoch FROM job.deadline_at - now()) * 1000)::bigint,
            job.result_id, job.options, job.document;
        RETURN;
    END LOOP;
END
$_$;

ALTER FUNCTION finplan.job_claim(worker text, engine text, lease_ms bigint, most_attempts integer) OWNER TO finplan_owner;

-- Name: job_cut(uuid, uuid, bigint, bigint[]); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_cut(job uuid, owner uuid, first bigint, ends bigint[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    INSERT INTO finplan.job_shards
        (job_id, number, owner_id, first_path, end_path)
    SELECT job,
           (SELECT count(*) FROM finplan.job_shards s WHERE s.job_id = job)
               + at - 1,
           owner, lag(until, 1, first) OVER (ORDER BY at), until
    FROM unnest(ends) WITH ORDINALITY AS shard (until, at)
$$;

ALTER FUNCTION finplan.job_cut(job uuid, owner uuid, first bigint, ends bigint[]) OWNER TO finplan_owner;

-- Name: job_end(uuid, text, text, text, interval); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_end(job uuid, final text, code text, detail text, keep interval) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE finplan.jobs j
        SET state = final, error_code = code, error_detail = left(detail, 500),
            worker = NULL, lease_until = NULL, ended_at = now(),
            expires_at = now() + keep
        WHERE j.id = job;
    DELETE FROM finplan.job_shards s WHERE s.job_id = job;
END
$$;

ALTER FUNCTION finplan.job_end(job uuid, final text, code text, detail text, keep interval) OWNER TO finplan_owner;

-- Name: job_figures(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_figures() RETURNS TABLE(state text, n bigint, oldest_s bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT j.state, count(*),
           extract(epoch FROM now() - min(j.created_at))::bigint
    FROM finplan.jobs j GROUP BY j.state
$$;

ALTER FUNCTION finplan.job_figures() OWNER TO finplan_owner;

-- Name: job_finish(text, uuid, json, bigint, text, double precision, double precision, bigint); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_finish(me text, job uuid, answer json, ran bigint, why text, success double precision, success_se double precision, keep_ms bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_column
DECLARE
    this finplan.jobs;
BEGIN
    SELECT j.* INTO this FROM finplan.jobs j
        WHERE j.id = job AND j.worker = me AND j.state = 'merging'
        FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    -- What hangs on these rows belongs to the owner's doing.
    PERFORM set_config('finplan.user_id', this.owner_id::text, true);
    INSERT INTO finplan.job_results (job_id, owner_id, result)
        VALUES (job, this.owner_id, answer);
    UPDATE finplan.jobs j
        SET done_paths = ran, success = coalesce($6, j.success,
                CASE WHEN j.kind = 'simulation' THEN
                    (answer->'success'->>'probability')::double precision END),
            success_se = coalesce($7, j.success_se,
                CASE WHEN j.kind = 'simulation' THEN
                    (answer->'success'->>'standard_error')::double precision
                END),
            stopped = why,
            result_id = answer->>'result_id'
        WHERE j.id = job;
    PERFORM finplan.job_end(job, 'done', NULL, NULL,
                            keep_ms * interval '1 millisecond');
    IF this.plan_id IS NOT NULL OR (this.options->>'keep')::boolean THEN
        DELETE FROM finplan.simulations s
            WHERE s.owner_id = this.owner_id AND s.id IN (
                SELECT old.id FROM finplan.simulations old
                WHERE old.owner_id = this.owner_id
                  AND old.plan_id IS NOT DISTINCT FROM this.plan_id
                ORDER BY old.id DESC
                OFFSET CASE WHEN this.plan_id IS NULL THEN 499 ELSE 99 END);
        INSERT INTO finplan.simulations
            (id, owner_id, plan_id, plan_version, kind, result_id, result,
             request)
        SELECT job, this.owner_id, this.plan_id, this.plan_version, this.kind,
               answer->>'result_id', answer,
               finplan.job_asked(this.options, this.document)
        WHERE this.plan_id IS NULL OR EXISTS (
            SELECT FROM finplan.plans p
            WHERE p.owner_id = this.owner_id AND p.id = this.plan_id);
    END IF;
    RETURN true;
END
$_$;

ALTER FUNCTION finplan.job_finish(me text, job uuid, answer json, ran bigint, why text, success double precision, success_se double precision, keep_ms bigint) OWNER TO finplan_owner;

-- Name: job_found(text, uuid, integer); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_found(me text, job uuid, shard integer) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT s.found
    FROM finplan.job_shards s JOIN finplan.jobs j ON j.id = s.job_id
    WHERE s.job_id = job AND s.number = shard AND j.worker = me
$$;

ALTER FUNCTION finplan.job_found(me text, job uuid, shard integer) OWNER TO finplan_owner;

-- Name: job_give_back(text, uuid, integer, bigint, text, text); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_give_back(me text, job uuid, shard integer, retry_ms bigint, code text, detail text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM finplan.jobs j
        WHERE j.id = job AND j.state IN ('running', 'merging') FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF shard < 0 THEN
        PERFORM FROM finplan.jobs j WHERE j.id = job AND j.worker = me;
    ELSE
        PERFORM FROM finplan.job_shards s
            WHERE s.job_id = job AND s.number = shard AND s.worker = me
            FOR UPDATE;
    END IF;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF retry_ms < 0 THEN
        PERFORM finplan.job_end(job, 'failed', code, detail,
                                interval '1 day');
    ELSIF shard < 0 THEN
        UPDATE finplan.jobs j
            SET worker = NULL, lease_until = NULL,
                not_before = now() + retry_ms * interval '1 millisecond',
                attempts = j.attempts - (retry_ms = 0)::integer
            WHERE j.id = job;
    ELSE
        UPDATE finplan.job_shards s
            SET state = 'queued', worker = NULL, lease_until = NULL,
                done_paths = 0,
                not_before = now() + retry_ms * interval '1 millisecond',
                attempts = s.attempts - (retry_ms = 0)::integer
            WHERE s.job_id = job AND s.number = shard;
        PERFORM finplan.job_settle(job);
    END IF;
    PERFORM finplan.job_wake();
    RETURN true;
END
$$;

ALTER FUNCTION finplan.job_give_back(me text, job uuid, shard integer, retry_ms bigint, code text, detail text) OWNER TO finplan_owner;

-- Name: job_more(text, uuid, bigint[]); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_more(me text, job uuid, ends bigint[]) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    this finplan.jobs;
BEGIN
    SELECT j.* INTO this FROM finplan.jobs j
        WHERE j.id = job AND j.worker = me AND j.state = 'merging'
        FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM finplan.job_cut(job, this.owner_id, this.stage_end, ends);
    UPDATE finplan.jobs j
        SET state = 'running', worker = NULL, lease_until = NULL,
            stage_end = ends[cardinality(ends)]
        WHERE j.id = job;
    PERFORM finplan.job_wake();
    RETURN true;
END
$$;

ALTER FUNCTION finplan.job_more(me text, job uuid, ends bigint[]) OWNER TO finplan_owner;

-- Name: job_moves(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_moves() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'queued' THEN
            RAISE EXCEPTION 'a job begins queued'
                USING ERRCODE = 'check_violation',
                      CONSTRAINT = 'jobs_legal_move';
        END IF;
    ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('queued', 'running'), ('queued', 'cancelled'),
            ('queued', 'failed'), ('running', 'merging'),
            ('running', 'cancelled'), ('running', 'failed'),
            ('merging', 'running'), ('merging', 'done'),
            ('merging', 'cancelled'), ('merging', 'failed'),
            ('done', 'expired'), ('failed', 'expired'),
            ('cancelled', 'expired')) THEN
        RAISE EXCEPTION 'a job does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_legal_move';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION finplan.job_moves() OWNER TO finplan_owner;

-- Name: job_parts(text, uuid); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_parts(me text, job uuid) RETURNS TABLE(number integer, first_path bigint, end_path bigint, ran bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT s.number, s.first_path, s.end_path, s.done_paths
    FROM finplan.job_shards s JOIN finplan.jobs j ON j.id = s.job_id
    WHERE s.job_id = job AND j.worker = me AND s.state = 'done'
    ORDER BY s.number
$$;

ALTER FUNCTION finplan.job_parts(me text, job uuid) OWNER TO finplan_owner;

-- Name: job_question(uuid); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_question(job uuid) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT finplan.job_asked(j.options, j.document) FROM finplan.jobs j
    WHERE j.owner_id = finplan.claim() AND j.id = job
$$;

ALTER FUNCTION finplan.job_question(job uuid) OWNER TO finplan_owner;

-- Name: job_settle(uuid); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_settle(job uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    late boolean;
BEGIN
    SELECT j.deadline_at <= now() INTO late FROM finplan.jobs j
        WHERE j.id = job AND j.state = 'running';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF late THEN
        DELETE FROM finplan.job_shards s
            WHERE s.job_id = job AND s.state = 'queued';
    END IF;
    IF NOT EXISTS (SELECT FROM finplan.job_shards s
                   WHERE s.job_id = job AND s.state <> 'done') THEN
        UPDATE finplan.jobs j
            SET state = 'merging', attempts = 0, not_before = now()
            WHERE j.id = job;
        PERFORM finplan.job_wake();
    END IF;
END
$$;

ALTER FUNCTION finplan.job_settle(job uuid) OWNER TO finplan_owner;

-- Name: job_shard_done(text, uuid, integer, bigint, bytea, bigint[], double precision, double precision); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_shard_done(me text, job uuid, shard integer, ran bigint, found bytea, tally bigint[], success double precision, success_se double precision) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_column
BEGIN
    PERFORM FROM finplan.jobs j WHERE j.id = job AND j.state = 'running'
        FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE finplan.job_shards s
        SET state = 'done', worker = NULL, lease_until = NULL,
            done_paths = ran, found = $5
        WHERE s.job_id = job AND s.number = shard AND s.worker = me;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE finplan.jobs j
        SET done_paths = j.done_paths + ran, success = $7, success_se = $8,
            tally = CASE WHEN j.tally IS NULL THEN $6 ELSE (
                SELECT array_agg(a + b ORDER BY at)
                FROM unnest(j.tally, $6) WITH ORDINALITY AS t (a, b, at)) END
        WHERE j.id = job;
    PERFORM finplan.job_settle(job);
    RETURN true;
END
$_$;

ALTER FUNCTION finplan.job_shard_done(me text, job uuid, shard integer, ran bigint, found bytea, tally bigint[], success double precision, success_se double precision) OWNER TO finplan_owner;

-- Name: job_submit(uuid, json, json, bigint[], integer, integer); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_submit(id uuid, document json, options json, ends bigint[], most_open integer, most_kept integer) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    owner uuid := finplan.claim();
    plan uuid := (options->>'plan_id')::uuid;
BEGIN
    IF owner IS NULL THEN
        RAISE EXCEPTION 'nobody submits a job'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Two submissions of one user take turns, or both could be the last.
    PERFORM pg_advisory_xact_lock(hashtextextended(owner::text, 0));
    IF (SELECT count(*) FROM finplan.jobs j WHERE j.owner_id = owner
        AND j.state IN ('queued', 'running', 'merging')) >= most_open THEN
        RETURN 'full';
    END IF;
    IF plan IS NOT NULL AND NOT EXISTS (
            SELECT FROM finplan.plans p
            WHERE p.owner_id = owner AND p.id = plan) THEN
        RETURN 'no_plan';
    END IF;
    DELETE FROM finplan.jobs j WHERE j.owner_id = owner AND j.id IN (
        SELECT old.id FROM finplan.jobs old
        WHERE old.owner_id = owner AND old.expires_at IS NOT NULL
        ORDER BY old.id DESC OFFSET most_kept);
    INSERT INTO finplan.jobs
        (id, owner_id, kind, priority, document, options, plan_id,
         plan_version, result_id, engine, paths, streamed, deadline_at,
         stage_end)
    VALUES (id, owner, coalesce(options->>'result_kind', 'simulation'),
            (options->>'priority')::smallint,
            document, options, plan, (options->>'plan_version')::bigint,
            options->>'result_id', options->>'engine',
            coalesce(options->>'most_paths', options->>'paths')::bigint,
            (options->>'streamed')::boolean,
            now() + (options->>'deadline_ms')::bigint
                    * interval '1 millisecond',
            ends[cardinality(ends)]);
    PERFORM finplan.job_cut(id, owner, 0, ends);
    PERFORM finplan.job_wake();
    RETURN 'queued';
END
$$;

ALTER FUNCTION finplan.job_submit(id uuid, document json, options json, ends bigint[], most_open integer, most_kept integer) OWNER TO finplan_owner;

-- Name: job_sweep(text, bigint, bigint); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_sweep(mine text, orphan_ms bigint, forget_ms bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    late record;
    gone uuid;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('finplan.job_sweep', 0))
    THEN
        RETURN false;
    END IF;
    FOR late IN
        SELECT j.id, j.state FROM finplan.jobs j
        WHERE j.state IN ('queued', 'running') AND j.deadline_at <= now()
          AND NOT EXISTS (SELECT FROM finplan.job_shards s
                          WHERE s.job_id = j.id AND s.state = 'running'
                            AND s.lease_until >= now())
        FOR UPDATE SKIP LOCKED
    LOOP
        DELETE FROM finplan.job_shards s
            WHERE s.job_id = late.id AND s.state <> 'done';
        IF EXISTS (SELECT FROM finplan.job_shards s
                   WHERE s.job_id = late.id AND s.number = 0) THEN
            PERFORM finplan.job_settle(late.id);
        ELSE
            PERFORM finplan.job_end(late.id, 'failed', 'deadline',
                'Its deadline passed before any of its paths had been run.',
                interval '1 day');
        END IF;
    END LOOP;
    FOR gone IN
        SELECT j.id FROM finplan.jobs j
        WHERE j.state IN ('queued', 'running', 'merging')
          AND j.engine <> mine
          AND j.updated_at < now() - orphan_ms * interval '1 millisecond'
          AND NOT EXISTS (SELECT FROM finplan.job_shards s
                          WHERE s.job_id = j.id AND s.state = 'running'
                            AND s.lease_until >= now())
        FOR UPDATE SKIP LOCKED
    LOOP
        PERFORM finplan.job_end(gone, 'failed', 'engine_changed',
            'The service has another engine or other tables than when this '
            'was asked. Ask again.', interval '1 day');
    END LOOP;
    FOR gone IN
        UPDATE finplan.jobs j SET state = 'expired'
        WHERE j.state IN ('done', 'failed', 'cancelled')
          AND j.expires_at < now()
        RETURNING j.id
    LOOP
        DELETE FROM finplan.job_results r WHERE r.job_id = gone;
    END LOOP;
    DELETE FROM finplan.jobs j WHERE j.state = 'expired'
        AND j.expires_at < now() - forget_ms * interval '1 millisecond';
    RETURN true;
END
$$;

ALTER FUNCTION finplan.job_sweep(mine text, orphan_ms bigint, forget_ms bigint) OWNER TO finplan_owner;

-- Name: job_wake(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.job_wake() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT pg_notify('finplan_jobs', '') $$;

ALTER FUNCTION finplan.job_wake() OWNER TO finplan_owner;

-- Name: keep_record(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.keep_record() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    was json;
    now_is json;
    stamp timestamptz;
    changed text[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := row_to_json(OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM finplan.users u
                       WHERE u.id = OLD.owner_id) THEN
            RETURN NULL;
        END IF;
        now_is := was;
        stamp := greatest(date_trunc('milliseconds', clock_timestamp()),
                          OLD.updated_at + interval '1 millisecond');
    ELSE
        now_is := row_to_json(NEW);
        stamp := NEW.updated_at;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT coalesce(array_agg(n.key ORDER BY n.key), '{}') INTO changed
            FROM json_each_text(now_is) n
            JOIN json_each_text(was) o ON o.key = n.key
            WHERE n.value IS DISTINCT FROM o.value
              AND n.key NOT IN ('version', 'updated_at');
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO finplan.history (owner_id, kind, record_id, version,
                                     household_id, valid_from, valid_to,
                                     deleted, "row")
            VALUES (OLD.owner_id, TG_TABLE_NAME, OLD.id, OLD.version,
                    finplan.household_of(TG_TABLE_NAME, was),
                    OLD.updated_at, stamp,
                    TG_OP = 'DELETE', was);
    END IF;
    INSERT INTO finplan.audit (at, actor_id, owner_id, action, object_id,
                               household_id, version, fields, request_id)
        VALUES (stamp, finplan.claim(), (now_is ->> 'owner_id')::uuid,
                TG_TABLE_NAME || CASE TG_OP WHEN 'INSERT' THEN '.created'
                                            WHEN 'UPDATE' THEN '.changed'
                                            ELSE '.deleted' END,
                (now_is ->> 'id')::uuid, (now_is ->> 'household_id')::uuid,
                (now_is ->> 'version')::bigint, changed,
                finplan.request_id());
    RETURN NULL;
END
$$;

ALTER FUNCTION finplan.keep_record() OWNER TO finplan_owner;

-- Name: keep_records(text, text[]); Type: PROCEDURE; Schema: finplan; Owner: finplan_owner

CREATE PROCEDURE finplan.keep_records(IN name text, IN fixed text[])
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    stamps CONSTANT text[] := '{version,created_at,updated_at}';
    shared boolean;
    inserted text;
    updated text;
    now_columns text;
    then_columns text;
BEGIN
    SELECT bool_or(a.attname = 'household_id'),
           string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
               FILTER (WHERE a.attgenerated = ''
                       AND a.attname <> ALL (stamps)),
           string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
               FILTER (WHERE a.attgenerated = ''
                       AND a.attname <> ALL (stamps || fixed
                                             || '{id,owner_id}'::text[])),
           string_agg('r.' || quote_ident(a.attname), ', ' ORDER BY a.attnum),
           string_agg(CASE a.attname
                          WHEN 'id' THEN 'h.record_id'
                          WHEN 'owner_id' THEN 'h.owner_id'
                          WHEN 'household_id' THEN 'h.household_id'
                          ELSE 'r.' || quote_ident(a.attname) END,
                      ', ' ORDER BY a.attnum)
        INTO shared, inserted, updated, now_columns, then_columns
        FROM pg_attribute a
        WHERE a.attrelid = format('finplan.%I', name)::regclass
          AND a.attnum > 0 AND NOT a.attisdropped;

    EXECUTE format('ALTER TABLE finplan.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE finplan.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
        'CREATE POLICY %I ON finplan.%I TO finplan_app'
        ' USING (owner_id = (SELECT finplan.claim()))'
        ' WITH CHECK (owner_id = (SELECT finplan.claim()))',
        name || '_self', name);
    IF shared THEN
        EXECUTE format(
            'CREATE POLICY %I ON finplan.%I FOR SELECT TO finplan_app'
            ' USING (household_id = ANY'
            ' ((SELECT finplan.shared_households())::uuid[]))',
            name || '_shared', name);
    END IF;
    EXECUTE format(
        'CREATE POLICY %I ON finplan.%I TO finplan_owner'
        ' USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format(
        'GRANT SELECT, DELETE, INSERT (%s) ON finplan.%I TO finplan_app',
        inserted, name);
    IF updated IS NOT NULL THEN
        EXECUTE format('GRANT UPDATE (%s) ON finplan.%I TO finplan_app',
                       updated, name);
    END IF;
    CALL finplan.watch_records(name, now_columns, then_columns);
END
$$;

ALTER PROCEDURE finplan.keep_records(IN name text, IN fixed text[]) OWNER TO finplan_owner;

-- Name: liabilities; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.liabilities (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    name finplan.label NOT NULL,
    kind text NOT NULL,
    balance_cents finplan.amount NOT NULL,
    rate finplan.rate NOT NULL,
    payment_monthly_cents finplan.amount NOT NULL,
    property_id uuid,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT liabilities_kind_known CHECK ((kind = ANY (ARRAY['mortgage'::text, 'auto'::text, 'student'::text, 'credit_card'::text, 'personal'::text, 'other'::text]))),
    CONSTRAINT liabilities_rate_range CHECK (((rate)::numeric >= (0)::numeric))
);

ALTER TABLE ONLY finplan.liabilities FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.liabilities OWNER TO finplan_owner;

-- Name: liabilities_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.liabilities_as_of(moment timestamp with time zone) RETURNS SETOF finplan.liabilities
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.name, r.kind, r.balance_cents, r.rate, r.payment_monthly_cents, r.property_id, r.version, r.created_at, r.updated_at FROM finplan.liabilities r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.name, r.kind, r.balance_cents, r.rate, r.payment_monthly_cents, r.property_id, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.liabilities, h."row") r WHERE h.kind = 'liabilities' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.liabilities_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: login_begin(text, bytea, bytea); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.login_begin(address text, account bytea, origin bytea) RETURNS TABLE(wait integer, id uuid, email text, role text, password_hash text, disabled boolean, created_at timestamp with time zone, totp boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.login_begin(address text, account bytea, origin bytea) OWNER TO finplan_owner;

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

-- Name: login_succeeded(bytea, bytea); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.login_succeeded(account bytea, origin bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.login_succeeded(account bytea, origin bytea) OWNER TO finplan_owner;

-- Name: lots; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.lots (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    holding_id uuid NOT NULL,
    acquired date NOT NULL,
    quantity numeric(19,8) NOT NULL,
    cost_cents finplan.amount NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT lots_quantity_range CHECK (((quantity > (0)::numeric) AND (quantity <= ('10000000000'::bigint)::numeric)))
);

ALTER TABLE ONLY finplan.lots FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.lots OWNER TO finplan_owner;

-- Name: lots_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.lots_as_of(moment timestamp with time zone) RETURNS SETOF finplan.lots
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.holding_id, r.acquired, r.quantity, r.cost_cents, r.version, r.created_at, r.updated_at FROM finplan.lots r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.holding_id, r.acquired, r.quantity, r.cost_cents, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.lots, h."row") r WHERE h.kind = 'lots' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.lots_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: market_answer(text, text, text, date[], numeric[]); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.market_answer(symbol text, outcome text, source text, days date[], closes numeric[]) RETURNS TABLE(kept bigint, changed bigint)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    INSERT INTO finplan.market_symbols AS s (symbol, asked_at, outcome)
        VALUES (market_answer.symbol, now(), market_answer.outcome)
        ON CONFLICT (symbol) DO UPDATE
        SET asked_at = excluded.asked_at, outcome = excluded.outcome;
    WITH given AS (
        SELECT g.day, g.close FROM unnest(days, closes) AS g (day, close)
        WHERE g.day <= (now() AT TIME ZONE 'UTC')::date
    ), written AS (
        INSERT INTO finplan.market_prices AS p
            (symbol, date, close, source, fetched_at)
            SELECT market_answer.symbol, g.day, g.close,
                   market_answer.source, now()
            FROM given g
            ON CONFLICT (symbol, date) DO UPDATE
            SET close = excluded.close, source = excluded.source,
                fetched_at = excluded.fetched_at
            WHERE p.close <> excluded.close
            RETURNING 1)
    SELECT (SELECT count(*) FROM given), (SELECT count(*) FROM written)
$$;

ALTER FUNCTION finplan.market_answer(symbol text, outcome text, source text, days date[], closes numeric[]) OWNER TO finplan_owner;

-- Name: market_due(text[], integer, integer); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.market_due(also text[], hours integer, at_most integer) RETURNS TABLE(symbol text, waiting bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    SELECT d.symbol, count(*) OVER ()
    FROM (SELECT upper(h.symbol COLLATE "C") AS symbol FROM finplan.holdings h
          WHERE h.asset NOT IN ('crypto', 'other')
          UNION
          SELECT upper(a COLLATE "C") FROM unnest(also) a) d
    LEFT JOIN finplan.market_symbols s ON s.symbol = d.symbol
    WHERE d.symbol ~ '^[A-Z][A-Z0-9]{0,5}([.-][A-C])?$'
      AND (s.asked_at > now() - make_interval(hours => hours)
           AND s.outcome IN ('got', 'unknown')) IS NOT TRUE
    ORDER BY s.asked_at NULLS FIRST, d.symbol
    LIMIT at_most
$_$;

ALTER FUNCTION finplan.market_due(also text[], hours integer, at_most integer) OWNER TO finplan_owner;

-- Name: own_password_hash(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.own_password_hash() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT u.password_hash FROM finplan.users u
    WHERE u.id = finplan.claim() AND u.disabled_at IS NULL
$$;

ALTER FUNCTION finplan.own_password_hash() OWNER TO finplan_owner;

-- Name: people; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.people (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    name finplan.label NOT NULL,
    relation text NOT NULL,
    birth_date date NOT NULL,
    sex text NOT NULL,
    retirement_age finplan.age,
    plan_to_age finplan.age NOT NULL,
    mortality text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT people_mortality_known CHECK ((mortality = ANY (ARRAY['none'::text, 'ssa_period'::text, 'ssa_cohort'::text]))),
    CONSTRAINT people_relation_known CHECK ((relation = ANY (ARRAY['primary'::text, 'spouse'::text, 'dependent'::text]))),
    CONSTRAINT people_sex_known CHECK ((sex = ANY (ARRAY['unstated'::text, 'male'::text, 'female'::text])))
);

ALTER TABLE ONLY finplan.people FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.people OWNER TO finplan_owner;

-- Name: people_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.people_as_of(moment timestamp with time zone) RETURNS SETOF finplan.people
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.name, r.relation, r.birth_date, r.sex, r.retirement_age, r.plan_to_age, r.mortality, r.version, r.created_at, r.updated_at FROM finplan.people r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.name, r.relation, r.birth_date, r.sex, r.retirement_age, r.plan_to_age, r.mortality, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.people, h."row") r WHERE h.kind = 'people' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.people_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: plans; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.plans (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    document json NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    household_id uuid,
    CONSTRAINT plans_document_object CHECK ((json_typeof(document) = 'object'::text)),
    CONSTRAINT plans_document_size CHECK ((octet_length((document)::text) <= 10485760)),
    CONSTRAINT plans_name_size CHECK ((char_length(name) <= 200)),
    CONSTRAINT plans_version_positive CHECK ((version > 0))
);

ALTER TABLE ONLY finplan.plans FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.plans OWNER TO finplan_owner;

-- Name: plans_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.plans_as_of(moment timestamp with time zone) RETURNS SETOF finplan.plans
    LANGUAGE sql STABLE
    AS $$
    SELECT r.id, r.owner_id, r.name, r.document, r.version, r.created_at,
           r.updated_at, r.household_id
    FROM finplan.plans r WHERE r.updated_at <= moment
    UNION ALL
    SELECT h.record_id, h.owner_id, r.name, r.document, r.version,
           r.created_at, r.updated_at, h.household_id
    FROM finplan.history h CROSS JOIN LATERAL
        pg_catalog.json_populate_record(NULL::finplan.plans, h."row") r
    WHERE h.kind = 'plans' AND h.valid_from <= moment
      AND h.valid_to > moment $$;

ALTER FUNCTION finplan.plans_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: properties; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.properties (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    name finplan.label NOT NULL,
    value_cents finplan.amount NOT NULL,
    growth finplan.rate NOT NULL,
    growth_basis finplan.growth_basis NOT NULL,
    cost_basis_cents finplan.amount,
    sale_cost finplan.share NOT NULL,
    primary_residence boolean NOT NULL,
    sell_year finplan.calendar_year,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY finplan.properties FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.properties OWNER TO finplan_owner;

-- Name: properties_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.properties_as_of(moment timestamp with time zone) RETURNS SETOF finplan.properties
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.name, r.value_cents, r.growth, r.growth_basis, r.cost_basis_cents, r.sale_cost, r.primary_residence, r.sell_year, r.version, r.created_at, r.updated_at FROM finplan.properties r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.name, r.value_cents, r.growth, r.growth_basis, r.cost_basis_cents, r.sale_cost, r.primary_residence, r.sell_year, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.properties, h."row") r WHERE h.kind = 'properties' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.properties_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: reason(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.reason() RETURNS text
    LANGUAGE sql STABLE
    RETURN NULLIF(current_setting('finplan.reason'::text, true), ''::text);

ALTER FUNCTION finplan.reason() OWNER TO finplan_owner;

-- Name: replies_sweep(integer); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.replies_sweep(hours integer) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    DELETE FROM finplan.idempotent_replies r WHERE r.ctid = ANY (ARRAY(
        SELECT o.ctid FROM finplan.idempotent_replies o
        WHERE o.created_at < now() - make_interval(hours => hours)
        ORDER BY o.created_at LIMIT 1000 FOR UPDATE SKIP LOCKED))
$$;

ALTER FUNCTION finplan.replies_sweep(hours integer) OWNER TO finplan_owner;

-- Name: request_id(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.request_id() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('finplan.request_id'::text, true), ''::text);

ALTER FUNCTION finplan.request_id() OWNER TO finplan_owner;

-- Name: reset_lookup(bytea); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.reset_lookup(hash bytea) RETURNS TABLE(id uuid, email text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT u.id, u.email
    FROM finplan.password_resets r JOIN finplan.users u ON u.id = r.owner_id
    WHERE r.token_hash = hash AND r.expires_at > now()
      AND u.disabled_at IS NULL
$$;

ALTER FUNCTION finplan.reset_lookup(hash bytea) OWNER TO finplan_owner;

-- Name: reset_request(text, bytea, bytea, timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.reset_request(address text, account bytea, hash bytea, ends timestamp with time zone) RETURNS TABLE(id uuid, email text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.reset_request(address text, account bytea, hash bytea, ends timestamp with time zone) OWNER TO finplan_owner;

-- Name: reset_use(bytea, text, bytea, bytea); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.reset_use(hash bytea, new_password_hash text, account bytea, origin bytea) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.reset_use(hash bytea, new_password_hash text, account bytea, origin bytea) OWNER TO finplan_owner;

-- Name: savings; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.savings (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    account_id uuid NOT NULL,
    amount_cents finplan.amount NOT NULL,
    frequency finplan.frequency NOT NULL,
    growth finplan.rate NOT NULL,
    growth_basis finplan.growth_basis NOT NULL,
    match_rate finplan.rate NOT NULL,
    match_up_to_pay finplan.share NOT NULL,
    person_id uuid,
    start_year finplan.calendar_year,
    start_age finplan.age,
    start_event finplan.life_event,
    end_year finplan.calendar_year,
    end_age finplan.age,
    end_event finplan.life_event,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT savings_end_one CHECK ((num_nonnulls(end_year, end_age, end_event) <= 1)),
    CONSTRAINT savings_match_rate_range CHECK (((match_rate)::numeric >= (0)::numeric)),
    CONSTRAINT savings_span_order CHECK ((((start_year)::integer <= (end_year)::integer) AND ((start_age)::integer <= (end_age)::integer))),
    CONSTRAINT savings_span_person CHECK (((person_id IS NOT NULL) OR (num_nonnulls(start_age, start_event, end_age, end_event) = 0))),
    CONSTRAINT savings_start_one CHECK ((num_nonnulls(start_year, start_age, start_event) <= 1))
);

ALTER TABLE ONLY finplan.savings FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.savings OWNER TO finplan_owner;

-- Name: savings_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.savings_as_of(moment timestamp with time zone) RETURNS SETOF finplan.savings
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.account_id, r.amount_cents, r.frequency, r.growth, r.growth_basis, r.match_rate, r.match_up_to_pay, r.person_id, r.start_year, r.start_age, r.start_event, r.end_year, r.end_age, r.end_event, r.version, r.created_at, r.updated_at FROM finplan.savings r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.account_id, r.amount_cents, r.frequency, r.growth, r.growth_basis, r.match_rate, r.match_up_to_pay, r.person_id, r.start_year, r.start_age, r.start_event, r.end_year, r.end_age, r.end_event, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.savings, h."row") r WHERE h.kind = 'savings' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.savings_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: scenarios; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.scenarios (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    name finplan.label NOT NULL,
    description text,
    document json NOT NULL,
    base_version bigint NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT scenarios_base_version_positive CHECK ((base_version > 0)),
    CONSTRAINT scenarios_description_size CHECK (((char_length(description) >= 1) AND (char_length(description) <= 2000))),
    CONSTRAINT scenarios_document_object CHECK ((json_typeof(document) = 'object'::text)),
    CONSTRAINT scenarios_document_size CHECK ((octet_length((document)::text) <= 1048576))
);

ALTER TABLE ONLY finplan.scenarios FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.scenarios OWNER TO finplan_owner;

-- Name: scenarios_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.scenarios_as_of(moment timestamp with time zone) RETURNS SETOF finplan.scenarios
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.plan_id, r.name, r.description, r.document, r.base_version, r.version, r.created_at, r.updated_at FROM finplan.scenarios r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, r.plan_id, r.name, r.description, r.document, r.base_version, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.scenarios, h."row") r WHERE h.kind = 'scenarios' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.scenarios_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

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
        UPDATE finplan.sessions s
            SET expires_at = new_expires, used_at = now()
            WHERE s.id = family.id;
        RETURN QUERY SELECT 'rotated', family.id, person.id, person.role;
    END IF;
END
$$;

ALTER FUNCTION finplan.session_rotate(old_hash bytea, new_hash bytea, new_expires timestamp with time zone) OWNER TO finplan_owner;

-- Name: shared_households(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.shared_households() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT coalesce(array_agg(s.household_id), '{}')
    FROM finplan.shares s WHERE s.advisor_id = finplan.claim()
$$;

ALTER FUNCTION finplan.shared_households() OWNER TO finplan_owner;

-- Name: shared_plans(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.shared_plans() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT coalesce(array_agg(p.id), '{}')
    FROM finplan.shares s
    JOIN finplan.plans p ON p.owner_id = s.owner_id
        AND p.household_id = s.household_id
    WHERE s.advisor_id = finplan.claim()
$$;

ALTER FUNCTION finplan.shared_plans() OWNER TO finplan_owner;

-- Name: shares; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.shares (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    advisor_id uuid NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT shares_other CHECK ((advisor_id <> owner_id))
);

ALTER TABLE ONLY finplan.shares FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.shares OWNER TO finplan_owner;

-- Name: shares_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.shares_as_of(moment timestamp with time zone) RETURNS SETOF finplan.shares
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.advisor_id, r.version, r.created_at, r.updated_at FROM finplan.shares r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.advisor_id, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.shares, h."row") r WHERE h.kind = 'shares' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.shares_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: shares_household(uuid); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.shares_household(which uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN EXISTS (SELECT FROM finplan.shares s
                   WHERE s.household_id = which
                     AND s.advisor_id = finplan.claim());
END
$$;

ALTER FUNCTION finplan.shares_household(which uuid) OWNER TO finplan_owner;

-- Name: stamp_record(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.stamp_record() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.updated_at := date_trunc('milliseconds', clock_timestamp());
    IF TG_OP = 'INSERT' THEN
        NEW.version := 1;
        NEW.created_at := NEW.updated_at;
    ELSE
        NEW.version := OLD.version + 1;
        NEW.created_at := OLD.created_at;
        NEW.updated_at := greatest(NEW.updated_at,
                                   OLD.updated_at + interval '1 millisecond');
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION finplan.stamp_record() OWNER TO finplan_owner;

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

-- Name: throttle_give_back(bytea); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.throttle_give_back(what bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    UPDATE finplan.throttles SET level = greatest(0, level - 1)
        WHERE subject = what
$$;

ALTER FUNCTION finplan.throttle_give_back(what bytea) OWNER TO finplan_owner;

-- Name: throttle_take(bytea, integer, integer); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.throttle_take(what bytea, burst integer, seconds integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION finplan.throttle_take(what bytea, burst integer, seconds integer) OWNER TO finplan_owner;

-- Name: transactions; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.transactions (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    account_id uuid NOT NULL,
    date date NOT NULL,
    amount_cents finplan.cents NOT NULL,
    description text NOT NULL,
    category finplan.category,
    external_id text,
    source text DEFAULT 'manual'::text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT transactions_description_size CHECK ((char_length(description) <= 500)),
    CONSTRAINT transactions_external_id_size CHECK (((char_length(external_id) >= 1) AND (char_length(external_id) <= 255))),
    CONSTRAINT transactions_source_known CHECK ((source = ANY (ARRAY['manual'::text, 'csv'::text, 'ofx'::text])))
);

ALTER TABLE ONLY finplan.transactions FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.transactions OWNER TO finplan_owner;

-- Name: transactions_as_of(timestamp with time zone); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.transactions_as_of(moment timestamp with time zone) RETURNS SETOF finplan.transactions
    LANGUAGE sql STABLE
    AS $$ SELECT r.id, r.owner_id, r.household_id, r.account_id, r.date, r.amount_cents, r.description, r.category, r.external_id, r.source, r.version, r.created_at, r.updated_at FROM finplan.transactions r WHERE r.updated_at <= moment UNION ALL SELECT h.record_id, h.owner_id, h.household_id, r.account_id, r.date, r.amount_cents, r.description, r.category, r.external_id, r.source, r.version, r.created_at, r.updated_at FROM finplan.history h CROSS JOIN LATERAL pg_catalog.json_populate_record(NULL::finplan.transactions, h."row") r WHERE h.kind = 'transactions' AND h.valid_from <= moment AND h.valid_to > moment $$;

ALTER FUNCTION finplan.transactions_as_of(moment timestamp with time zone) OWNER TO finplan_owner;

-- Name: visible_rows(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.visible_rows() RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    source record;
    found bigint;
    visible bigint := 0;
BEGIN
    FOR source IN
        SELECT c.relname AS name FROM pg_class c
        WHERE c.relnamespace = 'finplan'::regnamespace
          AND c.relkind IN ('r', 'p') AND c.relrowsecurity
          AND has_any_column_privilege(c.oid, 'SELECT')
    LOOP
        EXECUTE format('SELECT count(*) FROM finplan.%I', source.name)
            INTO found;
        visible := visible + found;
    END LOOP;
    RETURN visible;
END
$$;

ALTER FUNCTION finplan.visible_rows() OWNER TO finplan_owner;

-- Name: watch_records(text, text, text); Type: PROCEDURE; Schema: finplan; Owner: finplan_owner

CREATE PROCEDURE finplan.watch_records(IN name text, IN now_columns text, IN then_columns text)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    EXECUTE format(
        'CREATE TRIGGER %I BEFORE INSERT OR UPDATE ON finplan.%I'
        ' FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record()',
        name || '_stamp', name);
    EXECUTE format(
        'CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON finplan.%I'
        ' FOR EACH ROW EXECUTE FUNCTION finplan.keep_record()',
        name || '_keep', name);
    -- No SET clause: the planner must be able to see through the function.
    EXECUTE format(
        'CREATE FUNCTION finplan.%I(moment timestamptz)'
        ' RETURNS SETOF finplan.%I LANGUAGE sql STABLE AS $f$'
        ' SELECT %s FROM finplan.%I r WHERE r.updated_at <= moment'
        ' UNION ALL'
        ' SELECT %s FROM finplan.history h CROSS JOIN LATERAL'
        ' pg_catalog.json_populate_record(NULL::finplan.%I, h."row") r'
        ' WHERE h.kind = %L AND h.valid_from <= moment'
        ' AND h.valid_to > moment $f$',
        name || '_as_of', name, now_columns, name, then_columns, name, name);
    EXECUTE format(
        'REVOKE ALL ON FUNCTION finplan.%I(timestamptz) FROM PUBLIC',
        name || '_as_of');
    EXECUTE format(
        'GRANT EXECUTE ON FUNCTION finplan.%I(timestamptz) TO finplan_app',
        name || '_as_of');
END
$_$;

ALTER PROCEDURE finplan.watch_records(IN name text, IN now_columns text, IN then_columns text) OWNER TO finplan_owner;

-- Name: account_balances; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.account_balances (
    owner_id uuid NOT NULL,
    household_id uuid NOT NULL,
    account_id uuid NOT NULL,
    moved_cents bigint NOT NULL,
    count bigint NOT NULL,
    CONSTRAINT account_balances_count_limit CHECK (((count >= 0) AND (count <= 1000000)))
);

ALTER TABLE ONLY finplan.account_balances FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.account_balances OWNER TO finplan_owner;

-- Name: api_key_secrets; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.api_key_secrets (
    secret_hash bytea NOT NULL,
    owner_id uuid NOT NULL,
    key_id uuid NOT NULL,
    prefix text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_until timestamp with time zone,
    CONSTRAINT api_key_secrets_hash_size CHECK ((octet_length(secret_hash) = 32)),
    CONSTRAINT api_key_secrets_prefix_size CHECK (((octet_length(prefix) >= 1) AND (octet_length(prefix) <= 20)))
);

ALTER TABLE ONLY finplan.api_key_secrets FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.api_key_secrets OWNER TO finplan_owner;

-- Name: api_keys; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.api_keys (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    scopes text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    rotated_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT api_keys_name_size CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
    CONSTRAINT api_keys_scopes_form CHECK ((scopes ~ '^[a-z:]+( [a-z:]+)*$'::text))
);

ALTER TABLE ONLY finplan.api_keys FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.api_keys OWNER TO finplan_owner;

-- Name: audit_id_seq; Type: SEQUENCE; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME finplan.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: history; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.history (
    owner_id uuid NOT NULL,
    kind text NOT NULL,
    record_id uuid NOT NULL,
    version bigint NOT NULL,
    household_id uuid,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone NOT NULL,
    deleted boolean NOT NULL,
    "row" json NOT NULL,
    CONSTRAINT history_time_order CHECK ((valid_from < valid_to)),
    CONSTRAINT history_version_positive CHECK ((version > 0))
);

ALTER TABLE ONLY finplan.history FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.history OWNER TO finplan_owner;

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

-- Name: idempotent_replies; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.idempotent_replies (
    owner_id uuid NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    status smallint,
    location text,
    etag text,
    body text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotent_replies_body_size CHECK ((octet_length(body) <= 33554432)),
    CONSTRAINT idempotent_replies_etag_size CHECK ((octet_length(etag) <= 256)),
    CONSTRAINT idempotent_replies_hash_form CHECK ((request_hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT idempotent_replies_key_size CHECK (((octet_length(key) >= 1) AND (octet_length(key) <= 255))),
    CONSTRAINT idempotent_replies_location_size CHECK ((octet_length(location) <= 2048)),
    CONSTRAINT idempotent_replies_route_size CHECK (((octet_length(route) >= 1) AND (octet_length(route) <= 200))),
    CONSTRAINT idempotent_replies_status_known CHECK (((status >= 200) AND (status <= 299)))
);

ALTER TABLE ONLY finplan.idempotent_replies FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.idempotent_replies OWNER TO finplan_owner;

-- Name: job_results; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.job_results (
    job_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    result json NOT NULL,
    CONSTRAINT job_results_object CHECK ((json_typeof(result) = 'object'::text)),
    CONSTRAINT job_results_size CHECK ((octet_length((result)::text) <= 33554432))
);

ALTER TABLE ONLY finplan.job_results FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.job_results OWNER TO finplan_owner;

-- Name: job_shards; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.job_shards (
    job_id uuid NOT NULL,
    number integer NOT NULL,
    owner_id uuid NOT NULL,
    first_path bigint NOT NULL,
    end_path bigint NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    worker text,
    lease_until timestamp with time zone,
    not_before timestamp with time zone DEFAULT now() NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    done_paths bigint DEFAULT 0 NOT NULL,
    found bytea,
    CONSTRAINT job_shards_attempts_range CHECK ((attempts >= 0)),
    CONSTRAINT job_shards_done_found CHECK (((state = 'done'::text) = (found IS NOT NULL))),
    CONSTRAINT job_shards_first_block CHECK (((first_path >= 0) AND ((first_path % (128)::bigint) = 0))),
    CONSTRAINT job_shards_found_size CHECK ((octet_length(found) <= 67108864)),
    CONSTRAINT job_shards_lease_whole CHECK ((((state = 'running'::text) = (worker IS NOT NULL)) AND ((worker IS NULL) = (lease_until IS NULL)))),
    CONSTRAINT job_shards_number_range CHECK (((number >= 0) AND (number <= 65535))),
    CONSTRAINT job_shards_range CHECK (((end_path > first_path) AND ((done_paths >= 0) AND (done_paths <= (end_path - first_path))))),
    CONSTRAINT job_shards_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text]))),
    CONSTRAINT job_shards_worker_size CHECK (((octet_length(worker) >= 1) AND (octet_length(worker) <= 100)))
);
ALTER TABLE ONLY finplan.job_shards ALTER COLUMN found SET STORAGE EXTERNAL;

ALTER TABLE ONLY finplan.job_shards FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.job_shards OWNER TO finplan_owner;

-- Name: job_turns; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.job_turns (
    owner_id uuid NOT NULL,
    served_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY finplan.job_turns FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.job_turns OWNER TO finplan_owner;

-- Name: jobs; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.jobs (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    kind text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    priority smallint NOT NULL,
    document json NOT NULL,
    options json NOT NULL,
    plan_id uuid,
    plan_version bigint,
    result_id text NOT NULL,
    engine text NOT NULL,
    paths bigint NOT NULL,
    streamed boolean NOT NULL,
    deadline_at timestamp with time zone,
    stage_end bigint NOT NULL,
    done_paths bigint DEFAULT 0 NOT NULL,
    tally bigint[],
    success double precision,
    success_se double precision,
    worker text,
    lease_until timestamp with time zone,
    not_before timestamp with time zone DEFAULT now() NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    stopped text,
    error_code text,
    error_detail text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    expires_at timestamp with time zone,
    CONSTRAINT jobs_attempts_range CHECK ((attempts >= 0)),
    CONSTRAINT jobs_document_object CHECK ((json_typeof(document) = 'object'::text)),
    CONSTRAINT jobs_document_size CHECK ((octet_length((document)::text) <= 10485760)),
    CONSTRAINT jobs_done_range CHECK (((done_paths >= 0) AND (done_paths <= paths))),
    CONSTRAINT jobs_end_said CHECK (((state = ANY (ARRAY['done'::text, 'failed'::text, 'cancelled'::text, 'expired'::text])) = ((ended_at IS NOT NULL) AND (expires_at IS NOT NULL)))),
    CONSTRAINT jobs_engine_size CHECK (((octet_length(engine) >= 1) AND (octet_length(engine) <= 100))),
    CONSTRAINT jobs_error_code_form CHECK ((error_code ~ '^[a-z_]{1,40}$'::text)),
    CONSTRAINT jobs_error_detail_size CHECK ((char_length(error_detail) <= 500)),
    CONSTRAINT jobs_failure_said CHECK (((state <> 'failed'::text) OR (error_code IS NOT NULL))),
    CONSTRAINT jobs_kind_known CHECK ((kind = ANY (ARRAY['simulation'::text, 'projection'::text, 'backtest'::text, 'explanation'::text, 'stress'::text, 'range'::text, 'solution'::text, 'cash_flow'::text, 'net_worth'::text, 'sensitivity'::text, 'safe_rate'::text, 'goal'::text, 'comparison'::text, 'spending_comparison'::text]))),
    CONSTRAINT jobs_lease_whole CHECK (((worker IS NULL) = (lease_until IS NULL))),
    CONSTRAINT jobs_merger_merges CHECK (((worker IS NULL) OR (state = 'merging'::text))),
    CONSTRAINT jobs_options_object CHECK ((json_typeof(options) = 'object'::text)),
    CONSTRAINT jobs_options_size CHECK ((octet_length((options)::text) <= 16384)),
    CONSTRAINT jobs_paths_range CHECK (((paths >= 1) AND (paths <= 100000000))),
    CONSTRAINT jobs_plan_version_positive CHECK ((plan_version > 0)),
    CONSTRAINT jobs_priority_range CHECK (((priority >= 0) AND (priority <= 9))),
    CONSTRAINT jobs_result_id_form CHECK ((result_id ~ '^[0-9a-f]{32}$'::text)),
    CONSTRAINT jobs_stage_range CHECK (((stage_end >= 1) AND (stage_end <= paths))),
    CONSTRAINT jobs_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'merging'::text, 'done'::text, 'failed'::text, 'cancelled'::text, 'expired'::text]))),
    CONSTRAINT jobs_stopped_known CHECK ((stopped = ANY (ARRAY['standard_error'::text, 'deadline'::text]))),
    CONSTRAINT jobs_success_range CHECK (((success >= (0)::double precision) AND (success <= (1)::double precision))),
    CONSTRAINT jobs_success_se_range CHECK (((success_se >= (0)::double precision) AND (success_se <= (1)::double precision))),
    CONSTRAINT jobs_tally_size CHECK ((cardinality(tally) = 35)),
    CONSTRAINT jobs_version_positive CHECK ((version > 0))
);

ALTER TABLE ONLY finplan.jobs FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.jobs OWNER TO finplan_owner;

-- Name: known_sources; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.known_sources (
    owner_id uuid NOT NULL,
    source bytea NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT known_sources_source_size CHECK ((octet_length(source) = 32))
);

ALTER TABLE ONLY finplan.known_sources FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.known_sources OWNER TO finplan_owner;

-- Name: market_prices; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.market_prices (
    symbol finplan.listing NOT NULL,
    date date NOT NULL,
    close numeric(18,8) NOT NULL,
    currency text DEFAULT 'USD'::text NOT NULL,
    source text NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    CONSTRAINT market_prices_close_range CHECK (((close > (0)::numeric) AND (close <= (1000000000)::numeric))),
    CONSTRAINT market_prices_currency_known CHECK ((currency = 'USD'::text)),
    CONSTRAINT market_prices_source_known CHECK ((source = ANY (ARRAY['alpha_vantage'::text, 'finnhub'::text])))
);

ALTER TABLE ONLY finplan.market_prices FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.market_prices OWNER TO finplan_owner;

-- Name: market_symbols; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.market_symbols (
    symbol finplan.listing NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    outcome text NOT NULL,
    CONSTRAINT market_symbols_outcome_known CHECK ((outcome = ANY (ARRAY['got'::text, 'unknown'::text, 'limited'::text, 'refused'::text, 'garbled'::text, 'unreachable'::text])))
);

ALTER TABLE ONLY finplan.market_symbols FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.market_symbols OWNER TO finplan_owner;

-- Name: password_resets; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.password_resets (
    token_hash bytea NOT NULL,
    owner_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT password_resets_hash_size CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY finplan.password_resets FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.password_resets OWNER TO finplan_owner;

-- Name: recovery_codes; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.recovery_codes (
    owner_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT recovery_codes_hash_size CHECK ((octet_length(code_hash) = 32))
);

ALTER TABLE ONLY finplan.recovery_codes FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.recovery_codes OWNER TO finplan_owner;

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
    user_agent text,
    used_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sessions_reason_known CHECK ((revoked_for = ANY (ARRAY['logout'::text, 'reuse'::text, 'all'::text, 'user'::text, 'password'::text, 'admin'::text]))),
    CONSTRAINT sessions_revocation_whole CHECK (((revoked_at IS NULL) = (revoked_for IS NULL))),
    CONSTRAINT sessions_user_agent_size CHECK (((octet_length(user_agent) >= 1) AND (octet_length(user_agent) <= 200)))
);

ALTER TABLE ONLY finplan.sessions FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.sessions OWNER TO finplan_owner;

-- Name: simulations; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.simulations (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    plan_id uuid,
    plan_version bigint,
    kind text NOT NULL,
    result_id text NOT NULL,
    result json NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    request json,
    CONSTRAINT simulations_kind_known CHECK ((kind = ANY (ARRAY['simulation'::text, 'projection'::text, 'backtest'::text, 'explanation'::text, 'stress'::text, 'range'::text, 'solution'::text, 'cash_flow'::text, 'net_worth'::text, 'sensitivity'::text, 'safe_rate'::text, 'goal'::text, 'comparison'::text, 'spending_comparison'::text]))),
    CONSTRAINT simulations_plan_whole CHECK (((plan_id IS NULL) = (plan_version IS NULL))),
    CONSTRAINT simulations_request_object CHECK ((json_typeof(request) = 'object'::text)),
    CONSTRAINT simulations_request_size CHECK ((octet_length((request)::text) <= 11534336)),
    CONSTRAINT simulations_result_id_form CHECK ((result_id ~ '^[0-9a-f]{32}$'::text)),
    CONSTRAINT simulations_result_object CHECK ((json_typeof(result) = 'object'::text)),
    CONSTRAINT simulations_result_size CHECK ((octet_length((result)::text) <= 33554432)),
    CONSTRAINT simulations_version_positive CHECK ((plan_version > 0))
);

ALTER TABLE ONLY finplan.simulations FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.simulations OWNER TO finplan_owner;

-- Name: throttles; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.throttles (
    subject bytea NOT NULL,
    level double precision NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT throttles_level_positive CHECK ((level >= (0)::double precision)),
    CONSTRAINT throttles_subject_size CHECK ((octet_length(subject) = 32))
);

ALTER TABLE ONLY finplan.throttles FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.throttles OWNER TO finplan_owner;

-- Name: totp; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.totp (
    owner_id uuid NOT NULL,
    secret bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    confirmed_at timestamp with time zone,
    last_step bigint DEFAULT 0 NOT NULL,
    CONSTRAINT totp_secret_size CHECK (((octet_length(secret) >= 41) AND (octet_length(secret) <= 128))),
    CONSTRAINT totp_step_positive CHECK ((last_step >= 0))
);

ALTER TABLE ONLY finplan.totp FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.totp OWNER TO finplan_owner;

-- Name: users; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.users (
    id uuid NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    role text DEFAULT 'user'::text NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    display_name text,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT users_display_name_size CHECK (((char_length(display_name) >= 1) AND (char_length(display_name) <= 100))),
    CONSTRAINT users_email_form CHECK ((((octet_length(email) >= 3) AND (octet_length(email) <= 254)) AND (POSITION(('@'::text) IN (email)) > 1))),
    CONSTRAINT users_password_hash_size CHECK (((octet_length(password_hash) >= 1) AND (octet_length(password_hash) <= 255))),
    CONSTRAINT users_role_known CHECK ((role = ANY (ARRAY['user'::text, 'advisor'::text, 'admin'::text]))),
    CONSTRAINT users_version_positive CHECK ((version > 0))
);

ALTER TABLE ONLY finplan.users FORCE ROW LEVEL SECURITY;

ALTER TABLE finplan.users OWNER TO finplan_owner;

-- Name: account_balances account_balances_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.account_balances
    ADD CONSTRAINT account_balances_pkey PRIMARY KEY (owner_id, account_id);

-- Name: accounts accounts_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.accounts
    ADD CONSTRAINT accounts_owner_key UNIQUE (owner_id, household_id, id);

-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

-- Name: api_key_secrets api_key_secrets_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.api_key_secrets
    ADD CONSTRAINT api_key_secrets_pkey PRIMARY KEY (secret_hash);

-- Name: api_keys api_keys_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.api_keys
    ADD CONSTRAINT api_keys_owner_key UNIQUE (owner_id, id);

-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);

-- Name: asset_assumptions asset_assumptions_asset_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.asset_assumptions
    ADD CONSTRAINT asset_assumptions_asset_key UNIQUE (owner_id, assumption_set_id, asset);

-- Name: asset_assumptions asset_assumptions_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.asset_assumptions
    ADD CONSTRAINT asset_assumptions_owner_key UNIQUE (owner_id, assumption_set_id, id);

-- Name: asset_assumptions asset_assumptions_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.asset_assumptions
    ADD CONSTRAINT asset_assumptions_pkey PRIMARY KEY (id);

-- Name: assumption_sets assumption_sets_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.assumption_sets
    ADD CONSTRAINT assumption_sets_owner_key UNIQUE (owner_id, id);

-- Name: assumption_sets assumption_sets_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.assumption_sets
    ADD CONSTRAINT assumption_sets_pkey PRIMARY KEY (id);

-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

-- Name: contributions contributions_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.contributions
    ADD CONSTRAINT contributions_pkey PRIMARY KEY (id);

-- Name: correlations correlations_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.correlations
    ADD CONSTRAINT correlations_owner_key UNIQUE (owner_id, assumption_set_id, id);

-- Name: correlations correlations_pair_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.correlations
    ADD CONSTRAINT correlations_pair_key UNIQUE (owner_id, assumption_set_id, asset_a, asset_b);

-- Name: correlations correlations_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.correlations
    ADD CONSTRAINT correlations_pkey PRIMARY KEY (id);

-- Name: expenses expenses_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.expenses
    ADD CONSTRAINT expenses_owner_key UNIQUE (owner_id, household_id, id);

-- Name: expenses expenses_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.expenses
    ADD CONSTRAINT expenses_pkey PRIMARY KEY (id);

-- Name: goals goals_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.goals
    ADD CONSTRAINT goals_owner_key UNIQUE (owner_id, household_id, id);

-- Name: goals goals_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.goals
    ADD CONSTRAINT goals_pkey PRIMARY KEY (id);

-- Name: history history_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.history
    ADD CONSTRAINT history_pkey PRIMARY KEY (owner_id, kind, record_id, version);

-- Name: holdings holdings_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.holdings
    ADD CONSTRAINT holdings_owner_key UNIQUE (owner_id, household_id, id);

-- Name: holdings holdings_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.holdings
    ADD CONSTRAINT holdings_pkey PRIMARY KEY (id);

-- Name: holdings holdings_symbol_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.holdings
    ADD CONSTRAINT holdings_symbol_key UNIQUE (owner_id, account_id, symbol);

-- Name: households households_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.households
    ADD CONSTRAINT households_owner_key UNIQUE (owner_id, id);

-- Name: households households_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.households
    ADD CONSTRAINT households_pkey PRIMARY KEY (id);

-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (owner_id, key);

-- Name: idempotent_replies idempotent_replies_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.idempotent_replies
    ADD CONSTRAINT idempotent_replies_pkey PRIMARY KEY (owner_id, route, key);

-- Name: incomes incomes_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.incomes
    ADD CONSTRAINT incomes_owner_key UNIQUE (owner_id, household_id, id);

-- Name: incomes incomes_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.incomes
    ADD CONSTRAINT incomes_pkey PRIMARY KEY (id);

-- Name: insurance insurance_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.insurance
    ADD CONSTRAINT insurance_owner_key UNIQUE (owner_id, household_id, id);

-- Name: insurance insurance_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.insurance
    ADD CONSTRAINT insurance_pkey PRIMARY KEY (id);

-- Name: job_results job_results_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.job_results
    ADD CONSTRAINT job_results_pkey PRIMARY KEY (job_id);

-- Name: job_shards job_shards_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.job_shards
    ADD CONSTRAINT job_shards_pkey PRIMARY KEY (job_id, number);

-- Name: job_turns job_turns_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.job_turns
    ADD CONSTRAINT job_turns_pkey PRIMARY KEY (owner_id);

-- Name: jobs jobs_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.jobs
    ADD CONSTRAINT jobs_owner_key UNIQUE (owner_id, id);

-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

-- Name: known_sources known_sources_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.known_sources
    ADD CONSTRAINT known_sources_pkey PRIMARY KEY (owner_id, source);

-- Name: liabilities liabilities_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.liabilities
    ADD CONSTRAINT liabilities_owner_key UNIQUE (owner_id, household_id, id);

-- Name: liabilities liabilities_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.liabilities
    ADD CONSTRAINT liabilities_pkey PRIMARY KEY (id);

-- Name: lots lots_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.lots
    ADD CONSTRAINT lots_pkey PRIMARY KEY (id);

-- Name: market_prices market_prices_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.market_prices
    ADD CONSTRAINT market_prices_pkey PRIMARY KEY (symbol, date);

-- Name: market_symbols market_symbols_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.market_symbols
    ADD CONSTRAINT market_symbols_pkey PRIMARY KEY (symbol);

-- Name: password_resets password_resets_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.password_resets
    ADD CONSTRAINT password_resets_pkey PRIMARY KEY (token_hash);

-- Name: people people_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.people
    ADD CONSTRAINT people_owner_key UNIQUE (owner_id, household_id, id);

-- Name: people people_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (id);

-- Name: plans plans_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.plans
    ADD CONSTRAINT plans_owner_key UNIQUE (owner_id, id);

-- Name: plans plans_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (id);

-- Name: properties properties_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.properties
    ADD CONSTRAINT properties_owner_key UNIQUE (owner_id, household_id, id);

-- Name: properties properties_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.properties
    ADD CONSTRAINT properties_pkey PRIMARY KEY (id);

-- Name: recovery_codes recovery_codes_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (owner_id, code_hash);

-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (token_hash);

-- Name: savings savings_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.savings
    ADD CONSTRAINT savings_pkey PRIMARY KEY (id);

-- Name: scenarios scenarios_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.scenarios
    ADD CONSTRAINT scenarios_pkey PRIMARY KEY (id);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: sessions sessions_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.sessions
    ADD CONSTRAINT sessions_owner_key UNIQUE (owner_id, id);

-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

-- Name: shares shares_advisor_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.shares
    ADD CONSTRAINT shares_advisor_key UNIQUE (owner_id, household_id, advisor_id);

-- Name: shares shares_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.shares
    ADD CONSTRAINT shares_owner_key UNIQUE (owner_id, household_id, id);

-- Name: shares shares_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.shares
    ADD CONSTRAINT shares_pkey PRIMARY KEY (id);

-- Name: simulations simulations_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.simulations
    ADD CONSTRAINT simulations_pkey PRIMARY KEY (id);

-- Name: throttles throttles_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.throttles
    ADD CONSTRAINT throttles_pkey PRIMARY KEY (subject);

-- Name: totp totp_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.totp
    ADD CONSTRAINT totp_pkey PRIMARY KEY (owner_id);

-- Name: transactions transactions_external_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.transactions
    ADD CONSTRAINT transactions_external_key UNIQUE (owner_id, account_id, external_id);

-- Name: transactions transactions_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.transactions
    ADD CONSTRAINT transactions_pkey PRIMARY KEY (id);

-- Name: users users_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

-- Name: api_key_secrets_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX api_key_secrets_owner_idx ON finplan.api_key_secrets USING btree (owner_id, key_id);

-- Name: audit_object_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX audit_object_idx ON finplan.audit USING btree (owner_id, object_id, id);

-- Name: audit_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX audit_owner_idx ON finplan.audit USING btree (owner_id, id);

-- Name: contributions_date_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX contributions_date_idx ON finplan.contributions USING btree (owner_id, goal_id, date, id);

-- Name: history_household_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX history_household_idx ON finplan.history USING btree (owner_id, household_id, kind, valid_to);

-- Name: holdings_account_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX holdings_account_idx ON finplan.holdings USING btree (owner_id, account_id, id);

-- Name: idempotent_replies_age_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX idempotent_replies_age_idx ON finplan.idempotent_replies USING btree (created_at);

-- Name: job_results_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX job_results_owner_idx ON finplan.job_results USING btree (owner_id, job_id);

-- Name: job_shards_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX job_shards_owner_idx ON finplan.job_shards USING btree (owner_id, job_id);

-- Name: job_shards_running_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX job_shards_running_idx ON finplan.job_shards USING btree (owner_id) WHERE (state = 'running'::text);

-- Name: jobs_expiry_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX jobs_expiry_idx ON finplan.jobs USING btree (expires_at) WHERE (expires_at IS NOT NULL);

-- Name: jobs_open_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX jobs_open_idx ON finplan.jobs USING btree (owner_id, id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text, 'merging'::text]));

-- Name: lots_holding_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX lots_holding_idx ON finplan.lots USING btree (owner_id, holding_id, id);

-- Name: lots_household_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX lots_household_idx ON finplan.lots USING btree (owner_id, household_id, holding_id);

-- Name: password_resets_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX password_resets_owner_idx ON finplan.password_resets USING btree (owner_id, expires_at);

-- Name: people_one_each; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE UNIQUE INDEX people_one_each ON finplan.people USING btree (owner_id, household_id, relation) WHERE (relation <> 'dependent'::text);

-- Name: plans_household_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX plans_household_idx ON finplan.plans USING btree (owner_id, household_id, id) WHERE (household_id IS NOT NULL);

-- Name: refresh_tokens_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX refresh_tokens_owner_idx ON finplan.refresh_tokens USING btree (owner_id, session_id);

-- Name: savings_account_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX savings_account_idx ON finplan.savings USING btree (owner_id, account_id, id);

-- Name: savings_household_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX savings_household_idx ON finplan.savings USING btree (owner_id, household_id, person_id);

-- Name: scenarios_plan_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX scenarios_plan_idx ON finplan.scenarios USING btree (owner_id, plan_id, id);

-- Name: shares_advisor_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX shares_advisor_idx ON finplan.shares USING btree (advisor_id, household_id);

-- Name: simulations_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX simulations_owner_idx ON finplan.simulations USING btree (owner_id, plan_id, id);

-- Name: simulations_result_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX simulations_result_idx ON finplan.simulations USING btree (owner_id, result_id, id);

-- Name: throttles_at_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX throttles_at_idx ON finplan.throttles USING btree (at);

-- Name: transactions_date_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX transactions_date_idx ON finplan.transactions USING btree (owner_id, account_id, date, id);

-- Name: users_email_key; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE UNIQUE INDEX users_email_key ON finplan.users USING btree (lower((email COLLATE "C")));

-- Name: accounts accounts_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER accounts_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.accounts FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: accounts accounts_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER accounts_stamp BEFORE INSERT OR UPDATE ON finplan.accounts FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: api_keys api_keys_audit; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER api_keys_audit AFTER INSERT OR UPDATE ON finplan.api_keys FOR EACH ROW EXECUTE FUNCTION finplan.audit_api_keys();

-- Name: asset_assumptions asset_assumptions_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER asset_assumptions_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.asset_assumptions FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: asset_assumptions asset_assumptions_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER asset_assumptions_stamp BEFORE INSERT OR UPDATE ON finplan.asset_assumptions FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: assumption_sets assumption_sets_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER assumption_sets_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.assumption_sets FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: assumption_sets assumption_sets_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER assumption_sets_stamp BEFORE INSERT OR UPDATE ON finplan.assumption_sets FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: contributions contributions_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER contributions_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.contributions FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: contributions contributions_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER contributions_stamp BEFORE INSERT OR UPDATE ON finplan.contributions FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: correlations correlations_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER correlations_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.correlations FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: correlations correlations_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER correlations_stamp BEFORE INSERT OR UPDATE ON finplan.correlations FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: expenses expenses_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER expenses_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.expenses FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: expenses expenses_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER expenses_stamp BEFORE INSERT OR UPDATE ON finplan.expenses FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: goals goals_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER goals_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.goals FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: goals goals_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER goals_stamp BEFORE INSERT OR UPDATE ON finplan.goals FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: holdings holdings_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER holdings_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.holdings FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: holdings holdings_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER holdings_stamp BEFORE INSERT OR UPDATE ON finplan.holdings FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: households households_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER households_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.households FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: households households_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER households_stamp BEFORE INSERT OR UPDATE ON finplan.households FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: incomes incomes_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER incomes_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.incomes FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: incomes incomes_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER incomes_stamp BEFORE INSERT OR UPDATE ON finplan.incomes FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: insurance insurance_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER insurance_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.insurance FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: insurance insurance_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER insurance_stamp BEFORE INSERT OR UPDATE ON finplan.insurance FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: jobs jobs_moves; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER jobs_moves BEFORE INSERT OR UPDATE ON finplan.jobs FOR EACH ROW EXECUTE FUNCTION finplan.job_moves();

-- Name: jobs jobs_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER jobs_stamp BEFORE INSERT OR UPDATE ON finplan.jobs FOR EACH ROW EXECUTE FUNCTION finplan.stamp_times();

-- Name: jobs jobs_version; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER jobs_version BEFORE INSERT OR UPDATE ON finplan.jobs FOR EACH ROW EXECUTE FUNCTION finplan.stamp_version();

-- Name: liabilities liabilities_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER liabilities_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.liabilities FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: liabilities liabilities_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER liabilities_stamp BEFORE INSERT OR UPDATE ON finplan.liabilities FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: lots lots_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER lots_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.lots FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: lots lots_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER lots_stamp BEFORE INSERT OR UPDATE ON finplan.lots FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: people people_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER people_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.people FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: people people_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER people_stamp BEFORE INSERT OR UPDATE ON finplan.people FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: plans plans_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER plans_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.plans FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: plans plans_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER plans_stamp BEFORE INSERT OR UPDATE ON finplan.plans FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: properties properties_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER properties_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.properties FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: properties properties_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER properties_stamp BEFORE INSERT OR UPDATE ON finplan.properties FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: recovery_codes recovery_codes_audit; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER recovery_codes_audit AFTER UPDATE ON finplan.recovery_codes FOR EACH ROW EXECUTE FUNCTION finplan.audit_recovery_codes();

-- Name: savings savings_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER savings_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.savings FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: savings savings_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER savings_stamp BEFORE INSERT OR UPDATE ON finplan.savings FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: scenarios scenarios_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER scenarios_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.scenarios FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: scenarios scenarios_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER scenarios_stamp BEFORE INSERT OR UPDATE ON finplan.scenarios FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: sessions sessions_audit; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER sessions_audit AFTER INSERT OR UPDATE ON finplan.sessions FOR EACH ROW EXECUTE FUNCTION finplan.audit_sessions();

-- Name: shares shares_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER shares_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.shares FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: shares shares_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER shares_stamp BEFORE INSERT OR UPDATE ON finplan.shares FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: totp totp_audit; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER totp_audit AFTER INSERT OR DELETE OR UPDATE ON finplan.totp FOR EACH ROW EXECUTE FUNCTION finplan.audit_totp();

-- Name: transactions transactions_added; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER transactions_added AFTER INSERT ON finplan.transactions REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION finplan.balance_added();

-- Name: transactions transactions_changed; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER transactions_changed AFTER UPDATE ON finplan.transactions REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION finplan.balance_changed();

-- Name: transactions transactions_keep; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER transactions_keep AFTER INSERT OR DELETE OR UPDATE ON finplan.transactions FOR EACH ROW EXECUTE FUNCTION finplan.keep_record();

-- Name: transactions transactions_removed; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER transactions_removed AFTER DELETE ON finplan.transactions REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION finplan.balance_removed();

-- Name: transactions transactions_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER transactions_stamp BEFORE INSERT OR UPDATE ON finplan.transactions FOR EACH ROW EXECUTE FUNCTION finplan.stamp_record();

-- Name: users users_audit; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER users_audit AFTER INSERT OR DELETE OR UPDATE ON finplan.users FOR EACH ROW EXECUTE FUNCTION finplan.audit_users();

-- Name: users users_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER users_stamp BEFORE INSERT OR UPDATE ON finplan.users FOR EACH ROW EXECUTE FUNCTION finplan.stamp_times();

-- Name: users users_version; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER users_version BEFORE INSERT OR UPDATE ON finplan.users FOR EACH ROW EXECUTE FUNCTION finplan.stamp_version();

-- Name: account_balances account_balances_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.account_balances
    ADD CONSTRAINT account_balances_parent FOREIGN KEY (owner_id, household_id, account_id) REFERENCES finplan.accounts(owner_id, household_id, id) ON DELETE CASCADE;

-- Name: accounts accounts_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.accounts
    ADD CONSTRAINT accounts_parent FOREIGN KEY (owner_id, household_id) REFERENCES finplan.households(owner_id, id) ON DELETE CASCADE;

-- Name: accounts accounts_person_ref; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.accounts
    ADD CONSTRAINT accounts_person_ref FOREIGN KEY (owner_id, household_id, person_id) REFERENCES finplan.people(owner_id, household_id, id);

-- Name: api_key_secrets api_key_secrets_key; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.api_key_secrets
    ADD CONSTRAINT api_key_secrets_key FOREIGN KEY (owner_id, key_id) REFERENCES finplan.api_keys(owner_id, id) ON DELETE CASCADE;

-- Name: api_keys api_keys_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.api_keys
    ADD CONSTRAINT api_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: asset_assumptions asset_assumptions_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.asset_assumptions
    ADD CONSTRAINT asset_assumptions_parent FOREIGN KEY (owner_id, assumption_set_id) REFERENCES finplan.assumption_sets(owner_id, id) ON DELETE CASCADE;

-- Name: assumption_sets assumption_sets_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.assumption_sets
    ADD CONSTRAINT assumption_sets_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: contributions contributions_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.contributions
    ADD CONSTRAINT contributions_parent FOREIGN KEY (owner_id, household_id, goal_id) REFERENCES finplan.goals(owner_id, household_id, id) ON DELETE CASCADE;

-- Name: correlations correlations_asset_a_ref; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.correlations
    ADD CONSTRAINT correlations_asset_a_ref FOREIGN KEY (owner_id, assumption_set_id, asset_a) REFERENCES finplan.asset_assumptions(owner_id, assumption_set_id, asset);

-- Name: correlations correlations_asset_b_ref; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.correlations
    ADD CONSTRAINT correlations_asset_b_ref FOREIGN KEY (owner_id, assumption_set_id, asset_b) REFERENCES finplan.asset_assumptions(owner_id, assumption_set_id, asset);

-- Name: correlations correlations_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.correlations
    ADD CONSTRAINT correlations_parent FOREIGN KEY (owner_id, assumption_set_id) REFERENCES finplan.assumption_sets(owner_id, id) ON DELETE CASCADE;

-- Name: expenses expenses_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.expenses
    ADD CONSTRAINT expenses_parent FOREIGN KEY (owner_id, household_id) REFERENCES finplan.households(owner_id, id) ON DELETE CASCADE;

-- Name: expenses expenses_person_ref; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.expenses
    ADD CONSTRAINT expenses_person_ref FOREIGN KEY (owner_id, household_id, person_id) REFERENCES finplan.people(owner_id, household_id, id);

-- Name: goals goals_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.goals
    ADD CONSTRAINT goals_parent FOREIGN KEY (owner_id, household_id) REFERENCES finplan.households(owner_id, id) ON DELETE CASCADE;

-- Name: history history_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.history
    ADD CONSTRAINT history_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: holdings holdings_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.holdings
    ADD CONSTRAINT holdings_parent FOREIGN KEY (owner_id, household_id, account_id) REFERENCES finplan.accounts(owner_id, household_id, id) ON DELETE CASCADE;

-- Name: households households_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.households
    ADD CONSTRAINT households_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: idempotency_keys idempotency_keys_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.idempotency_keys
    ADD CONSTRAINT idempotency_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: idempotent_replies idempotent_replies_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.idempotent_replies
    ADD CONSTRAINT idempotent_replies_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: incomes incomes_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.incomes
    ADD CONSTRAINT incomes_parent FOREIGN KEY (owner_id, household_id) REFERENCES finplan.households(owner_id, id) ON DELETE CASCADE;

-- Name: incomes incomes_person_ref; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.incomes
    ADD CONSTRAINT incomes_person_ref FOREIGN KEY (owner_id, household_id, person_id) REFERENCES finplan.people(owner_id, household_id, id);

-- Name: insurance insurance_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.insurance
    ADD CONSTRAINT insurance_parent FOREIGN KEY (owner_id, household_id) REFERENCES finplan.households(owner_id, id) ON DELETE CASCADE;

-- Name: insurance insurance_person_ref; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.insurance
    ADD CONSTRAINT insurance_person_ref FOREIGN KEY (owner_id, household_id, person_id) REFERENCES finplan.people(owner_id, household_id, id);

-- Name: job_results job_results_job; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.job_results
    ADD CONSTRAINT job_results_job FOREIGN KEY (owner_id, job_id) REFERENCES finplan.jobs(owner_id, id) ON DELETE CASCADE;

-- Name: job_shards job_shards_job; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.job_shards
    ADD CONSTRAINT job_shards_job FOREIGN KEY (owner_id, job_id) REFERENCES finplan.jobs(owner_id, id) ON DELETE CASCADE;

-- Name: job_turns job_turns_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.job_turns
    ADD CONSTRAINT job_turns_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: jobs jobs_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.jobs
    ADD CONSTRAINT jobs_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: known_sources known_sources_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.known_sources
    ADD CONSTRAINT known_sources_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: liabilities liabilities_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.liabilities
    ADD CONSTRAINT liabilities_parent FOREIGN KEY (owner_id, household_id) REFERENCES finplan.households(owner_id, id) ON DELETE CASCADE;

-- Name: liabilities liabilities_property_ref; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.liabilities
    ADD CONSTRAINT liabilities_property_ref FOREIGN KEY (owner_id, household_id, property_id) REFERENCES finplan.properties(owner_id, household_id, id);

-- Name: lots lots_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.lots
    ADD CONSTRAINT lots_parent FOREIGN KEY (owner_id, household_id, holding_id) REFERENCES finplan.holdings(owner_id, household_id, id) ON DELETE CASCADE;

-- Name: password_resets password_resets_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.password_resets
    ADD CONSTRAINT password_resets_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: people people_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.people
    ADD CONSTRAINT people_parent FOREIGN KEY (owner_id, household_id) REFERENCES finplan.households(owner_id, id) ON DELETE CASCADE;

-- Name: plans plans_household_ref; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.plans
    ADD CONSTRAINT plans_household_ref FOREIGN KEY (owner_id, household_id) REFERENCES finplan.households(owner_id, id) ON DELETE SET NULL (household_id);

-- Name: plans plans_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.plans
    ADD CONSTRAINT plans_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: properties properties_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.properties
    ADD CONSTRAINT properties_parent FOREIGN KEY (owner_id, household_id) REFERENCES finplan.households(owner_id, id) ON DELETE CASCADE;

-- Name: recovery_codes recovery_codes_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.recovery_codes
    ADD CONSTRAINT recovery_codes_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.totp(owner_id) ON DELETE CASCADE;

-- Name: refresh_tokens refresh_tokens_session; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session FOREIGN KEY (owner_id, session_id) REFERENCES finplan.sessions(owner_id, id) ON DELETE CASCADE;

-- Name: savings savings_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.savings
    ADD CONSTRAINT savings_parent FOREIGN KEY (owner_id, household_id, account_id) REFERENCES finplan.accounts(owner_id, household_id, id) ON DELETE CASCADE;

-- Name: savings savings_person_ref; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.savings
    ADD CONSTRAINT savings_person_ref FOREIGN KEY (owner_id, household_id, person_id) REFERENCES finplan.people(owner_id, household_id, id);

-- Name: scenarios scenarios_plan; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.scenarios
    ADD CONSTRAINT scenarios_plan FOREIGN KEY (owner_id, plan_id) REFERENCES finplan.plans(owner_id, id) ON DELETE CASCADE;

-- Name: sessions sessions_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.sessions
    ADD CONSTRAINT sessions_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: shares shares_advisor_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.shares
    ADD CONSTRAINT shares_advisor_id_fkey FOREIGN KEY (advisor_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: shares shares_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.shares
    ADD CONSTRAINT shares_parent FOREIGN KEY (owner_id, household_id) REFERENCES finplan.households(owner_id, id) ON DELETE CASCADE;

-- Name: simulations simulations_owner_known; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.simulations
    ADD CONSTRAINT simulations_owner_known FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: simulations simulations_plan; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.simulations
    ADD CONSTRAINT simulations_plan FOREIGN KEY (owner_id, plan_id) REFERENCES finplan.plans(owner_id, id) ON DELETE CASCADE;

-- Name: totp totp_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.totp
    ADD CONSTRAINT totp_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: transactions transactions_parent; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.transactions
    ADD CONSTRAINT transactions_parent FOREIGN KEY (owner_id, household_id, account_id) REFERENCES finplan.accounts(owner_id, household_id, id) ON DELETE CASCADE;

-- Name: account_balances; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.account_balances ENABLE ROW LEVEL SECURITY;

-- Name: account_balances account_balances_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY account_balances_owner ON finplan.account_balances TO finplan_owner USING (true) WITH CHECK (true);

-- Name: account_balances account_balances_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY account_balances_self ON finplan.account_balances FOR SELECT TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: account_balances account_balances_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY account_balances_shared ON finplan.account_balances FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: accounts; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.accounts ENABLE ROW LEVEL SECURITY;

-- Name: accounts accounts_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY accounts_owner ON finplan.accounts TO finplan_owner USING (true) WITH CHECK (true);

-- Name: accounts accounts_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY accounts_self ON finplan.accounts TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: accounts accounts_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY accounts_shared ON finplan.accounts FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: api_key_secrets; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.api_key_secrets ENABLE ROW LEVEL SECURITY;

-- Name: api_key_secrets api_key_secrets_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY api_key_secrets_owner ON finplan.api_key_secrets TO finplan_owner USING (true) WITH CHECK (true);

-- Name: api_key_secrets api_key_secrets_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY api_key_secrets_self ON finplan.api_key_secrets TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: api_keys; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.api_keys ENABLE ROW LEVEL SECURITY;

-- Name: api_keys api_keys_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY api_keys_owner ON finplan.api_keys TO finplan_owner USING (true) WITH CHECK (true);

-- Name: api_keys api_keys_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY api_keys_self ON finplan.api_keys TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: asset_assumptions; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.asset_assumptions ENABLE ROW LEVEL SECURITY;

-- Name: asset_assumptions asset_assumptions_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY asset_assumptions_owner ON finplan.asset_assumptions TO finplan_owner USING (true) WITH CHECK (true);

-- Name: asset_assumptions asset_assumptions_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY asset_assumptions_self ON finplan.asset_assumptions TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: assumption_sets; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.assumption_sets ENABLE ROW LEVEL SECURITY;

-- Name: assumption_sets assumption_sets_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY assumption_sets_owner ON finplan.assumption_sets TO finplan_owner USING (true) WITH CHECK (true);

-- Name: assumption_sets assumption_sets_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY assumption_sets_self ON finplan.assumption_sets TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: audit; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.audit ENABLE ROW LEVEL SECURITY;

-- Name: audit audit_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY audit_owner ON finplan.audit TO finplan_owner USING (true) WITH CHECK (true);

-- Name: audit audit_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY audit_self ON finplan.audit FOR SELECT TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: contributions; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.contributions ENABLE ROW LEVEL SECURITY;

-- Name: contributions contributions_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY contributions_owner ON finplan.contributions TO finplan_owner USING (true) WITH CHECK (true);

-- Name: contributions contributions_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY contributions_self ON finplan.contributions TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: contributions contributions_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY contributions_shared ON finplan.contributions FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: correlations; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.correlations ENABLE ROW LEVEL SECURITY;

-- Name: correlations correlations_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY correlations_owner ON finplan.correlations TO finplan_owner USING (true) WITH CHECK (true);

-- Name: correlations correlations_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY correlations_self ON finplan.correlations TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: expenses; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.expenses ENABLE ROW LEVEL SECURITY;

-- Name: expenses expenses_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY expenses_owner ON finplan.expenses TO finplan_owner USING (true) WITH CHECK (true);

-- Name: expenses expenses_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY expenses_self ON finplan.expenses TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: expenses expenses_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY expenses_shared ON finplan.expenses FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: goals; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.goals ENABLE ROW LEVEL SECURITY;

-- Name: goals goals_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY goals_owner ON finplan.goals TO finplan_owner USING (true) WITH CHECK (true);

-- Name: goals goals_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY goals_self ON finplan.goals TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: goals goals_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY goals_shared ON finplan.goals FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: history; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.history ENABLE ROW LEVEL SECURITY;

-- Name: history history_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY history_owner ON finplan.history TO finplan_owner USING (true) WITH CHECK (true);

-- Name: history history_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY history_self ON finplan.history FOR SELECT TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: history history_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY history_shared ON finplan.history FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: holdings; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.holdings ENABLE ROW LEVEL SECURITY;

-- Name: holdings holdings_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY holdings_owner ON finplan.holdings TO finplan_owner USING (true) WITH CHECK (true);

-- Name: holdings holdings_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY holdings_self ON finplan.holdings TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: holdings holdings_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY holdings_shared ON finplan.holdings FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: households; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.households ENABLE ROW LEVEL SECURITY;

-- Name: households households_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY households_owner ON finplan.households TO finplan_owner USING (true) WITH CHECK (true);

-- Name: households households_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY households_self ON finplan.households TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: households households_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY households_shared ON finplan.households FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: idempotency_keys; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.idempotency_keys ENABLE ROW LEVEL SECURITY;

-- Name: idempotency_keys idempotency_keys_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY idempotency_keys_owner ON finplan.idempotency_keys TO finplan_owner USING (true) WITH CHECK (true);

-- Name: idempotency_keys idempotency_keys_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY idempotency_keys_self ON finplan.idempotency_keys TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: idempotent_replies; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.idempotent_replies ENABLE ROW LEVEL SECURITY;

-- Name: idempotent_replies idempotent_replies_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY idempotent_replies_owner ON finplan.idempotent_replies TO finplan_owner USING (true) WITH CHECK (true);

-- Name: idempotent_replies idempotent_replies_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY idempotent_replies_self ON finplan.idempotent_replies TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: incomes; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.incomes ENABLE ROW LEVEL SECURITY;

-- Name: incomes incomes_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY incomes_owner ON finplan.incomes TO finplan_owner USING (true) WITH CHECK (true);

-- Name: incomes incomes_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY incomes_self ON finplan.incomes TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: incomes incomes_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY incomes_shared ON finplan.incomes FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: insurance; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.insurance ENABLE ROW LEVEL SECURITY;

-- Name: insurance insurance_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY insurance_owner ON finplan.insurance TO finplan_owner USING (true) WITH CHECK (true);

-- Name: insurance insurance_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY insurance_self ON finplan.insurance TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: insurance insurance_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY insurance_shared ON finplan.insurance FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: job_results; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.job_results ENABLE ROW LEVEL SECURITY;

-- Name: job_results job_results_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY job_results_owner ON finplan.job_results TO finplan_owner USING (true) WITH CHECK (true);

-- Name: job_results job_results_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY job_results_self ON finplan.job_results TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: job_shards; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.job_shards ENABLE ROW LEVEL SECURITY;

-- Name: job_shards job_shards_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY job_shards_owner ON finplan.job_shards TO finplan_owner USING (true) WITH CHECK (true);

-- Name: job_shards job_shards_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY job_shards_self ON finplan.job_shards TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: job_turns; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.job_turns ENABLE ROW LEVEL SECURITY;

-- Name: job_turns job_turns_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY job_turns_owner ON finplan.job_turns TO finplan_owner USING (true) WITH CHECK (true);

-- Name: job_turns job_turns_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY job_turns_self ON finplan.job_turns TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: jobs; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.jobs ENABLE ROW LEVEL SECURITY;

-- Name: jobs jobs_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY jobs_owner ON finplan.jobs TO finplan_owner USING (true) WITH CHECK (true);

-- Name: jobs jobs_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY jobs_self ON finplan.jobs TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: known_sources; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.known_sources ENABLE ROW LEVEL SECURITY;

-- Name: known_sources known_sources_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY known_sources_owner ON finplan.known_sources TO finplan_owner USING (true) WITH CHECK (true);

-- Name: known_sources known_sources_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY known_sources_self ON finplan.known_sources TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: liabilities; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.liabilities ENABLE ROW LEVEL SECURITY;

-- Name: liabilities liabilities_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY liabilities_owner ON finplan.liabilities TO finplan_owner USING (true) WITH CHECK (true);

-- Name: liabilities liabilities_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY liabilities_self ON finplan.liabilities TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: liabilities liabilities_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY liabilities_shared ON finplan.liabilities FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: lots; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.lots ENABLE ROW LEVEL SECURITY;

-- Name: lots lots_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY lots_owner ON finplan.lots TO finplan_owner USING (true) WITH CHECK (true);

-- Name: lots lots_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY lots_self ON finplan.lots TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: lots lots_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY lots_shared ON finplan.lots FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: market_prices; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.market_prices ENABLE ROW LEVEL SECURITY;

-- Name: market_prices market_prices_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY market_prices_owner ON finplan.market_prices TO finplan_owner USING (true) WITH CHECK (true);

-- Name: market_prices market_prices_users; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY market_prices_users ON finplan.market_prices FOR SELECT TO finplan_app USING ((( SELECT finplan.claim() AS claim) IS NOT NULL));

-- Name: market_symbols; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.market_symbols ENABLE ROW LEVEL SECURITY;

-- Name: market_symbols market_symbols_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY market_symbols_owner ON finplan.market_symbols TO finplan_owner USING (true) WITH CHECK (true);

-- Name: password_resets; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.password_resets ENABLE ROW LEVEL SECURITY;

-- Name: password_resets password_resets_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY password_resets_owner ON finplan.password_resets TO finplan_owner USING (true) WITH CHECK (true);

-- Name: password_resets password_resets_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY password_resets_self ON finplan.password_resets TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: people; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.people ENABLE ROW LEVEL SECURITY;

-- Name: people people_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY people_owner ON finplan.people TO finplan_owner USING (true) WITH CHECK (true);

-- Name: people people_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY people_self ON finplan.people TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: people people_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY people_shared ON finplan.people FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: plans; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.plans ENABLE ROW LEVEL SECURITY;

-- Name: plans plans_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY plans_owner ON finplan.plans TO finplan_owner USING (true) WITH CHECK (true);

-- Name: plans plans_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY plans_self ON finplan.plans TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: plans plans_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY plans_shared ON finplan.plans FOR SELECT TO finplan_app USING (finplan.shares_household(household_id));

-- Name: properties; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.properties ENABLE ROW LEVEL SECURITY;

-- Name: properties properties_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY properties_owner ON finplan.properties TO finplan_owner USING (true) WITH CHECK (true);

-- Name: properties properties_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY properties_self ON finplan.properties TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: properties properties_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY properties_shared ON finplan.properties FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: recovery_codes; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.recovery_codes ENABLE ROW LEVEL SECURITY;

-- Name: recovery_codes recovery_codes_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY recovery_codes_owner ON finplan.recovery_codes TO finplan_owner USING (true) WITH CHECK (true);

-- Name: recovery_codes recovery_codes_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY recovery_codes_self ON finplan.recovery_codes TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: refresh_tokens; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.refresh_tokens ENABLE ROW LEVEL SECURITY;

-- Name: refresh_tokens refresh_tokens_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY refresh_tokens_owner ON finplan.refresh_tokens TO finplan_owner USING (true) WITH CHECK (true);

-- Name: refresh_tokens refresh_tokens_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY refresh_tokens_self ON finplan.refresh_tokens TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: savings; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.savings ENABLE ROW LEVEL SECURITY;

-- Name: savings savings_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY savings_owner ON finplan.savings TO finplan_owner USING (true) WITH CHECK (true);

-- Name: savings savings_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY savings_self ON finplan.savings TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: savings savings_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY savings_shared ON finplan.savings FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: scenarios; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.scenarios ENABLE ROW LEVEL SECURITY;

-- Name: scenarios scenarios_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY scenarios_owner ON finplan.scenarios TO finplan_owner USING (true) WITH CHECK (true);

-- Name: scenarios scenarios_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY scenarios_self ON finplan.scenarios TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: scenarios scenarios_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY scenarios_shared ON finplan.scenarios FOR SELECT TO finplan_app USING ((plan_id = ANY (( SELECT finplan.shared_plans() AS shared_plans)::uuid[])));

-- Name: sessions; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.sessions ENABLE ROW LEVEL SECURITY;

-- Name: sessions sessions_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY sessions_owner ON finplan.sessions TO finplan_owner USING (true) WITH CHECK (true);

-- Name: sessions sessions_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY sessions_self ON finplan.sessions TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: shares; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.shares ENABLE ROW LEVEL SECURITY;

-- Name: shares shares_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY shares_owner ON finplan.shares TO finplan_owner USING (true) WITH CHECK (true);

-- Name: shares shares_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY shares_self ON finplan.shares TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: shares shares_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY shares_shared ON finplan.shares FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: simulations; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.simulations ENABLE ROW LEVEL SECURITY;

-- Name: simulations simulations_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY simulations_owner ON finplan.simulations TO finplan_owner USING (true) WITH CHECK (true);

-- Name: simulations simulations_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY simulations_self ON finplan.simulations TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: throttles; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.throttles ENABLE ROW LEVEL SECURITY;

-- Name: throttles throttles_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY throttles_owner ON finplan.throttles TO finplan_owner USING (true) WITH CHECK (true);

-- Name: totp; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.totp ENABLE ROW LEVEL SECURITY;

-- Name: totp totp_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY totp_owner ON finplan.totp TO finplan_owner USING (true) WITH CHECK (true);

-- Name: totp totp_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY totp_self ON finplan.totp TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: transactions; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.transactions ENABLE ROW LEVEL SECURITY;

-- Name: transactions transactions_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY transactions_owner ON finplan.transactions TO finplan_owner USING (true) WITH CHECK (true);

-- Name: transactions transactions_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY transactions_self ON finplan.transactions TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: transactions transactions_shared; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY transactions_shared ON finplan.transactions FOR SELECT TO finplan_app USING ((household_id = ANY (( SELECT finplan.shared_households() AS shared_households)::uuid[])));

-- Name: users; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.users ENABLE ROW LEVEL SECURITY;

-- Name: users users_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY users_owner ON finplan.users TO finplan_owner USING (true) WITH CHECK (true);

-- Name: users users_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY users_self ON finplan.users TO finplan_app USING ((id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((id = ( SELECT finplan.claim() AS claim)));

-- Name: SCHEMA finplan; Type: ACL; Schema: -; Owner: finplan_owner

GRANT USAGE ON SCHEMA finplan TO finplan_app;
GRANT USAGE ON SCHEMA finplan TO finplan_jobs;
GRANT USAGE ON SCHEMA finplan TO finplan_market;

-- Name: TABLE accounts; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.institution; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(institution),UPDATE(institution) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.person_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(person_id),UPDATE(person_id) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.type; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(type),UPDATE(type) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.opening_balance_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(opening_balance_cents),UPDATE(opening_balance_cents) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.cost_basis_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(cost_basis_cents),UPDATE(cost_basis_cents) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.stock_share; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(stock_share),UPDATE(stock_share) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.fee; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(fee),UPDATE(fee) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.yield_qualified; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(yield_qualified),UPDATE(yield_qualified) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.yield_ordinary; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(yield_ordinary),UPDATE(yield_ordinary) ON TABLE finplan.accounts TO finplan_app;

-- Name: COLUMN accounts.employer_plan; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(employer_plan),UPDATE(employer_plan) ON TABLE finplan.accounts TO finplan_app;

-- Name: FUNCTION accounts_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.accounts_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.accounts_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: TABLE audit; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT ON TABLE finplan.audit TO finplan_app;

-- Name: FUNCTION admin_audit(owner uuid, before bigint, at_most integer); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.admin_audit(owner uuid, before bigint, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.admin_audit(owner uuid, before bigint, at_most integer) TO finplan_app;

-- Name: FUNCTION admin_user_change(which uuid, expected bigint, new_role text, new_disabled boolean); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.admin_user_change(which uuid, expected bigint, new_role text, new_disabled boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.admin_user_change(which uuid, expected bigint, new_role text, new_disabled boolean) TO finplan_app;

-- Name: FUNCTION admin_users(which uuid, before uuid, at_most integer); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.admin_users(which uuid, before uuid, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.admin_users(which uuid, before uuid, at_most integer) TO finplan_app;

-- Name: FUNCTION advisor_lookup(address text); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.advisor_lookup(address text) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.advisor_lookup(address text) TO finplan_app;

-- Name: FUNCTION api_key_lookup(hash bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.api_key_lookup(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.api_key_lookup(hash bytea) TO finplan_app;

-- Name: TABLE asset_assumptions; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.asset_assumptions TO finplan_app;

-- Name: COLUMN asset_assumptions.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.asset_assumptions TO finplan_app;

-- Name: COLUMN asset_assumptions.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.asset_assumptions TO finplan_app;

-- Name: COLUMN asset_assumptions.assumption_set_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(assumption_set_id) ON TABLE finplan.asset_assumptions TO finplan_app;

-- Name: COLUMN asset_assumptions.asset; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(asset),UPDATE(asset) ON TABLE finplan.asset_assumptions TO finplan_app;

-- Name: COLUMN asset_assumptions.mean; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(mean),UPDATE(mean) ON TABLE finplan.asset_assumptions TO finplan_app;

-- Name: COLUMN asset_assumptions.sd; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(sd),UPDATE(sd) ON TABLE finplan.asset_assumptions TO finplan_app;

-- Name: FUNCTION asset_assumptions_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.asset_assumptions_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.asset_assumptions_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: TABLE assumption_sets; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.assumption_sets TO finplan_app;

-- Name: COLUMN assumption_sets.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.assumption_sets TO finplan_app;

-- Name: COLUMN assumption_sets.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.assumption_sets TO finplan_app;

-- Name: COLUMN assumption_sets.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.assumption_sets TO finplan_app;

-- Name: COLUMN assumption_sets.model; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(model),UPDATE(model) ON TABLE finplan.assumption_sets TO finplan_app;

-- Name: COLUMN assumption_sets.basis; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(basis),UPDATE(basis) ON TABLE finplan.assumption_sets TO finplan_app;

-- Name: COLUMN assumption_sets.inflation_model; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(inflation_model),UPDATE(inflation_model) ON TABLE finplan.assumption_sets TO finplan_app;

-- Name: COLUMN assumption_sets.inflation_mean; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(inflation_mean),UPDATE(inflation_mean) ON TABLE finplan.assumption_sets TO finplan_app;

-- Name: FUNCTION assumption_sets_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.assumption_sets_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.assumption_sets_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION audit_add(owner uuid, action text, object uuid, detail text); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.audit_add(owner uuid, action text, object uuid, detail text) FROM PUBLIC;

-- Name: FUNCTION audit_api_keys(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.audit_api_keys() FROM PUBLIC;

-- Name: FUNCTION audit_recovery_codes(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.audit_recovery_codes() FROM PUBLIC;

-- Name: FUNCTION audit_sessions(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.audit_sessions() FROM PUBLIC;

-- Name: FUNCTION audit_totp(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.audit_totp() FROM PUBLIC;

-- Name: FUNCTION audit_users(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.audit_users() FROM PUBLIC;

-- Name: FUNCTION balance_added(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.balance_added() FROM PUBLIC;

-- Name: FUNCTION balance_changed(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.balance_changed() FROM PUBLIC;

-- Name: FUNCTION balance_removed(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.balance_removed() FROM PUBLIC;

-- Name: FUNCTION business_figures(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.business_figures() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.business_figures() TO finplan_jobs;

-- Name: FUNCTION claim(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.claim() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.claim() TO finplan_app;

-- Name: TABLE contributions; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.contributions TO finplan_app;

-- Name: COLUMN contributions.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.contributions TO finplan_app;

-- Name: COLUMN contributions.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.contributions TO finplan_app;

-- Name: COLUMN contributions.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.contributions TO finplan_app;

-- Name: COLUMN contributions.goal_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(goal_id) ON TABLE finplan.contributions TO finplan_app;

-- Name: COLUMN contributions.date; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(date),UPDATE(date) ON TABLE finplan.contributions TO finplan_app;

-- Name: COLUMN contributions.amount_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(amount_cents),UPDATE(amount_cents) ON TABLE finplan.contributions TO finplan_app;

-- Name: COLUMN contributions.note; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(note),UPDATE(note) ON TABLE finplan.contributions TO finplan_app;

-- Name: FUNCTION contributions_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.contributions_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.contributions_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: TABLE correlations; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.correlations TO finplan_app;

-- Name: COLUMN correlations.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.correlations TO finplan_app;

-- Name: COLUMN correlations.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.correlations TO finplan_app;

-- Name: COLUMN correlations.assumption_set_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(assumption_set_id) ON TABLE finplan.correlations TO finplan_app;

-- Name: COLUMN correlations.asset_a; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(asset_a),UPDATE(asset_a) ON TABLE finplan.correlations TO finplan_app;

-- Name: COLUMN correlations.asset_b; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(asset_b),UPDATE(asset_b) ON TABLE finplan.correlations TO finplan_app;

-- Name: COLUMN correlations.correlation; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(correlation),UPDATE(correlation) ON TABLE finplan.correlations TO finplan_app;

-- Name: FUNCTION correlations_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.correlations_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.correlations_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION erase_self(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.erase_self() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.erase_self() TO finplan_app;

-- Name: TABLE expenses; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.kind; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(kind),UPDATE(kind) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.category; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(category),UPDATE(category) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.amount_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(amount_cents),UPDATE(amount_cents) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.frequency; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(frequency),UPDATE(frequency) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.essential; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(essential),UPDATE(essential) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.growth; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(growth),UPDATE(growth) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.growth_basis; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(growth_basis),UPDATE(growth_basis) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.survivor_share; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(survivor_share),UPDATE(survivor_share) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.person_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(person_id),UPDATE(person_id) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.start_year; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(start_year),UPDATE(start_year) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.start_age; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(start_age),UPDATE(start_age) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.start_event; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(start_event),UPDATE(start_event) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.end_year; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(end_year),UPDATE(end_year) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.end_age; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(end_age),UPDATE(end_age) ON TABLE finplan.expenses TO finplan_app;

-- Name: COLUMN expenses.end_event; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(end_event),UPDATE(end_event) ON TABLE finplan.expenses TO finplan_app;

-- Name: FUNCTION expenses_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.expenses_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.expenses_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION export_page(after text, at_most integer, bytes bigint); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.export_page(after text, at_most integer, bytes bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.export_page(after text, at_most integer, bytes bigint) TO finplan_app;

-- Name: TABLE goals; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.kind; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(kind),UPDATE(kind) ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.amount_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(amount_cents),UPDATE(amount_cents) ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.due; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(due),UPDATE(due) ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.years; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(years),UPDATE(years) ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.growth; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(growth),UPDATE(growth) ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.growth_basis; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(growth_basis),UPDATE(growth_basis) ON TABLE finplan.goals TO finplan_app;

-- Name: COLUMN goals.priority; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(priority),UPDATE(priority) ON TABLE finplan.goals TO finplan_app;

-- Name: FUNCTION goals_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.goals_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.goals_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: TABLE holdings; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.holdings TO finplan_app;

-- Name: COLUMN holdings.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.holdings TO finplan_app;

-- Name: COLUMN holdings.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.holdings TO finplan_app;

-- Name: COLUMN holdings.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.holdings TO finplan_app;

-- Name: COLUMN holdings.account_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(account_id) ON TABLE finplan.holdings TO finplan_app;

-- Name: COLUMN holdings.symbol; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(symbol),UPDATE(symbol) ON TABLE finplan.holdings TO finplan_app;

-- Name: COLUMN holdings.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.holdings TO finplan_app;

-- Name: COLUMN holdings.asset; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(asset),UPDATE(asset) ON TABLE finplan.holdings TO finplan_app;

-- Name: COLUMN holdings.price; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(price),UPDATE(price) ON TABLE finplan.holdings TO finplan_app;

-- Name: COLUMN holdings.price_date; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(price_date),UPDATE(price_date) ON TABLE finplan.holdings TO finplan_app;

-- Name: FUNCTION holdings_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.holdings_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.holdings_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION household_of(kind text, "row" json); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.household_of(kind text, "row" json) FROM PUBLIC;

-- Name: TABLE households; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.households TO finplan_app;

-- Name: COLUMN households.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.households TO finplan_app;

-- Name: COLUMN households.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.households TO finplan_app;

-- Name: COLUMN households.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.households TO finplan_app;

-- Name: COLUMN households.filing_status; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(filing_status),UPDATE(filing_status) ON TABLE finplan.households TO finplan_app;

-- Name: COLUMN households.state; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(state),UPDATE(state) ON TABLE finplan.households TO finplan_app;

-- Name: FUNCTION households_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.households_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.households_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: TABLE incomes; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.kind; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(kind),UPDATE(kind) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.person_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(person_id),UPDATE(person_id) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.amount_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(amount_cents),UPDATE(amount_cents) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.frequency; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(frequency),UPDATE(frequency) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.growth; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(growth),UPDATE(growth) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.growth_basis; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(growth_basis),UPDATE(growth_basis) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.pia_monthly_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(pia_monthly_cents),UPDATE(pia_monthly_cents) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.claim_age; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(claim_age),UPDATE(claim_age) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.start_year; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(start_year),UPDATE(start_year) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.start_age; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(start_age),UPDATE(start_age) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.start_event; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(start_event),UPDATE(start_event) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.end_year; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(end_year),UPDATE(end_year) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.end_age; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(end_age),UPDATE(end_age) ON TABLE finplan.incomes TO finplan_app;

-- Name: COLUMN incomes.end_event; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(end_event),UPDATE(end_event) ON TABLE finplan.incomes TO finplan_app;

-- Name: FUNCTION incomes_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.incomes_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.incomes_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: TABLE insurance; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.kind; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(kind),UPDATE(kind) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.person_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(person_id),UPDATE(person_id) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.insurer; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(insurer),UPDATE(insurer) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.coverage_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(coverage_cents),UPDATE(coverage_cents) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.premium_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(premium_cents),UPDATE(premium_cents) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.frequency; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(frequency),UPDATE(frequency) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.beneficiary; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(beneficiary),UPDATE(beneficiary) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.start_date; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(start_date),UPDATE(start_date) ON TABLE finplan.insurance TO finplan_app;

-- Name: COLUMN insurance.end_date; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(end_date),UPDATE(end_date) ON TABLE finplan.insurance TO finplan_app;

-- Name: FUNCTION insurance_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.insurance_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.insurance_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION is_admin(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.is_admin() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.is_admin() TO finplan_app;

-- Name: FUNCTION job_asked(options json, document json); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_asked(options json, document json) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_asked(options json, document json) TO finplan_jobs;

-- Name: FUNCTION job_beat(me text, job uuid, shard integer, done bigint, lease_ms bigint); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_beat(me text, job uuid, shard integer, done bigint, lease_ms bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_beat(me text, job uuid, shard integer, done bigint, lease_ms bigint) TO finplan_jobs;

-- Name: FUNCTION job_cancel(job uuid, keep_ms bigint); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_cancel(job uuid, keep_ms bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_cancel(job uuid, keep_ms bigint) TO finplan_app;

-- Name: FUNCTION job_claim(worker text, engine text, lease_ms bigint, most_attempts integer); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_claim(worker text, engine text, lease_ms bigint, most_attempts integer) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_claim(worker text, engine text, lease_ms bigint, most_attempts integer) TO finplan_jobs;

-- Name: FUNCTION job_cut(job uuid, owner uuid, first bigint, ends bigint[]); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_cut(job uuid, owner uuid, first bigint, ends bigint[]) FROM PUBLIC;

-- Name: FUNCTION job_end(job uuid, final text, code text, detail text, keep interval); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_end(job uuid, final text, code text, detail text, keep interval) FROM PUBLIC;

-- Name: FUNCTION job_figures(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_figures() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_figures() TO finplan_jobs;

-- Name: FUNCTION job_finish(me text, job uuid, answer json, ran bigint, why text, success double precision, success_se double precision, keep_ms bigint); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_finish(me text, job uuid, answer json, ran bigint, why text, success double precision, success_se double precision, keep_ms bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_finish(me text, job uuid, answer json, ran bigint, why text, success double precision, success_se double precision, keep_ms bigint) TO finplan_jobs;

-- Name: FUNCTION job_found(me text, job uuid, shard integer); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_found(me text, job uuid, shard integer) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_found(me text, job uuid, shard integer) TO finplan_jobs;

-- Name: FUNCTION job_give_back(me text, job uuid, shard integer, retry_ms bigint, code text, detail text); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_give_back(me text, job uuid, shard integer, retry_ms bigint, code text, detail text) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_give_back(me text, job uuid, shard integer, retry_ms bigint, code text, detail text) TO finplan_jobs;

-- Name: FUNCTION job_more(me text, job uuid, ends bigint[]); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_more(me text, job uuid, ends bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_more(me text, job uuid, ends bigint[]) TO finplan_jobs;

-- Name: FUNCTION job_moves(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_moves() FROM PUBLIC;

-- Name: FUNCTION job_parts(me text, job uuid); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_parts(me text, job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_parts(me text, job uuid) TO finplan_jobs;

-- Name: FUNCTION job_question(job uuid); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_question(job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_question(job uuid) TO finplan_app;

-- Name: FUNCTION job_settle(job uuid); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_settle(job uuid) FROM PUBLIC;

-- Name: FUNCTION job_shard_done(me text, job uuid, shard integer, ran bigint, found bytea, tally bigint[], success double precision, success_se double precision); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_shard_done(me text, job uuid, shard integer, ran bigint, found bytea, tally bigint[], success double precision, success_se double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_shard_done(me text, job uuid, shard integer, ran bigint, found bytea, tally bigint[], success double precision, success_se double precision) TO finplan_jobs;

-- Name: FUNCTION job_submit(id uuid, document json, options json, ends bigint[], most_open integer, most_kept integer); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_submit(id uuid, document json, options json, ends bigint[], most_open integer, most_kept integer) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_submit(id uuid, document json, options json, ends bigint[], most_open integer, most_kept integer) TO finplan_app;

-- Name: FUNCTION job_sweep(mine text, orphan_ms bigint, forget_ms bigint); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_sweep(mine text, orphan_ms bigint, forget_ms bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.job_sweep(mine text, orphan_ms bigint, forget_ms bigint) TO finplan_jobs;

-- Name: FUNCTION job_wake(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.job_wake() FROM PUBLIC;

-- Name: FUNCTION keep_record(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.keep_record() FROM PUBLIC;

-- Name: PROCEDURE keep_records(IN name text, IN fixed text[]); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON PROCEDURE finplan.keep_records(IN name text, IN fixed text[]) FROM PUBLIC;

-- Name: TABLE liabilities; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.liabilities TO finplan_app;

-- Name: COLUMN liabilities.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.liabilities TO finplan_app;

-- Name: COLUMN liabilities.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.liabilities TO finplan_app;

-- Name: COLUMN liabilities.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.liabilities TO finplan_app;

-- Name: COLUMN liabilities.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.liabilities TO finplan_app;

-- Name: COLUMN liabilities.kind; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(kind),UPDATE(kind) ON TABLE finplan.liabilities TO finplan_app;

-- Name: COLUMN liabilities.balance_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(balance_cents),UPDATE(balance_cents) ON TABLE finplan.liabilities TO finplan_app;

-- Name: COLUMN liabilities.rate; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(rate),UPDATE(rate) ON TABLE finplan.liabilities TO finplan_app;

-- Name: COLUMN liabilities.payment_monthly_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(payment_monthly_cents),UPDATE(payment_monthly_cents) ON TABLE finplan.liabilities TO finplan_app;

-- Name: COLUMN liabilities.property_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(property_id),UPDATE(property_id) ON TABLE finplan.liabilities TO finplan_app;

-- Name: FUNCTION liabilities_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.liabilities_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.liabilities_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION login_begin(address text, account bytea, origin bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.login_begin(address text, account bytea, origin bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.login_begin(address text, account bytea, origin bytea) TO finplan_app;

-- Name: FUNCTION login_lookup(address text); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.login_lookup(address text) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.login_lookup(address text) TO finplan_app;

-- Name: FUNCTION login_succeeded(account bytea, origin bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.login_succeeded(account bytea, origin bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.login_succeeded(account bytea, origin bytea) TO finplan_app;

-- Name: TABLE lots; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.lots TO finplan_app;

-- Name: COLUMN lots.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.lots TO finplan_app;

-- Name: COLUMN lots.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.lots TO finplan_app;

-- Name: COLUMN lots.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.lots TO finplan_app;

-- Name: COLUMN lots.holding_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(holding_id) ON TABLE finplan.lots TO finplan_app;

-- Name: COLUMN lots.acquired; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(acquired),UPDATE(acquired) ON TABLE finplan.lots TO finplan_app;

-- Name: COLUMN lots.quantity; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(quantity),UPDATE(quantity) ON TABLE finplan.lots TO finplan_app;

-- Name: COLUMN lots.cost_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(cost_cents),UPDATE(cost_cents) ON TABLE finplan.lots TO finplan_app;

-- Name: FUNCTION lots_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.lots_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.lots_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION market_answer(symbol text, outcome text, source text, days date[], closes numeric[]); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.market_answer(symbol text, outcome text, source text, days date[], closes numeric[]) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.market_answer(symbol text, outcome text, source text, days date[], closes numeric[]) TO finplan_market;

-- Name: FUNCTION market_due(also text[], hours integer, at_most integer); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.market_due(also text[], hours integer, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.market_due(also text[], hours integer, at_most integer) TO finplan_market;

-- Name: FUNCTION own_password_hash(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.own_password_hash() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.own_password_hash() TO finplan_app;

-- Name: TABLE people; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.people TO finplan_app;

-- Name: COLUMN people.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.people TO finplan_app;

-- Name: COLUMN people.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.people TO finplan_app;

-- Name: COLUMN people.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.people TO finplan_app;

-- Name: COLUMN people.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.people TO finplan_app;

-- Name: COLUMN people.relation; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(relation),UPDATE(relation) ON TABLE finplan.people TO finplan_app;

-- Name: COLUMN people.birth_date; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(birth_date),UPDATE(birth_date) ON TABLE finplan.people TO finplan_app;

-- Name: COLUMN people.sex; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(sex),UPDATE(sex) ON TABLE finplan.people TO finplan_app;

-- Name: COLUMN people.retirement_age; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(retirement_age),UPDATE(retirement_age) ON TABLE finplan.people TO finplan_app;

-- Name: COLUMN people.plan_to_age; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(plan_to_age),UPDATE(plan_to_age) ON TABLE finplan.people TO finplan_app;

-- Name: COLUMN people.mortality; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(mortality),UPDATE(mortality) ON TABLE finplan.people TO finplan_app;

-- Name: FUNCTION people_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.people_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.people_as_of(moment timestamp with time zone) TO finplan_app;

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

-- Name: COLUMN plans.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id),UPDATE(household_id) ON TABLE finplan.plans TO finplan_app;

-- Name: FUNCTION plans_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.plans_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.plans_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: TABLE properties; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.value_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(value_cents),UPDATE(value_cents) ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.growth; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(growth),UPDATE(growth) ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.growth_basis; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(growth_basis),UPDATE(growth_basis) ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.cost_basis_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(cost_basis_cents),UPDATE(cost_basis_cents) ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.sale_cost; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(sale_cost),UPDATE(sale_cost) ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.primary_residence; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(primary_residence),UPDATE(primary_residence) ON TABLE finplan.properties TO finplan_app;

-- Name: COLUMN properties.sell_year; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(sell_year),UPDATE(sell_year) ON TABLE finplan.properties TO finplan_app;

-- Name: FUNCTION properties_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.properties_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.properties_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION reason(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.reason() FROM PUBLIC;

-- Name: FUNCTION replies_sweep(hours integer); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.replies_sweep(hours integer) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.replies_sweep(hours integer) TO finplan_jobs;

-- Name: FUNCTION request_id(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.request_id() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.request_id() TO finplan_app;

-- Name: FUNCTION reset_lookup(hash bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.reset_lookup(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.reset_lookup(hash bytea) TO finplan_app;

-- Name: FUNCTION reset_request(address text, account bytea, hash bytea, ends timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.reset_request(address text, account bytea, hash bytea, ends timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.reset_request(address text, account bytea, hash bytea, ends timestamp with time zone) TO finplan_app;

-- Name: FUNCTION reset_use(hash bytea, new_password_hash text, account bytea, origin bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.reset_use(hash bytea, new_password_hash text, account bytea, origin bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.reset_use(hash bytea, new_password_hash text, account bytea, origin bytea) TO finplan_app;

-- Name: TABLE savings; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.account_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(account_id) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.amount_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(amount_cents),UPDATE(amount_cents) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.frequency; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(frequency),UPDATE(frequency) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.growth; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(growth),UPDATE(growth) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.growth_basis; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(growth_basis),UPDATE(growth_basis) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.match_rate; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(match_rate),UPDATE(match_rate) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.match_up_to_pay; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(match_up_to_pay),UPDATE(match_up_to_pay) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.person_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(person_id),UPDATE(person_id) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.start_year; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(start_year),UPDATE(start_year) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.start_age; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(start_age),UPDATE(start_age) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.start_event; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(start_event),UPDATE(start_event) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.end_year; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(end_year),UPDATE(end_year) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.end_age; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(end_age),UPDATE(end_age) ON TABLE finplan.savings TO finplan_app;

-- Name: COLUMN savings.end_event; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(end_event),UPDATE(end_event) ON TABLE finplan.savings TO finplan_app;

-- Name: FUNCTION savings_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.savings_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.savings_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: TABLE scenarios; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.scenarios TO finplan_app;

-- Name: COLUMN scenarios.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.scenarios TO finplan_app;

-- Name: COLUMN scenarios.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.scenarios TO finplan_app;

-- Name: COLUMN scenarios.plan_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(plan_id) ON TABLE finplan.scenarios TO finplan_app;

-- Name: COLUMN scenarios.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name),UPDATE(name) ON TABLE finplan.scenarios TO finplan_app;

-- Name: COLUMN scenarios.description; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(description),UPDATE(description) ON TABLE finplan.scenarios TO finplan_app;

-- Name: COLUMN scenarios.document; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(document),UPDATE(document) ON TABLE finplan.scenarios TO finplan_app;

-- Name: COLUMN scenarios.base_version; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(base_version),UPDATE(base_version) ON TABLE finplan.scenarios TO finplan_app;

-- Name: FUNCTION scenarios_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.scenarios_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.scenarios_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION session_revoke(hash bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.session_revoke(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.session_revoke(hash bytea) TO finplan_app;

-- Name: FUNCTION session_rotate(old_hash bytea, new_hash bytea, new_expires timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.session_rotate(old_hash bytea, new_hash bytea, new_expires timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.session_rotate(old_hash bytea, new_hash bytea, new_expires timestamp with time zone) TO finplan_app;

-- Name: FUNCTION shared_households(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.shared_households() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.shared_households() TO finplan_app;

-- Name: FUNCTION shared_plans(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.shared_plans() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.shared_plans() TO finplan_app;

-- Name: TABLE shares; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.shares TO finplan_app;

-- Name: COLUMN shares.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.shares TO finplan_app;

-- Name: COLUMN shares.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.shares TO finplan_app;

-- Name: COLUMN shares.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.shares TO finplan_app;

-- Name: COLUMN shares.advisor_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(advisor_id) ON TABLE finplan.shares TO finplan_app;

-- Name: FUNCTION shares_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.shares_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.shares_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION shares_household(which uuid); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.shares_household(which uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.shares_household(which uuid) TO finplan_app;

-- Name: FUNCTION stamp_record(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.stamp_record() FROM PUBLIC;

-- Name: FUNCTION stamp_times(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.stamp_times() FROM PUBLIC;

-- Name: FUNCTION stamp_version(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.stamp_version() FROM PUBLIC;

-- Name: FUNCTION throttle_give_back(what bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.throttle_give_back(what bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.throttle_give_back(what bytea) TO finplan_app;

-- Name: FUNCTION throttle_take(what bytea, burst integer, seconds integer); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.throttle_take(what bytea, burst integer, seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.throttle_take(what bytea, burst integer, seconds integer) TO finplan_app;

-- Name: TABLE transactions; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.transactions TO finplan_app;

-- Name: COLUMN transactions.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.transactions TO finplan_app;

-- Name: COLUMN transactions.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.transactions TO finplan_app;

-- Name: COLUMN transactions.household_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(household_id) ON TABLE finplan.transactions TO finplan_app;

-- Name: COLUMN transactions.account_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(account_id) ON TABLE finplan.transactions TO finplan_app;

-- Name: COLUMN transactions.date; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(date),UPDATE(date) ON TABLE finplan.transactions TO finplan_app;

-- Name: COLUMN transactions.amount_cents; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(amount_cents),UPDATE(amount_cents) ON TABLE finplan.transactions TO finplan_app;

-- Name: COLUMN transactions.description; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(description),UPDATE(description) ON TABLE finplan.transactions TO finplan_app;

-- Name: COLUMN transactions.category; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(category),UPDATE(category) ON TABLE finplan.transactions TO finplan_app;

-- Name: COLUMN transactions.external_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(external_id),UPDATE(external_id) ON TABLE finplan.transactions TO finplan_app;

-- Name: COLUMN transactions.source; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(source) ON TABLE finplan.transactions TO finplan_app;

-- Name: FUNCTION transactions_as_of(moment timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.transactions_as_of(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.transactions_as_of(moment timestamp with time zone) TO finplan_app;

-- Name: FUNCTION visible_rows(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.visible_rows() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.visible_rows() TO finplan_app;

-- Name: PROCEDURE watch_records(IN name text, IN now_columns text, IN then_columns text); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON PROCEDURE finplan.watch_records(IN name text, IN now_columns text, IN then_columns text) FROM PUBLIC;

-- Name: TABLE account_balances; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT ON TABLE finplan.account_balances TO finplan_app;

-- Name: TABLE api_key_secrets; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.api_key_secrets TO finplan_app;

-- Name: COLUMN api_key_secrets.secret_hash; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(secret_hash) ON TABLE finplan.api_key_secrets TO finplan_app;

-- Name: COLUMN api_key_secrets.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.api_key_secrets TO finplan_app;

-- Name: COLUMN api_key_secrets.key_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(key_id) ON TABLE finplan.api_key_secrets TO finplan_app;

-- Name: COLUMN api_key_secrets.prefix; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(prefix) ON TABLE finplan.api_key_secrets TO finplan_app;

-- Name: COLUMN api_key_secrets.valid_until; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(valid_until) ON TABLE finplan.api_key_secrets TO finplan_app;

-- Name: TABLE api_keys; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT ON TABLE finplan.api_keys TO finplan_app;

-- Name: COLUMN api_keys.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(id) ON TABLE finplan.api_keys TO finplan_app;

-- Name: COLUMN api_keys.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.api_keys TO finplan_app;

-- Name: COLUMN api_keys.name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(name) ON TABLE finplan.api_keys TO finplan_app;

-- Name: COLUMN api_keys.scopes; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(scopes) ON TABLE finplan.api_keys TO finplan_app;

-- Name: COLUMN api_keys.expires_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(expires_at) ON TABLE finplan.api_keys TO finplan_app;

-- Name: COLUMN api_keys.rotated_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(rotated_at) ON TABLE finplan.api_keys TO finplan_app;

-- Name: COLUMN api_keys.revoked_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(revoked_at) ON TABLE finplan.api_keys TO finplan_app;

-- Name: TABLE history; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT ON TABLE finplan.history TO finplan_app;

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

-- Name: TABLE idempotent_replies; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.idempotent_replies TO finplan_app;

-- Name: COLUMN idempotent_replies.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.idempotent_replies TO finplan_app;

-- Name: COLUMN idempotent_replies.route; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(route) ON TABLE finplan.idempotent_replies TO finplan_app;

-- Name: COLUMN idempotent_replies.key; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(key) ON TABLE finplan.idempotent_replies TO finplan_app;

-- Name: COLUMN idempotent_replies.request_hash; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(request_hash) ON TABLE finplan.idempotent_replies TO finplan_app;

-- Name: COLUMN idempotent_replies.status; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(status) ON TABLE finplan.idempotent_replies TO finplan_app;

-- Name: COLUMN idempotent_replies.location; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(location) ON TABLE finplan.idempotent_replies TO finplan_app;

-- Name: COLUMN idempotent_replies.etag; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(etag) ON TABLE finplan.idempotent_replies TO finplan_app;

-- Name: COLUMN idempotent_replies.body; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(body) ON TABLE finplan.idempotent_replies TO finplan_app;

-- Name: TABLE job_results; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT ON TABLE finplan.job_results TO finplan_app;

-- Name: COLUMN job_shards.job_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(job_id) ON TABLE finplan.job_shards TO finplan_app;

-- Name: COLUMN job_shards.number; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(number) ON TABLE finplan.job_shards TO finplan_app;

-- Name: COLUMN job_shards.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(owner_id) ON TABLE finplan.job_shards TO finplan_app;

-- Name: COLUMN job_shards.first_path; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(first_path) ON TABLE finplan.job_shards TO finplan_app;

-- Name: COLUMN job_shards.end_path; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(end_path) ON TABLE finplan.job_shards TO finplan_app;

-- Name: COLUMN job_shards.state; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(state) ON TABLE finplan.job_shards TO finplan_app;

-- Name: COLUMN job_shards.done_paths; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(done_paths) ON TABLE finplan.job_shards TO finplan_app;

-- Name: COLUMN jobs.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(id) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(owner_id) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.kind; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(kind) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.state; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(state) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.priority; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(priority) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.options; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(options) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.plan_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(plan_id) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.plan_version; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(plan_version) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.result_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(result_id) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.engine; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(engine) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.paths; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(paths) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.streamed; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(streamed) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.deadline_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(deadline_at) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.stage_end; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(stage_end) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.done_paths; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(done_paths) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.tally; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(tally) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.success; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(success) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.success_se; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(success_se) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.stopped; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(stopped) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.error_code; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(error_code) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.error_detail; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(error_detail) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.version; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(version) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.created_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(created_at) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.updated_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(updated_at) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.started_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(started_at) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.ended_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(ended_at) ON TABLE finplan.jobs TO finplan_app;

-- Name: COLUMN jobs.expires_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(expires_at) ON TABLE finplan.jobs TO finplan_app;

-- Name: TABLE known_sources; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.known_sources TO finplan_app;

-- Name: COLUMN known_sources.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.known_sources TO finplan_app;

-- Name: COLUMN known_sources.source; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(source) ON TABLE finplan.known_sources TO finplan_app;

-- Name: COLUMN known_sources.seen_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(seen_at) ON TABLE finplan.known_sources TO finplan_app;

-- Name: TABLE market_prices; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT ON TABLE finplan.market_prices TO finplan_app;

-- Name: TABLE password_resets; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT DELETE ON TABLE finplan.password_resets TO finplan_app;

-- Name: COLUMN password_resets.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(owner_id) ON TABLE finplan.password_resets TO finplan_app;

-- Name: COLUMN password_resets.created_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(created_at) ON TABLE finplan.password_resets TO finplan_app;

-- Name: COLUMN password_resets.expires_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(expires_at) ON TABLE finplan.password_resets TO finplan_app;

-- Name: TABLE recovery_codes; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.recovery_codes TO finplan_app;

-- Name: COLUMN recovery_codes.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.recovery_codes TO finplan_app;

-- Name: COLUMN recovery_codes.code_hash; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(code_hash) ON TABLE finplan.recovery_codes TO finplan_app;

-- Name: COLUMN recovery_codes.used_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(used_at) ON TABLE finplan.recovery_codes TO finplan_app;

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
GRANT SELECT ON TABLE finplan.schema_migrations TO finplan_jobs;

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

-- Name: COLUMN sessions.user_agent; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(user_agent) ON TABLE finplan.sessions TO finplan_app;

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

-- Name: COLUMN simulations.request; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(request) ON TABLE finplan.simulations TO finplan_app;

-- Name: TABLE totp; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT,DELETE ON TABLE finplan.totp TO finplan_app;

-- Name: COLUMN totp.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(owner_id) ON TABLE finplan.totp TO finplan_app;

-- Name: COLUMN totp.secret; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT INSERT(secret) ON TABLE finplan.totp TO finplan_app;

-- Name: COLUMN totp.confirmed_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(confirmed_at) ON TABLE finplan.totp TO finplan_app;

-- Name: COLUMN totp.last_step; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT UPDATE(last_step) ON TABLE finplan.totp TO finplan_app;

-- Name: COLUMN users.id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(id),INSERT(id) ON TABLE finplan.users TO finplan_app;

-- Name: COLUMN users.email; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(email),INSERT(email),UPDATE(email) ON TABLE finplan.users TO finplan_app;

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

-- Name: COLUMN users.display_name; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(display_name),UPDATE(display_name) ON TABLE finplan.users TO finplan_app;

-- Name: COLUMN users.version; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(version) ON TABLE finplan.users TO finplan_app;
