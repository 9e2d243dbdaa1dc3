/* A simulation in parts: the bits of one run, however it is cut, through bytes
 * that a reader need not trust. */
#include "tests/cmocka_fp.h"

#include <string.h>

#include "planning/simulation/partial_wire.h"
#include "planning/simulation/parts.h"
#include "tests/planning/plan_kit.h"

enum { PATHS = 3000, ROUNDS = 3000 };

static int stop_after; /* blocks; 0: never */

static int
enough(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    return stop_after > 0 && done < total &&
                   done >= (uint64_t)stop_after * FP_PARTS_BLOCK
               ? FP_SIM_ENOUGH
               : FP_SIM_GO_ON;
}

static void
same_series(const struct fp_sim_series *a, const struct fp_sim_series *b,
            size_t years)
{
    size_t bytes = years * sizeof(double);

    assert_memory_equal(a->mean, b->mean, bytes);
    assert_memory_equal(a->standard_error, b->standard_error, bytes);
    for (size_t q = 0; q < FP_PERCENTILES; q++)
        assert_memory_equal(a->percentiles[q], b->percentiles[q], bytes);
}

/* Every figure of two results, to the bit. */
static void
same(const struct fp_sim_result *a, const struct fp_sim_result *b)
{
    assert_int_equal(a->paths, b->paths);
    assert_int_equal(a->years, b->years);
    assert_int_equal(a->successes, b->successes);
    assert_memory_equal(&a->success, &b->success, 4 * sizeof(double));
    same_series(&a->wealth, &b->wealth, a->years);
    same_series(&a->spending, &b->spending, a->years);
    same_series(&a->taxes, &b->taxes, a->years);
    assert_memory_equal(&a->ending, &b->ending, sizeof(a->ending));
    assert_memory_equal(&a->legacy, &b->legacy, sizeof(a->legacy));
    assert_memory_equal(a->depletion_by_year, b->depletion_by_year,
                        a->years * sizeof(double));
    assert_int_equal(a->depletion_median_age, b->depletion_median_age);
    assert_memory_equal(&a->shortfall_mean_depth, &b->shortfall_mean_depth,
                        6 * sizeof(double)); /* … health_lifetime_mean */
    assert_memory_equal(a->failure_causes, b->failure_causes,
                        sizeof(a->failure_causes));
    assert_memory_equal(&a->spending_volatility, &b->spending_volatility,
                        6 * sizeof(double)); /* … funded_ratio */
    assert_memory_equal(a->percentile_paths, b->percentile_paths,
                        sizeof(a->percentile_paths));
}

static struct fp_sim_options
options_of(uint64_t paths)
{
    return (struct fp_sim_options){ .paths = paths, .seed = 7, .threads = 1,
                                    .stream = 1, .progress = enough };
}

static struct fp_parts *
open_parts(const struct kit *kit, const struct fp_sim_options *options,
           struct fp_arena *arena)
{
    struct fp_error error = { 0 };
    struct fp_parts *parts = NULL;

    if (fp_parts_open(&kit->plan, kit_us_history(), options, arena, &parts,
                      &error) != FP_OK)
        fail_msg("%s", error.detail);
    return parts;
}

/* Paths first … end by themselves, to bytes and back. */
static struct fp_partial *
through_bytes(const struct fp_parts *parts, uint64_t first, uint64_t end)
{
    struct fp_partial *partial = NULL, *back = NULL;
    struct fp_error error = { 0 };
    struct fp_buf bytes, again;

    fp_buf_init(&bytes, 0);
    fp_buf_init(&again, 0);
    assert_int_equal(fp_parts_run(parts, first, end, &partial), FP_OK);
    fp_parts_write(partial, first, &bytes);
    if (fp_parts_read(parts, bytes.data, bytes.len, first,
                      fp_parts_ran(partial), &back, &error) != FP_OK)
        fail_msg("%s", error.detail);
    fp_parts_write(back, first, &again);
    assert_int_equal(bytes.len, again.len);
    assert_memory_equal(bytes.data, again.data, bytes.len);
    fp_parts_free(partial);
    fp_buf_fini(&bytes);
    fp_buf_fini(&again);
    return back;
}

static struct fp_sim_result
whole(const struct kit *kit, const struct fp_sim_options *options,
      struct fp_arena *arena)
{
    struct fp_sim_result result;
    struct fp_error error = { 0 };

    if (fp_simulate(&kit->plan, kit_us_history(), options, arena, &result,
                    &error) != FP_OK)
        fail_msg("%s", error.detail);
    return result;
}

static void
cut_and_merge(const struct kit *kit, uint64_t n_parts, int backwards,
              const struct fp_sim_result *wanted, struct fp_arena *arena)
{
    const struct fp_sim_options options = options_of(PATHS);
    const struct fp_parts *parts = open_parts(kit, &options, arena);
    uint64_t blocks = (PATHS + FP_PARTS_BLOCK - 1) / FP_PARTS_BLOCK;
    int64_t tally[FP_PARTS_TALLY] = { 0 }, own[FP_PARTS_TALLY];
    double p, error;
    struct fp_partial *all = NULL;
    struct fp_sim_result got;

    for (uint64_t i = 0; i < n_parts; i++) {
        uint64_t k = backwards ? n_parts - 1 - i : i;
        uint64_t first = blocks * k / n_parts * FP_PARTS_BLOCK;
        uint64_t end = blocks * (k + 1) / n_parts * FP_PARTS_BLOCK;
        struct fp_partial *part =
            through_bytes(parts, first, end < PATHS ? end : PATHS);

        fp_parts_tally(part, own);
        for (size_t n = 0; n < FP_PARTS_TALLY; n++)
            tally[n] += own[n];
        if (all == NULL) {
            all = part;
            continue;
        }
        assert_int_equal(fp_parts_merge(all, part), FP_OK);
        fp_parts_free(part);
    }
    assert_int_equal(fp_parts_ran(all), PATHS);
    assert_int_equal(fp_parts_result(parts, all, arena, &got), FP_OK);
    same(&got, wanted);
    p = fp_tally_success(tally, wanted->sampler, &error);
    assert_memory_equal(&p, &wanted->success, sizeof(p));
    assert_memory_equal(&error, &wanted->success_se, sizeof(error));
    fp_parts_free(all);
}

static void
parts_are_the_whole(void **state)
{
    static const enum fp_sampler samplers[] = {
        FP_SAMPLER_PLAIN, FP_SAMPLER_ANTITHETIC, FP_SAMPLER_SOBOL
    };

    (void)state;
    for (size_t s = 0; s < 3 * FP_COUNT(samplers); s++) {
        const struct fp_sim_options options = options_of(PATHS);
        struct fp_arena *arena = fp_arena_new(0);
        struct fp_sim_result wanted;
        struct kit kit;

        if (s / 3 == 0)
            kit_simple(&kit, 30, 1e6, 45000, 0.05, 0.12);
        else if (s / 3 == 1)
            kit_couple(&kit);
        else
            kit_random(&kit, s);
        kit.plan.market.sampler = samplers[s % 3];
        wanted = whole(&kit, &options, arena);
        if (wanted.paths == PATHS) /* not every window of history */
            for (uint64_t n = 1; n <= 7; n += 2)
                cut_and_merge(&kit, n, n % 4 == 1, &wanted, arena);
        fp_arena_free(arena);
    }
}

/* The stages of a run that goes on until its error is small enough. */
static void
stages_are_the_whole(void **state)
{
    struct fp_sim_options options = options_of(100000);
    struct fp_arena *arena = fp_arena_new(0);
    const struct fp_parts *parts;
    struct fp_partial *all = NULL;
    struct fp_sim_result wanted, got;
    uint64_t end = 0;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 45000, 0.05, 0.12);
    kit.plan.market.sampler = FP_SAMPLER_PLAIN;
    options.until_se = 0.004;
    wanted = whole(&kit, &options, arena);
    assert_int_equal(wanted.paths, 16384);
    parts = open_parts(&kit, &options, arena);
    do {
        uint64_t first = end;
        struct fp_partial *part;

        end = fp_parts_stage(parts, first);
        part = through_bytes(parts, first, end);
        if (all == NULL) {
            all = part;
            continue;
        }
        assert_int_equal(fp_parts_merge(all, part), FP_OK);
        fp_parts_free(part);
    } while (!fp_parts_is_exact(parts, all) && end < options.paths);
    assert_int_equal(fp_parts_result(parts, all, arena, &got), FP_OK);
    same(&got, &wanted);
    fp_parts_free(all);
    fp_arena_free(arena);
}

/* What a run answers that was told to stop is what so many paths answer. */
static void
enough_is_the_first_paths(void **state)
{
    struct fp_sim_options options = options_of(200000);
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_result stopped, asked;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    for (int threads = 1; threads <= 3; threads++) {
        stop_after = 9;
        options.threads = threads;
        options.paths = 200000;
        stopped = whole(&kit, &options, arena);
        stop_after = 0;
        assert_in_range(stopped.paths, 9 * FP_PARTS_BLOCK, 100000);
        assert_int_equal(stopped.paths % FP_PARTS_BLOCK, 0);
        options.paths = stopped.paths;
        asked = whole(&kit, &options, arena);
        same(&stopped, &asked);
    }
    /* A run that keeps its paths has no answer then. */
    options.stream = 0;
    options.paths = 100000;
    stop_after = 1;
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &asked,
                                 NULL), FP_ECANCELED);
    stop_after = 0;
    fp_arena_free(arena);
}

static void
published_check_value(void **state)
{
    (void)state;
    assert_true(fp_partial_crc("123456789", 9) ==
                UINT64_C(0x995dc9bbdf1939fa));
}

/* SOURCE: G. Marsaglia, "Xorshift RNGs", 2003. */
static uint32_t
draw(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Puts the right sum under bytes that were changed. */
static void
seal(char *bytes, size_t len)
{
    uint64_t crc = fp_partial_crc(bytes, len - 8);

    for (size_t i = 0; i < 8; i++)
        bytes[len - 8 + i] = (char)(crc >> 8 * i);
}

/* 1 when the bytes were taken; then they have a result. */
static int
is_taken(const struct fp_parts *parts, const char *bytes, size_t len)
{
    struct fp_arena *arena = fp_arena_new(0);
    char *tight = malloc(len > 0 ? len : 1); /* a sanitizer sees its ends */
    struct fp_partial *partial = NULL;
    struct fp_error error = { 0 };
    struct fp_sim_result result;
    enum fp_err err;

    memcpy(tight, bytes, len);
    err = fp_parts_read(parts, tight, len, 0, 640, &partial, &error);
    free(tight);
    if (err == FP_OK) {
        assert_int_equal(fp_parts_ran(partial), 640);
        assert_int_equal(fp_parts_result(parts, partial, arena, &result),
                         FP_OK);
        fp_parts_free(partial);
    } else {
        assert_int_equal(err, FP_EINVAL);
        assert_null(partial);
        assert_true(error.detail[0] != '\0');
    }
    fp_arena_free(arena);
    return err == FP_OK;
}

static void
no_bytes_are_trusted(void **state)
{
    const struct fp_sim_options options = options_of(640);
    struct fp_arena *arena = fp_arena_new(0);
    const struct fp_parts *parts;
    struct fp_partial *partial = NULL, *other = NULL;
    int taken = 0, refused = 0;
    uint32_t seed = 2463534242u;
    struct fp_buf bytes;
    struct kit kit;
    char *copy;

    (void)state;
    kit_simple(&kit, 3, 1e6, 330000, 0.05, 0.12);
    parts = open_parts(&kit, &options, arena);
    assert_int_equal(fp_parts_run(parts, 0, 640, &partial), FP_OK);
    fp_buf_init(&bytes, 0);
    fp_parts_write(partial, 0, &bytes);
    fp_parts_free(partial);
    copy = malloc(bytes.len);
    assert_true(is_taken(parts, bytes.data, bytes.len));
    assert_int_equal(fp_parts_read(parts, bytes.data, bytes.len, 128, 640,
                                   &other, NULL), FP_EINVAL);
    assert_int_equal(fp_parts_read(parts, bytes.data, bytes.len, 0, 512,
                                   &other, NULL), FP_EINVAL);
    for (size_t len = 0; len < bytes.len; len++)
        assert_false(is_taken(parts, bytes.data, len));
    for (size_t at = 0; at < bytes.len; at += 3) { /* damage */
        memcpy(copy, bytes.data, bytes.len);
        copy[at] = (char)(copy[at] ^ (1 << at % 8));
        assert_false(is_taken(parts, copy, bytes.len));
    }
    for (int round = 0; round < ROUNDS; round++) { /* and malice */
        size_t len = bytes.len;

        memcpy(copy, bytes.data, len);
        for (uint32_t n = 1 + draw(&seed) % 3; n > 0; n--) {
            size_t at = draw(&seed) % (len - 8);

            copy[at] = draw(&seed) % 4 == 0 ? (char)0xff
                                            : (char)draw(&seed);
        }
        if (round % 4 == 0)
            len -= draw(&seed) % (len - 16);
        seal(copy, len);
        if (is_taken(parts, copy, len))
            taken++;
        else
            refused++;
    }
    assert_true(taken > 0 && refused > ROUNDS / 10);
    free(copy);
    fp_buf_fini(&bytes);
    fp_arena_free(arena);
}

/* Bytes of a run of another length, or of another sampler. */
static void
no_other_plan_is_taken(void **state)
{
    const struct fp_sim_options options = options_of(640);
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_partial *partial = NULL, *back = NULL;
    struct fp_buf bytes;
    struct kit kit, other;

    (void)state;
    kit_simple(&kit, 20, 1e6, 45000, 0.05, 0.12);
    assert_int_equal(fp_parts_run(open_parts(&kit, &options, arena), 128, 640,
                                  &partial), FP_OK);
    fp_buf_init(&bytes, 0);
    fp_parts_write(partial, 128, &bytes);
    fp_parts_free(partial);
    for (int which = 0; which < 2; which++) {
        kit_simple(&other, which == 0 ? 21 : 20, 1e6, 45000, 0.05, 0.12);
        if (which == 1)
            other.plan.market.sampler = FP_SAMPLER_ANTITHETIC;
        assert_int_equal(
            fp_parts_read(open_parts(&other, &options, arena), bytes.data,
                          bytes.len, 128, 512, &back, NULL), FP_EINVAL);
    }
    fp_buf_fini(&bytes);
    fp_arena_free(arena);
}

static void
parts_begin_with_a_block(void **state)
{
    struct fp_sim_options options = options_of(1000);
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_extent extent;
    struct fp_partial *partial = NULL;
    const struct fp_parts *parts;
    struct fp_parts *none = NULL;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 10, 1e6, 45000, 0.05, 0.12);
    parts = open_parts(&kit, &options, arena);
    assert_int_equal(fp_parts_paths(parts), 1000);
    assert_int_equal(fp_parts_years(parts), 10);
    assert_int_equal(fp_parts_run(parts, 64, 128, &partial), FP_EINVAL);
    assert_int_equal(fp_parts_run(parts, 128, 128, &partial), FP_EINVAL);
    assert_int_equal(fp_parts_run(parts, 896, 1001, &partial), FP_EINVAL);
    assert_int_equal(fp_sim_measure(&kit.plan, NULL, &options, arena, &extent,
                                    NULL), FP_OK);
    assert_int_equal(extent.paths, 1000);
    assert_int_equal(extent.years, 10);
    assert_int_equal(extent.sampler, FP_SAMPLER_SOBOL);
    options.paths = FP_SIM_STREAM_MAX + UINT64_C(1);
    assert_int_equal(fp_sim_measure(&kit.plan, NULL, &options, arena, &extent,
                                    NULL), FP_ELIMIT);
    options.stream = 0;
    assert_int_equal(fp_parts_open(&kit.plan, NULL, &options, arena, &none,
                                   NULL), FP_EINVAL);
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_check_value),
        cmocka_unit_test(parts_are_the_whole),
        cmocka_unit_test(stages_are_the_whole),
        cmocka_unit_test(enough_is_the_first_paths),
        cmocka_unit_test(parts_begin_with_a_block),
        cmocka_unit_test(no_bytes_are_trusted),
        cmocka_unit_test(no_other_plan_is_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
