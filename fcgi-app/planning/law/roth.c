/* Layers of a Roth account. */
#include "planning/law/roth.h"

static int
slot(int year)
{
    return (year % FP_ROTH_YEARS + FP_ROTH_YEARS) % FP_ROTH_YEARS;
}

static double
least(double a, double b)
{
    return a < b ? a : b;
}

struct fp_roth
fp_roth_new(double basis, int first_year, int year)
{
    struct fp_roth roth = { .contributions = basis > 0.0 ? basis : 0.0,
                            .year = year, .first_year = first_year };

    return roth;
}

void
fp_roth_advance(struct fp_roth *roth, int year)
{
    int past = year - roth->year;

    for (int i = 1; i <= past && i <= FP_ROTH_YEARS; i++) {
        /* The slot of the new year holds the conversion of five years
         * before. */
        double *old = &roth->conversions[slot(roth->year + i)];

        roth->contributions += *old;
        *old = 0.0;
    }
    if (past > 0)
        roth->year = year;
}

void
fp_roth_contribute(struct fp_roth *roth, double amount, int year)
{
    fp_roth_advance(roth, year);
    roth->contributions += amount;
}

void
fp_roth_convert(struct fp_roth *roth, double amount, int year)
{
    fp_roth_advance(roth, year);
    roth->conversions[slot(year)] += amount;
}

double
fp_roth_basis(const struct fp_roth *roth)
{
    double basis = roth->contributions;

    for (int i = 0; i < FP_ROTH_YEARS; i++)
        basis += roth->conversions[i];
    return basis;
}

double
fp_roth_free(const struct fp_roth *roth, int year)
{
    struct fp_roth now = *roth;

    fp_roth_advance(&now, year);
    return now.contributions;
}

int
fp_roth_qualified(const struct fp_roth *roth, int year, int age_ok)
{
    return age_ok && (roth->first_year == 0 ||
                      year >= roth->first_year + FP_ROTH_YEARS);
}

struct fp_roth_parts
fp_roth_withdraw(struct fp_roth *roth, double amount, int year, int age_ok)
{
    struct fp_roth_parts parts = { 0.0, 0.0, 0.0, 0.0, 0.0 };
    double left = amount > 0.0 ? amount : 0.0;

    fp_roth_advance(roth, year);
    parts.contributions = least(left, roth->contributions);
    roth->contributions -= parts.contributions;
    left -= parts.contributions;
    for (int i = 1; i <= FP_ROTH_YEARS && left > 0.0; i++) {
        double *layer = &roth->conversions[slot(roth->year + i)];
        double taken = least(left, *layer);

        *layer -= taken;
        parts.conversions += taken;
        left -= taken;
    }
    parts.earnings = left;
    if (!fp_roth_qualified(roth, year, age_ok))
        parts.taxable = left;
    if (!age_ok)
        parts.penalised = parts.conversions + parts.taxable;
    return parts;
}

struct fp_roth_parts
fp_roth_look(const struct fp_roth *roth, double amount, int year, int age_ok)
{
    struct fp_roth copy = *roth;

    return fp_roth_withdraw(&copy, amount, year, age_ok);
}
