"""Browsers' cross-origin requests, through nginx, for every documented route."""
import os
import subprocess

import pytest

from stack_rig import BUILD, Stack

PAGE = "https://app.example.com"
OTHER = "https://app.example.com.evil.example"



@pytest.fixture(scope="module")
def api():
    server = Stack({"CORS_ALLOWED_ORIGINS": PAGE + " http://localhost:5173"},
                   ("postgres", "memcached", "api", "sim", "nginx"))
    try:
        server.start()
        server.wait_ready()
        yield server.api()
    finally:
        server.remove()


def preflight(api, path, method, origin=PAGE):
    return api.call("OPTIONS", path, headers={
        "Origin": origin, "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,if-match"})


def test_every_route_answers_a_preflight(api):
    paths = api.get("/api/v1/openapi.json").json["paths"]
    asked = 0
    for path, operations in paths.items():
        path = path.replace("{", "").replace("}", "")
        for method in operations:
            if method not in ("get", "put", "post", "patch", "delete"):
                continue
            reply = preflight(api, path, method.upper())
            told = reply.headers["Access-Control-Allow-Methods"].split(", ")
            assert reply.status == 204 and method.upper() in told, path
            assert reply.headers["Access-Control-Allow-Origin"] == PAGE
            assert "If-Match" in reply.headers["Access-Control-Allow-Headers"]
            assert "Authorization" in \
                reply.headers["Access-Control-Allow-Headers"]
            asked += 1
    assert asked > 200


def test_every_documented_header_may_be_used(api):
    document = api.get("/api/v1/openapi.json").json
    reply = preflight(api, "/api/v1/plans", "GET")
    allowed = reply.headers["Access-Control-Allow-Headers"].split(", ")
    asked = {part["name"] for part in
             document["components"]["parameters"].values()
             if part["in"] == "header"}
    assert {"Priority", "Accept-Signature", "Last-Event-ID"} <= asked
    assert asked <= set(allowed)
    reply = api.get("/health", headers={"Origin": PAGE})
    shown = reply.headers["Access-Control-Expose-Headers"].split(", ")
    given = set(document["components"]["headers"]) - {"WWW-Authenticate"}
    assert given <= set(shown), given - set(shown)


@pytest.mark.parametrize("path", ["/health", "/api/v1/plans"])
def test_replies_and_problems_may_be_read(api, path):
    reply = api.get(path, headers={"Origin": PAGE})
    assert reply.headers["Access-Control-Allow-Origin"] == PAGE
    assert reply.headers["Vary"] == "Origin"
    assert "ETag" in reply.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in reply.headers


def test_other_pages_may_not(api):
    for reply in (api.get("/health", headers={"Origin": OTHER}),
                  preflight(api, "/api/v1/plans", "GET", OTHER)):
        assert not [name for name in reply.headers
                    if name.startswith("Access-Control")]
        assert reply.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Origin" not in api.get("/health").headers


def test_a_wrong_setting_is_named():
    done = subprocess.run(
        [BUILD / "finplan-api", "--check-config"], capture_output=True,
        text=True, timeout=30,
        env=dict(os.environ, CORS_ALLOWED_ORIGINS="app.example.com"))
    assert done.returncode != 0
    assert "CORS_ALLOWED_ORIGINS" in done.stderr + done.stdout
