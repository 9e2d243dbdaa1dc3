#!/usr/bin/python3
"""What finplan-admin does besides the schema: users, keys, its own usage."""
import os
import pathlib
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import database_rig  # noqa: E402
from database_rig import SQL_DIR, LATEST, admin, Case  # noqa: E402

setUpModule = database_rig.setUpModule
tearDownModule = database_rig.tearDownModule


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
            "DATABASE_ADMIN_URL": database_rig.server.url("finplan_app", self.database)})
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
            file.write(database_rig.server.url("super", "postgres") + "\n")
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
        database_rig.server.stop("fast")
        timer = threading.Timer(1.0, database_rig.server.start)
        timer.start()
        try:
            code, text = admin("bootstrap", "--wait", "30")
        finally:
            timer.join()
        self.assertEqual(code, 0, text)


# One row of each, its secrets made of the user's id.


if __name__ == "__main__":
    database_rig.main()
