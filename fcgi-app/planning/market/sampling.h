/* Sampling a market's years from scrambled Sobol points. Private to planning/.
 *
 * A year's normals are turned so that the first direction is that of the
 * market's largest variance, which decides most of what becomes of a plan.
 * Along it (and a second direction) the years together are a random walk; its
 * principal components, the slow ones first, take the coordinates of a Sobol
 * point. All other directions stay independent normals.
 *
 * What the months add within a year decides little. Four paths of a replicate
 * share one drawing of them, each turned by another quarter in the plane of a
 * Box-Muller pair: z, -z, and the same with the pair's two exchanged. Each path
 * has exactly the law of normals of its own, and what the four are off by
 * cancels; replicates share nothing.
 * SOURCE: Acworth, Broadie & Glasserman (1998), A Comparison of Some Monte
 * Carlo and Quasi Monte Carlo Techniques for Option Pricing, for principal
 * components; Owen (1995), Randomly Permuted (t,m,s)-Nets, and Burley (2020),
 * Practical Hash-based Owen Scrambling, Journal of Computer Graphics
 * Techniques 10(4), for the scrambling. */
#ifndef FP_PLANNING_SAMPLING_H
#define FP_PLANNING_SAMPLING_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/kernel/lanes_float.h"
#include "planning/market/correlation.h"
#include "planning/market/sampler.h"
#include "planning/plan.h"

enum {
    FP_SAMPLING_DIRECTIONS = 2,
    FP_SAMPLING_YEARS = FP_PLAN_YEARS_MAX,
    FP_SAMPLING_YEAR = 2000 /* of the generator, for components beyond the
                             * point's coordinates: no market has it */
};

/* Prepared once for a market; immutable. */
struct fp_sampling {
    enum fp_sampler sampler;    /* not AUTO */
    size_t years;
    size_t normals;             /* of a year */
    size_t directions;          /* that take coordinates; 0: none */
    size_t coordinates[FP_SAMPLING_DIRECTIONS]; /* taken by each */
    const uint32_t *points;     /* direction numbers, sobol.h */
    const float *components;    /* [years][years]: row t is year t's step of
                                 * the walk by component */
    float axis[FP_SAMPLING_DIRECTIONS][FP_CORRELATION_MAX + 1];
};

/* Fills sampling for a walk of `years` years; lower is the factor that turns
 * normals into log returns of the assets, with inflation's shock behind them
 * where there are more normals than assets. asked: AUTO is SOBOL here.
 * FP_ENOMEM. */
enum fp_err fp_sampling_open(enum fp_sampler asked, size_t years,
                             size_t assets, size_t normals,
                             const struct fp_matrix *lower,
                             struct fp_arena *arena,
                             struct fp_sampling *sampling)
    FP_MUST_CHECK FP_NONNULL(5, 6, 7);

/* Quarter turns of the months' normals, and the paths that take their drawing
 * in all turns. */
enum {
    FP_SAMPLING_TURNS = 4,
    FP_SAMPLING_SHARED = FP_SAMPLING_TURNS * FP_REPLICATES
};

/* The drawing of months that a path has, and its turn of it. */
static inline uint64_t
fp_sampling_months_of(uint64_t path, int *turn)
{
    *turn = (int)(path / FP_REPLICATES % FP_SAMPLING_TURNS);
    return path / FP_SAMPLING_SHARED * FP_REPLICATES + path % FP_REPLICATES;
}

/* The pairs of z[n], n even, exchanged into out. */
static inline void
fp_sampling_exchange(const lanef *z, size_t n, lanef *out)
{
    for (size_t i = 0; i < n; i += 2) {
        out[i] = z[i + 1];
        out[i + 1] = -z[i];
    }
}

/* The walks' steps of `turns` (1 or FP_SAMPLING_TURNS) groups of paths: those
 * of the lanes, first, first + 1, …, and the ones FP_REPLICATES, twice as many
 * and so on behind them. lead[(turn * directions + j) * years + t] is the step
 * of direction j in year t. */
void FP_LEVEL_NAME(fp_sampling_lead)(const struct fp_sampling *sampling,
                                     uint64_t seed, uint64_t first, int turns,
                                     lanef *lead);

/* A standard normal from a word as from the uniform (word + 1/2) / 2^32. */
lanef FP_LEVEL_NAME(fp_sampling_normal)(laneu word);

/* Puts the directions' steps of a year in place of what z has there. */
static inline void
fp_sampling_turn(const struct fp_sampling *sampling, const lanef *step,
                 lanef *z)
{
    for (size_t j = 0; j < sampling->directions; j++) {
        const float *axis = sampling->axis[j];
        lanef off = step[j];

        for (size_t a = 0; a < sampling->normals; a++)
            off = off - axis[a] * z[a];
        for (size_t a = 0; a < sampling->normals; a++)
            z[a] = z[a] + axis[a] * off;
    }
}

/* The same for year t of one path's walks. */
static inline void
fp_sampling_apply(const struct fp_sampling *sampling, size_t t,
                  const lanef *lead, lanef *z)
{
    lanef step[FP_SAMPLING_DIRECTIONS];

    for (size_t j = 0; j < sampling->directions; j++)
        step[j] = lead[j * sampling->years + t];
    fp_sampling_turn(sampling, step, z);
}

#endif
