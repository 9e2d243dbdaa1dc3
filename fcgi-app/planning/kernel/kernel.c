/* Choosing a kernel, and the reference in a kernel's place. */
#include "planning/kernel/kernel.h"

#include "planning/kernel/kernel_column.h"
#include "planning/kernel/kernel_steps.h"

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
    return fp_level_best() == FP_LEVEL_REFERENCE ? "no kernels in this build"
                                                 : NULL;
}

fp_kernel_run *
fp_kernel_for(enum fp_level level, const struct fp_path_context *context)
{
#ifdef FP_KERNELS
    static fp_kernel_run *const kernels[FP_LEVEL_COUNT] = {
        [FP_LEVEL_REFERENCE] = run_reference,
        [FP_LEVEL_V2] = fp_kernel_paths_v2,
        [FP_LEVEL_V3] = fp_kernel_paths_v3,
        [FP_LEVEL_V4] = fp_kernel_paths_v4
    };

    if (fp_kernel_lacks(context) == NULL && kernels[level] != NULL)
        return kernels[level];
#else
    (void)level;
    (void)context;
#endif
    return run_reference;
}

fp_kernel_column_scan *
fp_kernel_column_for(enum fp_level level)
{
#ifdef FP_KERNELS
    static fp_kernel_column_scan *const scans[FP_LEVEL_COUNT] = {
        [FP_LEVEL_REFERENCE] = fp_kernel_column,
        [FP_LEVEL_V2] = fp_kernel_column_v2,
        [FP_LEVEL_V3] = fp_kernel_column_v3,
        [FP_LEVEL_V4] = fp_kernel_column_v4
    };

    if (scans[level] != NULL)
        return scans[level];
#else
    (void)level;
#endif
    return fp_kernel_column;
}

fp_select_steps *
fp_kernel_steps_for(enum fp_level level)
{
#ifdef FP_KERNELS
    static fp_select_steps *const steps[FP_LEVEL_COUNT] = {
        [FP_LEVEL_REFERENCE] = fp_kernel_steps,
        [FP_LEVEL_V2] = fp_kernel_steps_v2,
        [FP_LEVEL_V3] = fp_kernel_steps_v3,
        [FP_LEVEL_V4] = fp_kernel_steps_v4
    };

    if (steps[level] != NULL)
        return steps[level];
#else
    (void)level;
#endif
    return fp_kernel_steps;
}
