-- Everything a user has, page by page.

-- Rows of the user of this transaction, from every table that has an owner:
-- its name, the row as a JSON object, and the place to go on from after this
-- row (as the argument `after`; null: from the start). At most at_most rows,
-- and none after bytes of text have been given, but always one where there is
-- one. A table that is added later is in it by itself.
--
-- Left out are columns of bytes, which are hashes and sealed secrets, tables
-- whose key is a hash, and what only keeps track of requests and of work in
-- progress. This runs with the rights of its caller, so row-level security
-- holds; it asks for the owner all the same, since advisors see rows of others.
CREATE FUNCTION finplan.export_page(after text, at_most int, bytes bigint)
    RETURNS TABLE (kind text, "row" text, place text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
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
$$;

REVOKE ALL ON FUNCTION finplan.export_page(text, int, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.export_page(text, int, bigint)
    TO finplan_app;
