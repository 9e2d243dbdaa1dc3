-- Shares (an owner lets an advisor read a household) and scenarios (a plan
-- changed on trial).

CREATE TABLE finplan.shares (
    id           uuid PRIMARY KEY,
    owner_id     uuid NOT NULL,
    household_id uuid NOT NULL,
    advisor_id   uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    version      bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT shares_owner_key UNIQUE (owner_id, household_id, id),
    CONSTRAINT shares_advisor_key UNIQUE (owner_id, household_id, advisor_id),
    CONSTRAINT shares_other CHECK (advisor_id <> owner_id),
    CONSTRAINT shares_parent FOREIGN KEY (owner_id, household_id)
        REFERENCES finplan.households (owner_id, id) ON DELETE CASCADE
);
-- The one question that an advisor asks: which households are shared with me?
CREATE INDEX shares_advisor_idx
    ON finplan.shares (advisor_id, household_id);

-- Runs as finplan_owner, so that policies can ask it without asking the
-- policies of shares in turn; it answers for the claim alone.
CREATE OR REPLACE FUNCTION finplan.shared_households() RETURNS uuid[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(s.household_id), '{}')
    FROM finplan.shares s WHERE s.advisor_id = finplan.claim()
$$;

-- The advisor with an address, or null. Users who are no advisors stay
-- unknown.
CREATE FUNCTION finplan.advisor_lookup(address text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.id FROM finplan.users u
    WHERE lower(u.email COLLATE "C") = lower(address COLLATE "C")
      AND u.role = 'advisor' AND u.disabled_at IS NULL
$$;
REVOKE ALL ON FUNCTION finplan.advisor_lookup(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.advisor_lookup(text) TO finplan_app;

CREATE TABLE finplan.scenarios (
    id           uuid PRIMARY KEY,
    owner_id     uuid NOT NULL,
    plan_id      uuid NOT NULL,
    name         finplan.label NOT NULL,
    description  text
        CONSTRAINT scenarios_description_size CHECK (
            char_length(description) BETWEEN 1 AND 2000),
    document     json NOT NULL
        CONSTRAINT scenarios_document_object CHECK (
            json_typeof(document) = 'object')
        CONSTRAINT scenarios_document_size CHECK (
            octet_length(document::text) <= 1048576),
    base_version bigint NOT NULL
        CONSTRAINT scenarios_base_version_positive CHECK (base_version > 0),
    version      bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT scenarios_plan FOREIGN KEY (owner_id, plan_id)
        REFERENCES finplan.plans (owner_id, id) ON DELETE CASCADE
);
CREATE INDEX scenarios_plan_idx ON finplan.scenarios (owner_id, plan_id, id);

CALL finplan.keep_records('shares', '{household_id,advisor_id}');
CALL finplan.keep_records('scenarios', '{plan_id}');
