/* planning: the markets of a tile in lanes have the bits of the paths one by
 * one, for every model, with everything that bends a market. */
#include "tests/cmocka_fp.h"

#include <stdlib.h>

#include "planning/kernel/kernel_market.h"
#include "planning/kernel/level.h"
#include "planning/market/market_kept.h"
#include "planning/math/rng.h"

enum { YEARS = 12, SLOTS_MAX = 14 * FP_PLAN_ASSETS_MAX, HISTORY = 78 };

static struct fp_arena *arena;

static struct {
    fp_kernel_market_begin *start;
    fp_kernel_market_next *year;
} const levels[] = {
    [FP_LEVEL_REFERENCE] = { fp_kernel_market_start, fp_kernel_market_year },
#ifdef FP_KERNELS
    [FP_LEVEL_V2] = { fp_kernel_market_start_v2, fp_kernel_market_year_v2 },
    [FP_LEVEL_V3] = { fp_kernel_market_start_v3, fp_kernel_market_year_v3 },
    [FP_LEVEL_V4] = { fp_kernel_market_start_v4, fp_kernel_market_year_v4 },
#endif
};

static double
unit(uint64_t plan, uint32_t k)
{
    double u[2];

    fp_rng_uniform2(20261124, plan, k, 0, u);
    return u[0];
}

/* A history and an opening of the assets "a", "b", … */
static double rows[HISTORY * FP_PLAN_ASSETS_MAX], prices[HISTORY];
static const char *const names[FP_PLAN_ASSETS_MAX] = {
    "a", "b", "c", "d", "e", "f", "g", "h",
    "i", "j", "k", "l", "m", "n", "o", "p"
};
static struct fp_asset assets[FP_PLAN_ASSETS_MAX];

static struct fp_history
history_of(size_t n_assets, size_t years)
{
    struct fp_history out = { .name = "rows",
                              .first_year = 1990,
                              .n_years = years,
                              .n_columns = n_assets,
                              .returns = rows,
                              .inflation = prices };

    for (size_t a = 0; a < n_assets; a++)
        out.columns[a] = names[a];
    return out;
}

/* Plan number `which`: every model, inflation, basis, tilt, opening and
 * conditioning in turn. */
static void
make_plan(uint64_t which, struct fp_plan *plan, struct fp_history *history,
          struct fp_history *opening)
{
    static const enum fp_market_model models[] = {
        FP_MARKET_LOGNORMAL, FP_MARKET_LOGNORMAL, FP_MARKET_STUDENT_T,
        FP_MARKET_LOGNORMAL, FP_MARKET_REGIME,    FP_MARKET_LOGNORMAL,
        FP_MARKET_FIXED,     FP_MARKET_LOGNORMAL, FP_MARKET_BOOTSTRAP,
        FP_MARKET_LOGNORMAL, FP_MARKET_HISTORICAL
    };
    struct fp_market *market = &plan->market;
    size_t n = 1 + which % 9;

    memset(plan, 0, sizeof(*plan));
    if (which % 40 == 39)
        n = FP_PLAN_ASSETS_MAX;
    for (size_t i = 0; i < HISTORY * n; i++)
        rows[i] = unit(which, 5000 + (uint32_t)i) * 0.6 - 0.25;
    for (uint32_t t = 0; t < HISTORY; t++)
        prices[t] = unit(which, 9000 + t) * 0.08 - 0.01;
    market->model = models[which % FP_COUNT(models)];
    market->n_assets = n;
    market->assets = assets;
    market->degrees_of_freedom = 5.0;
    market->block_years = 3;
    market->inflation_mean = 0.02 + unit(which, 1) * 0.03;
    market->inflation_sd = 0.015;
    market->inflation_persistence = 0.6;
    market->inflation = unit(which, 2) < 0.5 ? FP_INFLATION_FIXED
                                             : FP_INFLATION_AR1;
    market->basis = unit(which, 3) < 0.5 ? FP_GROWTH_REAL : FP_GROWTH_NOMINAL;
    for (size_t i = 0; i < n; i++) {
        assets[i].id = names[i];
        market->kinds[i] = i % 2 ? FP_ASSET_BOND : FP_ASSET_STOCK;
        assets[i].mean = 0.01 + 0.08 * unit(which, 10 + (uint32_t)i);
        /* One in three does not vary. */
        assets[i].sd =
            i % 3 == 2 ? 0.0 : 0.3 * unit(which, 30 + (uint32_t)i);
        for (size_t j = 0; j < n; j++)
            market->correlations[i][j] = i == j ? 1.0 : 0.25;
        market->inflation_correlations[i] = -0.1;
    }
    if (unit(which, 4) < 0.4) {
        market->tilt.years = 5;
        market->tilt.inflation = 0.02;
        for (size_t i = 0; i < n; i++)
            market->tilt.returns[i] = i % 2 ? 0.01 : -0.04;
    }
    if (unit(which, 5) < 0.4 && market->model != FP_MARKET_REGIME) {
        market->conditioning.cape = 32.0;
        market->conditioning.has_bond_yield = 1;
        market->conditioning.bond_yield = 0.04;
        market->conditioning.years = 7;
    }
    plan->strategy.rebalance =
        unit(which, 7) < 0.5 ? FP_REBALANCE_YEARLY : FP_REBALANCE_NEVER;
    *history = history_of(n, HISTORY);
    *opening = history_of(n, 3);
    if (unit(which, 6) < 0.3)
        market->opening = opening;
}

/* The paths of a tile, one by one, in the tile's layout. */
static void
walk_all(const struct fp_market_draws *draws, struct fp_market_walk *walks,
         double *slots)
{
    size_t n = draws->source->n_assets;

    for (size_t i = 0; i < FP_MARKET_TILE; i++) {
        double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX];
        double returns[FP_PLAN_ASSETS_MAX], inflation;
        double *at = slots + i;

        fp_market_walk_year(&walks[i], returns, &inflation, months);
        for (size_t a = 0; a < n; a++, at += FP_MARKET_TILE)
            *at = returns[a];
        *at = inflation;
        for (size_t m = 0; draws->monthly && m < FP_MARKET_MONTHS; m++)
            for (size_t a = 0; a < n; a++)
                *(at += FP_MARKET_TILE) = months[m][a];
    }
}

static void
compare_plan(uint64_t which, int monthly, uint64_t first)
{
    static double want[YEARS][SLOTS_MAX * FP_MARKET_TILE];
    static double got[SLOTS_MAX * FP_MARKET_TILE];
    struct fp_market_walk walks[FP_MARKET_TILE];
    struct fp_history history, opening;
    struct fp_market_source source;
    struct fp_market_draws draws = { &source, 7000 + which, monthly };
    struct fp_plan plan;
    struct fp_error error;
    size_t size, paths = FP_MARKET_TILE;

    make_plan(which, &plan, &history, &opening);
    assert_int_equal(fp_market_open(&plan, &history, plan.market.model, YEARS,
                                    arena, &source, &error), FP_OK);
    if (source.model == FP_MARKET_HISTORICAL) {
        /* The last windows: the rest of the tile is like the last. */
        first = FP_MARKET_TILE;
        paths = (size_t)source.windows - FP_MARKET_TILE;
        assert_int_equal(paths, HISTORY - YEARS + 1 - FP_MARKET_TILE);
    }
    size = fp_market_slots(source.n_assets, monthly) * FP_MARKET_TILE *
           sizeof(double);
    assert_true(size <= sizeof(got));
    for (size_t i = 0; i < FP_MARKET_TILE; i++)
        fp_market_walk_start(NULL, &draws,
                             first + (i < paths ? i : paths - 1), &walks[i]);
    for (int t = 0; t < YEARS; t++)
        walk_all(&draws, walks, want[t]);
    for (int level = FP_LEVEL_REFERENCE; level <= (int)fp_level_best();
         level++) {
        struct fp_kernel_market tile;

        levels[level].start(&draws, first, paths, &tile);
        for (int t = 0; t < YEARS; t++) {
            memset(got, 0, sizeof(got));
            levels[level].year(&tile, got);
            if (!tile.years_wanted)
                memcpy(got, want[t],
                       source.n_assets * FP_MARKET_TILE * sizeof(*got));
            assert_memory_equal(got, want[t], size);
        }
    }
}

static void
tiles_equal_paths(void **state)
{
    (void)state;
    for (uint64_t which = 0; which < 360; which++) {
        arena = fp_arena_new(0);
        assert_non_null(arena);
        compare_plan(which, which / 2 % 2,
                     which % 5 ? which * FP_MARKET_TILE
                               : (1ull << 32) - FP_MARKET_TILE);
        fp_arena_free(arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiles_equal_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
