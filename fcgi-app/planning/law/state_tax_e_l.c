/* What Georgia to Louisiana do their own way. SOURCE: the statutes named in
 * planning/tables/us_state_params.csv for each state. */
#include "planning/law/state_tax_rules.h"

/* Georgia: the exclusion takes in all unearned income and a little of the
 * earned. */
static double
ga_retirement(const struct fp_state_return *ret)
{
    double half = fp_state_max(0.0, fp_state_unearned(ret)) /
                  ret->in->n_taxpayers;
    double sum = 0.0;

    for (int i = 0; i < 2; i++) {
        double cap = 0.0;

        if (!fp_state_is_on(ret, i))
            continue;
        if (ret->in->ages[i] >= (int)fp_state_p(ret, FP_STATE_RET_AGE))
            cap = fp_state_p(ret, FP_STATE_RET_CAP);
        else if (ret->in->ages[i] >=
                 (int)fp_state_p(ret, FP_STATE_RET_AGE_YOUNG))
            cap = fp_state_p(ret, FP_STATE_RET_CAP_YOUNG);
        sum += fp_state_min(cap, half + fp_state_retirement_of(ret, i) +
            fp_state_min(fp_state_p(ret, FP_STATE_WAGE_CAP),
                         fp_state_earned_of(ret, i)));
    }
    return sum;
}

/* Hawaii exempts pensions that the employer paid for, not IRAs and 401(k)s. */
static double
hi_retirement(const struct fp_state_return *ret)
{
    double sum = 0.0;

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum += ret->in->pensions[i];
    return sum;
}

/* Hawaii: no more than 7.25 % on net long-term gains. */
static double
hi_tax(const struct fp_state_return *ret)
{
    double taxable = ret->line.taxable_income;
    double gain = fp_state_min(taxable, fp_state_long_gain(ret));

    return fp_state_min(fp_state_schedule(ret->law, taxable),
        fp_state_schedule(ret->law, taxable - gain) +
        fp_state_p(ret, FP_STATE_GAINS_RATE) * gain);
}

/* Hawaii: food and excise credit, an amount a person by tiers of AGI. */
static double
hi_refund(const struct fp_state_return *ret)
{
    return fp_state_table_at(ret, FP_STATE_STEPS_1,
                             fp_state_max(ret->in->agi, 0.0) + 0.01) *
           (fp_state_taxpayers(ret) + fp_state_dependents(ret, 1000));
}

/* Iowa: no tax at small incomes, and for returns other than a single person's
 * no more than a rate on the income above that limit (to 2024). The income is
 * that before the federal deductions. */
static double
ia_tax(const struct fp_state_return *ret)
{
    double tax = fp_state_schedule(ret->law, ret->line.taxable_income);
    double income = ret->line.base + ret->in->deduction +
                    ret->in->senior_deduction;
    double limit = fp_state_p(ret, fp_state_aged(ret, 65) > 0
                                       ? FP_STATE_AGE_AMOUNT
                                       : FP_STATE_LOW_INCOME);
    double rate = fp_state_p(ret, FP_STATE_SURTAX_RATE);

    if (income <= limit)
        return 0.0;
    if (rate > 0.0 && ret->law->status != FP_FILING_SINGLE)
        tax = fp_state_min(tax, rate * (income - limit));
    return tax;
}

/* Idaho: the permanent building fund's 10 dollars a return. */
static double
id_tax(const struct fp_state_return *ret)
{
    double tax = fp_state_schedule(ret->law, ret->line.taxable_income);

    return tax > 0.0 ? tax + fp_state_p(ret, FP_STATE_SURTAX_FLOOR) : 0.0;
}

/* Indiana: 500 more for each person 65 or older below a limit. */
static double
in_exempt(const struct fp_state_return *ret)
{
    double more = ret->in->agi < fp_state_p(ret, FP_STATE_AGE_START)
        ? fp_state_p(ret, FP_STATE_AGE_AMOUNT) * fp_state_aged(ret, 65) : 0.0;

    return fp_state_common_exemptions(ret) + more;
}

/* Indiana: unified tax credit for the elderly, by income and by how many are
 * 65 or older. */
static double
in_refund(const struct fp_state_return *ret)
{
    int aged = fp_state_aged(ret, 65);
    double amount = fp_state_max(ret->line.base, 0.0) + 0.01;

    if (aged == 0 || ret->law->status == FP_FILING_MARRIED_SEPARATE)
        return 0.0;
    return fp_state_table_at(ret, aged == 2 ? FP_STATE_STEPS_2
                                            : FP_STATE_STEPS_1, amount);
}

/* Kansas to 2023: no tax on small taxable incomes. */
static double
ks_tax(const struct fp_state_return *ret)
{
    if (ret->line.taxable_income <= fp_state_p(ret, FP_STATE_LOW_INCOME))
        return 0.0;
    return fp_state_schedule(ret->law, ret->line.taxable_income);
}

/* Kentucky: one standard deduction on a joint return, one each apart. */
static double
ky_deduct(const struct fp_state_return *ret)
{
    return fp_state_max(fp_state_p(ret, FP_STATE_STD),
                        ret->in->itemized * fp_state_share(ret));
}

/* Kentucky: family size credit, a share of the tax by income over the
 * poverty level of the family. */
static double
ky_credit(const struct fp_state_return *ret)
{
    int n = ret->in->n_taxpayers + ret->in->n_dependents;
    double level, share, income = ret->in->agi;

    if (n > 4)
        n = 4;
    level = fp_state_p(ret, FP_STATE_LOW_INCOME) +
            (n - 1) * fp_state_p(ret, FP_STATE_LOW_INCOME_DEP);
    if (level <= 0.0)
        return 0.0;
    share = fp_state_table_at(ret, FP_STATE_STEPS_1,
                              fp_state_max(income, 0.0) / level + 1e-9);
    return share * fp_state_above(ret->line.tax_before_credits,
        fp_state_p(ret, FP_STATE_CR_AGED) * fp_state_aged(ret, 65));
}

/* Louisiana to 2024: exemptions come off the lowest brackets. */
static double
la_tax(const struct fp_state_return *ret)
{
    double whole = fp_state_max(0.0, ret->line.base - ret->line.deduction);

    return fp_state_schedule(ret->law, whole) -
           fp_state_schedule(ret->law,
                             fp_state_min(whole, ret->line.exemptions));
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
