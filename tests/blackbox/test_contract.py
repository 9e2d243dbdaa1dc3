"""What the service serves is what its OpenAPI document says, and the other way
round. Replies are validated by api_client in all tests."""
import json
import uuid

import pytest

import contract
from api_client import plan

ALL = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def filled(template):
    """A path of this template that names nothing that exists."""
    parts = [str(uuid.uuid4()) if part.startswith("{") else part
             for part in template.split("/")]
    return "/".join(parts)


def paths():
    document = contract.document()
    return sorted(document["paths"]) if document else []


def allowed(template):
    methods = {m.upper() for m in contract.document()["paths"][template]
               if m in contract.METHODS}
    return methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())


def test_the_served_document_is_that_of_this_build(api):
    reply = api.get("/api/v1/openapi.json")
    served = reply.json
    version = served["info"].pop("version")
    built = json.loads(json.dumps(contract.document()))
    built["info"].pop("version")
    assert version
    assert served == built
    again = api.get("/api/v1/openapi.json",
                    headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    assert reply.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("template", paths())
def test_options_says_what_is_documented(api, template):
    reply = api.call("OPTIONS", filled(template))
    assert reply.status == 204 and reply.body == b""
    assert set(reply.headers["Allow"].split(", ")) == allowed(template)


@pytest.mark.parametrize("template", paths())
def test_other_methods_are_405(api, template):
    for method in set(ALL) - allowed(template) - {"HEAD"}:
        reply = api.call(method, filled(template),
                         body=None if method == "GET" else "{}")
        reply.problem(405, "method_not_allowed")
        assert set(reply.headers["Allow"].split(", ")) == allowed(template)


def test_what_is_not_documented_is_not_served(api):
    for path in ("/", "/api", "/api/v1", "/api/v2/plans", "/api/v1/plans/",
                 "/api/v1/nothing", "/api/v1/plans/x/y/z", "/openapi.json",
                 "/metrics"):
        api.get(path).problem(404, "not_found")


@pytest.mark.parametrize("template", [
    t for t in paths() if "get" in contract.document()["paths"][t]])
def test_head_is_get_without_a_body(api, user, template):
    client = user if contract.document()["paths"][template]["get"][
        "security"] else api
    path = filled(template)
    got, head = client.get(path), client.call("HEAD", path)
    assert head.status == got.status
    assert head.body == b""
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    if got.status == 200 and template not in ("/status",):
        assert head.headers["ETag"] == got.headers["ETag"]


def test_a_path_that_is_no_text(api):
    api.get("/api/v1/plans/%ff").problem(400, "bad_path")


# --- options of questions --------------------------------------------------------

def envelopes():
    """{operationId: (path, options in the body, in the query)} of what takes
    a plan in an envelope."""
    found = {}
    for _, _, template, operation in contract.operations() \
            if contract.document() else ():
        schema = operation.get("requestBody", {}).get("content", {}).get(
            "application/json", {}).get("schema", {})
        choices = contract.deref(schema).get("oneOf", ()) if schema else ()
        for choice in choices:
            if "plan" in choice.get("properties", ()):
                found[operation["operationId"]] = (
                    template, set(choice["properties"]) - {"plan"},
                    {p["name"] for p in map(contract.deref, operation.get(
                        "parameters", ())) if p["in"] == "query"})
    return found


@pytest.mark.parametrize("name", sorted(envelopes()))
def test_options_are_those_that_are_documented(api, name):
    """In the body and in the query, a question takes the options that its
    schema and its parameters list, and refuses those of the others."""
    every = set().union(*(body for _, body, _ in envelopes().values()))
    template, body, query = envelopes()[name]
    path = template.replace("{id}", "trip")
    document = plan(goals=[{"id": "trip", "amount": 1, "years": 2030}])
    for option in every:
        reply = api.post(path, {"plan": document, option: {}})
        faults = {e.get("pointer"): e["code"]
                  for e in reply.problem(422, "invalid")["errors"]}
        unknown = faults.get(f"/{option}") == "unknown_field"
        assert unknown == (option not in body), (option, faults)
        reply = api.post(f"{path}?{option}=~", document)
        faults = {e.get("parameter"): e["code"] for e in reply.json["errors"]}
        unknown = faults.get(option) == "unknown_parameter"
        assert unknown == (option not in query), (option, reply.body)
