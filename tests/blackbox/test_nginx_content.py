"""What becomes of replies and headers on their way: compression, tags, the cache
of public documents, HTTP/2, pages of other origins, traces."""
import base64
import gzip
import hashlib
import json
import re
import subprocess
import time

import pytest

from api_client import plan
from fastcgi_fake import reply
from nginx_rig import SECURITY, echo
from stack_rig import SOURCE, need

LONG = json.dumps({"numbers": list(range(2000))}).encode()
TAG = '"v3"'
PAGE = "https://app.example.com"
BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so"


def long_reply(params, _body, _turn):
    return reply(LONG, headers=[f"ETag: {TAG}"])


def curl(*args):
    done = subprocess.run(["curl", "-s", "-i", "-m", "10", *args],
                          capture_output=True, check=True)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    return head.decode(), body


# --- compression ---------------------------------------------------------------

def test_gzip(make_edge):
    server = make_edge(long_reply)
    answer = server.ask(accept_encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(answer.body) == LONG
    assert len(answer.body) < len(LONG) / 2
    plain = server.ask()
    assert plain.body == LONG and plain.headers["ETag"] == TAG
    assert "Content-Encoding" not in plain.headers


def test_brotli(make_edge):
    need_brotli()
    server = make_edge(long_reply)
    url = f"http://127.0.0.1:{server.port}/api/v1/plans"
    head, body = curl("-H", "Accept-Encoding: br, gzip", "--compressed", url)
    assert re.search("(?im)^content-encoding: br\r?$", head), head
    assert body == LONG


def need_brotli():
    try:
        open(BROTLI, "rb").close()
    except OSError:
        pytest.skip("nginx has no brotli module")


def test_without_the_module_there_is_no_brotli(make_edge):
    server = make_edge(long_reply, NGINX_MODULES_DIR="/nonexistent")
    assert "load_module" not in (server.dir / "nginx/nginx.conf").read_text()
    answer = server.ask(accept_encoding="br, gzip")
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_tag_that_compression_weakened_still_matches(make_edge):
    server = make_edge(long_reply)
    tag = server.ask(accept_encoding="gzip").headers["ETag"]
    assert tag == "W/" + TAG

    def arrives(value):
        server.ask("/api/v1/plans/0", "PUT", if_match=value)
        return server.fake.seen[-1][0].get("HTTP_IF_MATCH")

    assert arrives(tag) == TAG
    assert arrives(TAG) == TAG
    assert arrives("*") == "*"
    assert arrives('"v1", "v2"') == '"v1", "v2"'
    assert arrives('W/"v1", "v2"') == 'W/"v1", "v2"', "a list is as it was"
    assert arrives(None) is None


def test_secrets_are_not_compressed(make_edge):
    server = make_edge(long_reply)
    for path in ("login", "totp", "api-keys", "refresh"):
        answer = server.ask(f"/api/v1/auth/{path}", "POST",
                            accept_encoding="gzip, br")
        assert "Content-Encoding" not in answer.headers
        assert answer.body == LONG


def test_signed_replies_keep_their_bytes(make_edge):
    asked = make_edge(long_reply)
    always = make_edge(long_reply, RESULT_SIGNATURES="always")
    for path in ("/api/v1/simulations", "/api/v1/plans",
                 "/api/v1/tax/tables/2026"):
        for server, headers in ((asked, {"accept_signature": "sig1=()"}),
                                (always, {})):
            answer = server.ask(path, accept_encoding="gzip, br", **headers)
            assert "Content-Encoding" not in answer.headers, path
            assert answer.body == LONG


def test_a_signed_reply_of_the_application(stack, api):
    answer = api.get("/api/v1/tax/tables/2026", headers={
        "Accept-Signature": "sig1=()", "Accept-Encoding": "gzip, br"})
    assert answer.status == 200 and "Content-Encoding" not in answer.headers
    digest = base64.b64encode(hashlib.sha256(answer.body).digest()).decode()
    assert answer.headers["Content-Digest"] == f"sha-256=:{digest}:"


def test_a_stored_plan_is_changed_by_its_compressed_tag(user):
    long = [{"id": f"expense_{n}", "amount": 100 + n} for n in range(40)]
    made = user.post("/api/v1/plans", plan(expenses=long))
    where = made.headers["Location"]
    read = user.get(where, headers={"Accept-Encoding": "gzip"})
    assert read.headers["Content-Encoding"] == "gzip"
    changed = user.put(where, plan(name="Changed"),
                       headers={"If-Match": read.headers["ETag"]})
    assert changed.status == 200, changed.body
    again = user.put(where, plan(name="Late"),
                     headers={"If-Match": read.headers["ETag"]})
    again.problem(412, "version_mismatch")


# --- public documents ------------------------------------------------------------

PUBLIC = ["/api/v1/openapi.json", "/api/v1/conformance",
          "/api/v1/spending/policies", "/api/v1/tax/tables/2026?table=x"]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_documents_are_asked_for_once(make_edge, path):
    server = make_edge(long_reply)
    answers = [server.ask(path) for _ in range(5)]
    assert {a.body for a in answers} == {LONG}
    assert sum(len(fake.seen) for fake in server.fakes.values()) == 1
    assert answers[0].headers["Cache-Status"] == \
        "finplan-edge; fwd=uri-miss; stored"
    assert answers[4].headers["Cache-Status"] == "finplan-edge; hit"
    for name, value in SECURITY.items():
        assert answers[4].headers.get_all(name) == [value]
    assert answers[4].headers["X-Request-Id"] != \
        answers[3].headers["X-Request-Id"]
    unchanged = server.ask(path, if_none_match=TAG)
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert unchanged.headers["ETag"] == TAG
    changed = server.ask(path, if_none_match='"v2"')
    assert (changed.status, changed.body) == (200, LONG)
    head = server.ask(path, "HEAD")
    assert head.status == 200 and head.body == b""
    assert head.headers["ETag"] == TAG
    assert server.ask(path).body == LONG, "HEAD left nothing behind"
    assert sum(len(fake.seen) for fake in server.fakes.values()) == 2


def test_what_is_kept_gets_old(make_edge):
    server = make_edge(long_reply, NGINX_CACHE_SECONDS="1")
    for _ in range(3):
        server.ask(PUBLIC[0])
    assert len(server.fake.seen) == 1
    time.sleep(2.1)
    server.ask(PUBLIC[0])
    end = time.monotonic() + 5
    while len(server.fake.seen) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    assert len(server.fake.seen) == 2
    off = make_edge(long_reply, NGINX_CACHE_SECONDS="0")
    for _ in range(3):
        off.ask(PUBLIC[0])
    assert len(off.fake.seen) == 3


def test_what_is_kept_outlives_the_application(make_edge):
    server = make_edge(long_reply, NGINX_CACHE_SECONDS="1")
    server.ask(PUBLIC[0])
    server.hang_up("api")
    time.sleep(2.1)
    answer = server.ask(PUBLIC[0])
    assert (answer.status, answer.body) == (200, LONG)
    assert "detail=" in answer.headers["Cache-Status"]


def test_only_good_replies_to_nobody_are_kept(make_edge):
    def by_token(params, _body, _turn):
        if "HTTP_AUTHORIZATION" in params:
            return reply(b'{"for":"you"}')
        return reply(b'{"code":"unauthenticated"}', 401)

    server = make_edge(by_token)
    path = "/api/v1/tax/tables/2026"
    assert server.ask(path, authorization="Bearer a").body == \
        b'{"for":"you"}'
    for _ in range(3):
        assert server.ask(path).status == 401
    assert len(server.fakes["sim"].seen) == 4
    assert server.ask(path, authorization="Bearer a").status == 200
    server.ask("/api/v1/plans")
    server.ask("/api/v1/plans")
    assert len(server.fake.seen) == 2, "no other route is kept"


def test_each_origin_has_its_own_copy(make_edge):
    def permits(params, _body, _turn):
        origin = params.get("HTTP_ORIGIN")
        return reply(LONG, headers=["Vary: Origin"] + (
            [f"Access-Control-Allow-Origin: {origin}"]
            if origin == PAGE else []))

    server = make_edge(permits, CORS_ALLOWED_ORIGINS=PAGE)
    for _ in range(2):
        seen = [server.ask(PUBLIC[0], origin=origin).headers[
            "Access-Control-Allow-Origin"]
            for origin in (None, PAGE, "https://a.example",
                           "https://b.example")]
        assert seen == [None, PAGE, None, None]
    assert len(server.fake.seen) == 2, "strangers share one copy"


def test_the_real_documents_come_from_the_cache(api):
    for path in ("/api/v1/openapi.json", "/api/v1/spending/policies",
                 "/api/v1/tax/tables/2026"):
        first = api.get(path)
        assert first.status == 200
        # A copy of an earlier test's may have to be made anew first.
        until = time.monotonic() + 10
        while True:
            second = api.get(path)
            assert second.body == first.body
            if second.headers["Cache-Status"] == "finplan-edge; hit":
                break
            assert time.monotonic() < until, second.headers["Cache-Status"]
        assert second.headers["Cache-Control"] == "public, max-age=300"
        assert api.get(path, headers={
            "If-None-Match": second.headers["ETag"]}).status == 304


# --- HTTP/2 -------------------------------------------------------------------------

def test_http2_without_tls(make_edge):
    server = make_edge(echo, NGINX_H2C_LISTEN="unix:{run}/h2c.sock")
    head, body = curl("--http2-prior-knowledge", "--unix-socket",
                      f"{server.dir}/run/h2c.sock", "http://x/api/v1/plans")
    assert head.startswith("HTTP/2 200"), head
    assert json.loads(body) == {"path": "/api/v1/plans"}
    assert "x-content-type-options: nosniff" in head


def test_http2_with_tls(make_edge, tmp_path):
    need("openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
         "/CN=edge.test", "-addext", "subjectAltName=DNS:edge.test", "-keyout",
         key, "-out", certificate], check=True, capture_output=True)
    server = make_edge(echo, NGINX_TLS_LISTEN="unix:{run}/tls.sock",
                       NGINX_TLS_CERTIFICATE=str(certificate),
                       NGINX_TLS_CERTIFICATE_KEY=str(key))
    tls = ["--unix-socket", f"{server.dir}/run/tls.sock", "--cacert",
           str(certificate), "https://edge.test/api/v1/plans"]
    assert curl("--http2", *tls)[0].startswith("HTTP/2 200")
    assert curl("--http1.1", *tls)[0].startswith("HTTP/1.1 200")
    old = subprocess.run(["curl", "-s", "-m", "10", "--tls-max", "1.1", *tls],
                         check=False)
    assert old.returncode != 0


# --- pages of other origins -----------------------------------------------------------

def refused(server, origin):
    """A reply that nginx makes itself."""
    server.ask("/api/v1/plans", origin=origin)
    server.ask("/api/v1/plans", origin=origin)
    answer = server.ask("/api/v1/plans", origin=origin)
    answer.problem(429, "rate_limited")
    return answer


FEW = {"RATE_LIMIT_REQUESTS_PER_MINUTE": "1", "NGINX_RATE_BURST": "1"}


def test_pages_may_read_what_nginx_answers_itself(make_edge):
    server = make_edge(echo, CORS_ALLOWED_ORIGINS=f"{PAGE} http://[::1]:5173",
                       **FEW)
    for origin in (PAGE, "http://[::1]:5173"):
        answer = refused(server, origin)
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
        assert answer.headers.get_all("Vary") == ["Origin"]
    for origin in (None, "null", PAGE + ".evil.example",
                   "https://appxexample.com", "http://app.example.com"):
        answer = refused(server, origin)
        assert not [name for name in answer.headers
                    if name.startswith("Access-Control")], origin
        assert answer.headers["Vary"] == "Origin"
    large = server.ask("/" + "a" * 9000, origin=PAGE)
    large.problem(414, "uri_too_long")


def test_any_page_and_none(make_edge):
    any_page = refused(make_edge(echo, CORS_ALLOWED_ORIGINS="*", **FEW), PAGE)
    assert any_page.headers["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in any_page.headers
    no_page = refused(make_edge(echo, **FEW), PAGE)
    assert "Access-Control-Allow-Origin" not in no_page.headers


def test_nginx_and_the_application_show_the_same_headers():
    text = (SOURCE / "fcgi-app/http/cors.c").read_text()
    shown = re.search(r"#define SHOWN(.*?)\n#define", text, re.S).group(1)
    ours = "".join(re.findall('"([^"]*)"', shown))
    snippet = (SOURCE / "nginx/snippets/cors.conf.in").read_text()
    assert f'"{ours}"' in snippet


# --- headers ---------------------------------------------------------------------------

def test_traces_pass_as_they_came(make_edge):
    sent = {"traceparent":
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "tracestate": "vendor=a:1,other=b/2", "baggage": "a=b;c"}
    server = make_edge(echo)
    server.ask("/api/v1/simulations", "POST", **sent)
    params = server.fakes["sim"].seen[-1][0]
    for name, value in sent.items():
        assert params["HTTP_" + name.upper()] == value
    server.ask("/api/v1/plans")
    assert "HTTP_TRACEPARENT" not in server.fake.seen[-1][0]
