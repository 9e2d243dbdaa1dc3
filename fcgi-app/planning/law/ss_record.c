/* From an earnings record to the primary insurance amount. */
#include <math.h>
#include <string.h>

#include "planning/law/social_security.h"

enum { INDEXING_AGE = 60, ELIGIBLE_AGE = 62, BASE_YEAR = 1977,
       QUARTERS_FROM = 1978, CREDITS_A_YEAR = 4, YEARS_MAX = 35 };

/* Before 1978 a quarter took 50 dollars of wages; of a year's wages that is
 * counted by the quarter of them. SOURCE: 42 U.S.C. 413(a)(2)(A)(i). */
#define QUARTER_WAGES_BEFORE 50.0

/* Amounts of cents stand a hair below their value as binary fractions. */
#define HAIR 1e-6

double
fp_ss_rule(const char *rule)
{
    for (size_t i = 0; i < fp_table_us_ss_rules_count; i++)
        if (strcmp(fp_table_us_ss_rules[i].rule, rule) == 0)
            return fp_table_us_ss_rules[i].value;
    return NAN;
}

int
fp_ss_birth_month(struct fp_ss_birth birth)
{
    int month = birth.month > 0 ? birth.month : 7;
    int months = birth.year * 12 + month - 1;

    return birth.day == 1 ? months - 1 : months;
}

int
fp_ss_birth_year(struct fp_ss_birth birth)
{
    return birth.month == 1 && birth.day == 1 ? birth.year - 1 : birth.year;
}

/* The figures of a year, those of the last one for every later year: its wage
 * base holds, in real dollars, for the earnings that a plan foresees. NULL
 * before the first year. */
static const struct fp_row_ss_year *
row_of(int year)
{
    int last = (int)fp_table_us_ss_annual_count - 1;
    int i = year - fp_table_us_ss_annual[0].year;

    if (i < 0)
        return NULL;
    return &fp_table_us_ss_annual[i < last ? i : last];
}

/* The wage index of a year, or of the last year that has one. */
static double
wage_index(int year)
{
    double last = 0.0;

    for (size_t i = 0; i < fp_table_us_ss_annual_count; i++) {
        const struct fp_row_ss_year *row = &fp_table_us_ss_annual[i];

        if (row->awi > 0.0 && row->year <= year)
            last = row->awi;
    }
    return last;
}

/* Earnings of a year at the wage level of the year of 60. */
static double
indexed(const struct fp_earning *earning, int indexing_year)
{
    const struct fp_row_ss_year *row = row_of(earning->year);
    double amount = earning->amount;

    if (row == NULL)
        return 0.0;
    if (amount > row->wage_base)
        amount = row->wage_base;
    if (row->awi <= 0.0 || earning->year >= indexing_year)
        return amount;
    return amount * wage_index(indexing_year) / row->awi;
}

static int
credits_of(const struct fp_earning *earning)
{
    const struct fp_row_ss_year *row = row_of(earning->year);
    double quarter = QUARTER_WAGES_BEFORE, credits;

    if (row != NULL && earning->year >= QUARTERS_FROM)
        quarter = row->qc_earnings;
    credits = floor(earning->amount / quarter);
    return credits > CREDITS_A_YEAR ? CREDITS_A_YEAR : (int)credits;
}

static double
to_the_dime(double amount)
{
    return floor(amount * 10.0 + HAIR) / 10.0;
}

static void
pia_of(int birth_year, struct fp_ss_record *r)
{
    double wages = wage_index(birth_year + INDEXING_AGE) /
                   wage_index(BASE_YEAR);
    double low, middle, high;

    r->bend_1 = floor(fp_ss_rule("bend_1_of_1979") * wages + 0.5);
    r->bend_2 = floor(fp_ss_rule("bend_2_of_1979") * wages + 0.5);
    low = fmin(r->aime, r->bend_1);
    middle = fmax(fmin(r->aime, r->bend_2) - r->bend_1, 0.0);
    high = fmax(r->aime - r->bend_2, 0.0);
    r->pia_first = to_the_dime(fp_ss_rule("pia_rate_1") * low +
                               fp_ss_rule("pia_rate_2") * middle +
                               fp_ss_rule("pia_rate_3") * high);
    r->pia_cola = r->pia_first;
    for (size_t i = 0; i < fp_table_us_ss_annual_count; i++) {
        const struct fp_row_ss_year *row = &fp_table_us_ss_annual[i];

        /* SOURCE: 42 U.S.C. 415(i)(2)(A)(ii): to the dime below. */
        if (row->year >= birth_year + ELIGIBLE_AGE && row->cola != 0.0)
            r->pia_cola = to_the_dime(r->pia_cola * (1.0 + row->cola / 100.0));
    }
}

/* Puts a value into the descending list of the highest. */
static void
keep_highest(double *best, int n, double value)
{
    int at = n - 1;

    if (value <= best[at])
        return;
    while (at > 0 && best[at - 1] < value) {
        best[at] = best[at - 1];
        at--;
    }
    best[at] = value;
}

/* What was earned in the year of entry i; 0 when an earlier entry is of the
 * same year and has counted it already. */
static int
whole_year(const struct fp_earning *earnings, size_t n, size_t i,
           double *amount)
{
    *amount = 0.0;
    for (size_t k = 0; k < n; k++) {
        if (earnings[k].year != earnings[i].year)
            continue;
        if (k < i)
            return 0;
        *amount += earnings[k].amount;
    }
    return 1;
}

enum fp_err
fp_ss_record_pia(struct fp_ss_birth birth, const struct fp_earning *earnings,
                 size_t n, struct fp_ss_record *out)
{
    int birth_year = fp_ss_birth_year(birth);
    double best[YEARS_MAX] = { 0.0 }, sum = 0.0;
    struct fp_ss_record r = { 0 };
    int years = (int)fp_ss_rule("computation_years");

    if (years > YEARS_MAX)
        years = YEARS_MAX;
    for (size_t i = 0; i < n; i++)
        if (!(earnings[i].amount >= 0.0) || !isfinite(earnings[i].amount))
            return FP_EINVAL;
    for (size_t i = 0; i < n; i++) {
        struct fp_earning year = { earnings[i].year, 0.0 };

        if (!whole_year(earnings, n, i, &year.amount))
            continue;
        keep_highest(best, years, indexed(&year, birth_year + INDEXING_AGE));
        r.credits += credits_of(&year);
    }
    for (int i = 0; i < years; i++)
        sum += best[i];
    r.aime = floor(sum / (years * 12) + HAIR);
    r.eligible = r.credits >= (int)fp_ss_rule("credits_required");
    pia_of(birth_year, &r);
    *out = r;
    return FP_OK;
}
