/* Selection against a full sort. */
#include "tests/cmocka_fp.h"

#include <stdlib.h>
#include <string.h>

#include "planning/math/rng.h"
#include "planning/math/select.h"

enum { MOST = 20000, RANKS = 9 };

/* Columns that make selection hard. */
enum shape { EVEN, SKEWED, TIES, EQUAL, TWO, RISING, FALLING, WIDE, SHARED,
             SHAPES };

static double
value_of(enum shape shape, size_t i, size_t n, uint64_t seed)
{
    double u[2];

    fp_rng_uniform2(seed, i, 0, (uint32_t)shape, u);
    switch (shape) {
    case EVEN: return u[0] - 0.5;
    case SKEWED: return exp(20.0 * u[0] * u[1]);
    case TIES: return floor(12.0 * u[0]);
    case EQUAL: return -3.25;
    case TWO: return u[0] < 0.9 ? 0.0 : 1e12;
    case RISING: return (double)i;
    case FALLING: return (double)(n - i);
    case WIDE: return (u[0] - 0.5) * pow(10.0, 600.0 * (u[1] - 0.5));
    case SHARED: return u[1] < 0.85 ? 4e4 : 4e4 + 1e4 * (u[0] - 0.8);
    case SHAPES: break;
    }
    return 0.0;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void
ranks_are_those_of_a_sort(void **state)
{
    static const size_t sizes[] = { 1, 2, 3, 16, 17, 129, 1000, 4097, MOST };
    static double values[MOST], sorted[MOST];

    (void)state;
    for (int shape = EVEN; shape < SHAPES; shape++)
        for (size_t k = 0; k < FP_COUNT(sizes); k++) {
            size_t n = sizes[k], ranks[RANKS];
            double found[RANKS];

            for (size_t i = 0; i < n; i++)
                values[i] = value_of((enum shape)shape, i, n, 7 * k);
            memcpy(sorted, values, n * sizeof(*values));
            qsort(sorted, n, sizeof(*sorted), compare);
            for (size_t r = 0; r < RANKS; r++)
                ranks[r] = r * (n - 1) / (RANKS - 1);
            fp_select(values, n, ranks, RANKS, found);
            for (size_t r = 0; r < RANKS; r++)
                if (found[r] != sorted[ranks[r]])
                    fail_msg("shape %d, %zu values, rank %zu: %.17g, not "
                             "%.17g", shape, n, ranks[r], found[r],
                             sorted[ranks[r]]);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_are_those_of_a_sort),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
