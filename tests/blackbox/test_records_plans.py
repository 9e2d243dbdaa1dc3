"""Shares, the audit log, plans of records, and scenarios."""
import re
import time

import pytest

from api_client import plan
from identity_rig import Person, become
from records_kit import BASE, BY_NAME, KINDS, House, absent

PLANS = f"{BASE}/plans"


def patch(user, path, change, match="*"):
    return user.call("PATCH", path, change, headers={
        "If-Match": match, "Content-Type": "application/merge-patch+json"})


def advisor(stack):
    """A client that is logged in as an advisor, and its address."""
    person = become(stack, Person(stack), "advisor")
    return person.api, person.email


# --- shares ------------------------------------------------------------------


def test_an_advisor_reads_what_is_shared(stack, other_user):
    house = House(stack.new_user()).fill()
    private = House(house.user)
    client, email = advisor(stack)
    assert client.get(f"{BASE}/shared/households").json["households"] == []
    shares = f"{BASE}/households/{house.id}/shares"
    made = house.user.post(shares, {"email": email.upper()})
    assert made.status == 201, made.body
    house.user.post(shares, {"email": email}).problem(409, "duplicate")

    listed = client.get(f"{BASE}/shared/households").json["households"]
    assert [h["id"] for h in listed] == [house.id]
    for kind in KINDS:
        if kind.parent == "assumption_set" or kind.name == "assumption_set":
            continue
        path = house.made[kind.name].headers["Location"]
        read = client.get(path)
        assert read.status == 200 and read.json == house.user.get(path).json
        moment = read.json["updated"]
        assert client.get(f"{path}?as_of={moment}").status == 200
        assert client.get(path + "/history").status == 200
        # Read only: it is as if there was nothing to write.
        patch(client, path, kind.change).problem(404, "not_found")
        client.put(path, kind.document(house),
                   headers={"If-Match": "*"}).problem(404, "not_found")
        client.delete(path, headers={"If-Match": "*"}).problem(
            404, "not_found")
        if kind.parent:
            assert client.get(kind.collection(house)).json[kind.key]
            client.post(kind.collection(house), kind.document(house)).problem(
                404, "not_found")
    account = house.made["account"].headers["Location"]
    assert client.get(account + "/transactions/summary").json["groups"]
    client.get(f"{BASE}/households/{private.id}").problem(404, "not_found")
    client.post(f"{BASE}/households/{house.id}/shares",
                {"email": email}).problem(404, "not_found")
    other_user.get(account).problem(404, "not_found")
    other_user.get(f"{BASE}/shared/households").problem(403, "forbidden")

    gone = house.user.delete(made.headers["Location"],
                             headers={"If-Match": '"v1"'})
    assert gone.status == 204
    client.get(account).problem(404, "not_found")
    assert client.get(f"{BASE}/shared/households").json["households"] == []


def test_plans_of_a_shared_household_are_shared(stack, other_user):
    house = House(stack.new_user()).fill()
    user = house.user
    client, email = advisor(stack)
    made = user.post(f"{PLANS}:assemble", {"household_id": house.id})
    assembled = made.headers["Location"]
    assert user.get(assembled).json["household_id"] == house.id
    stored = user.post(f"{PLANS}?household_id={house.id}", plan())
    assert stored.status == 201, stored.body
    assert stored.json["household_id"] == house.id
    path = stored.headers["Location"]
    scenario = user.post(path + "/scenarios", {"name": "Trial"}).headers[
        "Location"]
    alone = user.post(PLANS, plan())
    assert alone.json["household_id"] is None
    listing = f"{PLANS}?household_id={house.id}"
    ids = [row["id"] for row in user.get(listing).json["plans"]]
    assert ids == [stored.json["id"], made.json["id"]]
    everything = [path, assembled, path + "/history", scenario,
                  path + "/scenarios", scenario + "/diff"]
    for place in everything:
        client.get(place).problem(404, "not_found")
    assert client.get(listing).json["plans"] == []

    share = user.post(f"{BASE}/households/{house.id}/shares",
                      {"email": email}).headers["Location"]
    for place in everything:
        seen = client.get(place)
        assert seen.status == 200 and seen.json == user.get(place).json
        other_user.get(place).problem(404, "not_found")
    first = client.get(listing + "&limit=1")
    assert [row["id"] for row in first.json["plans"]] == ids[:1]
    rest = client.get(re.match("<(.*)>", first.headers["Link"])[1])
    assert [row["id"] for row in rest.json["plans"]] == ids[1:]
    assert client.get(PLANS).json["plans"] == []
    assert other_user.get(listing).json["plans"] == []
    moment = stored.json["updated"]
    assert client.get(f"{path}?as_of={moment}").json == \
        user.get(f"{path}?as_of={moment}").json
    client.get(alone.headers["Location"]).problem(404, "not_found")
    # It is as if there was nothing to write.
    any_version = {"If-Match": "*"}
    for place, change in ((path, {"name": "Theirs"}),
                          (scenario, {"name": "Theirs"})):
        patch(client, place, change).problem(404, "not_found")
        client.delete(place, headers=any_version).problem(404, "not_found")
    client.put(path, plan(), headers=any_version).problem(404, "not_found")
    client.post(path + "/scenarios", {"name": "Mine"}).problem(
        404, "not_found")
    client.post(scenario + "/merge").problem(404, "not_found")
    client.post(scenario + "/clone", {"name": "Mine"}).problem(
        404, "not_found")

    # The past of a scenario is shared as far as it could be seen.
    was = user.get(scenario).json
    assert patch(user, scenario, {"name": "Second"}).json["version"] == 2
    assert client.get(scenario + "/history").json == \
        user.get(scenario + "/history").json
    then = f"?as_of={was['updated']}"
    assert client.get(scenario + then).json == was
    assert client.get(f"{path}/scenarios{then}").json["scenarios"] == [was]
    other_user.get(scenario + then).problem(404, "not_found")

    # The plan leaves the household, and comes back.
    out = user.put(f"{path}?household_id=none", plan(), headers=any_version)
    assert out.json["household_id"] is None and out.json["version"] == 2
    for place in (path, scenario, scenario + "/diff"):
        client.get(place).problem(404, "not_found")
    assert patch(user, scenario, {"name": "Alone"}).json["version"] == 3
    back = patch(user, f"{path}?household_id={house.id}", {"name": "Back"})
    assert back.json["household_id"] == house.id
    assert patch(user, path, {"name": "Again"}).json["household_id"] == \
        house.id
    assert client.get(path).json["name"] == "Again"
    # What it was while it was nobody's household stays out of sight.
    versions = [row["version"]
                for row in client.get(path + "/history").json["versions"]]
    assert versions == [4, 3, 1]
    versions = [row["version"] for row in
                client.get(scenario + "/history").json["versions"]]
    assert versions == [3, 1]
    user.delete(share, headers=any_version)
    for place in everything:
        client.get(place).problem(404, "not_found")


def test_an_advisor_computes_a_shared_plan(stack, other_user):
    house = House(stack.new_user())
    user = house.user
    client, email = advisor(stack)
    path = user.post(f"{PLANS}?household_id={house.id}",
                     plan(goals=[{"id": "trip", "amount": 9000,
                                  "years": [2030, 2030]}])
                     ).headers["Location"]
    questions = (f"{path}/explain?year=2030",
                 f"{path}/goals/trip/probability?paths=50")
    simulate = path + "/simulations?paths=50&seed=3"
    for place in questions:
        client.get(place).problem(404, "not_found")
    client.post(simulate).problem(404, "not_found")
    user.post(f"{BASE}/households/{house.id}/shares", {"email": email})
    for place in questions:
        assert client.get(place).body == user.get(place).body
        other_user.get(place).problem(404, "not_found")
    other_user.post(simulate).problem(404, "not_found")

    # The result is the advisor's, and stays when the share goes.
    mine = client.post(simulate)
    assert mine.status == 201 and mine.json["plan_id"] is None
    theirs = user.post(simulate)
    assert theirs.json["plan_id"] == path.rsplit("/", 1)[1]
    assert mine.json["result"] == theirs.json["result"]
    kept = mine.headers["Location"]
    user.get(kept).problem(404, "not_found")
    client.get(theirs.headers["Location"]).problem(404, "not_found")
    for share in user.get(f"{BASE}/households/{house.id}/shares").json[
            "shares"]:
        user.delete(f"{BASE}/shares/{share['id']}",
                    headers={"If-Match": "*"})
    client.post(simulate).problem(404, "not_found")
    assert client.get(kept).json == mine.json
    assert client.get(kept + "/paths?path=p50").status == 200


def test_a_plan_outlives_its_household(stack, user, other_user):
    house, theirs = House(user), House(other_user)
    path = user.post(f"{PLANS}?household_id={house.id}",
                     plan()).headers["Location"]
    user.delete(f"{BASE}/households/{house.id}", headers={"If-Match": "*"})
    kept = user.get(path)
    assert kept.status == 200 and kept.json["household_id"] is None
    for wrong in (theirs.id, absent()):
        user.post(f"{PLANS}?household_id={wrong}", plan()).problem(
            422, "invalid")
        user.put(f"{path}?household_id={wrong}", plan(),
                 headers={"If-Match": "*"}).problem(422, "invalid")
    problem = user.post(f"{PLANS}?household_id=home", plan()).problem(
        422, "invalid")
    assert problem["errors"][0]["parameter"] == "household_id"
    user.get(f"{PLANS}?household_id=home").problem(400, "bad_query")


def test_whom_to_share_with(stack, user):
    house = House(user)
    shares = f"{BASE}/households/{house.id}/shares"
    # A user who is no advisor is as unknown as nobody.
    for email in ("nobody@example.com", Person(stack).email):
        problem = user.post(shares, {"email": email}).problem(422, "invalid")
        assert problem["errors"][0]["pointer"] == "/email"
    user.post(shares, {}).problem(422, "invalid")
    user.post(f"{BASE}/households/{absent()}/shares",
              {"email": "a@example.com"}).problem(404, "not_found")


# --- audit -------------------------------------------------------------------


def test_everything_is_in_the_audit_log(stack):
    house = House(stack.new_user())
    path = house.made["household"].headers["Location"]
    changed = patch(house.user, path, {"name": "New", "state": "NY"})
    house.user.delete(path, headers={"If-Match": "*"})
    reply = house.user.get(f"{BASE}/audit?object_id={house.id}")
    assert reply.status == 200, reply.body
    entries = reply.json["entries"]
    assert [(e["action"], e["version"], e["fields"]) for e in entries] == [
        ("households.deleted", 2, []),
        ("households.changed", 2, ["name", "state"]),
        ("households.created", 1, [])]
    assert {e["actor_id"] for e in entries} == {entries[0]["actor_id"]}
    assert entries[0]["actor_id"]
    assert entries[1]["request_id"] == changed.headers["X-Request-Id"]
    # Everything, page by page: the login and the account too.
    seen, page = [], f"{BASE}/audit?limit=2"
    while page:
        reply = house.user.get(page)
        seen += [e["action"] for e in reply.json["entries"]]
        link = reply.headers.get("Link")
        page = link.split(">")[0][1:] if link else None
    assert seen[:3] == [e["action"] for e in entries]
    assert "session.opened" in seen and seen[-1] == "user.created"
    house.user.get(f"{BASE}/audit?object_id=x").problem(400, "bad_query")
    house.user.get(f"{BASE}/audit?since=1").problem(400, "bad_query")


# --- plans of records ----------------------------------------------------------


def test_assemble_a_plan(stack, other_user):
    house = House(stack.new_user()).fill()
    user = house.user
    user.post(BY_NAME["person"].collection(house), {
        "name": "Kid", "relation": "dependent", "birth_date": "2015-05-05"})
    user.post(BY_NAME["income"].collection(house), {
        "name": "Social Security", "kind": "social_security",
        "person_id": house.of("person"), "pia_monthly": 2800,
        "claim_age": 68})
    user.post(BY_NAME["account"].collection(house), {
        "name": "IRA", "type": "traditional", "opening_balance": 300000,
        "stock_share": 0.35, "person_id": house.of("person")})
    user.post(BY_NAME["liability"].collection(house), {
        "name": "Loan", "balance": 1000, "rate": 0.05, "payment_monthly": 50,
        "property_id": house.of("property")})
    user.post(BY_NAME["goal"].collection(house), {
        "name": "Past", "amount": 5, "due": "2020-01-01"})
    made = user.post(f"{BASE}/plans:assemble", {
        "household_id": house.id, "start_year": 2026,
        "assumption_set_id": house.of("assumption_set")})
    assert made.status == 201, made.body
    stored = user.get(made.headers["Location"])
    assert stored.json["plan"] == made.json["plan"]
    document = made.json["plan"]
    of = house.of
    assert document["name"] == "Home" and document["start_year"] == 2026
    assert document["household"] == {
        "filing_status": "single", "state": "none",
        "people": [{"id": of("person"), "birth_date": "1966-04-02",
                    "retirement_age": 67, "plan_to_age": 95,
                    "mortality": "none"}],
        "dependents": [{"birth_year": 2015}]}
    # 1000.50 - 12.34 in cash, 10.5 * 250.123456 in stocks.
    checking, ira = document["accounts"]
    assert checking["id"] == of("account") and checking["owner"] == "joint"
    assert checking["balance"] == 3614.46
    assert checking["cost_basis"] == 988.16 + 2000
    assert checking["allocation"] == {
        "us_stock": round(2626.30 / 3614.46 - 5e-9, 8),
        "us_bill": pytest.approx(988.16 / 3614.46, abs=2e-8)}
    assert sum(checking["allocation"].values()) == pytest.approx(1, abs=1e-12)
    assert ira["allocation"] == {"us_stock": 0.35, "us_bond": 0.65}
    assert "cost_basis" not in ira
    job, security = document["incomes"]
    assert job == {"id": of("income"), "owner": of("person"),
                   "kind": "salary", "growth": 0, "growth_basis": "real",
                   "amount": 120000, "end": {"event": "retirement",
                                             "person": of("person")}}
    assert (security["pia_monthly"], security["claim_age"]) == (2800, 68)
    living, premium = document["expenses"]
    assert living["amount"] == 48000 and living["essential"] is True
    assert premium["amount"] == 480 and premium["end"] == {"year": 2041}
    assert document["contributions"][0] == {
        "id": of("saving"), "account": of("account"), "amount": 6000,
        "growth": 0, "growth_basis": "real",
        "employer_match": {"rate": 0.5, "up_to_pay": 0.06}}
    assert document["liabilities"][1]["property"] == of("property")
    assert document["properties"][0]["sale_cost"] == 0.06
    assert document["goals"] == [{
        "id": of("goal"), "kind": "education", "amount": 30000, "growth": 0,
        "growth_basis": "real", "priority": 1, "years": [2033, 2036]}]
    assert document["market"]["assets"] == {
        "us_bond": {"mean": 0.02, "sd": 0.06},
        "us_stock": {"mean": 0.05, "sd": 0.18}}
    assert document["market"]["correlations"] == {"us_bond/us_stock": 0.1}
    # And it is a plan that the engine takes.
    answer = user.post("/api/v1/simulations?paths=200&seed=1", document)
    assert answer.status == 200, answer.body

    bad = {"household_id": house.id, "assumption_set_id": absent()}
    problem = user.post(f"{BASE}/plans:assemble", bad).problem(422, "invalid")
    assert problem["errors"][0]["pointer"] == "/assumption_set_id"
    problem = other_user.post(f"{BASE}/plans:assemble", {
        "household_id": house.id}).problem(422, "invalid")
    assert problem["errors"][0]["pointer"] == "/household_id"
    user.post(f"{BASE}/plans:assemble", {"household_id": "x"}).problem(
        422, "invalid")


def test_what_is_missing_has_its_place(stack):
    house = House(stack.new_user())
    problem = house.user.post(f"{BASE}/plans:assemble", {
        "household_id": house.id}).problem(422, "incomplete_records")
    assert any(e["pointer"] == "/plan/household/people"
               for e in problem["errors"])
    assert house.user.get(PLANS).json["plans"] == []


def test_assets_that_the_market_has_not(stack):
    house = House(stack.new_user())
    house.of("person")
    house.of("account")
    holdings = BY_NAME["holding"].collection(house)
    for symbol, asset in (("BTC", "crypto"), ("VXUS", "international_stock"),
                          ("GLD", "commodity")):
        made = house.user.post(holdings, {"symbol": symbol, "asset": asset,
                                          "price": 10})
        house.user.post(made.headers["Location"] + "/lots", {
            "acquired": "2020-01-01", "quantity": 10, "cost": 50})
    made = house.user.post(f"{BASE}/plans:assemble", {
        "household_id": house.id, "start_year": 2026})
    assert made.status == 201, made.body
    assert sorted((t["pointer"], t["value"]) for t in made.json["taken"]) == [
        ("/accounts/0/allocation", "gold"),
        ("/accounts/0/allocation", "us_stock"),
        ("/accounts/0/allocation", "us_stock")]
    assert set(made.json["plan"]["accounts"][0]["allocation"]) == {
        "us_stock", "gold", "us_bill"}


# --- plans as records -----------------------------------------------------------


def test_plans_are_patched_and_kept(user):
    made = user.post(PLANS, plan(name="One"))
    path = made.headers["Location"]
    changed = patch(user, path, {"name": "Two", "expenses": [
        {"id": "living", "amount": 45000}]}, '"v1"')
    assert changed.status == 200, changed.body
    assert changed.headers["ETag"] == '"v2"'
    assert changed.json["name"] == "Two"
    assert changed.json["plan"] == plan(name="Two", expenses=[
        {"id": "living", "amount": 45000}])
    patch(user, path, {}, '"v1"').problem(412, "version_mismatch")
    problem = patch(user, path, {"accounts": None, "nonsense": 1})
    assert problem.status == 422
    user.call("PATCH", path, {}, headers={
        "If-Match": "*", "Content-Type": "text/plain"}).problem(
            415, "unsupported_media_type")

    then = user.get(f"{path}?as_of={made.json['updated']}")
    assert then.json == made.json
    assert user.get(f"{path}?as_of={changed.json['updated']}").json == \
        changed.json
    user.get(path + "?as_of=2020-01-01T00:00:00Z").problem(404, "not_found")
    versions = user.get(path + "/history").json["versions"]
    assert [v["version"] for v in versions] == [2, 1]
    assert versions[1]["record"]["document"] == plan(name="One")


# --- scenarios ----------------------------------------------------------------


@pytest.fixture
def two(user):
    made = user.post(PLANS, plan(name="Base"))
    return made.headers["Location"], made.json["id"]


def scenario(user, path, **body):
    made = user.post(path + "/scenarios", {"name": "Later", **body})
    assert made.status == 201, made.body
    return made


def test_scenario_life(user, two, other_user):
    path, ident = two
    made = scenario(user, path, document={"start_year": 2027})
    place = made.headers["Location"]
    assert made.json["document"] == {**plan(name="Base"), "start_year": 2027}
    assert made.json["base_version"] == 1 and made.json["plan_id"] == ident
    assert user.get(path + "/scenarios").json["scenarios"][0]["id"] == \
        made.json["id"]
    diff = user.get(place + "/diff")
    assert diff.json["changes"] == [
        {"path": "/start_year", "from": 2026, "to": 2027}]
    assert diff.json["with"] == {"kind": "plan", "id": ident, "version": 1}

    copy = user.post(place + "/clone", {})
    assert copy.status == 201, copy.body
    assert copy.json["name"] == "Copy of Later"
    named = user.post(place + "/clone", {"name": "Mine"}).json
    assert named["name"] == "Mine"
    changed = patch(user, copy.headers["Location"], {"document": {
        "expenses": [{"id": "living", "amount": 41000},
                     {"id": "travel", "amount": 5000}]}})
    assert changed.status == 200, changed.body
    diff = user.get(f"{place}/diff?with={copy.json['id']}").json["changes"]
    assert sorted(diff, key=lambda d: d["path"]) == [
        {"path": "/expenses/living/amount", "from": 41000, "to": 40000},
        {"path": "/expenses/travel",
         "from": {"id": "travel", "amount": 5000}}]
    assert len(user.get(path + "/scenarios").json["scenarios"]) == 3

    for method, where in (("GET", place), ("GET", place + "/diff"),
                          ("POST", place + "/merge"),
                          ("GET", path + "/scenarios")):
        other_user.call(method, where).problem(404, "not_found")
    other_user.post(place + "/clone", {}).problem(404, "not_found")
    other_user.post(path + "/scenarios", {"name": "x"}).problem(
        404, "not_found")
    user.get(place + "/diff?with=" + absent()).problem(404, "not_found")
    user.get(place + "/diff?to=x").problem(400, "bad_query")
    user.post(path + "/scenarios", {"name": "x", "document": {
        "start_year": "soon"}}).problem(422, "invalid")
    user.post(path + "/scenarios", {"document": {}}).problem(422, "invalid")


def test_merge_of_both_sides(user, two):
    path, _ = two
    made = scenario(user, path, document={"start_year": 2027})
    place = made.headers["Location"]
    # The plan moves on: an expense changes, another comes.
    patch(user, path, {"expenses": [{"id": "living", "amount": 42000},
                                    {"id": "travel", "amount": 5000}]})
    # So does the scenario, elsewhere in the same list.
    patch(user, place, {"document": {"expenses": [
        {"id": "living", "amount": 40000, "essential": False},
        {"id": "car", "amount": 3000}]}})
    merged = user.post(place + "/merge")
    assert merged.status == 200, merged.body
    assert merged.json["plan_version"] == 3
    assert merged.json["conflicts"] == []
    document = user.get(path).json["plan"]
    assert document == merged.json["plan"]
    assert document["start_year"] == 2027
    assert document["expenses"] == [
        {"id": "living", "amount": 42000, "essential": False},
        {"id": "travel", "amount": 5000}, {"id": "car", "amount": 3000}]
    after = user.get(place).json
    assert after["document"] == document and after["base_version"] == 3
    assert user.get(place + "/diff").json["changes"] == []


def test_merge_conflicts(user, two):
    path, _ = two
    place = scenario(user, path, document={"start_year": 2027}).headers[
        "Location"]
    patch(user, path, {"start_year": 2028})
    problem = user.post(place + "/merge").problem(409, "merge_conflict")
    assert [e["pointer"] for e in problem["errors"]] == ["/start_year"]
    assert user.get(path).json["plan"]["start_year"] == 2028
    user.post(place + "/merge?prefer=me").problem(400, "bad_query")
    kept = user.post(place + "/merge?prefer=plan")
    assert kept.json["plan"]["start_year"] == 2028
    assert kept.json["conflicts"] == [
        {"path": "/start_year", "from": 2028, "to": 2027}]
    place = scenario(user, path, document={"start_year": 2029}).headers[
        "Location"]
    patch(user, path, {"start_year": 2030})
    assert user.post(place + "/merge?prefer=scenario").json["plan"][
        "start_year"] == 2029


def test_scenarios_go_with_their_plan(user, two):
    path, _ = two
    place = scenario(user, path).headers["Location"]
    time.sleep(0.002)
    user.delete(path, headers={"If-Match": "*"})
    user.get(place).problem(404, "not_found")
    versions = user.get(place + "/history").json["versions"]
    assert versions[0]["ended_by"] == "delete"
