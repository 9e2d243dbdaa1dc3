/* planning: the installed market history is whole, and a computation from it
 * that shares nothing with the engine gives the published safe rates. */
#include "tests/cmocka_fp.h"
#include "tests/planning/cases.h"

enum { YEARS = 98, FIRST = 1928, WINDOW = 30 };

struct series {
    double stock[YEARS], bond[YEARS], inflation[YEARS];
};

static void
read_series(struct series *series)
{
    static const char *const always[] = { "us_stock",    "us_bond",
                                          "us_bill",     "baa_corp",
                                          "real_estate", "cpi_inflation" };
    static const char *const until_2024[] = { "small_cap", "gold" };
    struct cases cases;
    int n = 0;

    assert_true(cases_open(&cases, cases_history_path()));
    assert_int_equal(cases.n, 9);
    while (cases_next(&cases)) {
        int year = (int)cases_number(&cases, "year");

        assert_true(n < YEARS);
        assert_int_equal(year, FIRST + n);
        for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
            assert_true(fabs(cases_number(&cases, always[i])) < 60);
        for (size_t i = 0; i < 2; i++) {
            if (year <= 2024)
                assert_true(cases_number(&cases, until_2024[i]) > -60);
            else
                assert_string_equal(cases_text(&cases, until_2024[i]), "");
        }
        series->stock[n] = cases_number(&cases, "us_stock") / 100;
        series->bond[n] = cases_number(&cases, "us_bond") / 100;
        series->inflation[n] = cases_number(&cases, "cpi_inflation") / 100;
        n++;
    }
    assert_int_equal(n, YEARS);
}

/* The constant real part of the starting wealth, taken at each year's start,
 * that leaves nothing after the window: one over the sum of what a withdrawal
 * of that year is worth at the start. */
static double
safe_rate(const struct series *series, int start, double stocks)
{
    double prices = 1, growth = 1, cost = 0;

    for (int t = start; t < start + WINDOW; t++) {
        cost += prices / growth;
        prices *= 1 + series->inflation[t];
        growth *= 1 + stocks * series->stock[t] +
                  (1 - stocks) * series->bond[t];
    }
    return 1 / cost;
}

static void
published_safe_rates(void **state)
{
    static const struct {
        double stocks, rate;
        int worst, survived; /* at 4 % */
    } cases[] = {
        { 0.60, 0.03731, 1966, 65 },
        { 0.50, 0.03667, 1966, 64 },
        { 1.00, 0.03493, 1929, 64 },
        { 0.75, 0.03804, 1966, 65 },
    };
    static struct series series;

    (void)state;
    read_series(&series);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double lowest = 1;
        int worst = 0, survived = 0;

        for (int start = 0; start + WINDOW <= YEARS; start++) {
            double rate = safe_rate(&series, start, cases[i].stocks);

            survived += rate >= 0.04;
            if (rate < lowest) {
                lowest = rate;
                worst = FIRST + start;
            }
        }
        assert_near(lowest, cases[i].rate, 0.000005);
        assert_int_equal(worst, cases[i].worst);
        assert_int_equal(survived, cases[i].survived);
    }
    assert_near(1e6 * safe_rate(&series, 1966 - FIRST, 0.5), 36665.93, 0.005);
}

enum { LONG_YEARS = 155, LONG_FIRST = 1871, BILLS_FIRST = 1934 };

/* The series from 1871: whole, and over the years of both series about the
 * same as the calendar years' (its years end a month later, and are between
 * monthly averages). Its safe rate is that of another source and other
 * months. */
static void
long_series(void **state)
{
    static double stock[LONG_YEARS], bond[LONG_YEARS], prices[LONG_YEARS];
    static struct series calendar;
    double ours[3] = { 0 }, theirs[3] = { 0 }, lowest = 1;
    struct cases cases;
    int n = 0, worst = 0, survived = 0;

    (void)state;
    assert_true(cases_open(&cases, cases_long_history_path()));
    assert_int_equal(cases.n, 5);
    while (cases_next(&cases)) {
        int year = (int)cases_number(&cases, "year");

        assert_true(n < LONG_YEARS);
        assert_int_equal(year, LONG_FIRST + n);
        stock[n] = cases_number(&cases, "us_stock") / 100;
        bond[n] = cases_number(&cases, "us_bond") / 100;
        prices[n] = cases_number(&cases, "cpi_inflation") / 100;
        assert_true(fabs(stock[n]) < 0.6 && fabs(bond[n]) < 0.45);
        if (year < BILLS_FIRST || year == 2025)
            assert_string_equal(cases_text(&cases, "us_bill"), "");
        else
            assert_true(cases_number(&cases, "us_bill") < 16);
        n++;
    }
    assert_int_equal(n, LONG_YEARS);
    read_series(&calendar);
    for (int t = 0; t < YEARS; t++) {
        int l = FIRST - LONG_FIRST + t;

        ours[0] += log1p(stock[l]) / YEARS;
        ours[1] += log1p(bond[l]) / YEARS;
        ours[2] += log1p(prices[l]) / YEARS;
        theirs[0] += log1p(calendar.stock[t]) / YEARS;
        theirs[1] += log1p(calendar.bond[t]) / YEARS;
        theirs[2] += log1p(calendar.inflation[t]) / YEARS;
    }
    print_message("    log means 1928-2025, here and by calendar years: "
                  "stocks %.4f %.4f, bonds %.4f %.4f, prices %.4f %.4f\n",
                  ours[0], theirs[0], ours[1], theirs[1], ours[2], theirs[2]);
    for (int k = 0; k < 3; k++)
        assert_near(ours[k], theirs[k], 0.003);
    for (int start = 0; start + WINDOW <= LONG_YEARS; start++) {
        double price = 1, growth = 1, cost = 0;

        for (int t = start; t < start + WINDOW; t++) {
            cost += price / growth;
            price *= 1 + prices[t];
            growth *= 1 + 0.6 * stock[t] + 0.4 * bond[t];
        }
        survived += 1 / cost >= 0.04;
        if (1 / cost < lowest) {
            lowest = 1 / cost;
            worst = LONG_FIRST + start;
        }
    }
    assert_near(lowest, 0.03733, 0.000005);
    assert_int_equal(worst, 1966);
    assert_int_equal(survived, 122);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_safe_rates),
        cmocka_unit_test(long_series),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
