/* The return of one year. One core computes every line; fp_tax_compute adds
 * checks and the marginal rate, fp_tax_total keeps only the sum. */
#include "planning/tax.h"

#include <math.h>

/* 26 U.S.C. 63(f)(1) and 151(d)(5)(C)(i): 65 before the close of the year. */
enum { AGED = 65 };

static inline double
at_least_zero(double x)
{
    return x > 0.0 ? x : 0.0;
}

static inline double
lesser(double a, double b)
{
    return a < b ? a : b;
}

/* Tax of schedule on the part of income between low and high. */
static inline double
tax_between(const struct fp_tax_schedule *schedule, double low, double high)
{
    double tax = 0.0;

    for (size_t i = 0; i < schedule->n && schedule->floor[i] < high; i++) {
        double from = schedule->floor[i] > low ? schedule->floor[i] : low;
        double to = i + 1 < schedule->n && schedule->floor[i + 1] < high
                        ? schedule->floor[i + 1]
                        : high;

        if (to > from)
            tax += schedule->rate[i] * (to - from);
    }
    return tax;
}

/* Taxable part of Social Security benefits; income is everything else in
 * adjusted gross income. SOURCE: 26 U.S.C. 86(a), effective 1994-01-01. */
static inline double
taxable_benefits(const struct fp_tax_law *law, double income, double benefits)
{
    double half = law->ss_share_1 * benefits;
    double provisional = income + 0.5 * benefits;
    double most = law->ss_share_2 * benefits;
    double tier;

    if (benefits <= 0.0 || provisional <= law->ss_base_1)
        return 0.0;
    if (provisional <= law->ss_base_2)
        return lesser(half, law->ss_share_1 * (provisional - law->ss_base_1));
    tier = lesser(half, law->ss_share_1 * (law->ss_base_2 - law->ss_base_1));
    return lesser(most,
                  law->ss_share_2 * (provisional - law->ss_base_2) + tier);
}

/* People on the return who are 65 or older. The second one's age counts on a
 * joint return only. */
static inline int
count_aged(const struct fp_tax_law *law, const struct fp_tax_input *input)
{
    int aged = input->ages[0] >= AGED;

    if (input->n_taxpayers == 2 && law->status == FP_FILING_MARRIED_JOINT)
        aged += input->ages[1] >= AGED;
    return aged;
}

/* Deduction for seniors, MAGI being AGI here (no foreign income). A married
 * person gets it on a joint return only.
 * SOURCE: 26 U.S.C. 151(d)(5)(C), Pub. L. 119-21 sec. 70103, effective
 * 2025-01-01 to 2028-12-31. */
static inline double
senior_deduction(const struct fp_tax_law *law, int aged, double agi)
{
    double cut;

    if (aged == 0 || law->senior_deduction <= 0.0 ||
        law->status == FP_FILING_MARRIED_SEPARATE)
        return 0.0;
    cut = law->senior_phaseout_rate *
          at_least_zero(agi - law->senior_phaseout_start);
    return aged * at_least_zero(law->senior_deduction - cut);
}

/* Tax on taxable income of which a part is preferential: that part stacks on
 * the rest, and the whole is never more than the ordinary schedule gives.
 * SOURCE: 26 U.S.C. 1(h)(1), effective 2013-01-01. */
static inline void
income_tax(const struct fp_tax_law *law, struct fp_tax_result *r)
{
    double rest = r->taxable_income - r->preferential_income;

    r->ordinary_tax = tax_between(&law->ordinary, 0.0, rest);
    r->gains_tax = 0.0;
    if (r->preferential_income > 0.0) {
        double gains = tax_between(&law->gains, rest, r->taxable_income);
        double ordinary =
            tax_between(&law->ordinary, rest, r->taxable_income);

        r->gains_tax = lesser(gains, ordinary);
    }
    r->income_tax = r->ordinary_tax + r->gains_tax;
}

/* Employee's payroll tax, each worker with a wage base of their own; the
 * additional Medicare tax is on the wages of the return together.
 * SOURCE: 26 U.S.C. 3101 and 3121(a)(1). */
static inline void
payroll_tax(const struct fp_tax_law *law, const struct fp_tax_input *input,
            struct fp_tax_result *r)
{
    double wages = input->wages[0] + input->wages[1];

    r->fica = law->oasdi_rate * (lesser(input->wages[0], law->wage_base) +
                                 lesser(input->wages[1], law->wage_base)) +
              law->medicare_rate * wages;
    r->additional_medicare =
        law->additional_medicare_rate *
        at_least_zero(wages - law->additional_medicare_threshold);
}

/* Every line but the marginal rate. */
static inline void
compute(const struct fp_tax_law *law, const struct fp_tax_input *input,
        struct fp_tax_result *r)
{
    double net = input->short_term_gains + input->long_term_gains;
    double gains = net;
    double invested, other, preferential;
    int aged = count_aged(law, input);

    /* SOURCE: 26 U.S.C. 1211(b), effective 1978-01-01. */
    r->net_capital_loss_unused = 0.0;
    if (gains < -law->capital_loss_limit) {
        r->net_capital_loss_unused = -law->capital_loss_limit - gains;
        gains = -law->capital_loss_limit;
    }
    invested = input->interest + input->ordinary_dividends + gains +
               input->rental_income;
    other = input->wages[0] + input->wages[1] - input->pretax_deferrals +
            invested + input->retirement_income + input->other_income;
    r->taxable_social_security =
        taxable_benefits(law, other, input->social_security);
    r->agi = other + r->taxable_social_security;

    r->standard_deduction =
        law->standard_deduction + aged * law->aged_addition;
    r->senior_deduction = senior_deduction(law, aged, r->agi);
    r->taxable_income = at_least_zero(r->agi - r->standard_deduction -
                                      r->senior_deduction);
    /* Net capital gain (26 U.S.C. 1222(11)) and qualified dividends. */
    preferential = input->qualified_dividends +
                   at_least_zero(lesser(input->long_term_gains, net));
    r->preferential_income = lesser(preferential, r->taxable_income);
    income_tax(law, r);

    /* SOURCE: 26 U.S.C. 1411(a) to (c), effective 2013-01-01. */
    r->niit = law->niit_rate *
              lesser(at_least_zero(invested),
                     at_least_zero(r->agi - law->niit_threshold));
    payroll_tax(law, input, r);
    r->total = r->income_tax + r->niit + r->fica + r->additional_medicare;
}

static int
is_amount(double x)
{
    return isfinite(x) && x >= 0.0;
}

static int
input_is_valid(const struct fp_tax_input *input)
{
    return (input->n_taxpayers == 1 || input->n_taxpayers == 2) &&
           is_amount(input->wages[0]) && is_amount(input->wages[1]) &&
           is_amount(input->pretax_deferrals) &&
           is_amount(input->interest) &&
           is_amount(input->ordinary_dividends) &&
           is_amount(input->qualified_dividends) &&
           input->qualified_dividends <= input->ordinary_dividends &&
           isfinite(input->short_term_gains) &&
           isfinite(input->long_term_gains) &&
           is_amount(input->retirement_income) &&
           is_amount(input->rental_income) &&
           is_amount(input->other_income) &&
           is_amount(input->social_security);
}

enum fp_err
fp_tax_compute(const struct fp_tax_law *law, const struct fp_tax_input *input,
               struct fp_tax_result *result)
{
    struct fp_tax_result r;
    struct fp_tax_input more = *input;

    if (!input_is_valid(input))
        return FP_EINVAL;
    compute(law, input, &r);
    if (!isfinite(r.total) || !isfinite(r.agi))
        return FP_ERANGE;
    more.other_income += 1.0;
    r.marginal_rate = fp_tax_total(law, &more) - r.total;
    *result = r;
    return FP_OK;
}

double
fp_tax_total(const struct fp_tax_law *law, const struct fp_tax_input *input)
{
    struct fp_tax_result r;

    compute(law, input, &r);
    return r.total;
}
