/* finplan sensitivity: how far each assumption moves the answer. */
#include "cli/finplan.h"

#include "codec/results/compare.h"

static void
write_tornado(struct fp_buf *out, const struct fp_tornado *t)
{
    fp_buf_printf(out,
                  "Success with the plan as it is: %.2f %%\n\n"
                  "                       step   success down     success up"
                  "     median end down       median end up\n",
                  100 * t->base.success);
    for (int k = 0; k < FP_VARY_COUNT; k++) {
        const struct fp_tornado_bar *bar = &t->bars[k];

        if (!bar->possible || !bar->known)
            continue;
        fp_buf_printf(out, "%-18s%9.3f%13.2f %%%13.2f %%",
                      fp_vary_names[bar->what], bar->step,
                      100 * bar->down.success, 100 * bar->up.success);
        finplan_dollars(out, bar->down.ending_p50, 20);
        finplan_dollars(out, bar->up.ending_p50, 20);
        fp_buf_char(out, '\n');
    }
}

static void
tornado_csv(struct fp_buf *out, const struct fp_tornado *t)
{
    fp_buf_str(out, "vary,step,success_down,success_up,ending_p50_down,"
                    "ending_p50_up,lifetime_taxes_down,lifetime_taxes_up\n");
    for (int k = 0; k < FP_VARY_COUNT; k++) {
        const struct fp_tornado_bar *bar = &t->bars[k];
        const double values[] = {
            bar->step,            bar->down.success,
            bar->up.success,      bar->down.ending_p50,
            bar->up.ending_p50,   bar->down.taxes_mean,
            bar->up.taxes_mean
        };

        if (!bar->possible || !bar->known)
            continue;
        fp_buf_str(out, fp_vary_names[bar->what]);
        for (size_t j = 0; j < FP_COUNT(values); j++) {
            fp_buf_char(out, ',');
            fp_buf_fixed(out, values[j], 6);
        }
        fp_buf_char(out, '\n');
    }
}

static void
write_grid(struct fp_buf *out, const struct fp_request *request,
           const struct fp_grid *grid)
{
    const struct fp_grid_axis *x = &request->sensitivity.axes[0];
    const struct fp_grid_axis *y = &request->sensitivity.axes[1];
    size_t columns = request->sensitivity.n_axes > 1 ? y->n : 1;

    fp_buf_printf(out, "Success %%, %s down", fp_vary_names[x->what]);
    if (request->sensitivity.n_axes > 1) {
        fp_buf_printf(out, ", %s across\n\n         ",
                      fp_vary_names[y->what]);
        for (size_t j = 0; j < y->n; j++)
            fp_buf_printf(out, "%9.3f", y->steps[j]);
    } else {
        fp_buf_char(out, '\n');
    }
    for (size_t i = 0; i < x->n; i++) {
        fp_buf_printf(out, "\n%9.3f", x->steps[i]);
        for (size_t j = 0; j < columns; j++)
            fp_buf_printf(out, "%9.2f",
                          100 * grid->outcomes[i * columns + j].success);
    }
    fp_buf_char(out, '\n');
}

static void
grid_csv(struct fp_buf *out, const struct fp_request *request,
         const struct fp_grid *grid)
{
    const struct fp_grid_axis *x = &request->sensitivity.axes[0];
    const struct fp_grid_axis *y = &request->sensitivity.axes[1];
    int both = request->sensitivity.n_axes > 1;
    size_t columns = both ? y->n : 1;

    fp_buf_str(out, fp_vary_names[x->what]);
    if (both)
        fp_buf_printf(out, ",%s", fp_vary_names[y->what]);
    fp_buf_str(out, ",success,ending_p50,lifetime_taxes\n");
    for (size_t i = 0; i < x->n; i++) {
        for (size_t j = 0; j < columns; j++) {
            const struct fp_outcome *o = &grid->outcomes[i * columns + j];

            fp_buf_printf(out, "%.6f,", x->steps[i]);
            if (both)
                fp_buf_printf(out, "%.6f,", y->steps[j]);
            fp_buf_printf(out, "%.6f,%.2f,%.2f\n", o->success, o->ending_p50,
                          o->taxes_mean);
        }
    }
}

static int
run_grid(struct finplan *f, const struct fp_request *request, const char *id,
         const struct fp_history *history,
         const struct fp_sim_options *options)
{
    const struct fp_sensitivity_request *axes = &request->sensitivity;
    struct fp_error error;
    struct fp_grid grid;

    if (fp_sensitivity_grid(&request->document.plan, history, options,
                            &axes->axes[0],
                            axes->n_axes > 1 ? &axes->axes[1] : NULL, f->arena,
                            &grid, &error) != FP_OK)
        return finplan_engine_error(f->args.file, &error);
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_grid(&f->out, request, id, history, &grid);
        break;
    case FINPLAN_CSV: grid_csv(&f->out, request, &grid); break;
    case FINPLAN_TABLE:
        write_grid(&f->out, request, &grid);
        finplan_footnotes(&f->out, request, id);
        break;
    }
    return FINPLAN_OK;
}

int
finplan_sensitivity(struct finplan *f)
{
    const struct fp_history *history;
    struct fp_sim_options options;
    struct fp_request request;
    struct fp_tornado result;
    struct fp_error error;
    char id[33];
    int status = finplan_request(f, FP_REQUEST_SENSITIVITY, &request);

    if (status == FINPLAN_OK)
        status = finplan_history(f, &request, &history);
    if (status == FINPLAN_OK)
        status = finplan_result_id(&request, history, id);
    if (status != FINPLAN_OK)
        return status;
    options = finplan_options(f, &request);
    if (request.sensitivity.n_axes > 0)
        return run_grid(f, &request, id, history, &options);
    if (fp_tornado(&request.document.plan, history, &options, f->arena,
                   &result, &error) != FP_OK)
        return finplan_engine_error(f->args.file, &error);
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_tornado(&f->out, &request, id, history, &result);
        break;
    case FINPLAN_CSV: tornado_csv(&f->out, &result); break;
    case FINPLAN_TABLE:
        write_tornado(&f->out, &result);
        finplan_footnotes(&f->out, &request, id);
        break;
    }
    return FINPLAN_OK;
}
