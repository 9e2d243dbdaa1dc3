/* THE route table: method, path, handler; scope, grants, body, limit; pool,
 * the schemas (handlers/schemas/NAME.json) of what it takes and gives, traits,
 * and the name under which handlers/routes/ describes it. A limit of 0 is the
 * configuration's MAX_REQUEST_SIZE_MB. */
#include "handlers/table.h"

#include "auth/principal.h"
#include "base/attr.h"
#include "handlers/identity/account.h"
#include "handlers/handlers.h"
#include "records/kind.h"

/* The routes that every kind of record has (records/kind.h); the same handlers
 * serve all of them. RECORDS: those under what the records belong to; RECORD:
 * those of one record. one: its schema; Name, Names: in operationIds. */
#define RECORDS(under, plural, one, Name, Names)                              \
    { FP_HTTP_POST, "/api/v1" under "/" plural, fp_handle_record_create,      \
      FP_SCOPE_USER, FP_GRANT_RECORDS_WRITE, FP_BODY_JSON,                    \
      FP_RECORD_BODY_MAX, FP_POOL_API, one "_new", one,                       \
      FP_CREATES | FP_KEYED | FP_VERSIONED, "create" Name },                  \
    { FP_HTTP_POST, "/api/v1" under "/" plural "/bulk",                       \
      fp_handle_record_bulk, FP_SCOPE_USER, FP_GRANT_RECORDS_WRITE,           \
      FP_BODY_JSON, FP_RECORD_BULK_BODY_MAX, FP_POOL_API, one "_bulk",        \
      one "_list", FP_KEYED, "create" Names },                                \
    RECORD_LIST(under, plural, one, Names)
#define RECORD_LIST(under, plural, one, Names)                                \
    { FP_HTTP_GET, "/api/v1" under "/" plural, fp_handle_record_list,         \
      FP_SCOPE_USER, FP_GRANT_RECORDS_READ, FP_BODY_NONE, 0, FP_POOL_API,     \
      NULL, one "_list", FP_PAGED, "list" Names }
#define RECORD(plural, one, Name)                                             \
    { FP_HTTP_PUT, "/api/v1/" plural "/{id}", fp_handle_record_replace,       \
      FP_SCOPE_USER, FP_GRANT_RECORDS_WRITE, FP_BODY_JSON,                    \
      FP_RECORD_BODY_MAX, FP_POOL_API, one "_new", one, FP_VERSIONED,         \
      "replace" Name },                                                       \
    { FP_HTTP_PATCH, "/api/v1/" plural "/{id}", fp_handle_record_patch,       \
      FP_SCOPE_USER, FP_GRANT_RECORDS_WRITE, FP_BODY_PATCH,                   \
      FP_RECORD_BODY_MAX, FP_POOL_API, one "_patch", one, FP_VERSIONED,       \
      "patch" Name },                                                         \
    RECORD_KEPT(plural, one, Name)
#define RECORD_KEPT(plural, one, Name)                                        \
    { FP_HTTP_GET, "/api/v1/" plural "/{id}", fp_handle_record_get,           \
      FP_SCOPE_USER, FP_GRANT_RECORDS_READ, FP_BODY_NONE, 0, FP_POOL_API,     \
      NULL, one, FP_VERSIONED, "get" Name },                                  \
    { FP_HTTP_DELETE, "/api/v1/" plural "/{id}", fp_handle_record_delete,     \
      FP_SCOPE_USER, FP_GRANT_RECORDS_WRITE, FP_BODY_NONE, 0, FP_POOL_API,    \
      NULL, NULL, FP_VERSIONED, "delete" Name },                              \
    { FP_HTTP_GET, "/api/v1/" plural "/{id}/history",                         \
      fp_handle_record_history, FP_SCOPE_USER, FP_GRANT_RECORDS_READ,         \
      FP_BODY_NONE, 0, FP_POOL_API, NULL, one "_history", FP_PAGED,           \
      "list" Name "Versions" }
#define OF_HOUSEHOLD "/households/{id}"

static const struct fp_route table[] = {
    { FP_HTTP_GET, "/health", fp_handle_health,
      FP_SCOPE_PUBLIC, 0, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, "health", 0, "getHealth" },
    { FP_HTTP_GET, "/ready", fp_handle_ready,
      FP_SCOPE_PUBLIC, 0, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, "ready", 0, "getReadiness" },
    { FP_HTTP_GET, "/status", fp_handle_status,
      FP_SCOPE_PUBLIC, 0, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, "status", 0, "getStatus" },
    { FP_HTTP_GET, "/metrics", fp_handle_metrics,
      FP_SCOPE_INTERNAL, 0, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, NULL, FP_TEXT, "getMetrics" },
    { FP_HTTP_GET, "/api/v1/conformance", fp_handle_conformance,
      FP_SCOPE_PUBLIC, 0, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, "conformance", 0, "getConformance" },
    { FP_HTTP_POST, "/api/v1/auth/register", fp_handle_auth_register,
      FP_SCOPE_PUBLIC, 0, FP_BODY_JSON, FP_ACCOUNT_BODY_MAX,
      FP_POOL_API, "auth_credentials", "user", FP_CREATES, "register" },
    { FP_HTTP_POST, "/api/v1/auth/login", fp_handle_auth_login,
      FP_SCOPE_PUBLIC, 0, FP_BODY_JSON, FP_ACCOUNT_BODY_MAX,
      FP_POOL_API, "auth_credentials", "auth_tokens", 0, "login" },
    { FP_HTTP_POST, "/api/v1/auth/refresh", fp_handle_auth_refresh,
      FP_SCOPE_PUBLIC, 0, FP_BODY_JSON, FP_ACCOUNT_BODY_MAX,
      FP_POOL_API, "auth_refresh", "auth_tokens", 0, "refreshTokens" },
    { FP_HTTP_POST, "/api/v1/auth/logout", fp_handle_auth_logout,
      FP_SCOPE_PUBLIC, 0, FP_BODY_JSON, FP_ACCOUNT_BODY_MAX,
      FP_POOL_API, "auth_refresh", NULL, 0, "logout" },
    { FP_HTTP_POST, "/api/v1/simulations", fp_handle_simulate,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "simulate", "simulation", FP_COMPUTES, "simulate" },
    { FP_HTTP_POST, "/api/v1/projections", fp_handle_project,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "project", "projection", FP_COMPUTES, "project" },
    { FP_HTTP_POST, "/api/v1/backtests", fp_handle_backtest,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "backtest", "backtest_result", FP_COMPUTES, "backtest" },
    { FP_HTTP_POST, "/api/v1/stress", fp_handle_stress,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "simulate", "scenarios", FP_COMPUTES, "stress" },
    { FP_HTTP_POST, "/api/v1/range", fp_handle_range,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "simulate", "scenarios", FP_COMPUTES, "range" },
    { FP_HTTP_POST, "/api/v1/solve", fp_handle_solve,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "solve", "solution", FP_COMPUTES, "solve" },
    { FP_HTTP_POST, "/api/v1/explanations", fp_handle_explain,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "explain", "explanation", FP_COMPUTES, "explain" },
    /* --- questions about a plan -------------------------------------------- */
    { FP_HTTP_POST, "/api/v1/projections/cash-flow", fp_handle_project_cash_flow,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "project", "cash_flow", FP_COMPUTES, "projectCashFlow" },
    { FP_HTTP_POST, "/api/v1/projections/net-worth", fp_handle_project_net_worth,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "project", "net_worth", FP_COMPUTES, "projectNetWorth" },
    { FP_HTTP_POST, "/api/v1/simulations/monte-carlo", fp_handle_simulate,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "simulate", "simulation", FP_COMPUTES, "simulateMonteCarlo" },
    { FP_HTTP_POST, "/api/v1/simulations/historical", fp_handle_backtest,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "backtest", "backtest_result", FP_COMPUTES, "simulateHistory" },
    { FP_HTTP_POST, "/api/v1/simulations/bootstrap", fp_handle_simulate_bootstrap,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "simulate", "simulation", FP_COMPUTES, "simulateBootstrap" },
    { FP_HTTP_POST, "/api/v1/simulations/stress", fp_handle_stress,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "simulate", "scenarios", FP_COMPUTES, "simulateStress" },
    { FP_HTTP_POST, "/api/v1/simulations/compare", fp_handle_simulate_compare,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "compare", "comparison", FP_COMPUTES, "comparePlans" },
    { FP_HTTP_POST, "/api/v1/simulations/sensitivity", fp_handle_simulate_sensitivity,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "sensitivity", "sensitivity_result", FP_COMPUTES, "simulateSensitivity" },
    { FP_HTTP_POST, "/api/v1/spending/safe-rate", fp_handle_spending_safe_rate,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "safe_rate", "safe_rate_result", FP_COMPUTES, "findSafeRate" },
    { FP_HTTP_POST, "/api/v1/spending/max", fp_handle_spending_max,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "spending_max", "solution", FP_COMPUTES, "findMaxSpending" },
    { FP_HTTP_POST, "/api/v1/spending/compare", fp_handle_spending_compare,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "spending_compare", "spending_comparison", FP_COMPUTES, "compareSpending" },
    { FP_HTTP_POST, "/api/v1/goals/{id}/probability", fp_handle_goal_probability,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_SIM, "simulate", "goal_probability", FP_COMPUTES, "getGoalProbability" },
    { FP_HTTP_GET, "/api/v1/plans/{id}/goals/{goal}/probability", fp_handle_plan_goal_probability,
      FP_SCOPE_USER, FP_GRANT_SIMULATIONS_RUN, FP_BODY_NONE, 0,
      FP_POOL_SIM, NULL, "goal_probability", FP_COMPUTES, "getPlanGoalProbability" },
    { FP_HTTP_POST, "/api/v1/plans", fp_handle_plans_create,
      FP_SCOPE_USER, FP_GRANT_PLANS_WRITE, FP_BODY_JSON, 0,
      FP_POOL_API, "plan", "stored_plan",
      FP_CREATES | FP_KEYED | FP_VERSIONED, "createPlan" },
    { FP_HTTP_GET, "/api/v1/plans", fp_handle_plans_list,
      FP_SCOPE_USER, FP_GRANT_PLANS_READ, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, "stored_plan_list", FP_PAGED, "listPlans" },
    { FP_HTTP_GET, "/api/v1/plans/{id}", fp_handle_plans_get,
      FP_SCOPE_USER, FP_GRANT_PLANS_READ, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, "stored_plan", FP_VERSIONED, "getPlan" },
    { FP_HTTP_PUT, "/api/v1/plans/{id}", fp_handle_plans_replace,
      FP_SCOPE_USER, FP_GRANT_PLANS_WRITE, FP_BODY_JSON, 0,
      FP_POOL_API, "plan", "stored_plan", FP_VERSIONED, "replacePlan" },
    { FP_HTTP_DELETE, "/api/v1/plans/{id}", fp_handle_plans_delete,
      FP_SCOPE_USER, FP_GRANT_PLANS_WRITE, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, NULL, FP_VERSIONED, "deletePlan" },
    { FP_HTTP_GET, "/api/v1/plans/{id}/explain", fp_handle_plan_explain,
      FP_SCOPE_USER, FP_GRANT_SIMULATIONS_RUN, FP_BODY_NONE, 0,
      FP_POOL_SIM, NULL, "explanation", FP_COMPUTES, "explainPlan" },
    { FP_HTTP_POST, "/api/v1/plans/{id}/simulations", fp_handle_plan_simulate,
      FP_SCOPE_USER, FP_GRANT_SIMULATIONS_RUN, FP_BODY_NONE, 0,
      FP_POOL_SIM, NULL, "simulation",
      FP_CREATES | FP_KEYED | FP_COMPUTES, "simulatePlan" },
    { FP_HTTP_GET, "/api/v1/simulations/{id}", fp_handle_simulation_get,
      FP_SCOPE_USER, FP_GRANT_SIMULATIONS_READ, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, "simulation", 0, "getSimulation" },

    /* records: records/ */
    RECORDS("", "households", "household", "Household", "Households"),
    RECORD("households", "household", "Household"),
    { FP_HTTP_GET, "/api/v1/shared/households", fp_handle_households_shared,
      FP_SCOPE_USER, FP_GRANT_SHARED_READ, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, "household_list", FP_PAGED, "listSharedHouseholds" },
    RECORDS(OF_HOUSEHOLD, "people", "person", "Person", "People"),
    RECORD("people", "person", "Person"),
    RECORDS(OF_HOUSEHOLD, "accounts", "account", "Account", "Accounts"),
    RECORD("accounts", "account", "Account"),
    RECORDS("/accounts/{id}", "holdings", "holding", "Holding", "Holdings"),
    RECORD("holdings", "holding", "Holding"),
    RECORDS("/holdings/{id}", "lots", "lot", "Lot", "Lots"),
    RECORD("lots", "lot", "Lot"),
    RECORDS("/accounts/{id}", "transactions", "transaction", "Transaction",
            "Transactions"),
    RECORD("transactions", "transaction", "Transaction"),
    RECORDS("/accounts/{id}", "savings", "saving", "Saving", "Savings"),
    RECORD("savings", "saving", "Saving"),
    RECORDS(OF_HOUSEHOLD, "incomes", "income", "Income", "Incomes"),
    RECORD("incomes", "income", "Income"),
    RECORDS(OF_HOUSEHOLD, "expenses", "expense", "Expense", "Expenses"),
    RECORD("expenses", "expense", "Expense"),
    RECORDS(OF_HOUSEHOLD, "liabilities", "liability", "Liability",
            "Liabilities"),
    RECORD("liabilities", "liability", "Liability"),
    RECORDS(OF_HOUSEHOLD, "properties", "property", "Property", "Properties"),
    RECORD("properties", "property", "Property"),
    RECORDS(OF_HOUSEHOLD, "insurance", "insurance_policy", "InsurancePolicy",
            "InsurancePolicies"),
    RECORD("insurance", "insurance_policy", "InsurancePolicy"),
    RECORDS(OF_HOUSEHOLD, "goals", "goal", "Goal", "Goals"),
    RECORD("goals", "goal", "Goal"),
    RECORDS("/goals/{id}", "contributions", "contribution", "Contribution",
            "Contributions"),
    RECORD("contributions", "contribution", "Contribution"),
    RECORDS("", "assumption-sets", "assumption_set", "AssumptionSet",
            "AssumptionSets"),
    RECORD("assumption-sets", "assumption_set", "AssumptionSet"),
    RECORDS("/assumption-sets/{id}", "asset-assumptions", "asset_assumption",
            "AssetAssumption", "AssetAssumptions"),
    RECORD("asset-assumptions", "asset_assumption", "AssetAssumption"),
    RECORDS("/assumption-sets/{id}", "correlations", "correlation",
            "Correlation", "Correlations"),
    RECORD("correlations", "correlation", "Correlation"),

    /* questions that need no plan: questions/question.c */
    { FP_HTTP_POST, "/api/v1/tax/federal", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_case_question", "tax_federal_answer", 0,
      "computeFederalTax" },
    { FP_HTTP_POST, "/api/v1/tax/state/{code}", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_case_question", "tax_state_answer", 0,
      "computeStateTax" },
    { FP_HTTP_POST, "/api/v1/tax/payroll", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_case_question", "tax_payroll_answer", 0,
      "computePayrollTax" },
    { FP_HTTP_POST, "/api/v1/tax/self-employment", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_case_question", "tax_self_employment_answer", 0,
      "computeSelfEmploymentTax" },
    { FP_HTTP_POST, "/api/v1/tax/capital-gains", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_case_question", "tax_capital_gains_answer", 0,
      "computeCapitalGainsTax" },
    { FP_HTTP_POST, "/api/v1/tax/niit", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_case_question", "tax_niit_answer", 0,
      "computeInvestmentIncomeTax" },
    { FP_HTTP_POST, "/api/v1/tax/amt", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_case_question", "tax_amt_answer", 0,
      "computeMinimumTax" },
    { FP_HTTP_POST, "/api/v1/tax/social-security", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_case_question", "tax_social_security_answer", 0,
      "computeTaxedBenefits" },
    { FP_HTTP_POST, "/api/v1/tax/irmaa", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_irmaa_question", "tax_irmaa_answer", 0,
      "computeMedicarePremiums" },
    { FP_HTTP_POST, "/api/v1/tax/aca", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_aca_question", "tax_aca_answer", 0,
      "computePremiumCredit" },
    { FP_HTTP_POST, "/api/v1/tax/marginal", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_marginal_question", "tax_marginal_answer", 0,
      "curveMarginalRates" },
    { FP_HTTP_POST, "/api/v1/tax/bracket-room", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tax_bracket_room_question", "tax_bracket_room_answer", 0,
      "fitBracketRoom" },
    { FP_HTTP_POST, "/api/v1/retirement/rmd", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "retirement_rmd_question", "retirement_rmd_answer", 0,
      "listDistributions" },
    { FP_HTTP_POST, "/api/v1/retirement/contributions", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "retirement_contributions_question", "retirement_contributions_answer", 0,
      "limitContributions" },
    { FP_HTTP_POST, "/api/v1/retirement/roth-conversion", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "retirement_roth_conversion_question", "retirement_roth_conversion_answer", 0,
      "planConversions" },
    { FP_HTTP_POST, "/api/v1/retirement/social-security", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "retirement_social_security_question", "retirement_social_security_answer", 0,
      "compareClaims" },
    { FP_HTTP_POST, "/api/v1/retirement/pension", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "retirement_pension_question", "retirement_pension_answer", 0,
      "weighPension" },
    { FP_HTTP_POST, "/api/v1/retirement/annuity", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "retirement_annuity_question", "retirement_annuity_answer", 0,
      "priceAnnuity" },
    { FP_HTTP_POST, "/api/v1/retirement/longevity", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "retirement_longevity_question", "retirement_longevity_answer", 0,
      "curveLongevity" },
    { FP_HTTP_POST, "/api/v1/retirement/healthcare", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "retirement_healthcare_question", "retirement_healthcare_answer", 0,
      "projectHealthcare" },
    { FP_HTTP_POST, "/api/v1/retirement/readiness", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "retirement_readiness_question", "retirement_readiness_answer", 0,
      "measureReadiness" },
    { FP_HTTP_POST, "/api/v1/tvm", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "tvm_question", "tvm_answer", 0, "solveTimeValue" },
    { FP_HTTP_POST, "/api/v1/loan", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "loan_question", "loan_answer", 0, "amortizeLoan" },
    { FP_HTTP_POST, "/api/v1/mortgage", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "mortgage_question", "mortgage_answer", 0, "planMortgage" },
    { FP_HTTP_POST, "/api/v1/projections/debt", fp_handle_question,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_JSON, 0,
      FP_POOL_API, "debt_question", "debt_answer", 0, "planDebtPayoff" },
    { FP_HTTP_GET, "/api/v1/tax/tables/{year}", fp_handle_tax_tables,
      FP_SCOPE_CALCULATOR, FP_GRANT_SIMULATIONS_RUN, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, "tax_tables_answer", 0, "getTaxTables" },
};

const struct fp_route *
fp_handlers_table(size_t *n)
{
    *n = FP_COUNT(table);
    return table;
}
