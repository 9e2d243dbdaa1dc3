/* Sobol points, their scrambling, and the walks that are drawn from them. */
#include "tests/cmocka_fp.h"

#include <math.h>
#include <string.h>

#include "planning/market/market.h"
#include "planning/market/sampling.h"
#include "planning/math/sobol.h"

enum { POINTS_LOG2 = 10, POINTS = 1 << POINTS_LOG2, YEARS = 30 };

static uint32_t directions[FP_SOBOL_DIMENSIONS * FP_SOBOL_BITS];

static uint32_t
coordinate(size_t d, uint32_t index)
{
    return fp_sobol_reverse(
        fp_sobol_coordinate(directions + d * FP_SOBOL_BITS, index));
}

static int
degree_of(uint32_t polynomial)
{
    int degree = 0;

    while (polynomial >> (degree + 1) != 0)
        degree++;
    return degree;
}

/* A polynomial of degree n over GF(2) is primitive when the powers of x run
 * through all 2^n - 1 residues before they come back to 1. */
static int
is_primitive(uint32_t polynomial)
{
    int degree = degree_of(polynomial);
    uint32_t power = 1, steps = 0;

    do {
        power <<= 1;
        if (power >> degree & 1u)
            power ^= polynomial;
        steps++;
    } while (power != 1 && steps < 1u << degree);
    return steps == (1u << degree) - 1;
}

static void
polynomials_are_primitive_and_differ(void **state)
{
    (void)state;
    assert_int_equal(fp_table_sobol_directions_count, FP_SOBOL_DIMENSIONS);
    for (size_t d = 1; d < FP_SOBOL_DIMENSIONS; d++) {
        const struct fp_row_sobol *row = &fp_table_sobol_directions[d];

        assert_int_equal(row->dimension, d + 1);
        if (!is_primitive((uint32_t)row->polynomial))
            fail_msg("dimension %zu", d + 1);
        for (size_t e = 1; e < d; e++)
            assert_true(fp_table_sobol_directions[e].polynomial !=
                        row->polynomial);
    }
}

/* Among the first 2^m points one lies in each 2^m-th of every axis. */
static void
every_interval_of_an_axis_holds_one_point(void **state)
{
    (void)state;
    fp_sobol_directions(FP_SOBOL_DIMENSIONS, directions);
    for (size_t d = 0; d < FP_SOBOL_DIMENSIONS; d++)
        for (int m = 1; m <= POINTS_LOG2; m++) {
            unsigned char seen[POINTS] = { 0 };

            for (uint32_t i = 0; i < 1u << m; i++)
                seen[coordinate(d, i) >> (32 - m)]++;
            for (uint32_t i = 0; i < 1u << m; i++)
                if (seen[i] != 1)
                    fail_msg("dimension %zu, 2^%d points", d + 1, m);
        }
}

/* The first two dimensions are a (0, m, 2)-net. */
static void
every_box_of_the_first_plane_holds_one_point(void **state)
{
    (void)state;
    fp_sobol_directions(2, directions);
    for (int wide = 0; wide <= POINTS_LOG2; wide++) {
        unsigned char seen[POINTS] = { 0 };
        int high = POINTS_LOG2 - wide;

        for (uint32_t i = 0; i < POINTS; i++) {
            uint32_t x = (uint32_t)((uint64_t)coordinate(0, i) >> (32 - wide));
            uint32_t y = (uint32_t)((uint64_t)coordinate(1, i) >> (32 - high));

            seen[x << high | y]++;
        }
        for (uint32_t i = 0; i < POINTS; i++)
            assert_int_equal(seen[i], 1);
    }
}

static double
below(double z)
{
    return 0.5 * erfc(-z / sqrt(2.0));
}

static void
normals_invert_the_distribution(void **state)
{
    double worst = 0.0;

    (void)state;
    for (uint32_t k = 0; k < 200000; k++) {
        uint32_t word = k < 1000 ? k : k * 21474u;
        double u = ((double)word + 0.5) / 4294967296.0;
        double z = (double)fp_sampling_normal(word);
        double side = u < 0.5 ? u : 1.0 - u;
        double off = fabs(below(u < 0.5 ? z : -z) - side) / side;

        worst = off > worst ? off : worst;
        assert_true(fp_sampling_normal(~word) == -fp_sampling_normal(word));
    }
    print_message("probability off by %.2g of itself at most\n", worst);
    assert_true(worst < 2e-5);
    assert_true(fp_sampling_normal(0) < -6.2f);
}

static void
open_sampling(struct fp_arena *arena, struct fp_sampling *sampling)
{
    struct fp_matrix lower = { { { 0.0 } } };

    lower.at[0][0] = 0.18;
    lower.at[1][0] = 0.02;
    lower.at[1][1] = 0.06;
    assert_int_equal(fp_sampling_open(FP_SAMPLER_AUTO, YEARS, 2, 2, &lower,
                                      arena, sampling), FP_OK);
}

/* Components turn independent normals into independent normals: their rows are
 * orthonormal; and so are the axes. */
static void
turning_keeps_lengths_and_angles(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sampling s;

    (void)state;
    open_sampling(arena, &s);
    assert_int_equal(s.directions, 2);
    for (size_t i = 0; i < YEARS; i++)
        for (size_t j = 0; j <= i; j++) {
            double dot = 0.0;

            for (size_t k = 0; k < YEARS; k++)
                dot += (double)s.components[i * YEARS + k] *
                       (double)s.components[j * YEARS + k];
            assert_near(dot, i == j, 1e-5);
        }
    assert_near(s.axis[0][0] * s.axis[1][0] + s.axis[0][1] * s.axis[1][1], 0,
                1e-6);
    assert_near(s.axis[0][0] * s.axis[0][0] + s.axis[0][1] * s.axis[0][1], 1,
                1e-6);
    assert_true(fabs((double)s.axis[0][0]) > 0.95);
    fp_arena_free(arena);
}

/* A replicate's walks: each year a standard normal, years uncorrelated, and
 * the end of the walk far more even than chance. */
static void
walks_are_normal_and_their_ends_even(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    static float lead[FP_SAMPLING_DIRECTIONS * FP_SAMPLING_YEARS];
    double sums[YEARS] = { 0.0 }, squares[YEARS] = { 0.0 }, ends = 0.0;
    double square_ends = 0.0;
    struct fp_sampling s;
    int n = 256;

    (void)state;
    open_sampling(arena, &s);
    for (int i = 0; i < n; i++) {
        double end = 0.0;

        fp_sampling_lead(&s, 7, 3 + (uint64_t)i * FP_REPLICATES, 1, lead);
        for (size_t t = 0; t < YEARS; t++) {
            sums[t] += (double)lead[t];
            squares[t] += (double)lead[t] * (double)lead[t];
            end += (double)lead[t];
        }
        end /= sqrt((double)YEARS);
        ends += end / n;
        square_ends += end * end / n;
    }
    for (size_t t = 0; t < YEARS; t++) {
        assert_near(sums[t] / n, 0.0, 4.0 / sqrt(n));
        assert_near(squares[t] / n, 1.0, 4.0 * sqrt(2.0 / n));
    }
    /* Chance would leave 1 / sqrt(n) = 0.06 and sqrt(2 / n) = 0.09. */
    assert_near(ends, 0.0, 0.015);
    assert_near(square_ends, 1.0, 0.03);
    fp_arena_free(arena);
}

/* What the months of a path's year add to an even course, as log returns. */
static void
shares_of(const struct fp_market_source *source, uint64_t path,
          double shares[FP_MARKET_MONTHS])
{
    double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX];
    double inflation[FP_MARKET_MONTHS], mean = 0.0;

    fp_market_draw_months(source, 11, path, 3, returns, inflation);
    for (int m = 0; m < FP_MARKET_MONTHS; m++)
        mean += log(1.0 + returns[m][0]) / FP_MARKET_MONTHS;
    for (int m = 0; m < FP_MARKET_MONTHS; m++)
        shares[m] = log(1.0 + returns[m][0]) - mean;
}

static double
product_of(const double *a, const double *b)
{
    double sum = 0.0;

    for (int m = 0; m < FP_MARKET_MONTHS; m++)
        sum += a[m] * b[m];
    return sum;
}

/* Four paths of a replicate, FP_REPLICATES apart, have the same months turned
 * by quarters: the second's are the opposite of the first's, the fourth's of
 * the third's, and the first two have nothing to do with the others. Other
 * paths share nothing. Each path's months have the law that they always have. */
static void
four_paths_share_their_months(void **state)
{
    enum { SETS = 400 };
    static struct fp_asset asset = { "a", 0.07, 0.2 };
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_market_source source;
    struct fp_plan plan;
    double own = 0.0, across = 0.0, beyond = 0.0, variance;
    double ratio = 0.2 / 1.07;

    (void)state;
    memset(&plan, 0, sizeof(plan));
    plan.market.model = FP_MARKET_LOGNORMAL;
    plan.market.assets = &asset;
    plan.market.n_assets = 1;
    plan.market.basis = FP_GROWTH_NOMINAL;
    plan.market.correlations[0][0] = 1.0;
    assert_int_equal(fp_market_open(&plan, NULL, plan.market.model, YEARS,
                                    arena, &source, NULL), FP_OK);
    for (uint64_t set = 0; set < SETS; set++) {
        uint64_t first = set / FP_REPLICATES * FP_SAMPLING_SHARED +
                         set % FP_REPLICATES;
        double months[FP_SAMPLING_TURNS][FP_MARKET_MONTHS];
        double other[FP_MARKET_MONTHS];

        for (uint64_t turn = 0; turn < FP_SAMPLING_TURNS; turn++)
            shares_of(&source, first + turn * FP_REPLICATES, months[turn]);
        shares_of(&source, first + 1, other);
        for (int m = 0; m < FP_MARKET_MONTHS; m++) {
            assert_near(months[0][m], -months[1][m], 1e-6);
            assert_near(months[2][m], -months[3][m], 1e-6);
        }
        own += product_of(months[0], months[0]) / SETS / FP_MARKET_MONTHS;
        across += product_of(months[0], months[2]) / SETS / FP_MARKET_MONTHS;
        beyond += product_of(months[0], other) / SETS / FP_MARKET_MONTHS;
    }
    /* Around their mean, eleven twelfths of a twelfth of the year's. */
    variance = log(1.0 + ratio * ratio) / 12.0 * 11.0 / 12.0;
    assert_near(own, variance,
                4.0 * variance * sqrt(2.0 / SETS / FP_MARKET_MONTHS));
    assert_near(across, 0.0, 4.0 * variance / sqrt(SETS * 12.0));
    assert_near(beyond, 0.0, 4.0 * variance / sqrt(SETS * 12.0));
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_paths_share_their_months),
        cmocka_unit_test(polynomials_are_primitive_and_differ),
        cmocka_unit_test(every_interval_of_an_axis_holds_one_point),
        cmocka_unit_test(every_box_of_the_first_plane_holds_one_point),
        cmocka_unit_test(normals_invert_the_distribution),
        cmocka_unit_test(turning_keeps_lengths_and_angles),
        cmocka_unit_test(walks_are_normal_and_their_ends_even),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
