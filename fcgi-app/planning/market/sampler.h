/* How the paths of a simulation are spread over what may happen. */
#ifndef FP_PLANNING_SAMPLER_H
#define FP_PLANNING_SAMPLER_H

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Path p of a randomised sample belongs to replicate p mod FP_REPLICATES:
 * replicates are independent of each other, so that what they differ by is an
 * honest error of the whole. */
enum { FP_REPLICATES = 16 };

enum fp_sampler {
    FP_SAMPLER_AUTO,       /* Sobol where the market can be drawn from it */
    FP_SAMPLER_PLAIN,      /* independent paths */
    FP_SAMPLER_ANTITHETIC, /* path 2k + 1 mirrors path 2k */
    FP_SAMPLER_SOBOL,      /* scrambled Sobol points in the directions that
                            * matter most, independent numbers beside them */
    FP_SAMPLER_COUNT
};

/* "auto", "plain", "antithetic", "sobol". */
extern const char *const fp_sampler_names[FP_SAMPLER_COUNT];

#ifdef __cplusplus
}
#endif

#endif
