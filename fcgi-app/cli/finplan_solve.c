/* finplan solve: the value of one quantity at which a plan succeeds as often
 * as is asked for. */
#include "cli/finplan.h"

#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "codec/results/solve.h"

static int
past_deadline(void *context, uint64_t done, uint64_t total)
{
    const uint64_t *deadline_ns = context;

    (void)done;
    (void)total;
    return fp_clock_monotonic_ns() > *deadline_ns;
}

static int
is_whole(const struct fp_request *request)
{
    return request->solve.options.what >= FP_SOLVE_RETIREMENT_AGE;
}

static void
write_point(struct fp_buf *out, const struct fp_request *request,
            const struct fp_solve_point *p)
{
    fp_buf_printf(out, "%12.*f%11.2f %%%14.2f %%\n",
                  is_whole(request) ? 0 : 4, p->value, 100 * p->success,
                  100 * p->success_se);
}

static void
write_answer(struct fp_buf *out, const struct fp_request *request,
             const struct fp_solve_result *r)
{
    static const char *const ends[FP_SOLVE_COUNT] = { "most",     "least",
                                                      "least",    "earliest",
                                                      "earliest", "earliest" };
    const char *name = fp_solve_names[request->solve.options.what];
    const char *end = ends[request->solve.options.what];
    int decimals = is_whole(request) ? 0 : 4;

    switch (r->state) {
    case FP_SOLVE_FOUND:
        fp_buf_printf(out, "The %s %s: %.*f", end, name, decimals,
                      r->best.value);
        break;
    case FP_SOLVE_ALL:
        fp_buf_printf(out, "Every %s to the end of the range succeeds, "
                      "which is %.*f", name, decimals, r->best.value);
        break;
    case FP_SOLVE_NONE:
        fp_buf_printf(out, "No %s of the range succeeds as often; at %.*f the "
                      "plan comes nearest\n", name, decimals,
                      r->beyond.value);
        return;
    case FP_SOLVE_STOPPED:
        fp_buf_printf(out, "The deadline came first. The %s %s is ", end,
                      name);
        if (r->has_best)
            fp_buf_printf(out, "%.*f or beyond it", decimals, r->best.value);
        else
            fp_buf_printf(out, "short of %.*f", decimals, r->beyond.value);
        if (r->has_best && r->has_beyond)
            fp_buf_printf(out, ", short of %.*f", decimals, r->beyond.value);
        break;
    }
    if (r->has_best && isfinite(r->standard_error))
        fp_buf_printf(out, "   standard error %.*f", decimals > 0 ? 4 : 1,
                      r->standard_error);
    fp_buf_char(out, '\n');
    if (!r->has_best)
        return;
    fp_buf_str(out, "Spending there, mean a year at expected returns: ");
    finplan_dollars(out, r->spending_mean, 0);
    fp_buf_char(out, '\n');
}

static void
write_table(struct fp_buf *out, const struct fp_request *request,
            const struct fp_solve_result *r)
{
    const struct fp_solve_options *options = &request->solve.options;

    fp_buf_printf(out, "%s for a success of %.2f %%, the plan has %.*f; "
                  "%llu paths, seed %llu\n\n",
                  fp_solve_names[options->what], 100 * r->target,
                  is_whole(request) ? 0 : 4, r->base,
                  (unsigned long long)request->paths,
                  (unsigned long long)request->seed);
    write_answer(out, request, r);
    fp_buf_str(out, "\n       tried    success  standard error\n");
    for (size_t i = 0; i < r->n; i++)
        write_point(out, request, &r->points[i]);
}

static void
write_csv(struct fp_buf *out, const struct fp_solve_result *r)
{
    fp_buf_str(out, "value,success,standard_error,reaches_target\n");
    for (size_t i = 0; i < r->n; i++) {
        const struct fp_solve_point *p = &r->points[i];

        fp_buf_printf(out, "%.6f,%.6f,%.6f,%d\n", p->value, p->success,
                      p->success_se, p->success >= r->target);
    }
}

/* The request and what it names in the plan. */
static int
read_request(struct finplan *f, struct fp_request *request)
{
    struct fp_faults faults;
    int status = finplan_request(f, FP_REQUEST_SOLVE, request);

    if (status != FINPLAN_OK)
        return status;
    fp_faults_init(&faults, f->arena);
    if (fp_request_solve(request, &faults) == FP_OK)
        return FINPLAN_OK;
    finplan_print_faults(f->args.file, &faults);
    return FINPLAN_WRONG;
}

int
finplan_solve(struct finplan *f)
{
    const struct fp_history *history;
    struct fp_sim_options options;
    struct fp_solve_result result;
    struct fp_request request;
    struct fp_error error;
    uint64_t deadline_ns = fp_clock_monotonic_ns() +
                           f->args.deadline_ms * 1000000u;
    char id[33];
    int status = read_request(f, &request);

    if (status == FINPLAN_OK)
        status = finplan_history(f, &request, &history);
    if (status == FINPLAN_OK)
        status = finplan_result_id(&request, history, id);
    if (status != FINPLAN_OK)
        return status;
    options = finplan_options(f, &request);
    if (f->args.deadline_ms != 0) {
        options.progress = past_deadline;
        options.context = &deadline_ns;
    }
    if (fp_solve(&request.document.plan, history, &options,
                 &request.solve.options, f->arena, &result, &error) != FP_OK)
        return finplan_engine_error(f->args.file, &error);
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_solve(&f->out, &request, id, history, &result);
        break;
    case FINPLAN_CSV: write_csv(&f->out, &result); break;
    case FINPLAN_TABLE:
        write_table(&f->out, &request, &result);
        finplan_footnotes(&f->out, &request, id);
        break;
    }
    return result.state == FP_SOLVE_STOPPED ? FINPLAN_UNFINISHED : FINPLAN_OK;
}
