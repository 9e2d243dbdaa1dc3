"""`deploy.sh verify` asks a real stack: what it takes for right is what the
service answers. kubectl's part, a way to the ports, is the recording one's."""
import json
import os
import subprocess

import pytest

from stack_rig import SOURCE, Stack

SCRIPT = SOURCE / "k8s/production/deploy.sh"
STUB = SOURCE / "tests/k8s/stub"


@pytest.fixture(scope="module")
def stack():
    server = Stack({"ANONYMOUS_CALCULATORS": "false"})
    try:
        server.start()
        server.wait_ready()
        yield server
    finally:
        server.remove()


@pytest.fixture
def verify(stack, tmp_path):
    def run(**environment):
        (tmp_path / "answers.json").write_text(json.dumps([
            [f"^port-forward {what}", 0,
             f"Forwarding from 127.0.0.1:{port} -> 1\n"]
            for what, port in (("service/", stack.port),
                               ("deployment/", stack.internal_port))]))
        return subprocess.run(
            [SCRIPT, "--context", "test-cluster", "verify"], check=False,
            capture_output=True, text=True, timeout=120,
            env={**os.environ, **environment, "STUB_DIR": str(tmp_path),
                 "PATH": f"{STUB}:{os.environ['PATH']}"})
    return run


def api_key(stack, folder):
    made = stack.new_user().post("/api/v1/auth/api-keys", {
        "name": "deployment", "scope": "simulations:run",
        "expires_in_days": 1})
    assert made.status == 201, made.body
    path = folder / "key"
    path.write_text(made.json["key"] + "\n")
    return path


def test_a_good_service_with_a_key(stack, verify, tmp_path):
    done = verify(VERIFY_API_KEY_FILE=str(api_key(stack, tmp_path)))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "a simulation of known answer" in done.stdout
    assert "WRONG" not in done.stdout


def test_a_good_service_without_a_key(verify):
    done = verify()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "refused to strangers" in done.stdout


def test_a_wrong_key_is_no_good_answer(verify, tmp_path):
    path = tmp_path / "key"
    path.write_text("fpk_" + "x" * 43)
    done = verify(VERIFY_API_KEY_FILE=str(path))
    assert done.returncode == 7
    assert "WRONG a simulation of known answer: 401" in done.stdout


def test_a_service_whose_database_is_away(stack, verify):
    stack.kill("postgres")
    try:
        done = verify()
        assert done.returncode == 7
        assert "WRONG ready" in done.stdout
        assert "ok    health" in done.stdout
    finally:
        stack.start("postgres")
        stack.wait_ready()
