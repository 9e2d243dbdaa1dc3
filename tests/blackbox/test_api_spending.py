"""The spending policies, what they say to spend next year, and simulations
from a few numbers."""
import datetime
import os
import pathlib
import subprocess

import pytest

from api_client import plan
from questions import ask, assumed, refused

NEXT = "spending/next-year"
QUICK = "/api/v1/simulations/quick"
# A million, forty thousand spent last year, prices up 2 %.
FACTS = {"balance": 1000000, "age": 73, "last_spending": 40000,
         "inflation": 0.02, "years_left": 30}


def said(api, policy, **facts):
    body = {**FACTS, **facts, "policies": [policy]}
    return ask(api, NEXT, body)["policies"][0]


# --- the policies -------------------------------------------------------------

def test_every_policy_is_listed_with_its_source(api):
    shown = api.get("/api/v1/spending/policies")
    assert shown.status == 200
    policies = {p["policy"]: p for p in shown.json["policies"]}
    assert len(policies) == 17
    for policy in policies.values():
        assert policy["title"] and policy["rule"] and policy["source"]
        for parameter in policy["parameters"]:
            assert parameter["low"] <= parameter["high"]
            default = parameter["default"]
            assert default is None or (
                parameter["low"] <= default <= parameter["high"])
    klinger = {p["name"]: p["default"]
               for p in policies["guyton_klinger"]["parameters"]}
    assert klinger["guard_above"] == klinger["guard_below"] == 0.2
    assert klinger["cut"] == 0.1 and klinger["no_cut_years"] == 15
    assert policies["vpw"]["promises"] is False
    assert policies["constant_real"]["promises"] is True
    assert policies["constant_real"]["starts_from"] == "expenses"


def test_what_is_listed_can_be_asked_for(api):
    for policy in api.get("/api/v1/spending/policies").json["policies"]:
        rule = {"policy": policy["policy"]}
        if policy["policy"] == "phases":
            rule["phases"] = [{"age": 70, "factor": 0.9}]
        for parameter in policy["parameters"]:
            if parameter["default"] is None or parameter["name"] in (
                    "add_income", "amount", "initial_rate"):
                continue
            rule[parameter["name"]] = (
                bool(parameter["default"]) if parameter["kind"] == "flag"
                else parameter["default"])
        document = plan(strategy={"spending": rule})
        reply = api.post("/api/v1/simulations?paths=20", document)
        assert reply.status == 200, (rule, reply.body[:300])


# --- next year ------------------------------------------------------------------

@pytest.mark.parametrize("policy, facts, spending", [
    # Bengen: the amount follows prices; Cooley and others: it does not.
    ({"policy": "constant_real"}, {}, 40800),
    ({"policy": "constant_nominal"}, {}, 40000),
    ({"policy": "percent_of_portfolio", "percent": 0.045}, {}, 45000),
    # Guyton and Klinger: 50,000 of 1,000,000 at first; 50,000 is 6.25 % of
    # 800,000, above 6 %: raised for prices, then cut by a tenth. Of 1,300,000
    # it is below 4 %: raised by a tenth. Between the guards neither.
    ({"policy": "guyton_klinger"},
     {"balance": 800000, "last_spending": 50000, "first_rate": 0.05},
     50000 * 1.02 * 0.9),
    ({"policy": "guyton_klinger"},
     {"balance": 1300000, "last_spending": 50000, "first_rate": 0.05},
     50000 * 1.02 * 1.1),
    ({"policy": "guyton_klinger"},
     {"last_spending": 50000, "first_rate": 0.05}, 51000),
    # No cuts in the last fifteen years.
    ({"policy": "guyton_klinger"},
     {"balance": 800000, "last_spending": 50000, "first_rate": 0.05,
      "years_left": 15}, 51000),
    # Treas. Reg. 1.401(a)(9)-9(c): 26.5 at 73.
    ({"policy": "rmd_divisor"}, {}, 1000000 / 26.5),
    ({"policy": "one_over_n"}, {}, 1000000 / 30),
    ({"policy": "cape"}, {"cape": 25}, 1000000 * (0.0175 + 0.5 / 25)),
    ({"policy": "endowment"}, {}, 0.7 * 40800 + 0.3 * 50000),
    # 95 % of last year's dollars against 4 %.
    ({"policy": "ninety_five_rule"}, {"balance": 900000}, 38000),
    ({"policy": "ninety_five_rule"}, {}, 40000),
    # Vanguard: at most 5 % above and 2.5 % below last year's in real terms.
    ({"policy": "vanguard_dynamic"}, {"balance": 1200000}, 40800 * 1.05),
    ({"policy": "vanguard_dynamic"}, {"balance": 900000}, 40800 * 0.975),
    # Floor and ceiling of the first year's, in today's prices.
    ({"policy": "floor_ceiling"},
     {"balance": 2000000, "first_spending": 42000}, 42000 * 1.2),
    ({"policy": "floor_ceiling"},
     {"balance": 500000, "first_spending": 42000}, 42000 * 0.85),
    # Blanchett at 73 from 40,800 in today's prices.
    ({"policy": "smile"}, {},
     40800 * (1 + 0.00008 * 73 ** 2 - 0.0125 * 73 -
              0.0066 * 10.616437 + 0.546)),
    ({"policy": "phases", "phases": [{"age": 70, "factor": 0.9},
                                     {"age": 80, "factor": 0.8}]}, {},
     0.9 * 40800),
])
def test_published_rules_to_the_dollar(api, policy, facts, spending):
    assert said(api, policy, **facts)["spending"] == pytest.approx(
        spending, abs=0.05)


def test_vpw_is_the_published_table(api):
    """Bogleheads' table, 60/40 to age 100: 5.0 % at 65, 5.1 % at 66."""
    for age, rate in ((65, 0.050), (66, 0.051)):
        year = said(api, {"policy": "vpw"}, age=age, years_left=100 - age,
                    stock_share=0.6)
        assert year["withdrawal_rate"] == pytest.approx(rate, abs=0.0005)


def test_the_first_year(api):
    body = {"balance": 1000000, "age": 65, "years_in_force": 0,
            "planned_expenses": 50000}
    years = {p["policy"]: p for p in ask(api, NEXT, body)["policies"]}
    assert len(years) == 16 and "phases" not in years
    assert years["constant_real"]["spending"] == 50000
    assert years["percent_of_portfolio"]["spending"] == 40000
    assert years["endowment"]["spending"] == 50000
    assert all(p["change"] == 0 for p in years.values())


def test_other_income_is_spent_on_top_or_within(api):
    income = {"other_income": 20000, "last_other_income": 19000}
    plain = said(api, {"policy": "percent_of_portfolio"})
    added = said(api, {"policy": "percent_of_portfolio"}, **income)
    within = said(api, {"policy": "percent_of_portfolio",
                        "add_income": False}, **income)
    assert added["spending"] == plain["spending"] + 20000
    assert within["spending"] == plain["spending"]
    assert within["from_portfolio"] == plain["spending"] - 20000
    # What the policy itself paid last year is what it goes on from.
    kept = said(api, {"policy": "ninety_five_rule"}, balance=100000, **income)
    assert kept["from_portfolio"] == pytest.approx(0.95 * 21000)


def test_next_year_is_the_year_of_a_plan(api):
    """The second year of a projection at fixed returns, asked for by itself."""
    document = plan(
        taxes={"model": "none"},
        strategy={"spending": {"policy": "vanguard_dynamic"}},
        market={"model": "fixed", "basis": "nominal",
                "assets": {"us_stock": {"mean": 0.2, "sd": 0},
                           "us_bond": {"mean": 0.2, "sd": 0}},
                "inflation": {"model": "fixed", "mean": 0.02}})
    rows = api.post("/api/v1/projections", document).json["ledger"]
    year = said(api, {"policy": "vanguard_dynamic"}, age=66,
                balance=rows[0]["closing"],
                last_spending=rows[0]["spending_paid"])
    assert year["spending"] == pytest.approx(rows[1]["spending_wanted"],
                                             abs=0.02)


def test_facts_that_were_not_given_are_told(api):
    answer = ask(api, NEXT, {"balance": 1, "age": 60, "last_spending": 1})
    taken = assumed(answer)
    assert taken["/years_left"] == 35 and taken["/inflation"] == 0.025
    assert {"/years_in_force", "/stock_share", "/first_rate", "/policies",
            "/expected_return"} <= set(taken)


@pytest.mark.parametrize("change, pointer", [
    ({"balance": -1}, "/balance"),
    ({"age": None}, "/age"),
    ({"last_spending": None}, "/last_spending"),
    ({"years_left": 0}, "/years_left"),
    ({"weather": 1}, "/weather"),
    ({"policies": [{"policy": "vpw"}, {"policy": "hope"}]},
     "/policies/1/policy"),
    ({"policies": [{"policy": "vpw", "cut": 0.1}]}, "/policies/0/cut"),
    ({"policies": [{"policy": "cape", "cape": 0.5}]}, "/policies/0/cape"),
    ({"policies": [{"policy": "phases"}]}, "/policies/0/phases"),
    ({"policies": [{"policy": "vpw", "start": {"year": 2030}}]},
     "/policies/0/start"),
    ({"policies": [{"policy": "risk_guardrails", "target_success": 0.5}]},
     "/policies/0/lower_success"),
])
def test_facts_are_checked(api, change, pointer):
    body = {k: v for k, v in {**FACTS, **change}.items() if v is not None}
    refused(api, NEXT, body, pointer)


def test_the_command_line_says_the_same(api, tmp_path):
    (tmp_path / "q.json").write_text('{"balance": 1e6, "age": 70, '
                                     '"last_spending": 40000}')
    done = subprocess.run(
        [pathlib.Path(os.environ["FP_BUILDDIR"]) / "finplan", "ask", NEXT,
         tmp_path / "q.json"], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    reply = api.post("/api/v1/" + NEXT, (tmp_path / "q.json").read_bytes(),
                     headers={"Content-Type": "application/json"})
    assert done.stdout == reply.body


# --- quick ------------------------------------------------------------------------

NUMBERS = {"age": 60, "savings": 900000, "spending": 45000, "saving": 20000,
           "retirement_age": 65, "social_security_monthly": 2500,
           "start_year": 2026}


def test_a_quick_answer_is_the_answer_for_its_plan(api):
    quick = api.post(QUICK, {**NUMBERS, "paths": 300, "seed": 3})
    assert quick.status == 200, quick.body[:500]
    whole = api.post("/api/v1/simulations?paths=300&seed=3",
                     quick.json["plan"])
    assert whole.status == 200, whole.body[:500]
    assert quick.body.rstrip().endswith(
        b',"result":' + whole.body.rstrip() + b"}")
    made = quick.json["plan"]
    assert made["household"]["people"][0]["birth_year"] == 1966
    assert made["accounts"][0]["balance"] == 900000
    taken = {a["pointer"]: a["value"] for a in quick.json["assumed"]}
    assert taken["/plan_to_age"] == 95 and taken["/stock_share"] == 0.6
    assert taken["/account"] == "traditional" and "/age" not in taken
    assert "/taxes" in str(quick.json["result"]["assumed"])


def test_quick_savings_reach_the_account(api):
    made = api.post(QUICK, {**NUMBERS, "paths": 20}).json["plan"]
    rows = api.post("/api/v1/projections", made).json["ledger"]
    for row in rows[:5]:
        saved = {a["id"]: a for a in row["accounts"]}
        assert saved["new_savings"]["contributions"] == pytest.approx(
            20000 * row["price_level"], rel=1e-6)
        assert row["spending_paid"] == 0 and row["shortfall"] == 0
        assert saved["savings"]["withdrawals"] == 0
    assert rows[5]["spending_paid"] > 45000


def test_quick_answers_move_the_right_way(api):
    def chance(**change):
        reply = api.post(QUICK, {**NUMBERS, "paths": 500, **change})
        assert reply.status == 200, reply.body[:400]
        return reply.json["result"]["success"]["probability"]
    base = chance()
    assert chance(spending=60000) < base < chance(spending=30000)
    assert chance(savings=500000) < base
    assert chance(retirement_age=70) > base


def test_quick_takes_the_year_from_the_clock(api):
    body = {"age": 70, "savings": "500000.00", "spending": 20000}
    made = api.post(QUICK + "?paths=20", body)
    year = datetime.datetime.now(datetime.timezone.utc).year
    assert made.json["plan"]["start_year"] == year
    taken = {a["pointer"]: a["text"] for a in made.json["assumed"]}
    assert taken["/retirement_age"] == "has retired"
    assert "contributions" not in made.json["plan"]


def test_quick_results_are_kept_and_signed(user):
    reply = user.post(QUICK + "?paths=20&keep=true", NUMBERS,
                      headers={"Accept-Signature": "sig=()"})
    assert "Signature" in reply.headers
    kept = user.get(reply.headers["Location"]).json
    assert kept["kind"] == "simulation"
    assert kept["result"] == reply.json["result"]
    again = user.post(f"/api/v1/simulations/{kept['id']}/rerun")
    assert again.json == kept["result"]


@pytest.mark.parametrize("change, pointer", [
    ({"age": None}, "/age"), ({"savings": -1}, "/savings"),
    ({"spending": "a lot"}, "/spending"), ({"plan_to_age": 60},
                                           "/plan_to_age"),
    ({"account": "hsa"}, "/account"), ({"stock_share": 1.5}, "/stock_share"),
    ({"claim_age": 61}, "/claim_age"), ({"colour": 1}, "/colour"),
    ({"social_security_monthly": 0, "claim_age": 67}, "/claim_age"),
    ({"paths": 0}, "/paths"), ({"filing_status": "happy"}, "/filing_status"),
])
def test_quick_numbers_are_checked(api, change, pointer):
    body = {k: v for k, v in {**NUMBERS, **change}.items() if v is not None}
    reply = api.post(QUICK, body)
    found = {e["pointer"] for e in reply.problem(422, "invalid")["errors"]}
    assert pointer in found
