#!/usr/bin/python3
"""The transactions of storage/ as they look on the wire, and through
PgBouncer."""
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

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import database_rig  # noqa: E402
from database_rig import Case, psycopg2  # noqa: E402

setUpModule = database_rig.setUpModule
tearDownModule = database_rig.tearDownModule


def program_of(case, name):
    program = os.path.join(os.environ.get("FP_BUILDDIR", "."),
                           "tests", "storage", name)
    if not os.path.exists(program):
        case.skipTest(f"{name} was not built")
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
            f"[databases]\n{self.database} = host={database_rig.server.directory}"
            " user=finplan_app\n"
            "[pgbouncer]\nlisten_port = 5432\nlisten_addr =\n"
            f"unix_socket_dir = {directory}\nauth_type = any\n"
            "pool_mode = transaction\ndefault_pool_size = 2\n"
            "max_client_conn = 50\nserver_reset_query_always = 0\n"
            f"logfile = {directory}/log\n")
        if database_rig.server.drop:
            os.chown(directory, database_rig.server.drop["user"], database_rig.server.drop["group"])
        os.chmod(directory, 0o755)
        self.process = subprocess.Popen(
            [program, "-q", config], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=directory, **database_rig.server.drop)
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
        for name, pattern in (("test_identity", "test_session*"),
                              ("test_identity", "test_users"),
                              ("test_stores", "test_plan*"),
                              ("test_stores", "test_simulations"),
                              ("test_stores", "test_ready")):
            done = subprocess.run([program_of(self, name), pattern],
                                  text=True, check=False,
                                  env={**os.environ,
                                       **database_rig.server.environment(self.database),
                                       "FP_TEST_DATABASE_URL": self.url},
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertRegex(done.stdout, r"PASSED *\] [1-9]")
            # The rows of one run are not in the way of the next.
            self.query("super", "DELETE FROM finplan.users")
        # Servers' sessions were shared, and none kept a claim or a statement.
        links = [psycopg2.connect(self.url) for _ in range(2)]
        for link in links:
            with link.cursor() as cursor:
                cursor.execute("SELECT coalesce(current_setting("
                               "'finplan.user_id', true), '')")
                self.assertEqual(cursor.fetchall(), [("",)])
                cursor.execute("SELECT count(*) FROM pg_prepared_statements")
                self.assertEqual(cursor.fetchall(), [(0,)])
        for link in links:
            link.close()


class Wire(Case):

    def test_one_sync_for_each_transaction(self):
        """test_one_round_trip of test_stores does five transactions (two
        registrations, plan create, get, delete) over one connection. The
        client waits for the server once for each, and once to connect."""
        program = program_of(self, "test_stores")
        directory = tempfile.mkdtemp(prefix="fptap", dir="/tmp")
        self.addCleanup(shutil.rmtree, directory)
        tap = Tap(directory, os.path.join(database_rig.server.directory,
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
        # reads has neither the first nor the last. The first one asks for the
        # server's process besides.
        self.assertEqual(tap.counts[("client", "E")], 20, tap.counts)
        # Parsed are all of the first one, then what is new: all four again, to
        # give three of them names; the insertion; 2 of the reading; 2 of the
        # deletion.
        self.assertEqual(tap.counts[("client", "P")], 5 + 4 + 1 + 2 + 2,
                         tap.counts)
        # Connecting and five batches are six turns; the farewell is one more
        # when the tap still listens by then.
        self.assertIn(tap.turns, (6, 7), tap.counts)


if __name__ == "__main__":
    database_rig.main()
