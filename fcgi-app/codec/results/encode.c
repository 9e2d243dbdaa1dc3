/* Results of simulations and backtests, and what every result starts with. */
#include "codec/results/encode.h"

#include "codec/json/member.h"
#include "codec/results/outlook.h"
#include "planning/tables.h"
#include "planning/version.h"

/* A safe rate has the digits that give cents of a million. */
enum { MONEY = 2, RATE = 6, SAFE_RATE = 8 };

void
fp_faults_encode(struct fp_buf *buf, const struct fp_faults *faults)
{
    size_t i;

    fp_buf_char(buf, '[');
    for (i = 0; i < faults->count; i++) {
        fp_buf_str(buf, i == 0 ? "{\"pointer\":" : ",{\"pointer\":");
        fp_buf_json(buf, faults->list[i].pointer);
        fp_buf_str(buf, ",\"code\":");
        fp_buf_json(buf, faults->list[i].code);
        fp_buf_str(buf, ",\"detail\":");
        fp_buf_json(buf, faults->list[i].detail);
        fp_buf_char(buf, '}');
    }
    if (faults->dropped > 0) {
        fp_buf_str(buf, faults->count > 0 ? "," : "");
        fp_buf_printf(buf,
                      "{\"pointer\":\"\",\"code\":\"more\","
                      "\"detail\":\"%zu more were found\"}",
                      faults->dropped);
    }
    fp_buf_char(buf, ']');
}

void
fp_result_tables(struct fp_buf *buf)
{
    for (size_t i = 0; i < fp_tables_count; i++) {
        fp_buf_char(buf, ',');
        fp_buf_json(buf, fp_tables[i].name);
        fp_buf_char(buf, ':');
        fp_buf_json(buf, fp_tables[i].checksum);
    }
}

/* "result_id", "engine" and "tables"; history NULL: none was used. */
static void
identity(struct fp_buf *buf, const char *result_id,
         const struct fp_history *history)
{
    fp_buf_str(buf, "\"result_id\":");
    fp_buf_json(buf, result_id);
    fp_buf_str(buf, ",\"engine\":");
    fp_buf_json(buf, fp_planning_version());
    fp_buf_str(buf, ",\"tables\":{\"set\":");
    fp_buf_json(buf, fp_tables_id);
    fp_result_tables(buf);
    if (history != NULL) {
        fp_buf_str(buf, ",\"history\":{\"name\":");
        fp_buf_json(buf, history->name);
        fp_buf_str(buf, ",\"source\":");
        fp_buf_json(buf, history->source);
        fp_buf_str(buf, ",\"sha256\":");
        fp_buf_json(buf, history->checksum);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, '}');
}

void
fp_result_notes(struct fp_buf *buf, const struct fp_plan_document *document)
{
    fp_buf_str(buf, ",\"assumed\":");
    fp_assumed_encode(buf, &document->assumed);
    fp_buf_str(buf, ",\"warnings\":");
    fp_faults_encode(buf, &document->warnings);
}

void
fp_result_head(struct fp_buf *buf, const struct fp_request *request,
               const char *result_id, const struct fp_history *history)
{
    identity(buf, result_id,
             fp_request_needs_history(request) ? history : NULL);
    fp_buf_str(buf, ",\"seed\":");
    if (fp_request_is_sampled(request))
        fp_buf_printf(buf, "%llu", (unsigned long long)request->seed);
    else
        fp_buf_str(buf, "null");
    fp_result_notes(buf, &request->document);
}

void
fp_result_head_many(struct fp_buf *buf, const struct fp_request_many *many,
                    const char *result_id, const struct fp_history *history)
{
    identity(buf, result_id,
             fp_request_many_needs_history(many) ? history : NULL);
    fp_buf_printf(buf, ",\"seed\":%llu,\"assumed\":[],\"warnings\":[]",
                  (unsigned long long)many->list[0].seed);
}

static void
array(struct fp_buf *buf, const double *values, size_t n, int decimals)
{
    size_t i;

    fp_buf_char(buf, '[');
    for (i = 0; i < n; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        fp_buf_fixed(buf, values[i], decimals);
    }
    fp_buf_char(buf, ']');
}

static void
series(struct fp_buf *buf, const char *name, const struct fp_sim_series *s,
       size_t years)
{
    size_t q;

    fp_buf_char(buf, ',');
    fp_buf_json(buf, name);
    fp_buf_str(buf, ":{\"basis\":\"real\",\"percentiles\":{");
    for (q = 0; q < FP_PERCENTILES; q++) {
        if (q > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, fp_percentile_names[q]);
        fp_buf_char(buf, ':');
        array(buf, s->percentiles[q], years, MONEY);
    }
    fp_buf_str(buf, "},\"mean\":");
    array(buf, s->mean, years, MONEY);
    fp_buf_str(buf, ",\"standard_error\":");
    array(buf, s->standard_error, years, MONEY);
    fp_buf_char(buf, '}');
}

static void
success(struct fp_buf *buf, const struct fp_sim_result *r)
{
    fp_buf_str(buf, ",\"success\":{\"probability\":");
    fp_buf_fixed(buf, r->success, RATE);
    fp_json_member(buf, "standard_error", r->success_se, RATE);
    fp_buf_str(buf, ",\"interval_95\":[");
    fp_buf_fixed(buf, r->success_low, RATE);
    fp_buf_char(buf, ',');
    fp_buf_fixed(buf, r->success_high, RATE);
    fp_buf_printf(buf, "],\"successes\":%llu}",
                  (unsigned long long)r->successes);
}

static void
depletion_and_shortfall(struct fp_buf *buf, const struct fp_sim_result *r)
{
    fp_buf_str(buf, ",\"depletion\":{\"probability_by_year\":");
    array(buf, r->depletion_by_year, r->years, RATE);
    fp_buf_str(buf, ",\"median_age\":");
    if (r->depletion_median_age > 0)
        fp_buf_int(buf, r->depletion_median_age);
    else
        fp_buf_str(buf, "null");
    fp_buf_str(buf, "},\"shortfall\":{\"mean_depth\":");
    fp_buf_fixed(buf, r->shortfall_mean_depth, RATE);
    fp_json_member(buf, "mean_years", r->shortfall_mean_years, RATE);
    fp_json_member(buf, "cvar_5", r->shortfall_cvar_5, MONEY);
    fp_buf_char(buf, '}');
}

void
fp_result_simulate(struct fp_buf *buf, const struct fp_request *request,
                   const char *result_id, const struct fp_history *history,
                   const struct fp_sim_result *result)
{
    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_printf(buf,
                  ",\"paths\":%llu,\"sampler\":\"%s\",\"start_year\":%d,"
                  "\"years\":%zu",
                  (unsigned long long)result->paths,
                  fp_sampler_names[result->sampler], result->start_year,
                  result->years);
    if (result->percentile_bound > 0.0)
        fp_json_member(buf, "percentile_bound", result->percentile_bound,
                       RATE);
    if (result->control_variate)
        fp_buf_str(buf, ",\"control_variate\":true");
    success(buf, result);
    series(buf, "wealth", &result->wealth, result->years);
    series(buf, "spending", &result->spending, result->years);
    fp_result_ending(buf, "ending", &result->ending);
    depletion_and_shortfall(buf, result);
    fp_buf_str(buf, ",\"taxes\":{\"basis\":\"real\",\"lifetime_mean\":");
    fp_buf_fixed(buf, result->taxes_lifetime_mean, MONEY);
    fp_json_member(buf, "lifetime_standard_error", result->taxes_lifetime_se, MONEY);
    fp_buf_str(buf, ",\"by_year_p50\":");
    array(buf, result->taxes.percentiles[3], result->years, MONEY);
    fp_buf_str(buf, ",\"by_year_mean\":");
    array(buf, result->taxes.mean, result->years, MONEY);
    fp_buf_char(buf, '}');
    fp_result_outlook(buf, &request->document.plan, result);
    fp_buf_str(buf, "}\n");
}

static void
window(struct fp_buf *buf, const struct fp_backtest_window *w)
{
    fp_buf_printf(buf, "{\"start_year\":%d,\"survived\":%s", w->start_year,
                  w->survived ? "true" : "false");
    fp_json_member(buf, "ending_wealth", w->ending_real, MONEY);
    fp_buf_str(buf, ",\"failed_year\":");
    if (w->failed_year != 0)
        fp_buf_int(buf, w->failed_year);
    else
        fp_buf_str(buf, "null");
    fp_buf_printf(buf, ",\"worst_year\":%d", w->worst_year);
    fp_json_member(buf, "worst_return", w->worst_return, RATE);
    fp_json_member(buf, "safe_rate", w->safe_rate, SAFE_RATE);
    fp_buf_char(buf, '}');
}

void
fp_result_backtest(struct fp_buf *buf, const struct fp_request *request,
                   const char *result_id, const struct fp_history *history,
                   const struct fp_backtest_result *result)
{
    size_t i;

    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_printf(buf,
                  ",\"basis\":\"real\",\"years\":%zu,\"windows\":%zu,"
                  "\"successes\":%zu",
                  result->years, result->windows, result->successes);
    fp_json_member(buf, "success_rate", result->success_rate, RATE);
    fp_json_member(buf, "safe_withdrawal_rate", result->safe_withdrawal_rate,
           SAFE_RATE);
    fp_buf_printf(buf,
                  ",\"safe_withdrawal_start_year\":%d,\"start_years\":[",
                  result->safe_withdrawal_start_year);
    for (i = 0; i < result->windows; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        window(buf, &result->list[i]);
    }
    fp_buf_str(buf, "]}\n");
}

void
fp_result_validate(struct fp_buf *buf, const struct fp_faults *faults,
                   const struct fp_plan_document *document)
{
    fp_buf_printf(buf, "{\"valid\":%s,\"errors\":",
                  fp_faults_none(faults) ? "true" : "false");
    fp_faults_encode(buf, faults);
    if (document != NULL) {
        fp_buf_str(buf, ",\"warnings\":");
        fp_faults_encode(buf, &document->warnings);
        fp_buf_str(buf, ",\"assumed\":");
        fp_assumed_encode(buf, &document->assumed);
    }
    fp_buf_str(buf, "}\n");
}
