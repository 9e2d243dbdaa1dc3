-- Replies kept under idempotency keys, for every creating route.
--
-- The service inserts a row without a reply in the transaction of the effect
-- and completes it before it commits, so nobody else ever sees one without.
-- idempotency_keys stays for programs of the release before, which may still
-- run while this is applied; a later release drops it.

CREATE TABLE finplan.idempotent_replies (
    owner_id     uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    route        text NOT NULL
        CONSTRAINT idempotent_replies_route_size CHECK (
            octet_length(route) BETWEEN 1 AND 200),
    key          text NOT NULL
        CONSTRAINT idempotent_replies_key_size CHECK (
            octet_length(key) BETWEEN 1 AND 255),
    request_hash text NOT NULL
        CONSTRAINT idempotent_replies_hash_form CHECK (
            request_hash ~ '^[0-9a-f]{64}$'),
    status       smallint
        CONSTRAINT idempotent_replies_status_known CHECK (
            status BETWEEN 200 AND 299),
    location     text
        CONSTRAINT idempotent_replies_location_size CHECK (
            octet_length(location) <= 2048),
    etag         text
        CONSTRAINT idempotent_replies_etag_size CHECK (
            octet_length(etag) <= 256),
    body         text
        CONSTRAINT idempotent_replies_body_size CHECK (
            octet_length(body) <= 33554432),
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner_id, route, key)
);

ALTER TABLE finplan.idempotent_replies ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.idempotent_replies FORCE ROW LEVEL SECURITY;
CREATE POLICY idempotent_replies_self ON finplan.idempotent_replies
    TO finplan_app
    USING (owner_id = (SELECT finplan.claim()))
    WITH CHECK (owner_id = (SELECT finplan.claim()));
CREATE POLICY idempotent_replies_owner ON finplan.idempotent_replies
    TO finplan_owner USING (true) WITH CHECK (true);

GRANT SELECT, DELETE,
      INSERT (owner_id, route, key, request_hash),
      UPDATE (status, location, etag, body)
    ON finplan.idempotent_replies TO finplan_app;

-- Keys of the release before, so that a repetition across the upgrade makes
-- nothing twice. Its hash covered the body only. The reply is written again
-- where the plan still is as it was made.
INSERT INTO finplan.idempotent_replies
    (owner_id, route, key, request_hash, status, location, etag, body,
     created_at)
SELECT k.owner_id, 'POST /api/v1/plans', k.key,
       encode(sha256(convert_to(
           '/api/v1/plans' || E'\n\n' || k.request_hash, 'UTF8')), 'hex'),
       201, '/api/v1/plans/' || k.plan_id, '"v1"',
       '{"id":"' || p.id || '","name":' || to_json(p.name)
           || ',"version":1,"created":"' || p.at || '","updated":"' || p.at
           || '","plan":' || p.document || E'}\n',
       k.created_at
FROM finplan.idempotency_keys k
LEFT JOIN (
    SELECT owner_id, id, name, document::text,
           to_char(created_at AT TIME ZONE 'UTC',
                   'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
    FROM finplan.plans WHERE version = 1) p
    ON p.owner_id = k.owner_id AND p.id = k.plan_id
WHERE k.created_at > now() - interval '48 hours';
