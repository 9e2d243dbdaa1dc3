-- History and audit by trigger, the stamps of records, and the procedure that
-- gives a table of records all of it.
--
-- A table of records has the columns id, owner_id, version, created_at and
-- updated_at, and household_id where its rows belong to a household.
-- finplan.keep_records() then adds row-level security, the triggers below and
-- the function <table>_as_of(time), which is the table as it stood then.

-- Which request this is, for the audit; the service sets it beside the claim.
CREATE FUNCTION finplan.request_id() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('finplan.request_id', true), '');

-- Versions of one record never overlap and are milliseconds apart, so that a
-- time as clients see it names one version.
CREATE FUNCTION finplan.stamp_record() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
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

-- history ---------------------------------------------------------------

-- Versions that were replaced or deleted; the one in force is in its table.
-- The row is json and not jsonb, so that documents keep their bytes.
CREATE TABLE finplan.history (
    owner_id     uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    kind         text NOT NULL,
    record_id    uuid NOT NULL,
    version      bigint NOT NULL,
    household_id uuid,
    valid_from   timestamptz NOT NULL,
    valid_to     timestamptz NOT NULL,
    deleted      boolean NOT NULL,
    "row"        json NOT NULL,
    PRIMARY KEY (owner_id, kind, record_id, version),
    CONSTRAINT history_version_positive CHECK (version > 0),
    CONSTRAINT history_time_order CHECK (valid_from < valid_to)
);
CREATE INDEX history_household_idx
    ON finplan.history (owner_id, household_id, kind, valid_to);

-- audit -----------------------------------------------------------------

-- The audit of 0003_identity learns of records: whose household, which version
-- the change made, which columns it touched, and in which request. The action
-- is "<table>.created", ".changed" or ".deleted".
ALTER TABLE finplan.audit
    ADD COLUMN household_id uuid,
    ADD COLUMN version bigint,
    ADD COLUMN fields text[],
    ADD COLUMN request_id text;
CREATE INDEX audit_object_idx ON finplan.audit (owner_id, object_id, id);

ALTER TABLE finplan.history ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.history FORCE ROW LEVEL SECURITY;
CREATE POLICY history_self ON finplan.history FOR SELECT TO finplan_app
    USING (owner_id = (SELECT finplan.claim()));
CREATE POLICY history_owner ON finplan.history TO finplan_owner
    USING (true) WITH CHECK (true);
GRANT SELECT ON finplan.history TO finplan_app;

-- Whose past it is that a row of a kind becomes: the household that it is of.
CREATE FUNCTION finplan.household_of(kind text, "row" json) RETURNS uuid
    LANGUAGE sql STABLE
    RETURN ("row" ->> 'household_id')::uuid;

-- Runs as finplan_owner: the service can read history and audit, and nothing
-- but a change of a record writes them. When this fails the change fails.
-- Rows that go because their user is erased leave neither: one audit row says
-- that the user was.
CREATE FUNCTION finplan.keep_record() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
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

-- The households that the user of this transaction may read as an advisor:
-- none until there is a table of shares.
CREATE FUNCTION finplan.shared_households() RETURNS uuid[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN '{}'::uuid[];
CREATE POLICY history_shared ON finplan.history FOR SELECT TO finplan_app
    USING (household_id = ANY ((SELECT finplan.shared_households())::uuid[]));

-- Gives a table of records its stamps, history, audit, security and view of
-- the past. fixed: columns that are set at creation and never changed.
CREATE PROCEDURE finplan.keep_records(name text, fixed text[])
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
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

-- The part of it that a table with security of its own needs too.
CREATE PROCEDURE finplan.watch_records(name text, now_columns text,
                                       then_columns text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
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
$$;

-- Plans are kept from here on; they had stamps before.
DROP TRIGGER plans_stamp ON finplan.plans;
DROP TRIGGER plans_version ON finplan.plans;
CALL finplan.watch_records(
    'plans',
    'r.id, r.owner_id, r.name, r.document, r.version, r.created_at,'
    ' r.updated_at',
    'h.record_id, h.owner_id, r.name, r.document, r.version, r.created_at,'
    ' r.updated_at');

REVOKE ALL ON FUNCTION finplan.request_id() FROM PUBLIC;
REVOKE ALL ON FUNCTION finplan.stamp_record() FROM PUBLIC;
REVOKE ALL ON FUNCTION finplan.household_of(text, json) FROM PUBLIC;
REVOKE ALL ON FUNCTION finplan.keep_record() FROM PUBLIC;
REVOKE ALL ON FUNCTION finplan.shared_households() FROM PUBLIC;
REVOKE ALL ON PROCEDURE finplan.keep_records(text, text[]) FROM PUBLIC;
REVOKE ALL ON PROCEDURE finplan.watch_records(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.request_id() TO finplan_app;
GRANT EXECUTE ON FUNCTION finplan.shared_households() TO finplan_app;
