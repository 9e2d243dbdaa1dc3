"""A private PostgreSQL that the tests of the database share, and a database of
its own for each of them."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
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
CLOSED = ("throttles", "job_turns", "market_symbols")
# Tables that belong to nobody and that every user reads.
COMMON = ("market_prices",)
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

    def give_rows(self):
        """A row in every table of records for ALICE, and for BOB."""
        with self.link("super").cursor() as cursor:
            for who, mail in ((ALICE, "alice@x.org"), (BOB, "bob@x.org")):
                cursor.execute("INSERT INTO finplan.users (id, email,"
                               " password_hash) VALUES (%s, %s, 'h')",
                               (who, mail))
                cursor.execute("INSERT INTO finplan.plans (id, owner_id,"
                               " name, document) VALUES (%s, %s, 'n', '{}')",
                               (who, who))
                for sql in record_rows.ROWS:
                    cursor.execute(sql.replace("$who", f"'{who}'"))

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


def main():
    """Of a file of tests that is run by itself."""
    if postgres.find_bindir() is None or postgres.admin_program() is None:
        print("PostgreSQL or finplan-admin was not found: skipped")
        sys.exit(postgres.SKIP)
    unittest.main(verbosity=2)
