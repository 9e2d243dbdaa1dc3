/* planning: random numbers, elementary functions, statistics, history. */
#include "tests/cmocka_fp.h"

#include "planning/math/elementary.h"
#include "planning/market/history.h"
#include "planning/math/rng.h"
#include "planning/math/stats.h"

/* SOURCE: Random123 1.14, tests/kat_vectors, philox4x32 10. */
static void
philox_known_answers(void **state)
{
    static const struct {
        uint32_t counter[4], key[2], want[4];
    } cases[] = {
        { { 0, 0, 0, 0 },
          { 0, 0 },
          { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
        { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
          { 0xffffffff, 0xffffffff },
          { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
        { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
          { 0xa4093822, 0x299f31d0 },
          { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        uint32_t out[4];

        fp_rng_philox(cases[i].counter, cases[i].key, out);
        assert_memory_equal(out, cases[i].want, sizeof(out));
    }
}

static void
uniforms_are_inside_and_even(void **state)
{
    enum { N = 200000, CELLS = 20 };
    size_t cells[CELLS] = { 0 };
    double sum = 0, chi2 = 0, u[2], again[2];

    (void)state;
    for (uint64_t path = 0; path < N / 2; path++) {
        fp_rng_uniform2(42, path, 7, 3, u);
        for (int i = 0; i < 2; i++) {
            assert_true(u[i] > 0.0 && u[i] < 1.0);
            cells[(int)(u[i] * CELLS)]++;
            sum += u[i];
        }
    }
    assert_near(sum / N, 0.5, 4 * sqrt(1.0 / 12 / N));
    for (int i = 0; i < CELLS; i++) {
        double off = (double)cells[i] - (double)N / CELLS;

        chi2 += off * off / ((double)N / CELLS);
    }
    /* 19 degrees of freedom: 99.9 % of samples are below 43.8. */
    assert_true(chi2 < 43.8);

    /* Every part of the position matters; the same position repeats. */
    fp_rng_uniform2(42, 5, 7, 3, u);
    fp_rng_uniform2(42, 5, 7, 3, again);
    assert_true(u[0] == again[0] && u[1] == again[1]);
    fp_rng_uniform2(43, 5, 7, 3, again);
    assert_true(u[0] != again[0]);
    fp_rng_uniform2(42 + (1ull << 32), 5, 7, 3, again);
    assert_true(u[0] != again[0]);
    fp_rng_uniform2(42, 5 + (1ull << 32), 7, 3, again);
    assert_true(u[0] != again[0]);
    fp_rng_uniform2(42, 5, 8, 3, again);
    assert_true(u[0] != again[0]);
    fp_rng_uniform2(42, 5, 7, 4, again);
    assert_true(u[0] != again[0]);
}

static void
normals_have_their_moments(void **state)
{
    enum { N = 400000 };
    double m1 = 0, m2 = 0, m3 = 0, m4 = 0, cross = 0, serial = 0, last = 0;
    size_t tail = 0;

    (void)state;
    for (uint64_t path = 0; path < N / 2; path++) {
        double z[2];

        fp_rng_normal2(1, path, 0, 0, z);
        for (int i = 0; i < 2; i++) {
            m1 += z[i];
            m2 += z[i] * z[i];
            m3 += z[i] * z[i] * z[i];
            m4 += z[i] * z[i] * z[i] * z[i];
            tail += fabs(z[i]) > 1.959963984540054;
        }
        cross += z[0] * z[1];
        serial += z[0] * last;
        last = z[0];
    }
    /* Four standard errors of each moment. */
    assert_near(m1 / N, 0.0, 4 * sqrt(1.0 / N));
    assert_near(m2 / N, 1.0, 4 * sqrt(2.0 / N));
    assert_near(m3 / N, 0.0, 4 * sqrt(15.0 / N));
    assert_near(m4 / N, 3.0, 4 * sqrt(96.0 / N));
    assert_near(cross / (N / 2), 0.0, 4 * sqrt(2.0 / N));
    assert_near(serial / (N / 2), 0.0, 4 * sqrt(2.0 / N));
    assert_near((double)tail / N, 0.05, 4 * sqrt(0.05 * 0.95 / N));
}

/* Against the C library in long double, over the range that plans use and to
 * its ends. */
static void
elementary_functions_are_accurate(void **state)
{
    const double ulp = 0x1p-52;
    double u[2], s, c;

    (void)state;
    for (uint64_t i = 0; i < 200000; i++) {
        double x, want;

        fp_rng_uniform2(9, i, 0, 0, u);
        x = (u[0] - 0.5) * (i % 3 ? 4.0 : 1400.0);
        want = (double)expl((long double)x);
        assert_near(fp_exp(x), want, 2 * ulp * want + 0x1p-1074);
        x = i % 2 ? fp_exp(u[1] * 1400.0 - 700.0) : 1.0 + (u[1] - 0.5) * 0.3;
        want = (double)logl((long double)x);
        assert_near(fp_log(x), want, 2 * ulp * fabs(want));
        fp_sincos_turns(u[0], &s, &c);
        assert_near(s, sinl(2 * acosl(-1) * (long double)u[0]), ulp);
        assert_near(c, cosl(2 * acosl(-1) * (long double)u[0]), ulp);
    }
    assert_true(fp_exp(0.0) == 1.0);
    assert_true(fp_exp(-800.0) == 0.0);
    assert_true(isinf(fp_exp(800.0)));
    assert_true(isnan(fp_exp(NAN)));
    assert_true(fp_log(1.0) == 0.0);
    assert_near(fp_log(0x1p-1074), -1074 * log(2.0), 1e-12);
    assert_true(isinf(fp_log(0.0)) && isnan(fp_log(-1.0)));
    assert_true(isinf(fp_log(INFINITY)) && isnan(fp_log(NAN)));
    assert_near(fp_pow(1.025, 30), 2.0975675790818, 1e-12);
    assert_true(fp_pow(0.0, 0.0) == 1.0 && fp_pow(0.0, 2.0) == 0.0);
    fp_sincos_turns(0.25, &s, &c);
    assert_true(s == 1.0 && c == 0.0);
    fp_sincos_turns(-0.5, &s, &c);
    assert_true(s == 0.0 && c == -1.0);
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The same by sorting everything. */
static double
quantile_by_sorting(const double *sorted, size_t n, double q)
{
    double where = q * (double)(n - 1);
    size_t k = (size_t)where;

    if (k + 1 >= n)
        return sorted[n - 1];
    return sorted[k] + (where - (double)k) * (sorted[k + 1] - sorted[k]);
}

static void
percentiles_equal_a_full_sort(void **state)
{
    static const double q[] = { 0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.75, 0.9,
                                0.95, 1.0 };
    static const size_t sizes[] = { 1, 2, 3, 10, 16, 17, 100, 1001, 20000 };
    enum { SHAPES = 7, MOST = 20000 };
    static double values[MOST], sorted[MOST];

    (void)state;
    for (size_t size = 0; size < FP_COUNT(sizes); size++)
        for (int shape = 0; shape < SHAPES; shape++) {
            size_t n = sizes[size];
            double out[FP_COUNT(q)];

            for (size_t i = 0; i < n; i++) {
                double u[2];

                fp_rng_uniform2(shape, i, 0, 0, u);
                values[i] = shape == 0   ? u[0]
                            : shape == 1 ? (double)i
                            : shape == 2 ? -(double)i
                            : shape == 3 ? 5.0
                            : shape == 4 ? floor(u[0] * 3)
                            /* organ pipe, then a saw */
                            : shape == 5 ? (double)(i < n / 2 ? i : n - i)
                                         : (double)(i % 7);
            }
            memcpy(sorted, values, n * sizeof(values[0]));
            qsort(sorted, n, sizeof(sorted[0]), compare);
            fp_stats_percentiles(values, n, q, FP_COUNT(q), out);
            for (size_t i = 0; i < FP_COUNT(q); i++)
                assert_near(out[i], quantile_by_sorting(sorted, n, q[i]),
                            0.0);
        }
}

/* SOURCE: Newcombe (1998), Statistics in Medicine 17, 857-872, table I,
 * method 3. */
static void
wilson_published_intervals(void **state)
{
    static const struct {
        double k, n, low, high;
    } cases[] = {
        { 81, 263, 0.2553, 0.3662 },
        { 15, 148, 0.0624, 0.1605 },
        { 0, 20, 0.0, 0.1611 },
        { 1, 29, 0.0061, 0.1718 },
    };
    double low, high;

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        fp_stats_wilson(cases[i].k, cases[i].n, 1.959963984540054, &low,
                        &high);
        assert_near(low, cases[i].low, 0.00005);
        assert_near(high, cases[i].high, 0.00005);
        /* Failures mirror successes. */
        fp_stats_wilson(cases[i].n - cases[i].k, cases[i].n,
                        1.959963984540054, &low, &high);
        assert_near(low, 1 - cases[i].high, 0.00005);
        assert_near(high, 1 - cases[i].low, 0.00005);
    }
    fp_stats_wilson(10000, 10000, 1.959963984540054, &low, &high);
    assert_true(high == 1.0 && low < 1.0 && low > 0.999);
}

/* SOURCE: NIST Statistical Reference Datasets, univariate: NumAcc3 (mean
 * 1000000.2, standard deviation 0.1, n = 1001) and NumAcc4. */
static void
mean_survives_cancellation(void **state)
{
    double values[1001], mean, error;

    (void)state;
    for (int level = 6; level <= 7; level++) {
        double base = level == 6 ? 1000000.0 : 10000000.0;

        values[0] = base + 0.2;
        for (int i = 1; i < 1001; i++)
            values[i] = base + (i % 2 ? 0.1 : 0.3);
        fp_stats_mean(values, 1001, &mean, &error);
        assert_near(mean, base + 0.2, 1e-9 * base / 1e6);
        assert_near(error * sqrt(1001.0), 0.1, 1e-8);
    }
    /* Plain summation gives 0 here. */
    values[0] = 1.0;
    values[1] = 1e100;
    values[2] = 1.0;
    values[3] = -1e100;
    fp_stats_mean(values, 4, &mean, &error);
    assert_near(mean, 0.5, 0.0);
    fp_stats_mean(values, 1, &mean, &error);
    assert_true(mean == 1.0 && error == 0.0);
    fp_stats_mean(values, 0, &mean, &error);
    assert_true(mean == 0.0 && error == 0.0);
}

static void
history_finds_columns(void **state)
{
    struct fp_history history = { .n_columns = 2,
                                  .columns = { "us_stock", "us_bond" } };

    (void)state;
    assert_int_equal(fp_history_column(&history, "us_bond"), 1);
    assert_int_equal(fp_history_column(&history, "us_stock"), 0);
    assert_int_equal(fp_history_column(&history, "us"), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_known_answers),
        cmocka_unit_test(uniforms_are_inside_and_even),
        cmocka_unit_test(normals_have_their_moments),
        cmocka_unit_test(elementary_functions_are_accurate),
        cmocka_unit_test(percentiles_equal_a_full_sort),
        cmocka_unit_test(wilson_published_intervals),
        cmocka_unit_test(mean_survives_cancellation),
        cmocka_unit_test(history_finds_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
