#!/usr/bin/python3
"""Row-level security: whose rows anybody reads and writes."""
import contextlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import database_rig  # noqa: E402
import record_rows  # noqa: E402
from database_rig import (ALICE, BOB, CLOSED, COMMON, TABLES,  # noqa: E402
                          admin, connect, Case, psycopg2)

setUpModule = database_rig.setUpModule
tearDownModule = database_rig.tearDownModule


IDENTITY_ROWS = (
    "INSERT INTO finplan.known_sources (owner_id, source)"
    " VALUES ($who, sha256($who::bytea))",
    "INSERT INTO finplan.totp (owner_id, secret)"
    " VALUES ($who, decode(repeat('00', 60), 'hex'))",
    "INSERT INTO finplan.recovery_codes (owner_id, code_hash)"
    " VALUES ($who, sha256($who::bytea))",
    "INSERT INTO finplan.api_keys (id, owner_id, name, scopes, expires_at)"
    " VALUES ($who, $who, 'n', 'plans:read', now() + interval '1 day')",
    "INSERT INTO finplan.api_key_secrets (secret_hash, owner_id, key_id,"
    " prefix) VALUES (sha256($who::bytea), $who, $who, 'fpk_abc')",
    "INSERT INTO finplan.password_resets (token_hash, owner_id, expires_at)"
    " VALUES (sha256($who::bytea), $who, now() + interval '1 day')",
)


JOB_ROWS = (
    "INSERT INTO finplan.jobs (id, owner_id, kind, priority, document,"
    " options, result_id, engine, paths, streamed, stage_end) VALUES ($who,"
    " $who, 'simulation', 4, '{}', '{}', repeat('0', 32), 'e', 128, true,"
    " 128)",
    "INSERT INTO finplan.job_shards (job_id, number, owner_id, first_path,"
    " end_path) VALUES ($who, 0, $who, 0, 128)",
    "INSERT INTO finplan.job_results (job_id, owner_id, result)"
    " VALUES ($who, $who, '{}')",
    "INSERT INTO finplan.job_turns (owner_id, served_at)"
    " VALUES ($who, now())",
)


class RowSecurity(Case):

    def setUp(self):
        super().setUp()
        link = self.link("super")
        with link.cursor() as cursor:
            for who, mail in ((ALICE, "alice@x.org"), (BOB, "bob@x.org")):
                cursor.execute("INSERT INTO finplan.users (id, email,"
                               " password_hash) VALUES (%s, %s, 'h')",
                               (who, mail))
                # The user's id serves for the other objects too.
                cursor.execute(
                    "INSERT INTO finplan.sessions (id, owner_id, expires_at)"
                    " VALUES (%s, %s, now() + interval '1 day')", (who, who))
                cursor.execute(
                    "INSERT INTO finplan.refresh_tokens (token_hash,"
                    " session_id, owner_id, expires_at) VALUES"
                    " (sha256(%s::bytea), %s, %s, now() + interval '1 day')",
                    (who, who, who))
                cursor.execute("INSERT INTO finplan.plans (id, owner_id,"
                               " name, document) VALUES (%s, %s, 'n', '{}')",
                               (who, who))
                cursor.execute("INSERT INTO finplan.idempotency_keys"
                               " (owner_id, key, request_hash, plan_id)"
                               " VALUES (%s, 'k', 'h', %s)", (who, who))
                cursor.execute("INSERT INTO finplan.idempotent_replies"
                               " (owner_id, route, key, request_hash)"
                               " VALUES (%s, 'r', 'k', %s)", (who, "0" * 64))
                cursor.execute("INSERT INTO finplan.simulations (id,"
                               " owner_id, plan_id, plan_version, kind,"
                               " result_id, result) VALUES (%s, %s, %s, 1,"
                               " 'simulation', %s, '{}')",
                               (who, who, who, "0" * 32))
                for sql in IDENTITY_ROWS + JOB_ROWS + record_rows.ROWS:
                    cursor.execute(sql.replace("$who", f"'{who}'"))

    def as_app(self, claim, sql, values=()):
        """sql as the service would run it, under a claim (None: none)."""
        link = connect("finplan_app", self.database)
        link.autocommit = False
        with contextlib.closing(link), link, link.cursor() as cursor:
            if claim is not None:
                cursor.execute(
                    "SELECT set_config('finplan.user_id', %s, true)",
                    (claim,))
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else \
                cursor.rowcount

    def refused(self, claim, sql, values=(), state="42501"):
        with self.assertRaises(psycopg2.Error) as caught:
            self.as_app(claim, sql, values)
        self.assertEqual(caught.exception.pgcode, state,
                         caught.exception.pgerror)

    def test_only_rows_of_the_claim(self):
        for table in TABLES:
            column = "id" if table == "users" else "owner_id"
            sql = f"SELECT DISTINCT {column}::text FROM finplan.{table}"
            self.assertEqual(self.as_app(None, sql), [], table)
            self.assertEqual(self.as_app("", sql), [], table)
            self.assertEqual(self.as_app(ALICE, sql), [(ALICE,)], table)
            self.assertEqual(self.as_app(BOB, sql), [(BOB,)], table)
            self.refused("not-a-uuid", sql, state="22P02")

    def test_claim_ends_with_its_transaction(self):
        link = self.link()
        sql = "SELECT count(*) FROM finplan.plans"
        with link.cursor() as cursor:
            cursor.execute("BEGIN; SELECT set_config('finplan.user_id', %s,"
                           " true)", (ALICE,))
            cursor.execute(sql)
            self.assertEqual(cursor.fetchone(), (1,))
            cursor.execute("COMMIT")
            cursor.execute(sql)
            self.assertEqual(cursor.fetchone(), (0,))

    def test_writes_to_others_rows(self):
        for sql in ("UPDATE finplan.plans SET name = 'mine' WHERE id = %s",
                    "DELETE FROM finplan.plans WHERE id = %s",
                    "DELETE FROM finplan.sessions WHERE id = %s",
                    "UPDATE finplan.users SET password_hash = 'x'"
                    " WHERE id = %s",
                    "DELETE FROM finplan.simulations WHERE id = %s",
                    "DELETE FROM finplan.totp WHERE owner_id = %s",
                    "UPDATE finplan.api_keys SET revoked_at = now()"
                    " WHERE id = %s",
                    "DELETE FROM finplan.password_resets WHERE owner_id = %s",
                    "UPDATE finplan.recovery_codes SET used_at = now()"
                    " WHERE owner_id = %s"):
            self.assertEqual(self.as_app(ALICE, sql, (BOB,)), 0, sql)
        new = ALICE[:-1] + "9"
        self.refused(ALICE, "INSERT INTO finplan.plans (id, owner_id, name,"
                     " document) VALUES (%s, %s, 'n', '{}')", (new, BOB))
        self.refused(None, "INSERT INTO finplan.plans (id, owner_id, name,"
                     " document) VALUES (%s, %s, 'n', '{}')", (new, ALICE))
        self.refused(ALICE, "INSERT INTO finplan.users (id, email,"
                     " password_hash) VALUES (%s, 'c@x.org', 'h')", (new,))
        # A result on somebody else's plan: the foreign key names the owner.
        self.refused(ALICE, "INSERT INTO finplan.simulations (id, owner_id,"
                     " plan_id, plan_version, kind, result_id, result) VALUES"
                     " (%s, %s, %s, 1, 'simulation', %s, '{}')",
                     (new, ALICE, BOB, "0" * 32), state="23503")

    def test_the_app_cannot_lift_itself(self):
        for sql in ("SET ROLE finplan_owner",
                    "ALTER TABLE finplan.plans DISABLE ROW LEVEL SECURITY",
                    "DROP POLICY plans_self ON finplan.plans",
                    "SELECT password_hash FROM finplan.users",
                    "UPDATE finplan.users SET role = 'admin'",
                    "UPDATE finplan.users SET disabled_at = NULL",
                    "DELETE FROM finplan.users",
                    "SELECT token_hash FROM finplan.password_resets",
                    "SELECT * FROM finplan.throttles",
                    "INSERT INTO finplan.audit (owner_id, action)"
                    " VALUES (finplan.claim(), 'a.b')",
                    "UPDATE finplan.audit SET actor_id = NULL",
                    "DELETE FROM finplan.audit",
                    "SELECT finplan.audit_add(finplan.claim(), 'a.b', NULL,"
                    " NULL)",
                    "UPDATE finplan.api_keys SET scopes = 'admin'",
                    "UPDATE finplan.plans SET version = 9",
                    "UPDATE finplan.plans SET owner_id = id",
                    "TRUNCATE finplan.plans",
                    "CREATE TABLE finplan.t ()", "CREATE TABLE public.t ()",
                    "CREATE TEMP TABLE t ()",
                    "INSERT INTO finplan.schema_migrations VALUES"
                    " (9, 'x', repeat('0', 64))",
                    "SELECT finplan.stamp_version()",
                    "ALTER ROLE finplan_app BYPASSRLS"):
            self.refused(ALICE, sql)
        # row_security = off makes a filtered query an error, not a way in.
        self.refused(ALICE, "SET LOCAL row_security = off;"
                     " SELECT * FROM finplan.plans")

    def test_even_the_owner_is_bound_by_policies(self):
        """FORCE: without its policy the owner would see nothing."""
        sql = "SELECT count(*) FROM finplan.plans"
        owner = "SET ROLE finplan_owner; " + sql
        self.assertEqual(self.query("super", owner), [(2,)])
        self.query("super", "DROP POLICY plans_owner ON finplan.plans")
        self.assertEqual(self.query("super", owner), [(0,)])

    def test_functions_pin_their_search_path(self):
        rows = self.query("super", "SELECT proname, proconfig FROM pg_proc"
                          " WHERE pronamespace = 'finplan'::regnamespace"
                          " AND prosecdef")
        self.assertEqual({name for name, _ in rows},
                         {"login_lookup", "session_rotate", "session_revoke",
                          # 0003: identity
                          "audit_add", "audit_users", "audit_sessions",
                          "audit_totp", "audit_recovery_codes",
                          "audit_api_keys", "throttle_take",
                          "throttle_give_back", "login_begin",
                          "login_succeeded", "api_key_lookup",
                          "reset_request", "reset_lookup", "reset_use",
                          "own_password_hash", "erase_self", "is_admin",
                          "admin_users", "admin_user_change", "admin_audit",
                          # 0004: jobs
                          "job_submit", "job_cancel", "job_claim", "job_beat",
                          "job_shard_done", "job_give_back", "job_parts",
                          "job_found", "job_more", "job_finish", "job_sweep",
                          "job_figures",
                          # 0012: figures
                          "business_figures",
                          # 0013: housekeeping
                          "replies_sweep",
                          # 0014: whole questions as jobs
                          "job_question",
                          # 0015: plans of households
                          "shared_plans", "shares_household",
                          # 0016: prices of the market
                          "market_due", "market_answer"} |
                         record_rows.FUNCTIONS)
        for name, config in rows:
            self.assertIn("search_path=pg_catalog, pg_temp", config, name)
        public = self.query(
            "super", "SELECT proname FROM pg_proc WHERE pronamespace ="
            " 'finplan'::regnamespace AND (proacl IS NULL OR EXISTS (SELECT"
            " FROM aclexplode(proacl) WHERE grantee = 0))")
        self.assertEqual(public, [])

    def test_every_table_is_forced(self):
        rows = self.query("super", "SELECT relname, relrowsecurity AND"
                          " relforcerowsecurity FROM pg_class WHERE relkind"
                          " = 'r' AND relnamespace ="
                          " 'finplan'::regnamespace")
        self.assertEqual(dict(rows), {**{t: True for t in
                                          TABLES + CLOSED + COMMON},
                                      "schema_migrations": False})

    def test_indexes_of_user_rows_start_with_the_owner(self):
        """A key other than the primary one leads with the owner."""
        rows = self.query(
            "super", "SELECT c.relname, a.attname FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_attribute a"
            " ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
            " JOIN pg_class t ON t.oid = i.indrelid WHERE t.relnamespace ="
            " 'finplan'::regnamespace AND NOT i.indisprimary AND t.relname"
            " NOT IN ('users', 'schema_migrations', 'throttles')"
            " AND a.attname <> 'owner_id'"
            # sweeping looks across owners
            " AND c.relname NOT IN ('jobs_expiry_idx',"
            " 'idempotent_replies_age_idx')"
            # an advisor looks for what others share
            " AND c.relname <> 'shares_advisor_idx'")
        self.assertEqual(rows, [])

    def test_everything_of_a_user_goes_with_the_user(self):
        """Each table with an owner hangs on its user, directly or not; only
        the audit log outlives them."""
        # Names in _ref are references between rows that go together.
        rows = self.query(
            "super", "SELECT conrelid::regclass::text, confrelid::regclass"
            "::text, confdeltype::text FROM pg_constraint WHERE contype = 'f'"
            " AND connamespace = 'finplan'::regnamespace"
            " AND conname !~ '_ref$'")
        self.assertEqual({kind for _, _, kind in rows}, {"c"})
        reached, grown = {"finplan.users"}, True
        while grown:
            more = {table for table, to, _ in rows if to in reached}
            grown = not more <= reached
            reached |= more
        self.assertEqual({f"finplan.{t}" for t in TABLES} - reached,
                         {"finplan.audit"})
        self.assertEqual(self.as_app(ALICE, "SELECT finplan.erase_self()"),
                         [(1,)])
        self.assertEqual(self.as_app(ALICE, "SELECT finplan.erase_self()"),
                         [(0,)])
        self.assertEqual(self.as_app(None, "SELECT finplan.erase_self()"),
                         [(0,)])
        for table in TABLES:
            column = "id" if table == "users" else "owner_id"
            left = self.query("super", f"SELECT DISTINCT {column}::text FROM"
                              f" finplan.{table} WHERE {column} = %s",
                              (ALICE,))
            self.assertEqual(left, [(ALICE,)] if table == "audit" else [],
                             table)
        text = self.query("super", "SELECT json_agg(a)::text FROM"
                          " finplan.audit a")[0][0]
        self.assertNotIn("x.org", text)
        self.assertIn("user.erased", text)

    def test_export_holds_every_table_of_a_user(self):
        """But those of secrets, and what keeps track of requests and work.
        Whoever adds a table of users' rows need do nothing for it."""
        rows = self.as_app(ALICE, 'SELECT kind, "row" FROM'
                           " finplan.export_page(NULL, 10000, 1 << 30)")
        left_out = {"users", "refresh_tokens", "recovery_codes",
                    "known_sources", "api_key_secrets", "password_resets",
                    "idempotency_keys", "idempotent_replies", "job_shards"}
        self.assertEqual({kind for kind, _ in rows}, set(TABLES) - left_out)
        for kind, text in rows:
            self.assertIn(ALICE, text, kind)
            self.assertNotIn(BOB, text, kind)
            self.assertNotIn("\\x", text, kind)
        self.assertEqual(self.as_app(None, "SELECT count(*) FROM"
                                     " finplan.export_page(NULL, 9, 9)"),
                         [(0,)])
        # Page by page it is the same.
        seen, after = [], None
        while True:
            page = self.as_app(ALICE, 'SELECT kind, "row", place FROM'
                               " finplan.export_page(%s, 3, 200)", (after,))
            if not page:
                break
            seen += [row[:2] for row in page]
            after = page[-1][2]
        self.assertEqual(seen, rows)

    def test_listing_uses_the_owner_index(self):
        plan = self.as_app(
            ALICE, "SET LOCAL enable_seqscan = off; EXPLAIN SELECT id FROM"
            " finplan.plans WHERE owner_id = %s AND id < %s ORDER BY id DESC"
            " LIMIT 20", (ALICE, BOB))
        text = "\n".join(row[0] for row in plan)
        self.assertIn("plans_owner_key", text)
        self.assertNotIn("Sort", text)


if __name__ == "__main__":
    database_rig.main()
