#!/usr/bin/python3
"""Records in the database: audit and history by trigger, what an advisor may
see, and migrations over rows of every earlier version."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import database_rig  # noqa: E402  (skips where psycopg2 is not)
import record_rows  # noqa: E402
import test_database_wire  # noqa: E402
from database_rig import (ALICE, BOB, SQL_DIR, Case,  # noqa: E402
                          psycopg2)

OTHER = ALICE[:-1] + "7"


def setUpModule():
    database_rig.setUpModule()


def tearDownModule():
    database_rig.tearDownModule()


class Records(Case):

    def setUp(self):
        super().setUp()
        self.give_rows()

    def as_app(self, claim, sql, values=()):
        link = self.link()
        link.autocommit = False
        with link, link.cursor() as cursor:
            cursor.execute("SELECT set_config('finplan.user_id', %s, true),"
                           " set_config('finplan.request_id', 'req-1', true)",
                           (claim,))
            cursor.execute(sql, values)
            rows = cursor.fetchall() if cursor.description else \
                cursor.rowcount
        self.links.pop().close()
        return rows

    def audit(self, *columns):
        return self.query("super", f"SELECT {', '.join(columns)} FROM"
                          " finplan.audit WHERE request_id = 'req-1'"
                          " ORDER BY id")

    def test_each_change_leaves_audit_and_history(self):
        self.as_app(ALICE, "UPDATE finplan.accounts SET name = 'B',"
                    " fee = 0.01 WHERE id = %s", (ALICE,))
        self.as_app(ALICE, "DELETE FROM finplan.goals WHERE id = %s",
                    (ALICE,))
        self.assertEqual(
            self.audit("action", "actor_id::text", "owner_id::text",
                       "object_id::text", "household_id::text", "version",
                       "fields"),
            [("accounts.changed", ALICE, ALICE, ALICE, ALICE, 2,
              ["fee", "name"]),
             ("goals.deleted", ALICE, ALICE, ALICE, ALICE, 1, []),
             ("contributions.deleted", ALICE, ALICE, ALICE, ALICE, 1, [])])
        rows = self.query("super", "SELECT kind, version, deleted,"
                          " \"row\"->>'name' FROM finplan.history WHERE"
                          " owner_id = %s ORDER BY valid_to, kind", (ALICE,))
        self.assertIn(("accounts", 1, False, "A"), rows)
        self.assertIn(("goals", 1, True, "G"), rows)

    def test_no_audit_no_change(self):
        """Whatever keeps the audit row out keeps the change out."""
        self.query("super", "ALTER TABLE finplan.audit ADD CONSTRAINT full_up"
                   " CHECK (request_id IS NULL)")
        for sql in ("UPDATE finplan.accounts SET name = 'B'",
                    "DELETE FROM finplan.lots",
                    "INSERT INTO finplan.assumption_sets (id, owner_id, name,"
                    " model, basis, inflation_model, inflation_mean) VALUES"
                    f" ('{OTHER}', '{ALICE}', 'x', 'fixed', 'real', 'fixed',"
                    " 0)"):
            with self.assertRaises(psycopg2.errors.CheckViolation):
                self.as_app(ALICE, sql)
        self.assertEqual(self.as_app(ALICE, "SELECT name FROM"
                                     " finplan.accounts"), [("A",)])
        self.assertEqual(self.as_app(ALICE, "SELECT count(*) FROM"
                                     " finplan.lots"), [(1,)])
        self.assertEqual(self.audit("action"), [])

    def test_the_app_cannot_write_them(self):
        for sql in ("INSERT INTO finplan.history SELECT * FROM"
                    " finplan.history", "DELETE FROM finplan.history",
                    "UPDATE finplan.audit SET version = 2",
                    "DELETE FROM finplan.audit",
                    "UPDATE finplan.account_balances SET moved_cents = 0",
                    "UPDATE finplan.accounts SET version = 9",
                    "UPDATE finplan.accounts SET household_id = id",
                    "UPDATE finplan.accounts SET updated_at = now()",
                    "UPDATE finplan.transactions SET source = 'ofx'",
                    "UPDATE finplan.shares SET advisor_id = owner_id",
                    "CALL finplan.keep_records('users', '{}')"):
            with self.assertRaises(psycopg2.errors.InsufficientPrivilege,
                                   msg=sql):
                self.as_app(ALICE, sql)

    def test_a_time_names_one_version(self):
        """Many changes in one transaction, and still no overlap."""
        self.as_app(ALICE, "DO $$ BEGIN FOR i IN 1..50 LOOP"
                    " UPDATE finplan.people SET plan_to_age = 40 + i;"
                    " END LOOP; END $$")
        rows = self.query(
            "super", "SELECT version, valid_from, valid_to FROM"
            " finplan.history WHERE kind = 'people' AND record_id = %s"
            " ORDER BY version", (ALICE,))
        self.assertEqual([row[0] for row in rows], list(range(1, 51)))
        for before, after in zip(rows, rows[1:]):
            self.assertEqual(before[2], after[1])
            self.assertLess(after[1], after[2])
        for version, start, _ in rows:
            self.assertEqual(
                self.as_app(ALICE, "SELECT version FROM"
                            " finplan.people_as_of(%s) WHERE id = %s",
                            (start, ALICE)), [(version,)])

    def test_an_advisor_reads_and_writes_nothing(self):
        advisor = record_rows.ADVISOR
        self.query("super", "DELETE FROM finplan.shares WHERE owner_id = %s",
                   (BOB,))
        for table in record_rows.TABLES:
            shared = self.query(
                "super", "SELECT count(*) FROM pg_attribute WHERE attrelid ="
                " %s::regclass AND attname = 'household_id'",
                (f"finplan.{table}",)) == [(1,)]
            self.assertEqual(
                self.as_app(advisor, "SELECT DISTINCT owner_id::text FROM"
                            f" finplan.{table}"),
                [(ALICE,)] if shared else [], table)
            if table in ("history", "account_balances"):
                continue
            self.assertEqual(
                self.as_app(advisor, f"DELETE FROM finplan.{table}"), 0)
        self.assertEqual(self.as_app(advisor, "UPDATE finplan.households"
                                     " SET name = 'mine'"), 0)
        with self.assertRaises(psycopg2.errors.InsufficientPrivilege):
            self.as_app(advisor, "INSERT INTO finplan.goals (id, owner_id,"
                        " household_id, name, kind, amount_cents, due, years,"
                        " growth, growth_basis, priority) SELECT"
                        " gen_random_uuid(), owner_id, household_id, name,"
                        " kind, amount_cents, due, years, growth,"
                        " growth_basis, priority FROM finplan.goals")
        self.as_app(ALICE, "DELETE FROM finplan.shares")
        self.assertEqual(self.as_app(advisor, "SELECT count(*) FROM"
                                     " finplan.households"), [(0,)])

    def test_references_stay_in_their_household(self):
        """A row can point neither at another owner's nor at another
        household's."""
        self.as_app(ALICE, "INSERT INTO finplan.households (id, owner_id,"
                    " name, filing_status) VALUES (%s, %s, 'x', 'single')",
                    (OTHER, ALICE))
        for who in (BOB, OTHER):
            with self.assertRaises(psycopg2.errors.ForeignKeyViolation):
                self.as_app(ALICE, "UPDATE finplan.accounts SET person_id ="
                            " %s", (who,))
        with self.assertRaises(psycopg2.errors.ForeignKeyViolation):
            self.as_app(ALICE, "INSERT INTO finplan.lots (id, owner_id,"
                        " household_id, holding_id, acquired, quantity,"
                        " cost_cents) VALUES (%s, %s, %s, %s, '2020-01-01',"
                        " 1, 1)", (OTHER, ALICE, OTHER, ALICE))

    def test_balances_follow(self):
        self.as_app(ALICE, "UPDATE finplan.transactions SET amount_cents ="
                    " amount_cents * 3")
        self.as_app(ALICE, "INSERT INTO finplan.transactions (id, owner_id,"
                    " household_id, account_id, date, amount_cents,"
                    " description) SELECT gen_random_uuid(), owner_id,"
                    " household_id, account_id, date, n, 'n' FROM"
                    " finplan.transactions, generate_series(1, 100) n")
        self.as_app(ALICE, "DELETE FROM finplan.transactions WHERE"
                    " mod(amount_cents, 2) = 0")
        self.assertEqual(
            self.as_app(ALICE, "SELECT moved_cents, count FROM"
                        " finplan.account_balances"),
            self.as_app(ALICE, "SELECT sum(amount_cents)::bigint, count(*)"
                        " FROM finplan.transactions"))


class Upgrade(Case):
    """Every migration over a database with rows of the version before it."""

    migrated = False
    # Rows that a version can hold, by the first version that can.
    ROWS = {
        1: ["INSERT INTO finplan.users (id, email, password_hash) VALUES"
            " ($who, 'a@x.org', 'h')",
            "INSERT INTO finplan.sessions (id, owner_id, expires_at) VALUES"
            " ($who, $who, now() + interval '1 day')",
            "INSERT INTO finplan.refresh_tokens (token_hash, session_id,"
            " owner_id, expires_at) VALUES (sha256('x'), $who, $who,"
            " now() + interval '1 day')"],
        2: ["INSERT INTO finplan.plans (id, owner_id, name, document) VALUES"
            " ($who, $who, 'n', '{\"b\": 1,  \"a\": 2}')",
            "UPDATE finplan.plans SET name = 'm'",
            "INSERT INTO finplan.idempotency_keys (owner_id, key,"
            " request_hash, plan_id) VALUES ($who, 'k', 'h', $who)",
            "INSERT INTO finplan.simulations (id, owner_id, plan_id,"
            " plan_version, kind, result_id, result) VALUES ($who, $who,"
            " $who, 1, 'simulation', repeat('0', 32), '{}')"],
    }
    # Records need all of their migrations; the last of them is this.
    RECORDS = "shares"

    def rows_at(self, version, names):
        done = [sql for first, rows in sorted(self.ROWS.items())
                if first <= version for sql in rows]
        if self.RECORDS in names[:version]:
            done += record_rows.ROWS
        return done

    def contents(self, tables):
        """Every row as JSON, without what a migration may add."""
        out = {}
        for table, columns in tables.items():
            # By name: rows keep their values column by column.
            rows = self.query("super", f"SELECT row_to_json(t) FROM (SELECT"
                              f" {', '.join(columns)} FROM finplan.{table}) t")
            out[table] = sorted(json.dumps(row[0], sort_keys=True)
                                for row in rows)
        return out

    def columns(self):
        out = {}
        for table, column in self.query(
                "super", "SELECT c.relname, quote_ident(a.attname) FROM"
                " pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE"
                " c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND"
                " c.relnamespace = 'finplan'::regnamespace AND c.relname <>"
                " 'schema_migrations'"):
            out.setdefault(table, []).append(column)
        return out

    def test_from_every_version(self):
        files = sorted(pathlib.Path(SQL_DIR).glob("0*.sql"))
        names = [file.stem[5:] for file in files]
        self.assertIn(self.RECORDS, names)
        for version in range(1, len(files)):
            with self.subTest(version=version):
                self.database = f"upgrade_{version}"
                self.good("bootstrap", "--database", self.database)
                part = tempfile.mkdtemp(prefix="fpsql")
                self.addCleanup(shutil.rmtree, part)
                for file in files[:version]:
                    shutil.copy(file, part)
                self.good("migrate", "--sql-dir", part)
                with self.link("super").cursor() as cursor:
                    for sql in self.rows_at(version, names):
                        cursor.execute(sql.replace("$who", f"'{ALICE}'"))
                tables = self.columns()
                before = self.contents(tables)
                self.assertTrue(before["users"])
                self.good("migrate", "--sql-dir", SQL_DIR)
                for table, rows in self.contents(tables).items():
                    self.assertEqual(rows, before[table], table)
                # And what was there can be changed afterwards.
                if version >= 2:
                    self.query("super", "UPDATE finplan.plans SET name = 'z'")
                    self.assertEqual(
                        self.query("super", "SELECT version, \"row\"->>"
                                   "'document' FROM finplan.history WHERE"
                                   " kind = 'plans' ORDER BY version DESC"
                                   " LIMIT 1"),
                        [(2, '{"b": 1,  "a": 2}')])


class Bouncer(test_database_wire.Bouncer):
    """Records through PgBouncer in transaction mode, many at a time."""

    def test_stores(self):
        program = os.path.join(os.environ.get("FP_BUILDDIR", "."),
                               "tests", "storage", "test_records")
        if not os.path.exists(program):
            self.skipTest("test_records was not built")
        done = subprocess.run(
            [program, "test_records*"], text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, **database_rig.server.environment(
                self.database), "FP_TEST_DATABASE_URL": self.url,
                "FP_LEDGER_OPERATIONS": "1000"})
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r"PASSED *\] 3")


if __name__ == "__main__":
    database_rig.main()
