/* Comparisons and sensitivities. */
#include "codec/result_compare.h"

#include "codec/json_member.h"
#include "codec/result_encode.h"

enum { MONEY = 2, RATE = 6 };

static void
measure(struct fp_buf *buf, int m, const struct fp_compared *c)
{
    int decimals = m == FP_COMPARE_SUCCESS ? RATE : MONEY;

    fp_buf_char(buf, ',');
    fp_buf_json(buf, fp_compare_names[m]);
    fp_buf_str(buf, ":{\"a\":");
    fp_buf_fixed(buf, c->a, decimals);
    fp_json_member(buf, "b", c->b, decimals);
    fp_json_member(buf, "difference", c->difference, decimals);
    fp_json_member(buf, "standard_error", c->standard_error, decimals);
    fp_buf_char(buf, '}');
}

void
fp_result_compare(struct fp_buf *buf, const struct fp_request *a,
                  const char *a_id, const struct fp_request *b,
                  const char *b_id, const struct fp_history *history,
                  const struct fp_compare_result *result)
{
    fp_buf_str(buf, "{\"a\":{");
    fp_result_head(buf, a, a_id, history);
    fp_buf_str(buf, "},\"b\":{");
    fp_result_head(buf, b, b_id, history);
    fp_buf_printf(buf, "},\"paths\":%llu,\"seed\":%llu,\"basis\":\"real\"",
                  (unsigned long long)result->paths,
                  (unsigned long long)result->seed);
    for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++)
        measure(buf, m, &result->measures[m]);
    fp_json_member(buf, "paths_better_a", result->better_a, RATE);
    fp_json_member(buf, "paths_better_b", result->better_b, RATE);
    fp_buf_str(buf, "}\n");
}

static void
outcome(struct fp_buf *buf, const struct fp_outcome *o)
{
    fp_buf_str(buf, "{\"success\":");
    fp_buf_fixed(buf, o->success, RATE);
    fp_json_member(buf, "ending_p50", o->ending_p50, MONEY);
    fp_json_member(buf, "legacy_after_tax_mean", o->legacy_mean, MONEY);
    fp_json_member(buf, "lifetime_taxes_mean", o->taxes_mean, MONEY);
    fp_buf_char(buf, '}');
}

void
fp_result_tornado(struct fp_buf *buf, const struct fp_request *request,
                  const char *result_id, const struct fp_history *history,
                  const struct fp_tornado *result)
{
    int first = 1;

    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_str(buf, ",\"basis\":\"real\",\"base\":");
    outcome(buf, &result->base);
    fp_buf_str(buf, ",\"tornado\":[");
    for (int k = 0; k < FP_VARY_COUNT; k++) {
        const struct fp_tornado_bar *bar = &result->bars[k];

        if (!bar->possible)
            continue;
        fp_buf_str(buf, first ? "{\"vary\":" : ",{\"vary\":");
        fp_buf_json(buf, fp_vary_names[bar->what]);
        fp_json_member(buf, "step", bar->step, RATE);
        fp_buf_str(buf, ",\"down\":");
        outcome(buf, &bar->down);
        fp_buf_str(buf, ",\"up\":");
        outcome(buf, &bar->up);
        fp_buf_char(buf, '}');
        first = 0;
    }
    fp_buf_str(buf, "]}\n");
}

static void
axis(struct fp_buf *buf, const char *name, const struct fp_grid_axis *a)
{
    fp_buf_char(buf, ',');
    fp_buf_json(buf, name);
    fp_buf_str(buf, ":{\"vary\":");
    fp_buf_json(buf, fp_vary_names[a->what]);
    fp_buf_str(buf, ",\"steps\":[");
    for (size_t i = 0; i < a->n; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        fp_buf_fixed(buf, a->steps[i], RATE);
    }
    fp_buf_str(buf, "]}");
}

void
fp_result_grid(struct fp_buf *buf, const struct fp_request *request,
               const char *result_id, const struct fp_history *history,
               const struct fp_grid_axis *x, const struct fp_grid_axis *y,
               const struct fp_outcome *outcomes)
{
    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_str(buf, ",\"basis\":\"real\"");
    axis(buf, "x", x);
    axis(buf, "y", y);
    fp_buf_str(buf, ",\"outcomes\":[");
    for (size_t i = 0; i < x->n; i++) {
        fp_buf_str(buf, i > 0 ? ",[" : "[");
        for (size_t j = 0; j < y->n; j++) {
            if (j > 0)
                fp_buf_char(buf, ',');
            outcome(buf, &outcomes[i * y->n + j]);
        }
        fp_buf_char(buf, ']');
    }
    fp_buf_str(buf, "]}\n");
}

void
fp_result_scenarios(struct fp_buf *buf, const struct fp_request *request,
                    const char *result_id, const struct fp_history *history,
                    const char *name, const struct fp_scenarios *result)
{
    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_str(buf, ",\"basis\":\"real\",\"base\":");
    outcome(buf, &result->base);
    fp_buf_str(buf, ",\"success_range\":[");
    fp_buf_fixed(buf, result->lowest, RATE);
    fp_buf_char(buf, ',');
    fp_buf_fixed(buf, result->highest, RATE);
    fp_buf_str(buf, "],");
    fp_buf_json(buf, name);
    fp_buf_str(buf, ":[");
    for (size_t i = 0; i < result->n; i++) {
        const struct fp_scenario *one = &result->list[i];

        fp_buf_str(buf, i > 0 ? ",{\"name\":" : "{\"name\":");
        fp_buf_json(buf, one->name);
        fp_buf_str(buf, ",\"title\":");
        fp_buf_json(buf, one->title);
        if (one->possible) {
            fp_buf_str(buf, ",\"outcome\":");
            outcome(buf, &one->outcome);
        } else {
            fp_buf_str(buf, ",\"not_possible\":");
            fp_buf_json(buf, one->reason);
        }
        fp_buf_char(buf, '}');
    }
    fp_buf_str(buf, "]}\n");
}
