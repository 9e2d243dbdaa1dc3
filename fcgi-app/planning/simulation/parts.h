/* A streamed simulation in parts: ranges of its paths run anywhere, in any
 * order, and merge to the bits of fp_simulate with options->stream.
 *
 * A part begins at a multiple of FP_PARTS_BLOCK. What it found travels as
 * bytes (partial_wire.h), which whoever merges need not trust. */
#ifndef FP_PLANNING_PARTS_H
#define FP_PLANNING_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "planning/market/sampler.h"
#include "planning/simulation/simulate.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    FP_PARTS_BLOCK = 128,
    FP_PARTS_TALLY = 2 * FP_REPLICATES + 3
};

struct fp_parts;   /* a plan made ready, for any number of parts */
struct fp_partial; /* what a set of paths has found */

/* Makes plan (validated) ready; options must ask for streaming. Lives in arena,
 * with plan, history and options, which stay the caller's. Errors as
 * fp_simulate. */
enum fp_err fp_parts_open(const struct fp_plan *plan,
                          const struct fp_history *history,
                          const struct fp_sim_options *options,
                          struct fp_arena *arena, struct fp_parts **out,
                          struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5);

/* Paths of the whole simulation, and its years. */
uint64_t fp_parts_paths(const struct fp_parts *parts) FP_NONNULL(1);
size_t fp_parts_years(const struct fp_parts *parts) FP_NONNULL(1);

/* Runs the paths from `first` up to `end` over options->threads. Its progress
 * callback is told the paths of this part; with FP_SIM_ENOUGH the part ends
 * sooner, after whole blocks. *out is freed by fp_parts_free. FP_EINVAL (no
 * such paths), FP_ECANCELED, FP_ENOMEM. */
enum fp_err fp_parts_run(const struct fp_parts *parts, uint64_t first,
                         uint64_t end, struct fp_partial **out)
    FP_MUST_CHECK FP_NONNULL(1, 4);
void fp_parts_free(struct fp_partial *partial);

/* The bytes of a part over paths from `first` on; the buffer keeps its own
 * error. And back: FP_EINVAL where bytes[len] are not a part of this
 * simulation over these paths, FP_ENOMEM. */
void fp_parts_write(const struct fp_partial *partial, uint64_t first,
                    struct fp_buf *out) FP_NONNULL(1, 3);
enum fp_err fp_parts_read(const struct fp_parts *parts, const void *bytes,
                          size_t len, uint64_t first, uint64_t paths,
                          struct fp_partial **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 6);

/* Adds another part's paths. FP_ENOMEM. */
enum fp_err fp_parts_merge(struct fp_partial *into,
                           const struct fp_partial *from)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Paths so far; the probability of success among them, with its error. */
uint64_t fp_parts_ran(const struct fp_partial *partial) FP_NONNULL(1);
double fp_parts_success(const struct fp_partial *partial, double *error)
    FP_NONNULL(1, 2);

/* Successes as whole numbers, which may be added up number by number over
 * parts, and the probability that a tally of a sampler's paths says. The same
 * bits as fp_parts_success of them merged. At least one path. */
void fp_parts_tally(const struct fp_partial *partial,
                    int64_t tally[FP_PARTS_TALLY]) FP_NONNULL(1, 2);
double fp_tally_success(const int64_t tally[FP_PARTS_TALLY],
                        enum fp_sampler sampler, double *error)
    FP_NONNULL(1, 3);

/* Up to which path a run goes on from `from` before it looks at its error (all
 * of them, unless options->until_se is set); the same from 0 on, of a run that
 * was not opened; and whether the error is small enough then. */
uint64_t fp_parts_stage(const struct fp_parts *parts, uint64_t from)
    FP_NONNULL(1);
uint64_t fp_parts_first_stage(uint64_t paths, double until_se);
int fp_parts_is_exact(const struct fp_parts *parts,
                      const struct fp_partial *partial) FP_NONNULL(1, 2);

/* The result of the paths from 0 on that were merged; arrays live in arena.
 * FP_ENOMEM. */
enum fp_err fp_parts_result(const struct fp_parts *parts,
                            const struct fp_partial *partial,
                            struct fp_arena *arena,
                            struct fp_sim_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

#ifdef __cplusplus
}
#endif

#endif
