/* How single lines of a return come about. */
#include "planning/calculators/tax_lines.h"

/* SOURCE: 26 U.S.C. 1402(b)(2). */
#define SE_LEAST 400.0

static double
positive(double x)
{
    return x > 0.0 ? x : 0.0;
}

static double
least(double a, double b)
{
    return a < b ? a : b;
}

struct fp_payroll_lines
fp_payroll_lines(const struct fp_tax_law *law, double wages)
{
    struct fp_payroll_lines p = { .covered = least(wages, law->wage_base) };

    p.social_security = law->oasdi_rate * p.covered;
    p.medicare = law->medicare_rate * wages;
    return p;
}

struct fp_self_employment_lines
fp_self_employment_lines(const struct fp_tax_law *law, double profit,
                         double wages)
{
    struct fp_self_employment_lines s = { .net = law->se_factor * profit };

    if (s.net < SE_LEAST)
        s.net = 0.0;
    s.covered = least(s.net, positive(law->wage_base - wages));
    s.social_security = law->se_oasdi_rate * s.covered;
    s.medicare = law->se_medicare_rate * s.net;
    s.tax = s.social_security + s.medicare;
    s.deduction = 0.5 * s.tax;
    return s;
}

struct fp_additional_medicare_lines
fp_additional_medicare_lines(const struct fp_tax_law *law,
                             const struct fp_tax_input *input)
{
    struct fp_additional_medicare_lines m = { 0 };

    for (int k = 0; k < 2; k++)
        m.earned += input->wages[k] +
                    fp_self_employment_lines(law, input->self_employment[k],
                                             input->wages[k]).net;
    m.excess = positive(m.earned - law->additional_medicare_threshold);
    m.tax = law->additional_medicare_rate * m.excess;
    return m;
}

static double
tax_on(const struct fp_tax_schedule *schedule, double income)
{
    double tax = 0.0;

    for (size_t i = 0; i < schedule->n; i++) {
        double top = i + 1 < schedule->n
                         ? least(income, schedule->floor[i + 1]) : income;

        tax += schedule->rate[i] * positive(top - schedule->floor[i]);
    }
    return tax;
}

struct fp_gains_lines
fp_gains_lines(const struct fp_tax_law *law, const struct fp_tax_input *input,
               const struct fp_tax_result *r)
{
    const struct fp_tax_schedule *s = &law->gains;
    struct fp_gains_lines g = {
        .net = input->short_term_gains + input->long_term_gains,
        .preferential = r->preferential_income, .n = s->n
    };
    double rest = r->taxable_income - r->preferential_income;

    g.deducted = least(positive(-g.net), law->capital_loss_limit);
    g.net_capital_gain = positive(least(input->long_term_gains, g.net));
    for (size_t i = 0; i < s->n; i++) {
        double top = i + 1 < s->n
                         ? least(r->taxable_income, s->floor[i + 1])
                         : r->taxable_income;
        double from = rest > s->floor[i] ? rest : s->floor[i];

        g.at_rate[i] = positive(top - from);
        g.tax += s->rate[i] * g.at_rate[i];
    }
    g.tax = least(g.tax, tax_on(&law->ordinary, r->taxable_income) -
                             tax_on(&law->ordinary, rest));
    return g;
}

/* Net investment income before it is kept from falling below 0. */
static double
invested(const struct fp_tax_law *law, const struct fp_tax_input *input)
{
    double gains = input->short_term_gains + input->long_term_gains;

    if (gains < -law->capital_loss_limit)
        gains = -law->capital_loss_limit;
    return input->interest + input->ordinary_dividends + gains +
           input->rental_income;
}

struct fp_niit_lines
fp_niit_lines(const struct fp_tax_law *law, const struct fp_tax_input *input,
              const struct fp_tax_result *r)
{
    struct fp_niit_lines n = { .invested = positive(invested(law, input)) };

    n.excess = positive(r->agi - law->niit_threshold);
    n.base = least(n.invested, n.excess);
    n.tax = law->niit_rate * n.base;
    return n;
}

static double
at_two_rates(const struct fp_tax_law *law, double base)
{
    return law->amt_rate_1 * base +
           (law->amt_rate_2 - law->amt_rate_1) *
               positive(base - law->amt_rate_2_start);
}

struct fp_amt_lines
fp_amt_lines(const struct fp_tax_law *law, const struct fp_tax_input *input,
             const struct fp_tax_result *r)
{
    int itemized = r->itemized_deduction >= r->deduction &&
                   r->deduction > 0.0;
    double gains = input->qualified_dividends +
                   fp_gains_lines(law, input, r).net_capital_gain;
    struct fp_amt_lines a = { 0 };

    a.income = itemized
                   ? r->taxable_income + r->senior_deduction +
                         r->salt_deducted
                   : r->agi - (r->deduction - r->standard_deduction) -
                         r->qbid;
    a.exemption = positive(law->amt_exemption -
                           law->amt_phaseout_rate *
                               positive(a.income - law->amt_phaseout_start));
    a.base = positive(a.income - a.exemption);
    a.tentative = at_two_rates(law, a.base);
    if (gains > 0.0) {
        double counted = least(gains, a.base);
        double rest = r->taxable_income - r->preferential_income;
        double apart = at_two_rates(law, a.base - counted) +
                       tax_on(&law->gains, rest + counted) -
                       tax_on(&law->gains, rest);

        a.tentative = least(a.tentative, apart);
    }
    a.tax = positive(a.tentative - r->regular_tax);
    return a;
}

struct fp_benefits_lines
fp_benefits_lines(const struct fp_tax_law *law,
                  const struct fp_tax_input *input,
                  const struct fp_tax_result *r)
{
    double benefits = input->social_security;
    double tier = law->ss_base_2 - law->ss_base_1;
    struct fp_benefits_lines b = {
        .other = r->agi - r->taxable_social_security +
                 input->tax_exempt_interest
    };
    double low;

    b.provisional = b.other + 0.5 * benefits;
    b.first = least(positive(b.provisional - law->ss_base_1), tier);
    b.second = positive(b.provisional - law->ss_base_2);
    low = least(law->ss_share_1 * b.first, law->ss_share_1 * benefits);
    b.taxable = least(low + law->ss_share_2 * b.second,
                      law->ss_share_2 * benefits);
    b.share = benefits > 0.0 ? b.taxable / benefits : 0.0;
    return b;
}
