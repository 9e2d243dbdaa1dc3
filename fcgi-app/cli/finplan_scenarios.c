/* finplan stress and finplan range: one plan under several worlds. */
#include "cli/finplan.h"

#include "codec/files/csv.h"
#include "codec/results/compare.h"

static void
write_table(struct fp_buf *out, const struct fp_scenarios *s)
{
    fp_buf_str(out, "                       success     median end"
                    "     legacy mean  lifetime taxes\n");
    for (size_t i = 0; i <= s->n; i++) {
        const struct fp_scenario *one = i > 0 ? &s->list[i - 1] : NULL;
        const struct fp_outcome *o = i > 0 ? &one->outcome : &s->base;

        fp_buf_printf(out, "%-20s", i > 0 ? one->name : "the plan");
        if (one != NULL && !one->possible) {
            fp_buf_printf(out, "  not possible: %s\n", one->reason);
            continue;
        }
        fp_buf_printf(out, "%8.2f %%", 100 * o->success);
        finplan_dollars(out, o->ending_p50, 15);
        finplan_dollars(out, o->legacy_mean, 16);
        finplan_dollars(out, o->taxes_mean, 16);
        fp_buf_printf(out, "   %s\n", one != NULL ? one->title : "");
    }
    fp_buf_printf(out, "\nSuccess from %.2f %% to %.2f %%\n", 100 * s->lowest,
                  100 * s->highest);
}

static void
write_csv(struct fp_buf *out, const struct fp_scenarios *s)
{
    fp_buf_str(out, "name,possible,success,ending_p50,legacy_after_tax,"
                    "lifetime_taxes,title\n");
    for (size_t i = 0; i < s->n; i++) {
        const struct fp_scenario *one = &s->list[i];

        fp_csv_cell(out, one->name);
        fp_buf_printf(out, ",%d,%.6f,%.2f,%.2f,%.2f,", one->possible,
                      one->outcome.success, one->outcome.ending_p50,
                      one->outcome.legacy_mean, one->outcome.taxes_mean);
        fp_csv_cell(out, one->title);
        fp_buf_char(out, '\n');
    }
}

static int
run(struct finplan *f, int models)
{
    struct fp_sim_options options;
    const struct fp_history *history;
    struct fp_scenarios result;
    struct fp_request request;
    struct fp_error error;
    char id[33];
    enum fp_err err;
    int status = finplan_request(
        f, models ? FP_REQUEST_RANGE : FP_REQUEST_STRESS, &request);

    if (status == FINPLAN_OK)
        status = finplan_history(f, &request, &history);
    if (status == FINPLAN_OK)
        status = finplan_result_id(&request, history, id);
    if (status != FINPLAN_OK)
        return status;
    options = finplan_options(f, &request);
    err = models ? fp_range_run(&request.document.plan, history, &options,
                                f->arena, &result, &error)
                 : fp_stress_run(&request.document.plan, history, &options,
                                 f->arena, &result, &error);
    if (err != FP_OK)
        return finplan_engine_error(f->args.file, &error);
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_scenarios(&f->out, &request, id, history,
                            models ? "models" : "scenarios", &result);
        break;
    case FINPLAN_CSV: write_csv(&f->out, &result); break;
    case FINPLAN_TABLE:
        write_table(&f->out, &result);
        finplan_footnotes(&f->out, &request, id);
        break;
    }
    return FINPLAN_OK;
}

int
finplan_stress(struct finplan *f)
{
    return run(f, 0);
}

int
finplan_range(struct finplan *f)
{
    return run(f, 1);
}
