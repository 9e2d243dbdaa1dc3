"""Results that are kept, opened, computed again, signed and verified."""
import base64
import hashlib
import json
import re
import shutil
import subprocess

import pytest

from api_client import plan, published

# RFC 9421, appendix B.1.4: test-key-ed25519, whose seed the stack signs with.
PUBLIC_PEM = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----
"""


def good(reply, status=200):
    assert reply.status == status, reply.body[:600]
    return reply.json


@pytest.fixture(scope="module")
def kept(user):
    """A stored plan and a kept simulation of it."""
    stored = good(user.post("/api/v1/plans", plan(name="kept")), 201)
    made = user.post(f"/api/v1/plans/{stored['id']}/simulations"
                     "?paths=300&seed=11")
    return good(made, 201)


def url(kept, rest=""):
    return f"/api/v1/simulations/{kept['id']}{rest}"


# --- kept results ---------------------------------------------------------

def test_any_result_can_be_kept(user, other_user, api):
    asked = user.post("/api/v1/spending/safe-rate?years=30&keep=true",
                      published())
    place = asked.headers["Location"]
    shown = good(user.get(place))
    assert shown["kind"] == "safe_rate" and shown["plan_id"] is None
    assert shown["result"] == asked.json
    assert place == "/api/v1/results/" + asked.json["result_id"]
    other_user.get(place).problem(404, "not_found")
    api.get(place).problem(401, "unauthenticated")
    user.get("/api/v1/results/" + "0" * 32).problem(404, "not_found")
    user.get("/api/v1/results/rubbish").problem(404, "not_found")


def test_comparisons_are_kept_too(user):
    body = {"plans": [plan(), plan()], "paths": 100}
    asked = user.post("/api/v1/simulations/compare?keep=true", body)
    shown = good(user.get(asked.headers["Location"]))
    assert shown["kind"] == "comparison" and shown["result"] == asked.json


def test_nobody_keeps_what_is_not_theirs(api, user):
    api.post("/api/v1/simulations?paths=50&keep=true",
             plan()).problem(401, "unauthenticated")
    wrong = user.post("/api/v1/simulations?paths=50&keep=maybe", plan())
    assert wrong.problem(422, "invalid")["errors"][0]["parameter"] == "keep"
    assert "Location" not in user.post("/api/v1/simulations?paths=50",
                                       plan()).headers


def test_a_simulation_is_a_result(user, kept):
    shown = good(user.get("/api/v1/results/" + kept["result_id"]))
    assert shown["id"] == kept["id"] and shown["kind"] == "simulation"
    assert shown["plan_version"] == 1


# --- rerun -----------------------------------------------------------------

def test_rerun_gives_equal_bytes(user, kept):
    again = user.post(url(kept, "/rerun"))
    assert again.status == 200 and again.headers["X-Cache"] == "miss"
    shown = user.get(url(kept)).body
    assert b'"result":' + again.body.rstrip(b"\n") + b"}" in shown
    plain = user.post("/api/v1/simulations?paths=300&seed=11",
                      plan(name="kept"))
    assert plain.body == again.body


def test_rerun_of_the_plan_as_it_was(user):
    stored = good(user.post("/api/v1/plans", plan(name="moving")), 201)
    made = good(user.post(f"/api/v1/plans/{stored['id']}/simulations"
                          "?paths=100"), 201)
    changed = plan(name="moving")
    changed["expenses"][0]["amount"] = 90000
    reply = user.put(f"/api/v1/plans/{stored['id']}", changed,
                     headers={"If-Match": '"v1"'})
    assert reply.status == 200, reply.body
    assert good(user.post(url(made, "/rerun"))) == made["result"]


def test_rerun_with_another_seed(user, kept):
    other = good(user.post(url(kept, "/rerun?seed=12&paths=200")))
    assert other["seed"] == 12 and other["paths"] == 200
    assert other["result_id"] != kept["result_id"]
    wrong = user.post(url(kept, "/rerun?path=1&paths=0"))
    assert {e["parameter"] for e in
            wrong.problem(422, "invalid")["errors"]} >= {"path"}


def test_reruns_are_the_owners(user, other_user, api, kept):
    for rest in ("/paths", "/explain"):
        other_user.get(url(kept, rest)).problem(404, "not_found")
        api.get(url(kept, rest)).problem(401, "unauthenticated")
    other_user.post(url(kept, "/rerun")).problem(404, "not_found")
    api.post(url(kept, "/rerun")).problem(401, "unauthenticated")


def test_only_simulations_have_paths(user):
    asked = user.post("/api/v1/backtests?keep=true", published())
    result = good(user.get(asked.headers["Location"]))
    user.get(url(result, "/paths")).problem(409, "not_a_simulation")


# --- paths and explanations --------------------------------------------------

def test_named_paths_have_their_ledgers(user, kept):
    shown = good(user.get(url(kept, "/paths?path=p10,p90,17")))
    low, high, numbered = shown["items"]
    assert low["percentile"] == "p10" and high["percentile"] == "p90"
    assert numbered == {**numbered, "path": 17, "percentile": None}
    assert low["path"] == kept["result"]["percentile_paths"]["p10"]
    alone = good(user.post("/api/v1/projections?path=p10&paths=300&seed=11",
                           plan(name="kept")))
    assert low["projection"]["ledger"] == alone["ledger"]
    middle = good(user.get(url(kept, "/paths?path=p50")))["items"][0]
    assert middle["projection"]["ending_real"] == pytest.approx(
        kept["result"]["ending"]["percentiles"]["p50"], rel=0.05)
    for item in shown["items"]:
        for row in item["projection"]["ledger"]:
            assert row["closing"] == pytest.approx(
                row["opening"] + row["inflows"] + row["growth"] -
                row["outflows"] - row["taxes"] - row["fees"], abs=0.05)


def test_paths_are_paged(user, kept):
    seen, place = [], url(kept, "/paths?limit=2")
    for _ in range(3):
        reply = user.get(place)
        seen += [item["path"] for item in good(reply)["items"]]
        place = re.match(r'<(.*)>; rel="next"', reply.headers["Link"])[1]
    assert seen == [0, 1, 2, 3, 4, 5]
    assert len(good(user.get(url(kept, "/paths")))["items"]) == 5
    assert len(good(user.get(url(kept, "/paths?limit=200")))["items"]) == 20


@pytest.mark.parametrize("query", ["path=p11", "path=300", "path=-1",
                                   "path=" + "1," * 21, "limit=0",
                                   "cursor=zzz", "seed=1"])
def test_paths_refuse(user, kept, query):
    user.get(url(kept, "/paths?" + query)).problem(400, "bad_query")


def test_a_year_of_a_path_is_explained(user, kept):
    path = good(user.get(url(kept, "/paths?path=p25")))["items"][0]
    row = path["projection"]["ledger"][3]
    lines = good(user.get(url(kept, f"/explain?path=p25&year={row['year']}")))
    closing = [line for line in lines["lines"] if line["line"] == "closing"]
    assert closing[0]["value"] == row["closing"]
    assert good(user.get(url(kept, "/explain")))["year"] == 2026
    for query in ("year=1999", "path=p11", "seed=4"):
        assert user.get(url(kept, "/explain?" + query)).status == 422


# --- signatures ---------------------------------------------------------------

ASK = {"Accept-Signature": 'sig=()'}


def signed(api, path="/api/v1/simulations?paths=100&seed=3", document=None,
           ask=ASK):
    reply = api.post(path, document or plan(), headers=ask)
    assert reply.status == 200, reply.body[:300]
    return reply


def verify(api, reply, **changes):
    body = {"result": reply.body.decode(),
            "signature_input": reply.headers["Signature-Input"],
            "signature": reply.headers["Signature"],
            "question_digest": reply.headers["Question-Digest"]}
    body.update(changes)
    return good(api.post("/api/v1/results/verify", body))


def test_a_signature_is_what_the_standard_says(api, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    reply = signed(api)
    digest = base64.b64encode(hashlib.sha256(reply.body).digest()).decode()
    assert reply.headers["Content-Digest"] == f"sha-256=:{digest}:"
    question = base64.b64decode(
        reply.headers["Question-Digest"].split(":")[1]).hex()
    assert question.startswith(reply.json["result_id"])
    label, params = reply.headers["Signature-Input"].split("=", 1)
    assert label == "sig"
    values = {"@status": "200", "content-type": "application/json",
              "content-digest": reply.headers["Content-Digest"],
              "question-digest": reply.headers["Question-Digest"]}
    names = re.findall(r'"([^"]+)"', params.split(")")[0])
    assert names == list(values)
    base = "".join(f'"{name}": {values[name]}\n' for name in names)
    base += f'"@signature-params": {params}'
    (tmp_path / "key.pem").write_text(PUBLIC_PEM)
    (tmp_path / "base").write_text(base)
    (tmp_path / "signature").write_bytes(base64.b64decode(
        reply.headers["Signature"].split(":")[1]))
    done = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey",
         tmp_path / "key.pem", "-rawin", "-in", tmp_path / "base", "-sigfile",
         tmp_path / "signature"], capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert reply.body == signed(api, ask=None).body


def test_the_key_is_published(api):
    named = re.search(r'keyid="([^"]+)"',
                      signed(api).headers["Signature-Input"])[1]
    keys = good(api.get("/.well-known/jwks.json"))["keys"]
    found = [key for key in keys if key["kid"] == named]
    assert len(found) == 1 and found[0]["crv"] == "Ed25519"
    assert found[0]["x"] == "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"


def test_signatures_are_asked_for(api):
    plain = signed(api, ask=None)
    assert "Signature" not in plain.headers
    asked = signed(api, ask={
        "Accept-Signature": 'a=("content-digest");keyid="other"'})
    assert "Signature" not in asked.headers
    asked = signed(api, ask={"Accept-Signature": 'a=("content-digest");'
                                                 'nonce="n1";tag="mine"'})
    assert re.fullmatch(r'a=\("content-digest"\);created=\d+;keyid="[^"]+";'
                        r'alg="ed25519";nonce="n1";tag="mine"',
                        asked.headers["Signature-Input"])
    for ask in ('a=("@method")', 'a=("content-digest";req)', "a=(", "rubbish",
                'a=("content-digest");alg="rsa-pss-sha512"',
                'a=("content-digest" "content-digest")'):
        reply = signed(api, ask={"Accept-Signature": ask})
        assert "Signature" not in reply.headers, ask


@pytest.mark.parametrize("path", [
    "/api/v1/simulations?paths=50", "/api/v1/projections",
    "/api/v1/simulations/sensitivity?paths=50&grid=fees",
    "/api/v1/spending/max?paths=50"])
def test_every_answer_on_a_plan_is_signed_and_verifies(api, path):
    found = verify(api, signed(api, path))
    assert found["valid"] is True and found["signature"]["valid"] is True
    assert found["signature"]["reason"] is None
    assert found["signature"]["keyid"] and found["signature"]["created"] > 1e9
    assert found["replay"] is None


def test_a_comparison_is_signed(api):
    reply = signed(api, "/api/v1/simulations/compare?paths=50",
                   {"plans": [plan(), plan()]})
    assert verify(api, reply)["valid"] is True


def test_an_answer_without_a_plan_is_signed_with_its_body(api):
    body = json.dumps({"rate": 0.05, "periods": 10, "present": -1000,
                       "payment": 0})
    reply = signed(api, "/api/v1/tvm", body)
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    assert reply.headers["Question-Digest"] == f"sha-256=:{digest}:"
    assert verify(api, reply)["valid"] is True


def test_the_document_in_other_clothes_verifies(api):
    reply = signed(api)
    pretty = re.sub(rb'([{,])"', rb'\1 \n "', reply.body)
    fields = {"signature_input": reply.headers["Signature-Input"],
              "signature": reply.headers["Signature"],
              "question_digest": reply.headers["Question-Digest"]}
    body = json.dumps(fields)[:-1].encode() + b', "result": ' + pretty + b"}"
    assert good(api.post("/api/v1/results/verify", body))["valid"] is True


def test_what_was_tampered_with_does_not_verify(api):
    reply = signed(api)
    text = reply.body.decode()
    probability = reply.json["success"]["probability"]
    changed = text.replace(f'"probability":{probability:.6f}',
                           '"probability":0.999999', 1)
    assert changed != text
    found = verify(api, reply, result=changed)
    assert found["valid"] is False
    assert "not of this result" in found["signature"]["reason"]
    other = signed(api, "/api/v1/simulations?paths=100&seed=4")
    for change in ({"question_digest": other.headers["Question-Digest"]},
                   {"signature": other.headers["Signature"]},
                   {"signature_input": other.headers["Signature-Input"]
                    .replace("created=1", "created=2")},
                   {"status": 201},
                   {"result": text + " "}):
        assert verify(api, reply, **change)["valid"] is False, change


def test_long_inputs_verify_and_longer_ones_are_not_made(api):
    for length, made in ((200, True), (2000, False)):
        reply = signed(api, ask={"Accept-Signature":
                                 f'sig=();nonce="{"n" * length}"'})
        assert ("Signature" in reply.headers) is made
        if made:
            assert len(reply.headers["Signature-Input"]) > 350
            assert verify(api, reply)["valid"] is True


def test_what_is_no_signature_says_why(api):
    reply = signed(api)
    for change, reason in (
            ({"signature": "sig=:AAAA:"}, "no Ed25519 signature"),
            ({"signature": "other" + reply.headers["Signature"]},
             "no Ed25519 signature"),
            ({"signature_input": "rubbish"}, "RFC 9421"),
            ({"signature_input": 'sig=("@method")'}, "@method"),
            ({"question_digest": None}, "question-digest")):
        body = {k: v for k, v in change.items() if v is not None}
        if "question_digest" in change:
            found = good(api.post("/api/v1/results/verify", {
                "result": reply.body.decode(),
                "signature_input": reply.headers["Signature-Input"],
                "signature": reply.headers["Signature"]}))
        else:
            found = verify(api, reply, **body)
        assert found["valid"] is False
        assert reason in found["signature"]["reason"], change


def test_a_signature_without_the_content_is_none_of_a_result(api):
    reply = signed(api, ask={"Accept-Signature": 'a=("@status")'})
    found = verify(api, reply)
    assert found["valid"] is False
    assert "content-digest" in found["signature"]["reason"]


# --- replays --------------------------------------------------------------------

def test_a_result_comes_out_again(api):
    reply = signed(api)
    question = {"kind": "simulate", "body": plan(),
                "options": {"paths": "100", "seed": "3"}}
    found = verify(api, reply, replay=question)
    assert found["valid"] and found["replay"] == {"equal": True,
                                                  "difference": None}
    enveloped = {"kind": "simulate", "body": {"plan": plan(), "paths": 100,
                                              "seed": 3}}
    assert verify(api, reply, replay=enveloped)["replay"]["equal"] is True
    compared = api.post("/api/v1/simulations/compare?paths=50",
                        {"plans": [plan(), plan()]})
    found = good(api.post("/api/v1/results/verify", {
        "result": compared.body.decode(),
        "replay": {"kind": "compare", "options": {"paths": "50"},
                   "body": {"plans": [plan(), plan()]}}}))
    assert found == {"valid": True, "signature": None,
                     "replay": {"equal": True, "difference": None}}


def test_the_first_difference_is_named(api):
    reply = signed(api)
    probability = reply.json["success"]["probability"]
    changed = reply.body.decode().replace(
        f'"probability":{probability:.6f}', '"probability":0.999999', 1)
    question = {"kind": "simulate", "body": plan(),
                "options": {"paths": "100", "seed": "3"}}
    found = good(api.post("/api/v1/results/verify",
                          {"result": changed, "replay": question}))
    assert found["valid"] is False
    difference = found["replay"]["difference"]
    assert difference["pointer"] == "/success/probability"
    assert "0.999999" in difference["result"]
    assert f"{probability:.6f}" in difference["replayed"]
    assert changed.encode()[difference["offset"]] != (
        reply.body[difference["offset"]])


@pytest.mark.parametrize("body, pointer", [
    ({"result": "{}"}, "/signature_input"),
    ({"signature": "a=:AA:", "signature_input": "a=()"}, "/result"),
    ({"result": 4, "signature": "a=:AA:", "signature_input": "a=()"},
     "/result"),
    ({"result": "{}", "signature": "a=:AA:"}, "/signature_input"),
    ({"result": "{}", "replay": {"kind": "guess", "body": {}}},
     "/replay/kind"),
    ({"result": "{}", "replay": {"kind": "simulate"}}, "/replay/body"),
    ({"result": "{}", "replay": {"kind": "simulate", "body": {},
                                 "options": {"rate": "1"}}},
     "/replay/options"),
    ({"result": "{}", "replay": {"kind": "simulate", "body": {"x": 1}}},
     "/replay/body/x"),
    ({"result": "{}", "replay": {"kind": "simulate", "body": plan(),
                                 "options": {"paths": "0"}}},
     "/replay/options/paths"),
    ({"result": "{}", "colour": "red"}, "/colour"),
    ({"result": "{}", "signature": 1, "signature_input": "a=()"},
     "/signature"),
    ({"result": "{}", "signature": "a=:AA:",
      "signature_input": "x" * 1025}, "/signature_input"),
])
def test_verify_refuses(api, body, pointer):
    reply = api.post("/api/v1/results/verify", body)
    found = {e.get("pointer") for e in reply.problem(422, "invalid")["errors"]}
    assert pointer in found
