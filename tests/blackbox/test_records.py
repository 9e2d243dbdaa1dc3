"""Records of every kind: what all of them promise alike."""
import time
import uuid

import pytest

from records_kit import BASE, BY_NAME, KINDS, NAMES, House, absent


@pytest.fixture(scope="module")
def house(stack):
    return House(stack.new_user()).fill()


def patch(user, path, change, match="*", kind="application/merge-patch+json"):
    return user.call("PATCH", path, change,
                     headers={"If-Match": match, "Content-Type": kind})


@pytest.mark.parametrize("name", NAMES)
def test_life_of_one(stack, name):
    kind, house = BY_NAME[name], House(stack.new_user())
    document = kind.document(house)
    if name == "household":
        made = house.user.post(kind.collection(house), document)
    else:
        house.of(name)
        made = house.made[name]
    assert made.status == 201, made.body
    path = made.headers["Location"]
    assert path == kind.item(made.json["id"])
    assert uuid.UUID(made.json["id"]).version == 7
    assert made.headers["ETag"] == '"v1"' and made.json["version"] == 1

    read = house.user.get(path)
    assert read.status == 200 and read.headers["ETag"] == '"v1"'
    shown = dict(made.json)
    assumed = shown.pop("assumed")
    assert read.json == shown
    again = house.user.get(path, headers={"If-None-Match": '"v1"'})
    # Whose computed fields change without a new version is sent each time.
    assert again.status == (200 if name in ("account", "holding", "goal")
                            else 304)
    # Each default that was taken is listed, and is in the record.
    for entry in assumed:
        field = entry["pointer"][1:]
        assert field not in document and read.json[field] == entry["value"]
        assert entry["text"]

    changed = patch(house.user, path, kind.change, '"v1"')
    assert changed.status == 200, changed.body
    assert changed.headers["ETag"] == '"v2"'
    field, value = next(iter(kind.change.items()))
    assert changed.json[field] == value
    for other in set(read.json) - {field, "version", "updated"}:
        if other not in ("value", "cost", "holdings_value", "balance"):
            assert changed.json[other] == read.json[other], other

    replaced = house.user.put(path, document, headers={"If-Match": '"v2"'})
    assert replaced.status == 200, replaced.body
    assert replaced.json["version"] == 3
    stamps = ("version", "updated", "assumed")
    assert {k: v for k, v in replaced.json.items() if k not in stamps} == \
        {k: v for k, v in read.json.items() if k not in stamps}

    gone = house.user.delete(path, headers={"If-Match": '"v3"'})
    assert gone.status == 204 and gone.body == b""
    house.user.get(path).problem(404, "not_found")
    house.user.delete(path, headers={"If-Match": "*"}).problem(
        404, "not_found")

    versions = house.user.get(path + "/history").json["versions"]
    assert [v["version"] for v in versions] == [3, 2, 1]
    assert [v["ended_by"] for v in versions] == ["delete", "change", "change"]
    assert versions[0]["from"] == versions[1]["until"]
    assert versions[2]["record"][field] == read.json[field]
    then = house.user.get(path + "?as_of=" + made.json["updated"])
    assert then.status == 200, then.body
    assert then.json == shown, "as it was made"
    then = house.user.get(path + "?as_of=" + changed.json["updated"])
    assert then.json["version"] == 2
    house.user.get(path + "?as_of=2020-01-01T00:00:00Z").problem(
        404, "not_found")


@pytest.mark.parametrize("name", NAMES)
def test_preconditions(house, name):
    path = house.made[name].headers["Location"]
    user = house.user
    document = BY_NAME[name].document(house)
    user.put(path, document).problem(428, "if_match_required")
    user.delete(path).problem(428, "if_match_required")
    user.call("PATCH", path, {}, headers={
        "Content-Type": "application/merge-patch+json"}).problem(
            428, "if_match_required")
    for match, status, code in (("v1", 400, "bad_if_match"),
                                ('"v9"', 412, "version_mismatch"),
                                ('W/"v9"', 412, "version_mismatch"),
                                ('"v8", "v9"', 412, "version_mismatch")):
        headers = {"If-Match": match}
        user.put(path, document, headers=headers).problem(status, code)
        user.delete(path, headers=headers).problem(status, code)
        patch(user, path, {}, match).problem(status, code)
    version = user.get(path).json["version"]
    assert patch(user, path, {}, f'"v99", "v{version}"').status == 200
    assert patch(user, path, {}).status == 200
    assert user.get(path).json["version"] == version + 2


@pytest.mark.parametrize("name", NAMES)
def test_somebody_elses_is_nobodys(house, other_user, name):
    kind = BY_NAME[name]
    path = house.made[name].headers["Location"]
    before = house.user.get(path).json
    for where in (path, kind.item(absent()), kind.item("x")):
        other_user.get(where).problem(404, "not_found")
        other_user.get(where + "/history").problem(404, "not_found")
        other_user.get(where + "?as_of=2100-01-01T00:00:00Z").problem(
            404, "not_found")
        other_user.put(where, kind.document(house),
                       headers={"If-Match": "*"}).problem(404, "not_found")
        patch(other_user, where, kind.change).problem(404, "not_found")
        other_user.delete(where, headers={"If-Match": "*"}).problem(
            404, "not_found")
    collection = kind.collection(house)
    if kind.parent is None:
        assert other_user.get(collection).json[kind.key] == []
    else:
        other_user.get(collection).problem(404, "not_found")
        other_user.post(collection, kind.document(house)).problem(
            404, "not_found")
        other_user.post(collection + "/bulk",
                        {"items": [kind.document(house)]}).problem(
                            404, "not_found")
    assert house.user.get(path).json == before


@pytest.mark.parametrize("name", NAMES)
def test_faults_have_their_place(house, name):
    kind = BY_NAME[name]
    collection = kind.collection(house)
    wrong = {**kind.document(house), "nonsense": 1}
    problem = house.user.post(collection, wrong).problem(422, "invalid")
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("/nonsense", "unknown_field")]
    problem = house.user.post(collection + "/bulk", {
        "items": [kind.document(house), wrong]}).problem(422, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == ["/items/1/nonsense"]
    house.user.post(collection, "{").problem(400, "malformed")
    house.user.post(collection, "[]").problem(422, "invalid")
    house.user.get(collection + "?sort=name").problem(400, "bad_query")
    house.user.get(collection + "?limit=201").problem(400, "bad_query")
    house.user.get(collection + "?as_of=yesterday").problem(400, "bad_query")


def test_lists_page_by_page(stack):
    for name in ("account", "transaction"):
        kind, house = BY_NAME[name], House(stack.new_user())
        collection = kind.collection(house)
        items = [dict(kind.document(house)) for _ in range(7)]
        for n, item in enumerate(items):
            item.update({"name": f"{n}"} if name == "account" else
                        {"date": f"2026-01-0{1 + n % 3}"})
        reply = house.user.post(collection + "/bulk", {"items": items})
        assert reply.status == 200, reply.body
        made = reply.json[kind.key]
        assert len(made) == 7
        seen, path = [], collection + "?limit=3"
        while path:
            page = house.user.get(path)
            assert page.status == 200 and len(page.json[kind.key]) <= 3
            seen += page.json[kind.key]
            link = page.headers.get("Link")
            assert bool(link) == bool(page.json["next_cursor"])
            path = link.split(">")[0][1:] if link else None
        assert sorted(r["id"] for r in seen) == sorted(r["id"] for r in made)
        if name == "transaction":
            dates = [row["date"] for row in seen]
            assert dates == sorted(dates, reverse=True)
        else:
            assert [r["id"] for r in seen] == sorted(
                (r["id"] for r in seen), reverse=True)


def test_lists_of_the_past(stack):
    house = House(stack.new_user())
    accounts = BY_NAME["account"].collection(house)
    one = house.user.post(accounts, {"name": "One", "type": "cash"})
    time.sleep(0.01)
    two = house.user.post(accounts, {"name": "Two", "type": "cash"})
    time.sleep(0.01)
    third = patch(house.user, one.headers["Location"], {"name": "Uno"})
    time.sleep(0.01)
    house.user.delete(two.headers["Location"], headers={"If-Match": "*"})

    def names(moment):
        reply = house.user.get(f"{accounts}?as_of={moment}&limit=1")
        assert reply.status == 200, reply.body
        out = [a["name"] for a in reply.json["accounts"]]
        while reply.json["next_cursor"]:
            reply = house.user.get(
                reply.headers["Link"].split(">")[0][1:])
            out += [a["name"] for a in reply.json["accounts"]]
        return sorted(out)

    assert names(one.json["updated"]) == ["One"]
    assert names(two.json["updated"]) == ["One", "Two"]
    assert names(third.json["updated"]) == ["Two", "Uno"]
    assert names("2100-01-01T00:00:00Z") == ["Uno"]
    assert names("2100-01-01T02:00:00.5%2B02:00") == ["Uno"]
    house.user.get(accounts + "?as_of=2020-01-01T00:00:00Z").problem(
        404, "not_found")


def test_balance_now_and_then(stack):
    house = House(stack.new_user())
    account = house.of("account")
    path = f"{BASE}/accounts/{account}"
    transactions = f"{path}/transactions"
    first = house.user.post(transactions, {"date": "2026-01-01",
                                           "amount": "100.10"})
    time.sleep(0.01)
    second = house.user.post(transactions, {"date": "2026-01-02",
                                            "amount": -0.2})
    time.sleep(0.01)
    changed = patch(house.user, first.headers["Location"], {"amount": 50})
    time.sleep(0.01)
    house.user.delete(second.headers["Location"], headers={"If-Match": "*"})
    assert house.user.get(path).json["balance"] == 1050.5
    for reply, want in ((first, 1100.6), (second, 1100.4), (changed, 1050.3)):
        then = house.user.get(f"{path}?as_of={reply.json['updated']}")
        assert then.json["balance"] == want
    # Cents survive as digits, not as doubles.
    assert b'"balance":1050.50' in house.user.get(path).body


def test_holdings_are_worth_their_lots(stack):
    house = House(stack.new_user())
    house.of("lot")
    holding = house.user.get(house.made["holding"].headers["Location"]).json
    assert holding["quantity"] == 10.5 and holding["cost"] == 2000
    # 10.5 * 250.123456 = 2626.296288
    assert holding["value"] == 2626.3
    account = house.user.get(house.made["account"].headers["Location"]).json
    assert account["holdings_value"] == 2626.3


def test_rules_that_span_fields(house):
    user = house.user
    of = {name: BY_NAME[name].collection(house) for name in NAMES}
    salary = {"name": "x", "kind": "salary", "amount": 1}
    stranger = House(user).of("person")
    cases = [
        ("income", {**salary, "start_year": 2030, "start_age": 60,
                    "person_id": house.of("person")}, "/start_year",
         "combination"),
        ("income", {**salary, "end_age": 60}, "/person_id", "combination"),
        ("income", {**salary, "start_year": 2031, "end_year": 2030},
         "/end_year", "range"),
        ("income", {**salary, "person_id": stranger}, "/person_id",
         "reference"),
        ("income", {**salary, "claim_age": 67}, "/pia_monthly",
         "combination"),
        ("account", {"name": "x", "type": "roth"}, "/person_id",
         "combination"),
        ("household", {"name": "x", "state": "ca"}, "/state", "value"),
        ("insurance_policy", {"name": "x", "kind": "auto", "coverage": 1,
                              "premium": 1, "start_date": "2026-02-01",
                              "end_date": "2026-01-01"}, "/end_date",
         "range"),
        ("correlation", {"asset_a": "b", "asset_b": "a", "correlation": 0},
         "/asset_b", "value"),
        ("correlation", {"asset_a": "aa", "asset_b": "ab", "correlation": 0},
         "/asset_a", "reference"),
        ("asset_assumption", {"asset": "a b", "mean": 0, "sd": 0}, "/asset",
         "value"),
    ]
    for name, document, pointer, code in cases:
        problem = user.post(of[name], document).problem(422, "invalid")
        assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
            (pointer, code)], (name, document, problem)
    for name, pointer in (("person", "/relation"), ("holding", "/symbol"),
                          ("asset_assumption", "/asset"),
                          ("correlation", "/asset_b")):
        document = BY_NAME[name].document(house)
        problem = user.post(of[name], document).problem(409, "duplicate")
        assert problem["errors"][0]["pointer"] == pointer


def test_values_at_their_limits(house):
    transactions = BY_NAME["transaction"].collection(house)
    good = {"date": "2026-01-31", "amount": 1}

    def amount(value):
        return house.user.post(transactions, {**good, "amount": value})

    for value, text in (("1000000000000", b"1000000000000.00"),
                        ("-1000000000000.00", b"-1000000000000.00"),
                        (0.01, b"0.01"), ("-0.07", b"-0.07"),
                        (1e3, b"1000.00"), ("0.10", b"0.10")):
        reply = amount(value)
        assert reply.status == 201, reply.body
        assert b'"amount":' + text + b"," in reply.body
        house.user.delete(reply.headers["Location"],
                          headers={"If-Match": "*"})
    for value, code in (("1000000000000.01", "range"), (1e300, "range"),
                        (0.001, "decimals"), ("1.005", "decimals"),
                        ("ten", "type"), (True, "type"), (None, "required"),
                        ("", "type"), (" 1", "type"), ("+1", "type")):
        problem = amount(value).problem(422, "invalid")
        assert problem["errors"][0]["code"] == code, (value, problem)
    for day in ("2026-02-29", "2026-1-1", "20260101", 20260101):
        problem = house.user.post(transactions, {**good, "date": day}).problem(
            422, "invalid")
        assert problem["errors"][0]["pointer"] == "/date"
    long = "é" * 500
    reply = house.user.post(transactions, {**good, "description": long})
    assert reply.json["description"] == long
    house.user.post(transactions, {**good, "description": long + "e"}).problem(
        422, "invalid")


def test_bulk_names_the_first_that_the_database_refuses(house):
    accounts = BY_NAME["account"].collection(house)
    before = house.user.get(accounts).json["accounts"]
    good = BY_NAME["account"].document(house)
    for at in (0, 1, 31, 59):
        items = [dict(good) for _ in range(60)]
        items[at]["person_id"] = items[59]["person_id"] = str(uuid.uuid4())
        for headers in ({}, {"Idempotency-Key": f"bulk-{at}"}):
            problem = house.user.post(accounts + "/bulk", {"items": items},
                                      headers=headers).problem(422, "invalid")
            assert [(e["pointer"], e["code"]) for e in problem["errors"]] == \
                [(f"/items/{at}/person_id", "reference")]
    assert house.user.get(accounts).json["accounts"] == before


def test_bulk_is_all_or_nothing(house):
    holdings = BY_NAME["holding"].collection(house)
    document = BY_NAME["holding"].document(house)
    before = house.user.get(holdings).json["holdings"]
    items = [{**document, "symbol": "A"}, {**document, "symbol": "B"},
             {**document, "symbol": "A"}]
    problem = house.user.post(holdings + "/bulk", {"items": items}).problem(
        409, "duplicate")
    assert problem["errors"][0]["pointer"] == "/items/2/symbol"
    assert house.user.get(holdings).json["holdings"] == before
    items = [{**document, "symbol": "A"}, {**document, "symbol": "B"}]
    house.user.post(holdings + "/bulk", {"items": []}).problem(422, "invalid")
    many = [{**document, "symbol": str(n)} for n in range(1001)]
    house.user.post(holdings + "/bulk", {"items": many}).problem(
        422, "invalid")
    reply = house.user.post(holdings + "/bulk", {"items": items[:2]})
    assert reply.status == 200, reply.body
    assert [h["symbol"] for h in reply.json["holdings"]] == ["A", "B"]


def test_there_is_a_limit(stack):
    house = House(stack.new_user())
    people = BY_NAME["person"].collection(house)
    child = {"name": "Kid", "relation": "dependent",
             "birth_date": "2015-01-01"}
    assert house.user.post(people + "/bulk",
                           {"items": [child] * 20}).status == 200
    house.user.post(people, child).problem(409, "limit_reached")


def test_what_is_referred_to_stays(stack):
    house = House(stack.new_user()).fill()
    person = house.made["person"].headers["Location"]
    problem = house.user.delete(person, headers={"If-Match": "*"})
    problem.problem(409, "in_use")
    # The household takes everything along, whatever refers to what.
    home = house.made["household"].headers["Location"]
    assert house.user.delete(home, headers={"If-Match": "*"}).status == 204
    for kind in KINDS:
        if kind.parent in (None, "assumption_set"):
            continue
        house.user.get(house.made[kind.name].headers["Location"]).problem(
            404, "not_found")


def test_patch_is_a_merge_patch(house):
    path = house.made["account"].headers["Location"]
    before = house.user.get(path).json
    assert patch(house.user, path, {"institution": "Bank"}).json[
        "institution"] == "Bank"
    reply = patch(house.user, path, {"institution": None, "fee": None})
    assert reply.json["institution"] is None
    assert [a["pointer"] for a in reply.json["assumed"]] == ["/fee"]
    patch(house.user, path, {"name": None}).problem(422, "invalid")
    patch(house.user, path, {"balance": 1}).problem(422, "invalid")
    patch(house.user, path, []).problem(422, "invalid")
    patch(house.user, path, {}, kind="text/plain").problem(
        415, "unsupported_media_type")
    assert patch(house.user, path, {}, kind="application/json").status == 200
    now = house.user.get(path).json
    for field in set(before) - {"version", "updated"}:
        assert now[field] == before[field]
