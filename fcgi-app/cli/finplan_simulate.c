/* finplan simulate: Monte Carlo. */
#include "cli/finplan.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "codec/results/encode.h"
#include "planning/simulation/simulate.h"

/* What the progress callback looks at. */
struct watch {
    uint64_t deadline_ns; /* 0: none */
    uint64_t drawn_ns;    /* when the bar was drawn last */
    int bar;              /* standard error is a terminal */
    int late;
    int streams;          /* the paths that are done are an answer */
};

enum { MEDIAN = 3 }; /* of fp_percentile_levels */

static int
on_progress(void *context, uint64_t done, uint64_t total)
{
    struct watch *watch = context;
    uint64_t now = fp_clock_monotonic_ns();

    if (watch->deadline_ns != 0 && now > watch->deadline_ns &&
        done < total) {
        watch->late = 1;
        return watch->streams ? FP_SIM_ENOUGH : FP_SIM_STOP;
    }
    if (watch->bar && now - watch->drawn_ns > 100000000u) {
        static const char full[] = "########################################";
        int cells = (int)(40 * done / total);

        watch->drawn_ns = now;
        fprintf(stderr, "\r[%-40.*s] %3d %%", cells, full,
                (int)(100 * done / total));
    }
    return FP_SIM_GO_ON;
}

static void
headline(struct fp_buf *out, const struct fp_request *request,
         const struct fp_sim_result *r)
{
    const char *name = request->document.plan.name;

    fp_buf_printf(out, "%s\n%d to %d, %llu paths (%s), seed %llu\n\n",
                  name != NULL && name[0] != '\0' ? name : "Plan",
                  r->start_year, r->start_year + (int)r->years - 1,
                  (unsigned long long)r->paths, fp_sampler_names[r->sampler],
                  (unsigned long long)r->seed);
    fp_buf_printf(out,
                  "Probability of success  %.2f %%   standard error %.2f %%"
                  "   95 %% interval %.2f to %.2f %%\n",
                  100 * r->success, 100 * r->success_se,
                  100 * r->success_low, 100 * r->success_high);
    if (r->successes < r->paths) {
        fp_buf_printf(out,
                      "Where it fails          %.1f %% of the wanted spending "
                      "is missing in %.1f years\n",
                      100 * r->shortfall_mean_depth, r->shortfall_mean_years);
        fp_buf_printf(out, "Median age of failure   %d\n",
                      r->depletion_median_age);
    }
    if (r->percentile_bound > 0.0)
        fp_buf_printf(out, "Percentiles             within %.2f %% of the "
                      "exact ones (no path is kept)\n",
                      100 * r->percentile_bound);
    fp_buf_str(out, "Lifetime taxes, mean    ");
    finplan_dollars(out, r->taxes_lifetime_mean, 0);
    fp_buf_str(out, "   standard error ");
    finplan_dollars(out, r->taxes_lifetime_se, 0);
    fp_buf_char(out, '\n');
}

static void
wealth_row(struct fp_buf *out, const struct fp_sim_result *r, size_t t,
           int birth_year)
{
    size_t q;

    fp_buf_printf(out, "%6d %4d", r->start_year + (int)t,
                  r->start_year + (int)t - birth_year);
    for (q = 0; q < FP_PERCENTILES; q++)
        finplan_dollars(out, r->wealth.percentiles[q][t], 13);
    fp_buf_printf(out, "%9.2f\n", 100 * r->depletion_by_year[t]);
}

/* Every fifth year and the last one. */
static void
wealth_table(struct fp_buf *out, const struct fp_request *request,
             const struct fp_sim_result *r)
{
    int birth_year = request->document.plan.people[0].birth_year;
    size_t q, t;

    fp_buf_printf(out,
                  "\nWealth at year end, dollars of %d\n  year  age",
                  r->start_year);
    for (q = 0; q < FP_PERCENTILES; q++)
        fp_buf_printf(out, "%13s", fp_percentile_names[q]);
    fp_buf_str(out, " failed %\n");
    for (t = 0; t < r->years; t++)
        if (t % 5 == 0 || t + 1 == r->years)
            wealth_row(out, r, t, birth_year);
    fp_buf_str(out, "Mean at the end ");
    finplan_dollars(out, r->ending.mean, 0);
    fp_buf_str(out, "   standard error ");
    finplan_dollars(out, r->ending.standard_error, 0);
    fp_buf_str(out, "\nMedian ");
    finplan_dollars(out, r->ending.percentiles[MEDIAN], 0);
    fp_buf_str(out, "   standard error ");
    finplan_dollars(out, r->ending.percentile_errors[MEDIAN], 0);
    fp_buf_char(out, '\n');
}

static void
write_csv(struct fp_buf *out, const struct fp_sim_result *r)
{
    size_t q, t;

    fp_buf_printf(out, "# success probability %.6f, standard error %.6f\n",
                  r->success, r->success_se);
    fp_buf_str(out, "year");
    for (q = 0; q < FP_PERCENTILES; q++)
        fp_buf_printf(out, ",wealth_%s", fp_percentile_names[q]);
    fp_buf_str(out, ",wealth_mean,wealth_standard_error");
    for (q = 0; q < FP_PERCENTILES; q++)
        fp_buf_printf(out, ",spending_%s", fp_percentile_names[q]);
    fp_buf_str(out, ",taxes_p50,failed\n");
    for (t = 0; t < r->years; t++) {
        fp_buf_int(out, r->start_year + (int)t);
        for (q = 0; q < FP_PERCENTILES; q++) {
            fp_buf_char(out, ',');
            fp_buf_fixed(out, r->wealth.percentiles[q][t], 2);
        }
        fp_buf_char(out, ',');
        fp_buf_fixed(out, r->wealth.mean[t], 2);
        fp_buf_char(out, ',');
        fp_buf_fixed(out, r->wealth.standard_error[t], 2);
        for (q = 0; q < FP_PERCENTILES; q++) {
            fp_buf_char(out, ',');
            fp_buf_fixed(out, r->spending.percentiles[q][t], 2);
        }
        fp_buf_char(out, ',');
        fp_buf_fixed(out, r->taxes.percentiles[3][t], 2);
        fp_buf_char(out, ',');
        fp_buf_fixed(out, r->depletion_by_year[t], 6);
        fp_buf_char(out, '\n');
    }
}

int
finplan_simulate(struct finplan *f)
{
    struct fp_request request;
    const struct fp_history *history;
    struct fp_sim_options options;
    struct fp_sim_result result;
    struct watch watch = { .bar = isatty(STDERR_FILENO) };
    struct fp_error error;
    char id[33];
    enum fp_err err;
    int status = finplan_request(f, FP_REQUEST_SIMULATE, &request);

    if (status == FINPLAN_OK)
        status = finplan_history(f, &request, &history);
    if (status != FINPLAN_OK)
        return status;
    if (f->args.deadline_ms != 0)
        watch.deadline_ns =
            fp_clock_monotonic_ns() + f->args.deadline_ms * 1000000u;
    options = finplan_options(f, &request);
    options.stream = request.streamed;
    options.shards = f->args.shards;
    options.until_se = f->args.until_se;
    options.progress = on_progress;
    options.context = &watch;
    watch.streams = fp_sim_streams(&options);
    err = fp_simulate(&request.document.plan, history, &options, f->arena,
                      &result, &error);
    if (watch.drawn_ns != 0)
        fputs("\r\033[K", stderr);
    if (watch.late && !watch.streams) {
        fprintf(stderr,
                "finplan: the deadline of %llu ms passed; fewer --paths or "
                "more --threads take less time\n",
                (unsigned long long)f->args.deadline_ms);
        return FINPLAN_UNFINISHED;
    }
    if (err != FP_OK)
        return finplan_engine_error(f->args.file, &error);
    if (watch.late)
        fprintf(stderr,
                "finplan: the deadline of %llu ms passed after %llu of %llu "
                "paths\n",
                (unsigned long long)f->args.deadline_ms,
                (unsigned long long)result.paths,
                (unsigned long long)request.paths);
    if (fp_sim_streams(&options)) /* as so many paths asked for at once */
        request.paths = result.paths;
    status = finplan_result_id(&request, history, id);
    if (status != FINPLAN_OK)
        return status;
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_simulate(&f->out, &request, id, history, &result);
        break;
    case FINPLAN_CSV: write_csv(&f->out, &result); break;
    case FINPLAN_TABLE:
        headline(&f->out, &request, &result);
        wealth_table(&f->out, &request, &result);
        finplan_footnotes(&f->out, &request, id);
        break;
    }
    return watch.late ? FINPLAN_UNFINISHED : FINPLAN_OK;
}
