/* jobs: how paths are cut into shards. */
#include "tests/cmocka_fp.h"

#include "jobs/cut.h"
#include "planning/simulation/parts.h"

enum { BLOCK = FP_PARTS_BLOCK };

static void
assert_ends(const struct fp_jobs_cut *cut, uint64_t first, uint64_t end,
            size_t years, const uint64_t *want, size_t n)
{
    uint64_t ends[FP_JOBS_CUT_MAX];

    assert_int_equal(fp_jobs_cut(cut, first, end, years, ends), n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(ends[i], want[i]);
}

static void
test_by_hand(void **state)
{
    const struct fp_jobs_cut cut = { .path_years = 1280, .most = 4 };
    const uint64_t halves[] = { BLOCK, 2 * BLOCK };
    const uint64_t more[] = { 5 * BLOCK, 7 * BLOCK, 9 * BLOCK };
    const uint64_t quarters[] = { 25 * BLOCK, 50 * BLOCK, 75 * BLOCK,
                                  100 * BLOCK };
    const uint64_t ragged[] = { BLOCK, 3 * BLOCK, 4 * BLOCK + 1 };
    const uint64_t few[] = { 5 };

    (void)state;
    /* 256 paths of 10 years: two shards of 1280 path-years. */
    assert_ends(&cut, 0, 2 * BLOCK, 10, halves, 2);
    /* A later stage goes on where the one before ended. */
    assert_ends(&cut, 3 * BLOCK, 9 * BLOCK, 5, more, 3);
    /* No more than are wanted, however many path-years there are. */
    assert_ends(&cut, 0, 100 * BLOCK, 50, quarters, 4);
    /* Only the last shard may end within a block. */
    assert_ends(&cut, 0, 4 * BLOCK + 1, 7, ragged, 3);
    /* Less than a block is one shard, whatever it takes. */
    assert_ends(&cut, 0, 5, 100000, few, 1);
}

/* Any cut has whole blocks of nearly equal length, in order, up to the end, and
 * no shard is much more than was asked for unless there may be no more. */
static void
check(const struct fp_jobs_cut *cut, uint64_t first, uint64_t end,
      size_t years)
{
    uint64_t ends[FP_JOBS_CUT_MAX], again[FP_JOBS_CUT_MAX];
    size_t most = cut->most < FP_JOBS_CUT_MAX ? cut->most : FP_JOBS_CUT_MAX;
    size_t n = fp_jobs_cut(cut, first, end, years, ends);
    uint64_t begin = first, least = UINT64_MAX, longest = 0;

    assert_in_range(n, 1, most);
    assert_int_equal(fp_jobs_cut(cut, first, end, years, again), n);
    for (size_t i = 0; i < n; i++) {
        uint64_t blocks = (ends[i] - begin + BLOCK - 1) / BLOCK;

        assert_int_equal(ends[i], again[i]);
        assert_true(ends[i] > begin);
        assert_true(i + 1 == n || ends[i] % BLOCK == 0);
        if (blocks < least)
            least = blocks;
        if (blocks > longest)
            longest = blocks;
        begin = ends[i];
    }
    assert_int_equal(ends[n - 1], end);
    assert_true(longest - least <= 1);
    if (n < most)
        assert_true(longest <= 1 ||
                    (longest - 1) * BLOCK * years <= cut->path_years);
}

static void
test_any(void **state)
{
    static const uint64_t lengths[] = { 1, 127, 128, 129, 2048, 40001,
                                        200000, 10000000, 100000000 };
    static const uint64_t firsts[] = { 0, 128, 2048, 1 << 20 };
    static const size_t years[] = { 1, 35, 119 };
    static const struct fp_jobs_cut cuts[] = {
        { 1, 1 }, { 1, 7 }, { 40000, 64 }, { 2000000, 64 },
        { 1, FP_JOBS_CUT_MAX }, { 1, 1u << 20 }, { UINT64_C(1) << 40, 64 },
    };

    (void)state;
    for (size_t c = 0; c < sizeof(cuts) / sizeof(cuts[0]); c++)
        for (size_t l = 0; l < sizeof(lengths) / sizeof(lengths[0]); l++)
            for (size_t f = 0; f < sizeof(firsts) / sizeof(firsts[0]); f++)
                for (size_t y = 0; y < sizeof(years) / sizeof(years[0]); y++)
                    check(&cuts[c], firsts[f], firsts[f] + lengths[l],
                          years[y]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_any),
    };

    return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
