"""One row in every table of records, for tests. $who is a user's id, which
serves for the other objects too; their advisor is a user of its own."""
TABLES = ("households", "people", "accounts", "holdings", "lots",
          "transactions", "account_balances", "incomes", "expenses",
          "savings", "properties", "liabilities", "insurance", "goals",
          "contributions", "assumption_sets", "asset_assumptions",
          "correlations", "shares", "scenarios", "history")
FUNCTIONS = {"keep_record", "balance_added", "balance_changed",
             "balance_removed", "shared_households", "advisor_lookup"}
ADVISOR = "01890a5d-ac96-774b-bcce-b302099a8fff"
SPAN = "frequency, growth, growth_basis"
YEARLY = "'yearly', 0, 'real'"

# After users and plans of the same id.
ROWS = (
    f"INSERT INTO finplan.users (id, email, password_hash, role) VALUES"
    f" ('{ADVISOR}', 'advisor@x.org', 'h', 'advisor') ON CONFLICT DO NOTHING",
    "INSERT INTO finplan.households (id, owner_id, name, filing_status)"
    " VALUES ($who, $who, 'Home', 'single')",
    "INSERT INTO finplan.people (id, owner_id, household_id, name, relation,"
    " birth_date, sex, plan_to_age, mortality) VALUES ($who, $who, $who, 'P',"
    " 'primary', '1966-04-02', 'unstated', 95, 'none')",
    "INSERT INTO finplan.accounts (id, owner_id, household_id, name, type,"
    " person_id, opening_balance_cents, stock_share, fee, yield_qualified,"
    " yield_ordinary, employer_plan) VALUES ($who, $who, $who, 'A', 'cash',"
    " $who, 100, 0, 0, 0, 0, false)",
    "INSERT INTO finplan.holdings (id, owner_id, household_id, account_id,"
    " symbol, asset, price) VALUES ($who, $who, $who, $who, 'VTI',"
    " 'us_stock', 2.5)",
    "INSERT INTO finplan.lots (id, owner_id, household_id, holding_id,"
    " acquired, quantity, cost_cents) VALUES ($who, $who, $who, $who,"
    " '2020-01-01', 2, 300)",
    "INSERT INTO finplan.transactions (id, owner_id, household_id,"
    " account_id, date, amount_cents, description) VALUES ($who, $who, $who,"
    " $who, '2026-01-01', 250, 'x')",
    f"INSERT INTO finplan.incomes (id, owner_id, household_id, name, kind,"
    f" person_id, amount_cents, {SPAN}) VALUES ($who, $who, $who, 'I',"
    f" 'salary', $who, 1, {YEARLY})",
    f"INSERT INTO finplan.expenses (id, owner_id, household_id, name, kind,"
    f" amount_cents, {SPAN}, essential, survivor_share) VALUES ($who, $who,"
    f" $who, 'E', 'general', 1, {YEARLY}, true, 1)",
    f"INSERT INTO finplan.savings (id, owner_id, household_id, account_id,"
    f" amount_cents, {SPAN}, match_rate, match_up_to_pay) VALUES ($who, $who,"
    f" $who, $who, 1, {YEARLY}, 0, 0)",
    "INSERT INTO finplan.properties (id, owner_id, household_id, name,"
    " value_cents, growth, growth_basis, sale_cost, primary_residence)"
    " VALUES ($who, $who, $who, 'H', 1, 0, 'real', 0, true)",
    "INSERT INTO finplan.liabilities (id, owner_id, household_id, name,"
    " kind, balance_cents, rate, payment_monthly_cents, property_id) VALUES"
    " ($who, $who, $who, 'L', 'mortgage', 1, 0.05, 1, $who)",
    "INSERT INTO finplan.insurance (id, owner_id, household_id, name, kind,"
    " coverage_cents, premium_cents, frequency) VALUES ($who, $who, $who,"
    " 'T', 'auto', 1, 1, 'yearly')",
    "INSERT INTO finplan.goals (id, owner_id, household_id, name, kind,"
    " amount_cents, due, years, growth, growth_basis, priority) VALUES"
    " ($who, $who, $who, 'G', 'other', 1, '2030-01-01', 1, 0, 'real', 1)",
    "INSERT INTO finplan.contributions (id, owner_id, household_id, goal_id,"
    " date, amount_cents) VALUES ($who, $who, $who, $who, '2026-01-01', 1)",
    "INSERT INTO finplan.assumption_sets (id, owner_id, name, model, basis,"
    " inflation_model, inflation_mean) VALUES ($who, $who, 'S', 'lognormal',"
    " 'real', 'fixed', 0.025)",
    "INSERT INTO finplan.asset_assumptions (id, owner_id, assumption_set_id,"
    " asset, mean, sd) VALUES ($who, $who, $who, 'a', 0, 0),"
    " (gen_random_uuid(), $who, $who, 'b', 0, 0)",
    "INSERT INTO finplan.correlations (id, owner_id, assumption_set_id,"
    " asset_a, asset_b, correlation) VALUES ($who, $who, $who, 'a', 'b', 0)",
    f"INSERT INTO finplan.shares (id, owner_id, household_id, advisor_id)"
    f" VALUES ($who, $who, $who, '{ADVISOR}')",
    "INSERT INTO finplan.scenarios (id, owner_id, plan_id, name, document,"
    " base_version) VALUES ($who, $who, $who, 'N', '{}', 1)",
    "UPDATE finplan.households SET name = 'Old home' WHERE id = $who",
)
