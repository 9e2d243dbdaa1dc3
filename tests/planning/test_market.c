/* planning: the sampled markets keep the moments that were stated; every test
 * of a sample allows four standard errors. */
#include "tests/cmocka_fp.h"

#include <stdlib.h>

#include "planning/market/market.h"
#include "planning/market/market_cma.h"
#include "tests/planning/plan_kit.h"

enum { SAMPLES = 20000, SEED = 20261123 };

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

/* A market of two assets, nominal, without inflation. */
struct two {
    struct fp_plan plan;
    struct fp_asset assets[2];
    struct fp_regime regimes[2];
};

static void
make(struct two *m, enum fp_market_model model, double correlation)
{
    memset(m, 0, sizeof(*m));
    m->assets[0] = (struct fp_asset){ "us_stock", 0.07, 0.18 };
    m->assets[1] = (struct fp_asset){ "us_bond", 0.03, 0.06 };
    m->plan.market.model = model;
    m->plan.market.assets = m->assets;
    m->plan.market.n_assets = 2;
    m->plan.market.basis = FP_GROWTH_NOMINAL;
    m->plan.market.correlations[0][0] = m->plan.market.correlations[1][1] = 1;
    m->plan.market.correlations[0][1] = correlation;
    m->plan.market.correlations[1][0] = correlation;
    m->plan.market.degrees_of_freedom = 8.0;
    m->plan.market.block_years = 5;
}

static void
open_source(const struct two *m, int years, struct fp_market_source *source)
{
    struct fp_error error;
    enum fp_err err =
        fp_market_open(&m->plan, kit_us_history(), m->plan.market.model, years,
                       arena, source, &error);

    if (err != FP_OK)
        fail_msg("%s", error.detail);
}

struct moments {
    double mean, sd, mean_error, sd_error;
};

/* Sample moments with their standard errors, the deviation's from the fourth
 * moment. */
static struct moments
moments_of(const double *x, size_t n)
{
    struct moments m = { 0.0, 0.0, 0.0, 0.0 };
    double two = 0.0, four = 0.0;

    for (size_t i = 0; i < n; i++)
        m.mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        double d = (x[i] - m.mean) * (x[i] - m.mean);

        two += d / (double)n;
        four += d * d / (double)n;
    }
    m.sd = sqrt(two);
    m.mean_error = m.sd / sqrt((double)n);
    m.sd_error = sqrt((four - two * two) / (double)n) / (2.0 * m.sd);
    return m;
}

static double
correlation_of(const double *x, const double *y, size_t n)
{
    struct moments a = moments_of(x, n), b = moments_of(y, n);
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += (x[i] - a.mean) * (y[i] - b.mean) / (double)n;
    return sum / a.sd / b.sd;
}

static void
assert_moments(const char *what, const double *x, size_t n, double mean,
               double sd)
{
    struct moments m = moments_of(x, n);

    print_message("    %-28s mean %.5f (%.5f +- %.5f)  sd %.5f (%.5f +- "
                  "%.5f)\n", what, m.mean, mean, m.mean_error, m.sd, sd,
                  m.sd_error);
    assert_near(m.mean, mean, 4.0 * m.mean_error);
    assert_near(m.sd, sd, 4.0 * m.sd_error);
}

/* Year t of SAMPLES paths: x of the first asset, y of the second, and
 * inflation (pi may be NULL). */
static void
sample(const struct fp_market_source *source, int t, double *x, double *y,
       double *pi)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        double returns[2], inflation;

        fp_market_draw(source, SEED, i, t, returns, &inflation);
        x[i] = returns[0];
        y[i] = returns[1];
        if (pi != NULL)
            pi[i] = inflation;
    }
}

static double xs[SAMPLES], ys[SAMPLES], ps[SAMPLES];

static int
ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* --- lognormal -------------------------------------------------------------- */

static void
lognormal_moments(void **state)
{
    struct fp_market_source source;
    struct two m;

    (void)state;
    make(&m, FP_MARKET_LOGNORMAL, 0.4);
    open_source(&m, 30, &source);
    sample(&source, 3, xs, ys, NULL);
    assert_moments("lognormal, stock", xs, SAMPLES, 0.07, 0.18);
    assert_moments("lognormal, bond", ys, SAMPLES, 0.03, 0.06);
    for (size_t i = 0; i < SAMPLES; i++) {
        xs[i] = log1p(xs[i]);
        ys[i] = log1p(ys[i]);
    }
    /* (1 - r^2) / sqrt(n) is its standard error. */
    assert_near(correlation_of(xs, ys, SAMPLES), 0.4,
                4.0 * (1.0 - 0.16) / sqrt(SAMPLES));
}

/* 1,000,000 over 30 years with a drift of 7 % and 15 %: the published
 * percentiles of a lognormal with log mean 30 (0.07 - 0.15^2 / 2). */
static void
log_parameters(void **state)
{
    static const struct {
        double share, value;
    } expected[] = { { 0.05, 1508498.59 },
                     { 0.50, 5826986.67 },
                     { 0.95, 22508323.02 } };
    struct fp_market_source source;
    double returns[2], inflation;
    struct two m;

    (void)state;
    make(&m, FP_MARKET_LOGNORMAL, 0.0);
    m.assets[0].sd = 0.15;
    m.plan.market.parameters = FP_PARAMETERS_LOG;
    open_source(&m, 30, &source);
    for (size_t i = 0; i < SAMPLES; i++) {
        struct fp_market_path path;

        xs[i] = 1e6;
        fp_market_path_start(&source, SEED, i, &path);
        for (int t = 0; t < 30; t++) {
            fp_market_path_year(&path, returns, &inflation);
            xs[i] *= 1.0 + returns[0];
        }
    }
    qsort(xs, SAMPLES, sizeof(xs[0]), ascending);
    for (size_t k = 0; k < FP_COUNT(expected); k++) {
        double p = expected[k].share, n = SAMPLES;
        double off = 4.0 * sqrt(n * p * (1.0 - p));
        double low = xs[(size_t)(p * n - off)], high = xs[(size_t)(p * n +
                                                                   off)];

        print_message("    p%-4.0f %.2f: %.2f to %.2f\n", 100 * p,
                      expected[k].value, low, high);
        assert_true(low < expected[k].value && expected[k].value < high);
    }
    fp_market_expected(&source, returns, &inflation);
    assert_near(returns[0], exp(0.07) - 1.0, 1e-14);
}

/* --- Student t -------------------------------------------------------------- */

static double
excess_kurtosis(const double *x, size_t n)
{
    struct moments m = moments_of(x, n);
    double four = 0.0;

    for (size_t i = 0; i < n; i++)
        four += pow((x[i] - m.mean) / m.sd, 4.0) / (double)n;
    return four - 3.0;
}

static void
student_moments(void **state)
{
    struct fp_market_source source;
    double heavy, normal, worst[2];
    struct two m;

    (void)state;
    make(&m, FP_MARKET_STUDENT_T, 0.4);
    open_source(&m, 30, &source);
    sample(&source, 2, xs, ys, NULL);
    assert_moments("student_t (8), stock", xs, SAMPLES, 0.07, 0.18);
    assert_moments("student_t (8), bond", ys, SAMPLES, 0.03, 0.06);
    assert_near(correlation_of(xs, ys, SAMPLES), 0.4, 0.04);
    /* Excess kurtosis is 6 / (n - 4) = 1.5 for eight degrees, 0 for many. */
    heavy = excess_kurtosis(ys, SAMPLES);
    qsort(ys, SAMPLES, sizeof(ys[0]), ascending);
    worst[0] = ys[20];
    m.plan.market.degrees_of_freedom = 1000.0;
    open_source(&m, 30, &source);
    sample(&source, 2, xs, ys, NULL);
    assert_moments("student_t (1000), stock", xs, SAMPLES, 0.07, 0.18);
    normal = excess_kurtosis(ys, SAMPLES);
    qsort(ys, SAMPLES, sizeof(ys[0]), ascending);
    worst[1] = ys[20];
    print_message("    excess kurtosis %.2f and %.2f; one in a thousand %.3f "
                  "and %.3f\n", heavy, normal, worst[0], worst[1]);
    assert_true(heavy > 1.0 && fabs(normal) < 0.2);
    assert_true(worst[0] < worst[1] - 0.02);
    for (size_t i = 0; i < SAMPLES; i++)
        assert_true(xs[i] >= -0.99);
}

/* --- inflation -------------------------------------------------------------- */

static void
mean_reverting_inflation(void **state)
{
    struct fp_market_source source;
    double returns[2], inflation, before[2];
    static double last[SAMPLES];
    struct two m;

    (void)state;
    make(&m, FP_MARKET_LOGNORMAL, 0.4);
    m.plan.market.inflation = FP_INFLATION_AR1;
    m.plan.market.inflation_mean = 0.025;
    m.plan.market.inflation_sd = 0.02;
    m.plan.market.inflation_persistence = 0.6;
    m.plan.market.inflation_correlations[1] = -0.5;
    open_source(&m, 30, &source);
    for (size_t i = 0; i < SAMPLES; i++) {
        struct fp_market_path path;

        fp_market_path_start(&source, SEED, i, &path);
        for (int t = 0; t < 20; t++) {
            last[i] = path.inflation;
            fp_market_path_year(&path, returns, &inflation);
        }
        ps[i] = inflation;
        ys[i] = log1p(returns[1]);
        xs[i] = inflation - 0.025 - 0.6 * (last[i] - 0.025);
    }
    /* 0.6^40 of the variance is missing after 20 years. */
    assert_moments("ar1 inflation", ps, SAMPLES, 0.025, 0.02);
    assert_near(correlation_of(ps, last, SAMPLES), 0.6,
                4.0 * (1.0 - 0.36) / sqrt(SAMPLES));
    assert_near(correlation_of(xs, ys, SAMPLES), -0.5,
                4.0 * (1.0 - 0.25) / sqrt(SAMPLES));
    /* From where it stands to the mean, and no further. */
    m.plan.market.has_inflation_start = 1;
    m.plan.market.inflation_start = 0.075;
    open_source(&m, 30, &source);
    fp_market_expected_year(&source, 0, returns, &inflation);
    assert_near(inflation, 0.025 + 0.6 * 0.05, 1e-15);
    before[0] = inflation;
    fp_market_expected_year(&source, 1, returns, &inflation);
    assert_near(inflation, 0.025 + 0.36 * 0.05, 1e-15);
    assert_true(inflation < before[0]);
    sample(&source, 1, xs, ys, ps);
    assert_moments("ar1 inflation, second year", ps, SAMPLES,
                   0.025 + 0.36 * 0.05, 0.02 * sqrt(1.0 - pow(0.6, 4.0)));
}

/* --- valuations ------------------------------------------------------------- */

static void
conditioned_means(void **state)
{
    struct fp_market_source source;
    double returns[2], inflation;
    struct two m;

    (void)state;
    make(&m, FP_MARKET_LOGNORMAL, 0.1);
    m.plan.market.basis = FP_GROWTH_REAL;
    m.plan.market.inflation_mean = 0.025;
    m.plan.market.conditioning =
        (struct fp_conditioning){ 40.0, 1, 0.045, 10 };
    open_source(&m, 30, &source);
    fp_market_expected_year(&source, 0, returns, &inflation);
    assert_near(returns[0], (1.0 + 1.0 / 40.0) * 1.025 - 1.0, 1e-14);
    assert_near(returns[1], 0.045, 1e-14);
    assert_near(fp_market_cape(&source, 0), 40.0, 1e-9);
    fp_market_expected_year(&source, 5, returns, &inflation);
    assert_near(returns[0], (1.0 + (0.025 + 0.07) / 2.0) * 1.025 - 1.0, 1e-14);
    assert_near(fp_market_cape(&source, 5), 2.0 / 0.095, 1e-9);
    for (int t = 10; t < 30; t += 19) {
        fp_market_expected_year(&source, t, returns, &inflation);
        assert_near(returns[0], 1.07 * 1.025 - 1.0, 1e-14);
        assert_near(returns[1], 1.03 * 1.025 - 1.0, 1e-14);
    }
    sample(&source, 0, xs, ys, NULL);
    for (size_t i = 0; i < SAMPLES; i++)
        xs[i] = (1.0 + xs[i]) / 1.025 - 1.0;
    assert_near(moments_of(xs, SAMPLES).mean, 0.025,
                4.0 * moments_of(xs, SAMPLES).mean_error);
    m.plan.market.model = FP_MARKET_FIXED;
    open_source(&m, 30, &source);
    fp_market_draw(&source, 1, 2, 0, returns, &inflation);
    assert_near(returns[1], 0.045, 1e-14);
    m.plan.market.conditioning.cape = 0.0;
    open_source(&m, 30, &source);
    assert_true(fp_market_cape(&source, 0) == 0.0);
}

/* --- keys and months -------------------------------------------------------- */

static const enum fp_market_model models[] = {
    FP_MARKET_LOGNORMAL, FP_MARKET_STUDENT_T, FP_MARKET_REGIME,
    FP_MARKET_BOOTSTRAP, FP_MARKET_HISTORICAL, FP_MARKET_FIXED
};

/* A year drawn alone has the bytes that walking there gives, for every model,
 * and its months compound to it. */
static void
draws_are_keyed(void **state)
{
    (void)state;
    for (size_t k = 0; k < FP_COUNT(models); k++)
        for (int reverting = 0; reverting < 2; reverting++) {
            struct fp_market_source source;
            struct fp_market_path path;
            struct two m;

            make(&m, models[k], 0.3);
            m.plan.market.inflation =
                reverting ? FP_INFLATION_AR1 : FP_INFLATION_FIXED;
            m.plan.market.inflation_mean = 0.03;
            m.plan.market.inflation_sd = 0.02;
            m.plan.market.inflation_persistence = 0.5;
            m.plan.market.bootstrap = FP_BOOTSTRAP_STATIONARY;
            open_source(&m, 30, &source);
            for (uint64_t number = 0; number < 20; number++) {
                fp_market_path_start(&source, SEED, number, &path);
                for (int t = 0; t < 30; t++) {
                    double walked[2], alone[2], pi[2];
                    double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX];
                    double prices[FP_MARKET_MONTHS];
                    double gross[2] = { 1.0, 1.0 }, level = 1.0;
                    /* twelve steps of single precision, or of double */
                    double within =
                        models[k] == FP_MARKET_LOGNORMAL ? 5e-7 : 1e-12;

                    fp_market_path_year(&path, walked, &pi[0]);
                    fp_market_draw(&source, SEED, number, t, alone, &pi[1]);
                    assert_memory_equal(walked, alone, sizeof(walked));
                    assert_true(pi[0] == pi[1]);
                    fp_market_draw_months(&source, SEED, number, t, months,
                                          prices);
                    for (int i = 0; i < FP_MARKET_MONTHS; i++) {
                        gross[0] *= 1.0 + months[i][0];
                        gross[1] *= 1.0 + months[i][1];
                        level *= 1.0 + prices[i];
                    }
                    assert_near(gross[0], 1.0 + walked[0], within);
                    assert_near(gross[1], 1.0 + walked[1], within);
                    assert_near(level, 1.0 + pi[0], 1e-12);
                }
            }
        }
}

/* Months are independent with a twelfth of the year's log mean and variance. */
static void
months_of_lognormal(void **state)
{
    struct fp_market_source source;
    double ratio = 0.18 / 1.07, variance = log1p(ratio * ratio);
    struct two m;

    (void)state;
    make(&m, FP_MARKET_LOGNORMAL, 0.4);
    open_source(&m, 30, &source);
    for (size_t i = 0; i < SAMPLES; i++) {
        double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX];
        double prices[FP_MARKET_MONTHS];

        fp_market_draw_months(&source, SEED, i, 1, months, prices);
        xs[i] = log1p(months[2][0]);
        ys[i] = log1p(months[9][0]);
        ps[i] = log1p(months[2][1]);
    }
    assert_moments("a month's log return", xs, SAMPLES,
                   (log(1.07) - variance / 2.0) / 12.0, sqrt(variance / 12.0));
    assert_near(correlation_of(xs, ys, SAMPLES), 0.0, 4.0 / sqrt(SAMPLES));
    assert_near(correlation_of(xs, ps, SAMPLES), 0.4,
                4.0 * (1.0 - 0.16) / sqrt(SAMPLES));
}

/* --- openings --------------------------------------------------------------- */

static void
opening_comes_first(void **state)
{
    static const double returns[] = { -0.4, 0.05, -0.2, 0.1 };
    static const double prices[] = { 0.01, 0.09 };
    const struct fp_history rows = {
        .name = "two bad years", .n_years = 2, .n_columns = 2,
        .columns = { "us_stock", "us_bond" }, .returns = returns,
        .inflation = prices
    };

    (void)state;
    for (size_t k = 0; k < FP_COUNT(models); k++) {
        struct fp_market_source with, without;
        double a[2], b[2], pi, expected[2];
        struct two m;

        make(&m, models[k], 0.3);
        open_source(&m, 30, &without);
        m.plan.market.opening = &rows;
        open_source(&m, 30, &with);
        for (int t = 0; t < 2; t++) {
            fp_market_draw(&with, SEED, 3, t, a, &pi);
            fp_market_expected_year(&with, t, expected, &pi);
            assert_memory_equal(a, &returns[2 * t], sizeof(a));
            assert_memory_equal(expected, &returns[2 * t], sizeof(a));
            assert_true(pi == prices[t]);
        }
        fp_market_draw(&with, SEED, 3, 2, a, &pi);
        fp_market_draw(&without, SEED, 3, 2, b, &pi);
        assert_memory_equal(a, b, sizeof(a));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lognormal_moments),
        cmocka_unit_test(log_parameters),
        cmocka_unit_test(student_moments),
        cmocka_unit_test(mean_reverting_inflation),
        cmocka_unit_test(conditioned_means),
        cmocka_unit_test(draws_are_keyed),
        cmocka_unit_test(months_of_lognormal),
        cmocka_unit_test(opening_comes_first),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
