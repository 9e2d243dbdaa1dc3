/* Asking the processor. */
#include "planning/kernel/level.h"

const char *const fp_level_names[FP_LEVEL_COUNT] = { "auto", "reference", "v2",
                                                     "v3", "v4" };

enum fp_level
fp_level_best(void)
{
#ifdef FP_KERNELS
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return FP_LEVEL_V4;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
        __builtin_cpu_supports("fma"))
        return FP_LEVEL_V3;
    if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"))
        return FP_LEVEL_V2;
#endif
    return FP_LEVEL_REFERENCE;
}

enum fp_err
fp_level_choose(enum fp_level asked, enum fp_level *out)
{
    enum fp_level best = fp_level_best();

    if (asked == FP_LEVEL_AUTO)
        asked = best;
    if (asked < FP_LEVEL_AUTO || asked > best)
        return FP_EINVAL;
    *out = asked;
    return FP_OK;
}
