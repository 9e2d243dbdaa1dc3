/* Historical cycles over markets whose outcome is known without the engine. */
#include "planning/answers/cycles.h"
#include "tests/cmocka_fp.h"

enum { YEARS = 41 };

/* 1900 to 1940: the same every year, prices rising by `inflation`. */
static void
steady(struct fp_cycle_market *market, double growth, double dividends,
       double yield, double inflation)
{
    for (int t = 0; t < YEARS; t++)
        market[t] = (struct fp_cycle_market){
            1900 + t, growth, dividends,
            yield,    0.01,   10.0 * pow(1.0 + inflation, t)
        };
}

static struct fp_cycle_case
thirty_years(void)
{
    return (struct fp_cycle_case){ .method = FP_CYCLE_INFLATION_ADJUSTED,
                                   .years = 30,
                                   .first_start = 1900,
                                   .last_data_year = 1939,
                                   .shares = 1.0,
                                   .portfolio = 1e6,
                                   .spending = 40000 };
}

static void
run(const struct fp_cycle_market *market, const struct fp_cycle_case *one,
    struct fp_cycle *cycles, size_t *count)
{
    struct fp_error error;

    assert_int_equal(
        fp_cycles_run(market, YEARS, one, cycles, YEARS, count, &error),
        FP_OK);
}

/* Growing with prices, nothing earned: thirty payments leave the rest. */
static void
spending_at_the_start_of_the_year(void **state)
{
    struct fp_cycle_case one = thirty_years();
    struct fp_cycle_market market[YEARS];
    struct fp_cycle cycles[YEARS];
    size_t count;

    (void)state;
    steady(market, 0.0, 0.0, 0.03, 0.0);
    one.spending = 30000;
    run(market, &one, cycles, &count);
    assert_int_equal(count, 11); /* 1900 to 1910 */
    assert_int_equal(cycles[10].start_year, 1910);
    assert_near(cycles[0].end_nominal, 100000, 1e-6);
    assert_int_equal(cycles[0].failed, 0);
    one.spending = 35000;
    run(market, &one, cycles, &count);
    assert_near(cycles[0].end_nominal, -50000, 1e-6); /* carried on */
    assert_int_equal(cycles[0].failed, 1);
    assert_near(cycles[0].total_real_spending, 30 * 35000.0, 1e-6);
    /* An annuity due at 5 %: (W - P ä) 1.05^30. */
    steady(market, 0.03, 0.02, 0.03, 0.0);
    one.spending = 40000;
    run(market, &one, cycles, &count);
    assert_near(
        cycles[0].end_nominal,
        1e6 * pow(1.05, 30) - 40000 * 1.05 * (pow(1.05, 30) - 1) / 0.05, 1e-4);
}

/* A par bond at an unchanged yield earns its yield; a rise costs its price. */
static void
bonds_earn_their_yield(void **state)
{
    struct fp_cycle_case one = thirty_years();
    struct fp_cycle_market market[YEARS];
    struct fp_cycle cycles[YEARS];
    size_t count;

    (void)state;
    steady(market, 0.2, 0.0, 0.04, 0.0);
    one.shares = 0.0;
    one.bonds = 1.0;
    one.spending = 0.0;
    one.years = 10;
    run(market, &one, cycles, &count);
    assert_near(cycles[0].end_nominal, 1e6 * pow(1.04, 10), 1e-5);
    one.years = 1;
    market[1].yield = 0.05; /* nine years of 4 % at 5 %: 92.892178 */
    run(market, &one, cycles, &count);
    assert_near(cycles[0].end_nominal, 1e6 * (0.92892178 + 0.04), 0.01);
}

static void
methods_and_flows(void **state)
{
    struct fp_cycle_case one = thirty_years();
    struct fp_cycle_market market[YEARS];
    struct fp_cycle cycles[YEARS];
    size_t count;

    (void)state;
    steady(market, 0.02, 0.0, 0.03, 0.02);
    /* Returns equal inflation: everything is level in real terms. */
    run(market, &one, cycles, &count);
    assert_near(cycles[3].end_real, (1e6 - 30 * 40000.0) * 1.02, 1e-5);
    one.social_security = 40000; /* real, from the eleventh year on */
    one.social_security_delay = 10;
    run(market, &one, cycles, &count);
    assert_near(cycles[3].end_real, (1e6 - 10 * 40000.0) * 1.02, 1e-5);
    assert_int_equal(cycles[3].failed, 0);
    one.social_security = 0;
    one.method = FP_CYCLE_NOT_INFLATION_ADJUSTED;
    run(market, &one, cycles, &count);
    assert_near(cycles[0].total_real_spending,
                40000 * (1 - pow(1.02, -30)) / 0.02 * 1.02, 1e-5);
    one.method = FP_CYCLE_PERCENT_OF_PORTFOLIO;
    one.percent = 0.05;
    run(market, &one, cycles, &count);
    assert_near(cycles[0].end_real, 1e6 * pow(0.95, 30) * 1.02, 1e-5);
    one.method = FP_CYCLE_VPW;
    one.rate = 0.0;
    one.future_value = 200000;
    run(market, &one, cycles, &count);
    assert_near(cycles[0].end_real, 200000 * 1.02, 1);
}

/* The fee is a part of what was there and of the gains without dividends. */
static void
fees_are_taken_at_the_end(void **state)
{
    struct fp_cycle_case one = thirty_years();
    struct fp_cycle_market market[YEARS];
    struct fp_cycle cycles[YEARS];
    size_t count;

    (void)state;
    steady(market, 0.10, 0.03, 0.03, 0.0);
    one.years = 1;
    one.fee = 0.01;
    run(market, &one, cycles, &count);
    assert_near(cycles[0].end_nominal, 960000 * (1.13 - 0.011), 1e-6);
    one.shares = 0.25;
    one.gold = 0.25;
    one.cash = 0.5;
    one.cash_growth = 0.02;
    one.fee = 0.0;
    run(market, &one, cycles, &count);
    assert_near(cycles[0].end_nominal,
                960000 * (0.25 * 1.13 + 0.25 * 1.01 + 0.5 * 1.02), 1e-6);
}

static void
what_cannot_be_run(void **state)
{
    struct fp_cycle_case one = thirty_years(), wrong;
    struct fp_cycle_market market[YEARS];
    struct fp_cycle cycles[YEARS];
    struct fp_error error;
    size_t count = 99;

    (void)state;
    steady(market, 0.1, 0.0, 0.03, 0.0);
    wrong = one;
    wrong.shares = 0.9;
    assert_int_equal(
        fp_cycles_run(market, YEARS, &wrong, cycles, YEARS, &count, &error),
        FP_EINVAL);
    wrong = one;
    wrong.years = 0;
    assert_int_equal(
        fp_cycles_run(market, YEARS, &wrong, cycles, YEARS, &count, &error),
        FP_EINVAL);
    wrong.years = 41; /* the bonds of the last year have no next yield */
    wrong.last_data_year = 1940;
    assert_int_equal(
        fp_cycles_run(market, YEARS, &wrong, cycles, YEARS, &count, &error),
        FP_ERANGE);
    assert_int_equal(
        fp_cycles_run(market, YEARS, &one, cycles, 10, &count, &error),
        FP_ELIMIT);
    assert_int_equal(count, 99);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spending_at_the_start_of_the_year),
        cmocka_unit_test(bonds_earn_their_yield),
        cmocka_unit_test(methods_and_flows),
        cmocka_unit_test(fees_are_taken_at_the_end),
        cmocka_unit_test(what_cannot_be_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
