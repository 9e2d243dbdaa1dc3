/* What Massachusetts to Montana do their own way. SOURCE: the statutes named
 * in planning/tables/us_state_params.csv for each state. */
#include "planning/law/state_tax_rules.h"

/* Massachusetts: payroll tax up to a cap for each earner, and the interest of
 * bank deposits up to 100 dollars for each person (all interest is taken to
 * be of such deposits). SOURCE: M.G.L. c. 62 s. 3.B(a)(3) and (6). */
static lane
ma_deduct(const struct fp_state_return *ret)
{
    lane sum = lane_min(ret->in->interest,
                        lane_of(100.0 * fp_state_taxpayers(ret)));

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum = sum + lane_min(fp_state_p(ret, FP_STATE_WAGE_CAP),
                                ret->in->fica[i]);
    return sum;
}

/* Short-term gains have a rate of their own; the surtax is in the brackets. */
static lane
ma_tax(const struct fp_state_return *ret)
{
    lane taxable = ret->line.taxable_income;
    lane gain = lane_positive(lane_min(taxable, lane_min(
        ret->in->short_term_gains, fp_state_gains(ret))));

    return fp_state_schedule(ret->law, taxable) +
           (fp_state_p(ret, FP_STATE_GAINS_RATE) - ret->law->rate[0]) * gain;
}

/* No tax up to a limit; just above it no more than 10 % of the excess.
 * SOURCE: M.G.L. c. 62 s. 5(a), Schedule NTS-L-NR/PY. */
static lane
ma_credit(const struct fp_state_return *ret)
{
    lane more = fp_state_p(ret, FP_STATE_LOW_INCOME_DEP) *
                  fp_state_dependents(ret, 1000);
    lane limit = fp_state_p(ret, FP_STATE_LOW_INCOME) + more;
    lane excess = lane_above(ret->line.base, limit);

    if (ret->law->status == FP_FILING_MARRIED_SEPARATE)
        return lane_of(0.0);
    return lane_where(
        lane_le(ret->line.base, 1.75 * limit),
        lane_above(ret->line.tax_before_credits, 0.1 * excess));
}

/* Massachusetts: credit for each child or person 65 or older who depends. */
static lane
ma_refund(const struct fp_state_return *ret)
{
    int old = fp_state_dependents(ret, 1000) - fp_state_dependents(ret, 65);

    return old * fp_state_p(ret, FP_STATE_CHILD_CREDIT);
}

/* Maryland: employers' plans alone, less the Social Security received. */
static lane
md_retirement(const struct fp_state_return *ret)
{
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i) &&
            ret->in->ages[i] >= (int)fp_state_plain(ret, FP_STATE_RET_AGE))
            sum = sum + lane_min(ret->in->pensions[i],
                lane_above(fp_state_p(ret, FP_STATE_RET_CAP),
                               ret->in->social_security[i]));
    return sum;
}

/* Two earners: the lesser income, up to a cap. */
static lane
md_subtract(const struct fp_state_return *ret)
{
    lane own[2];

    if (!fp_state_joint(ret) || ret->in->n_taxpayers < 2)
        return lane_of(0.0);
    for (int i = 0; i < 2; i++)
        own[i] = fp_state_earned_of(ret, i) +
                 fp_state_retirement_of(ret, i) +
                 lane_positive(fp_state_unearned(ret)) / 2.0;
    return lane_min(fp_state_p(ret, FP_STATE_WAGE_CAP),
                        lane_min(own[0], own[1]));
}

static lane
md_deduct(const struct fp_state_return *ret)
{
    lane most = fp_state_p(ret, FP_STATE_STD);
    lane rate = fp_state_p(ret, FP_STATE_STD_RATE);

    if (fp_state_plain(ret, FP_STATE_STD_RATE) > 0.0)
        most = lane_min(most, lane_max(rate * ret->line.base,
            fp_state_p(ret, FP_STATE_STD_MIN)));
    return lane_max(most, ret->in->itemized);
}

/* Each exemption falls by steps of federal AGI; those for age do not. */
static lane
md_exempt(const struct fp_state_return *ret)
{
    return fp_state_table_at(ret, FP_STATE_STEPS_1,
                             lane_positive(ret->in->agi) + 0.01) *
               (fp_state_taxpayers(ret) + fp_state_dependents(ret, 1000)) +
           fp_state_p(ret, FP_STATE_EX_AGED) * fp_state_aged(ret, 65);
}

/* Maryland from 2025: 2 % more on net gains above an AGI. */
static lane
md_tax(const struct fp_state_return *ret)
{
    lane tax = fp_state_schedule(ret->law, ret->line.taxable_income);
    lane floor = fp_state_p(ret, FP_STATE_SURTAX_FLOOR);

    if (fp_state_plain(ret, FP_STATE_SURTAX_FLOOR) > 0.0)
        tax = tax + lane_where(lane_gt(ret->in->agi, floor),
                               fp_state_p(ret, FP_STATE_SURTAX_RATE) *
                                   lane_positive(fp_state_gains(ret)));
    return tax;
}

/* Maryland's credit for those 65 or older, the lesser one where one of two
 * is; it ends above an AGI. */
static lane
md_credit(const struct fp_state_return *ret)
{
    int aged = fp_state_aged(ret, 65);

    if (aged == 0)
        return lane_of(0.0);
    return lane_where(
        lane_le(ret->in->agi, fp_state_p(ret, FP_STATE_AGE_START)),
        fp_state_p(ret, aged == 2 ? FP_STATE_AGE_RATE : FP_STATE_AGE_AMOUNT));
}

/* Maine: the deduction ends over a range of income. */
static lane
me_deduct(const struct fp_state_return *ret)
{
    lane start = fp_state_p(ret, FP_STATE_STD_START);
    lane range = fp_state_p(ret, FP_STATE_STD_MIN);
    lane amount = fp_state_common_deduction(ret);

    if (fp_state_plain(ret, FP_STATE_STD_START) <= 0.0 ||
        fp_state_plain(ret, FP_STATE_STD_MIN) <= 0.0)
        return amount;
    return lane_pick(
        lane_le(ret->line.base, start), amount,
        amount * lane_positive(1.0 - (ret->line.base - start) / range));
}

static lane
me_exempt(const struct fp_state_return *ret)
{
    lane start = fp_state_p(ret, FP_STATE_AGE_START);
    lane range = fp_state_p(ret, FP_STATE_AGE_RATE);
    lane amount = fp_state_common_exemptions(ret);

    if (fp_state_plain(ret, FP_STATE_AGE_START) <= 0.0 ||
        fp_state_plain(ret, FP_STATE_AGE_RATE) <= 0.0)
        return amount;
    return lane_pick(
        lane_le(ret->line.base, start), amount,
        amount * lane_positive(1.0 - (ret->line.base - start) / range));
}

/* Michigan: by the elder spouse's year of birth; the better of the ways that
 * are open. SOURCE: MCL 206.30(9), Public Act 4 of 2023. */
static lane
mi_retirement(const struct fp_state_return *ret)
{
    int year = ret->law->year, age = ret->in->ages[0], born;
    lane cap = fp_state_p(ret, FP_STATE_RET_CAP);
    lane standard = fp_state_p(ret, FP_STATE_AGE_AMOUNT);
    double share = fp_state_plain(ret, FP_STATE_RET_RATE);
    lane paid = lane_of(0.0), phased = paid, tier = paid, left, base;

    if (ret->in->n_taxpayers == 2 && ret->in->ages[1] > age)
        age = ret->in->ages[1];
    born = year - age;
    for (int i = 0; i < ret->in->n_taxpayers; i++)
        paid = paid + fp_state_retirement_of(ret, i);
    base = ret->in->agi - ret->in->taxable_social_security;
    if (born < 1946 || (age >= 60 &&
                        born <= (int)fp_state_plain(ret, FP_STATE_AGE_AGE)))
        phased = lane_min(paid, (born < 1946 ? 1.0 : share) * cap);
    if (born < 1946) /* and of interest, dividends and gains what is left */
        phased = phased + lane_min(lane_positive(fp_state_unearned(ret)),
            lane_above(fp_state_p(ret, FP_STATE_AGE_START), phased));
    left = lane_positive(base);
    if (born >= 1946 && born <= 1952)
        tier = lane_min(standard, left);
    else if (born > 1952 && age >= 67)
        tier = lane_min(left, lane_above(standard,
            ret->in->taxable_social_security +
            fp_state_p(ret, FP_STATE_EX_PERSON) * ret->in->n_taxpayers));
    return lane_max(phased, tier);
}

/* Minnesota: benefits leave in full up to a limit, then 10 % less for each
 * step above it. */
static lane
mn_social_security(const struct fp_state_return *ret)
{
    lane steps = fp_state_begun(
        ret->in->agi - fp_state_p(ret, FP_STATE_SS_LIMIT),
        fp_state_plain(ret, FP_STATE_SS_PHASE));

    return ret->in->taxable_social_security *
           lane_positive(1.0 - 0.1 * steps);
}

/* Minnesota: deductions lose 3 % of income above a limit and 10 % above a
 * second one, 80 % at most. SOURCE: Minn. Stat. 290.0122 and 290.0123. */
static lane
mn_deduct(const struct fp_state_return *ret)
{
    lane amount = fp_state_common_deduction(ret);
    lane start = fp_state_p(ret, FP_STATE_STD_START);
    lane second = fp_state_p(ret, FP_STATE_STD_MIN);
    lane lost = fp_state_p(ret, FP_STATE_STD_RATE) *
                  lane_above(lane_min(ret->in->agi, second), start) +
                  0.1 * lane_above(ret->in->agi, second);

    return amount - lane_min(lost, 0.8 * amount);
}

/* The schedule of a single person, from the table of steps: floors and rates.
 */
static lane
single_schedule(const struct fp_state_return *ret, lane taxable)
{
    const struct fp_row_state_step *row = ret->law->steps[0].row;
    size_t n = ret->law->steps[0].n;
    lane tax = lane_of(0.0);

    for (size_t i = 0; i < n; i++)
        tax = tax + (row[i].value - (i > 0 ? row[i - 1].value : 0.0)) *
                        lane_above(taxable, lane_of(row[i].floor));
    return tax;
}

/* Minnesota's credit for two earners: what the single schedule would save on
 * the lesser earner's income less half the deduction. SOURCE: Minn. Stat.
 * 290.0675. The single schedule of the year comes with the law. */
static lane
mn_credit(const struct fp_state_return *ret)
{
    const lane zero = lane_of(0.0);
    lane all = fp_state_benefits(ret), least = lane_of(1e300), taxable, part;
    mask both = lane_ge(ret->line.taxable_income,
                        fp_state_p(ret, FP_STATE_LOW_INCOME_DEP));

    if (ret->law->status != FP_FILING_MARRIED_JOINT ||
        ret->in->n_taxpayers < 2)
        return zero;
    for (int i = 0; i < 2; i++) {
        lane own = fp_state_earned_of(ret, i) + fp_state_retirement_of(ret, i);

        own = own + lane_where(lane_gt(all, zero),
                               ret->in->taxable_social_security *
                                   ret->in->social_security[i] / all);
        least = lane_min(least, own);
    }
    both = mask_and(both, lane_ge(least, fp_state_p(ret, FP_STATE_LOW_INCOME)));
    if (!mask_any(both))
        return zero;
    taxable = ret->line.taxable_income;
    part = lane_min(taxable,
                    lane_above(least, 0.5 * fp_state_p(ret, FP_STATE_STD)));
    return lane_where(
        both, lane_min(fp_state_p(ret, FP_STATE_WAGE_CAP),
                       lane_above(ret->line.tax_before_credits,
                                  single_schedule(ret, part) +
                                      single_schedule(ret, taxable - part))));
}

/* Minnesota: 1 % of net investment income above a million.
 * SOURCE: Minn. Stat. 290.033. */
static lane
mn_tax(const struct fp_state_return *ret)
{
    lane invested = ret->in->interest - ret->in->treasury_interest +
                      ret->in->ordinary_dividends + fp_state_gains(ret) +
                      ret->in->rental_income;
    lane floor = fp_state_p(ret, FP_STATE_SURTAX_FLOOR);
    lane tax = fp_state_schedule(ret->law, ret->line.taxable_income);

    if (fp_state_plain(ret, FP_STATE_SURTAX_FLOOR) > 0.0)
        tax = tax + fp_state_p(ret, FP_STATE_SURTAX_RATE) *
               lane_above(invested, floor);
    return tax;
}

/* Missouri: the share of the federal tax that its AGI allows. */
static lane
mo_deduct(const struct fp_state_return *ret)
{
    lane share = fp_state_table_at(ret, FP_STATE_STEPS_1,
        lane_positive(ret->line.base) + 0.01);

    return ret->in->deduction +
           lane_min(fp_state_p(ret, FP_STATE_FEDTAX_CAP),
                        share * ret->in->income_tax);
}

/* Missouri to 2023: benefits leave the base less the excess of AGI. */
static lane
mo_social_security(const struct fp_state_return *ret)
{
    lane limit = fp_state_p(ret, FP_STATE_SS_LIMIT);
    lane agi = ret->in->agi - ret->in->taxable_social_security;

    if (fp_state_plain(ret, FP_STATE_SS_LIMIT) == 0.0 ||
        fp_state_plain(ret, FP_STATE_SS_TAXED) == 0.0)
        return ret->in->taxable_social_security;
    return lane_above(ret->in->taxable_social_security,
                          lane_above(agi, limit));
}

/* Missouri: private pensions to a cap each, less the excess of AGI. */
static lane
mo_retirement(const struct fp_state_return *ret)
{
    lane agi = ret->in->agi - ret->in->taxable_social_security;
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum = sum + lane_min(fp_state_p(ret, FP_STATE_RET_CAP),
                                fp_state_retirement_of(ret, i));
    return lane_above(sum, lane_above(agi,
        fp_state_p(ret, FP_STATE_RET_LIMIT)));
}

/* Missouri: the schedule on each spouse's part of the taxable income. */
static lane
mo_tax(const struct fp_state_return *ret)
{
    struct fp_state_return one = *ret;
    lane taxable = ret->line.taxable_income, share;

    if (!fp_state_joint(ret) || ret->in->n_taxpayers < 2)
        return fp_state_schedule(ret->law, taxable);
    one.person = 0;
    share = fp_state_share(&one);
    return fp_state_schedule(ret->law, taxable * share) +
           fp_state_schedule(ret->law, taxable * (1.0 - share));
}

/* Montana: net long-term gains on top of the rest, at lower rates. */
static lane
mt_tax(const struct fp_state_return *ret)
{
    lane taxable = ret->line.taxable_income;
    lane low = fp_state_p(ret, FP_STATE_GAINS_RATE);
    lane high = fp_state_p(ret, FP_STATE_SURTAX_RATE);
    lane gain, rest, room;

    if (fp_state_plain(ret, FP_STATE_GAINS_RATE) <= 0.0 || ret->law->n < 2)
        return fp_state_schedule(ret->law, taxable);
    gain = lane_min(taxable, fp_state_long_gain(ret));
    rest = taxable - gain;
    room = lane_min(gain, lane_above(ret->law->floor[1], rest));
    return fp_state_schedule(ret->law, rest) + low * room +
           high * (gain - room);
}

/* Montana: 65 or older. */
static lane
mt_subtract(const struct fp_state_return *ret)
{
    return fp_state_p(ret, FP_STATE_AGE_AMOUNT) * fp_state_aged(ret, 65);
}

/* Montana to 2023: a share of income between two bounds. */
static lane
mt_deduct(const struct fp_state_return *ret)
{
    lane rate = fp_state_p(ret, FP_STATE_STD_RATE);

    if (fp_state_plain(ret, FP_STATE_STD_RATE) <= 0.0)
        return lane_of(0.0); /* starts from federal taxable income */
    return lane_max(ret->in->itemized, lane_min(
        fp_state_p(ret, FP_STATE_STD),
        lane_max(fp_state_p(ret, FP_STATE_STD_MIN),
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
