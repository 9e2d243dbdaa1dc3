/* planning: single precision normals and the functions of the lanes: the same
 * bits at every level, their errors, and the law of the normals far out. */
#include "tests/cmocka_fp.h"

#include <stdlib.h>

#include "planning/math/elementary.h"
#include "planning/math/rng.h"
#include "tests/planning/lane_probe.h"

enum { N = 4096, SEED = 20261124 };

/* The levels of this machine and build. */
#define FOR_LEVELS(probe)                                                     \
    for (int level = FP_LEVEL_REFERENCE; level < FP_LEVEL_COUNT; level++)     \
        if ((probe = lane_probe_of((enum fp_level)level)) != NULL)

static uint32_t
word(uint64_t i)
{
    const uint32_t counter[4] = { (uint32_t)i, 0, 0, 9 };
    const uint32_t key[2] = { SEED, 0 };
    uint32_t out[4];

    fp_rng_philox(counter, key, out);
    return out[0];
}

static double
unit(uint64_t i)
{
    return (word(i) + 0.5) / 4294967296.0;
}

static void
words_are_those_of_the_block_function(void **state)
{
    static uint32_t words[4 * N];
    const uint64_t starts[] = { 0, 5, 0xfffffff0u, (7ull << 32) - 3 };
    const uint64_t seed = 0x0123456789abcdefull;
    const struct lane_probe *probe;

    (void)state;
    FOR_LEVELS(probe)
    for (size_t s = 0; s < FP_COUNT(starts); s++) {
        probe->words(seed, starts[s], 29, 514, N, words);
        for (size_t i = 0; i < N; i++) {
            uint64_t path = starts[s] + i;
            const uint32_t counter[4] = { (uint32_t)path,
                                          (uint32_t)(path >> 32), 29, 514 };
            const uint32_t key[2] = { 0x89abcdefu, 0x01234567u };
            uint32_t want[4];

            fp_rng_philox(counter, key, want);
            for (size_t k = 0; k < 4; k++)
                assert_int_equal(words[k * N + i], want[k]);
        }
    }
}

static void
normals_are_the_scalar_ones(void **state)
{
    static float z[4 * N];
    const struct lane_probe *probe;

    (void)state;
    FOR_LEVELS(probe)
    for (uint32_t year = 0; year < 40; year++) {
        probe->normals(SEED, 4294967000u, year, 3, N, z);
        for (size_t i = 0; i < N; i++) {
            float want[4];

            fp_rng_normal4(SEED, 4294967000u + i, year, 3, want);
            for (size_t k = 0; k < 4; k++)
                assert_memory_equal(&z[k * N + i], &want[k],
                                    sizeof(want[k]));
        }
    }
}

/* Words at the ends and at every power of two, with one another. */
static uint32_t
extreme_word(size_t i)
{
    uint32_t base = i % 96 < 64 ? 1u << i % 32 : 0u;

    return base + (uint32_t)(i % 5) - 2u;
}

static void
normals_of_extreme_words(void **state)
{
    static uint32_t words[4 * N];
    static float z[4 * N];
    const long double pi = acosl(-1.0L);
    const struct lane_probe *probe;
    double most = 0.0;

    (void)state;
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < 4; k++)
            words[k * N + i] = (i + k) % 3 ? extreme_word(i * 7 + k * 31)
                                           : word(i * 4 + k);
    FOR_LEVELS(probe) {
        probe->normals_of(words, N, z);
        for (size_t i = 0; i < N; i++) {
            const uint32_t w[4] = { words[i], words[N + i], words[2 * N + i],
                                    words[3 * N + i] };
            float want[4];

            fp_rng_normal4_of(w, want);
            for (size_t k = 0; k < 4; k++)
                assert_memory_equal(&z[k * N + i], &want[k],
                                    sizeof(want[k]));
        }
    }
    /* Against the formula in long double. Where u is close to 1 the float has
     * it to 2^-25, which a small radius feels. */
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < 4; k += 2) {
            uint32_t w0 = words[k * N + i], w1 = words[(k + 1) * N + i];
            long double u = (w0 + 0.5L) / 4294967296.0L;
            long double radius = sqrtl(-2.0L * logl(u));
            long double angle =
                pi * (long double)(int32_t)(w1 | 1u) / 4294967296.0L;
            long double side = w1 & 1u ? -1.0L : 1.0L;
            long double allowed = 3e-7L * (1.0L + radius) +
                                  0x1.8p-23L / (radius + 0x1p-12L);

            assert_true(fabsl(z[k * N + i] -
                              side * radius * cosl(angle)) < allowed);
            assert_true(fabsl(z[(k + 1) * N + i] -
                              radius * sinl(angle)) < allowed);
            most = fmax(most, fabs((double)z[k * N + i]));
        }
    assert_near(most, sqrt(2.0 * 33.0 * log(2.0)), 1e-5);
}

/* What share of all blocks has a normal beyond x: for each word that gives a
 * radius beyond it, the share of the circle. Nothing is sampled. */
static double
tail_of(double x)
{
    double share = 0.0;

    for (uint32_t w = 0;; w++) {
        const uint32_t words[4] = { w, 0u, w, 0u };
        float z[4];

        fp_rng_normal4_of(words, z);
        if (!(z[0] > x))
            break;
        share += acos(x / (double)z[0]) * 2.0 / acos(-1.0);
    }
    return share / 4294967296.0;
}

static void
tails_have_their_weight(void **state)
{
    static const struct {
        double x, within;
    } cases[] = { { 4.0, 1e-5 }, { 5.0, 1e-4 }, { 6.0, 5e-3 },
                  { 6.25, 1e-2 }, { 6.5, 2e-2 } };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        double want = erfc(cases[i].x / sqrt(2.0));

        assert_near(tail_of(cases[i].x), want, cases[i].within * want);
    }
    assert_true(tail_of(6.76) > 0.0 && tail_of(6.77) == 0.0);
}

static void
normals_have_their_law(void **state)
{
    enum { YEARS = 2000 };
    static const double beyond[] = { 1.0, 2.0, 3.0, 4.0, 5.0 };
    static float z[4 * N];
    const double n = (double)N * YEARS;
    const struct lane_probe *probe = lane_probe_of(fp_level_best());
    double m[4][4] = { { 0.0 } }, cross[4][4] = { { 0.0 } };
    double next = 0.0, last = 0.0, far[FP_COUNT(beyond)] = { 0.0 };

    (void)state;
    for (uint32_t year = 0; year < YEARS; year++) {
        probe->normals(SEED, 0, year, 0, N, z);
        for (size_t i = 0; i < N; i++)
            for (size_t k = 0; k < 4; k++) {
                double x = (double)z[k * N + i];

                m[k][0] += x;
                m[k][1] += x * x;
                m[k][2] += x * x * x;
                m[k][3] += x * x * x * x;
                for (size_t j = 0; j < k; j++)
                    cross[k][j] += x * (double)z[j * N + i];
                for (size_t j = 0; j < FP_COUNT(beyond); j++)
                    far[j] += fabs(x) > beyond[j];
                next += k == 0 ? x * last : 0.0;
                last = k == 0 ? x : last;
            }
    }
    /* Four standard errors of each. */
    for (size_t k = 0; k < 4; k++) {
        assert_near(m[k][0] / n, 0.0, 4 * sqrt(1.0 / n));
        assert_near(m[k][1] / n, 1.0, 4 * sqrt(2.0 / n));
        assert_near(m[k][2] / n, 0.0, 4 * sqrt(15.0 / n));
        assert_near(m[k][3] / n, 3.0, 4 * sqrt(96.0 / n));
        for (size_t j = 0; j < k; j++)
            assert_near(cross[k][j] / n, 0.0, 4 * sqrt(1.0 / n));
    }
    assert_near(next / n, 0.0, 4 * sqrt(1.0 / n));
    for (size_t j = 0; j < FP_COUNT(beyond); j++) {
        double want = 4.0 * n * erfc(beyond[j] / sqrt(2.0));

        assert_near(far[j], want, 4 * sqrt(want));
    }
}

static void
exp2_is_accurate_and_the_same(void **state)
{
    static float x[N], out[N];
    const struct lane_probe *probe;

    (void)state;
    for (uint64_t part = 0; part < 50; part++) {
        for (size_t i = 0; i < N; i++)
            x[i] = (float)((unit(part * N + i) - 0.5) *
                           (part % 2 ? 4.0 : 249.0));
        x[0] = 0.0f;
        x[1] = 500.0f;
        x[2] = -500.0f;
        x[3] = 125.0f;
        x[4] = -125.0f;
        FOR_LEVELS(probe) {
            probe->exp2(x, N, out);
            for (size_t i = 0; i < N; i++) {
                float one = fp_exp2_float(x[i]);
                long double want = exp2l((long double)x[i]);
                int power;

                assert_memory_equal(&out[i], &one, sizeof(one));
                (void)frexpl(want, &power);
                if (fabsf(x[i]) < 200.0f)
                    assert_true(fabsl(one - want) <
                                1.5L * ldexpl(1.0L, power - 24));
            }
        }
    }
    assert_true(fp_exp2_float(0.0f) == 1.0f && fp_exp2_float(7.0f) == 128.0f);
    assert_true(fp_exp2_float(500.0f) == fp_exp2_float(125.0f));
    assert_true(fp_exp2_float(-500.0f) == fp_exp2_float(-125.0f));
}

/* 2^x as a double: as exact as its distance from a power of two is in single
 * precision. */
static void
exp2_as_a_double(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 200000; i++) {
        float x = (float)((unit(i) - 0.5) * (i % 2 ? 0.02 : 240.0));
        long double want = exp2l((long double)x);
        long double beyond = fabsl(want / exp2l(rintl((long double)x)) - 1.0L);
        long double off = fabsl(fp_exp2_double(x) / want - 1.0L);

        assert_true(off < 3e-7L * beyond + 1e-15L);
    }
    assert_true(fp_exp2_double(0.0f) == 1.0 && fp_exp2_double(-3.0f) == 0.125);
    assert_true(fp_exp2_double(500.0f) == fp_exp2_double(125.0f));
}

/* Arguments over all of the range, and what is beside it. */
static double
argument(uint64_t i)
{
    static const double special[] = {
        0.0,   -0.0,      1.0,      -1.0,      0x1p-1074, 0x1p-1022, 709.79,
        710.0, -745.2,    -746.0,   -708.5,    INFINITY,  -INFINITY, NAN,
        1e308, 0x1.6a09e667f3bcdp-1, 0.5, 2.0, 1e-310,    1e300
    };
    double u = unit(i);

    if (i % 16 == 0)
        return special[i / 16 % FP_COUNT(special)];
    return i % 3 == 0 ? (u - 0.5) * 1500.0
           : i % 3 == 1 ? (u - 0.5) * 4.0
                        : fp_exp((u - 0.5) * 1480.0);
}

static void
exp_log_and_pow_are_the_scalar_ones(void **state)
{
    static double x[N], y[N], out[3][N];
    const struct lane_probe *probe;

    (void)state;
    for (uint64_t part = 0; part < 20; part++) {
        for (size_t i = 0; i < N; i++) {
            x[i] = argument(part * N + i);
            y[i] = i % 7 == 0 ? 0.0 : (unit(i) - 0.5) * 20.0;
        }
        FOR_LEVELS(probe) {
            probe->exp(x, N, out[0]);
            probe->log(x, N, out[1]);
            probe->pow(x, y, N, out[2]);
            for (size_t i = 0; i < N; i++) {
                const double want[3] = { fp_exp(x[i]), fp_log(x[i]),
                                         fp_pow(x[i], y[i]) };

                for (size_t k = 0; k < 3; k++)
                    if (!isnan(want[k]))
                        assert_memory_equal(&out[k][i], &want[k],
                                            sizeof(want[k]));
                    else
                        assert_true(isnan(out[k][i]));
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_those_of_the_block_function),
        cmocka_unit_test(normals_are_the_scalar_ones),
        cmocka_unit_test(normals_of_extreme_words),
        cmocka_unit_test(tails_have_their_weight),
        cmocka_unit_test(normals_have_their_law),
        cmocka_unit_test(exp2_is_accurate_and_the_same),
        cmocka_unit_test(exp2_as_a_double),
        cmocka_unit_test(exp_log_and_pow_are_the_scalar_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
