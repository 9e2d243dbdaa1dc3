#!/usr/bin/env python3
"""A private PostgreSQL for tests: own directory, unix socket only, no port.

    postgres.py run -- COMMAND...     start one, bootstrap and migrate it with
                                      finplan-admin, run COMMAND, remove it
    postgres.py start|stop|kill|pause|resume DIR
                                      for COMMAND, which gets DIR in
                                      FP_TEST_PG_DIR (kill: -9 to all of it)
    postgres.py schema                print the dump kept in sql/schema.sql

Exit status of run is COMMAND's, or 77 (skip) where PostgreSQL is not
installed. Needs only the standard library.
"""
import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SKIP = 77
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0777",
    "max_connections": "40",
    "shared_buffers": "16MB",
    "timezone": "'UTC'",
    "logging_collector": "off",
}


def find_bindir():
    """Directory of initdb and postgres: $FP_TEST_PG_BINDIR, PATH, Debian's."""
    given = os.environ.get("FP_TEST_PG_BINDIR")
    places = [given] if given else []
    found = shutil.which("initdb")
    if found:
        places.append(os.path.dirname(os.path.realpath(found)))
    places += sorted(glob.glob("/usr/lib/postgresql/*/bin"),
                     key=lambda p: -int("0" + p.split("/")[4].split(".")[0]))
    for place in places:
        if os.path.exists(os.path.join(place, "initdb")):
            return place
    return None


def unprivileged():
    """Arguments of subprocess that drop root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid,
                "extra_groups": []}
    raise SystemExit(SKIP)


class Postgres:
    """One cluster below `directory`."""

    def __init__(self, directory):
        self.directory = str(directory)
        self.data = os.path.join(self.directory, "data")
        self.bindir = find_bindir()
        self.drop = unprivileged()

    @classmethod
    def create(cls, **settings):
        """A running cluster; settings go into postgresql.conf as they are."""
        base = tempfile.gettempdir()
        # A socket's path may have 107 bytes.
        directory = tempfile.mkdtemp(prefix="fppg",
                                     dir=base if len(base) < 60 else "/tmp")
        self = cls(directory)
        if self.drop:
            os.chown(directory, self.drop["user"], self.drop["group"])
        try:
            self.tool("initdb", "-D", self.data, "-U", "super", "-A", "trust",
                      "-E", "UTF8", "--locale=C", "--no-sync")
            with open(os.path.join(self.data, "postgresql.conf"), "a",
                      encoding="ascii") as conf:
                for key, value in {**SETTINGS, **settings}.items():
                    conf.write(f"{key} = {value}\n")
                conf.write(f"unix_socket_directories = '{self.directory}'\n")
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def tool(self, name, *args):
        done = subprocess.run([os.path.join(self.bindir, name), *args],
                              cwd=self.directory, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.STDOUT, check=False,
                              **self.drop)
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stdout}")
        return done.stdout

    def start(self):
        # Its output goes to the log: a pipe would stay open for as long as
        # the server runs.
        with open(os.devnull, "r+b") as null:
            done = subprocess.run(
                [os.path.join(self.bindir, "pg_ctl"), "-D", self.data, "-l",
                 os.path.join(self.directory, "log"), "-w", "-t", "60",
                 "start"],
                cwd=self.directory, stdin=null, stdout=null, stderr=null,
                check=False, **self.drop)
        if done.returncode:
            raise RuntimeError("pg_ctl start: see " + self.directory + "/log")

    def stop(self, mode="immediate"):
        self.tool("pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", "60",
                  "stop")

    def pids(self):
        """The postmaster and its children."""
        try:
            with open(os.path.join(self.data, "postmaster.pid"),
                      encoding="ascii") as file:
                first = int(file.readline())
        except (OSError, ValueError):
            return []
        pids = [first]
        for stat in glob.glob("/proc/[0-9]*/stat"):
            try:
                fields = pathlib.Path(stat).read_text().rpartition(")")[2]
                if int(fields.split()[1]) == first:
                    pids.append(int(stat.split("/")[2]))
            except (OSError, ValueError, IndexError):
                continue
        return pids

    def kill(self, sig=signal.SIGKILL):
        """The signal to every process of this cluster, as a power cut would
        end them."""
        pids = self.pids()
        for pid in pids:
            try:
                os.kill(pid, sig)
            except ProcessLookupError:
                pass
        if sig != signal.SIGKILL:
            return
        for _ in range(200):
            if not any(alive(pid) for pid in pids):
                break
            time.sleep(0.05)
        # Where nobody reaps orphans (a container without init) the dead
        # postmaster stays a zombie, whose number in the lock files would
        # stop the next start.
        if pids and not alive(pids[0]):
            for lock in (os.path.join(self.data, "postmaster.pid"),
                         os.path.join(self.directory, ".s.PGSQL.5432.lock")):
                pathlib.Path(lock).unlink(missing_ok=True)

    def remove(self):
        try:
            if self.pids():
                self.stop("immediate")
        except RuntimeError:
            self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def url(self, user, database="finplan"):
        return f"postgresql://{user}@/{database}?host={self.directory}"

    def environment(self, database="finplan"):
        """For finplan-admin, the service and the tests."""
        return {
            "DATABASE_ADMIN_URL": self.url("super", database),
            "DATABASE_URL": self.url("finplan_app", database),
            "FP_TEST_DATABASE_URL": self.url("finplan_app", database),
            "FP_TEST_PG_DIR": self.directory,
        }


def alive(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] not in ("Z", "X")


def source_dir():
    return os.environ.get("FP_SRCDIR") or str(
        pathlib.Path(__file__).resolve().parents[2])


def admin_program():
    """finplan-admin of this build: $FP_ADMIN, the build tree, or PATH."""
    given = os.environ.get("FP_ADMIN")
    if given:
        return given
    for place in (os.environ.get("FP_BUILDDIR"), source_dir(), "."):
        if place and os.path.exists(os.path.join(place, "finplan-admin")):
            return os.path.abspath(os.path.join(place, "finplan-admin"))
    return shutil.which("finplan-admin")


def prepare(server, env, database="finplan"):
    """Roles, database and schema, by the real program."""
    admin = admin_program()
    for args in (["bootstrap", "--database", database],
                 ["migrate", "--sql-dir",
                  os.path.join(source_dir(), "sql")]):
        done = subprocess.run([admin, *args], env=env, text=True, check=False,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        if done.returncode:
            raise RuntimeError(f"finplan-admin {args[0]}: {done.stdout}")


DUMP_HEAD = """\
-- The schema after all migrations, for readers. Made by
-- tests/storage/postgres.py schema; finplan-admin migrate does not read it.

"""


def dump(server, database="finplan"):
    """The schema as text that depends on the migrations alone."""
    lines = []
    for line in server.tool("pg_dump", "--schema-only", "--schema=finplan",
                            server.url("super", database)).splitlines():
        if line.startswith(("\\restrict", "\\unrestrict", "-- Dumped",
                            "-- PostgreSQL database dump", "SET ",
                            "SELECT pg_catalog.set_config")):
            continue
        if line == "--" or (line == "" and lines and lines[-1] == ""):
            continue
        lines.append(line)
    return DUMP_HEAD + "\n".join(lines).strip("\n") + "\n"


def print_schema():
    server = Postgres.create()
    try:
        prepare(server, {**os.environ, **server.environment()})
        print(dump(server), end="")
    finally:
        server.remove()
    return 0


def run(command):
    if find_bindir() is None or admin_program() is None:
        print("PostgreSQL or finplan-admin was not found: skipped")
        return SKIP
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    server = Postgres.create()
    try:
        env = {**os.environ, **server.environment()}
        prepare(server, env)
        return subprocess.run(command, env=env, check=False).returncode
    finally:
        server.remove()


def main(argv):
    if len(argv) >= 3 and argv[0] == "run" and argv[1] == "--":
        return run(argv[2:])
    if argv == ["schema"]:
        return print_schema()
    if len(argv) >= 2 and argv[0] in ("start", "stop", "kill", "pause",
                                      "resume"):
        server = Postgres(argv[1])
        if argv[0] == "pause":
            server.kill(signal.SIGSTOP)
        elif argv[0] == "resume":
            server.kill(signal.SIGCONT)
        else:
            getattr(server, argv[0])()
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
