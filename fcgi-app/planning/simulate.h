/* Monte Carlo simulation of a plan: every path runs the whole plan, taxes
 * included, through its own market. */
#ifndef FP_PLANNING_SIMULATE_H
#define FP_PLANNING_SIMULATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/history.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_PERCENTILES = 7, FP_SIM_PATHS_MAX = 2000000 };

/* 0.05 0.10 0.25 0.50 0.75 0.90 0.95, and their names "p5" … "p95". */
extern const double fp_percentile_levels[FP_PERCENTILES];
extern const char *const fp_percentile_names[FP_PERCENTILES];

struct fp_sim_options {
    uint64_t paths;       /* 1 .. FP_SIM_PATHS_MAX; a historical market runs
                           * every window instead */
    uint64_t seed;
    int threads;          /* 1..64; the result does not depend on it */
    /* Called from the calling thread now and then with the paths done, and
     * once with all of them; a non-zero return before that stops the run
     * (FP_ECANCELED). May be NULL. */
    int (*progress)(void *context, uint64_t done, uint64_t total);
    void *context;
};

/* One quantity over the years. Arrays live in the result's arena. */
struct fp_sim_series {
    double *percentiles[FP_PERCENTILES]; /* each [years] */
    double *mean;                        /* [years] */
    double *standard_error;              /* [years], of the mean */
};

struct fp_sim_ending {
    double percentiles[FP_PERCENTILES];
    double mean, standard_error;
};

struct fp_sim_result {
    uint64_t paths;
    uint64_t seed;
    int start_year;
    size_t years;
    uint64_t successes;
    double success;               /* probability */
    double success_se;            /* sqrt(p(1-p)/n) */
    double success_low, success_high; /* Wilson, 95 % */
    struct fp_sim_series wealth;   /* real, at each year's end */
    struct fp_sim_series spending; /* real, paid in the year */
    struct fp_sim_series taxes;    /* real, of the year */
    struct fp_sim_ending ending;   /* real wealth at the end of the plan */
    double *depletion_by_year;     /* [years] share failed in or before it */
    int depletion_median_age;      /* of the first person, median over the
                                    * paths that failed; 0 when none did */
    double shortfall_mean_depth;   /* over failed paths: unpaid part of the
                                    * wanted spending in failed years, 0..1 */
    double shortfall_mean_years;   /* over failed paths */
    double shortfall_cvar_5;       /* mean real ending wealth less unpaid
                                    * spending of the worst 5 % of paths */
    double taxes_lifetime_mean;    /* real */
    double taxes_lifetime_se;
};

/* Runs plan (validated). history may be NULL unless the market or inflation
 * needs it. The result's arrays live in arena.
 * FP_EINVAL (history lacks what the plan needs; error says what), FP_ELIMIT
 * (paths), FP_ENOMEM, FP_ECANCELED. */
enum fp_err fp_simulate(const struct fp_plan *plan,
                        const struct fp_history *history,
                        const struct fp_sim_options *options,
                        struct fp_arena *arena, struct fp_sim_result *result,
                        struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5);

#ifdef __cplusplus
}
#endif

#endif
