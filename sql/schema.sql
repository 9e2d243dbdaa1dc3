-- The schema after all migrations, for readers. Made by
-- tests/storage/postgres.py schema; finplan-admin migrate does not read it.

-- Name: finplan; Type: SCHEMA; Schema: -; Owner: finplan_owner

CREATE SCHEMA finplan;

ALTER SCHEMA finplan OWNER TO finplan_owner;

-- Name: audit; Type: TABLE; Schema: finplan; Owner: finplan_owner

CREATE TABLE finplan.audit (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor_id uuid,
    owner_id uuid NOT NULL,
    action text NOT NULL,
    object_id uuid,
    detail text,
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

-- Name: claim(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.claim() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('finplan.user_id'::text, true), ''::text))::uuid;

ALTER FUNCTION finplan.claim() OWNER TO finplan_owner;

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
            job.attempts + 1, NULL::bigint, job.result_id, job.options,
            job.document;
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
        SET done_paths = ran, success = $6, success_se = $7, stopped = why,
            result_id = answer->>'result_id'
        WHERE j.id = job;
    PERFORM finplan.job_end(job, 'done', NULL, NULL,
                            keep_ms * interval '1 millisecond');
    IF this.plan_id IS NOT NULL THEN
        DELETE FROM finplan.simulations s
            WHERE s.owner_id = this.owner_id AND s.id IN (
                SELECT old.id FROM finplan.simulations old
                WHERE old.owner_id = this.owner_id
                  AND old.plan_id = this.plan_id
                ORDER BY old.id DESC OFFSET 99);
        INSERT INTO finplan.simulations
            (id, owner_id, plan_id, plan_version, kind, result_id, result)
        SELECT job, p.owner_id, p.id, this.plan_version, 'simulation',
               answer->>'result_id', answer
        FROM finplan.plans p
        WHERE p.owner_id = this.owner_id AND p.id = this.plan_id;
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
    VALUES (id, owner, 'simulation', (options->>'priority')::smallint,
            document, options, plan, (options->>'plan_version')::bigint,
            options->>'result_id', options->>'engine',
            (options->>'paths')::bigint, (options->>'streamed')::boolean,
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

-- Name: own_password_hash(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.own_password_hash() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT u.password_hash FROM finplan.users u
    WHERE u.id = finplan.claim() AND u.disabled_at IS NULL
$$;

ALTER FUNCTION finplan.own_password_hash() OWNER TO finplan_owner;

-- Name: reason(); Type: FUNCTION; Schema: finplan; Owner: finplan_owner

CREATE FUNCTION finplan.reason() RETURNS text
    LANGUAGE sql STABLE
    RETURN NULLIF(current_setting('finplan.reason'::text, true), ''::text);

ALTER FUNCTION finplan.reason() OWNER TO finplan_owner;

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
    CONSTRAINT jobs_kind_known CHECK ((kind = 'simulation'::text)),
    CONSTRAINT jobs_lease_whole CHECK (((worker IS NULL) = (lease_until IS NULL))),
    CONSTRAINT jobs_merger_merges CHECK (((worker IS NULL) OR (state = 'merging'::text))),
    CONSTRAINT jobs_options_object CHECK ((json_typeof(options) = 'object'::text)),
    CONSTRAINT jobs_options_size CHECK ((octet_length((options)::text) <= 4096)),
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

-- Name: api_key_secrets api_key_secrets_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.api_key_secrets
    ADD CONSTRAINT api_key_secrets_pkey PRIMARY KEY (secret_hash);

-- Name: api_keys api_keys_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.api_keys
    ADD CONSTRAINT api_keys_owner_key UNIQUE (owner_id, id);

-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);

-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (owner_id, key);

-- Name: idempotent_replies idempotent_replies_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.idempotent_replies
    ADD CONSTRAINT idempotent_replies_pkey PRIMARY KEY (owner_id, route, key);

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

-- Name: password_resets password_resets_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.password_resets
    ADD CONSTRAINT password_resets_pkey PRIMARY KEY (token_hash);

-- Name: plans plans_owner_key; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.plans
    ADD CONSTRAINT plans_owner_key UNIQUE (owner_id, id);

-- Name: plans plans_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (id);

-- Name: recovery_codes recovery_codes_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (owner_id, code_hash);

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

-- Name: throttles throttles_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.throttles
    ADD CONSTRAINT throttles_pkey PRIMARY KEY (subject);

-- Name: totp totp_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.totp
    ADD CONSTRAINT totp_pkey PRIMARY KEY (owner_id);

-- Name: users users_pkey; Type: CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

-- Name: api_key_secrets_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX api_key_secrets_owner_idx ON finplan.api_key_secrets USING btree (owner_id, key_id);

-- Name: audit_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX audit_owner_idx ON finplan.audit USING btree (owner_id, id);

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

-- Name: password_resets_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX password_resets_owner_idx ON finplan.password_resets USING btree (owner_id, expires_at);

-- Name: refresh_tokens_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX refresh_tokens_owner_idx ON finplan.refresh_tokens USING btree (owner_id, session_id);

-- Name: simulations_owner_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX simulations_owner_idx ON finplan.simulations USING btree (owner_id, plan_id, id);

-- Name: throttles_at_idx; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE INDEX throttles_at_idx ON finplan.throttles USING btree (at);

-- Name: users_email_key; Type: INDEX; Schema: finplan; Owner: finplan_owner

CREATE UNIQUE INDEX users_email_key ON finplan.users USING btree (lower((email COLLATE "C")));

-- Name: api_keys api_keys_audit; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER api_keys_audit AFTER INSERT OR UPDATE ON finplan.api_keys FOR EACH ROW EXECUTE FUNCTION finplan.audit_api_keys();

-- Name: jobs jobs_moves; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER jobs_moves BEFORE INSERT OR UPDATE ON finplan.jobs FOR EACH ROW EXECUTE FUNCTION finplan.job_moves();

-- Name: jobs jobs_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER jobs_stamp BEFORE INSERT OR UPDATE ON finplan.jobs FOR EACH ROW EXECUTE FUNCTION finplan.stamp_times();

-- Name: jobs jobs_version; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER jobs_version BEFORE INSERT OR UPDATE ON finplan.jobs FOR EACH ROW EXECUTE FUNCTION finplan.stamp_version();

-- Name: plans plans_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER plans_stamp BEFORE INSERT OR UPDATE ON finplan.plans FOR EACH ROW EXECUTE FUNCTION finplan.stamp_times();

-- Name: plans plans_version; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER plans_version BEFORE INSERT OR UPDATE ON finplan.plans FOR EACH ROW EXECUTE FUNCTION finplan.stamp_version();

-- Name: recovery_codes recovery_codes_audit; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER recovery_codes_audit AFTER UPDATE ON finplan.recovery_codes FOR EACH ROW EXECUTE FUNCTION finplan.audit_recovery_codes();

-- Name: sessions sessions_audit; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER sessions_audit AFTER INSERT OR UPDATE ON finplan.sessions FOR EACH ROW EXECUTE FUNCTION finplan.audit_sessions();

-- Name: totp totp_audit; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER totp_audit AFTER INSERT OR DELETE OR UPDATE ON finplan.totp FOR EACH ROW EXECUTE FUNCTION finplan.audit_totp();

-- Name: users users_audit; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER users_audit AFTER INSERT OR DELETE OR UPDATE ON finplan.users FOR EACH ROW EXECUTE FUNCTION finplan.audit_users();

-- Name: users users_stamp; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER users_stamp BEFORE INSERT OR UPDATE ON finplan.users FOR EACH ROW EXECUTE FUNCTION finplan.stamp_times();

-- Name: users users_version; Type: TRIGGER; Schema: finplan; Owner: finplan_owner

CREATE TRIGGER users_version BEFORE INSERT OR UPDATE ON finplan.users FOR EACH ROW EXECUTE FUNCTION finplan.stamp_version();

-- Name: api_key_secrets api_key_secrets_key; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.api_key_secrets
    ADD CONSTRAINT api_key_secrets_key FOREIGN KEY (owner_id, key_id) REFERENCES finplan.api_keys(owner_id, id) ON DELETE CASCADE;

-- Name: api_keys api_keys_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.api_keys
    ADD CONSTRAINT api_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: idempotency_keys idempotency_keys_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.idempotency_keys
    ADD CONSTRAINT idempotency_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: idempotent_replies idempotent_replies_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.idempotent_replies
    ADD CONSTRAINT idempotent_replies_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

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

-- Name: password_resets password_resets_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.password_resets
    ADD CONSTRAINT password_resets_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: plans plans_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.plans
    ADD CONSTRAINT plans_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: recovery_codes recovery_codes_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.recovery_codes
    ADD CONSTRAINT recovery_codes_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.totp(owner_id) ON DELETE CASCADE;

-- Name: refresh_tokens refresh_tokens_session; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session FOREIGN KEY (owner_id, session_id) REFERENCES finplan.sessions(owner_id, id) ON DELETE CASCADE;

-- Name: sessions sessions_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.sessions
    ADD CONSTRAINT sessions_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

-- Name: simulations simulations_plan; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.simulations
    ADD CONSTRAINT simulations_plan FOREIGN KEY (owner_id, plan_id) REFERENCES finplan.plans(owner_id, id) ON DELETE CASCADE;

-- Name: totp totp_owner_id_fkey; Type: FK CONSTRAINT; Schema: finplan; Owner: finplan_owner

ALTER TABLE ONLY finplan.totp
    ADD CONSTRAINT totp_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES finplan.users(id) ON DELETE CASCADE;

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

-- Name: audit; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.audit ENABLE ROW LEVEL SECURITY;

-- Name: audit audit_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY audit_owner ON finplan.audit TO finplan_owner USING (true) WITH CHECK (true);

-- Name: audit audit_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY audit_self ON finplan.audit FOR SELECT TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim)));

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

-- Name: password_resets; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.password_resets ENABLE ROW LEVEL SECURITY;

-- Name: password_resets password_resets_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY password_resets_owner ON finplan.password_resets TO finplan_owner USING (true) WITH CHECK (true);

-- Name: password_resets password_resets_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY password_resets_self ON finplan.password_resets TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

-- Name: plans; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.plans ENABLE ROW LEVEL SECURITY;

-- Name: plans plans_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY plans_owner ON finplan.plans TO finplan_owner USING (true) WITH CHECK (true);

-- Name: plans plans_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY plans_self ON finplan.plans TO finplan_app USING ((owner_id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((owner_id = ( SELECT finplan.claim() AS claim)));

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

-- Name: users; Type: ROW SECURITY; Schema: finplan; Owner: finplan_owner

ALTER TABLE finplan.users ENABLE ROW LEVEL SECURITY;

-- Name: users users_owner; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY users_owner ON finplan.users TO finplan_owner USING (true) WITH CHECK (true);

-- Name: users users_self; Type: POLICY; Schema: finplan; Owner: finplan_owner

CREATE POLICY users_self ON finplan.users TO finplan_app USING ((id = ( SELECT finplan.claim() AS claim))) WITH CHECK ((id = ( SELECT finplan.claim() AS claim)));

-- Name: SCHEMA finplan; Type: ACL; Schema: -; Owner: finplan_owner

GRANT USAGE ON SCHEMA finplan TO finplan_app;
GRANT USAGE ON SCHEMA finplan TO finplan_jobs;

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

-- Name: FUNCTION api_key_lookup(hash bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.api_key_lookup(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.api_key_lookup(hash bytea) TO finplan_app;

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

-- Name: FUNCTION claim(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.claim() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.claim() TO finplan_app;

-- Name: FUNCTION erase_self(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.erase_self() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.erase_self() TO finplan_app;

-- Name: FUNCTION is_admin(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.is_admin() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.is_admin() TO finplan_app;

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

-- Name: FUNCTION login_begin(address text, account bytea, origin bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.login_begin(address text, account bytea, origin bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.login_begin(address text, account bytea, origin bytea) TO finplan_app;

-- Name: FUNCTION login_lookup(address text); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.login_lookup(address text) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.login_lookup(address text) TO finplan_app;

-- Name: FUNCTION login_succeeded(account bytea, origin bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.login_succeeded(account bytea, origin bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.login_succeeded(account bytea, origin bytea) TO finplan_app;

-- Name: FUNCTION own_password_hash(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.own_password_hash() FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.own_password_hash() TO finplan_app;

-- Name: FUNCTION reason(); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.reason() FROM PUBLIC;

-- Name: FUNCTION reset_lookup(hash bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.reset_lookup(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.reset_lookup(hash bytea) TO finplan_app;

-- Name: FUNCTION reset_request(address text, account bytea, hash bytea, ends timestamp with time zone); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.reset_request(address text, account bytea, hash bytea, ends timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.reset_request(address text, account bytea, hash bytea, ends timestamp with time zone) TO finplan_app;

-- Name: FUNCTION reset_use(hash bytea, new_password_hash text, account bytea, origin bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.reset_use(hash bytea, new_password_hash text, account bytea, origin bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.reset_use(hash bytea, new_password_hash text, account bytea, origin bytea) TO finplan_app;

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

-- Name: FUNCTION throttle_give_back(what bytea); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.throttle_give_back(what bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.throttle_give_back(what bytea) TO finplan_app;

-- Name: FUNCTION throttle_take(what bytea, burst integer, seconds integer); Type: ACL; Schema: finplan; Owner: finplan_owner

REVOKE ALL ON FUNCTION finplan.throttle_take(what bytea, burst integer, seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION finplan.throttle_take(what bytea, burst integer, seconds integer) TO finplan_app;

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

-- Name: TABLE password_resets; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT DELETE ON TABLE finplan.password_resets TO finplan_app;

-- Name: COLUMN password_resets.owner_id; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(owner_id) ON TABLE finplan.password_resets TO finplan_app;

-- Name: COLUMN password_resets.created_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(created_at) ON TABLE finplan.password_resets TO finplan_app;

-- Name: COLUMN password_resets.expires_at; Type: ACL; Schema: finplan; Owner: finplan_owner

GRANT SELECT(expires_at) ON TABLE finplan.password_resets TO finplan_app;

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
