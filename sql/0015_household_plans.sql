-- A plan may belong to a household; who may read the household may then read
-- the plan and its scenarios too.
--
-- Programs of the release before go on: to them a plan has no household.

ALTER TABLE finplan.plans
    ADD COLUMN household_id uuid,
    ADD CONSTRAINT plans_household_ref FOREIGN KEY (owner_id, household_id)
        REFERENCES finplan.households (owner_id, id)
        ON DELETE SET NULL (household_id);
CREATE INDEX plans_household_idx
    ON finplan.plans (owner_id, household_id, id)
    WHERE household_id IS NOT NULL;
GRANT INSERT (household_id), UPDATE (household_id) ON finplan.plans
    TO finplan_app;

-- Whether the user of this transaction may read the household as an advisor.
-- Runs as finplan_owner, as shared_households does.
CREATE FUNCTION finplan.shares_household(which uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM finplan.shares s
                   WHERE s.household_id = which
                     AND s.advisor_id = finplan.claim());
END
$$;
REVOKE ALL ON FUNCTION finplan.shares_household(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.shares_household(uuid) TO finplan_app;

-- A call for each plan that is not the user's own, which plans_self lets pass
-- before this is asked, in place of a list of all households that are shared
-- with them, as other tables have it: plans are read one by one, and a call
-- costs nothing to plan and nothing to start.
CREATE POLICY plans_shared ON finplan.plans FOR SELECT TO finplan_app
    USING (finplan.shares_household(household_id));

-- The past of a plan says which household it was of then.
CREATE OR REPLACE FUNCTION finplan.plans_as_of(moment timestamptz)
    RETURNS SETOF finplan.plans LANGUAGE sql STABLE AS $f$
    SELECT r.id, r.owner_id, r.name, r.document, r.version, r.created_at,
           r.updated_at, r.household_id
    FROM finplan.plans r WHERE r.updated_at <= moment
    UNION ALL
    SELECT h.record_id, h.owner_id, r.name, r.document, r.version,
           r.created_at, r.updated_at, h.household_id
    FROM finplan.history h CROSS JOIN LATERAL
        pg_catalog.json_populate_record(NULL::finplan.plans, h."row") r
    WHERE h.kind = 'plans' AND h.valid_from <= moment
      AND h.valid_to > moment $f$;

-- Plans of the households that the user of this transaction may read as an
-- advisor. Runs as finplan_owner, as shared_households does.
CREATE FUNCTION finplan.shared_plans() RETURNS uuid[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(p.id), '{}')
    FROM finplan.shares s
    JOIN finplan.plans p ON p.owner_id = s.owner_id
        AND p.household_id = s.household_id
    WHERE s.advisor_id = finplan.claim()
$$;
REVOKE ALL ON FUNCTION finplan.shared_plans() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.shared_plans() TO finplan_app;
CREATE POLICY scenarios_shared ON finplan.scenarios FOR SELECT TO finplan_app
    USING (plan_id = ANY ((SELECT finplan.shared_plans())::uuid[]));

-- A version of a scenario is of the household that its plan is of when the next
-- one comes, so that advisors may read it from then on as they may the plan's.
CREATE OR REPLACE FUNCTION finplan.household_of(kind text, "row" json)
    RETURNS uuid LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE kind
        WHEN 'scenarios' THEN (SELECT p.household_id FROM finplan.plans p
                               WHERE p.id = ("row" ->> 'plan_id')::uuid)
        ELSE ("row" ->> 'household_id')::uuid END
$$;
