/* What a simulation says beyond success and wealth: why it fails, goals,
 * legacy, and how even the spending is. */
#include "codec/results/outlook.h"

#include "codec/json/member.h"
enum { MONEY = 2, RATE = 6 };

void
fp_result_ending(struct fp_buf *buf, const char *name,
                 const struct fp_sim_ending *e)
{
    fp_buf_char(buf, ',');
    fp_buf_json(buf, name);
    fp_buf_str(buf, ":{\"basis\":\"real\",\"percentiles\":{");
    for (size_t q = 0; q < FP_PERCENTILES; q++) {
        if (q > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, fp_percentile_names[q]);
        fp_buf_char(buf, ':');
        fp_buf_fixed(buf, e->percentiles[q], MONEY);
    }
    fp_buf_char(buf, '}');
    fp_json_member(buf, "mean", e->mean, MONEY);
    fp_json_member(buf, "standard_error", e->standard_error, MONEY);
    fp_buf_str(buf, ",\"percentile_errors\":{");
    for (size_t q = 0; q < FP_PERCENTILES; q++) {
        if (q > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, fp_percentile_names[q]);
        fp_buf_char(buf, ':');
        fp_buf_fixed(buf, e->percentile_errors[q], MONEY);
    }
    fp_buf_str(buf, "}}");
}

static void
causes(struct fp_buf *buf, const struct fp_sim_result *r)
{
    double n = (double)r->paths;

    fp_buf_str(buf, ",\"failure_causes\":{");
    for (size_t k = 0; k < FP_FAILURE_CAUSE_COUNT; k++) {
        if (k > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, fp_failure_cause_names[k]);
        fp_buf_char(buf, ':');
        fp_buf_fixed(buf, (double)r->failure_causes[k] / n, RATE);
    }
    fp_buf_char(buf, '}');
}

static void
goals(struct fp_buf *buf, const struct fp_plan *plan,
      const struct fp_sim_result *r)
{
    fp_buf_str(buf, ",\"goals\":[");
    for (size_t g = 0; g < r->n_goals; g++) {
        fp_buf_str(buf, g > 0 ? ",{\"id\":" : "{\"id\":");
        fp_buf_json(buf, plan->goals[g].id);
        fp_buf_printf(buf, ",\"priority\":%d", plan->goals[g].priority);
        fp_json_member(buf, "probability", r->goal_probability[g], RATE);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

void
fp_result_outlook(struct fp_buf *buf, const struct fp_plan *plan,
                  const struct fp_sim_result *r)
{
    fp_result_ending(buf, "legacy_after_tax", &r->legacy);
    causes(buf, r);
    goals(buf, plan, r);
    fp_buf_str(buf, ",\"spending_risk\":{\"volatility\":");
    fp_buf_fixed(buf, r->spending_volatility, RATE);
    fp_json_member(buf, "worst_cut_mean", r->worst_cut_mean, RATE);
    fp_json_member(buf, "worst_cut_p95", r->worst_cut_p95, RATE);
    fp_json_member(buf, "certainty_equivalent", r->certainty_equivalent, MONEY);
    fp_json_member(buf, "risk_aversion", r->risk_aversion, MONEY);
    fp_buf_char(buf, '}');
    fp_json_member(buf, "funded_ratio", r->funded_ratio, RATE);
    fp_json_member(buf, "health_insurance_lifetime_mean", r->health_lifetime_mean,
           MONEY);
    fp_buf_str(buf, ",\"percentile_paths\":{");
    for (size_t q = 0; q < FP_PERCENTILES; q++) {
        if (q > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, fp_percentile_names[q]);
        fp_buf_printf(buf, ":%llu",
                      (unsigned long long)r->percentile_paths[q]);
    }
    fp_buf_char(buf, '}');
}
