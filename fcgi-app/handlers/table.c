/* THE route table: method, path, handler; scope, grants, body, limit; pool,
 * the schemas (handlers/schemas/NAME.json) of what it takes and gives, traits,
 * and the name under which handlers/routes/ describes it. A limit of 0 is the
 * configuration's MAX_REQUEST_SIZE_MB. */
#include "handlers/table.h"

#include "auth/principal.h"
#include "base/attr.h"
#include "handlers/identity/account.h"
#include "handlers/handlers.h"

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
      FP_CREATES | FP_COMPUTES, "simulatePlan" },
    { FP_HTTP_GET, "/api/v1/simulations/{id}", fp_handle_simulation_get,
      FP_SCOPE_USER, FP_GRANT_SIMULATIONS_READ, FP_BODY_NONE, 0,
      FP_POOL_API, NULL, "simulation", 0, "getSimulation" },
};

const struct fp_route *
fp_handlers_table(size_t *n)
{
    *n = FP_COUNT(table);
    return table;
}
