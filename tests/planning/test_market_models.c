/* planning: markets with regimes and out of a history, assumptions from the
 * table, and what validation says of a market. */
#include "tests/cmocka_fp.h"

#include "planning/market/market.h"
#include "planning/market/market_cma.h"
#include "tests/planning/plan_kit.h"

enum { SAMPLES = 20000, SEED = 4242 };

static struct fp_arena *arena;

static int
open_arena(void **state)
{
    (void)state;
    arena = fp_arena_new(0);
    return arena == NULL;
}

static int
close_arena(void **state)
{
    (void)state;
    fp_arena_free(arena);
    return 0;
}

static void
open_source(const struct kit *kit, int years, struct fp_market_source *source)
{
    struct fp_error error;
    enum fp_err err =
        fp_market_open(&kit->plan, kit_us_history(), kit->plan.market.model,
                       years, arena, source, &error);

    if (err != FP_OK)
        fail_msg("%s", error.detail);
}

/* Mean of x[n] and its standard error; the deviation in *sd. */
static double
mean_of(const double *x, size_t n, double *error, double *sd)
{
    double mean = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++)
        mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - mean) * (x[i] - mean) / (double)n;
    *sd = sqrt(squares);
    *error = *sd / sqrt((double)n);
    return mean;
}

/* Four standard errors of a sample's deviation, from the fourth moment. */
static double
sd_allowance(const double *x, size_t n, double mean, double sd)
{
    double four = 0.0;

    for (size_t i = 0; i < n; i++)
        four += pow(x[i] - mean, 4.0) / (double)n;
    return 4.0 * sqrt((four - pow(sd, 4.0)) / (double)n) / (2.0 * sd);
}

/* --- regimes ---------------------------------------------------------------- */

static void
stationary_shares(void **state)
{
    static const double two[FP_REGIMES_MAX][FP_REGIMES_MAX] = {
        { 0.9602, 0.0398 }, { 0.3798, 0.6202 }
    };
    static const double slow[FP_REGIMES_MAX][FP_REGIMES_MAX] = {
        { 1.0 - 1e-7, 1e-7 }, { 3e-7, 1.0 - 3e-7 }
    };
    static const double three[FP_REGIMES_MAX][FP_REGIMES_MAX] = {
        { 0.0, 1.0, 0.0 }, { 0.0, 0.0, 1.0 }, { 0.5, 0.5, 0.0 }
    };
    double shares[FP_REGIMES_MAX];

    (void)state;
    fp_market_stationary(two, 2, shares);
    assert_near(shares[0], 0.3798 / (0.3798 + 0.0398), 1e-14);
    fp_market_stationary(slow, 2, shares);
    assert_near(shares[0], 0.75, 1e-6);
    fp_market_stationary(three, 3, shares);
    assert_near(shares[0], 0.2, 1e-14);
    assert_near(shares[1], 0.4, 1e-14);
    assert_near(shares[2], 0.4, 1e-14);
}

/* The built-in regimes keep the stated moments and make heavy left tails. */
static void
builtin_regimes(void **state)
{
    static double x[SAMPLES], y[SAMPLES];
    double error, sd, mean, skew = 0.0, returns[3], inflation;
    struct fp_market_source source;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.plan.market.model = FP_MARKET_REGIME;
    open_source(&kit, 30, &source);
    assert_int_equal(source.chain->n, 2);
    for (size_t i = 0; i < SAMPLES; i++) {
        fp_market_draw(&source, SEED, i, (int)(i % 4), returns, &inflation);
        x[i] = (1.0 + returns[0]) / (1.0 + inflation) - 1.0;
        y[i] = (1.0 + returns[1]) / (1.0 + inflation) - 1.0;
    }
    mean = mean_of(x, SAMPLES, &error, &sd);
    print_message("    regime, %s: mean %.4f +- %.4f (%.4f), sd %.4f (%.4f)\n",
                  kit.assets[0].id, mean, error, kit.assets[0].mean, sd,
                  kit.assets[0].sd);
    assert_near(mean, kit.assets[0].mean, 4.0 * error);
    assert_near(sd, kit.assets[0].sd, sd_allowance(x, SAMPLES, mean, sd));
    for (size_t i = 0; i < SAMPLES; i++)
        skew += pow(log1p(x[i]) - log1p(mean), 3.0) / SAMPLES;
    assert_true(skew < 0.0);
    mean = mean_of(y, SAMPLES, &error, &sd);
    assert_near(mean, kit.assets[1].mean, 4.0 * error);
    assert_near(sd, kit.assets[1].sd, sd_allowance(y, SAMPLES, mean, sd));
    /* A stock without risk has none in any regime. */
    kit.assets[0].sd = 0.0;
    open_source(&kit, 30, &source);
    for (uint64_t i = 0; i < 50; i++) {
        fp_market_draw(&source, SEED, i, 3, returns, &inflation);
        assert_near((1.0 + returns[0]) / (1.0 + inflation),
                    1.0 + kit.assets[0].mean, 1e-13);
    }
    /* The long run's mean is found without sampling. */
    assert_near(source.mean[0], kit.assets[0].mean, 1e-9);
    assert_near(source.mean[1], kit.assets[1].mean, 1e-12);
}

/* Two regimes that no return confuses: their shares, and how long they last,
 * are the chain's. */
static void
own_regimes(void **state)
{
    static struct fp_regime regimes[2];
    struct fp_market_source source;
    double returns[3], inflation, bad = 0.0, turns = 0.0;
    struct kit kit;
    int years = 50, was;

    (void)state;
    kit_simple(&kit, years, 1e6, 1.0, 0.05, 0.1);
    for (int k = 0; k < 2; k++) {
        regimes[k].id = k == 0 ? "good" : "bad";
        regimes[k].means[0] = k == 0 ? 0.2 : -0.2;
        regimes[k].sds[0] = 0.01;
        regimes[k].correlations[0][0] = 1.0;
    }
    kit.plan.market.model = FP_MARKET_REGIME;
    kit.plan.market.regimes = regimes;
    kit.plan.market.n_regimes = 2;
    kit.plan.market.transition[0][0] = 0.9;
    kit.plan.market.transition[0][1] = 0.1;
    kit.plan.market.transition[1][0] = 0.4;
    kit.plan.market.transition[1][1] = 0.6;
    open_source(&kit, years, &source);
    assert_near(source.mean[0], 0.8 * 0.2 - 0.2 * 0.2, 1e-14);
    for (uint64_t i = 0; i < 1000; i++) {
        struct fp_market_path path;

        fp_market_path_start(&source, SEED, i, &path);
        was = -1;
        for (int t = 0; t < years; t++) {
            fp_market_path_year(&path, returns, &inflation);
            bad += returns[0] < 0.0;
            turns += was == 0 && returns[0] < 0.0;
            was = returns[0] < 0.0;
        }
    }
    /* Autocorrelation 0.5 makes (1 + 0.5) / (1 - 0.5) of the variance of
     * independent years. */
    print_message("    bad years %.4f (0.2), turns %.4f (0.08)\n",
                  bad / 50000.0, turns / 49000.0);
    assert_near(bad / 50000.0, 0.2, 4.0 * sqrt(3.0 * 0.16 / 50000.0));
    assert_near(turns / 49000.0, 0.08, 4.0 * sqrt(0.08 * 0.92 / 49000.0));
    kit.plan.market.start_regime = 2;
    open_source(&kit, years, &source);
    for (uint64_t i = 0; i < 100; i++) {
        fp_market_draw(&source, SEED, i, 0, returns, &inflation);
        assert_true(returns[0] < 0.0);
    }
    /* By the month the bad regime's year has good months. */
    kit.plan.market.regime_monthly = 1;
    kit.plan.market.start_regime = 0;
    open_source(&kit, years, &source);
    bad = 0.0;
    for (uint64_t i = 0; i < SAMPLES; i++) {
        fp_market_draw(&source, SEED, i, 0, returns, &inflation);
        bad += returns[0] / SAMPLES;
    }
    assert_near(bad, source.mean[0], 4.0 * 0.12 / sqrt(SAMPLES));
}

/* --- history ---------------------------------------------------------------- */

/* Row of the source's history with exactly these values; -1. */
static int
row_of(const struct fp_market_source *source, const double *returns,
       double inflation)
{
    for (size_t row = 0; row < source->n_history; row++)
        if (memcmp(source->returns + row * source->n_assets, returns,
                   source->n_assets * sizeof(*returns)) == 0 &&
            source->inflation[row] == inflation)
            return (int)row;
    return -1;
}

/* Every drawn year is a whole year of the history; blocks last what they
 * should, years come equally often. */
static void
bootstraps_keep_rows(void **state)
{
    (void)state;
    for (int scheme = 0; scheme < 2; scheme++) {
        double starts = 0.0, count[128] = { 0.0 }, most = 0.0;
        struct fp_market_source source;
        struct kit kit;

        kit_history(&kit, 30, 1e6, 4e4, 0.5);
        kit.plan.market.model = FP_MARKET_BOOTSTRAP;
        kit.plan.market.bootstrap = (enum fp_bootstrap)scheme;
        kit.plan.market.block_years = 5;
        open_source(&kit, 30, &source);
        for (uint64_t i = 0; i < 2000; i++) {
            int before = -1;

            for (int t = 0; t < 30; t++) {
                double returns[FP_PLAN_ASSETS_MAX], inflation;
                int row;

                fp_market_draw(&source, SEED, i, t, returns, &inflation);
                row = row_of(&source, returns, inflation);
                assert_true(row >= 0);
                count[row]++;
                if (t > 0 && row != (before + 1) % (int)source.n_history) {
                    starts++;
                    assert_true(scheme == 1 || t % 5 == 0);
                }
                before = row;
            }
        }
        /* 58,000 years after the first; a new start may be the next row. */
        print_message("    scheme %d: a block starts in %.4f of the years\n",
                      scheme, starts / 58000.0);
        if (scheme == 1)
            assert_near(starts / 58000.0,
                        0.2 * (1.0 - 1.0 / (double)source.n_history),
                        4.0 * sqrt(0.16 / 58000.0));
        for (size_t row = 0; row < source.n_history; row++)
            most = fmax(most, fabs(count[row] * (double)source.n_history /
                                       60000.0 - 1.0));
        /* Blocks of five: about 12,000 starts over the rows. */
        assert_true(most < 0.5);
    }
}

static void
own_series(void **state)
{
    static const double returns[] = { 0.1, 0.02, -0.3, 0.05, 0.2, 0.01 };
    static const double prices[] = { 0.02, 0.03, 0.04 };
    struct fp_history rows = {
        .name = "of the plan", .first_year = 2001, .n_years = 3,
        .n_columns = 2, .returns = returns, .inflation = prices
    };
    struct fp_market_source source;
    double got[2], inflation;
    struct fp_error error;
    struct kit kit;

    (void)state;
    kit_history(&kit, 2, 1e6, 4e4, 0.5);
    rows.columns[0] = kit.assets[0].id;
    rows.columns[1] = kit.assets[1].id;
    kit.plan.market.n_assets = 2;
    kit.plan.market.series = &rows;
    kit.plan.market.model = FP_MARKET_HISTORICAL;
    open_source(&kit, 2, &source);
    assert_int_equal(source.windows, 2);
    assert_int_equal(source.history_first, 2001);
    fp_market_draw(&source, 0, 1, 1, got, &inflation);
    assert_true(got[0] == 0.2 && got[1] == 0.01 && inflation == 0.04);
    assert_int_equal(fp_market_open(&kit.plan, NULL, FP_MARKET_HISTORICAL, 4,
                                    arena, &source, &error),
                     FP_EINVAL);
    assert_non_null(strstr(error.detail, "no full window"));
}

/* --- the table -------------------------------------------------------------- */

static void
table_of_assumptions(void **state)
{
    struct fp_matrix matrix = { { { 0.0 } } }, lower;
    size_t n = 0, i, j;
    double c = 2.0;
    const char *source = NULL;

    (void)state;
    assert_true(fp_table_us_cma_count >= 18);
    for (i = 0; i < fp_table_us_cma_count; i++) {
        const struct fp_row_cma *row = &fp_table_us_cma[i];

        assert_true(row->kind > FP_ASSET_UNSTATED &&
                    row->kind < FP_ASSET_CLASS_COUNT);
        assert_true(row->nominal_mean > row->real_mean);
        assert_true(row->real_sd > 0.0 && row->nominal_sd > 0.0);
        assert_ptr_equal(fp_cma_find(row->asset), row);
        for (j = 0; j < fp_table_us_cma_count; j++)
            if (i != j)
                assert_int_equal(
                    fp_cma_correlation(row->asset, fp_table_us_cma[j].asset,
                                       &c, &source), 1);
    }
    /* The survey's sixteen classes together are positive definite. */
    for (i = 0; i < fp_table_us_cma_count && n < FP_CORRELATION_MAX; i++)
        if (strcmp(fp_table_us_cma[i].asset, fp_table_us_cma[i].like) == 0) {
            size_t k = 0;

            for (j = 0; j <= i; j++) {
                if (strcmp(fp_table_us_cma[j].asset,
                           fp_table_us_cma[j].like) != 0)
                    continue;
                c = 1.0;
                if (j != i)
                    assert_true(fp_cma_correlation(fp_table_us_cma[i].asset,
                                                   fp_table_us_cma[j].asset,
                                                   &c, &source));
                matrix.at[n][k] = matrix.at[k][n] = c;
                k++;
            }
            n++;
        }
    assert_int_equal(n, 16);
    assert_int_equal(fp_correlation_cholesky(&matrix, n, &lower), FP_OK);
    assert_int_equal(fp_cma_correlation("us_bond", "us_stock", &c, &source),
                     1);
    assert_true(c == 0.10);
    assert_int_equal(fp_cma_correlation("us_growth", "emerging_eq", &c,
                                        &source), 1);
    assert_true(c == 0.72);
    assert_int_equal(fp_cma_correlation("us_growth", "us_value", &c, &source),
                     1);
    assert_true(c == 1.0);
    c = 2.0;
    assert_int_equal(fp_cma_correlation("us_growth", "my_fund", &c, &source),
                     0);
    assert_true(c == 2.0);
}

/* --- validation ------------------------------------------------------------- */

struct findings {
    struct fp_faults faults, warnings;
    enum fp_err err;
};

static struct findings
validate(const struct kit *kit)
{
    struct findings f;

    fp_faults_init(&f.faults, arena);
    fp_faults_init(&f.warnings, arena);
    f.err = fp_plan_validate(&kit->plan, &f.faults, &f.warnings);
    assert_int_equal(f.err == FP_OK, f.faults.count == 0);
    return f;
}

static const char *
detail_of(const struct fp_faults *faults, const char *pointer,
          const char *code)
{
    for (size_t i = 0; i < faults->count; i++)
        if (strcmp(faults->list[i].pointer, pointer) == 0 &&
            strcmp(faults->list[i].code, code) == 0)
            return faults->list[i].detail;
    return NULL;
}

static void
assert_fault(const struct kit *kit, const char *pointer, const char *code)
{
    struct findings f = validate(kit);

    if (detail_of(&f.faults, pointer, code) == NULL)
        fail_msg("no fault %s at %s", code, pointer);
    assert_int_equal(f.faults.count, 1);
}

static void
ranges_are_checked(void **state)
{
    static struct fp_regime regimes[2];
    struct fp_market good;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 4e4, 0.05, 0.1);
    good = kit.plan.market;
    assert_int_equal(validate(&kit).faults.count, 0);
    kit.assets[0].mean = 1.5;
    assert_fault(&kit, "/market/assets/us_stock/mean", "range");
    kit.assets[0].mean = 0.05;
    kit.assets[0].sd = NAN;
    assert_fault(&kit, "/market/assets/us_stock/sd", "range");
    kit.assets[0].sd = 0.1;

    kit.plan.market.model = FP_MARKET_STUDENT_T;
    kit.plan.market.degrees_of_freedom = 2.0;
    assert_fault(&kit, "/market/degrees_of_freedom", "range");
    kit.plan.market.degrees_of_freedom = 5.0;
    assert_int_equal(validate(&kit).faults.count, 0);
    kit.plan.market.parameters = FP_PARAMETERS_LOG;
    assert_fault(&kit, "/market/parameters", "combination");

    kit.plan.market = good;
    kit.plan.market.conditioning.cape = 0.5;
    kit.plan.market.conditioning.years = 10;
    assert_fault(&kit, "/market/conditioning/cape", "range");
    kit.plan.market.conditioning.cape = 30.0;
    kit.plan.market.conditioning.years = 0;
    assert_fault(&kit, "/market/conditioning/years", "range");
    kit.plan.market.conditioning.years = 10;
    kit.plan.market.conditioning.has_bond_yield = 1;
    kit.plan.market.conditioning.bond_yield = 0.9;
    assert_fault(&kit, "/market/conditioning/bond_yield", "range");
    kit.plan.market.conditioning.has_bond_yield = 0;
    kit.plan.market.model = FP_MARKET_REGIME;
    assert_fault(&kit, "/market/conditioning", "combination");

    kit.plan.market = good;
    kit.plan.market.inflation = FP_INFLATION_AR1;
    kit.plan.market.inflation_persistence = 1.0;
    assert_fault(&kit, "/market/inflation/persistence", "range");
    kit.plan.market.inflation_persistence = 0.5;
    kit.plan.market.inflation_sd = -0.1;
    assert_fault(&kit, "/market/inflation/sd", "range");
    kit.plan.market.inflation_sd = 0.01;
    kit.plan.market.inflation_correlations[0] = 1.2;
    assert_fault(&kit, "/market/correlations", "range");
    kit.plan.market.inflation_correlations[0] = 0.0;
    kit.plan.market.inflation = FP_INFLATION_BOOTSTRAP;
    assert_fault(&kit, "/market/inflation/model", "combination");

    kit.plan.market = good;
    kit.plan.market.model = FP_MARKET_REGIME;
    kit.plan.market.regimes = regimes;
    kit.plan.market.n_regimes = 2;
    for (int k = 0; k < 2; k++) {
        regimes[k].id = "r";
        regimes[k].sds[0] = 0.1;
        regimes[k].correlations[0][0] = 1.0;
        kit.plan.market.transition[k][k] = 1.0;
    }
    assert_int_equal(validate(&kit).faults.count, 0);
    kit.plan.market.transition[1][0] = 0.2;
    assert_fault(&kit, "/market/transition/1", "sum");
    kit.plan.market.transition[1][0] = 0.0;
    regimes[1].sds[0] = -1.0;
    assert_fault(&kit, "/market/regimes/1/assets/us_stock/sd", "range");
    regimes[1].sds[0] = 0.1;
    kit.plan.market.start_regime = 3;
    assert_fault(&kit, "/market/start_regime", "reference");
}

/* A matrix that is none is repaired, said so, and sampled. */
static void
correlations_are_repaired(void **state)
{
    struct fp_market_source source;
    double returns[3], inflation, sums[3] = { 0 }, squares[3] = { 0 };
    double products = 0.0, got;
    const char *detail;
    struct findings f;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            kit.plan.market.correlations[i][j] = i + j != 2 || i == j;
    f = validate(&kit);
    assert_int_equal(f.faults.count, 0);
    detail = detail_of(&f.warnings, "/market/correlations", "repaired");
    assert_non_null(detail);
    print_message("    %s\n", detail);
    assert_non_null(strstr(detail, "1.0000 -> 0.7607"));
    assert_non_null(strstr(detail, "0.0000 -> 0.1573"));
    assert_non_null(strstr(detail, "largest change 0.2393"));
    open_source(&kit, 30, &source);
    for (size_t i = 0; i < SAMPLES; i++) {
        fp_market_draw(&source, SEED, i, 0, returns, &inflation);
        for (int a = 0; a < 3; a++) {
            returns[a] = log((1.0 + returns[a]) / (1.0 + inflation));
            sums[a] += returns[a] / SAMPLES;
            squares[a] += returns[a] * returns[a] / SAMPLES;
        }
        products += returns[0] * returns[1] / SAMPLES;
    }
    got = (products - sums[0] * sums[1]) /
          sqrt((squares[0] - sums[0] * sums[0]) *
               (squares[1] - sums[1] * sums[1]));
    assert_near(got, 0.7607, 4.0 * (1.0 - 0.7607 * 0.7607) / sqrt(SAMPLES));
    for (int a = 0; a < 3; a++) {
        double ratio = kit.assets[a].sd / (1.0 + kit.assets[a].mean);

        assert_near(sqrt(squares[a] - sums[a] * sums[a]),
                    sqrt(log1p(ratio * ratio)),
                    4.0 * ratio / sqrt(2.0 * SAMPLES));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stationary_shares),
        cmocka_unit_test(builtin_regimes),
        cmocka_unit_test(own_regimes),
        cmocka_unit_test(bootstraps_keep_rows),
        cmocka_unit_test(own_series),
        cmocka_unit_test(table_of_assumptions),
        cmocka_unit_test(ranges_are_checked),
        cmocka_unit_test(correlations_are_repaired),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
