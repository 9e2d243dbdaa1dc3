/* Which instruction set level the machine has, and which one to use.
 * Pure but for asking the processor; thread-safe. */
#ifndef FP_PLANNING_LEVEL_H
#define FP_PLANNING_LEVEL_H

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Levels of the kernels. FP_LEVEL_REFERENCE is the engine that runs path by
 * path, and what every other one must equal bit for bit. */
enum fp_level {
    FP_LEVEL_AUTO,      /* the highest that the machine and the build have */
    FP_LEVEL_REFERENCE, /* any machine */
    FP_LEVEL_V2,        /* x86-64-v2: SSE4.2 */
    FP_LEVEL_V3,        /* x86-64-v3: AVX2 */
    FP_LEVEL_V4,        /* x86-64-v4: AVX-512 F, BW, CD, DQ, VL */
    FP_LEVEL_COUNT
};

/* "auto", "reference", "v2", "v3", "v4". */
extern const char *const fp_level_names[FP_LEVEL_COUNT];

/* The highest level that this machine runs and this build has. */
enum fp_level fp_level_best(void);

/* FP_OK and the level to run for what was asked (AUTO: the best), or
 * FP_EINVAL when this machine or build does not have it. */
enum fp_err fp_level_choose(enum fp_level asked, enum fp_level *out)
    FP_MUST_CHECK FP_NONNULL(2);

#ifdef __cplusplus
}
#endif

#endif
