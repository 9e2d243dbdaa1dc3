"""Questions about the tax law of one year and one household."""
import pytest

from questions import BASE, ask, assumed, refused

SINGLE = {"year": 2025, "filing_status": "single", "age_head": 45}
COUPLE = {"year": 2025, "filing_status": "married_joint", "age_head": 66,
          "age_spouse": 66, "ira_distributions": 60000,
          "social_security": 40000, "long_term_gains": 20000}
CASE_ROUTES = ("federal", "payroll", "self-employment", "capital-gains",
               "niit", "amt", "social-security", "marginal", "bracket-room",
               "state/NY")


@pytest.mark.parametrize("route", CASE_ROUTES)
def test_every_question_about_a_case(api, route):
    answer = ask(api, "tax/" + route, {"filing_status": "mfj",
                                       "wages_head": 90000})
    assert assumed(answer)["/year"] == answer["year"]
    assert answer["filing_status"] == "married_joint"
    refused(api, "tax/" + route, {"wages_head": 1}, "/filing_status")
    refused(api, "tax/" + route, {"filing_status": "single",
                                  "wages": 1}, "/wages", "unknown_field")
    refused(api, "tax/" + route, dict(SINGLE, wages_head=-1), "/wages_head",
            "value")
    refused(api, "tax/" + route, dict(SINGLE, year=1999), "/year",
            "range")


# A spouse's pay on a return of one person is likely meant for a joint one.
def test_pay_of_nobody(api):
    alone = ask(api, "tax/federal", dict(SINGLE, wages_spouse=50000))
    assert alone["agi"] == 50000
    assert [(w["pointer"], w["code"]) for w in alone["warnings"]] == [
        ("/wages_spouse", "unusual")]
    for quiet in (dict(SINGLE, wages_spouse=0),
                  dict(SINGLE, filing_status="married_joint",
                       wages_spouse=50000)):
        assert ask(api, "tax/federal", quiet)["warnings"] == []


# Rev. Proc. 2024-40 and Pub. L. 119-21: 100,000 of wages of a single person
# in 2025, less 15,750, is taxed 13,449 (10, 12 and 22 %).
def test_federal(api):
    answer = ask(api, "tax/federal", dict(SINGLE, wages_head=100000))
    assert answer["taxable_income"] == 84250
    assert answer["income_tax"] == pytest.approx(
        0.1 * 11925 + 0.12 * (48475 - 11925) + 0.22 * (84250 - 48475))
    assert answer["fica_employee"] == 7650
    assert answer["marginal_rate"] == 0.22
    assert answer["effective_rate"] == pytest.approx(
        answer["total_tax"] / 100000, abs=1e-6)
    for parameter in answer["parameters"]:
        assert parameter["source"], parameter
    named = {p["parameter"]: p["value"] for p in answer["parameters"]}
    assert named["standard_deduction"] == 15750
    with_state = ask(api, "tax/federal", dict(SINGLE, state="NY",
                                              wages_head=100000))
    assert with_state["state"]["tax"] > 3000


# Pennsylvania takes 3.07 % of wages (72 P.S. 7302).
def test_state(api):
    answer = ask(api, "tax/state/PA", dict(SINGLE, wages_head=100000))
    assert answer["tax"] == 3070
    assert answer["sources"] and answer["brackets"][0]["rate"] == 0.0307
    assert ask(api, "tax/state/TX", dict(SINGLE, wages_head=1e5))["tax"] == 0
    api.post(BASE + "tax/state/ZZ", SINGLE).problem(404, "not_found")
    refused(api, "tax/state/PA", dict(SINGLE, state="NY"), "/state", "value")


# SSA: at most 10,918.20 of Social Security tax from a worker in 2025.
def test_payroll(api):
    answer = ask(api, "tax/payroll", dict(SINGLE, wages_head=300000))
    head = answer["people"][0]
    assert head["social_security"] == 10918.2
    assert head["medicare"] == 4350
    assert answer["additional_medicare"]["tax"] == 900
    assert answer["employee"] == pytest.approx(10918.2 + 4350 + 900)
    assert answer["parameters"]["wage_base"]["value"] == 176100


def test_self_employment(api):
    answer = ask(api, "tax/self-employment",
                 dict(SINGLE, self_employment_head=50000))
    assert answer["self_employment_tax"] == 7064.78
    assert answer["people"][0]["net_earnings"] == 46175


def test_capital_gains(api):
    answer = ask(api, "tax/capital-gains",
                 dict(SINGLE, wages_head=50000, long_term_gains=60000))
    rates = {rate["rate"]: rate["amount"] for rate in answer["rates"]}
    # 48,350 is where 15 % begin (Rev. Proc. 2024-40); 34,250 is ordinary
    assert rates[0] == 48350 - 34250
    assert rates[0.15] == 60000 - rates[0]
    assert answer["gains_tax"] == pytest.approx(0.15 * rates[0.15])
    loss = ask(api, "tax/capital-gains",
               dict(SINGLE, wages_head=50000, short_term_gains=-10000))
    assert loss["loss_deducted"] == 3000
    assert loss["loss_carried_short"] == 7000


# IRS, questions and answers on the net investment income tax: 2,660.
def test_niit(api):
    answer = ask(api, "tax/niit", dict(SINGLE, wages_head=180000,
                                       rental_income=90000))
    assert answer["niit"] == 2660 and answer["base"] == 70000


def test_amt(api):
    answer = ask(api, "tax/amt", dict(SINGLE, wages_head=200000))
    assert answer["amt"] == 0 and answer["exemption"] == 88100
    high = ask(api, "tax/amt", dict(SINGLE, wages_head=300000,
                                    long_term_gains=2000000))
    assert high["exemption"] == 0


# IRS Publication 915, the filled-in worksheet 1 of a single person: 2,990.
def test_taxed_benefits(api):
    answer = ask(api, "tax/social-security",
                 {"year": 2024, "filing_status": "single",
                  "wages_head": 9400, "pensions_taxable": 18600,
                  "taxable_interest": 990, "social_security": 5980})
    assert answer["taxable"] == 2990
    assert answer["provisional_income"] == 31980


# CMS, fact sheet of 2025-11-14.
def test_irmaa(api):
    answer = ask(api, "tax/irmaa", {"year": 2026, "filing_status": "single",
                                    "magi": "109000.01"})
    assert answer["tier"] == 1 and answer["income_year"] == 2024
    assert answer["part_b_monthly"] == 284.1
    assert answer["surcharge_yearly"] == pytest.approx(12 * 95.7)
    below = ask(api, "tax/irmaa", {"year": 2026, "filing_status": "single",
                                   "magi": 109000})
    assert below["tier"] == 0 and below["room_to_next_tier"] == 0
    assert below["next_tier_costs"] == answer["surcharge_yearly"]
    last = ask(api, "tax/irmaa", {"year": 2040, "filing_status": "single",
                                  "magi": 1e6})
    assert last["room_to_next_tier"] is None
    assert last["warnings"][0]["code"] == "carried_forward"
    refused(api, "tax/irmaa", {"filing_status": "single"}, "/magi",
            "required")
    refused(api, "tax/irmaa", {"filing_status": "alone", "magi": 1},
            "/filing_status", "value")


# Rev. Proc. 2025-25: 9.96 % of income from 300 to 400 % of the poverty line,
# 21,150 for two (HHS, 90 FR 5917), and nothing beyond.
def test_aca(api):
    asked = {"year": 2026, "people": 2, "magi": 80000, "benchmark": 20000}
    answer = ask(api, "tax/aca", asked)
    assert answer["poverty_line"] == 21150
    assert answer["expected_contribution"] == pytest.approx(7968)
    assert answer["credit"] == pytest.approx(12032)
    assert answer["credit_ends_above"] == 84600
    assert ask(api, "tax/aca", dict(asked, magi=84601))["credit"] == 0
    poor = ask(api, "tax/aca", dict(asked, magi=10000))
    assert poor["credit"] == 0 and poor["expected_part"] is None
    assert poor["warnings"][0]["code"] == "below_poverty"
    assert ask(api, "tax/aca", dict(asked, state="AK"))["poverty_line"] > \
        21150
    refused(api, "tax/aca", dict(asked, people=0), "/people", "range")
    refused(api, "tax/aca", dict(asked, state="XX"), "/state", "value")


def test_marginal(api):
    asked = dict(COUPLE, add="retirement", medicare_people=2, up_to=200000,
                 points=101)
    answer = ask(api, "tax/marginal", asked)
    points = answer["points"]
    assert len(points) == 101 and points[-1]["added"] == 200000
    # thresholds of 2026, the last published: 218,000 and 274,000
    assert [cliff["added"] for cliff in answer["cliffs"]] == \
        pytest.approx([218000 - 114000, 274000 - 114000], abs=0.02)
    assert all(cliff["part"] == "medicare" for cliff in answer["cliffs"])
    more = ask(api, "tax/federal",
               dict(COUPLE, ira_distributions=60000 + points[50]["added"]))
    assert points[50]["federal"] == more["federal_tax"]
    refused(api, "tax/marginal", dict(asked, points=1), "/points", "range")
    refused(api, "tax/marginal", dict(asked, add="salary"), "/add", "value")
    refused(api, "tax/marginal", dict(asked, marketplace={"people": 1}),
            "/marketplace/benchmark", "required")


def test_bracket_room(api):
    answer = ask(api, "tax/bracket-room",
                 dict(SINGLE, wages_head=40000, add="retirement"))
    room = {edge["rate_beyond"]: edge["room"] for edge in answer["edges"]
            if edge["edge"] == "ordinary_bracket"}
    assert room[0.22] == pytest.approx(48475 + 15750 - 40000, abs=0.01)
    filled = ask(api, "tax/federal", dict(SINGLE, wages_head=40000,
                                          ira_distributions=room[0.24]))
    assert filled["taxable_income"] == pytest.approx(103350, abs=0.01)
    rooms = [edge["room"] for edge in answer["edges"]
             if edge["room"] is not None]
    assert rooms == sorted(rooms)


def test_tables(api):
    law = api.get(BASE + "tax/tables/2025")
    assert law.status == 200
    tables = {table["name"]: table["rows"] for table in law.json["law"]}
    assert {"us_federal_params", "us_federal_brackets", "us_limits",
            "us_medicare", "us_state_params", "us_rmd_uniform"} <= set(tables)
    for name, rows in tables.items():
        assert rows, name
        for row in rows:
            assert row["source"] and row["effective"], (name, row)
    # of CA a later standard deduction replaces an earlier one, and nothing
    # else of CA
    params = [(row["param"], row["status"], row["from_year"])
              for row in tables["us_state_params"] if row["state"] == "CA"]
    assert ("std", "single", "2025") in params
    assert ("std", "single", "2024") not in params
    assert ("ex_rate", "all", "2023") in params
    one = api.get(BASE + "tax/tables/2025?table=us_limits").json
    assert [table["name"] for table in one["law"]] == ["us_limits"]
    assert {row["year"] for row in one["law"][0]["rows"]} == {"2025"}
    api.get(BASE + "tax/tables/1999").problem(404, "not_found")
    api.get(BASE + "tax/tables/soon").problem(404, "not_found")
    api.get(BASE + "tax/tables/2025?table=us_cma").problem(400, "bad_query")
