/* Comparisons and sensitivities. */
#include "codec/results/compare.h"

#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "codec/results/encode.h"

enum { MONEY = 2, RATE = 6 };

static void
measures(struct fp_buf *buf, const struct fp_compared *list)
{
    for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++) {
        int decimals = m == FP_COMPARE_SUCCESS ? RATE : MONEY;

        fp_buf_char(buf, ',');
        fp_buf_json(buf, fp_compare_names[m]);
        fp_buf_str(buf, ":{\"value\":");
        fp_buf_fixed(buf, list[m].value, decimals);
        fp_json_member(buf, "standard_error", list[m].standard_error,
                       decimals);
        fp_buf_char(buf, '}');
    }
}

void
fp_result_compare(struct fp_buf *buf, const struct fp_request_many *many,
                  const char *result_id, const char *const *ids,
                  const struct fp_history *history,
                  const struct fp_compare_result *result)
{
    int plans = many->kind == FP_MANY_PLANS;

    fp_buf_char(buf, '{');
    fp_result_head_many(buf, many, result_id, history);
    fp_buf_printf(buf, ",\"paths\":%llu,\"basis\":\"real\",\"%s\":[",
                  (unsigned long long)result->paths,
                  plans ? "plans" : "policies");
    for (size_t i = 0; i < many->n; i++) {
        const struct fp_plan_document *document = &many->list[i].document;

        fp_buf_str(buf, i > 0 ? ",{" : "{");
        fp_buf_str(buf, plans ? "\"name\":" : "\"policy\":");
        fp_buf_json(buf, plans ? document->plan.name
                               : fp_words_spending[document->plan.strategy
                                                       .spending.policy]);
        fp_buf_str(buf, ",\"result_id\":");
        fp_buf_json(buf, ids[i]);
        fp_result_notes(buf, document);
        measures(buf, result->plans[i].measures);
        fp_buf_char(buf, '}');
    }
    fp_buf_str(buf, "],\"differences\":[");
    for (size_t i = 1; i < many->n; i++) {
        const struct fp_compared_plan *plan = &result->plans[i];

        fp_buf_printf(buf, "%s{\"of\":%zu,\"from\":0", i > 1 ? "," : "", i);
        measures(buf, plan->differences);
        fp_json_member(buf, "paths_better", plan->better, RATE);
        fp_json_member(buf, "paths_worse", plan->worse, RATE);
        fp_buf_char(buf, '}');
    }
    fp_buf_str(buf, "]}\n");
}

static void
outcome(struct fp_buf *buf, const struct fp_outcome *o)
{
    fp_buf_str(buf, "{\"success\":");
    fp_buf_fixed(buf, o->success, RATE);
    fp_json_member(buf, "success_se", o->success_se, RATE);
    fp_json_member(buf, "ending_p50", o->ending_p50, MONEY);
    fp_json_member(buf, "ending_p50_se", o->ending_p50_se, MONEY);
    fp_json_member(buf, "legacy_after_tax_mean", o->legacy_mean, MONEY);
    fp_json_member(buf, "legacy_after_tax_se", o->legacy_se, MONEY);
    fp_json_member(buf, "lifetime_taxes_mean", o->taxes_mean, MONEY);
    fp_json_member(buf, "lifetime_taxes_se", o->taxes_se, MONEY);
    fp_buf_char(buf, '}');
}

/* What a sensitivity says of itself before its base. */
static void
sensitivity_head(struct fp_buf *buf, const struct fp_request *request,
                 const char *result_id, const struct fp_history *history,
                 int stopped, size_t runs)
{
    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_printf(buf,
                  ",\"paths\":%llu,\"basis\":\"real\",\"state\":\"%s\","
                  "\"runs\":%zu,\"base\":",
                  (unsigned long long)request->paths,
                  stopped ? "stopped" : "done", runs);
}

void
fp_result_tornado(struct fp_buf *buf, const struct fp_request *request,
                  const char *result_id, const struct fp_history *history,
                  const struct fp_tornado *result)
{
    int first = 1;

    sensitivity_head(buf, request, result_id, history, result->stopped,
                     result->runs);
    outcome(buf, &result->base);
    fp_buf_str(buf, ",\"tornado\":[");
    for (int k = 0; k < FP_VARY_COUNT; k++) {
        const struct fp_tornado_bar *bar = &result->bars[k];

        if (!bar->possible || !bar->known)
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
               const struct fp_grid *grid)
{
    const struct fp_sensitivity_request *axes = &request->sensitivity;
    size_t columns = axes->n_axes > 1 ? axes->axes[1].n : 1;

    sensitivity_head(buf, request, result_id, history, grid->stopped,
                     grid->done + 1);
    outcome(buf, &grid->base);
    axis(buf, "x", &axes->axes[0]);
    if (axes->n_axes > 1)
        axis(buf, "y", &axes->axes[1]);
    fp_buf_printf(buf, ",\"known\":%zu,\"outcomes\":[", grid->done);
    for (size_t i = 0; i < axes->axes[0].n; i++) {
        fp_buf_str(buf, i > 0 ? ",[" : "[");
        for (size_t j = 0; j < columns; j++) {
            size_t at = i * columns + j;

            if (j > 0)
                fp_buf_char(buf, ',');
            if (at < grid->done)
                outcome(buf, &grid->outcomes[at]);
            else
                fp_buf_str(buf, "null");
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
    fp_buf_printf(buf, ",\"paths\":%llu,\"basis\":\"real\",\"base\":",
                  (unsigned long long)result->base.paths);
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
