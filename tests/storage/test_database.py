#!/usr/bin/python3
"""finplan-admin bootstrap and migrate, and the schema that they make, against a
private PostgreSQL."""
import contextlib
import hashlib
import json
import os
import pathlib
import re
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import database_rig  # noqa: E402
import postgres  # noqa: E402
import record_rows  # noqa: E402
from database_rig import (ALICE, CLOSED, COMMON, LATEST, SQL_DIR, TABLES,  # noqa: E402
                          admin, Case, psycopg2)

setUpModule = database_rig.setUpModule
tearDownModule = database_rig.tearDownModule


class Migrate(Case):
    migrated = False

    def test_from_empty_then_again(self):
        text = self.good("migrate", "--sql-dir", SQL_DIR)
        known = sorted(p.stem for p in pathlib.Path(SQL_DIR).glob("0*.sql"))
        self.assertEqual(text.splitlines(), [f"applied {k}" for k in known])
        self.assertIn("nothing to apply",
                      self.good("migrate", "--sql-dir", SQL_DIR))
        self.assertEqual(self.versions(), list(range(1, len(known) + 1)))
        text = self.good("migrate", "--status", "--sql-dir", SQL_DIR)
        self.assertEqual(text.count("applied"), len(known))

    def test_dry_run_and_status_change_nothing(self):
        text = self.good("migrate", "--dry-run", "--sql-dir", SQL_DIR)
        self.assertIn("would apply 0001_users", text)
        code, text = self.admin("migrate", "--status", "--sql-dir", SQL_DIR)
        self.assertEqual(code, 1, text)
        self.assertIn("pending  0001_users", text)
        self.assertEqual(self.query("super", "SELECT count(*) FROM pg_class"
                                    " WHERE relnamespace ="
                                    " to_regnamespace('finplan')"), [(0,)])

    def test_edited_file_is_refused(self):
        directory = self.sql_copy()
        self.good("migrate", "--sql-dir", directory)
        with open(os.path.join(directory, "0001_users.sql"), "a",
                  encoding="utf-8") as file:
            file.write("-- one more line\n")
        for args in (["migrate"], ["migrate", "--dry-run"],
                     ["migrate", "--status"]):
            code, text = self.admin(*args, "--sql-dir", directory)
            self.assertEqual(code, 1, text)
            self.assertIn("0001_users differs", text)

    def test_newer_schema_is_refused(self):
        self.good("migrate", "--sql-dir",
                  self.sql_copy(more="CREATE TABLE finplan.more ();"))
        before = self.versions()
        code, text = self.admin("migrate", "--sql-dir", SQL_DIR)
        self.assertEqual(code, 1, text)
        self.assertIn("newer than this program", text)
        self.assertEqual(self.versions(), before)

    def test_two_runs_at_once_apply_once(self):
        results = []
        threads = [threading.Thread(target=lambda: results.append(
            self.admin("migrate", "--sql-dir", SQL_DIR))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([code for code, _ in results], [0, 0, 0], results)
        lines = sum((text.splitlines() for _, text in results), [])
        self.assertEqual(lines.count("applied 0001_users"), 1, lines)
        self.assertEqual(lines.count("applied 0002_plans"), 1, lines)

    def test_failed_migration_leaves_nothing(self):
        directory = self.sql_copy(
            bad="CREATE TABLE finplan.half (id int);\nSELECT 1/0;\n")
        code, text = self.admin("migrate", "--sql-dir", directory)
        self.assertEqual(code, 3, text)
        self.assertIn(f"{LATEST + 1:04}_bad was not applied", text)
        self.assertIn("division by zero", text)
        self.assertEqual(self.versions(), list(range(1, LATEST + 1)))
        self.assertEqual(self.query("super", "SELECT"
                                    " to_regclass('finplan.half')"),
                         [(None,)])
        code, text = self.admin("migrate", "--sql-dir",
                                self.sql_copy(own="COMMIT;"))
        self.assertNotEqual(code, 0, text)
        self.assertIn("ends its own transaction", text)
        self.assertEqual(self.versions(), list(range(1, LATEST + 1)))

    def test_gap_and_empty_directory(self):
        directory = self.sql_copy(skip=1, gap="SELECT 1;")
        code, text = self.admin("migrate", "--sql-dir", directory)
        self.assertEqual(code, 1, text)
        self.assertIn("no gaps", text)
        with tempfile.TemporaryDirectory() as empty:
            code, text = self.admin("migrate", "--sql-dir", empty)
        self.assertEqual(code, 3, text)

    def test_keys_of_the_release_before_stay_good(self):
        """0005 makes replies of the keys that only plans had."""
        old = self.sql_copy()
        for path in pathlib.Path(old).glob("0*.sql"):
            if path.name >= "0005_idem":
                path.unlink()
        self.good("migrate", "--sql-dir", old)
        link = self.link("super")
        plan, gone = ALICE[:-1] + "8", ALICE[:-1] + "9"
        with link.cursor() as cursor:
            cursor.execute("INSERT INTO finplan.users (id, email,"
                           " password_hash) VALUES (%s, 'a@example.com', 'h')",
                           (ALICE,))
            cursor.execute("INSERT INTO finplan.plans (id, owner_id, name,"
                           " document) VALUES (%s, %s, %s, %s)",
                           (plan, ALICE, 'The "one"', '{"a": 1}'))
            for key, made, age in (("k", plan, 1), ("gone", gone, 1),
                                   ("old", plan, 49)):
                cursor.execute(
                    "INSERT INTO finplan.idempotency_keys (owner_id, key,"
                    " request_hash, plan_id, created_at) VALUES (%s, %s, %s,"
                    " %s, now() - make_interval(hours => %s))",
                    (ALICE, key, "b" * 64, made, age))
        self.good("migrate", "--sql-dir", SQL_DIR)
        rows = dict((row[0], row[1:]) for row in self.query(
            "super", "SELECT key, route, request_hash, status, location, body"
            " FROM finplan.idempotent_replies"))
        self.assertEqual(set(rows), {"k", "gone"})
        wanted = hashlib.sha256(
            b"/api/v1/plans\n\n" + b"b" * 64).hexdigest()
        self.assertEqual(rows["gone"], (
            "POST /api/v1/plans", wanted, 201, f"/api/v1/plans/{gone}", None))
        self.assertEqual(rows["k"][:4], (
            "POST /api/v1/plans", wanted, 201, f"/api/v1/plans/{plan}"))
        body = json.loads(rows["k"][4])
        self.assertEqual(body["created"], body["updated"])
        self.assertRegex(body["created"],
                         r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual((body["id"], body["name"], body["version"],
                          body["plan"]), (plan, 'The "one"', 1, {"a": 1}))

    def rows(self):
        """{table: [row]} of all that there is in tables of users' rows."""
        there = [row[0] for row in self.query(
            "super", "SELECT tablename::text FROM pg_tables"
            " WHERE schemaname = 'finplan'")]
        return {table: [row[0] for row in self.query(
            "super", f"SELECT row_to_json(t) FROM finplan.{table} t"
            " ORDER BY row_to_json(t)::text")]
                for table in TABLES if table in there}

    def test_up_from_every_version_with_data(self):
        """Whatever version a database with rows is of, it comes up to the
        newest, and no row loses what it had."""
        filled = set()
        for last in range(2, LATEST):
            self.tearDown()
            self.setUp()
            old = self.sql_copy()
            for path in pathlib.Path(old).glob("0*.sql"):
                if int(path.name[:4]) > last:
                    path.unlink()
            self.good("migrate", "--sql-dir", old)
            for sql in ("INSERT INTO finplan.users (id, email, password_hash)"
                        " VALUES ($who, 'a@example.com', 'h')",
                        "INSERT INTO finplan.plans (id, owner_id, name,"
                        " document) VALUES ($who, $who, 'P', '{\"a\": 1}')",
                        *record_rows.ROWS):
                with contextlib.suppress(psycopg2.errors.UndefinedTable,
                                         psycopg2.errors.UndefinedColumn):
                    self.query("super", sql.replace("$who", f"'{ALICE}'"))
            before = self.rows()
            self.good("migrate", "--sql-dir", SQL_DIR)
            after = self.rows()
            for table, rows in before.items():
                with self.subTest(version=last, table=table):
                    kept = [{name: row[name] for name in was} for was, row in
                            zip(rows, after[table])]
                    self.assertEqual(kept, rows)
                    if rows:
                        filled.add(table)
            self.assertEqual(self.versions(), list(range(1, LATEST + 1)))
        self.assertLess({"users", "plans", "transactions", "scenarios",
                         "shares", "history", "audit"}, filled)

    def test_as_the_owner_and_as_nobody(self):
        """finplan_owner may migrate, the service's role may not."""
        code, text = self.admin("migrate", "--sql-dir", SQL_DIR, env={
            "DATABASE_ADMIN_URL": database_rig.server.url("finplan_app", self.database)})
        self.assertEqual(code, 3, text)
        self.assertIn("finplan-admin bootstrap", text)
        self.good("bootstrap", "--database", self.database,
                  env={"DATABASE_OWNER_PASSWORD": "owner-password"})
        self.good("migrate", "--sql-dir", SQL_DIR, env={
            "DATABASE_ADMIN_URL": database_rig.server.url("finplan_owner",
                                             self.database)})


class Bootstrap(Case):

    def test_again_and_passwords(self):
        text = self.good("bootstrap", "--database", self.database,
                         env={"DATABASE_PASSWORD": "app-password"})
        self.assertNotIn("app-password", text)
        self.assertEqual(
            self.query("super", "SELECT rolpassword LIKE 'SCRAM-SHA-256$%%',"
                       " rolsuper, rolbypassrls, rolcreaterole, rolcanlogin"
                       " FROM pg_authid WHERE rolname = 'finplan_app'"),
            [(True, False, False, False, True)])
        with open(os.path.join(database_rig.server.directory, "log"),
                  encoding="utf-8") as log:
            self.assertNotIn("app-password", log.read())

    def test_without_a_superuser(self):
        """A login that may create roles and databases is enough."""
        self.query("super", "CREATE ROLE dba LOGIN CREATEROLE CREATEDB")
        self.addCleanup(self.query, "super", "DROP OWNED BY dba;"
                        " DROP ROLE dba")
        name = self.database + "_dba"
        env = {"DATABASE_ADMIN_URL": database_rig.server.url("dba", name)}
        self.good("bootstrap", "--database", name, env=env)
        self.good("migrate", "--sql-dir", SQL_DIR, env=env)
        self.assertEqual(admin("check", database=name),
                         admin("check", database=self.database))

    def test_role_that_bypasses_is_refused(self):
        self.query("super", "ALTER ROLE finplan_app BYPASSRLS")
        try:
            code, text = self.admin("bootstrap", "--database", self.database)
            self.assertEqual(code, 3, text)
            self.assertIn("bypasses row-level security", text)
            code, text = self.admin("check")
            self.assertEqual(code, 1, text)
            self.assertRegex(text, r"BAD +role")
        finally:
            self.query("super", "ALTER ROLE finplan_app NOBYPASSRLS")
        self.assertNotRegex(self.admin("check")[1], r"BAD +role")

    def set_fsync(self, value):
        self.query("super", f"ALTER SYSTEM SET fsync = {value}")
        self.query("super", "SELECT pg_reload_conf()")
        for _ in range(100):
            if self.query("super", "SHOW fsync") == [(value,)]:
                return
            time.sleep(0.05)
        self.fail("the setting was not taken up")

    def test_check_sees_what_is_wrong(self):
        code, text = self.admin("check")
        self.assertEqual(code, 1, text)
        self.assertEqual(re.findall(r"BAD +(\S+)", text), ["durability"])
        self.set_fsync("on")
        self.addCleanup(self.set_fsync, "off")
        text = self.good("check")
        self.assertNotIn("BAD", text)
        # Any table is looked at, whichever was added last.
        self.query("super", "CREATE POLICY leak ON finplan.shares FOR SELECT"
                   " TO finplan_app USING (true);"
                   "SET session_replication_role = replica;"
                   "INSERT INTO finplan.shares VALUES (gen_random_uuid(),"
                   " gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),"
                   " 1, now(), now())")
        code, text = self.admin("check")
        self.assertEqual(code, 1, text)
        self.assertRegex(text, r"BAD +no claim, no rows +[1-9]\d* rows are")
        self.query("super", "DROP POLICY leak ON finplan.shares;"
                   "DELETE FROM finplan.shares")
        self.query("super",
                   "ALTER TABLE finplan.plans NO FORCE ROW LEVEL SECURITY")
        code, text = self.admin("check")
        self.assertEqual(code, 1, text)
        tables = len(TABLES + CLOSED + COMMON)
        self.assertRegex(text, "BAD +row-level security +forced on "
                         f"{tables - 1} of {tables}")
        self.query("super", "DELETE FROM finplan.schema_migrations"
                   f" WHERE version = {LATEST}")
        code, text = self.admin("check")
        self.assertRegex(text, f"BAD +schema +version {LATEST - 1}, and "
                         f"{LATEST} is needed")


class Dump(Case):

    def test_schema_dump_is_current(self):
        version = database_rig.server.tool("postgres", "--version")
        if " 15." not in version:
            self.skipTest(f"the dump is PostgreSQL 15's, this is {version}")
        with open(os.path.join(SQL_DIR, "schema.sql"),
                  encoding="utf-8") as file:
            kept = file.read()
        self.assertEqual(postgres.dump(database_rig.server, self.database), kept,
                         "run tests/storage/postgres.py schema >"
                         " sql/schema.sql")


if __name__ == "__main__":
    database_rig.main()
