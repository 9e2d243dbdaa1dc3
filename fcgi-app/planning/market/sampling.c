/* Preparing a market's sampling. */
#include "planning/market/sampling.h"

#include <math.h>
#include <string.h>

#include "planning/math/elementary.h"
#include "planning/math/sobol.h"

enum { AXIS_STEPS = 64 };

const char *const fp_sampler_names[FP_SAMPLER_COUNT] = { "auto", "plain",
                                                         "antithetic",
                                                         "sobol" };

/* Steps of a random walk by its principal components. Those of the walk's
 * covariance min(s, t) are sines:
 *   w(t) = sum_k v_k(t) sqrt(l_k) q_k,
 *   v_k(t) = 2 / sqrt(2 Y + 1) sin((2 k - 1) pi t / (2 Y + 1)),
 *   l_k = 1 / (4 sin^2((2 k - 1) pi / (2 (2 Y + 1)))).
 * SOURCE: Åkesson & Lehoczky (1998), Discrete Eigenfunction Expansion of
 * Multi-Dimensional Brownian Motion and the Ornstein-Uhlenbeck Process. */
static void
fill_components(size_t years, float *components)
{
    double n = 2.0 * (double)years + 1.0, scale = 2.0 / sqrt(n);

    for (size_t k = 0; k < years; k++) {
        double turns = (2.0 * (double)k + 1.0) / (2.0 * n), before = 0.0;
        double sine, cosine, root;

        fp_sincos_turns(turns / 2.0, &sine, &cosine);
        root = 1.0 / (2.0 * sine);
        for (size_t t = 0; t < years; t++) {
            double walk;

            fp_sincos_turns(turns * ((double)t + 1.0), &sine, &cosine);
            walk = scale * root * sine;
            components[t * years + k] = (float)(walk - before);
            before = walk;
        }
    }
}

static double
length_of(const double *x, size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sqrt(sum);
}

/* x less its part along the axis, of length 1; 0 when nothing is left. */
static int
make_axis(double *x, const double *against, size_t n)
{
    double length, along = 0.0;

    for (size_t i = 0; against != NULL && i < n; i++)
        along += x[i] * against[i];
    for (size_t i = 0; against != NULL && i < n; i++)
        x[i] -= along * against[i];
    length = length_of(x, n);
    for (size_t i = 0; i < n && length > 1e-6; i++)
        x[i] /= length;
    return length > 1e-6;
}

/* x = L^T L x over the assets' rows of L: what makes the direction of the
 * largest variance grow fastest. */
static void
amplify(const struct fp_matrix *lower, size_t assets, double *x)
{
    double y[FP_CORRELATION_MAX + 1] = { 0.0 };

    for (size_t a = 0; a < assets; a++) {
        double along = 0.0;

        for (size_t k = 0; k <= a; k++)
            along += lower->at[a][k] * x[k];
        for (size_t k = 0; k <= a; k++)
            y[k] += lower->at[a][k] * along;
    }
    memcpy(x, y, (assets + 1) * sizeof(*x));
}

/* The direction of the largest variance of log returns, across `against`. */
static int
find_axis(const struct fp_matrix *lower, size_t assets, const double *against,
          double *x)
{
    for (size_t a = 0; a < assets; a++)
        x[a] = 1.0 + (double)a / 8.0;
    for (int step = 0; step < AXIS_STEPS; step++) {
        amplify(lower, assets, x);
        if (!make_axis(x, against, assets))
            return 0;
    }
    return 1;
}

/* The directions: that of the largest variance, and inflation's own where that
 * is drawn, else the one of the second largest. They depend on the market
 * alone, so that plans in one market meet the same years. */
static void
fill_axes(size_t assets, const struct fp_matrix *lower,
          struct fp_sampling *sampling)
{
    double axis[FP_SAMPLING_DIRECTIONS][FP_CORRELATION_MAX + 1] = { { 0.0 } };

    sampling->directions = 1;
    if (!find_axis(lower, assets, NULL, axis[0]))
        axis[0][0] = 1.0;
    if (sampling->normals > assets) {
        axis[1][assets] = 1.0;
        sampling->directions = 2;
    } else if (assets > 1 && find_axis(lower, assets, axis[0], axis[1])) {
        sampling->directions = 2;
    }
    for (size_t j = 0; j < sampling->directions; j++)
        for (size_t a = 0; a < sampling->normals; a++)
            sampling->axis[j][a] = (float)axis[j][a];
}

enum fp_err
fp_sampling_open(enum fp_sampler asked, size_t years, size_t assets,
                 size_t normals, const struct fp_matrix *lower,
                 struct fp_arena *arena, struct fp_sampling *sampling)
{
    size_t most = FP_SOBOL_DIMENSIONS, first;
    float *components;
    uint32_t *points;

    memset(sampling, 0, sizeof(*sampling));
    sampling->sampler = asked == FP_SAMPLER_AUTO ? FP_SAMPLER_SOBOL : asked;
    sampling->years = years;
    sampling->normals = normals;
    if (sampling->sampler != FP_SAMPLER_SOBOL || assets == 0)
        return FP_OK;
    components = fp_arena_array(arena, years * years, sizeof(*components));
    points = fp_arena_array(arena, most * FP_SOBOL_BITS, sizeof(*points));
    if (components == NULL || points == NULL)
        return FP_ENOMEM;
    fill_components(years, components);
    fp_sobol_directions(most, points);
    fill_axes(assets, lower, sampling);
    sampling->components = components;
    sampling->points = points;
    first = sampling->directions > 1 ? most - most / 4 : most;
    sampling->coordinates[0] = years < first ? years : first;
    most -= sampling->coordinates[0];
    sampling->coordinates[1] =
        sampling->directions > 1 ? (years < most ? years : most) : 0;
    return FP_OK;
}
