/* Paths in lanes. */
#include "planning/kernel/kernel.h"
#include "planning/kernel/lanes.h"

void
FP_LEVEL_NAME(fp_kernel_paths)(const struct fp_path_context *context,
                               uint64_t first, size_t n,
                               const struct fp_path_cells *cells,
                               struct fp_path_summary *summaries)
{
    for (size_t i = 0; i < n; i++) {
        const struct fp_path_cells own = { cells->wealth + i,
                                           cells->spending + i,
                                           cells->taxes + i, cells->stride };

        fp_path_run(context, first + i, &own, NULL, &summaries[i]);
    }
}
