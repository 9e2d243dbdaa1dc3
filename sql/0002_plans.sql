-- Plan documents, their results, and the keys that make creation repeatable.
--
-- Documents and results are of type json, not jsonb: json keeps the bytes as
-- they came, and nothing searches inside them.

-- plans -----------------------------------------------------------------

CREATE TABLE finplan.plans (
    id         uuid NOT NULL PRIMARY KEY,
    owner_id   uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    name       text NOT NULL
        CONSTRAINT plans_name_size CHECK (char_length(name) <= 200),
    document   json NOT NULL
        CONSTRAINT plans_document_object CHECK (
            json_typeof(document) = 'object')
        CONSTRAINT plans_document_size CHECK (
            octet_length(document::text) <= 10485760),
    version    bigint NOT NULL
        CONSTRAINT plans_version_positive CHECK (version > 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- Serves the keyset listing (ids are ordered by time) and lets other
    -- tables refer to a plan together with its owner.
    CONSTRAINT plans_owner_key UNIQUE (owner_id, id)
);

CREATE FUNCTION finplan.stamp_version() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
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
REVOKE ALL ON FUNCTION finplan.stamp_version() FROM PUBLIC;

CREATE TRIGGER plans_stamp BEFORE INSERT OR UPDATE ON finplan.plans
    FOR EACH ROW EXECUTE FUNCTION finplan.stamp_times();
CREATE TRIGGER plans_version BEFORE INSERT OR UPDATE ON finplan.plans
    FOR EACH ROW EXECUTE FUNCTION finplan.stamp_version();

ALTER TABLE finplan.plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.plans FORCE ROW LEVEL SECURITY;
CREATE POLICY plans_self ON finplan.plans TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY plans_owner ON finplan.plans TO finplan_owner
    USING (true) WITH CHECK (true);

GRANT SELECT, DELETE,
      INSERT (id, owner_id, name, document),
      UPDATE (name, document)
    ON finplan.plans TO finplan_app;

-- idempotency keys --------------------------------------------------------

-- plan_id is not a foreign key: a key outlives its plan, so that a late
-- repetition does not make the plan again.
CREATE TABLE finplan.idempotency_keys (
    owner_id     uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    key          text NOT NULL
        CONSTRAINT idempotency_keys_key_size CHECK (
            octet_length(key) BETWEEN 1 AND 255),
    request_hash text NOT NULL
        CONSTRAINT idempotency_keys_hash_size CHECK (
            octet_length(request_hash) BETWEEN 1 AND 64),
    plan_id      uuid NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner_id, key)
);

ALTER TABLE finplan.idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY idempotency_keys_self ON finplan.idempotency_keys TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY idempotency_keys_owner ON finplan.idempotency_keys
    TO finplan_owner USING (true) WITH CHECK (true);

GRANT SELECT, DELETE,
      INSERT (owner_id, key, request_hash, plan_id)
    ON finplan.idempotency_keys TO finplan_app;

-- simulations -------------------------------------------------------------

CREATE TABLE finplan.simulations (
    id           uuid NOT NULL PRIMARY KEY,
    owner_id     uuid NOT NULL,
    plan_id      uuid NOT NULL,
    plan_version bigint NOT NULL
        CONSTRAINT simulations_version_positive CHECK (plan_version > 0),
    kind         text NOT NULL
        CONSTRAINT simulations_kind_known CHECK (
            kind IN ('simulation', 'projection', 'backtest')),
    result_id    text NOT NULL
        CONSTRAINT simulations_result_id_form CHECK (
            result_id ~ '^[0-9a-f]{32}$'),
    result       json NOT NULL
        CONSTRAINT simulations_result_object CHECK (
            json_typeof(result) = 'object')
        CONSTRAINT simulations_result_size CHECK (
            octet_length(result::text) <= 33554432),
    created_at   timestamptz NOT NULL DEFAULT now(),
    -- Owner and plan together: a result can hang only on a plan of the same
    -- owner.
    CONSTRAINT simulations_plan FOREIGN KEY (owner_id, plan_id)
        REFERENCES finplan.plans (owner_id, id) ON DELETE CASCADE
);
CREATE INDEX simulations_owner_idx
    ON finplan.simulations (owner_id, plan_id, id);

ALTER TABLE finplan.simulations ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.simulations FORCE ROW LEVEL SECURITY;
CREATE POLICY simulations_self ON finplan.simulations TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY simulations_owner ON finplan.simulations TO finplan_owner
    USING (true) WITH CHECK (true);

GRANT SELECT, DELETE,
      INSERT (id, owner_id, plan_id, plan_version, kind, result_id, result)
    ON finplan.simulations TO finplan_app;
