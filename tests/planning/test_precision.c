/* planning: what drawing markets in single precision costs: nothing that a
 * sample could show. Against the closed form at four million paths, and against
 * the same draws in double precision. Prints what docs/accuracy.md states. */
#include "tests/cmocka_fp.h"

#include <stdlib.h>

#include "planning/kernel/kernel_market.h"
#include "planning/kernel/level.h"
#include "planning/math/elementary.h"
#include "planning/math/rng.h"
#include "planning/math/stats.h"

enum {
    YEARS = 30,
    ASSETS = 3,
    MANY = 4000000,
    FEW = 20000,
    SEED = 20261124,
    SLOTS_MAX = 13 * ASSETS + 1
};

static const double weights[ASSETS] = { 0.6, 0.3, 0.1 };
static struct fp_asset assets[ASSETS] = {
    { "us_stock", 0.07, 0.18 },
    { "us_bond", 0.03, 0.07 },
    { "us_bill", 0.01, 0.02 },
};
static double values[MANY];

static void
open_market(size_t n, struct fp_plan *plan, struct fp_market_source *source,
            struct fp_arena *arena)
{
    struct fp_market *market = &plan->market;

    memset(plan, 0, sizeof(*plan));
    market->model = FP_MARKET_LOGNORMAL;
    market->sampler = FP_SAMPLER_PLAIN;
    market->assets = assets;
    market->n_assets = n;
    market->basis = FP_GROWTH_NOMINAL;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            market->correlations[i][j] = i == j ? 1.0 : 0.2;
    assert_int_equal(fp_market_open(plan, NULL, market->model, YEARS, arena,
                                    source, NULL), FP_OK);
}

static fp_kernel_market_begin *start_tile = fp_kernel_market_start;
static fp_kernel_market_next *draw_tile = fp_kernel_market_year;

/* Every level gives the same bits; the fastest is taken. */
static void
take_level(void)
{
#ifdef FP_KERNELS
    enum fp_level best = fp_level_best();

    if (best >= FP_LEVEL_V2) {
        start_tile = fp_kernel_market_start_v2;
        draw_tile = fp_kernel_market_year_v2;
    }
    if (best >= FP_LEVEL_V3) {
        start_tile = fp_kernel_market_start_v3;
        draw_tile = fp_kernel_market_year_v3;
    }
    if (best >= FP_LEVEL_V4) {
        start_tile = fp_kernel_market_start_v4;
        draw_tile = fp_kernel_market_year_v4;
    }
#endif
}

/* --- against the closed form ---------------------------------------------- */

static void
wealth_has_its_closed_form(void **state)
{
    static const double q[3] = { 0.05, 0.5, 0.95 };
    static const double z[3] = { -1.6448536269514722, 0.0,
                                 1.6448536269514722 };
    const double ratio = 0.18 / 1.07, n = MANY;
    double variance = YEARS * fp_log(1.0 + ratio * ratio);
    double mean = YEARS * fp_log(1.07) - variance / 2.0, sd = sqrt(variance);
    double m1 = 0.0, m2 = 0.0, m3 = 0.0, out[3];
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_market_source source;
    struct fp_market_draws draws = { &source, SEED, 0 };
    struct fp_kernel_market tile;
    struct fp_plan plan;

    (void)state;
    open_market(1, &plan, &source, arena);
    for (size_t first = 0; first < MANY; first += FP_MARKET_TILE) {
        double slots[SLOTS_MAX * FP_MARKET_TILE];
        double *wealth = values + first;

        start_tile(&draws, first, FP_MARKET_TILE, &tile);
        for (size_t i = 0; i < FP_MARKET_TILE; i++)
            wealth[i] = 1.0;
        for (int t = 0; t < YEARS; t++) {
            draw_tile(&tile, slots);
            for (size_t i = 0; i < FP_MARKET_TILE; i++)
                wealth[i] *= 1.0 + slots[i];
        }
    }
    for (size_t i = 0; i < MANY; i++) {
        double x = (fp_log(values[i]) - mean) / sd;

        m1 += x;
        m2 += x * x;
        m3 += x * x * x;
    }
    print_message("    log wealth in standard deviations: mean %+.5f (+- "
                  "%.5f), variance %.5f (+- %.5f), third moment %+.5f (+- "
                  "%.5f)\n", m1 / n, sqrt(1.0 / n), m2 / n, sqrt(2.0 / n),
                  m3 / n, sqrt(15.0 / n));
    assert_near(m1 / n, 0.0, 4 * sqrt(1.0 / n));
    assert_near(m2 / n, 1.0, 4 * sqrt(2.0 / n));
    assert_near(m3 / n, 0.0, 4 * sqrt(15.0 / n));
    fp_stats_percentiles(values, MANY, q, 3, out);
    for (size_t i = 0; i < 3; i++) {
        double want = exp(mean + sd * z[i]);
        double density = exp(-0.5 * z[i] * z[i]) / sqrt(8.0 * atan(1.0));
        double error = sqrt(q[i] * (1.0 - q[i]) / n) / density * sd * want;

        print_message("    P%.0f %.5f, closed form %.5f +- %.5f\n",
                      q[i] * 100.0, out[i], want, error);
        assert_near(out[i], want, 4 * error);
    }
    fp_arena_free(arena);
}

/* --- against double precision --------------------------------------------- */

/* Four normals of a block in double precision, by the formula of
 * kernel/lane_random.h. */
static void
normals_in_double(uint64_t path, uint32_t year, uint32_t variable, double z[4])
{
    const uint32_t counter[4] = { (uint32_t)path, 0, year, variable };
    const uint32_t key[2] = { SEED, 0 };
    uint32_t w[4];

    fp_rng_philox(counter, key, w);
    for (int i = 0; i < 4; i += 2) {
        double u = (w[i] + 0.5) / 4294967296.0, sine, cosine;
        double turns = (double)(int32_t)(w[i + 1] | 1u) / 8589934592.0;
        double radius = sqrt(-2.0 * fp_log(u));

        fp_sincos_turns(turns, &sine, &cosine);
        z[i] = radius * (w[i + 1] & 1u ? -cosine : cosine);
        z[i + 1] = radius * sine;
    }
}

static double
row_times(const struct fp_market_source *source, size_t a, const double *z)
{
    double sum = 0.0;

    for (size_t k = 0; k <= a; k++)
        sum += source->chol.at[a][k] * z[k];
    return sum;
}

/* The months' gross returns of the portfolio in a year of a path. */
static void
year_in_double(const struct fp_market_source *source, uint64_t path,
               uint32_t t, double gross[FP_MARKET_MONTHS])
{
    double year[4], z[FP_MARKET_MONTHS * ASSETS];

    normals_in_double(path, t, FP_VARIABLE_ASSETS, year);
    for (uint32_t k = 0; k < FP_MARKET_MONTHS * ASSETS; k += 4)
        normals_in_double(path, t, FP_VARIABLE_MONTH + k / 4, z + k);
    for (int m = 0; m < FP_MARKET_MONTHS; m++)
        gross[m] = 0.0;
    for (size_t a = 0; a < ASSETS; a++) {
        double e[FP_MARKET_MONTHS], sum = 0.0;
        double log_year = fp_log(source->growth[a]) +
                          row_times(source, a, year);

        for (int m = 0; m < FP_MARKET_MONTHS; m++) {
            e[m] = row_times(source, a, z + m * ASSETS) / sqrt(12.0);
            sum += e[m];
        }
        for (int m = 0; m < FP_MARKET_MONTHS; m++)
            gross[m] += weights[a] * fp_exp((log_year - sum) / 12.0 + e[m]);
    }
}

struct outcome {
    double success, percentiles[3];
};

/* A portfolio of 1 that pays 0.045 a year at the start of each month. */
static void
pay(double *wealth, double gross)
{
    *wealth = (*wealth - 0.045 / 12.0) * gross;
    if (*wealth < 0.0)
        *wealth = 0.0;
}

static void
sum_up(struct outcome *out)
{
    static const double q[3] = { 0.25, 0.5, 0.95 };
    double alive = 0.0;

    for (size_t i = 0; i < FEW; i++)
        alive += values[i] > 0.0;
    out->success = alive / FEW;
    fp_stats_percentiles(values, FEW, q, 3, out->percentiles);
}

static void
double_precision_answers_the_same(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_market_source source;
    struct fp_market_draws draws = { &source, SEED, 1 };
    struct fp_kernel_market tile;
    struct fp_plan plan;
    struct outcome single, twice;
    double error, most = 0.0;
    static double exact[FEW];

    (void)state;
    open_market(ASSETS, &plan, &source, arena);
    for (size_t i = 0; i < FEW; i++) {
        double gross[FP_MARKET_MONTHS];

        exact[i] = 1.0;
        for (uint32_t t = 0; t < YEARS; t++) {
            year_in_double(&source, i, t, gross);
            for (int m = 0; m < FP_MARKET_MONTHS; m++)
                pay(&exact[i], gross[m]);
        }
    }
    for (size_t first = 0; first < FEW; first += FP_MARKET_TILE) {
        double slots[SLOTS_MAX * FP_MARKET_TILE];

        start_tile(&draws, first, FP_MARKET_TILE, &tile);
        for (size_t i = 0; i < FP_MARKET_TILE; i++)
            values[first + i] = 1.0;
        for (int t = 0; t < YEARS; t++) {
            draw_tile(&tile, slots);
            for (size_t i = 0; i < FP_MARKET_TILE; i++)
                for (size_t m = 0; m < FP_MARKET_MONTHS; m++) {
                    const double *r =
                        slots + (ASSETS + 1 + m * ASSETS) * FP_MARKET_TILE + i;
                    double gross = 1.0;

                    for (size_t a = 0; a < ASSETS; a++)
                        gross += weights[a] * r[a * FP_MARKET_TILE];
                    pay(&values[first + i], gross);
                }
        }
    }
    for (size_t i = 0; i < FEW; i++)
        most = fmax(most, fabs(values[i] - exact[i]) / (1.0 + exact[i]));
    sum_up(&single);
    memcpy(values, exact, sizeof(exact));
    sum_up(&twice);
    error = sqrt(twice.success * (1.0 - twice.success) / FEW);
    print_message("    success %.5f in single, %.5f in double precision, "
                  "standard error %.5f\n    largest difference of a path's "
                  "wealth, of 1 + wealth: %.1e\n", single.success,
                  twice.success, error, most);
    assert_true(most < 1e-4);
    assert_near(single.success, twice.success, 0.05 * error);
    for (size_t i = 0; i < 3; i++) {
        print_message("    P%d %.8f, %.8f\n", i == 0 ? 25 : i == 1 ? 50 : 95,
                      single.percentiles[i], twice.percentiles[i]);
        assert_near(single.percentiles[i], twice.percentiles[i],
                    1e-5 * (1.0 + twice.percentiles[i]));
    }
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wealth_has_its_closed_form),
        cmocka_unit_test(double_precision_answers_the_same),
    };

    take_level();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
