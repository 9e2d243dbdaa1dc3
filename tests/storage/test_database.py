#!/usr/bin/python3
"""finplan-admin, the migrations and row-level security against a private
PostgreSQL; and the transactions of storage/ as they look on the wire."""
import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import postgres  # noqa: E402
import record_rows  # noqa: E402

try:
    import psycopg2
except ImportError:
    print("python3-psycopg2 was not found: skipped")
    sys.exit(postgres.SKIP)

ALICE = "01890a5d-ac96-774b-bcce-b302099a8051"
BOB = "01890a5d-ac96-774b-bcce-b302099a8052"
# Tables of users' rows.
TABLES = ("users", "sessions", "refresh_tokens", "plans", "idempotency_keys",
          "simulations", "audit", "known_sources", "totp", "recovery_codes",
          "api_keys", "api_key_secrets", "password_resets", "jobs",
          "job_shards", "job_results",
          "idempotent_replies") + record_rows.TABLES
# Tables that the service has no rights on: functions answer for them.
CLOSED = ("throttles", "job_turns")
SQL_DIR = os.path.join(postgres.source_dir(), "sql")
LATEST = len(list(pathlib.Path(SQL_DIR).glob("0*.sql")))

server = None
serial = 0


def setUpModule():
    global server
    os.umask(0o022)
    # Each test makes a database, and nothing here pulls the plug.
    server = postgres.Postgres.create(fsync="off")


def tearDownModule():
    server.remove()


def admin(*args, database="postgres", env=None, stdin=None):
    """Runs finplan-admin; (exit status, all that it printed)."""
    full = {"PATH": os.environ["PATH"], **server.environment(database),
            **(env or {})}
    for key in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
        if key in os.environ:
            full[key] = os.environ[key]
    done = subprocess.run([postgres.admin_program(), *args], env=full,
                          text=True, check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, input=stdin)
    return done.returncode, done.stdout


def connect(user, database):
    link = psycopg2.connect(server.url(user, database))
    link.autocommit = True
    return link


class Case(unittest.TestCase):
    """Each test has a database of its own; roles belong to the cluster."""

    migrated = True

    def setUp(self):
        global serial
        serial += 1
        self.database = f"finplan_{serial}"
        self.good("bootstrap", "--database", self.database)
        if self.migrated:
            self.good("migrate", "--sql-dir", SQL_DIR)
        self.links = []

    def tearDown(self):
        for link in self.links:
            link.close()

    def admin(self, *args, **more):
        return admin(*args, database=self.database, **more)

    def good(self, *args, **more):
        code, text = self.admin(*args, **more)
        self.assertEqual(code, 0, text)
        return text

    def link(self, user="finplan_app"):
        link = connect(user, self.database)
        self.links.append(link)
        return link

    def query(self, user, sql, values=()):
        with contextlib.closing(connect(user, self.database)) as link, \
                link.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else None

    def versions(self):
        return [row[0] for row in self.query(
            "super", "SELECT version FROM finplan.schema_migrations"
            " ORDER BY version")]

    def sql_copy(self, skip=0, **files):
        """The migrations, and one more with each name and text."""
        directory = tempfile.mkdtemp(prefix="fpsql")
        self.addCleanup(shutil.rmtree, directory)
        for path in pathlib.Path(SQL_DIR).glob("0*.sql"):
            shutil.copyfile(path, os.path.join(directory, path.name))
        for name, text in files.items():
            (pathlib.Path(directory) /
             f"{LATEST + 1 + skip:04}_{name}.sql").write_text(text)
        return directory


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

    def test_as_the_owner_and_as_nobody(self):
        """finplan_owner may migrate, the service's role may not."""
        code, text = self.admin("migrate", "--sql-dir", SQL_DIR, env={
            "DATABASE_ADMIN_URL": server.url("finplan_app", self.database)})
        self.assertEqual(code, 3, text)
        self.assertIn("finplan-admin bootstrap", text)
        self.good("bootstrap", "--database", self.database,
                  env={"DATABASE_OWNER_PASSWORD": "owner-password"})
        self.good("migrate", "--sql-dir", SQL_DIR, env={
            "DATABASE_ADMIN_URL": server.url("finplan_owner",
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
        with open(os.path.join(server.directory, "log"),
                  encoding="utf-8") as log:
            self.assertNotIn("app-password", log.read())

    def test_without_a_superuser(self):
        """A login that may create roles and databases is enough."""
        self.query("super", "CREATE ROLE dba LOGIN CREATEROLE CREATEDB")
        self.addCleanup(self.query, "super", "DROP OWNED BY dba;"
                        " DROP ROLE dba")
        name = self.database + "_dba"
        env = {"DATABASE_ADMIN_URL": server.url("dba", name)}
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
        tables = len(TABLES + CLOSED)
        self.assertRegex(text, "BAD +row-level security +forced on "
                         f"{tables - 1} of {tables}")
        self.query("super", "DELETE FROM finplan.schema_migrations"
                   f" WHERE version = {LATEST}")
        code, text = self.admin("check")
        self.assertRegex(text, f"BAD +schema +version {LATEST - 1}, and "
                         f"{LATEST} is needed")


class Accounts(Case):

    def test_life_of_an_account(self):
        mail, word = "Ann@Example.org", "a long enough password\n"
        from_stdin = ("--password-file", "-")
        text = self.good("user", "create", mail, *from_stdin, stdin=word)
        self.assertNotIn("long enough", text)
        self.assertEqual(
            self.query("super", "SELECT email, role, password_hash LIKE"
                       " '$argon2id$%%' FROM finplan.users"),
            [(mail, "user", True)])
        code, text = self.admin("user", "create", mail.lower(), *from_stdin,
                                stdin=word)
        self.assertEqual(code, 1, text)
        self.good("user", "create", mail, "--if-missing", *from_stdin,
                  stdin=word)
        self.good("user", "create", "root@example.org", "--role", "admin",
                  *from_stdin, stdin=word)
        text = self.good("user", "list")
        self.assertEqual([line.split()[2:] for line in text.splitlines()],
                         [["user", "active", mail],
                          ["admin", "active", "root@example.org"]])
        self.query("super", "INSERT INTO finplan.sessions (id, owner_id,"
                   " expires_at) SELECT id, id, now() + interval '1 day'"
                   " FROM finplan.users")
        self.good("user", "disable", mail.upper())
        self.assertIn("disabled", self.good("user", "list"))
        self.assertEqual(
            self.query("super", "SELECT u.email, s.revoked_for FROM"
                       " finplan.sessions s JOIN finplan.users u ON u.id ="
                       " s.owner_id ORDER BY 1"),
            [(mail, "all"), ("root@example.org", None)])
        self.good("user", "enable", mail)
        self.assertNotIn("disabled", self.good("user", "list"))
        before = self.query("super", "SELECT password_hash FROM finplan.users"
                            " WHERE email = 'root@example.org'")
        self.good("user", "set-password", "root@example.org", *from_stdin,
                  stdin="another good password\r\n")
        self.assertNotEqual(before, self.query(
            "super", "SELECT password_hash FROM finplan.users WHERE email ="
            " 'root@example.org'"))
        self.assertEqual(self.query("super", "SELECT count(*) FROM"
                                    " finplan.sessions WHERE revoked_at IS"
                                    " NULL"), [(0,)])

    def test_refusals(self):
        for args, stdin, want, word in (
                (("create", "a@b.org"), "short\n", 2, "12"),
                (("create", "a@b.org"), "", 2, "12"),
                (("create", "nobody"), "a long enough password", 2, "users"),
                (("set-password", "no@b.org"), "a long enough password", 1,
                 "no account"),
                (("create", "a@b.org", "--role", "king"), "x", 2, "--role")):
            code, text = self.admin("user", *args, "--password-file", "-",
                                    stdin=stdin)
            self.assertEqual((code, word in text), (want, True),
                             f"{args}: {code} {text}")
        code, text = self.admin("user", "disable", "no@b.org")
        self.assertEqual(code, 1, text)
        code, text = self.admin("user", "create", "a@b.org", stdin="x")
        self.assertEqual((code, "--password-file" in text), (2, True), text)
        code, text = self.admin("user", "list", env={
            "DATABASE_ADMIN_URL": server.url("finplan_app", self.database)})
        self.assertEqual(code, 3, text)


class Keys(unittest.TestCase):

    def test_files(self):
        for name, files in (("EdDSA", {"jwt_private_key", "jwt_public_key"}),
                            ("HS256", {"jwt_secret_key"}),
                            ("RS256", {"jwt_private_key",
                                       "jwt_public_key"})):
            with tempfile.TemporaryDirectory() as directory:
                args = ("keys", "generate", "--algorithm", name, "--bits",
                        "2048", "--dir", directory)
                code, text = admin(*args)
                self.assertEqual(code, 0, text)
                self.assertEqual(set(os.listdir(directory)), files)
                kept = {}
                for file in files:
                    path = pathlib.Path(directory) / file
                    kept[file] = path.read_text()
                    self.assertEqual(path.stat().st_mode & 0o077,
                                     0o044 if "public" in file else 0)
                    self.assertTrue(kept[file].endswith("\n"))
                    self.assertNotIn(kept[file], text)
                code, text = admin(*args)
                self.assertEqual(code, 1, text)
                code, text = admin(*args, "--if-missing")
                self.assertEqual(code, 0, text)
                for file in files:
                    self.assertEqual((pathlib.Path(directory) / file)
                                     .read_text(), kept[file])

    def test_output_and_refusals(self):
        code, first = admin("keys", "generate", "--algorithm", "HS256")
        self.assertEqual(code, 0, first)
        self.assertGreaterEqual(len(first.strip()), 43)
        self.assertNotEqual(first, admin("keys", "generate", "--algorithm",
                                         "HS256")[1])
        code, text = admin("keys", "generate")
        self.assertEqual(code, 0, text)
        self.assertIn("BEGIN PRIVATE KEY", text)
        self.assertIn("BEGIN PUBLIC KEY", text)
        for args in (["--algorithm", "none"], ["--bits", "512"], ["again"]):
            self.assertEqual(admin("keys", "generate", *args)[0], 2, args)
        code, text = admin("keys", "generate", "--dir", "/nonexistent")
        self.assertEqual(code, 3, text)


class Usage(unittest.TestCase):

    def test_exit_codes(self):
        for args, want in ((["--help"], 0), (["--version"], 0), ([], 2),
                           (["dance"], 2), (["migrate", "--fast"], 2),
                           (["migrate", "now"], 2),
                           (["migrate", "--wait", "-1"], 2),
                           (["migrate", "--help"], 0),
                           (["bootstrap", "--database", ""], 2)):
            code, text = admin(*args)
            self.assertEqual(code, want, f"{args}: {text}")
            self.assertTrue(text)
        self.assertRegex(admin("--version")[1],
                         rf"^finplan-admin \S+ \(schema {LATEST}, libpq \d+\.\d+\)$")

    def test_configuration(self):
        blank = {"DATABASE_ADMIN_URL": "", "DATABASE_URL": ""}
        code, text = admin("migrate", "--sql-dir", SQL_DIR, env=blank)
        self.assertEqual((code, "is not set" in text), (2, True), text)
        code, text = admin("check", env={"DATABASE_URL": "nonsense"})
        self.assertEqual(code, 2, text)
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(server.url("super", "postgres") + "\n")
            file.flush()
            path = {"DATABASE_ADMIN_URL_FILE": file.name}
            code, text = admin("bootstrap", env=path)
            self.assertEqual((code, "Both" in text), (2, True), text)
            code, text = admin("bootstrap", env={
                **path, "DATABASE_ADMIN_URL": ""})
            self.assertEqual(code, 0, text)
        code, text = admin("bootstrap", env={
            "DATABASE_URL": "postgresql://root@/finplan"})
        self.assertEqual((code, "finplan_app" in text), (2, True), text)

    def test_unreachable(self):
        away = {"DATABASE_ADMIN_URL":
                "postgresql://super:hidden@/x?host=/nonexistent"}
        started = time.monotonic()
        code, text = admin("bootstrap", env=away)
        self.assertEqual(code, 3, text)
        self.assertNotIn("hidden", text)
        code, text = admin("bootstrap", "--wait", "1", env=away)
        self.assertEqual(code, 3, text)
        self.assertLess(time.monotonic() - started, 8)

    def test_waits_for_the_server(self):
        server.stop("fast")
        timer = threading.Timer(1.0, server.start)
        timer.start()
        try:
            code, text = admin("bootstrap", "--wait", "30")
        finally:
            timer.join()
        self.assertEqual(code, 0, text)


# One row of each, its secrets made of the user's id.
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
                          # 0015: plans of households
                          "shared_plans"} | record_rows.FUNCTIONS)
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
        self.assertEqual(dict(rows), {**{t: True for t in TABLES + CLOSED},
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


class Dump(Case):

    def test_schema_dump_is_current(self):
        version = server.tool("postgres", "--version")
        if " 15." not in version:
            self.skipTest(f"the dump is PostgreSQL 15's, this is {version}")
        with open(os.path.join(SQL_DIR, "schema.sql"),
                  encoding="utf-8") as file:
            kept = file.read()
        self.assertEqual(postgres.dump(server, self.database), kept,
                         "run tests/storage/postgres.py schema >"
                         " sql/schema.sql")


def stores_program(case):
    program = os.path.join(os.environ.get("FP_BUILDDIR", "."),
                           "tests", "storage", "test_stores")
    if not os.path.exists(program):
        case.skipTest("test_stores was not built")
    return program


class Tap(threading.Thread):
    """Stands between a client and the server and counts messages."""

    def __init__(self, directory, target):
        super().__init__(daemon=True)
        self.target = target
        self.counts = {}
        self.turns = 0  # times the client spoke after the server had
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(directory, ".s.PGSQL.5432"))
        os.chmod(os.path.join(directory, ".s.PGSQL.5432"), 0o777)
        self.listener.listen(8)

    def run(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            backend = socket.socket(socket.AF_UNIX)
            backend.connect(self.target)
            state = {"speaker": None}
            for pair in ((client, backend, "client"),
                         (backend, client, "server")):
                threading.Thread(target=self.pump, args=(*pair, state),
                                 daemon=True).start()

    def pump(self, source, sink, name, state):
        held = b""
        started = name == "server"  # the client's first message has no type
        while True:
            try:
                data = source.recv(65536)
            except OSError:
                data = b""
            if not data:
                for end in (source, sink):
                    try:
                        end.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass
                return
            if name == "client" and state["speaker"] != "client":
                self.turns += 1
            state["speaker"] = name
            held += data
            while True:
                head = 5 if started else 4
                if len(held) < head:
                    break
                size = struct.unpack("!I", held[head - 4:head])[0] + head - 4
                if len(held) < size:
                    break
                kind = held[:1].decode("latin-1") if started else "startup"
                key = (name, kind)
                self.counts[key] = self.counts.get(key, 0) + 1
                started = True
                held = held[size:]
            sink.sendall(data)


class Bouncer(Case):
    """Everything works through PgBouncer in transaction mode: no statement is
    prepared by name and no setting outlives its transaction."""

    def setUp(self):
        super().setUp()
        program = shutil.which("pgbouncer", path=os.environ["PATH"] +
                               ":/usr/sbin")
        if program is None:
            self.skipTest("pgbouncer was not found")
        directory = tempfile.mkdtemp(prefix="fpbnc", dir="/tmp")
        self.addCleanup(shutil.rmtree, directory)
        config = os.path.join(directory, "pgbouncer.ini")
        pathlib.Path(config).write_text(
            f"[databases]\n{self.database} = host={server.directory}"
            " user=finplan_app\n"
            "[pgbouncer]\nlisten_port = 5432\nlisten_addr =\n"
            f"unix_socket_dir = {directory}\nauth_type = any\n"
            "pool_mode = transaction\ndefault_pool_size = 2\n"
            "max_client_conn = 50\nserver_reset_query_always = 0\n"
            f"logfile = {directory}/log\n")
        if server.drop:
            os.chown(directory, server.drop["user"], server.drop["group"])
        os.chmod(directory, 0o755)
        self.process = subprocess.Popen(
            [program, "-q", config], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=directory, **server.drop)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.terminate)
        self.url = (f"postgresql://finplan_app@/{self.database}"
                    f"?host={directory}")
        for _ in range(100):
            try:
                psycopg2.connect(self.url).close()
                return
            except psycopg2.OperationalError:
                time.sleep(0.05)
        self.fail(pathlib.Path(directory, "log").read_text())

    def test_stores(self):
        program = stores_program(self)
        for pattern in ("test_plan*", "test_session*", "test_users",
                        "test_simulations", "test_ready"):
            done = subprocess.run([program, pattern], text=True, check=False,
                                  env={**os.environ,
                                       **server.environment(self.database),
                                       "FP_TEST_DATABASE_URL": self.url},
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertRegex(done.stdout, r"PASSED *\] [1-9]")
            # The rows of one run are not in the way of the next.
            self.query("super", "DELETE FROM finplan.users")
        # Servers' sessions were shared, and none kept a claim.
        links = [psycopg2.connect(self.url) for _ in range(2)]
        for link in links:
            with link.cursor() as cursor:
                cursor.execute("SELECT coalesce(current_setting("
                               "'finplan.user_id', true), '')")
                self.assertEqual(cursor.fetchall(), [("",)])
        for link in links:
            link.close()


class Wire(Case):

    def test_one_sync_for_each_transaction(self):
        """test_one_round_trip of test_stores does five transactions (two
        registrations, plan create, get, delete) over one connection. The
        client waits for the server once for each, and once to connect."""
        program = stores_program(self)
        directory = tempfile.mkdtemp(prefix="fptap", dir="/tmp")
        self.addCleanup(shutil.rmtree, directory)
        tap = Tap(directory, os.path.join(server.directory,
                                          ".s.PGSQL.5432"))
        tap.start()
        env = {**os.environ, "FP_TEST_DATABASE_URL":
               f"postgresql://finplan_app@/{self.database}?host={directory}"}
        done = subprocess.run([program, "test_one_round_trip"], env=env,
                              text=True, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        tap.listener.close()
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, re.compile(r"PASSED.*1 test"))
        self.assertEqual(tap.counts[("client", "startup")], 1, tap.counts)
        self.assertEqual(tap.counts[("client", "S")], 5, tap.counts)
        self.assertEqual(tap.counts[("server", "Z")], 6, tap.counts)
        self.assertNotIn(("client", "Q"), tap.counts)
        # BEGIN, settings, statements, COMMIT: 4 + 4 + 4 + 2 + 5; what only
        # reads has neither the first nor the last.
        self.assertEqual(tap.counts[("client", "P")], 19, tap.counts)
        # Connecting and five batches are six turns; the farewell is one more
        # when the tap still listens by then.
        self.assertIn(tap.turns, (6, 7), tap.counts)


if __name__ == "__main__":
    if postgres.find_bindir() is None or postgres.admin_program() is None:
        print("PostgreSQL or finplan-admin was not found: skipped")
        sys.exit(postgres.SKIP)
    unittest.main(verbosity=2)
