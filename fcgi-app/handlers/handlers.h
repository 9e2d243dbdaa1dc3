/* Every handler of the route table, by file. */
#ifndef FP_HANDLERS_HANDLERS_H
#define FP_HANDLERS_HANDLERS_H

struct fp_call;

/* system.c */
int fp_handle_health(struct fp_call *call);
int fp_handle_ready(struct fp_call *call);
int fp_handle_status(struct fp_call *call);
int fp_handle_metrics(struct fp_call *call);
int fp_handle_conformance(struct fp_call *call);

/* openapi/route.c */
int fp_handle_openapi(struct fp_call *call);

/* identity/: register.c, login.c, refresh.c, logout.c */
int fp_handle_auth_register(struct fp_call *call);
int fp_handle_auth_login(struct fp_call *call);
int fp_handle_auth_refresh(struct fp_call *call);
int fp_handle_auth_logout(struct fp_call *call);
/* identity/: user.c, password.c, reset.c, sessions.c, totp.c, api_keys.c */
int fp_handle_user_of_token(struct fp_call *call);
int fp_handle_auth_password(struct fp_call *call);
int fp_handle_reset_request(struct fp_call *call);
int fp_handle_reset_confirm(struct fp_call *call);
int fp_handle_sessions_list(struct fp_call *call);
int fp_handle_sessions_delete(struct fp_call *call);
int fp_handle_sessions_revoke_others(struct fp_call *call);
int fp_handle_totp_enrol(struct fp_call *call);
int fp_handle_totp_confirm(struct fp_call *call);
int fp_handle_totp_recovery_codes(struct fp_call *call);
int fp_handle_totp_disable(struct fp_call *call);
int fp_handle_api_keys_create(struct fp_call *call);
int fp_handle_api_keys_list(struct fp_call *call);
int fp_handle_api_keys_rotate(struct fp_call *call);
int fp_handle_api_keys_revoke(struct fp_call *call);
/* identity/: me.c, export.c, jwks.c, admin.c */
int fp_handle_me_get(struct fp_call *call);
int fp_handle_me_change(struct fp_call *call);
int fp_handle_me_erase(struct fp_call *call);
int fp_handle_me_export(struct fp_call *call);
int fp_handle_jwks(struct fp_call *call);
int fp_handle_admin_users(struct fp_call *call);
int fp_handle_admin_user_get(struct fp_call *call);
int fp_handle_admin_user_change(struct fp_call *call);
int fp_handle_admin_tables(struct fp_call *call);
int fp_handle_admin_audit(struct fp_call *call);
/* simulations.c */
int fp_handle_simulate(struct fp_call *call);
int fp_handle_project(struct fp_call *call);
int fp_handle_backtest(struct fp_call *call);
int fp_handle_stress(struct fp_call *call);
int fp_handle_range(struct fp_call *call);
int fp_handle_solve(struct fp_call *call);
int fp_handle_explain(struct fp_call *call);
int fp_handle_plan_explain(struct fp_call *call);
int fp_handle_plan_simulate(struct fp_call *call);

/* questions/question.c: every question of codec/questions/question.h */
int fp_handle_question(struct fp_call *call);
/* questions/, about a plan */
int fp_handle_simulate_bootstrap(struct fp_call *call);
int fp_handle_simulate_sensitivity(struct fp_call *call);
int fp_handle_simulate_compare(struct fp_call *call);
int fp_handle_project_cash_flow(struct fp_call *call);
int fp_handle_project_net_worth(struct fp_call *call);
int fp_handle_spending_safe_rate(struct fp_call *call);
int fp_handle_spending_max(struct fp_call *call);
int fp_handle_spending_policies(struct fp_call *call);
int fp_handle_simulate_quick(struct fp_call *call);
int fp_handle_spending_compare(struct fp_call *call);
int fp_handle_goal_probability(struct fp_call *call);
int fp_handle_plan_goal_probability(struct fp_call *call);
int fp_handle_simulation_get(struct fp_call *call);
int fp_handle_simulation_paths(struct fp_call *call);
int fp_handle_simulation_rerun(struct fp_call *call);
int fp_handle_simulation_explain(struct fp_call *call);
int fp_handle_result_get(struct fp_call *call);
int fp_handle_result_verify(struct fp_call *call);
/* questions/tables.c */
int fp_handle_tax_tables(struct fp_call *call);

/* plans.c */
int fp_handle_plans_create(struct fp_call *call);
int fp_handle_plans_list(struct fp_call *call);
int fp_handle_plans_get(struct fp_call *call);
int fp_handle_plans_replace(struct fp_call *call);
int fp_handle_plans_patch(struct fp_call *call);
int fp_handle_plans_delete(struct fp_call *call);

/* records/: create.c, read.c, write.c; each serves every kind of record */
int fp_handle_record_create(struct fp_call *call);
int fp_handle_record_bulk(struct fp_call *call);
int fp_handle_record_get(struct fp_call *call);
int fp_handle_record_list(struct fp_call *call);
int fp_handle_record_history(struct fp_call *call);
int fp_handle_households_shared(struct fp_call *call);
int fp_handle_record_replace(struct fp_call *call);
int fp_handle_record_patch(struct fp_call *call);
int fp_handle_record_delete(struct fp_call *call);
/* records/imports.c, records/goals.c */
int fp_handle_transactions_import(struct fp_call *call);
int fp_handle_transactions_summary(struct fp_call *call);
int fp_handle_goal_progress(struct fp_call *call);
int fp_handle_goals_summary(struct fp_call *call);
/* records/sharing.c, records/scenarios.c, records/assemble.c */
int fp_handle_share_create(struct fp_call *call);
int fp_handle_audit(struct fp_call *call);
int fp_handle_scenario_create(struct fp_call *call);
int fp_handle_scenario_clone(struct fp_call *call);
int fp_handle_scenario_diff(struct fp_call *call);
int fp_handle_scenario_merge(struct fp_call *call);
int fp_handle_plan_assemble(struct fp_call *call);

/* jobs/jobs.c */
int fp_handle_jobs_list(struct fp_call *call);
int fp_handle_jobs_get(struct fp_call *call);
int fp_handle_jobs_cancel(struct fp_call *call);
int fp_handle_jobs_result(struct fp_call *call);
int fp_handle_jobs_events(struct fp_call *call); /* jobs/events.c */

#endif
