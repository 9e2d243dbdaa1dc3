"""Records of which there are as many as there may be, twice the same, or still
referred to; of every kind that documents it."""
import uuid

import pytest

import contract
from api_client import plan
from identity_rig import AUTH, PASSWORD, Person, become, sql
from records_kit import BASE, BY_NAME, KINDS, House

# How many there may be under one parent (docs/api.md); and what keeps rows
# apart besides their ids, by the number of the row.
MOST = {
    "household": 200, "person": 20, "account": 500, "holding": 2000,
    "lot": 5000, "saving": 100, "income": 200,
    "expense": 500, "liability": 200, "property": 100,
    "insurance_policy": 100, "goal": 200, "contribution": 10000,
    "assumption_set": 200, "asset_assumption": 16, "correlation": 120,
}
APART = {
    "holding": {"symbol": "'S' || n"},
    "person": {"relation": "'dependent'"},
    "asset_assumption": {"asset": "'a' || n"},
    "correlation": {"asset_a": "'a' || n / 16", "asset_b": "'b' || n % 16"},
}


def fill(stack, table, row_id, count, apart=None):
    """count copies of a row, with no trigger and no check between tables;
    apart: what is another in each, as SQL over the number n."""
    columns = [name for name, in sql(
        stack, "SELECT column_name FROM information_schema.columns"
        f" WHERE table_schema = 'finplan' AND table_name = '{table}'"
        " AND is_generated = 'NEVER'")]
    made = {"id": "('" + uuid.uuid4().hex[:24] +
            "' || lpad(to_hex(n), 8, '0'))::uuid", **(apart or {})}
    sql(stack, "SET session_replication_role = replica; INSERT INTO"
        f" finplan.{table} ({', '.join(columns)})"
        f" SELECT {', '.join(made.get(c, 'r.' + c) for c in columns)}"
        f" FROM finplan.{table} r, generate_series(1, {count}) n"
        f" WHERE r.id = '{row_id}'")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_as_many_as_there_may_be(stack, kind):
    house = House(stack.new_user())
    row = house.of(kind.name)
    collection, document = kind.collection(house), kind.document(house)
    if kind.name == "transaction":   # an account knows how many it has
        sql(stack, "UPDATE finplan.account_balances SET count = 1000000"
            f" WHERE account_id = '{house.of('account')}'")
    else:
        fill(stack, kind.key, row, MOST[kind.name] - 1, APART.get(kind.name))
    house.user.post(collection, document).problem(409, "limit_reached")
    house.user.post(collection + "/bulk", {"items": [document]}).problem(
        409, "limit_reached")
    if kind.name == "transaction":
        house.user.call("POST", collection + "/import",
                        "date,amount\n2026-01-31,1.00\n",
                        headers={"Content-Type": "text/csv"}).problem(
                            409, "limit_reached")


def test_plans_and_what_belongs_to_them(stack):
    house = House(stack.new_user()).fill()
    user = house.user
    made = user.post(BASE + "/plans", plan()).json["id"]
    scenarios = f"{BASE}/plans/{made}/scenarios"
    scenario = user.post(scenarios, {"name": "Trial"}).json["id"]
    fill(stack, "scenarios", scenario, 49)
    user.post(scenarios, {"name": "Another"}).problem(409, "limit_reached")
    user.post(f"{BASE}/scenarios/{scenario}/clone", {"name": "Same"}).problem(
        409, "limit_reached")
    fill(stack, "plans", made, 999)
    user.post(BASE + "/plans", plan()).problem(409, "limit_reached")
    user.post(BASE + "/plans:assemble", {"household_id": house.id}).problem(
        409, "limit_reached")


def test_shares(stack):
    house = House(stack.new_user())
    shares = f"{BASE}/households/{house.id}/shares"
    first, second = (become(stack, Person(stack), "advisor")
                     for _ in range(2))
    made = house.user.post(shares, {"email": first.email}).json["id"]
    fill(stack, "shares", made, 19, {"advisor_id": "gen_random_uuid()"})
    house.user.post(shares, {"email": second.email}).problem(
        409, "limit_reached")


def test_summaries_of_too_many_groups(stack):
    house = House(stack.new_user())
    row = house.of("transaction")
    fill(stack, "transactions", row, 1300,
         {"category": "'c' || n"})
    house.user.get(BY_NAME["transaction"].collection(house) +
                   "/summary?by=category").problem(409, "limit_reached")


# --- twice the same ------------------------------------------------------------

def pair(house, name):
    """Two documents of a kind that may stand side by side, and a patch that
    makes the second one like the first."""
    document = dict(BY_NAME[name].document(house))
    other = {
        "holding": {"symbol": "OTHER"},
        "person": {"relation": "spouse"},
        "transaction": {"external_id": "other"},
        "asset_assumption": {"asset": "us_bill"},
    }.get(name)
    if name == "transaction":
        document["external_id"] = "first"
    if name == "person":
        document["relation"] = "primary"
    if name == "correlation":
        for asset in ("us_bill", "us_bond", "us_stock"):
            house.user.post(BY_NAME["asset_assumption"].collection(house),
                            {"asset": asset, "mean": 0.05, "sd": 0.1})
        document = {"asset_a": "us_bill", "asset_b": "us_bond",
                    "correlation": 0.1}
        other = {"asset_b": "us_stock"}
    return document, {**document, **other}, {
        key: document[key] for key in other}


@pytest.mark.parametrize("name", ["holding", "person", "transaction",
                                  "asset_assumption", "correlation"])
def test_twice_the_same(stack, name):
    house = House(stack.new_user())
    user, kind = house.user, BY_NAME[name]
    first, second, patch = pair(house, name)
    collection = kind.collection(house)
    if user.post(collection, first).status != 201:
        user.post(collection, first).problem(409, "duplicate")
    made = user.post(collection, second)
    assert made.status == 201, made.body
    item = kind.item(made.json["id"])
    any_version = {"If-Match": "*"}
    user.post(collection, first).problem(409, "duplicate")
    user.post(collection + "/bulk", {"items": [first]}).problem(
        409, "duplicate")
    user.put(item, first, headers=any_version).problem(409, "duplicate")
    user.call("PATCH", item, patch, headers=any_version).problem(
        409, "duplicate")


# --- still referred to -----------------------------------------------------------

def test_what_others_refer_to_stays(stack):
    house = House(stack.new_user())
    user = house.user
    house.of("correlation")
    asset = house.of("asset_assumption")
    any_version = {"If-Match": "*"}
    assets = user.get(BY_NAME["asset_assumption"].collection(house)).json[
        "asset_assumptions"]
    assert asset in [row["id"] for row in assets]
    statuses = set()
    for row in assets:
        reply = user.delete(BY_NAME["asset_assumption"].item(row["id"]),
                            headers=any_version)
        if reply.status == 409:
            reply.problem(409, "in_use")
        statuses.add(reply.status)
    assert 409 in statuses
    home = house.of("property")
    debt = dict(BY_NAME["liability"].document(house), property_id=home)
    made = user.post(BY_NAME["liability"].collection(house), debt)
    assert made.status == 201, made.body
    user.delete(BY_NAME["property"].item(home), headers=any_version).problem(
        409, "in_use")
