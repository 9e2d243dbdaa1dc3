-- Every long question can be a job, and a job knows its question.
--
-- A job is still a simulation cut into ranges of paths, or else one shard that
-- answers the whole question, whatever it is. What was asked is in the options
-- (`asked`, without the body) and the document (the body).
--
-- Programs of the release before go on submitting simulations; their workers
-- take none of the new jobs, whose engine has another name.

ALTER TABLE finplan.jobs
    DROP CONSTRAINT jobs_kind_known,
    ADD CONSTRAINT jobs_kind_known CHECK (
        kind IN ('simulation', 'projection', 'backtest', 'explanation',
                 'stress', 'range', 'solution', 'cash_flow', 'net_worth',
                 'sensitivity', 'safe_rate', 'goal', 'comparison',
                 'spending_comparison')),
    DROP CONSTRAINT jobs_options_size,
    ADD CONSTRAINT jobs_options_size CHECK (
        octet_length(options::text) <= 16384);

-- The question as finplan.simulations keeps it (codec/requests/asked.h); null: the job
-- was submitted by a release that did not say.
CREATE FUNCTION finplan.job_asked(options json, document json) RETURNS json
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (left(options->>'asked', -1) || ',"body":' || document::text
            || '}')::json
$$;
REVOKE ALL ON FUNCTION finplan.job_asked(json, json) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.job_asked(json, json) TO finplan_jobs;

-- The same of a job of the user of this transaction: a signed result says what
-- was asked. Runs as finplan_owner: the service reads no documents of jobs.
CREATE FUNCTION finplan.job_question(job uuid) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT finplan.job_asked(j.options, j.document) FROM finplan.jobs j
    WHERE j.owner_id = finplan.claim() AND j.id = job
$$;
REVOKE ALL ON FUNCTION finplan.job_question(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.job_question(uuid) TO finplan_app;

-- Puts a job into the queue: 'queued', 'full' (most_open jobs are not over
-- yet) or 'no_plan'. Of jobs that are over the newest most_kept stay.
CREATE OR REPLACE FUNCTION finplan.job_submit(id uuid, document json, options json,
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

-- The answer, kept for keep_ms; that of a stored plan, and one that its user
-- asked to keep, is kept among the results too, under the job's id and with
-- its question.
CREATE OR REPLACE FUNCTION finplan.job_finish(me text, job uuid, answer json,
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
$$;
