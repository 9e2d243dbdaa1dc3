"""What the tests of identity share: accounts, codes of an authenticator app,
the database behind the service, and its clock."""
import base64
import hashlib
import hmac
import os
import struct
import subprocess
import time
import uuid

from stack_rig import BUILD

AUTH = "/api/v1/auth/"
ME = "/api/v1/users/me"
PLANS = "/api/v1/plans"
PASSWORD = "correct horse battery"


class Person:
    """A registered account with one open session."""

    def __init__(self, stack, email=None, password=PASSWORD):
        self.stack = stack
        self.email = email or f"{uuid.uuid4().hex}@example.com"
        self.password = password
        reply = stack.api().post(AUTH + "register", {
            "email": self.email, "password": password})
        assert reply.status == 201, reply.body
        self.id = reply.json["id"]
        self.tokens = None
        self.enter()

    def enter(self, **more):
        self.tokens = self.login(**more)
        return self

    def try_login(self, **more):
        return self.stack.api().post(AUTH + "login", {
            "email": self.email, "password": self.password, **more})

    def login(self, **more):
        reply = self.try_login(**more)
        assert reply.status == 200, reply.body
        return reply.json

    @property
    def api(self):
        return self.stack.api(self.tokens["access_token"])

    def refresh(self, tokens=None):
        return self.stack.api().post(AUTH + "refresh", {
            "refresh_token": (tokens or self.tokens)["refresh_token"]})

    def enrol(self):
        """Turns the second factor on; (secret, recovery codes)."""
        reply = self.api.post(AUTH + "totp", {"password": self.password})
        assert reply.status == 200, reply.body
        secret = reply.json["secret"]
        # A code of the step before leaves the present one for the login.
        done = self.api.post(AUTH + "totp/confirm", {
            "totp": totp(secret, -1)})
        assert done.status == 200, done.body
        return secret, done.json["recovery_codes"]


def totp(secret, away=0):
    """The code of a secret, `away` steps of 30 seconds from now. RFC 6238."""
    away_from_the_edge()
    key = base64.b32decode(secret)
    step = int(time.time()) // 30 + away
    mac = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at:at + 4])[0] & 0x7fffffff
    return f"{number % 1000000:06}"


def away_from_the_edge():
    """Waits where a step is about to end, so that a test stays inside it."""
    left = 30 - time.time() % 30
    if left < 3:
        time.sleep(left + 0.1)


def environment(stack):
    lines = stack.run("env").stdout.splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def admin(stack, *args):
    """finplan-admin against this stack."""
    subprocess.run([BUILD / "finplan-admin", *args], check=True, timeout=30,
                   env={**os.environ, **environment(stack)},
                   stdout=subprocess.DEVNULL)


def sql(stack, text):
    """Rows of a query by the superuser, each a list of texts."""
    url = environment(stack)["DATABASE_ADMIN_URL"]
    done = subprocess.run(["psql", url, "-XAtq", "-F", "\t", "-c", text],
                          check=True, timeout=30, text=True,
                          stdout=subprocess.PIPE)
    return [line.split("\t") for line in done.stdout.splitlines()]


def become(stack, person, role):
    """Gives a role, as an operator would, and logs in again."""
    sql(stack, f"UPDATE finplan.users SET role = '{role}'"
        f" WHERE id = '{person.id}'")
    return person.enter()


def audit(stack, person):
    return [row[0] for row in sql(
        stack, "SELECT action || coalesce(':' || detail, '') FROM"
        f" finplan.audit WHERE owner_id = '{person.id}' ORDER BY id")]
