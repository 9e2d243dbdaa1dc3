/* Statistics over the paths of a run. Private to planning/. */
#ifndef FP_PLANNING_SIMULATE_COLLECT_H
#define FP_PLANNING_SIMULATE_COLLECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/engine/path.h"
#include "planning/kernel/level.h"
#include "planning/simulation/crew.h"
#include "planning/simulation/simulate.h"

/* Everything that the paths left behind. Cells are [years][paths], real. */
struct fp_sim_cells {
    const struct fp_path_context *context;
    uint64_t paths;
    enum fp_sampler sampler;           /* that drew them; not AUTO */
    enum fp_level level;               /* that describes them; not AUTO */
    size_t years;
    double *wealth, *spending, *taxes;
    struct fp_path_summary *summaries; /* [paths] */
};

/* Runs every path; on FP_OK the cells are the caller's, to be freed by
 * fp_sim_cells_free. The context lives in arena. Errors as fp_simulate. */
enum fp_err fp_sim_run(const struct fp_plan *plan,
                       const struct fp_history *history,
                       const struct fp_sim_options *options,
                       struct fp_arena *arena, struct fp_sim_cells *cells,
                       struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5);
void fp_sim_cells_free(struct fp_sim_cells *cells) FP_NONNULL(1);

/* Fills result; its arrays live in arena. Sums are taken in the order of the
 * paths, whatever the crew. FP_ENOMEM. */
enum fp_err fp_sim_collect(const struct fp_sim_cells *cells,
                           struct fp_crew *crew, struct fp_arena *arena,
                           struct fp_sim_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

/* --- what partial results share with it ------------------------------------ */

/* Gives a series its arrays of `years`. FP_ENOMEM. */
enum fp_err fp_sim_series_open(size_t years, struct fp_arena *arena,
                               struct fp_sim_series *series)
    FP_MUST_CHECK FP_NONNULL(2, 3);
void fp_sim_series_set(struct fp_sim_series *series, size_t t,
                       const struct fp_sim_ending *year) FP_NONNULL(1, 3);

/* Successes, success and depletion of a result that has its paths and years,
 * from the paths that failed first in each year. FP_ENOMEM. */
enum fp_err fp_sim_failures(const struct fp_plan *plan,
                            const uint64_t *failed_in, struct fp_arena *arena,
                            struct fp_sim_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

/* The interval of a result that has its success and that one's error: for as
 * many plain paths as would have that error. */
void fp_sim_interval(struct fp_sim_result *result) FP_NONNULL(1);

/* Constant spending worth `utility` over `lived` years; 0 for none. */
double fp_sim_certainty_equivalent(double utility, double lived, double gamma);

#endif
