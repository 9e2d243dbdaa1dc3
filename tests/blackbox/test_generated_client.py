"""A client that a public generator makes of the OpenAPI document: it must
compile, strictly, and work against the real stack."""
import json
import os
import shutil
import subprocess
import uuid

import pytest

import contract

CONTRACT = contract.SOURCE / "tests/contract"


@pytest.fixture(scope="module")
def tools():
    done = subprocess.run([CONTRACT / "npm_tools.sh"], capture_output=True,
                          text=True, timeout=600, check=False)
    if done.returncode == 77:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def run(*words, cwd):
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True,
                          timeout=300, check=False,
                          env={**os.environ, "NO_COLOR": "1"})
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def test_generated_client(stack, tools, tmp_path):
    document = stack.api().get("/api/v1/openapi.json")
    (tmp_path / "openapi.json").write_bytes(document.body)
    for name in ("client.ts", "package.json", "tsconfig.json"):
        shutil.copy(CONTRACT / "npm" / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(f"{tools}/node_modules")
    programs = f"{tools}/node_modules/.bin"
    run(f"{programs}/openapi-typescript", "openapi.json", "-o", "schema.d.ts",
        cwd=tmp_path)
    run(f"{programs}/tsc", "--project", ".", cwd=tmp_path)
    said = json.loads(run(
        "node", "out/client.js", f"http://127.0.0.1:{stack.port}",
        f"{uuid.uuid4().hex}@example.com", uuid.uuid4().hex, cwd=tmp_path))
    assert 0.5 < said.pop("probability") <= 1
    assert said.pop("wrong")[0] == "/plan/start_year"
    assert said == {
        "role": "user", "replayed": "true", "same": True,
        "balance": "1000000.00", "unchanged": 304, "version": 2,
        "stale": "version_mismatch", "listed": ["Typed and replaced"],
        "ledger": 30, "removed": 204,
    }


def test_a_wrong_call_does_not_compile(tools, tmp_path, stack):
    """The types are worth something: a misspelt field is an error."""
    (tmp_path / "openapi.json").write_bytes(
        stack.api().get("/api/v1/openapi.json").body)
    for name in ("client.ts", "package.json", "tsconfig.json"):
        shutil.copy(CONTRACT / "npm" / name, tmp_path / name)
    text = (tmp_path / "client.ts").read_text()
    assert "retirement_age: 65" in text
    (tmp_path / "client.ts").write_text(
        text.replace("retirement_age: 65", "retirement_agee: 65"))
    (tmp_path / "node_modules").symlink_to(f"{tools}/node_modules")
    programs = f"{tools}/node_modules/.bin"
    run(f"{programs}/openapi-typescript", "openapi.json", "-o", "schema.d.ts",
        cwd=tmp_path)
    done = subprocess.run([f"{programs}/tsc", "--project", "."], cwd=tmp_path,
                          capture_output=True, text=True, timeout=300,
                          check=False)
    assert done.returncode != 0
    assert "retirement_agee" in done.stdout
