"""Asking the questions that need no plan: replies with their heads looked at,
and refusals with their pointers."""
BASE = "/api/v1/"
HEAD = ["question", "engine", "tables", "assumed", "warnings", "sources"]


def ask(api, question, body):
    """The answer to a question; its head must be whole."""
    reply = api.post(BASE + question, body)
    assert reply.status == 200, (question, reply.status, reply.body[:2000])
    answer = reply.json
    assert list(answer)[:len(HEAD)] == HEAD
    assert answer["tables"]["set"] and answer["engine"]
    assert answer["sources"]
    again = api.post(BASE + question, body)
    assert again.body == reply.body
    return answer


def refused(api, question, body, pointer, code=None):
    """The question is refused with a fault at this pointer."""
    problem = api.post(BASE + question, body).problem(422, "invalid")
    faults = {error["pointer"]: error["code"] for error in problem["errors"]}
    assert pointer in faults, faults
    if code is not None:
        assert faults[pointer] == code, faults
    return problem


def without(body, *names):
    return {name: value for name, value in body.items() if name not in names}


def assumed(answer):
    return {entry["pointer"]: entry["value"] for entry in answer["assumed"]}
