/* Choosing a kernel, and the reference in a kernel's place. */
#include "planning/kernel/kernel.h"

static void
run_reference(const struct fp_path_context *context, uint64_t first, size_t n,
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

const char *
fp_kernel_lacks(const struct fp_path_context *context)
{
    (void)context;
    return "kernels";
}

fp_kernel_run *
fp_kernel_for(enum fp_level level, const struct fp_path_context *context)
{
    (void)level;
    (void)context;
    return run_reference;
}
