"""Questions on a plan over the whole stack: views of the projection, named
simulations, comparisons, sensitivities, safe rates and goals."""
import pytest

from api_client import plan, published
from records_kit import House

OPTIONS = "?paths=400&seed=7"


def with_goals(amount):
    document = plan()
    document["goals"] = [
        {"id": "trip", "kind": "travel", "amount": amount,
         "years": [2030, 2031], "priority": 2},
        {"id": "heirs", "kind": "legacy", "amount": 250000, "priority": 3}]
    return document


def good(reply):
    assert reply.status == 200, reply.body[:600]
    return reply.json


def pointers(reply):
    return {e.get("pointer") or e.get("parameter")
            for e in reply.problem(422, "invalid")["errors"]}


# --- names of what exists -------------------------------------------------

@pytest.mark.parametrize("named, plain, query", [
    ("simulations/monte-carlo", "simulations", OPTIONS),
    ("simulations/historical", "backtests", "?years=20"),
    ("simulations/stress", "stress", "?paths=50"),
])
def test_a_named_simulation_is_the_plain_one(api, named, plain, query):
    one = api.post(f"/api/v1/{named}{query}", published())
    two = api.post(f"/api/v1/{plain}{query}", published())
    assert one.status == two.status == 200, one.body[:300]
    assert one.body == two.body


def test_historical_is_the_published_case(api):
    result = good(api.post("/api/v1/simulations/historical?years=30&rate=0.04",
                           published()))
    assert (result["windows"], result["successes"]) == (69, 64)


# --- views of the projection ----------------------------------------------

def household():
    return plan(
        incomes=[{"id": "job", "owner": "pat", "kind": "salary",
                  "amount": 90000, "end": {"year": 2028}},
                 {"id": "ss", "owner": "pat", "kind": "social_security",
                  "pia_monthly": 2500, "claim_age": 67}],
        properties=[{"id": "home", "value": 400000,
                     "sell": {"year": 2035}, "cost_basis": 300000,
                     "primary_residence": True}],
        liabilities=[{"id": "loan", "balance": 100000, "rate": 0.05,
                      "payment_monthly": 1500}])


def test_cash_in_is_cash_out(api):
    flow = good(api.post("/api/v1/projections/cash-flow", household()))
    whole = good(api.post("/api/v1/projections", household()))
    assert len(flow["cash_flow"]) == flow["years"] == 30
    for row, ledger in zip(flow["cash_flow"], whole["ledger"]):
        assert row["in"]["total"] == pytest.approx(row["out"]["total"],
                                                   abs=0.011)
        parts = sum(i["amount"] for i in row["in"]["incomes"] +
                    row["in"]["withdrawals"])
        parts += sum(row["in"][k] for k in ("employer_match", "rolled_in",
                                            "property_sale"))
        assert parts == pytest.approx(row["in"]["total"], abs=0.05)
        assert row["out"]["taxes"] == ledger["taxes"]
        assert row["out"]["spending"] == ledger["spending_paid"]
    first = flow["cash_flow"][0]["in"]["incomes"]
    assert first == [{"id": "job", "kind": "salary", "amount": 90000.0}]


def test_net_worth_is_what_is_owned_less_what_is_owed(api):
    view = good(api.post("/api/v1/projections/net-worth", household()))
    whole = good(api.post("/api/v1/projections", household()))
    assert view["start"]["net_worth"] == 1000000 + 400000 - 100000
    for row, ledger in zip(view["net_worth"], whole["ledger"]):
        assert row["accounts_total"] == ledger["closing"]
        assert row["debts"] == ledger["debts"]
        assert row["net_worth"] == pytest.approx(
            ledger["closing"] + ledger["property"] - ledger["debts"], abs=0.02)
        assert sum(a["balance"] for a in row["accounts"]) == pytest.approx(
            row["accounts_total"], abs=0.05)
    last = view["net_worth"][-1]
    assert last["net_worth_real"] == pytest.approx(
        last["net_worth"] / 1.025 ** 30, rel=1e-6)


def test_views_open_paths_and_refuse_what_they_do_not_know(api):
    path = good(api.post("/api/v1/projections/net-worth?path=p10&paths=200"
                         "&seed=5", plan()))
    whole = good(api.post("/api/v1/projections?path=p10&paths=200&seed=5",
                          plan()))
    assert [r["accounts_total"] for r in path["net_worth"]] == [
        r["closing"] for r in whole["ledger"]]
    for view in ("cash-flow", "net-worth"):
        url = f"/api/v1/projections/{view}"
        assert pointers(api.post(url + "?year=2030", plan())) == {"year"}
        document = plan()
        document["accounts"][0]["balance"] = -1
        assert "/plan/accounts/0/balance" in pointers(
            api.post(url, {"plan": document}))


# --- bootstrap --------------------------------------------------------------

def test_bootstrap_is_the_plan_with_that_market(api):
    drawn = plan()
    drawn["market"] = {"model": "bootstrap",
                       "assets": drawn["market"]["assets"],
                       "correlations": {"us_stock/us_bond": 0.1},
                       "basis": "real", "inflation": {"model": "historical"}}
    forced = good(api.post("/api/v1/simulations/bootstrap" + OPTIONS, plan()))
    plain = api.post("/api/v1/simulations" + OPTIONS, drawn)
    same = api.post("/api/v1/simulations/bootstrap" + OPTIONS, drawn)
    assert same.body == plain.body
    for name in ("success", "wealth", "spending", "ending"):
        assert forced[name] == plain.json[name]
    assert "/market/model" in {a["pointer"] for a in forced["assumed"]}
    assert forced["tables"]["history"]["name"]


def test_bootstrap_needs_the_past_of_every_asset(api):
    document = plan()
    document["accounts"][0]["allocation"] = {"us_stock": 0.5, "moon": 0.5}
    document["market"]["assets"] = {"us_stock": {"mean": 0.07, "sd": 0.18},
                                    "moon": {"mean": 0.05, "sd": 0.2}}
    document["market"]["correlations"] = {"us_stock/moon": 0}
    reply = api.post("/api/v1/simulations/bootstrap" + OPTIONS, document)
    assert reply.status == 422
    assert "moon" in reply.body.decode()


# --- compare ----------------------------------------------------------------

def test_a_plan_and_itself_differ_by_exactly_nothing(api):
    dearer = plan(name="dearer")
    dearer["expenses"][0]["amount"] = 44000
    result = good(api.post("/api/v1/simulations/compare",
                           {"plans": [plan(), dearer, plan()], "paths": 500,
                            "seed": 3}))
    assert [p["name"] for p in result["plans"]] == [
        "Test household", "dearer", "Test household"]
    other, same = result["differences"]
    for measure in ("success", "ending", "lifetime_taxes", "unpaid",
                    "legacy_after_tax", "lifetime_spending"):
        assert same[measure] == {"value": 0, "standard_error": 0}
    assert same["paths_better"] == same["paths_worse"] == 0
    assert other["of"] == 1 and other["from"] == 0
    assert other["ending"]["value"] < 0 < other["ending"]["standard_error"]
    # Common random numbers: the difference is known better than the plans.
    assert other["ending"]["standard_error"] < 0.2 * (
        result["plans"][0]["ending"]["standard_error"])
    alone = good(api.post("/api/v1/simulations?paths=500&seed=3", dearer))
    shown = result["plans"][1]
    assert shown["result_id"] == alone["result_id"]
    assert shown["success"]["value"] == alone["success"]["probability"]
    assert shown["ending"]["value"] == pytest.approx(alone["ending"]["mean"],
                                                     abs=0.011)


def test_comparisons_refuse(api):
    url = "/api/v1/simulations/compare"
    assert pointers(api.post(url, {"plans": [plan()]})) == {"/plans"}
    assert pointers(api.post(url, {"plans": [plan()] * 9})) == {"/plans"}
    assert "/plans" in pointers(api.post(url, {}))
    wrong = plan()
    wrong["accounts"][0]["balance"] = -1
    assert "/plans/1/accounts/0/balance" in pointers(
        api.post(url, {"plans": [plan(), wrong]}))
    assert pointers(api.post(url, {"plans": [plan()] * 2, "path": 1})) == {
        "/path"}
    assert pointers(api.post(url + "?path=1", {"plans": [plan()] * 2})) == {
        "path"}
    for option in ("stream=true", "until_standard_error=0.01"):
        assert pointers(api.post(f"{url}?{option}",
                                 {"plans": [plan()] * 2})) == {
            option.partition("=")[0]}
    assert pointers(api.post(url, {"plans": [plan()] * 2,
                                   "deadline_ms": 0})) == {"/deadline_ms"}
    mixed = api.post(url, {"plans": [published(), plan()]})
    assert "path by path" in mixed.problem(422, "invalid")["detail"]


def test_policies_meet_the_same_markets(api):
    body = {"plan": plan(), "paths": 400, "seed": 9, "policies": [
        {"policy": "constant_real"},
        {"policy": "vpw"},
        {"policy": "percent_of_portfolio", "percent": 0.04},
        {"policy": "constant_real"}]}
    result = good(api.post("/api/v1/spending/compare", body))
    assert [p["policy"] for p in result["policies"]] == [
        "constant_real", "vpw", "percent_of_portfolio", "constant_real"]
    assert result["differences"][2]["ending"] == {"value": 0,
                                                  "standard_error": 0}
    document = plan(strategy={"spending": {"policy": "vpw"}})
    alone = good(api.post("/api/v1/simulations?paths=400&seed=9", document))
    assert result["policies"][1]["result_id"] == alone["result_id"]
    assert result["policies"][1]["success"]["value"] == (
        alone["success"]["probability"])


def test_faults_of_a_policy_are_at_its_place(api):
    url = "/api/v1/spending/compare"
    body = {"plan": plan(), "policies": [
        {"policy": "constant_real"}, {"policy": "vpw", "percent": 0.04},
        {"policy": "nothing"}]}
    found = pointers(api.post(url, body))
    assert {"/policies/1/percent", "/policies/2/policy"} <= found
    assert "/policies" in pointers(api.post(url, {"plan": plan()}))
    assert "/plan" in pointers(api.post(url, {"policies": [
        {"policy": "vpw"}, {"policy": "cape"}]}))
    wrong = plan()
    wrong["accounts"][0]["balance"] = -1
    found = api.post(url, {"plan": wrong, "policies": [
        {"policy": "vpw"}, {"policy": "cape"}]}).problem(422, "invalid")
    assert [e["pointer"] for e in found["errors"]] == [
        "/plan/accounts/0/balance"]


# --- sensitivity ------------------------------------------------------------

def test_the_base_of_a_grid_is_the_base_run(api):
    body = {"plan": plan(), "paths": 400, "seed": 7,
            "x": {"vary": "spending", "steps": [-0.1, 0, 0.1]},
            "y": {"vary": "returns", "steps": [0, 0.01]}}
    grid = good(api.post("/api/v1/simulations/sensitivity", body))
    plain = good(api.post("/api/v1/simulations" + OPTIONS, plan()))
    assert grid["state"] == "done" and grid["known"] == 6
    assert grid["outcomes"][1][0] == grid["base"]
    assert grid["base"]["success"] == plain["success"]["probability"]
    assert grid["base"]["success_se"] == plain["success"]["standard_error"]
    assert grid["base"]["legacy_after_tax_mean"] == (
        plain["legacy_after_tax"]["mean"])
    assert grid["outcomes"][0][0]["success"] >= grid["base"]["success"] >= (
        grid["outcomes"][2][0]["success"])


def test_an_axis_alone_and_none(api):
    one = good(api.post("/api/v1/simulations/sensitivity?grid=wealth"
                        "&paths=100", plan()))
    assert len(one["outcomes"]) == 5 and "y" not in one
    assert "/x/steps" in {a["pointer"] for a in one["assumed"]}
    bars = good(api.post("/api/v1/simulations/sensitivity?paths=100",
                         plan()))["tornado"]
    widths = [abs(b["up"]["success"] - b["down"]["success"]) for b in bars]
    assert widths == sorted(widths, reverse=True)


def test_a_deadline_leaves_what_is_known(api):
    axis = [i / 100 for i in range(-10, 11)]
    body = {"plan": plan(), "paths": 4000, "deadline_ms": 300,
            "x": {"vary": "spending", "steps": axis},
            "y": {"vary": "wealth", "steps": axis}}
    grid = good(api.post("/api/v1/simulations/sensitivity", body))
    assert grid["state"] == "stopped"
    flat = [cell for row in grid["outcomes"] for cell in row]
    assert len(flat) == 441
    assert sum(cell is not None for cell in flat) == grid["known"] < 441
    assert all(cell is None for cell in flat[grid["known"]:])


@pytest.mark.parametrize("change, pointer", [
    ({"x": {"vary": "weather"}}, "/x/vary"),
    ({"x": {"vary": "spending", "steps": []}}, "/x/steps"),
    ({"x": {"vary": "retirement_age", "steps": [0.5]}}, "/x/steps/0"),
    ({"y": {"vary": "spending"}}, "/x"),
    ({"x": {"vary": "fees"}, "y": {"vary": "fees"}}, "/y/vary"),
    ({"grid": "fees", "x": {"vary": "fees"}}, "/grid"),
    ({"grid": "weather"}, "/grid"),
    ({"deadline_ms": 0}, "/deadline_ms"),
])
def test_axes_are_checked(api, change, pointer):
    reply = api.post("/api/v1/simulations/sensitivity",
                     {"plan": plan(), **change})
    assert pointer in pointers(reply)


# --- spending ----------------------------------------------------------------

def test_the_safe_rate_of_the_published_case(api):
    result = good(api.post("/api/v1/spending/safe-rate?years=30",
                           published()))
    assert result["windows"] == 69
    assert result["safe_rate"]["rate"] == pytest.approx(0.03667, abs=5e-6)
    assert result["safe_rate"]["start_year"] == 1966
    assert result["safe_rate"]["survived"] == 69
    assert result["safe_rate"]["amount"] == pytest.approx(
        1e6 * result["safe_rate"]["rate"], abs=0.01)
    rates = [level["rate"] for level in result["levels"]]
    assert rates == sorted(rates)
    # Four per cent survived 64 of the 69 windows.
    part = good(api.post(f"/api/v1/spending/safe-rate?years=30"
                         f"&success={64 / 69}", published()))["safe_rate"]
    assert part["rate"] >= 0.04 and part["survived"] == 64
    more = good(api.post(f"/api/v1/spending/safe-rate?years=30"
                         f"&success={65 / 69}", published()))["safe_rate"]
    assert more["rate"] < 0.04


def test_safe_rates_survive_as_told(api):
    asked = good(api.post("/api/v1/spending/safe-rate",
                          {"plan": published(), "years": 30,
                           "success": 0.9}))["safe_rate"]
    # A hair below it survives so often, a hair above it less often.
    for factor, more in ((1 - 1e-6, True), (1 + 1e-6, False)):
        past = good(api.post("/api/v1/backtests?years=30"
                             f"&rate={asked['rate'] * factor}", published()))
        assert (past["successes"] >= asked["survived"]) is more


def test_safe_rates_refuse(api):
    url = "/api/v1/spending/safe-rate"
    assert pointers(api.post(url, {"plan": published(), "success": 0})) == {
        "/success"}
    assert pointers(api.post(url + "?rate=0.04", published())) == {"rate"}
    assert api.post(url + "?from=1801&to=1802", published()).status == 422


def test_the_most_that_can_be_spent(api):
    url = "/api/v1/spending/max?paths=300&seed=4&success=0.8"
    most = api.post(url, plan())
    solved = api.post("/api/v1/solve?for=spending&paths=300&seed=4"
                      "&success=0.8", plan())
    assert most.status == 200 and most.body == solved.body
    assert pointers(api.post("/api/v1/spending/max",
                             {"plan": plan(), "for": "savings"})) == {"/for"}
    assert pointers(api.post("/api/v1/spending/max?success=2", plan())) == {
        "success"}


# --- goals --------------------------------------------------------------------

def test_a_goal_is_funded_more_surely_in_part(api):
    url = "/api/v1/goals/trip/probability?paths=800&seed=2"
    result = good(api.post(url, with_goals(320000)))
    assert result["goal"]["id"] == "trip"
    funding = result["funding"]
    assert [f["share"] for f in funding] == [1, 0.75, 0.5, 0.25]
    chances = [f["probability"] for f in funding]
    assert chances == sorted(chances)
    assert 0 < result["probability"] == chances[0] < 1
    assert 0 < result["standard_error"] < 0.05
    plain = good(api.post("/api/v1/simulations?paths=800&seed=2",
                          with_goals(320000)))
    assert plain["goals"][0]["probability"] == result["probability"]
    floor = sum(0.25 * c for c in chances)
    assert result["expected_share"] == pytest.approx(floor, abs=1e-5)


def test_goals_cheap_and_impossible(api):
    url = "/api/v1/goals/trip/probability?paths=100"
    assert good(api.post(url, with_goals(1)))["probability"] == 1
    dear = good(api.post(url, with_goals(50000000)))
    assert dear["probability"] == dear["expected_share"] == 0
    legacy = good(api.post("/api/v1/goals/heirs/probability?paths=400",
                           with_goals(1)))
    plain = good(api.post("/api/v1/simulations?paths=400", with_goals(1)))
    assert legacy["probability"] == plain["goals"][1]["probability"]


def test_goals_that_are_not_there(api, user):
    api.post("/api/v1/goals/boat/probability",
             with_goals(1)).problem(404, "not_found")
    assert pointers(api.post("/api/v1/goals/trip/probability?path=1",
                             with_goals(1))) == {"path"}
    made = user.post("/api/v1/plans", with_goals(320000)).json
    url = f"/api/v1/plans/{made['id']}/goals/trip/probability"
    stored = user.get(url + "?paths=200&seed=2")
    sent = user.post("/api/v1/goals/trip/probability?paths=200&seed=2",
                     with_goals(320000))
    assert stored.status == 200 and stored.body == sent.body
    user.get(url.replace("trip", "boat")).problem(404, "not_found")
    api.get(url).problem(401, "unauthenticated")


def test_a_goal_of_the_records(stack):
    """Plans that are made of records keep their ids, goals among them."""
    house = House(stack.new_user()).fill()
    made = house.user.post("/api/v1/plans:assemble", {
        "household_id": house.id, "start_year": 2026,
        "assumption_set_id": house.of("assumption_set")})
    assert made.status == 201, made.body
    goal = house.of("goal")
    found = good(house.user.get(f"{made.headers['Location']}/goals/{goal}"
                                "/probability?paths=200"))
    assert found["goal"]["id"] == goal and 0 <= found["probability"] <= 1
    sent = house.user.post(f"/api/v1/goals/{goal}/probability?paths=200",
                           made.json["plan"])
    assert sent.json == found
