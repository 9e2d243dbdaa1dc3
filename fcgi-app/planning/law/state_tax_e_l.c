/* What Georgia to Louisiana do their own way. SOURCE: the statutes named in
 * planning/tables/us_state_params.csv for each state. */
#include "planning/law/state_tax_rules.h"

/* Georgia: the exclusion takes in all unearned income and a little of the
 * earned. */
static lane
ga_retirement(const struct fp_state_return *ret)
{
    lane half = lane_positive(fp_state_unearned(ret)) /
                  ret->in->n_taxpayers;
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++) {
        lane cap = lane_of(0.0);

        if (!fp_state_is_on(ret, i))
            continue;
        if (ret->in->ages[i] >= (int)fp_state_plain(ret, FP_STATE_RET_AGE))
            cap = fp_state_p(ret, FP_STATE_RET_CAP);
        else if (ret->in->ages[i] >=
                 (int)fp_state_plain(ret, FP_STATE_RET_AGE_YOUNG))
            cap = fp_state_p(ret, FP_STATE_RET_CAP_YOUNG);
        sum = sum + lane_min(cap, half + fp_state_retirement_of(ret, i) +
            lane_min(fp_state_p(ret, FP_STATE_WAGE_CAP),
                         fp_state_earned_of(ret, i)));
    }
    return sum;
}

/* Hawaii exempts pensions that the employer paid for, not IRAs and 401(k)s. */
static lane
hi_retirement(const struct fp_state_return *ret)
{
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum = sum + ret->in->pensions[i];
    return sum;
}

/* Hawaii: no more than 7.25 % on net long-term gains. */
static lane
hi_tax(const struct fp_state_return *ret)
{
    lane taxable = ret->line.taxable_income;
    lane gain = lane_min(taxable, fp_state_long_gain(ret));

    return lane_min(fp_state_schedule(ret->law, taxable),
        fp_state_schedule(ret->law, taxable - gain) +
        fp_state_p(ret, FP_STATE_GAINS_RATE) * gain);
}

/* Hawaii: food and excise credit, an amount a person by tiers of AGI. */
static lane
hi_refund(const struct fp_state_return *ret)
{
    return fp_state_table_at(ret, FP_STATE_STEPS_1,
                             lane_positive(ret->in->agi) + 0.01) *
           (fp_state_taxpayers(ret) + fp_state_dependents(ret, 1000));
}

/* Iowa: no tax at small incomes, and for returns other than a single person's
 * no more than a rate on the income above that limit (to 2024). The income is
 * that before the federal deductions. */
static lane
ia_tax(const struct fp_state_return *ret)
{
    lane tax = fp_state_schedule(ret->law, ret->line.taxable_income);
    lane income = ret->line.base + ret->in->deduction +
                    ret->in->senior_deduction;
    lane limit = fp_state_p(ret, fp_state_aged(ret, 65) > 0
                                     ? FP_STATE_AGE_AMOUNT
                                     : FP_STATE_LOW_INCOME);
    lane rate = fp_state_p(ret, FP_STATE_SURTAX_RATE);

    if (fp_state_plain(ret, FP_STATE_SURTAX_RATE) > 0.0 &&
        ret->law->status != FP_FILING_SINGLE)
        tax = lane_min(tax, rate * (income - limit));
    return lane_where(lane_gt(income, limit), tax);
}

/* Idaho: the permanent building fund's 10 dollars a return. */
static lane
id_tax(const struct fp_state_return *ret)
{
    lane tax = fp_state_schedule(ret->law, ret->line.taxable_income);

    return lane_where(lane_gt(tax, lane_of(0.0)),
                      tax + fp_state_p(ret, FP_STATE_SURTAX_FLOOR));
}

/* Indiana: 500 more for each person 65 or older below a limit. */
static lane
in_exempt(const struct fp_state_return *ret)
{
    lane more = lane_where(
        lane_lt(ret->in->agi, fp_state_p(ret, FP_STATE_AGE_START)),
        fp_state_p(ret, FP_STATE_AGE_AMOUNT) * fp_state_aged(ret, 65));

    return fp_state_common_exemptions(ret) + more;
}

/* Indiana: unified tax credit for the elderly, by income and by how many are
 * 65 or older. */
static lane
in_refund(const struct fp_state_return *ret)
{
    int aged = fp_state_aged(ret, 65);
    lane amount = lane_positive(ret->line.base) + 0.01;

    if (aged == 0 || ret->law->status == FP_FILING_MARRIED_SEPARATE)
        return lane_of(0.0);
    return fp_state_table_at(ret, aged == 2 ? FP_STATE_STEPS_2
                                            : FP_STATE_STEPS_1, amount);
}

/* Kansas to 2023: no tax on small taxable incomes. */
static lane
ks_tax(const struct fp_state_return *ret)
{
    return lane_where(lane_gt(ret->line.taxable_income,
                              fp_state_p(ret, FP_STATE_LOW_INCOME)),
                      fp_state_schedule(ret->law, ret->line.taxable_income));
}

/* Kentucky: one standard deduction on a joint return, one each apart. */
static lane
ky_deduct(const struct fp_state_return *ret)
{
    return lane_max(fp_state_p(ret, FP_STATE_STD),
                        ret->in->itemized * fp_state_share(ret));
}

/* Kentucky: family size credit, a share of the tax by income over the
 * poverty level of the family. */
static lane
ky_credit(const struct fp_state_return *ret)
{
    int n = ret->in->n_taxpayers + ret->in->n_dependents;
    lane level, share, income = ret->in->agi;

    if (n > 4)
        n = 4;
    level = fp_state_p(ret, FP_STATE_LOW_INCOME) +
            (double)(n - 1) * fp_state_p(ret, FP_STATE_LOW_INCOME_DEP);
    if (fp_state_plain(ret, FP_STATE_LOW_INCOME) <= 0.0)
        return lane_of(0.0);
    share = fp_state_table_at(ret, FP_STATE_STEPS_1,
                              lane_positive(income) / level + 1e-9);
    return share * lane_above(ret->line.tax_before_credits,
        fp_state_p(ret, FP_STATE_CR_AGED) * fp_state_aged(ret, 65));
}

/* Louisiana to 2024: exemptions come off the lowest brackets. */
static lane
la_tax(const struct fp_state_return *ret)
{
    lane whole = lane_positive(ret->line.base - ret->line.deduction);

    return fp_state_schedule(ret->law, whole) -
           fp_state_schedule(ret->law,
                             lane_min(whole, ret->line.exemptions));
}

const struct fp_state_rule fp_state_rules_e_l[] = {
    { .code = "GA", .retirement = ga_retirement },
    { .code = "HI", .retirement = hi_retirement, .tax = hi_tax,
      .refund = hi_refund },
    { .code = "IA", .tax = ia_tax },
    { .code = "ID", .tax = id_tax },
    { .code = "IL" },
    { .code = "IN", .exempt = in_exempt, .refund = in_refund },
    { .code = "KS", .tax = ks_tax },
    { .code = "KY", .deduct = ky_deduct, .credit = ky_credit },
    { .code = "LA", .tax = la_tax },
    { .code = NULL }
};
