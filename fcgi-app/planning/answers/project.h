/* Deterministic projection: one path at expected returns, with the whole
 * ledger and the tax return of every year. */
#ifndef FP_PLANNING_PROJECT_H
#define FP_PLANNING_PROJECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/engine/ledger.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_projection {
    size_t years;
    size_t n_accounts;            /* of every row */
    const char *added[3];         /* names of those that the plan has not:
                                   * "(surplus)", "(Roth of ID)" */
    struct fp_ledger_year *rows;  /* [years] */
    int failed_year;              /* first year with a shortfall, 0: none */
    double ending_real;           /* dollars of the first year */
    double legacy_after_tax;      /* what heirs keep, the same dollars */
};

/* Runs plan (validated) once with every asset at its mean and inflation at
 * its mean (the history's means for bootstrap and historical markets; then
 * history must not be NULL). Errors as fp_simulate. */
struct fp_history;
enum fp_err fp_project(const struct fp_plan *plan,
                       const struct fp_history *history,
                       struct fp_arena *arena, struct fp_projection *result,
                       struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

/* The ledger of one path of a simulation: `seed` is the run's, `path` its
 * number (fp_sim_result.percentile_paths), the window's where the market is
 * historical. Errors as fp_simulate; FP_EINVAL for a window that the history
 * does not have. */
enum fp_err fp_project_path(const struct fp_plan *plan,
                            const struct fp_history *history, uint64_t seed,
                            uint64_t path, struct fp_arena *arena,
                            struct fp_projection *result,
                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 5, 6);

/* The path at a percentile of the real ending wealth of a simulation, level
 * an index into fp_percentile_levels; *path takes its number. Errors as
 * fp_simulate. */
struct fp_sim_options;
enum fp_err fp_project_percentile(const struct fp_plan *plan,
                                  const struct fp_history *history,
                                  const struct fp_sim_options *options,
                                  int level, struct fp_arena *arena,
                                  uint64_t *path,
                                  struct fp_projection *result,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 5, 6, 7);

#ifdef __cplusplus
}
#endif

#endif
