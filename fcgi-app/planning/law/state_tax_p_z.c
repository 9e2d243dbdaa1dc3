/* What Pennsylvania to West Virginia do their own way. SOURCE: the statutes
 * named in planning/tables/us_state_params.csv for each state. */
#include "planning/law/state_tax_rules.h"

/* Pennsylvania: a loss of one class of income does not lower another. */
static lane
pa_subtract(const struct fp_state_return *ret)
{
    return lane_min(lane_of(0.0), fp_state_gains(ret));
}

/* Pennsylvania's tax forgiveness: in full up to the eligibility income, then
 * 10 % less for each 250 dollars. SOURCE: 72 P.S. 7304, Schedule SP. */
static lane
pa_credit(const struct fp_state_return *ret)
{
    lane limit = fp_state_p(ret, FP_STATE_LOW_INCOME) +
                   fp_state_p(ret, FP_STATE_LOW_INCOME_DEP) *
                       fp_state_dependents(ret, 1000);
    lane steps = fp_state_begun(ret->line.base - limit, 250.0);

    return ret->line.tax_before_credits *
           lane_positive(1.0 - 0.1 * steps);
}

/* Rhode Island: benefits and pensions leave for those of full retirement
 * age, below an AGI. */
static lane
ri_social_security(const struct fp_state_return *ret)
{
    lane all = fp_state_benefits(ret), old = lane_of(0.0);
    mask some = mask_and(
        lane_le(ret->in->agi, fp_state_p(ret, FP_STATE_SS_LIMIT)),
        lane_gt(all, lane_of(0.0)));

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i) &&
            ret->in->ages[i] >= (int)fp_state_plain(ret, FP_STATE_SS_AGE))
            old = old + ret->in->social_security[i];
    return lane_where(some, ret->in->taxable_social_security * old / all);
}

/* Deduction and exemptions end over five steps of AGI. */
static lane
ri_left(const struct fp_state_return *ret)
{
    lane steps = fp_state_begun(
        ret->in->agi - fp_state_p(ret, FP_STATE_EX_LIMIT),
        fp_state_plain(ret, FP_STATE_EX_STEP));

    return lane_positive(1.0 - fp_state_p(ret, FP_STATE_EX_RATE) * steps);
}

static lane
ri_deduct(const struct fp_state_return *ret)
{
    return ri_left(ret) * fp_state_common_deduction(ret);
}

/* South Carolina: the deduction for age is lessened by the retirement income
 * that left already. */
static lane
sc_subtract(const struct fp_state_return *ret)
{
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i) &&
            ret->in->ages[i] >= (int)fp_state_plain(ret, FP_STATE_AGE_AGE))
            sum = sum + lane_above(fp_state_p(ret, FP_STATE_AGE_AMOUNT),
                lane_min(fp_state_p(ret, FP_STATE_RET_CAP),
                             fp_state_retirement_of(ret, i)));
    return sum;
}

/* South Carolina from 2026: a deduction of its own that ends over a range of
 * AGI. Before, that of the federal law it conforms to. */
static lane
sc_deduct(const struct fp_state_return *ret)
{
    lane range = fp_state_p(ret, FP_STATE_STD_MIN);
    lane amount = fp_state_common_deduction(ret);

    if (fp_state_plain(ret, FP_STATE_STD_MIN) <= 0.0)
        return amount;
    return amount * lane_positive(1.0 - lane_above(ret->in->agi,
        fp_state_p(ret, FP_STATE_STD_START)) / range);
}

/* The earnings of the spouse who earns less. */
static lane
lesser_earned(const struct fp_state_return *ret)
{
    if (!fp_state_joint(ret) || ret->in->n_taxpayers < 2)
        return lane_of(0.0);
    return lane_min(fp_state_earned_of(ret, 0),
                        fp_state_earned_of(ret, 1));
}

/* South Carolina and Wisconsin: two earners, a share of the lesser's. */
static lane
two_earners(const struct fp_state_return *ret)
{
    return lane_min(fp_state_p(ret, FP_STATE_WAGE_CAP),
                        fp_state_p(ret, FP_STATE_WAGE_RATE) *
                            lesser_earned(ret));
}

/* Utah taxes benefits and gives credits in place of deductions. */
static lane
keep(const struct fp_state_return *ret)
{
    (void)ret;
    return lane_of(0.0);
}

static lane
ut_credit(const struct fp_state_return *ret)
{
    double rate = ret->law->rate[0];
    lane income = ret->line.base;
    lane taxpayer = lane_above(
        fp_state_p(ret, FP_STATE_STD_RATE) *
            (ret->in->deduction +
             fp_state_p(ret, FP_STATE_EX_YOUNG) *
                 fp_state_dependents(ret, 1000)),
        0.013 * lane_above(income, fp_state_p(ret, FP_STATE_STD_START)));
    lane benefits = lane_above(
        rate * ret->in->taxable_social_security,
        fp_state_p(ret, FP_STATE_AGE_RATE) *
            lane_above(income, fp_state_p(ret, FP_STATE_SS_LIMIT)));
    lane retired = lane_of(0.0);

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i) &&
            ret->law->year - ret->in->ages[i] <=
                (int)fp_state_plain(ret, FP_STATE_AGE_AGE))
            retired = retired + fp_state_p(ret, FP_STATE_AGE_AMOUNT);
    retired = lane_above(retired, fp_state_p(ret, FP_STATE_AGE_RATE) *
        lane_above(income, fp_state_p(ret, FP_STATE_AGE_START)));
    return taxpayer + lane_max(benefits, retired) +
           fp_state_p(ret, FP_STATE_CR_RATE) * ret->in->eitc;
}

/* Virginia: 12,000 for each person 65 or older, less the income above a
 * limit; those born in 1938 or before keep all of it. */
static lane
va_subtract(const struct fp_state_return *ret)
{
    lane income = ret->in->agi - ret->in->taxable_social_security;
    lane limit = fp_state_p(ret, FP_STATE_AGE_START);
    lane old = lane_of(0.0), rest = lane_of(0.0);

    for (int i = 0; i < 2; i++) {
        if (!fp_state_is_on(ret, i) ||
            ret->in->ages[i] < (int)fp_state_plain(ret, FP_STATE_AGE_AGE))
            continue;
        if (ret->law->year - ret->in->ages[i] <= 1938)
            old = old + fp_state_p(ret, FP_STATE_AGE_AMOUNT);
        else
            rest = rest + fp_state_p(ret, FP_STATE_AGE_AMOUNT);
    }
    return old + lane_above(rest, lane_above(income, limit));
}

/* Virginia: no tax below the filing threshold; the spouses' adjustment gives
 * a couple what two schedules would save, up to its cap. */
static lane
va_tax(const struct fp_state_return *ret)
{
    lane taxable = ret->line.taxable_income;
    lane tax = fp_state_schedule(ret->law, taxable), lesser, apart;
    struct fp_state_return one = *ret;

    if (fp_state_joint(ret) && ret->in->n_taxpayers == 2) {
        one.person = 0;
        lesser = fp_state_share(&one);
        lesser = lane_min(lesser, 1.0 - lesser) *
                 lane_positive(ret->line.base);
        lesser = lane_min(
            taxable / 2.0,
            lane_above(lesser, fp_state_p(ret, FP_STATE_EX_PERSON)));
        apart = fp_state_schedule(ret->law, lesser) +
                fp_state_schedule(ret->law, taxable - lesser);
        tax = tax - lane_min(fp_state_p(ret, FP_STATE_WAGE_CAP),
                             lane_above(tax, apart));
    }
    return lane_where(
        lane_ge(ret->line.base, fp_state_p(ret, FP_STATE_LOW_INCOME)), tax);
}

/* Vermont: what leaves of gains is at most 40 % of taxable income. */
static lane
vt_subtract(const struct fp_state_return *ret)
{
    lane gain = lane_min(fp_state_long_gain(ret),
                               fp_state_p(ret, FP_STATE_GAINS_FLAT));

    return -lane_above(gain,
                           0.4 * lane_positive(ret->in->taxable_income));
}

/* Vermont: no less than 3 % of AGI above 150,000. */
static lane
vt_tax(const struct fp_state_return *ret)
{
    lane tax = fp_state_schedule(ret->law, ret->line.taxable_income);
    lane agi = ret->in->agi - ret->in->treasury_interest;

    return lane_pick(
        lane_le(ret->in->agi, fp_state_p(ret, FP_STATE_SURTAX_FLOOR)), tax,
        lane_max(tax, fp_state_p(ret, FP_STATE_SURTAX_RATE) * agi));
}

/* Vermont's credit for each young child, 20 dollars less for each 1,000 of
 * AGI above a limit. */
static lane
vt_refund(const struct fp_state_return *ret)
{
    lane steps = fp_state_begun(
        ret->in->agi - fp_state_p(ret, FP_STATE_CHILD_START), 1000.0);

    return lane_above(fp_state_p(ret, FP_STATE_CHILD_FIRST),
                          fp_state_p(ret, FP_STATE_CHILD_RATE) * steps) *
           fp_state_dependents(ret, (int)fp_state_plain(ret, FP_STATE_CHILD_AGE));
}

/* Washington: long-term gains alone. */
static lane
wa_subtract(const struct fp_state_return *ret)
{
    return ret->line.base - fp_state_long_gain(ret);
}

/* Wisconsin: from 2025 an exclusion for each person 67 or older, in place of
 * the older one for 65 and small incomes. */
static lane
wi_retirement(const struct fp_state_return *ret)
{
    lane cap = fp_state_p(ret, FP_STATE_AGE_AMOUNT), sum = lane_of(0.0);

    if (fp_state_plain(ret, FP_STATE_AGE_AMOUNT) > 0.0)
        for (int i = 0; i < 2; i++)
            if (fp_state_is_on(ret, i) && ret->in->ages[i] >=
                (int)fp_state_plain(ret, FP_STATE_AGE_AGE))
                sum = sum + lane_min(cap, fp_state_retirement_of(ret, i));
    return lane_max(sum, fp_state_common_retirement(ret));
}

/* Wisconsin: the deduction slides with income: by the rate of the table of
 * steps above its floors. */
static lane
wi_deduct(const struct fp_state_return *ret)
{
    const struct fp_row_state_step *row = ret->law->steps[0].row;
    lane amount = fp_state_p(ret, FP_STATE_STD);

    for (size_t i = 0; i < ret->law->steps[0].n; i++) {
        double top = i + 1 < ret->law->steps[0].n ? row[i + 1].floor : 1e300;

        amount = amount -
                 row[i].value *
                     lane_above(lane_min(ret->line.base, lane_of(top)),
                                lane_of(row[i].floor));
    }
    return lane_positive(amount);
}

/* West Virginia: benefits by the year's share or in full below a limit; what
 * each person 65 or older may leave out besides is lessened by them. */
static lane
wv_subtract(const struct fp_state_return *ret)
{
    lane all = fp_state_benefits(ret);
    lane exempt = fp_state_common_social_security(ret);
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++) {
        lane own, rest;

        if (!fp_state_is_on(ret, i) ||
            ret->in->ages[i] < (int)fp_state_plain(ret, FP_STATE_AGE_AGE))
            continue;
        own = lane_where(lane_gt(all, lane_of(0.0)),
                         exempt * ret->in->social_security[i] / all);
        rest = fp_state_earned_of(ret, i) + fp_state_retirement_of(ret, i) +
               lane_positive(fp_state_unearned(ret)) /
                   ret->in->n_taxpayers;
        sum = sum + lane_min(rest, lane_above(
            fp_state_p(ret, FP_STATE_AGE_AMOUNT), own));
    }
    return sum;
}

const struct fp_state_rule fp_state_rules_p_z[] = {
    { .code = "PA", .retirement = fp_state_retirement_from_age,
      .subtract = pa_subtract, .credit = pa_credit },
    { .code = "RI", .social_security = ri_social_security,
      .deduct = ri_deduct },
    { .code = "SC", .subtract = sc_subtract, .deduct = sc_deduct,
      .credit = two_earners },
    { .code = "UT", .social_security = keep, .deduct = keep,
      .credit = ut_credit },
    { .code = "VA", .subtract = va_subtract, .tax = va_tax },
    { .code = "VT", .subtract = vt_subtract, .tax = vt_tax,
      .refund = vt_refund },
    { .code = "WA", .subtract = wa_subtract },
    { .code = "WI", .retirement = wi_retirement, .deduct = wi_deduct,
      .credit = two_earners },
    { .code = "WV", .subtract = wv_subtract },
    { .code = NULL }
};
