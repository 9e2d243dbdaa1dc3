/* The kernels: the same paths as fp_path_run, several at once. Private to
 * planning/. A kernel gives the bits of the reference, so that which one runs
 * is a question of speed alone. */
#ifndef FP_PLANNING_KERNEL_H
#define FP_PLANNING_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "planning/engine/path.h"
#include "planning/kernel/level.h"

/* Paths that a kernel is asked to run at a time, at most. */
enum { FP_KERNEL_BLOCK = 128 };

/* Runs n paths from `first` on (n <= FP_KERNEL_BLOCK). Cell t of path first+i
 * is at [t * cells->stride + i]; summaries[n]. Allocates nothing but stack;
 * thread-safe on separate outputs. */
typedef void fp_kernel_run(const struct fp_path_context *context,
                           uint64_t first, size_t n,
                           const struct fp_path_cells *cells,
                           struct fp_path_summary *summaries);

/* The kernel of a level (not AUTO) for the context's plan; the reference's
 * where no kernel covers the plan or the build has none. */
fp_kernel_run *fp_kernel_for(enum fp_level level,
                             const struct fp_path_context *context)
    FP_NONNULL(2);

/* Why no kernel covers the plan: a few words, NULL when one does. */
const char *fp_kernel_lacks(const struct fp_path_context *context)
    FP_NONNULL(1);

/* One for each level of the build; kernel_paths.c. */
fp_kernel_run fp_kernel_paths_v2, fp_kernel_paths_v3, fp_kernel_paths_v4;

#endif
