-- Long calculations: jobs, their shards and results, and who takes a turn.
--
-- A job is a question that one request would take too long for. Its paths are
-- cut into shards, which worker processes take, run and give back; when all
-- are there, one of them merges them. Two roles meet here:
--
--   finplan_app   submits, reads and cancels jobs of the user it acts for;
--                 reading is by row-level security, the rest by functions
--                 that act for finplan.claim() alone
--   finplan_jobs  works. It can read no table: each step is a function
--                 that does one thing to one job or shard that it holds
--
-- Locks are taken in one order: the job, then its shards.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles
                   WHERE rolname = 'finplan_jobs') THEN
        RAISE EXCEPTION 'role finplan_jobs is missing: '
            'run finplan-admin bootstrap first';
    END IF;
END
$$;

GRANT USAGE ON SCHEMA finplan TO finplan_jobs;
GRANT SELECT ON finplan.schema_migrations TO finplan_jobs;

-- jobs --------------------------------------------------------------------

CREATE TABLE finplan.jobs (
    id           uuid NOT NULL PRIMARY KEY,
    owner_id     uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    kind         text NOT NULL
        CONSTRAINT jobs_kind_known CHECK (kind IN ('simulation')),
    state        text NOT NULL DEFAULT 'queued'
        CONSTRAINT jobs_state_known CHECK (
            state IN ('queued', 'running', 'merging', 'done', 'failed',
                      'cancelled', 'expired')),
    priority     smallint NOT NULL
        CONSTRAINT jobs_priority_range CHECK (priority BETWEEN 0 AND 9),
    -- The question.
    document     json NOT NULL
        CONSTRAINT jobs_document_object CHECK (
            json_typeof(document) = 'object')
        CONSTRAINT jobs_document_size CHECK (
            octet_length(document::text) <= 10485760),
    options      json NOT NULL
        CONSTRAINT jobs_options_object CHECK (json_typeof(options) = 'object')
        CONSTRAINT jobs_options_size CHECK (
            octet_length(options::text) <= 4096),
    plan_id      uuid, -- no foreign key: a job outlives its plan
    plan_version bigint
        CONSTRAINT jobs_plan_version_positive CHECK (plan_version > 0),
    result_id    text NOT NULL
        CONSTRAINT jobs_result_id_form CHECK (result_id ~ '^[0-9a-f]{32}$'),
    engine       text NOT NULL
        CONSTRAINT jobs_engine_size CHECK (
            octet_length(engine) BETWEEN 1 AND 100),
    paths        bigint NOT NULL
        CONSTRAINT jobs_paths_range CHECK (paths BETWEEN 1 AND 100000000),
    streamed     boolean NOT NULL,
    deadline_at  timestamptz,
    -- How far it is.
    stage_end    bigint NOT NULL
        CONSTRAINT jobs_stage_range CHECK (stage_end BETWEEN 1 AND paths),
    done_paths   bigint NOT NULL DEFAULT 0
        CONSTRAINT jobs_done_range CHECK (done_paths BETWEEN 0 AND paths),
    tally        bigint[]
        CONSTRAINT jobs_tally_size CHECK (cardinality(tally) = 35),
    success      double precision
        CONSTRAINT jobs_success_range CHECK (success BETWEEN 0 AND 1),
    success_se   double precision
        CONSTRAINT jobs_success_se_range CHECK (success_se BETWEEN 0 AND 1),
    -- Who merges it.
    worker       text,
    lease_until  timestamptz,
    not_before   timestamptz NOT NULL DEFAULT now(),
    attempts     smallint NOT NULL DEFAULT 0
        CONSTRAINT jobs_attempts_range CHECK (attempts >= 0),
    -- How it ended.
    stopped      text
        CONSTRAINT jobs_stopped_known CHECK (
            stopped IN ('standard_error', 'deadline')),
    error_code   text
        CONSTRAINT jobs_error_code_form CHECK (
            error_code ~ '^[a-z_]{1,40}$'),
    error_detail text
        CONSTRAINT jobs_error_detail_size CHECK (
            char_length(error_detail) <= 500),
    version      bigint NOT NULL
        CONSTRAINT jobs_version_positive CHECK (version > 0),
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    started_at   timestamptz,
    ended_at     timestamptz,
    expires_at   timestamptz,
    CONSTRAINT jobs_owner_key UNIQUE (owner_id, id),
    CONSTRAINT jobs_lease_whole CHECK (
        (worker IS NULL) = (lease_until IS NULL)),
    CONSTRAINT jobs_merger_merges CHECK (worker IS NULL OR state = 'merging'),
    CONSTRAINT jobs_failure_said CHECK (
        state <> 'failed' OR error_code IS NOT NULL),
    CONSTRAINT jobs_end_said CHECK (
        (state IN ('done', 'failed', 'cancelled', 'expired'))
        = (ended_at IS NOT NULL AND expires_at IS NOT NULL))
);
-- Jobs that are not over: what workers look through, and what quotas count.
CREATE INDEX jobs_open_idx ON finplan.jobs (owner_id, id)
    WHERE state IN ('queued', 'running', 'merging');
-- Sweeping looks across owners.
CREATE INDEX jobs_expiry_idx ON finplan.jobs (expires_at)
    WHERE expires_at IS NOT NULL;

-- Legal moves: queued → running, cancelled, failed; running → merging,
-- cancelled, failed; merging → running (more paths are wanted), done,
-- cancelled, failed; done, failed, cancelled → expired.
CREATE FUNCTION finplan.job_moves() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
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

CREATE TRIGGER jobs_moves BEFORE INSERT OR UPDATE ON finplan.jobs
    FOR EACH ROW EXECUTE FUNCTION finplan.job_moves();
CREATE TRIGGER jobs_stamp BEFORE INSERT OR UPDATE ON finplan.jobs
    FOR EACH ROW EXECUTE FUNCTION finplan.stamp_times();
CREATE TRIGGER jobs_version BEFORE INSERT OR UPDATE ON finplan.jobs
    FOR EACH ROW EXECUTE FUNCTION finplan.stamp_version();

-- shards --------------------------------------------------------------------

CREATE TABLE finplan.job_shards (
    job_id      uuid NOT NULL,
    number      integer NOT NULL
        CONSTRAINT job_shards_number_range CHECK (number BETWEEN 0 AND 65535),
    owner_id    uuid NOT NULL,
    first_path  bigint NOT NULL
        CONSTRAINT job_shards_first_block CHECK (
            first_path >= 0 AND first_path % 128 = 0),
    end_path    bigint NOT NULL,
    state       text NOT NULL DEFAULT 'queued'
        CONSTRAINT job_shards_state_known CHECK (
            state IN ('queued', 'running', 'done')),
    worker      text
        CONSTRAINT job_shards_worker_size CHECK (
            octet_length(worker) BETWEEN 1 AND 100),
    lease_until timestamptz,
    not_before  timestamptz NOT NULL DEFAULT now(),
    attempts    smallint NOT NULL DEFAULT 0
        CONSTRAINT job_shards_attempts_range CHECK (attempts >= 0),
    done_paths  bigint NOT NULL DEFAULT 0,
    -- What it found: a partial result (planning/simulation/partial_wire.h), or
    -- the whole answer of a job that keeps its paths.
    found       bytea
        CONSTRAINT job_shards_found_size CHECK (
            octet_length(found) <= 67108864),
    PRIMARY KEY (job_id, number),
    CONSTRAINT job_shards_job FOREIGN KEY (owner_id, job_id)
        REFERENCES finplan.jobs (owner_id, id) ON DELETE CASCADE,
    CONSTRAINT job_shards_range CHECK (
        end_path > first_path AND done_paths BETWEEN 0 AND end_path - first_path),
    CONSTRAINT job_shards_lease_whole CHECK (
        (state = 'running') = (worker IS NOT NULL)
        AND (worker IS NULL) = (lease_until IS NULL)),
    CONSTRAINT job_shards_done_found CHECK (
        (state = 'done') = (found IS NOT NULL))
);
-- The bytes are dense already.
ALTER TABLE finplan.job_shards ALTER COLUMN found SET STORAGE EXTERNAL;
CREATE INDEX job_shards_running_idx ON finplan.job_shards (owner_id)
    WHERE state = 'running';
CREATE INDEX job_shards_owner_idx ON finplan.job_shards (owner_id, job_id);

-- When a user was last served: equals take turns.
CREATE TABLE finplan.job_turns (
    owner_id  uuid NOT NULL PRIMARY KEY
        REFERENCES finplan.users ON DELETE CASCADE,
    served_at timestamptz NOT NULL
);

CREATE TABLE finplan.job_results (
    job_id   uuid NOT NULL PRIMARY KEY,
    owner_id uuid NOT NULL,
    result   json NOT NULL
        CONSTRAINT job_results_object CHECK (json_typeof(result) = 'object')
        CONSTRAINT job_results_size CHECK (
            octet_length(result::text) <= 33554432),
    CONSTRAINT job_results_job FOREIGN KEY (owner_id, job_id)
        REFERENCES finplan.jobs (owner_id, id) ON DELETE CASCADE
);
CREATE INDEX job_results_owner_idx ON finplan.job_results (owner_id, job_id);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['jobs', 'job_shards', 'job_turns',
                                'job_results'] LOOP
        EXECUTE format('ALTER TABLE finplan.%I ENABLE ROW LEVEL SECURITY',
                       name);
        EXECUTE format('ALTER TABLE finplan.%I FORCE ROW LEVEL SECURITY',
                       name);
        EXECUTE format('CREATE POLICY %I ON finplan.%I TO finplan_app'
                       ' USING (owner_id = (SELECT finplan.claim()))',
                       name || '_self', name);
        EXECUTE format('CREATE POLICY %I ON finplan.%I TO finplan_owner'
                       ' USING (true) WITH CHECK (true)',
                       name || '_owner', name);
    END LOOP;
END
$$;

GRANT SELECT (id, owner_id, kind, state, priority, options, plan_id,
              plan_version, result_id, engine, paths, streamed, deadline_at,
              stage_end, done_paths, tally, success, success_se, stopped,
              error_code, error_detail, version, created_at, updated_at,
              started_at, ended_at, expires_at)
    ON finplan.jobs TO finplan_app;
GRANT SELECT (job_id, number, owner_id, first_path, end_path, state,
              done_paths)
    ON finplan.job_shards TO finplan_app;
GRANT SELECT ON finplan.job_results TO finplan_app;

-- what several of the functions below do ------------------------------------

CREATE FUNCTION finplan.job_wake() RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$ SELECT pg_notify('finplan_jobs', '') $$;

CREATE FUNCTION finplan.job_cut(job uuid, owner uuid, first bigint,
                                ends bigint[]) RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO finplan.job_shards
        (job_id, number, owner_id, first_path, end_path)
    SELECT job,
           (SELECT count(*) FROM finplan.job_shards s WHERE s.job_id = job)
               + at - 1,
           owner, lag(until, 1, first) OVER (ORDER BY at), until
    FROM unnest(ends) WITH ORDINALITY AS shard (until, at)
$$;

-- Ends a job; the caller has locked it.
CREATE FUNCTION finplan.job_end(job uuid, final text, code text, detail text,
                                keep interval) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
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

-- Moves a running job on when nothing of it is left to run; the caller has
-- locked it. After its deadline what was not begun is left out.
CREATE FUNCTION finplan.job_settle(job uuid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
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

-- what a user does ----------------------------------------------------------

-- Puts a job into the queue: 'queued', 'full' (most_open jobs are not over
-- yet) or 'no_plan'. Of jobs that are over the newest most_kept stay.
CREATE FUNCTION finplan.job_submit(id uuid, document json, options json,
                                   ends bigint[], most_open integer,
                                   most_kept integer)
    RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- The state afterwards; null when the user has no such job.
CREATE FUNCTION finplan.job_cancel(job uuid, keep_ms bigint) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- what a worker does ----------------------------------------------------------

-- Work for a worker: a merge that waits, or else a shard, of the user who has
-- the fewest running and then was served the longest ago; of one user's jobs
-- the first by priority, then by age. A lease that has run out is as good as
-- none. No row: there is nothing to do.
CREATE FUNCTION finplan.job_claim(worker text, engine text, lease_ms bigint,
                                  most_attempts integer)
    RETURNS TABLE (work text, job_id uuid, number integer, first_path bigint,
                   end_path bigint, attempt integer, late_ms bigint,
                   result_id text, options json, document json)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
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
$$;

-- Prolongs the lease of a shard (number >= 0) or of a merge (-1); false: it is
-- not this worker's any more, or the job is over.
CREATE FUNCTION finplan.job_beat(me text, job uuid, shard integer,
                                 done bigint, lease_ms bigint)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- What a shard found, over its first `ran` paths. false: the shard was not this
-- worker's any more, and nothing was kept.
CREATE FUNCTION finplan.job_shard_done(me text, job uuid, shard integer,
                                       ran bigint, found bytea, tally bigint[],
                                       success double precision,
                                       success_se double precision)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
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
$$;

-- Gives a shard (number >= 0) or a merge (-1) back: to be tried again after
-- retry_ms, an attempt that does not count (0), or never (-1: the job fails
-- with code and detail).
CREATE FUNCTION finplan.job_give_back(me text, job uuid, shard integer,
                                      retry_ms bigint, code text, detail text)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- The shards of a job that this worker merges, in order.
CREATE FUNCTION finplan.job_parts(me text, job uuid)
    RETURNS TABLE (number integer, first_path bigint, end_path bigint,
                   ran bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.number, s.first_path, s.end_path, s.done_paths
    FROM finplan.job_shards s JOIN finplan.jobs j ON j.id = s.job_id
    WHERE s.job_id = job AND j.worker = me AND s.state = 'done'
    ORDER BY s.number
$$;

-- What one of them found.
CREATE FUNCTION finplan.job_found(me text, job uuid, shard integer)
    RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.found
    FROM finplan.job_shards s JOIN finplan.jobs j ON j.id = s.job_id
    WHERE s.job_id = job AND s.number = shard AND j.worker = me
$$;

-- More paths are wanted: shards from the last stage's end on, up to ends.
CREATE FUNCTION finplan.job_more(me text, job uuid, ends bigint[])
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- The answer, kept for keep_ms; that of a stored plan is kept with the plan
-- too, under the job's id.
CREATE FUNCTION finplan.job_finish(me text, job uuid, answer json,
                                   ran bigint, why text,
                                   success double precision,
                                   success_se double precision,
                                   keep_ms bigint)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
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
        SET done_paths = ran, success = coalesce($6, j.success),
            success_se = coalesce($7, j.success_se), stopped = why,
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
$$;

-- Looks after what nobody does: deadlines that passed, results whose time is
-- over, jobs of an engine that no worker is (after orphan_ms), rows that are
-- of no more use. One worker at a time; false: another was at it.
CREATE FUNCTION finplan.job_sweep(mine text, orphan_ms bigint,
                                  forget_ms bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Jobs by state, and for how many seconds the oldest has been in it.
CREATE FUNCTION finplan.job_figures()
    RETURNS TABLE (state text, n bigint, oldest_s bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT j.state, count(*),
           extract(epoch FROM now() - min(j.created_at))::bigint
    FROM finplan.jobs j GROUP BY j.state
$$;

DO $$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid::regprocedure AS signature, p.proname AS name
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'finplan' AND p.proname LIKE 'job\_%'
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.signature);
        IF f.name IN ('job_submit', 'job_cancel') THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO finplan_app',
                           f.signature);
        ELSIF f.name NOT IN ('job_moves', 'job_wake', 'job_cut', 'job_end',
                             'job_settle') THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO finplan_jobs',
                           f.signature);
        END IF;
    END LOOP;
END
$$;
