/* What a run has found so far, in memory that does not grow with its paths:
 * the result of any set of its blocks. Partial results over different blocks
 * merge to the bits of one over them all, whatever the order. Private to
 * planning/.
 *
 * Means and their errors, counts and probabilities are exact; percentiles keep
 * FP_HISTOGRAM_BOUND. */
#ifndef FP_PLANNING_PARTIAL_H
#define FP_PLANNING_PARTIAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/engine/path.h"
#include "planning/simulation/simulate.h"

struct fp_partial;
struct fp_column;

/* Starts one without paths. FP_ENOMEM. */
enum fp_err fp_partial_new(const struct fp_path_context *context,
                           struct fp_partial **out)
    FP_MUST_CHECK FP_NONNULL(1, 2);
void fp_partial_free(struct fp_partial *partial);

/* Adds a block that a kernel ran: n paths from `first` on, a multiple of
 * FP_KERNEL_BLOCK. Thread-safe. FP_ENOMEM. */
enum fp_err fp_partial_add(struct fp_partial *partial, uint64_t first,
                           size_t n, const struct fp_path_cells *cells,
                           const struct fp_path_summary *summaries)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5);

/* Adds the paths of another of the same context. FP_ENOMEM. */
enum fp_err fp_partial_merge(struct fp_partial *into,
                             const struct fp_partial *from)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Paths so far; their probability of success and its standard error. */
uint64_t fp_partial_paths(const struct fp_partial *partial) FP_NONNULL(1);
double fp_partial_success(const struct fp_partial *partial, double *error)
    FP_NONNULL(1, 2);

/* The column of successes: 1 or 0 of every path. */
const struct fp_column *fp_partial_successes(const struct fp_partial *partial)
    FP_NONNULL(1);
double fp_partial_success_of(const struct fp_column *success, double *error)
    FP_NONNULL(1, 2);

/* 1 when the probability is known to within this standard error. Where all
 * paths went the same way they say nothing of its error but that it is below
 * 1 in as many. */
int fp_partial_is_exact(const struct fp_partial *partial, double until_se)
    FP_NONNULL(1);

/* Fills result but for its funded ratio; its arrays live in arena. At least one
 * path. FP_ENOMEM. */
enum fp_err fp_partial_result(const struct fp_partial *partial,
                              struct fp_arena *arena,
                              struct fp_sim_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#endif
