/* What Massachusetts to Montana do their own way. SOURCE: the statutes named
 * in planning/tables/us_state_params.csv for each state. */
#include "planning/law/state_tax_rules.h"

/* Massachusetts: payroll tax up to a cap for each earner, and the interest of
 * bank deposits up to 100 dollars for each person (all interest is taken to
 * be of such deposits). SOURCE: M.G.L. c. 62 s. 3.B(a)(3) and (6). */
static double
ma_deduct(const struct fp_state_return *ret)
{
    double sum = fp_state_min(ret->in->interest,
                              100.0 * fp_state_taxpayers(ret));

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum += fp_state_min(fp_state_p(ret, FP_STATE_WAGE_CAP),
                                ret->in->fica[i]);
    return sum;
}

/* Short-term gains have a rate of their own; the surtax is in the brackets. */
static double
ma_tax(const struct fp_state_return *ret)
{
    double taxable = ret->line.taxable_income;
    double gain = fp_state_max(0.0, fp_state_min(taxable, fp_state_min(
        ret->in->short_term_gains, fp_state_gains(ret))));

    return fp_state_schedule(ret->law, taxable) +
           (fp_state_p(ret, FP_STATE_GAINS_RATE) - ret->law->rate[0]) * gain;
}

/* No tax up to a limit; just above it no more than 10 % of the excess.
 * SOURCE: M.G.L. c. 62 s. 5(a), Schedule NTS-L-NR/PY. */
static double
ma_credit(const struct fp_state_return *ret)
{
    double more = fp_state_p(ret, FP_STATE_LOW_INCOME_DEP) *
                  fp_state_dependents(ret, 1000);
    double limit = fp_state_p(ret, FP_STATE_LOW_INCOME) + more;
    double excess = fp_state_above(ret->line.base, limit);

    if (ret->line.base > 1.75 * limit ||
        ret->law->status == FP_FILING_MARRIED_SEPARATE)
        return 0.0;
    return fp_state_above(ret->line.tax_before_credits, 0.1 * excess);
}

/* Massachusetts: credit for each child or person 65 or older who depends. */
static double
ma_refund(const struct fp_state_return *ret)
{
    int old = fp_state_dependents(ret, 1000) - fp_state_dependents(ret, 65);

    return old * fp_state_p(ret, FP_STATE_CHILD_CREDIT);
}

/* Maryland: employers' plans alone, less the Social Security received. */
static double
md_retirement(const struct fp_state_return *ret)
{
    double sum = 0.0;

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i) &&
            ret->in->ages[i] >= (int)fp_state_p(ret, FP_STATE_RET_AGE))
            sum += fp_state_min(ret->in->pensions[i],
                fp_state_above(fp_state_p(ret, FP_STATE_RET_CAP),
                               ret->in->social_security[i]));
    return sum;
}

/* Two earners: the lesser income, up to a cap. */
static double
md_subtract(const struct fp_state_return *ret)
{
    double own[2];

    if (!fp_state_joint(ret) || ret->in->n_taxpayers < 2)
        return 0.0;
    for (int i = 0; i < 2; i++)
        own[i] = fp_state_earned_of(ret, i) +
                 fp_state_retirement_of(ret, i) +
                 fp_state_max(0.0, fp_state_unearned(ret)) / 2.0;
    return fp_state_min(fp_state_p(ret, FP_STATE_WAGE_CAP),
                        fp_state_min(own[0], own[1]));
}

static double
md_deduct(const struct fp_state_return *ret)
{
    double most = fp_state_p(ret, FP_STATE_STD);
    double rate = fp_state_p(ret, FP_STATE_STD_RATE);

    if (rate > 0.0)
        most = fp_state_min(most, fp_state_max(rate * ret->line.base,
            fp_state_p(ret, FP_STATE_STD_MIN)));
    return fp_state_max(most, ret->in->itemized);
}

/* Each exemption falls by steps of federal AGI; those for age do not. */
static double
md_exempt(const struct fp_state_return *ret)
{
    return fp_state_table_at(ret, FP_STATE_STEPS_1,
                             fp_state_max(ret->in->agi, 0.0) + 0.01) *
               (fp_state_taxpayers(ret) + fp_state_dependents(ret, 1000)) +
           fp_state_p(ret, FP_STATE_EX_AGED) * fp_state_aged(ret, 65);
}

/* Maryland from 2025: 2 % more on net gains above an AGI. */
static double
md_tax(const struct fp_state_return *ret)
{
    double tax = fp_state_schedule(ret->law, ret->line.taxable_income);
    double floor = fp_state_p(ret, FP_STATE_SURTAX_FLOOR);

    if (floor > 0.0 && ret->in->agi > floor)
        tax += fp_state_p(ret, FP_STATE_SURTAX_RATE) *
               fp_state_max(0.0, fp_state_gains(ret));
    return tax;
}

/* Maryland's credit for those 65 or older, the lesser one where one of two
 * is; it ends above an AGI. */
static double
md_credit(const struct fp_state_return *ret)
{
    int aged = fp_state_aged(ret, 65);

    if (aged == 0 || ret->in->agi > fp_state_p(ret, FP_STATE_AGE_START))
        return 0.0;
    return aged == 2 ? fp_state_p(ret, FP_STATE_AGE_RATE)
                     : fp_state_p(ret, FP_STATE_AGE_AMOUNT);
}

/* Maine: the deduction ends over a range of income. */
static double
me_deduct(const struct fp_state_return *ret)
{
    double start = fp_state_p(ret, FP_STATE_STD_START);
    double range = fp_state_p(ret, FP_STATE_STD_MIN);
    double amount = fp_state_common_deduction(ret);

    if (start <= 0.0 || range <= 0.0 || ret->line.base <= start)
        return amount;
    return amount * fp_state_max(0.0,
        1.0 - (ret->line.base - start) / range);
}

static double
me_exempt(const struct fp_state_return *ret)
{
    double start = fp_state_p(ret, FP_STATE_AGE_START);
    double range = fp_state_p(ret, FP_STATE_AGE_RATE);
    double amount = fp_state_common_exemptions(ret);

    if (start <= 0.0 || range <= 0.0 || ret->line.base <= start)
        return amount;
    return amount * fp_state_max(0.0,
        1.0 - (ret->line.base - start) / range);
}

/* Michigan: by the elder spouse's year of birth; the better of the ways that
 * are open. SOURCE: MCL 206.30(9), Public Act 4 of 2023. */
static double
mi_retirement(const struct fp_state_return *ret)
{
    int year = ret->law->year, age = ret->in->ages[0], born;
    double cap = fp_state_p(ret, FP_STATE_RET_CAP);
    double standard = fp_state_p(ret, FP_STATE_AGE_AMOUNT);
    double share = fp_state_p(ret, FP_STATE_RET_RATE);
    double paid = 0.0, phased = 0.0, tier = 0.0, left, base;

    if (ret->in->n_taxpayers == 2 && ret->in->ages[1] > age)
        age = ret->in->ages[1];
    born = year - age;
    for (int i = 0; i < ret->in->n_taxpayers; i++)
        paid += fp_state_retirement_of(ret, i);
    base = ret->in->agi - ret->in->taxable_social_security;
    if (born < 1946 || (age >= 60 &&
                        born <= (int)fp_state_p(ret, FP_STATE_AGE_AGE)))
        phased = fp_state_min(paid, born < 1946 ? cap : share * cap);
    if (born < 1946) /* and of interest, dividends and gains what is left */
        phased += fp_state_min(fp_state_max(0.0, fp_state_unearned(ret)),
            fp_state_above(fp_state_p(ret, FP_STATE_AGE_START), phased));
    left = fp_state_max(0.0, base);
    if (born >= 1946 && born <= 1952)
        tier = fp_state_min(standard, left);
    else if (born > 1952 && age >= 67)
        tier = fp_state_min(left, fp_state_above(standard,
            ret->in->taxable_social_security +
            fp_state_p(ret, FP_STATE_EX_PERSON) * ret->in->n_taxpayers));
    return fp_state_max(phased, tier);
}

/* Minnesota: benefits leave in full up to a limit, then 10 % less for each
 * step above it. */
static double
mn_social_security(const struct fp_state_return *ret)
{
    double steps = fp_state_begun(
        ret->in->agi - fp_state_p(ret, FP_STATE_SS_LIMIT),
        fp_state_p(ret, FP_STATE_SS_PHASE));

    return ret->in->taxable_social_security *
           fp_state_max(0.0, 1.0 - 0.1 * steps);
}

/* Minnesota: deductions lose 3 % of income above a limit and 10 % above a
 * second one, 80 % at most. SOURCE: Minn. Stat. 290.0122 and 290.0123. */
static double
mn_deduct(const struct fp_state_return *ret)
{
    double amount = fp_state_common_deduction(ret);
    double start = fp_state_p(ret, FP_STATE_STD_START);
    double second = fp_state_p(ret, FP_STATE_STD_MIN);
    double lost = fp_state_p(ret, FP_STATE_STD_RATE) *
                  fp_state_above(fp_state_min(ret->in->agi, second), start) +
                  0.1 * fp_state_above(ret->in->agi, second);

    return amount - fp_state_min(lost, 0.8 * amount);
}

/* The schedule of a single person, from the table of steps: floors and rates.
 */
static double
single_schedule(const struct fp_state_return *ret, double taxable)
{
    const struct fp_row_state_step *row = ret->law->steps[0].row;
    size_t n = ret->law->steps[0].n;
    double tax = 0.0;

    for (size_t i = 0; i < n && taxable > row[i].floor; i++) {
        double top = i + 1 < n ? fp_state_min(taxable, row[i + 1].floor)
                               : taxable;

        tax += row[i].value * (top - row[i].floor);
    }
    return tax;
}

/* Minnesota's credit for two earners: what the single schedule would save on
 * the lesser earner's income less half the deduction. SOURCE: Minn. Stat.
 * 290.0675. The single schedule of the year comes with the law. */
static double
mn_credit(const struct fp_state_return *ret)
{
    double all = fp_state_benefits(ret), least = 1e300, taxable, part;

    if (ret->law->status != FP_FILING_MARRIED_JOINT ||
        ret->in->n_taxpayers < 2 || ret->line.taxable_income <
        fp_state_p(ret, FP_STATE_LOW_INCOME_DEP))
        return 0.0;
    for (int i = 0; i < 2; i++) {
        double own = fp_state_earned_of(ret, i) +
                     fp_state_retirement_of(ret, i);

        if (all > 0.0)
            own += ret->in->taxable_social_security *
                   ret->in->social_security[i] / all;
        least = fp_state_min(least, own);
    }
    if (least < fp_state_p(ret, FP_STATE_LOW_INCOME))
        return 0.0;
    taxable = ret->line.taxable_income;
    part = fp_state_min(taxable, fp_state_above(least,
        0.5 * fp_state_p(ret, FP_STATE_STD)));
    return fp_state_min(fp_state_p(ret, FP_STATE_WAGE_CAP),
        fp_state_above(ret->line.tax_before_credits,
                       single_schedule(ret, part) +
                       single_schedule(ret, taxable - part)));
}

/* Minnesota: 1 % of net investment income above a million.
 * SOURCE: Minn. Stat. 290.033. */
static double
mn_tax(const struct fp_state_return *ret)
{
    double invested = ret->in->interest - ret->in->treasury_interest +
                      ret->in->ordinary_dividends + fp_state_gains(ret) +
                      ret->in->rental_income;
    double floor = fp_state_p(ret, FP_STATE_SURTAX_FLOOR);
    double tax = fp_state_schedule(ret->law, ret->line.taxable_income);

    if (floor > 0.0)
        tax += fp_state_p(ret, FP_STATE_SURTAX_RATE) *
               fp_state_above(invested, floor);
    return tax;
}

/* Missouri: the share of the federal tax that its AGI allows. */
static double
mo_deduct(const struct fp_state_return *ret)
{
    double share = fp_state_table_at(ret, FP_STATE_STEPS_1,
        fp_state_max(ret->line.base, 0.0) + 0.01);

    return ret->in->deduction +
           fp_state_min(fp_state_p(ret, FP_STATE_FEDTAX_CAP),
                        share * ret->in->income_tax);
}

/* Missouri to 2023: benefits leave the base less the excess of AGI. */
static double
mo_social_security(const struct fp_state_return *ret)
{
    double limit = fp_state_p(ret, FP_STATE_SS_LIMIT);
    double agi = ret->in->agi - ret->in->taxable_social_security;

    if (limit == 0.0 || fp_state_p(ret, FP_STATE_SS_TAXED) == 0.0)
        return ret->in->taxable_social_security;
    return fp_state_above(ret->in->taxable_social_security,
                          fp_state_above(agi, limit));
}

/* Missouri: private pensions to a cap each, less the excess of AGI. */
static double
mo_retirement(const struct fp_state_return *ret)
{
    double agi = ret->in->agi - ret->in->taxable_social_security;
    double sum = 0.0;

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum += fp_state_min(fp_state_p(ret, FP_STATE_RET_CAP),
                                fp_state_retirement_of(ret, i));
    return fp_state_above(sum, fp_state_above(agi,
        fp_state_p(ret, FP_STATE_RET_LIMIT)));
}

/* Missouri: the schedule on each spouse's part of the taxable income. */
static double
mo_tax(const struct fp_state_return *ret)
{
    struct fp_state_return one = *ret;
    double taxable = ret->line.taxable_income, share;

    if (!fp_state_joint(ret) || ret->in->n_taxpayers < 2)
        return fp_state_schedule(ret->law, taxable);
    one.person = 0;
    share = fp_state_share(&one);
    return fp_state_schedule(ret->law, taxable * share) +
           fp_state_schedule(ret->law, taxable * (1.0 - share));
}

/* Montana: net long-term gains on top of the rest, at lower rates. */
static double
mt_tax(const struct fp_state_return *ret)
{
    double taxable = ret->line.taxable_income;
    double low = fp_state_p(ret, FP_STATE_GAINS_RATE);
    double high = fp_state_p(ret, FP_STATE_SURTAX_RATE);
    double gain, rest, room;

    if (low <= 0.0 || ret->law->n < 2)
        return fp_state_schedule(ret->law, taxable);
    gain = fp_state_min(taxable, fp_state_long_gain(ret));
    rest = taxable - gain;
    room = fp_state_min(gain, fp_state_above(ret->law->floor[1], rest));
    return fp_state_schedule(ret->law, rest) + low * room +
           high * (gain - room);
}

/* Montana: 65 or older. */
static double
mt_subtract(const struct fp_state_return *ret)
{
    return fp_state_p(ret, FP_STATE_AGE_AMOUNT) * fp_state_aged(ret, 65);
}

/* Montana to 2023: a share of income between two bounds. */
static double
mt_deduct(const struct fp_state_return *ret)
{
    double rate = fp_state_p(ret, FP_STATE_STD_RATE);

    if (rate <= 0.0)
        return 0.0; /* starts from federal taxable income */
    return fp_state_max(ret->in->itemized, fp_state_min(
        fp_state_p(ret, FP_STATE_STD),
        fp_state_max(fp_state_p(ret, FP_STATE_STD_MIN),
                     rate * ret->line.base)));
}

const struct fp_state_rule fp_state_rules_m[] = {
    { .code = "MA", .deduct = ma_deduct, .tax = ma_tax, .credit = ma_credit, .refund = ma_refund },
    { .code = "MD", .retirement = md_retirement, .subtract = md_subtract,
      .deduct = md_deduct, .exempt = md_exempt,
      .tax = md_tax, .credit = md_credit },
    { .code = "ME", .deduct = me_deduct, .exempt = me_exempt },
    { .code = "MI", .retirement = mi_retirement },
    { .code = "MN", .social_security = mn_social_security,
      .deduct = mn_deduct, .tax = mn_tax, .credit = mn_credit },
    { .code = "MO", .social_security = mo_social_security,
      .retirement = mo_retirement, .deduct = mo_deduct, .tax = mo_tax },
    { .code = "MS", .retirement = fp_state_retirement_from_age },
    { .code = "MT", .subtract = mt_subtract, .deduct = mt_deduct,
      .tax = mt_tax },
    { .code = NULL }
};
