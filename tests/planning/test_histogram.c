/* Sums and percentiles that can be taken in parts: they do not depend on how
 * the values are dealt out, and keep their bounds. */
#include "planning/math/histogram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planning/math/rng.h"
#include "planning/math/exact_sum.h"
#include "planning/math/stats.h"
#include "tests/cmocka_fp.h"

enum { N = 20000, PARTS = 7 };

static double values[N], sorted[N];

/* Values of many sizes and both signs, some of them zero or none. */
static void
draw(uint64_t kind)
{
    for (size_t i = 0; i < N; i++) {
        double pair[2], u, v;

        fp_rng_uniform2(kind, i, 0, 0, pair);
        u = pair[0];
        v = pair[1];
        values[i] = kind == 0   ? 1e6 * u
                    : kind == 1 ? exp(60 * u - 30) * (v < 0.3 ? -1 : 1)
                    : kind == 2 ? (u < 0.4 ? 0.0 : 5e5 * v * v)
                    : kind == 3 ? 12345.678
                                : (u < 0.1 ? NAN : v - 0.5);
    }
}

static double
exact_of(size_t from, size_t step)
{
    struct fp_exact_sum sum = { { 0 }, 0 }, part = sum;

    for (size_t i = from; i < N; i += step)
        if (!isnan(values[i]))
            fp_exact_add(i % 2 ? &sum : &part, values[i]);
    fp_exact_merge(&sum, &part);
    return fp_exact_value(&sum);
}

static void
sums_do_not_depend_on_order(void **state)
{
    (void)state;
    for (uint64_t kind = 0; kind < 5; kind++) {
        struct fp_exact_sum all = { { 0 }, 0 };
        long double want = 0.0L, size = 0.0L;

        draw(kind);
        for (size_t i = 0; i < N; i++)
            if (!isnan(values[i])) {
                want += values[i];
                size += fabsl((long double)values[i]);
            }
        for (size_t part = 0; part < PARTS; part++)
            for (size_t i = N; i-- > 0;)
                if (i % PARTS == part && !isnan(values[i]))
                    fp_exact_add(&all, values[i]);
        assert_true(fp_exact_value(&all) == exact_of(0, 1));
        assert_true(fabsl(fp_exact_value(&all) - want) <= 1e-15L * size);
    }
}

static void
sums_know_their_limits(void **state)
{
    struct fp_exact_sum sum = { { 0 }, 0 };

    (void)state;
    assert_true(fp_exact_value(&sum) == 0.0);
    fp_exact_add(&sum, 0x1p149);
    fp_exact_add(&sum, 1.0);
    fp_exact_add(&sum, -0x1p149);
    assert_true(fp_exact_value(&sum) == 1.0);
    fp_exact_add(&sum, -0x1.8p-63);
    fp_exact_add(&sum, -1.0);
    assert_true(fp_exact_value(&sum) == -0x1.8p-63);
    fp_exact_add(&sum, 0x1p-70); /* below what is kept */
    fp_exact_add(&sum, -5e-324);
    assert_true(fp_exact_value(&sum) == -0x1.8p-63);
    fp_exact_add(&sum, 0x1p150);
    assert_true(isnan(fp_exact_value(&sum)));
}

static void
assert_within_bound(double got, double want)
{
    double bound = FP_HISTOGRAM_BOUND * fabs(want);

    assert_true(fabs(got - want) <= fmax(bound, 0x1p-20));
}

static void
percentiles_keep_their_bound(void **state)
{
    static const double q[] = { 0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.95, 1.0 };

    (void)state;
    for (uint64_t kind = 0; kind < 5; kind++) {
        struct fp_histogram h;
        double exact[FP_COUNT(q)];
        size_t n = 0;

        draw(kind);
        fp_histogram_open(&h, 0);
        assert_int_equal(fp_histogram_add(&h, values, N, 0), FP_OK);
        for (size_t i = 0; i < N; i++)
            if (!isnan(values[i]))
                sorted[n++] = values[i];
        assert_int_equal(h.n, n);
        fp_stats_percentiles(sorted, n, q, FP_COUNT(q), exact);
        for (size_t i = 0; i < FP_COUNT(q); i++)
            assert_within_bound(fp_histogram_percentile(&h, q[i]), exact[i]);
        if (kind == 3)
            assert_true(fp_histogram_percentile(&h, 0.5) == 12345.678);
        fp_histogram_free(&h);
    }
}

static void
parts_add_up(void **state)
{
    (void)state;
    for (uint64_t kind = 0; kind < 5; kind++) {
        struct fp_histogram whole, merged;

        draw(kind);
        fp_histogram_open(&whole, 1);
        fp_histogram_open(&merged, 1);
        assert_int_equal(fp_histogram_add(&whole, values, N, 3), FP_OK);
        for (size_t part = PARTS; part-- > 0;) {
            struct fp_histogram own;
            size_t from = N * part / PARTS, to = N * (part + 1) / PARTS;

            fp_histogram_open(&own, 1);
            assert_int_equal(fp_histogram_add(&own, values + from, to - from,
                                              3 + (uint32_t)from), FP_OK);
            assert_int_equal(fp_histogram_merge(&merged, &own), FP_OK);
            fp_histogram_free(&own);
        }
        assert_int_equal(whole.n, merged.n);
        for (uint64_t rank = 0; rank < whole.n; rank += 997) {
            assert_true(fp_histogram_at(&whole, rank) ==
                        fp_histogram_at(&merged, rank));
            assert_int_equal(fp_histogram_label(&whole, rank),
                             fp_histogram_label(&merged, rank));
        }
        assert_true(fp_histogram_mean_of_least(&whole, 1000) ==
                    fp_histogram_mean_of_least(&merged, 1000));
        fp_histogram_free(&whole);
        fp_histogram_free(&merged);
    }
}

static int
ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void
labels_and_tails_are_those_of_the_values(void **state)
{
    struct fp_histogram h;
    double sum = 0.0, size = 0.0;

    (void)state;
    draw(1);
    fp_histogram_open(&h, 1);
    assert_int_equal(fp_histogram_add(&h, values, N, 100), FP_OK);
    memcpy(sorted, values, sizeof(sorted));
    qsort(sorted, N, sizeof(*sorted), ascending);
    for (size_t rank = 0; rank < N; rank += 491)
        assert_within_bound(values[fp_histogram_label(&h, rank) - 100],
                            sorted[rank]);
    for (size_t i = 0; i < N / 20; i++) {
        sum += sorted[i];
        size += fabs(sorted[i]);
    }
    assert_true(fabs(fp_histogram_mean_of_least(&h, N / 20) -
                     sum / (N / 20)) <=
                0.5 * FP_HISTOGRAM_BOUND * size / (N / 20));
    fp_histogram_free(&h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_do_not_depend_on_order),
        cmocka_unit_test(sums_know_their_limits),
        cmocka_unit_test(percentiles_keep_their_bound),
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(labels_and_tails_are_those_of_the_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
