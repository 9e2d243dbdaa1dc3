-- What the service tells of its business: counts, and nothing of anybody's.

-- A user is active who had a session that was used within the last day.
CREATE FUNCTION finplan.business_figures()
    RETURNS TABLE (users bigint, active bigint, plans bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (SELECT count(*) FROM finplan.users u WHERE u.disabled_at IS NULL),
           (SELECT count(DISTINCT s.owner_id) FROM finplan.sessions s
            WHERE s.used_at > now() - interval '1 day'),
           (SELECT count(*) FROM finplan.plans)
$$;
REVOKE ALL ON FUNCTION finplan.business_figures() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.business_figures() TO finplan_jobs;
