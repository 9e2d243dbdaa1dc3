"""Questions about the cash of the next days, studies, emergencies, life
insurance and a home."""
import datetime
import decimal
import json

import pytest

from questions import BASE, ask, assumed, refused, without

SHORT = "projections/short-term"
MONTH = {
    "start": "2026-01-01", "days": 31,
    "accounts": [{"id": "checking", "balance": "1000.00"}],
    "items": [
        {"id": "rent", "amount": -1500, "every": "monthly",
         "start": "2025-06-01"},
        {"id": "pay", "amount": "800.00", "every": "biweekly",
         "start": "2026-01-02"},
    ],
}


# By hand: 1,000 - 1,500 on the 1st, 800 on the 2nd, 16th and 30th.
def test_short_term_by_hand(api):
    answer = ask(api, SHORT, MONTH)
    assert answer["total"]["closing"] == 1900
    assert answer["total"]["lowest_balance"] == -500
    assert answer["total"]["lowest_date"] == "2026-01-01"
    assert [(e["date"], e["item"]) for e in answer["events"]] == [
        ("2026-01-01", "rent"), ("2026-01-02", "pay"),
        ("2026-01-16", "pay"), ("2026-01-30", "pay")]
    assert {w["pointer"] for w in answer["warnings"]} == {"/accounts/0", ""}
    assert all(w["code"] == "below_floor" for w in answer["warnings"])
    assert len(answer["days"]) == 31 and answer["end"] == "2026-01-31"
    assert ask(api, SHORT, dict(MONTH, detail="events"))["days"] == []
    lower = ask(api, SHORT, dict(MONTH, floor=-500, accounts=[
        dict(MONTH["accounts"][0], floor="-500.00")]))
    assert lower["warnings"] == []


def dates(api, item, start="2026-01-01", days=365):
    answer = ask(api, SHORT, {
        "start": start, "days": days, "items": [dict(item, id="x")],
        "accounts": [{"id": "a", "balance": 0}]})
    return [event["date"] for event in answer["events"]]


def test_short_term_rules(api):
    rent = {"amount": -1, "every": "monthly", "start": "2025-12-31"}
    assert dates(api, rent)[:4] == ["2026-01-31", "2026-02-28",
                                    "2026-03-31", "2026-04-30"]
    assert dates(api, dict(rent, start="2025-11-30"))[1] == "2026-02-28"
    assert dates(api, dict(rent, start="2025-11-30", month_end=True))[2] == \
        "2026-03-31"
    halves = {"amount": 1, "every": "semimonthly", "start": "2026-01-01"}
    assert dates(api, halves)[:4] == ["2026-01-15", "2026-01-31",
                                      "2026-02-15", "2026-02-28"]
    assert dates(api, dict(halves, days=[1, 16]))[:3] == [
        "2026-01-01", "2026-01-16", "2026-02-01"]
    leap = {"amount": 1, "every": "yearly", "start": "2024-02-29"}
    assert dates(api, leap) == ["2026-02-28"]
    # 2026-08-01 is a Saturday
    bill = {"amount": -1, "every": "once", "start": "2026-08-01"}
    assert dates(api, dict(bill, weekend="before")) == ["2026-07-31"]
    assert dates(api, dict(bill, weekend="after")) == ["2026-08-03"]
    assert len(dates(api, {"amount": 1, "every": "daily",
                           "start": "1999-01-01"})) == 365
    assert len(dates(api, {"amount": 1, "every": "quarterly",
                           "start": "2026-01-01",
                           "end": "2026-07-01"})) == 3


# Every cent of a household of two accounts is where it should be, by an
# independent count over the events.
def test_short_term_keeps_cents(api):
    asked = {"start": "2026-03-10", "days": 180, "accounts": [
        {"id": "checking", "balance": "2345.67"},
        {"id": "savings", "balance": "10000.01"}], "items": [
        {"id": "pay", "amount": "1834.19", "every": "semimonthly",
         "start": "2026-01-01", "weekend": "before"},
        {"id": "food", "amount": "-123.45", "every": "weekly",
         "start": "2026-01-03"},
        {"id": "save", "account": "checking", "to_account": "savings",
         "amount": "200.10", "every": "monthly", "start": "2026-01-31"},
        {"id": "phone", "amount": -0.1, "every": "daily",
         "start": "2026-03-01"}]}
    raw = api.post(BASE + SHORT, asked)
    answer = json.loads(raw.body, parse_float=decimal.Decimal)
    balances = {"checking": decimal.Decimal("2345.67"),
                "savings": decimal.Decimal("10000.01")}
    day = datetime.date(2026, 3, 10)
    events = answer["events"]
    for row in answer["days"]:
        assert row["date"] == day.isoformat()
        for event in [e for e in events if e["date"] == row["date"]]:
            balances[event["account"]] += event["amount"]
            if event["to_account"]:
                balances[event["to_account"]] -= event["amount"]
        assert row["balances"] == [balances["checking"], balances["savings"]]
        assert row["balance"] == sum(balances.values())
        day += datetime.timedelta(days=1)
    lowest = min(answer["days"], key=lambda row: row["balance"])
    assert answer["total"]["lowest_date"] == lowest["date"]
    assert answer["total"]["lowest_balance"] == lowest["balance"]


def test_short_term_refuses(api):
    refused(api, SHORT, dict(MONTH, days=29), "/days", "range")
    refused(api, SHORT, dict(MONTH, days=366), "/days", "range")
    refused(api, SHORT, without(MONTH, "start"), "/start", "required")
    refused(api, SHORT, dict(MONTH, start="2026-02-30"), "/start", "value")
    for wrong, pointer in (({"amount": 1.005}, "/items/0/amount"),
                           ({"account": "x"}, "/items/0/account"),
                           ({"every": "hourly"}, "/items/0/every"),
                           ({"to_account": "checking"},
                            "/items/0/to_account"),
                           ({"end": "never"}, "/items/0/end"),
                           ({"every": "semimonthly", "days": [16, 2]},
                            "/items/0/days")):
        item = dict(MONTH["items"][0], **wrong)
        refused(api, SHORT, dict(MONTH, items=[item]), pointer)
    twice = [MONTH["accounts"][0]] * 2
    refused(api, SHORT, dict(MONTH, accounts=twice), "/accounts/1/id",
            "duplicate")
    many = [dict(MONTH["items"][0], every="daily")] * 100
    refused(api, SHORT, dict(MONTH, days=365, items=many), "", "infeasible")


# Compound interest tables: 20,000 at 5 % are 32,577.89 after ten years.
def test_education(api):
    asked = {"students": [{"id": "kim", "starts_in": 10, "cost": 20000}],
             "savings": 60000, "growth": 0.05}
    answer = ask(api, "projections/education", asked)
    assert answer["years"][10]["cost"] == 32577.89
    assert answer["cost_value"] == 80000
    assert answer["funded"] == 0.75
    assert answer["savings_needed"] == pytest.approx(20000, abs=0.05)
    assert assumed(answer)["/cost_growth"] == 0.05
    enough = ask(api, "projections/education", dict(
        asked, contribution=answer["contribution_needed"] + 0.01))
    assert enough["shortfall"] < 0.02 and enough["funded"] == 1
    gifts = ask(api, "projections/education",
                dict(asked, contribution=50000))
    assert gifts["warnings"][0]["code"] == "gift_tax"
    refused(api, "projections/education", without(asked, "students"),
            "/students", "required")
    refused(api, "projections/education", dict(asked, students=[
        {"id": "kim", "starts_in": -1, "cost": 1}]),
        "/students/0/starts_in", "range")


def test_emergency_fund(api):
    asked = {"essential_monthly": 3000, "deductibles": 2000, "saved": 8000,
             "saving_monthly": 500}
    answer = ask(api, "emergency-fund", asked)
    assert answer["target"] == 20000 and answer["shortfall"] == 12000
    assert answer["months_covered"] == 2
    assert answer["months_to_target"] == 24
    assert assumed(answer)["/months"] == 6
    never = ask(api, "emergency-fund", without(asked, "saving_monthly"))
    assert never["months_to_target"] is None
    refused(api, "emergency-fund", dict(asked, essential_monthly=0),
            "/essential_monthly", "range")


# Rejda and McNamara, chapter 11, an exercise: two thirds of 60,000 a year for 20
# years at 6 % are worth 458,800 with the factor 11.47.
def test_life_need(api):
    asked = {"rate": 0.06, "earner": {"earnings": 60000, "self_share": 1 / 3,
                                      "work_years": 20}}
    answer = ask(api, "insurance/life-need", asked)
    assert answer["human_life_value"] == pytest.approx(458800, abs=5)
    needs = {"rate": 0, "immediate": {"debts": 50000, "mortgage": 100000},
             "periods": [{"years": 10, "need": 50000, "income": 30000}],
             "assets": 100000, "insurance": "50000.00"}
    answer = ask(api, "insurance/life-need", needs)
    assert answer["income_capital"] == 200000
    assert answer["need"] == 200000 and answer["human_life_value"] is None
    covered = ask(api, "insurance/life-need", dict(needs, insurance=400000))
    assert covered["need"] == 0
    refused(api, "insurance/life-need",
            dict(needs, immediate={"loans": 1}), "/immediate/loans",
            "unknown_field")
    refused(api, "insurance/life-need",
            dict(needs, periods=[{"years": 10}]), "/periods/0/need",
            "required")


# By hand: a home in cash that keeps its value, sold at a cost of 6 %, against
# a rent of 1,000.
def test_rent_or_buy(api):
    still = dict.fromkeys(("closing_rate", "property_tax_rate",
                           "upkeep_rate", "appreciation", "rent_growth",
                           "return_rate"), 0)
    asked = dict(still, price=240000, down_payment=240000, rate=0,
                 selling_rate=0.06, rent_monthly=1000)
    answer = ask(api, "rent-or-buy", asked)
    assert answer["better"] == "buy"
    assert answer["ahead"] == 120000 - 14400
    assert answer["break_even_year"] == 2
    assert answer["break_even_rent_monthly"] == 120
    usual = {"price": 400000, "rate": 0.065, "rent_monthly": 2200}
    answer = ask(api, "rent-or-buy", usual)
    assert assumed(answer)["/down_payment"] == 80000
    assert len(answer["years"]) == 10
    even = ask(api, "rent-or-buy", dict(
        usual, rent_monthly=answer["break_even_rent_monthly"]))
    assert even["ahead"] < 5
    refused(api, "rent-or-buy", dict(usual, down_payment=500000),
            "/down_payment", "range")
    refused(api, "rent-or-buy", without(usual, "rent_monthly"),
            "/rent_monthly", "required")
