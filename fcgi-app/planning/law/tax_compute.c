/* The return of one year. One core computes every line; fp_tax_compute adds
 * checks and the marginal rate, fp_tax_total keeps only the sum. Deductions
 * and credits that most returns do not have are left to their own files. */
#include <math.h>
#include <string.h>

#include "planning/law/tax_parts.h"

/* 26 U.S.C. 63(f)(1) and 151(d)(5)(C)(i): 65 before the close of the year. */
enum { AGED = 65 };

/* SOURCE: 26 U.S.C. 1402(b)(2): net earnings below it are not taxed. */
#define SE_LEAST 400.0

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
        return fp_tax_lesser(half, law->ss_share_1 * (provisional - law->ss_base_1));
    tier = fp_tax_lesser(half, law->ss_share_1 * (law->ss_base_2 - law->ss_base_1));
    return fp_tax_lesser(most,
                  law->ss_share_2 * (provisional - law->ss_base_2) + tier);
}

/* People on the return who are 65 or older, and *blind of any age. The second
 * one counts on a joint return only. */
static inline int
count_aged(const struct fp_tax_law *law, const struct fp_tax_input *input,
           int *blind)
{
    int aged = input->ages[0] >= AGED;

    *blind = input->blind[0] != 0;
    if (input->n_taxpayers == 2 && law->status == FP_FILING_MARRIED_JOINT) {
        aged += input->ages[1] >= AGED;
        *blind += input->blind[1] != 0;
    }
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
          fp_tax_positive(agi - law->senior_phaseout_start);
    return aged * fp_tax_positive(law->senior_deduction - cut);
}

/* Tax on taxable income of which a part is preferential: that part stacks on
 * the rest, and the whole is never more than the ordinary schedule gives.
 * SOURCE: 26 U.S.C. 1(h)(1), effective 2013-01-01. */
static inline void
income_tax(const struct fp_tax_law *law, struct fp_tax_result *r)
{
    double rest = r->taxable_income - r->preferential_income;

    r->ordinary_tax = fp_tax_between(&law->ordinary, 0.0, rest);
    r->gains_tax = 0.0;
    if (r->preferential_income > 0.0) {
        double gains = fp_tax_between(&law->gains, rest, r->taxable_income);
        double ordinary =
            fp_tax_between(&law->ordinary, rest, r->taxable_income);

        r->gains_tax = fp_tax_lesser(gains, ordinary);
    }
    r->regular_tax = r->ordinary_tax + r->gains_tax;
}

/* Tax on net earnings from self-employment of one person, beside their wages.
 * SOURCE: 26 U.S.C. 1401 and 1402(a)(12) and (b). */
static inline double
self_employment_tax(const struct fp_tax_law *law, double profit, double wages,
                    double *net)
{
    double room = fp_tax_positive(law->wage_base - wages);

    *net = law->se_factor * profit;
    if (*net < SE_LEAST) {
        *net = 0.0;
        return 0.0;
    }
    return law->se_oasdi_rate * fp_tax_lesser(*net, room) +
           law->se_medicare_rate * *net;
}

/* Payroll and self-employment taxes, each worker with a wage base of their
 * own; the additional Medicare tax is on the return's earnings together.
 * SOURCE: 26 U.S.C. 3101 and 3121(a)(1) and 1401(b)(2). */
static inline void
payroll_tax(const struct fp_tax_law *law, const struct fp_tax_input *input,
            struct fp_tax_result *r)
{
    double wages = input->wages[0] + input->wages[1], net = 0.0;

    r->fica =
        law->oasdi_rate * (fp_tax_lesser(input->wages[0], law->wage_base) +
                           fp_tax_lesser(input->wages[1], law->wage_base)) +
        law->medicare_rate * wages;
    r->se_tax = 0.0;
    if (input->self_employment[0] != 0.0 || input->self_employment[1] != 0.0) {
        double nets[2];

        r->se_tax = self_employment_tax(law, input->self_employment[0],
                                        input->wages[0], &nets[0]) +
                    self_employment_tax(law, input->self_employment[1],
                                        input->wages[1], &nets[1]);
        net = nets[0] + nets[1];
    }
    r->se_deduction = 0.5 * r->se_tax;
    r->additional_medicare =
        law->additional_medicare_rate *
        fp_tax_positive(wages + net - law->additional_medicare_threshold);
}

/* What a loss beyond the year's limit leaves for the next: short-term losses
 * are used first, and income that is less than the limit uses less of it; the
 * deduction for seniors, one of section 151, does not lower that income.
 * SOURCE: 26 U.S.C. 1212(b)(1) and (2), effective 1978-01-01. */
static void
carry_losses(const struct fp_tax_law *law, const struct fp_tax_input *input,
             struct fp_tax_result *r)
{
    double net = input->short_term_gains + input->long_term_gains;
    double allowed = fp_tax_lesser(-net, law->capital_loss_limit);
    double income = r->agi - r->deduction + allowed;
    double used = fp_tax_lesser(allowed, fp_tax_positive(income));
    double shorts = input->short_term_gains + used;

    if (shorts >= 0.0) {
        r->loss_carried_long =
            fp_tax_positive(-input->long_term_gains - shorts);
        return;
    }
    if (input->long_term_gains > 0.0)
        shorts += input->long_term_gains;
    else
        r->loss_carried_long = -input->long_term_gains;
    r->loss_carried_short = fp_tax_positive(-shorts);
}

/* Every line but the marginal rate. */
static inline void
compute(const struct fp_tax_law *law, const struct fp_tax_input *input,
        struct fp_tax_result *r)
{
    double net = input->short_term_gains + input->long_term_gains;
    double gains = net, invested, other, before, preferential;
    int blind, aged = count_aged(law, input, &blind);

    memset(r, 0, sizeof(*r));
    payroll_tax(law, input, r);
    /* SOURCE: 26 U.S.C. 1211(b), effective 1978-01-01. */
    if (gains < -law->capital_loss_limit) {
        r->net_capital_loss_unused = -law->capital_loss_limit - gains;
        gains = -law->capital_loss_limit;
    }
    invested = input->interest + input->ordinary_dividends + gains +
               input->rental_income;
    other = input->wages[0] + input->wages[1] - input->pretax_deferrals +
            invested + input->retirement_income + input->other_income +
            input->self_employment[0] + input->self_employment[1] -
            r->se_deduction - input->adjustments;
    r->taxable_social_security =
        taxable_benefits(law, other + input->tax_exempt_interest,
                         input->social_security);
    r->agi = other + r->taxable_social_security;
    r->magi = r->agi + input->tax_exempt_interest;

    r->standard_deduction =
        law->standard_deduction + (aged + blind) * law->aged_addition;
    r->senior_deduction = senior_deduction(law, aged, r->agi);
    r->deduction = r->standard_deduction;
    if (input->medical_expenses + input->salt_paid +
            input->mortgage_interest + input->charity_cash > 0.0)
        fp_tax_itemize(law, input, r);
    if (net < 0.0)
        carry_losses(law, input, r);
    before = fp_tax_positive(r->agi - r->deduction - r->senior_deduction);
    /* Net capital gain (26 U.S.C. 1222(11)) and qualified dividends. */
    preferential = input->qualified_dividends +
                   fp_tax_positive(fp_tax_lesser(input->long_term_gains, net));
    if (input->self_employment[0] + input->self_employment[1] > 0.0)
        r->qbid = fp_tax_qbid(law, input, r, before, preferential);
    r->taxable_income = fp_tax_positive(before - r->qbid);
    r->preferential_income = fp_tax_lesser(preferential, r->taxable_income);
    income_tax(law, r);
    if (r->agi > law->amt_exemption)
        fp_tax_minimum(law, preferential, r);
    fp_tax_credits(law, input, r);
    r->income_tax = r->regular_tax + r->amt - r->ctc_odc_nonrefundable -
                    r->ctc_refundable;

    /* SOURCE: 26 U.S.C. 1411(a) to (c), effective 2013-01-01. */
    r->niit = law->niit_rate *
              fp_tax_lesser(fp_tax_positive(invested),
                            fp_tax_positive(r->agi - law->niit_threshold));
    r->early_penalty = law->early_rate * input->early_distribution +
                       law->early_rate_hsa * input->early_distribution_hsa;
    r->federal_tax = r->income_tax - r->savers_credit - r->eitc + r->niit +
                     r->early_penalty;
    r->total = r->federal_tax + r->se_tax + r->fica + r->additional_medicare;
}

static int
is_amount(double x)
{
    return isfinite(x) && x >= 0.0;
}

static int
all_amounts(const struct fp_tax_input *in)
{
    const double amounts[] = {
        in->wages[0], in->wages[1], in->pretax_deferrals, in->adjustments,
        in->savers_contributions[0], in->savers_contributions[1],
        in->interest, in->tax_exempt_interest, in->ordinary_dividends,
        in->qualified_dividends, in->retirement_income,
        in->early_distribution, in->early_distribution_hsa, in->other_income,
        in->social_security, in->medical_expenses, in->salt_paid,
        in->mortgage_interest, in->mortgage_balance, in->charity_cash
    };

    for (size_t i = 0; i < sizeof(amounts) / sizeof(amounts[0]); i++)
        if (!is_amount(amounts[i]))
            return 0;
    return 1;
}

static int
input_is_valid(const struct fp_tax_input *in)
{
    return (in->n_taxpayers == 1 || in->n_taxpayers == 2) &&
           in->children_under_17 >= 0 && in->other_dependents >= 0 &&
           in->eitc_children >= 0 && all_amounts(in) &&
           in->qualified_dividends <= in->ordinary_dividends &&
           isfinite(in->self_employment[0]) &&
           isfinite(in->self_employment[1]) &&
           isfinite(in->short_term_gains) && isfinite(in->long_term_gains) &&
           isfinite(in->rental_income);
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

void
fp_tax_run(const struct fp_tax_law *law, const struct fp_tax_input *input,
           struct fp_tax_result *result)
{
    compute(law, input, result);
}

double
fp_tax_total(const struct fp_tax_law *law, const struct fp_tax_input *input)
{
    struct fp_tax_result r;

    compute(law, input, &r);
    return r.total;
}
