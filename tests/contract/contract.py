"""Holds replies against the OpenAPI document of this build.

The shared client of the black-box tests gives every reply to check(): its
status must be documented for its operation, its body must validate against
the schema (2020-12, extra keys are faults because every schema says so), and
the headers that the document promises must be there. Which error codes came up
is written down for tests/blackbox/test_every_code.py, which ends the suite.
"""
import email.message
import functools
import json
import os
import pathlib
import re
import subprocess
import urllib.parse

try:
    import jsonschema
except ImportError:  # then replies are not validated
    jsonschema = None

SOURCE = pathlib.Path(os.environ.get("FP_SRCDIR") or
                      pathlib.Path(__file__).resolve().parents[2])
BUILD = pathlib.Path(os.environ.get("FP_BUILDDIR") or SOURCE).resolve()
PROBLEM = "application/problem+json"
METHODS = ("get", "post", "put", "patch", "delete")
# Headers that say something only now and then.
OCCASIONAL = {"Link", "Idempotency-Replayed", "Preference-Applied",
              "X-Cache", "Retry-After", "Stopped-By", "Content-Digest",
              "Question-Digest", "Signature-Input", "Signature"}
# Those of them that no reply has where they are not documented.
TOLD = {"Idempotency-Replayed", "X-Cache", "Stopped-By", "Question-Digest",
        "Signature-Input", "Signature"}

# (operationId or "edge", status, code) of every problem that was seen.
seen = set()
# What only a unit test can bring about: (operationId or "*", status, code) to
# the file, the test in it, and why.
ELSEWHERE = {
    ("getConformance", 503, "not_ready"): (
        "tests/handlers/test_system.c", "conformance_that_is_not_known",
        "the cases are compiled in: they cannot be run only where memory ends"
        " while the process starts"),
}
# Operations that were answered with a success.
answered = set()


class Broken(AssertionError):
    """A reply that the document does not allow."""


@functools.cache
def document():
    """The OpenAPI document of this build, or None where it is not built."""
    program = BUILD / "tests/contract/print_openapi"
    if not program.exists():
        return None
    return json.loads(subprocess.run([program], check=True, timeout=60,
                                     capture_output=True).stdout)


@functools.cache
def operations():
    """[(method, pattern, template, operation)], literal paths first."""
    found = []
    for template, item in document()["paths"].items():
        pattern = re.compile(re.sub(r"\\\{[^/]*?\\\}", "[^/]+",
                                    re.escape(template)) + r"\Z")
        for method, operation in item.items():
            found.append((method, pattern, template, operation))
    return sorted(found, key=lambda row: (row[2].count("{"), row[2]))


def find(method, path):
    """The operation of a request, or None; HEAD is GET."""
    method = "get" if method == "HEAD" else method.lower()
    for known, pattern, _, operation in operations():
        if known == method and pattern.match(path):
            return operation
    return None


def deref(node):
    while "$ref" in node:
        target = document()
        for word in node["$ref"][2:].split("/"):
            target = target[word.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


@functools.cache
def resolver():
    return jsonschema.RefResolver("", document())


@functools.lru_cache(maxsize=4096)
def faults(schema_text, body):
    """What is wrong with a body, as texts."""
    validator = jsonschema.Draft202012Validator(
        json.loads(schema_text), resolver=resolver(),
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        if hasattr(jsonschema.Draft202012Validator, "FORMAT_CHECKER")
        else jsonschema.draft202012_format_checker)
    try:
        instance = json.loads(body)
    except ValueError as error:
        return (f"no JSON: {error}",)
    return tuple(
        f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
        for error in validator.iter_errors(instance))


def codes_of(response):
    """The error codes of a documented response."""
    schema = response["content"][PROBLEM]["schema"]
    for part in schema["allOf"]:
        if "properties" in part:
            return part["properties"]["code"]["enum"]
    raise Broken(f"no codes in {response}")


def documented():
    """{(operationId or "edge", status, code)}: every error that is promised;
    of the edge's codes the document does not say which status they have."""
    found = {("edge", None, code) for code in
             codes_of(deref({"$ref": "#/components/responses/edge"}))}
    for _, _, _, operation in operations():
        for status, response in operation["responses"].items():
            if status.isdigit() and int(status) >= 400:
                found |= {(operation["operationId"], int(status), code)
                          for code in codes_of(deref(response))}
    return found


def note_edge(headers, body):
    """Writes down a problem of nginx where the application is not ours."""
    if document() is None or headers.get_content_type() != PROBLEM:
        return
    problem = json.loads(body)
    if problem["code"] in codes_of(deref(
            {"$ref": "#/components/responses/edge"})):
        seen.add(("edge", problem["status"], problem["code"]))


def unproduced():
    """What documented() promises and nothing produced."""
    codes = {code for _, _, code in seen}
    return {(name, status, code) for name, status, code in documented()
            if (name, status, code) not in seen and
            not (name == "edge" and code in codes) and
            not any(row in ELSEWHERE for row in (
                (name, status, code), ("*", status, code)))}


def check(method, target, status, headers, body):
    """Raises Broken for a reply that is not as documented. headers: of
    http.client (an email message)."""
    if document() is None or jsonschema is None:
        return
    path = urllib.parse.unquote(urllib.parse.urlsplit(target).path)
    assert isinstance(headers, email.message.Message)
    where = f"{method} {target} {status}"
    operation = find(method, path)
    name = operation["operationId"] if operation else "edge"
    if method == "OPTIONS" and status == 204:
        return
    if status >= 400:
        check_problem(where, name, operation, status, headers, body, method)
        return
    if operation is None:
        raise Broken(f"{where}: there is no such operation")
    answered.add(name)
    if str(status) not in operation["responses"]:
        raise Broken(f"{where}: {name} documents no such status")
    response = deref(operation["responses"][str(status)])
    for header in response.get("headers", {}):
        # What was once has no version that could be replaced.
        if header == "ETag" and "as_of=" in target:
            continue
        if header not in headers and header not in OCCASIONAL:
            raise Broken(f"{where}: the header {header} is missing")
    untold = TOLD & set(headers) - set(response.get("headers", {}))
    if untold:
        raise Broken(f"{where}: {name} documents no header {untold}")
    if method == "HEAD":
        return
    if headers.get("Preference-Applied") == "return=minimal":
        if body:
            raise Broken(f"{where}: a body, and return=minimal was applied")
        return
    if "content" not in response:
        if body:
            raise Broken(f"{where}: a body, and none is documented")
        return
    kind = headers.get_content_type()
    if kind not in response["content"]:
        raise Broken(f"{where}: {kind}, not {list(response['content'])}")
    if kind == "application/json":
        check_body(where, response["content"][kind]["schema"], body)


def check_problem(where, name, operation, status, headers, body, method):
    if method != "HEAD":
        if headers.get_content_type() != PROBLEM:
            raise Broken(f"{where}: no problem but {headers['Content-Type']}")
        check_body(where, {"$ref": "#/components/schemas/problem"}, body)
        problem = json.loads(body)
        if problem["status"] != status:
            raise Broken(f"{where}: status {problem['status']} in the body")
        if problem["title"] == "Error":
            raise Broken(f"{where}: the status has no title")
        edge = deref({"$ref": "#/components/responses/edge"})
        code = problem["code"]
        response = deref(operation["responses"].get(str(status), edge)) \
            if operation else edge
        if code in codes_of(response):
            seen.add((name, status, code))
        elif code in codes_of(edge):
            seen.add(("edge", status, code))
        else:
            raise Broken(f"{where}: {name} documents no code {code}")
    needed = {401: "WWW-Authenticate", 405: "Allow", 503: "Retry-After",
              429: "Retry-After"}.get(status)
    if needed and needed not in headers:
        raise Broken(f"{where}: the header {needed} is missing")


def check_body(where, schema, body):
    found = faults(json.dumps(schema), body)
    if found:
        raise Broken(f"{where}: the body is not as documented:\n  " +
                     "\n  ".join(found[:8]))
