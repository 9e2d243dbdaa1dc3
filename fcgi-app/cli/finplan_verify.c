/* finplan verify: one plan through both engines, sampling and the wealth
 * grid. */
#include "cli/finplan.h"

#include <math.h>
#include <stdio.h>

#include "planning/check/grid.h"
#include "planning/simulation/simulate.h"

/* More standard errors than this apart, and the engines disagree. */
#define AGREE 4.0

static void
write_table(struct fp_buf *out, const struct fp_grid_answer *grid,
            const struct fp_sim_result *sampled, double se, double z)
{
    fp_buf_printf(out, "%-34s %12.8f  (numerical error below %.1e, %zu "
                  "points)\n", "Wealth grid", grid->success, grid->error,
                  grid->points);
    fp_buf_printf(out, "%-34s %12.8f  (%llu paths, seed %llu)\n", "Sampling",
                  sampled->success, (unsigned long long)sampled->paths,
                  (unsigned long long)sampled->seed);
    fp_buf_printf(out, "%-34s %12.8f\n", "Standard error of sampling", se);
    fp_buf_printf(out, "%-34s %12.8f\n", "Difference",
                  sampled->success - grid->success);
    fp_buf_printf(out, "%-34s %12.2f  %s\n", "  in standard errors", z,
                  fabs(z) <= AGREE ? "the engines agree"
                                   : "the engines DISAGREE");
}

static void
write_json(struct fp_buf *out, const struct fp_grid_answer *grid,
           const struct fp_sim_result *sampled, double se, double z)
{
    fp_buf_str(out, "{\"grid\":{\"success\":");
    fp_buf_double(out, grid->success);
    fp_buf_str(out, ",\"error\":");
    fp_buf_double(out, grid->error);
    fp_buf_printf(out, ",\"points\":%zu},\"sampling\":{\"success\":",
                  grid->points);
    fp_buf_double(out, sampled->success);
    fp_buf_str(out, ",\"standard_error\":");
    fp_buf_double(out, se);
    fp_buf_printf(out, ",\"paths\":%llu,\"seed\":\"%llu\"},"
                  "\"difference\":", (unsigned long long)sampled->paths,
                  (unsigned long long)sampled->seed);
    fp_buf_double(out, sampled->success - grid->success);
    fp_buf_str(out, ",\"standard_errors\":");
    fp_buf_double(out, z);
    fp_buf_printf(out, ",\"agree\":%s}\n",
                  fabs(z) <= AGREE ? "true" : "false");
}

int
finplan_verify(struct finplan *f)
{
    struct fp_sim_options options = { .threads = f->args.threads };
    struct fp_sim_result sampled;
    struct fp_grid_problem problem;
    struct fp_grid_answer grid;
    struct fp_request request;
    struct fp_error error;
    double se, z;
    int status;

    if (f->args.format == FINPLAN_CSV) {
        fputs("finplan verify: --format is table or json\n", stderr);
        return FINPLAN_USAGE;
    }
    status = finplan_request(f, FP_REQUEST_SIMULATE, &request);
    if (status != FINPLAN_OK)
        return status;
    if (fp_grid_plan(&request.document.plan, f->arena, &problem, &error) !=
            FP_OK ||
        fp_grid_survival(&problem, f->arena, &grid, &error) != FP_OK)
        return finplan_engine_error(f->args.file, &error);
    options.paths = request.paths;
    options.seed = request.seed;
    if (fp_simulate(&request.document.plan, NULL, &options, f->arena,
                    &sampled, &error) != FP_OK)
        return finplan_engine_error(f->args.file, &error);
    /* the grid's probability is the truth whose samples these are; where it
     * leaves no room for chance, one path of deviation counts as one */
    se = sqrt(grid.success * (1 - grid.success) / (double)sampled.paths);
    if (!(se * (double)sampled.paths > 1))
        se = 1 / (double)sampled.paths;
    z = (sampled.success - grid.success) / se;
    if (f->args.format == FINPLAN_JSON)
        write_json(&f->out, &grid, &sampled, se, z);
    else
        write_table(&f->out, &grid, &sampled, se, z);
    return fabs(z) <= AGREE ? FINPLAN_OK : FINPLAN_WRONG;
}
