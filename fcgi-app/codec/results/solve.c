/* What was solved for. */
#include "codec/results/solve.h"

#include "codec/json/member.h"
#include "codec/results/encode.h"

enum { MONEY = 2, RATE = 6 };

static void
point(struct fp_buf *buf, const struct fp_solve_point *p)
{
    fp_buf_str(buf, "{\"value\":");
    fp_buf_fixed(buf, p->value, RATE);
    fp_json_member(buf, "success", p->success, RATE);
    fp_json_member(buf, "success_se", p->success_se, RATE);
    fp_buf_char(buf, '}');
}

static void
point_or_null(struct fp_buf *buf, const char *name, int has,
              const struct fp_solve_point *p)
{
    fp_buf_char(buf, ',');
    fp_buf_json(buf, name);
    fp_buf_char(buf, ':');
    if (has)
        point(buf, p);
    else
        fp_buf_str(buf, "null");
}

void
fp_result_solve(struct fp_buf *buf, const struct fp_request *request,
                const char *result_id, const struct fp_history *history,
                const struct fp_solve_result *r)
{
    const struct fp_solve_options *options = &request->solve.options;
    const struct fp_plan *plan = &request->document.plan;

    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_printf(buf, ",\"paths\":%llu,\"basis\":\"real\",\"for\":",
                  (unsigned long long)request->paths);
    fp_buf_json(buf, fp_solve_names[options->what]);
    if (options->what == FP_SOLVE_RETIREMENT_AGE ||
        options->what == FP_SOLVE_CLAIM_AGE) {
        fp_buf_str(buf, ",\"person\":");
        fp_buf_json(buf, plan->people[options->which].id);
    }
    if (options->what == FP_SOLVE_SALE_YEAR) {
        fp_buf_str(buf, ",\"property\":");
        fp_buf_json(buf, plan->properties[options->which].id);
    }
    fp_json_member(buf, "target", r->target, RATE);
    fp_json_member(buf, "plan_value", r->base, RATE);
    fp_buf_str(buf, ",\"state\":");
    fp_buf_json(buf, fp_solve_state_names[r->state]);
    if (r->has_best) {
        fp_json_member(buf, "value", r->best.value, RATE);
        fp_json_member(buf, "standard_error", r->standard_error, RATE);
        fp_json_member(buf, "spending_mean", r->spending_mean, MONEY);
    } else {
        fp_buf_str(buf, ",\"value\":null,\"standard_error\":null,"
                        "\"spending_mean\":null");
    }
    point_or_null(buf, "best", r->has_best, &r->best);
    point_or_null(buf, "beyond", r->has_beyond, &r->beyond);
    fp_buf_printf(buf, ",\"runs\":%zu,\"tried\":[", r->n);
    for (size_t i = 0; i < r->n; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        point(buf, &r->points[i]);
    }
    fp_buf_str(buf, "]}\n");
}
