"""Questions about money in time, loans, mortgages and debts."""
import json
import os
import pathlib
import subprocess

import pytest

from questions import BASE, ask, assumed, refused, without

LOAN = {"balance": 300000, "rate": 0.05, "months": 360}
DEBTS = {"debts": [
    {"id": "card", "balance": "4000.00", "rate": 0.22,
     "minimum_payment": 100},
    {"id": "car", "balance": 9000, "rate": 0.07, "minimum_payment": 250},
    {"id": "store", "balance": 600, "rate": 0.15, "minimum_payment": 25},
], "extra_monthly": 200}


def test_the_frame_of_every_question(api):
    api.post(BASE + "tvm", "{").problem(400, "malformed")
    api.post(BASE + "tvm?x=1", {"rate": 0}).problem(400, "bad_query")
    api.post(BASE + "tvm", "[]").problem(422, "invalid")
    api.post(BASE + "tvm", '{"rate":1e999}').problem(422, "invalid")
    api.get(BASE + "tvm").problem(405, "method_not_allowed")
    refused(api, "tvm", {"rate": 0.1, "perods": 3}, "/perods",
            "unknown_field")


# Published tables of mortgage payments: 1,610.46 for 300,000 at 5 %.
def test_tvm(api):
    asked = {"rate": 0.05 / 12, "periods": 360, "present": 300000,
             "future": 0}
    answer = ask(api, "tvm", asked)
    assert answer["solved_for"] == "payment"
    assert answer["value"] == pytest.approx(-1610.46, abs=0.005)
    assert assumed(answer) == {"/due": "end"}
    whole = dict(asked, payment=answer["payment"])
    for name in ("rate", "periods", "present", "future"):
        back = ask(api, "tvm", without(whole, name))
        assert back["solved_for"] == name
        assert back["value"] == pytest.approx(asked[name], abs=1e-6)
    refused(api, "tvm", whole, "", "count")
    refused(api, "tvm", {"rate": 0.05, "present": 100, "payment": 1,
                         "future": 0}, "", "infeasible")
    refused(api, "tvm", dict(asked, rate=-1), "/rate", "range")
    refused(api, "tvm", dict(asked, due="middle"), "/due", "value")


def test_loan(api):
    answer = ask(api, "loan", dict(LOAN, schedule="monthly"))
    loan = answer["loan"]
    assert loan["payment"] == 1610.46
    assert loan["months"] == len(answer["schedule"]) == 360
    assert answer["schedule"][0]["interest"] == 1250
    assert answer["schedule"][-1]["balance"] == 0
    assert sum(row["principal"] for row in answer["schedule"]) == \
        pytest.approx(300000, abs=0.005)
    assert len(ask(api, "loan", LOAN)["schedule"]) == 30
    faster = ask(api, "loan", dict(LOAN, extra_monthly="200.00",
                                   schedule="none"))
    assert faster["schedule"] == [] and faster["months_saved"] > 60
    assert faster["interest_saved"] == pytest.approx(
        loan["interest"] - faster["loan"]["interest"])
    refused(api, "loan", without(LOAN, "months"), "", "count")
    refused(api, "loan", dict(LOAN, payment=10), "", "count")
    refused(api, "loan", without(LOAN, "rate"), "/rate", "required")
    refused(api, "loan", dict(LOAN, extra_once=[{"month": 0, "amount": 1}]),
            "/extra_once/0/month", "range")
    refused(api, "loan", {"balance": 1000, "rate": 0.2, "payment": 1}, "",
            "infeasible")


# Per cents in the place of a fraction are answered, and said to be unusual.
def test_a_rate_is_a_fraction(api):
    per_cent = ask(api, "loan", dict(LOAN, rate=5, months=12))
    assert per_cent["warnings"] == [{
        "pointer": "/rate", "code": "unusual",
        "detail": "5 is 500 % a year: a rate is a fraction (0.05 is 5 %)"}]
    dear = ask(api, "projections/debt", {"debts": [
        dict(DEBTS["debts"][0], rate=2, minimum_payment=1000)]})
    assert [w["pointer"] for w in dear["warnings"]] == ["/debts/0/rate"]
    assert ask(api, "mortgage", {"loan": 300000, "rate": 1})["warnings"] == []


# 12 CFR part 1026, appendix J, example (c)(1)(i): 5,000 financed, 24 payments
# of 230: 9.69 %. A mortgage reaches it through its prepaid charges.
def test_mortgage(api):
    plain = ask(api, "mortgage", {"loan": 300000, "rate": 0.05})
    assert plain["apr"] == pytest.approx(0.05, abs=2e-6)
    assert plain["mortgage"]["months"] == 360
    assert assumed(plain)["/months"] == 360
    dear = ask(api, "mortgage", {"loan": 300000, "rate": 0.05,
                                 "points": 0.01, "fees": 2500})
    assert dear["amount_financed"] == 294500
    assert dear["apr"] > plain["apr"]
    house = {"price": 400000, "down_payment": 40000, "rate": 0.06,
             "property_tax_yearly": 4800, "insurance_yearly": 1200,
             "mortgage_insurance_rate": 0.005}
    answer = ask(api, "mortgage", house)
    monthly = answer["monthly"]
    assert monthly["total"] == pytest.approx(
        sum(value for name, value in monthly.items() if name != "total"))
    assert monthly["mortgage_insurance"] == 150
    assert 0 < answer["mortgage_insurance_months"] < 150
    assert answer["loan_to_value"] == 0.9
    refused(api, "mortgage", {"rate": 0.05}, "", "count")
    refused(api, "mortgage", dict(house, down_payment=500000),
            "/down_payment", "range")
    refused(api, "mortgage", without(house, "price"), "/price", "required")


def test_refinance(api):
    asked = {"loan": 250000, "rate": 0.07, "schedule": "none", "refinance": {
        "rate": 0.055, "months": 300, "fees": 4000, "months_paid": 60,
        "keep_months": 120}}
    change = ask(api, "mortgage", asked)["refinance"]
    assert change["saving_monthly"] > 0
    assert change["simple_break_even_months"] == -(
        -change["costs_paid"] // change["saving_monthly"])
    assert 0 < change["break_even_months"] <= change["cheaper_until_months"]
    assert change["saving"] == pytest.approx(
        change["old_cost"] - change["new_cost"])
    worse = dict(asked, refinance=dict(asked["refinance"], rate=0.08))
    change = ask(api, "mortgage", worse)["refinance"]
    assert change["break_even_months"] is None and change["saving"] < 0
    refused(api, "mortgage", dict(asked, refinance={"months": 10}),
            "/refinance/rate", "required")


def test_debts(api):
    answer = ask(api, "projections/debt", DEBTS)
    assert answer["order"] == "avalanche"
    assert answer["budget_monthly"] == 575
    assert answer["owed"][-1] == 0 and len(answer["owed"]) == answer["months"]
    assert answer["paid"] == pytest.approx(13600 + answer["interest"])
    compared = answer["compared"]
    assert compared["avalanche"]["interest"] == answer["interest"]
    assert min(one["interest"] for one in compared.values()) == \
        answer["interest"]
    assert compared["snowball"]["paid_off"][0]["id"] == "store"
    assert compared["minimum"]["months"] > answer["months"]
    fixed = ask(api, "projections/debt", dict(DEBTS, order="fixed"))
    assert fixed["interest"] >= answer["interest"]
    wrong = [dict(DEBTS["debts"][0], balance=1.005)]
    refused(api, "projections/debt", {"debts": wrong}, "/debts/0/balance",
            "type")
    refused(api, "projections/debt", {"debts": []}, "/debts", "count")
    stuck = [{"id": "x", "balance": 1000, "rate": 0.3, "minimum_payment": 5}]
    refused(api, "projections/debt", {"debts": stuck}, "", "infeasible")


def test_the_command_line_gives_the_same_bytes(api):
    build = pathlib.Path(os.environ.get("FP_BUILDDIR", "."))
    for question, document in (("loan", LOAN), ("projections/debt", DEBTS)):
        reply = api.post(BASE + question, document)
        assert reply.status == 200
        done = subprocess.run([build / "finplan", "ask", question, "-"],
                              input=json.dumps(document).encode(),
                              capture_output=True, check=True, timeout=60)
        assert done.stdout == reply.body
