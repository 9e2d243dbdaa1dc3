-- Rows that are of no more use, and what is visible without a user.

-- Replies under idempotency keys go with the next write of their user; those of
-- users who do not come back go here. Workers of jobs ask for it again and
-- again, so that one turn need not be large.
CREATE INDEX idempotent_replies_age_idx
    ON finplan.idempotent_replies (created_at);

CREATE FUNCTION finplan.replies_sweep(hours int) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM finplan.idempotent_replies r WHERE r.ctid = ANY (ARRAY(
        SELECT o.ctid FROM finplan.idempotent_replies o
        WHERE o.created_at < now() - make_interval(hours => hours)
        ORDER BY o.created_at LIMIT 1000 FOR UPDATE SKIP LOCKED))
$$;
REVOKE ALL ON FUNCTION finplan.replies_sweep(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.replies_sweep(int) TO finplan_jobs;

-- How many rows of all tables with row-level security the caller sees, for
-- finplan-admin check: without a claim that is none. A table that is added
-- later is in it by itself. Tables without an owner (tables of law, say) have
-- no such security.
CREATE FUNCTION finplan.visible_rows() RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
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
REVOKE ALL ON FUNCTION finplan.visible_rows() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.visible_rows() TO finplan_app;
