/* The distance to the limit: what random numbers, normals and exponentials
 * cost alone, and what a market made of them costs, at each level that the
 * machine has. Prints a table of nanoseconds of user time per number, the best
 * of several rounds.
 *
 *     bench_draws [rounds]   (12) */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "planning/kernel/kernel_market.h"
#include "planning/kernel/level.h"
#include "tests/planning/lane_probe.h"

enum { N = 1024, REPEATS = 400, YEARS = 30, TILES = 24, ASSETS_MAX = 4 };

static uint32_t words[4 * N];
static float normals[4 * N], powers[4 * N];
static double arguments[N], results[N];
static _Alignas(64) double slots[(ASSETS_MAX * 13 + 1) * FP_MARKET_TILE];
static struct fp_arena *arena;
static volatile double sink; /* so that the work has to be done */

static const struct {
    fp_kernel_market_begin *start;
    fp_kernel_market_next *year;
} markets[FP_LEVEL_COUNT] = {
    [FP_LEVEL_REFERENCE] = { fp_kernel_market_start, fp_kernel_market_year },
#ifdef FP_KERNELS
    [FP_LEVEL_V2] = { fp_kernel_market_start_v2, fp_kernel_market_year_v2 },
    [FP_LEVEL_V3] = { fp_kernel_market_start_v3, fp_kernel_market_year_v3 },
    [FP_LEVEL_V4] = { fp_kernel_market_start_v4, fp_kernel_market_year_v4 },
#endif
};

static double
user_seconds(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
}

/* Each does its work once and says how many numbers it made. */
typedef double work(enum fp_level level);

static double
make_words(enum fp_level level)
{
    for (uint32_t year = 0; year < REPEATS; year++)
        lane_probe_of(level)->words(1, 0, year, 0, N, words);
    sink = words[7];
    return 4.0 * N * REPEATS;
}

static double
make_normals_of_words(enum fp_level level)
{
    for (uint32_t year = 0; year < REPEATS; year++)
        lane_probe_of(level)->normals_of(words, N, normals);
    sink = (double)normals[7];
    return 4.0 * N * REPEATS;
}

static double
make_normals(enum fp_level level)
{
    for (uint32_t year = 0; year < REPEATS; year++)
        lane_probe_of(level)->normals(1, 0, year, 0, N, normals);
    sink = (double)normals[7];
    return 4.0 * N * REPEATS;
}

static double
make_powers(enum fp_level level)
{
    for (int i = 0; i < REPEATS; i++)
        lane_probe_of(level)->exp2(normals, (size_t)4 * N, powers);
    sink = (double)powers[7];
    return 4.0 * N * REPEATS;
}

static double
make_exponentials(enum fp_level level)
{
    for (int i = 0; i < REPEATS; i++)
        lane_probe_of(level)->exp(arguments, N, results);
    sink = results[7];
    return 1.0 * N * REPEATS;
}

static double
make_logarithms(enum fp_level level)
{
    for (int i = 0; i < REPEATS; i++)
        lane_probe_of(level)->log(arguments, N, results);
    sink = results[7];
    return 1.0 * N * REPEATS;
}

/* Tiles of a lognormal market of n assets. */
static double
make_market(enum fp_level level, size_t n, int monthly)
{
    static struct fp_asset assets[ASSETS_MAX];
    static struct fp_plan plan;
    struct fp_market *market = &plan.market;
    struct fp_market_source source;
    struct fp_market_draws draws = { &source, 1, monthly };

    market->model = FP_MARKET_LOGNORMAL;
    market->assets = assets;
    market->n_assets = n;
    market->inflation_mean = 0.025;
    market->basis = FP_GROWTH_NOMINAL;
    for (size_t i = 0; i < n; i++) {
        assets[i] = (struct fp_asset){ "", 0.03 + 0.01 * (double)i,
                                       0.05 + 0.04 * (double)i };
        for (size_t j = 0; j < n; j++)
            market->correlations[i][j] = i == j ? 1.0 : 0.3;
    }
    if (fp_market_open(&plan, NULL, market->model, YEARS, arena, &source,
                       NULL) != FP_OK)
        abort();
    for (uint64_t tile = 0; tile < TILES; tile++) {
        struct fp_kernel_market market_tile;

        markets[level].start(&draws, tile * FP_MARKET_TILE, FP_MARKET_TILE,
                             &market_tile);
        for (int t = 0; t < YEARS; t++)
            markets[level].year(&market_tile, slots);
    }
    sink = slots[7];
    return (double)n * (monthly ? FP_MARKET_MONTHS : 1) * YEARS * TILES *
           FP_MARKET_TILE;
}

static double
make_months_of_three(enum fp_level level)
{
    return make_market(level, 3, 1);
}

static double
make_months_of_four(enum fp_level level)
{
    return make_market(level, 4, 1);
}

static double
make_years_of_three(enum fp_level level)
{
    return make_market(level, 3, 0);
}

static const struct {
    const char *name;
    work *work;
} rows[] = {
    { "random words (Philox 4x32-10)", make_words },
    { "normals of given words", make_normals_of_words },
    { "normals, words included", make_normals },
    { "2^x, single", make_powers },
    { "exp, double", make_exponentials },
    { "log, double", make_logarithms },
    { "market by months, 3 assets: asset-month", make_months_of_three },
    { "market by months, 4 assets: asset-month", make_months_of_four },
    { "market by years, 3 assets: asset-year", make_years_of_three },
};

static double
nanoseconds(work *make, enum fp_level level, int rounds)
{
    double best = 1e300;

    for (int i = 0; i < rounds; i++) {
        double start = user_seconds(), made = 0.0, used;

        do {
            made += make(level);
            used = user_seconds() - start;
        } while (used < 0.01);
        best = used / made < best ? used / made : best;
    }
    return best * 1e9;
}

int
main(int argc, char **argv)
{
    int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 12;

    arena = fp_arena_new(0);
    if (arena == NULL)
        return 1;
    for (size_t i = 0; i < N; i++)
        arguments[i] = 0.5 + (double)i / N;
    printf("| ns of user time for one | level 1 | v2 | v3 | v4 |\n"
           "|---|---|---|---|---|\n");
    for (size_t i = 0; i < FP_COUNT(rows); i++) {
        printf("| %s |", rows[i].name);
        for (int level = FP_LEVEL_REFERENCE; level < FP_LEVEL_COUNT; level++) {
            if (level <= (int)fp_level_best())
                printf(" %.2f |",
                       nanoseconds(rows[i].work, (enum fp_level)level,
                                   rounds));
            else
                printf(" – |");
        }
        printf("\n");
    }
    fp_arena_free(arena);
    return 0;
}
