/* Monte Carlo simulation of a plan: every path runs the whole plan, taxes
 * included, through its own market. */
#ifndef FP_PLANNING_SIMULATE_H
#define FP_PLANNING_SIMULATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/engine/failure.h"
#include "planning/kernel/level.h"
#include "planning/market/history.h"
#include "planning/market/market_paths.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    FP_PERCENTILES = 7,
    FP_SIM_PATHS_MAX = 2000000,    /* of a run that keeps its paths */
    FP_SIM_STREAM_MAX = 100000000, /* of one that streams them */
    FP_SIM_SHARDS_MAX = 1024
};

/* What a progress callback answers. */
enum {
    FP_SIM_GO_ON = 0,
    FP_SIM_STOP = 1,  /* the run has no result */
    FP_SIM_ENOUGH = 2 /* a streamed run answers with the paths that it has, in
                       * whole blocks from the first path on: as if that many
                       * had been asked for. Of other runs: FP_SIM_STOP */
};

/* 0.05 0.10 0.25 0.50 0.75 0.90 0.95, and their names "p5" … "p95". */
extern const double fp_percentile_levels[FP_PERCENTILES];
extern const char *const fp_percentile_names[FP_PERCENTILES];

struct fp_sim_options {
    uint64_t paths;       /* 1 .. FP_SIM_PATHS_MAX (FP_SIM_STREAM_MAX); a
                           * historical market runs every window instead */
    uint64_t seed;
    int threads;          /* 1..64; the result does not depend on it */
    /* Called from the calling thread now and then with the paths done, and
     * once with all of them; FP_SIM_STOP before that stops the run
     * (FP_ECANCELED). May be NULL. */
    int (*progress)(void *context, uint64_t done, uint64_t total);
    void *context;
    double risk_aversion; /* of the certainty equivalent; 0: 3 */
    enum fp_level level;  /* which kernels run; the result does not depend on
                           * it. FP_EINVAL where the machine lacks it */
    struct fp_market_paths *markets; /* read from and added to; NULL: none.
                           * The result does not depend on it */
    /* Streaming: no path is kept, so that memory does not grow with paths;
     * percentiles keep the result's percentile_bound. Any of these asks for
     * it: */
    int stream;           /* 1: yes */
    int shards;           /* partial results made one by one and merged; the
                           * result does not depend on it. 0: 1 */
    double until_se;      /* stops at this standard error of the probability
                           * of success, after 2048, 4096, … paths; `paths`
                           * is then the most. 0: runs them all */
    uint64_t *runs_left;  /* of answers that take many runs: each run takes
                           * one, and where none is left it is stopped
                           * (FP_ECANCELED) before it begins. NULL: any
                           * number */
};

/* 1 when the options ask for streaming. */
int fp_sim_streams(const struct fp_sim_options *options) FP_NONNULL(1);

/* One quantity over the years. Arrays live in the result's arena. */
struct fp_sim_series {
    double *percentiles[FP_PERCENTILES]; /* each [years] */
    double *mean;                        /* [years] */
    double *standard_error;              /* [years], of the mean */
};

struct fp_sim_ending {
    double percentiles[FP_PERCENTILES];
    double percentile_errors[FP_PERCENTILES]; /* standard errors */
    double mean, standard_error;
};

struct fp_sim_result {
    uint64_t paths;
    uint64_t seed;
    enum fp_sampler sampler;      /* that drew the paths; errors go by it */
    double percentile_bound;      /* no percentile is further off than this
                                   * part of it; 0: they are exact */
    int control_variate;          /* 1: success, its error and interval, and
                                   * the means of ending, legacy and lifetime
                                   * taxes are corrected (simulation/control.h);
                                   * all else is what the paths say */
    int start_year;
    size_t years;
    uint64_t successes;
    double success;               /* probability */
    double success_se;            /* plain paths: sqrt(p(1-p)/n) */
    double success_low, success_high; /* Wilson, 95 %, for as many plain
                                   * paths as would have that error */
    struct fp_sim_series wealth;   /* real, at each year's end */
    struct fp_sim_series spending; /* real, paid in the year; over the paths
                                    * in which someone is alive */
    struct fp_sim_series taxes;    /* real, of the year; the same paths */
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
    double health_lifetime_mean;   /* real; health insurance after credits */
    uint64_t failure_causes[FP_FAILURE_CAUSE_COUNT]; /* paths */
    size_t n_goals;
    double *goal_probability;      /* [n_goals] share of paths that paid it in
                                    * every year it fell due in; legacy: that
                                    * left at least its amount */
    struct fp_sim_ending legacy;   /* real, what heirs keep after their tax */
    double spending_volatility;    /* mean over paths of the standard
                                    * deviation of yearly relative changes */
    double worst_cut_mean;         /* largest yearly fall of spending, a part
                                    * of it: mean over the paths … */
    double worst_cut_p95;          /* … and exceeded by one in twenty */
    double certainty_equivalent;   /* constant real spending a year worth as
                                    * much under constant relative risk
                                    * aversion; every path-year counts alike */
    double risk_aversion;
    double funded_ratio;           /* wealth and the value of incomes, over the
                                    * value of spending, taxes and health
                                    * insurance: of the plan at expected
                                    * returns, discounted at the real mean of
                                    * its asset with the least deviation; 0
                                    * when nothing is spent */
    uint64_t percentile_paths[FP_PERCENTILES]; /* the path whose real ending
                                    * wealth is at each percentile; failed
                                    * paths rank by what they left unpaid */
};

/* How much a run would be. */
struct fp_sim_extent {
    uint64_t paths;
    size_t years;
    enum fp_sampler sampler; /* not AUTO */
};

/* Everything that fp_simulate refuses, without running a path. Errors as
 * fp_simulate; arena is used for the way. */
enum fp_err fp_sim_measure(const struct fp_plan *plan,
                           const struct fp_history *history,
                           const struct fp_sim_options *options,
                           struct fp_arena *arena, struct fp_sim_extent *out,
                           struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5);

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
