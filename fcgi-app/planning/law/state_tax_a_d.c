/* What Alabama to Delaware do their own way. SOURCE: the statutes named in
 * planning/tables/us_state_params.csv for each state. */
#include "planning/law/state_tax_rules.h"

static const double STEPS_OF_AL = 20.0; /* the deduction falls in 20 steps */

/* Benefits that are taxable federally, one person's part. */
static lane
taxable_benefits_of(const struct fp_state_return *ret, int person)
{
    lane all = ret->in->social_security[0] + ret->in->social_security[1];

    return lane_where(lane_gt(all, lane_of(0.0)),
                      ret->in->taxable_social_security *
                          ret->in->social_security[person] / all);
}

/* Alabama: defined benefits are exempt; 6,000 of other distributions at 65. */
static lane
al_retirement(const struct fp_state_return *ret)
{
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++) {
        if (!fp_state_is_on(ret, i))
            continue;
        sum = sum + ret->in->pensions[i];
        if (ret->in->ages[i] >= (int)fp_state_plain(ret, FP_STATE_RET_AGE))
            sum = sum + lane_min(fp_state_p(ret, FP_STATE_RET_CAP),
                                ret->in->distributions[i]);
    }
    return sum;
}

/* Alabama deducts the whole federal income tax. */
static lane
al_subtract(const struct fp_state_return *ret)
{
    return ret->in->income_tax;
}

static lane
al_deduct(const struct fp_state_return *ret)
{
    lane most = fp_state_p(ret, FP_STATE_STD);
    lane least = fp_state_p(ret, FP_STATE_STD_MIN);
    double size = ret->law->status == FP_FILING_MARRIED_SEPARATE
        ? 250.0 : 500.0;
    lane steps = fp_state_begun(
        ret->in->agi - fp_state_p(ret, FP_STATE_STD_START), size);
    lane standard = lane_max(least,
        most - steps * (most - least) / STEPS_OF_AL);

    return lane_max(standard, ret->in->itemized);
}

static lane
al_exempt(const struct fp_state_return *ret)
{
    return fp_state_common_exemptions(ret) +
           fp_state_dependents(ret, 1000) *
               fp_state_table_at(ret, FP_STATE_STEPS_1, ret->in->agi);
}

/* Arkansas: above a net income the top rate holds from the first dollar less
 * a bracket adjustment, which falls by 10 dollars for each 100.
 * SOURCE: Ark. Code 26-51-201(a), indexed tax brackets of the year. */
static lane
ar_tax(const struct fp_state_return *ret)
{
    lane taxable = ret->line.taxable_income;
    lane floor = fp_state_p(ret, FP_STATE_SURTAX_FLOOR);
    lane adjust = fp_state_p(ret, FP_STATE_ADJUST_FIRST) -
                  10.0 * (fp_state_begun(taxable - floor, 100.0) - 1.0);

    return lane_pick(
        lane_le(taxable, floor), fp_state_schedule(ret->law, taxable),
        ret->law->rate[ret->law->n - 1] * taxable -
            lane_max(adjust, fp_state_p(ret, FP_STATE_ADJUST_LAST)));
}

/* California: each exemption credit falls by 6 dollars for each 2,500 of AGI
 * above the limit, not below zero. */
static lane
ca_credit(const struct fp_state_return *ret)
{
    lane limit = fp_state_p(ret, FP_STATE_EX_LIMIT);
    mask above = lane_gt(ret->in->agi, limit);
    lane cut;

    if (!mask_any(above))
        return lane_of(0.0);
    cut = fp_state_p(ret, FP_STATE_EX_RATE) *
          fp_state_begun(ret->in->agi - limit,
                         fp_state_plain(ret, FP_STATE_EX_STEP));
    return lane_where(
        above, -(lane_min(cut, fp_state_p(ret, FP_STATE_CR_PERSON)) *
                     (fp_state_taxpayers(ret) + fp_state_aged(ret, 65)) +
                 lane_min(cut, fp_state_p(ret, FP_STATE_CR_DEP)) *
                     fp_state_dependents(ret, 1000)));
}

/* Colorado: at 65 the cap on retirement income counts the benefits of Social
 * Security, which leave in full even where they are above it. */
static lane
co_retirement(const struct fp_state_return *ret)
{
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++) {
        lane benefits = taxable_benefits_of(ret, i);
        lane cap = lane_of(0.0), all;

        if (!fp_state_is_on(ret, i))
            continue;
        all = benefits + fp_state_retirement_of(ret, i);
        if (ret->in->ages[i] >= (int)fp_state_plain(ret, FP_STATE_RET_AGE))
            cap = lane_max(fp_state_p(ret, FP_STATE_RET_CAP), benefits);
        else if (ret->in->ages[i] >=
                 (int)fp_state_plain(ret, FP_STATE_RET_AGE_YOUNG)) {
            cap = fp_state_p(ret, FP_STATE_RET_CAP_YOUNG);
            if (fp_state_plain(ret, FP_STATE_SS_LIMIT) > 0.0)
                cap = lane_pick(
                    lane_le(ret->in->agi, fp_state_p(ret, FP_STATE_SS_LIMIT)),
                    lane_max(cap, benefits), cap);
        }
        sum = sum + lane_min(cap, all);
    }
    return sum;
}

static lane
none(const struct fp_state_return *ret)
{
    (void)ret;
    return lane_of(0.0);
}

/* Colorado adds back the deduction above a limit for high incomes. */
static lane
co_subtract(const struct fp_state_return *ret)
{
    return lane_where(
        lane_gt(ret->in->agi, fp_state_p(ret, FP_STATE_STD_START)),
        -lane_above(ret->in->deduction, fp_state_p(ret, FP_STATE_STD_MIN)));
}

/* Colorado: the year's refund of excess revenue, by tiers of AGI, and the
 * credit for the housing of those 65 or older. */
static lane
co_refund(const struct fp_state_return *ret)
{
    lane refund = fp_state_table_at(ret, FP_STATE_STEPS_1,
        lane_positive(ret->in->agi) + 0.01);
    lane senior = lane_of(0.0);

    if (fp_state_aged(ret, 65) > 0)
        senior = lane_above(fp_state_p(ret, FP_STATE_AGE_AMOUNT),
            fp_state_p(ret, FP_STATE_AGE_RATE) *
            fp_state_begun(ret->in->agi -
                           fp_state_p(ret, FP_STATE_AGE_START), 500.0));
    return refund + senior;
}

/* Connecticut: above the limit at most a quarter of the benefits is taxed. */
static lane
ct_social_security(const struct fp_state_return *ret)
{
    lane taxable = ret->in->taxable_social_security;

    return lane_pick(
        lane_lt(ret->in->agi, fp_state_p(ret, FP_STATE_SS_LIMIT)), taxable,
        lane_above(taxable, 0.25 * fp_state_benefits(ret)));
}

/* Connecticut: pensions in full, IRAs by the year's share, below a limit;
 * from 2024 the share falls in steps above it. */
static lane
ct_retirement(const struct fp_state_return *ret)
{
    lane left = lane_pick(
        lane_lt(ret->in->agi, fp_state_p(ret, FP_STATE_RET_LIMIT)),
        lane_of(1.0),
        fp_state_table_at(ret, FP_STATE_STEPS_4, ret->in->agi + 0.01));
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum = sum + ret->in->pensions[i] +
                   ret->in->distributions[i] *
                       fp_state_p(ret, FP_STATE_RET_RATE);
    return left * sum;
}

static lane
ct_exempt(const struct fp_state_return *ret)
{
    return lane_above(fp_state_p(ret, FP_STATE_EX_RETURN),
        fp_state_p(ret, FP_STATE_EX_STEP) *
        fp_state_begun(ret->line.base - fp_state_p(ret, FP_STATE_EX_LIMIT),
                       fp_state_plain(ret, FP_STATE_EX_STEP)));
}

/* Connecticut: the lowest rate's benefit and then that of the higher rates is
 * taken back by steps of AGI (tables C and D of Form CT-1040 TCS), and a
 * share of the tax is forgiven at low incomes (table E). */
static lane
ct_tax(const struct fp_state_return *ret)
{
    lane tax = fp_state_schedule(ret->law, ret->line.taxable_income) +
        fp_state_table_at(ret, FP_STATE_STEPS_1, ret->line.base) +
        fp_state_table_at(ret, FP_STATE_STEPS_2, ret->line.base);

    return lane_where(lane_gt(ret->line.taxable_income, lane_of(0.0)), tax);
}

static lane
ct_credit(const struct fp_state_return *ret)
{
    return ret->line.tax_before_credits *
           fp_state_table_at(ret, FP_STATE_STEPS_3, ret->line.base);
}

/* Delaware: at 60 the exclusion takes in interest, dividends, gains and
 * rents; before, pensions alone. */
static lane
de_retirement(const struct fp_state_return *ret)
{
    lane half = lane_positive(fp_state_unearned(ret)) /
                  ret->in->n_taxpayers;
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++) {
        if (!fp_state_is_on(ret, i))
            continue;
        if (ret->in->ages[i] >= (int)fp_state_plain(ret, FP_STATE_RET_AGE))
            sum = sum + lane_min(fp_state_p(ret, FP_STATE_RET_CAP),
                                fp_state_retirement_of(ret, i) + half);
        else
            sum = sum + lane_min(fp_state_p(ret, FP_STATE_RET_CAP_YOUNG),
                                ret->in->pensions[i]);
    }
    return sum;
}

static lane
de_credit(const struct fp_state_return *ret)
{
    return fp_state_p(ret, FP_STATE_AGE_AMOUNT) *
           fp_state_aged(ret, (int)fp_state_plain(ret, FP_STATE_AGE_AGE));
}

const struct fp_state_rule fp_state_rules_a_d[] = {
    { .code = "AL", .retirement = al_retirement, .subtract = al_subtract,
      .deduct = al_deduct, .exempt = al_exempt },
    { .code = "AR", .retirement = fp_state_retirement_from_age,
      .tax = ar_tax },
    { .code = "AZ" },
    { .code = "CA", .credit = ca_credit },
    { .code = "CO", .social_security = none, .retirement = co_retirement,
      .subtract = co_subtract, .refund = co_refund },
    { .code = "CT", .social_security = ct_social_security,
      .retirement = ct_retirement, .exempt = ct_exempt, .tax = ct_tax,
      .credit = ct_credit },
    { .code = "DC" },
    { .code = "DE", .retirement = de_retirement, .credit = de_credit },
    { .code = NULL }
};
