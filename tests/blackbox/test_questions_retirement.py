"""Questions about accounts, benefits and needs in retirement."""
import pytest

from questions import ask, assumed, refused, without

LIVES = [{"sex": "male", "age": 65, "birth_year": 1961},
         {"sex": "female", "age": 63, "birth_year": 1963}]


# IRS Pub. 590-B, Uniform Lifetime Table: 26.5 at 73; joint table: 28.3 at 75
# with a spouse of 60.
def test_rmd(api):
    account = {"id": "ira", "balance": "1000000.00", "birth_year": 1953,
               "growth": 0.05}
    answer = ask(api, "retirement/rmd", {"year": 2026, "years": 3,
                                         "accounts": [account]})
    first = answer["accounts"][0]["years"][0]
    assert first["required"] == 37735.85 and first["divisor"] == 26.5
    assert first["table"] == "uniform_lifetime"
    assert answer["warnings"][0]["code"] == "first_year"
    rows = answer["accounts"][0]["years"]
    for before, after in zip(rows, rows[1:]):
        assert after["opening"] == before["closing"]
        assert before["closing"] == pytest.approx(
            (before["opening"] - before["required"]) * 1.05, abs=0.02)
    young = dict(account, spouse_birth_year=1968)
    joint = ask(api, "retirement/rmd", {"year": 2028, "accounts": [young]})
    row = joint["accounts"][0]["years"][0]
    assert row["table"] == "joint_and_last_survivor"
    assert row["divisor"] == 28.3
    heir = {"id": "aunt", "balance": 1000, "birth_year": 1980, "inherited": {
        "death_year": 2024, "decedent_birth_year": 1945}}
    emptied = ask(api, "retirement/rmd", {"year": 2034, "accounts": [heir]})
    assert emptied["required"] == [{"year": 2034, "amount": 1000}]
    refused(api, "retirement/rmd", {"year": 2026, "accounts": [
        without(account, "balance")]}, "/accounts/0/balance", "required")
    refused(api, "retirement/rmd", {"year": 2026, "accounts": [
        dict(account, birth_year=2030)]}, "/accounts/0/birth_year", "order")
    refused(api, "retirement/rmd", {"year": 1999, "accounts": [account]},
            "/year", "range")


# Notice 2025-67: 24,500 and, at 62, 11,250 more; Roth contributions of a
# couple fade out from 242,000 to 252,000 in 2026.
def test_contributions(api):
    asked = {"year": 2026, "filing_status": "married_joint", "magi": 247000,
             "people": [{"age": 62, "pay": 200000, "prior_wages": 100000,
                         "covered": True},
                        {"age": 45, "pay": 60000}],
             "contributions": [
                 {"id": "401k", "kind": "deferral", "wanted": 40000,
                  "employer": 8000},
                 {"id": "roth", "kind": "roth_ira", "person": 1,
                  "wanted": 7500}]}
    answer = ask(api, "retirement/contributions", asked)
    plan, roth = answer["contributions"]
    assert plan["allowed"] == 24500 + 11250 and plan["excess"] == 4250
    assert plan["reason"] and plan["employer_allowed"] == 8000
    assert roth["allowed"] == 3750
    assert answer["allowed"] == plan["allowed"] + roth["allowed"]
    assert answer["limits"]["roth_ira_from"] == 242000
    high = ask(api, "retirement/contributions", dict(asked, magi=260000))
    assert high["contributions"][1]["allowed"] == 0
    wrong = [{"id": "x", "kind": "roth", "wanted": 1}]
    refused(api, "retirement/contributions",
            dict(asked, contributions=wrong), "/contributions/0/kind")
    wrong = [{"id": "x", "kind": "ira", "wanted": 1, "person": 1}]
    refused(api, "retirement/contributions",
            dict(asked, people=asked["people"][:1], contributions=wrong),
            "/contributions/0/person", "range")


def test_roth_conversion(api):
    top = {"year": 2025, "filing_status": "single", "wages_head": 2000000}
    asked = {"now": top, "later": dict(top, wages_head=0,
                                       pensions_taxable=2000000),
             "withdraw_from": 2035, "traditional": 500000, "growth": 0.04,
             "conversions": [{"year": 2025, "amount": 100000}]}
    # the textbook equivalence: equal rates, equal growth, no difference
    for tax_from in ("side", "conversion"):
        even = ask(api, "retirement/roth-conversion",
                   dict(asked, tax_from=tax_from))
        assert even["rate_now"] == even["rate_later"] == 0.37
        assert even["advantage_value"] == pytest.approx(0, abs=0.02)
    low = dict(asked, now=dict(top, wages_head=30000))
    ahead = ask(api, "retirement/roth-conversion", low)
    assert ahead["rate_now"] < ahead["break_even_rate"] + 1e-6
    assert ahead["break_even_rate"] < ahead["rate_later"]
    assert ahead["advantage_value"] > 0
    assert 2035 < ahead["break_even_year"] < 2055
    assert len(ahead["years"]) == 30
    refused(api, "retirement/roth-conversion",
            dict(asked, conversions=[{"year": 2024, "amount": 1}]),
            "/conversions/0/year", "range")
    refused(api, "retirement/roth-conversion", without(asked, "later"),
            "/later")
    refused(api, "retirement/roth-conversion",
            dict(asked, now=dict(top, wages=1)), "/now/wages",
            "unknown_field")


# SSA: 700, 1,000 and 1,240 of 1,000 at 62, 67 and 70 for those born from 1960
# on; without interest 62 and 67 are even at 78 years and 8 months.
def test_social_security(api):
    one = {"people": [{"birth": "1962-03-10", "pia": 1000, "sex": "female"}],
           "rate": 0}
    answer = ask(api, "retirement/social-security", one)
    claims = {c["age"]: c for c in answer["people"][0]["claims"]}
    assert [claims[age]["monthly"] for age in (62, 67, 70)] == \
        [700, 1000, 1240]
    assert claims[67]["break_even_months"] == 78 * 12 + 8
    assert assumed(answer)["/as_of"] == "2024-03"
    couple = {"people": one["people"] + [
        {"birth": "1960-01-20", "pia": 2500, "sex": "male"}]}
    answer = ask(api, "retirement/social-security", couple)
    together = answer["together"]
    assert answer["best"]["value"] == max(c["value"] for c in together)
    for claim in together:
        assert claim["value"] == pytest.approx(sum(
            sum(claim[part]) for part in ("own", "spousal", "survivor")),
            abs=0.03)
    fixed = dict(couple, people=[dict(p, claim_age=66, claim_months=6)
                                 for p in couple["people"]])
    assert [c["claim_months"] for c in
            ask(api, "retirement/social-security", fixed)["together"]] == \
        [[798, 798]]
    record = [{"year": year, "amount": 60000} for year in range(1990, 2022)]
    earned = ask(api, "retirement/social-security", {"people": [
        {"birth": "1962-03-10", "earnings": record}]})
    assert 2000 < earned["people"][0]["pia"] < 4000
    refused(api, "retirement/social-security", {"people": [
        {"birth": "1962-02-30", "pia": 1}]}, "/people/0/birth", "value")
    refused(api, "retirement/social-security", {"people": [
        {"birth": "1962-02-20"}]}, "/people/0", "count")
    refused(api, "retirement/social-security", dict(one, as_of="soon"),
            "/as_of", "value")


def test_pension(api):
    asked = {"people": LIVES, "rate": 0.04, "lump_sum": 120000, "options": [
        {"name": "single", "monthly": 1000},
        {"name": "joint", "monthly": 850, "survivor_share": 1}]}
    answer = ask(api, "retirement/pension", asked)
    single, joint = answer["options"]
    assert single["break_even_years"] == 10
    assert single["rate_of_return"] > 0.04
    assert single["less_lump_sum"] == pytest.approx(
        single["value"] - 120000)
    priced = ask(api, "retirement/annuity", {
        "people": LIVES[:1], "rate": 0.04, "monthly": 1000})
    assert priced["premium"] == pytest.approx(single["value"], abs=0.01)
    at = ask(api, "retirement/pension",
             dict(asked, rate=joint["rate_of_return"]))
    assert at["options"][1]["less_lump_sum"] == pytest.approx(0, abs=5)
    refused(api, "retirement/pension", dict(asked, people=LIVES[:1]),
            "/options/1/survivor_share", "value")
    refused(api, "retirement/pension", without(asked, "options"),
            "/options", "required")


def test_annuity(api):
    asked = {"people": LIVES, "rate": 0.04, "premium": 100000,
             "survivor_share": 1}
    answer = ask(api, "retirement/annuity", asked)
    assert answer["monthly"] * 12 == pytest.approx(
        100000 * answer["payout_rate"], abs=0.1)
    quote = ask(api, "retirement/annuity",
                dict(asked, monthly=answer["monthly"]))
    assert quote["moneys_worth"] == pytest.approx(1, abs=1e-4)
    late = ask(api, "retirement/annuity", dict(asked, defer_years=10))
    assert late["payout_rate"] > answer["payout_rate"]
    refused(api, "retirement/annuity", without(asked, "premium"), "",
            "count")
    refused(api, "retirement/annuity",
            dict(asked, people=[{"age": 65}], life_table="cohort"),
            "/life_table", "value")


# SSA, period life table of 2022: 17.48 years are left to men of 65.
def test_longevity(api):
    answer = ask(api, "retirement/longevity",
                 {"people": [{"sex": "male", "age": 65}]})
    assert answer["expectancy"] == [17.48]
    assert assumed(answer)["/life_table"] == "period"
    couple = ask(api, "retirement/longevity", {"people": LIVES})
    assert couple["life_table"] == "cohort"
    assert couple["expectancy_both"] + couple["expectancy_either"] == \
        pytest.approx(sum(couple["expectancy"]), abs=0.02)
    for row in couple["curve"]:
        assert row["both"] <= min(row["alive"]) + 1e-6
        assert row["either"] >= max(row["alive"]) - 1e-6
    refused(api, "retirement/longevity", {"people": [{"age": 130}]},
            "/people/0/age", "range")


# CMS, fact sheet of 2025-11-14: 202.90 a month for Part B in 2026.
def test_healthcare(api):
    asked = {"year": 2026, "filing_status": "single", "magi": 60000,
             "premium_growth": 0, "out_of_pocket_growth": 0,
             "people": [{"age": 64, "until_age": 66, "premium": 9600,
                         "out_of_pocket": 1000}]}
    answer = ask(api, "retirement/healthcare", asked)
    first, second = answer["years"][:2]
    assert first["premium_credit"] == pytest.approx(9600 - 0.0996 * 60000)
    assert second["part_b"] == pytest.approx(12 * 202.9)
    assert answer["total"] == pytest.approx(
        sum(year["total"] for year in answer["years"]))
    rich = ask(api, "retirement/healthcare", dict(asked, magi=120000))
    assert rich["years"][1]["surcharges"] == pytest.approx(12 * 95.7)
    refused(api, "retirement/healthcare", without(asked, "magi"), "/magi",
            "required")


def test_readiness(api):
    asked = {"age": 55, "retirement_age": 65, "end_age": 84,
             "savings": 300000, "contribution": 20000, "return_before": 0,
             "spending": 50000, "withdrawal_tax": 0.2,
             "incomes": [{"amount": 20000, "from_age": 70}]}
    answer = ask(api, "retirement/readiness", asked)
    # by hand: (5 x 50,000 + 15 x 30,000) / 0.8 against 500,000
    assert answer["at_retirement"]["needed"] == 875000
    assert answer["at_retirement"]["gap"] == 375000
    assert answer["contribution_needed"] == 57500
    assert answer["lasts_until_age"] == 74
    enough = ask(api, "retirement/readiness", dict(asked, contribution=57500))
    assert enough["funded"] == 1 and enough["lasts_until_age"] == 84
    possible = ask(api, "retirement/readiness",
                   dict(asked, spending=answer["spending_possible"]))
    assert possible["at_retirement"]["gap"] == pytest.approx(0, abs=0.5)
    refused(api, "retirement/readiness", dict(asked, retirement_age=50),
            "/retirement_age", "range")
