/* finplan sensitivity: how far each assumption moves the answer. */
#include "cli/finplan.h"

#include <stdio.h>
#include <string.h>

#include "codec/result_compare.h"

enum { GRID_STEPS = 5, GRID_MIDDLE = 2 };

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

        if (!bar->possible)
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

        if (!bar->possible)
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
write_grid(struct fp_buf *out, const struct fp_grid_axis *x,
           const struct fp_grid_axis *y, const struct fp_outcome *cells)
{
    fp_buf_printf(out, "Success %%, %s down, %s across\n\n         ",
                  fp_vary_names[x->what], fp_vary_names[y->what]);
    for (size_t j = 0; j < y->n; j++)
        fp_buf_printf(out, "%9.3f", y->steps[j]);
    for (size_t i = 0; i < x->n; i++) {
        fp_buf_printf(out, "\n%9.3f", x->steps[i]);
        for (size_t j = 0; j < y->n; j++)
            fp_buf_printf(out, "%9.2f", 100 * cells[i * y->n + j].success);
    }
    fp_buf_char(out, '\n');
}

static void
grid_csv(struct fp_buf *out, const struct fp_grid_axis *x,
         const struct fp_grid_axis *y, const struct fp_outcome *cells)
{
    fp_buf_printf(out, "%s,%s,success,ending_p50,lifetime_taxes\n",
                  fp_vary_names[x->what], fp_vary_names[y->what]);
    for (size_t i = 0; i < x->n; i++) {
        for (size_t j = 0; j < y->n; j++) {
            const struct fp_outcome *o = &cells[i * y->n + j];

            fp_buf_printf(out, "%.6f,%.6f,%.6f,%.2f,%.2f\n", x->steps[i],
                          y->steps[j], o->success, o->ending_p50,
                          o->taxes_mean);
        }
    }
}

/* "spending,returns" as two axes of five steps each. */
static int
parse_grid(const char *text, struct fp_grid_axis axes[2])
{
    const char *comma = strchr(text, ',');
    const char *names[2] = { text, comma != NULL ? comma + 1 : "" };
    size_t lengths[2] = { comma != NULL ? (size_t)(comma - text) : 0,
                          strlen(names[1]) };

    for (int k = 0; k < 2; k++) {
        struct fp_grid_axis *axis = &axes[k];

        axis->n = 0;
        for (int v = 0; v < FP_VARY_COUNT; v++) {
            if (strlen(fp_vary_names[v]) != lengths[k] ||
                memcmp(fp_vary_names[v], names[k], lengths[k]) != 0)
                continue;
            axis->what = (enum fp_vary)v;
            axis->n = GRID_STEPS;
            for (int i = 0; i < GRID_STEPS; i++)
                axis->steps[i] = (i - GRID_MIDDLE) * fp_vary_steps[v];
        }
        if (axis->n == 0)
            break;
    }
    if (axes[0].n > 0 && axes[1].n > 0 && axes[0].what != axes[1].what)
        return 1;
    fputs("finplan: --grid is two of: ", stderr);
    for (int v = 0; v < FP_VARY_COUNT; v++)
        fprintf(stderr, "%s%s", v > 0 ? " " : "", fp_vary_names[v]);
    fputs(" (as in --grid spending,returns)\n", stderr);
    return 0;
}

static int
run_grid(struct finplan *f, const struct fp_request *request, const char *id,
         const struct fp_history *history,
         const struct fp_sim_options *options)
{
    struct fp_outcome cells[GRID_STEPS * GRID_STEPS];
    struct fp_grid_axis axes[2];
    struct fp_error error;

    if (!parse_grid(f->args.grid, axes))
        return FINPLAN_USAGE;
    if (fp_sensitivity_grid(&request->document.plan, history, options,
                            &axes[0], &axes[1], f->arena, cells,
                            &error) != FP_OK)
        return finplan_engine_error(f->args.file, &error);
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_grid(&f->out, request, id, history, &axes[0], &axes[1],
                       cells);
        break;
    case FINPLAN_CSV: grid_csv(&f->out, &axes[0], &axes[1], cells); break;
    case FINPLAN_TABLE:
        write_grid(&f->out, &axes[0], &axes[1], cells);
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
    int status = finplan_request(f, FP_REQUEST_SIMULATE, &request);

    if (status == FINPLAN_OK)
        status = finplan_history(f, &request, &history);
    if (status == FINPLAN_OK)
        status = finplan_result_id(&request, history, id);
    if (status != FINPLAN_OK)
        return status;
    options = finplan_options(f, &request);
    if (f->args.grid != NULL)
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
