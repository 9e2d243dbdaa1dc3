/* Required distributions over the years. */
#include "planning/calculators/distributions.h"

#include <math.h>

const char *const fp_rmd_table_names[FP_RMD_TABLES] = {
    "none", "uniform_lifetime", "joint_and_last_survivor", "single_life",
    "empty"
};

/* The owner's own account. */
static void
look_own(const struct fp_distribution_case *c, struct fp_distribution *d)
{
    const struct fp_account account = { .employer_plan = 1 };
    const struct fp_person owner = {
        .birth_year = c->birth_year,
        .retirement_age = c->retirement_year - c->birth_year
    };
    int spouse = c->spouse_birth_year != 0 ? d->year - c->spouse_birth_year
                                           : -1;

    d->age = d->year - c->birth_year;
    if (d->year < fp_rmd_start_year(c->birth_year, c->birth_month) ||
        (c->retirement_year != 0 &&
         fp_rmd_postponed(&account, &owner, d->year)))
        return;
    d->divisor = fp_rmd_divisor_of(c->birth_year, d->age, spouse);
    /* Who turned 70 1/2 before 2020 began before the table does: none of the
     * years that are asked about. */
    if (d->divisor <= 0.0)
        return;
    d->table = spouse >= 0 && fp_rmd_joint(d->age, spouse) > 0.0
                   ? FP_RMD_JOINT : FP_RMD_UNIFORM;
    d->required = d->opening / d->divisor;
}

static void
look_inherited(const struct fp_distribution_case *c,
               struct fp_distribution *d)
{
    struct fp_inherited_rule rule = fp_inherited_rule(&c->from, d->year);

    d->age = d->year - c->from.birth_year;
    d->divisor = rule.divisor;
    if (rule.must_empty) {
        d->table = FP_RMD_EMPTY;
        d->required = d->opening;
    } else if (rule.divisor > 0.0) {
        d->table = FP_RMD_SINGLE;
        d->required = d->opening / rule.divisor;
    }
    if (d->required > d->opening)
        d->required = d->opening;
}

/* Gifts go out of the account from 70 1/2 on. */
static void
give(const struct fp_distribution_case *c, struct fp_distribution *d)
{
    int birth = c->inherited ? c->from.birth_year : c->birth_year;
    int month = c->inherited ? 0 : c->birth_month;

    d->gift = 0.0;
    if (d->year >= fp_qcd_start_year(birth, month))
        d->gift = fmin(fmin(c->gift, c->gift_limit), d->opening);
    d->taxable = fp_rmd_after_qcd(d->required, d->gift);
}

enum fp_err
fp_distributions(const struct fp_distribution_case *c, int first_year,
                 size_t n, struct fp_distribution *out)
{
    double balance = c->balance;

    if (!(balance >= 0.0) || !isfinite(balance) || !(c->growth > -1.0) ||
        !(c->growth <= 10.0) || !(c->gift >= 0.0) || !(c->gift_limit >= 0.0) ||
        n > FP_DISTRIBUTIONS_MAX)
        return FP_EINVAL;
    for (size_t i = 0; i < n; i++) {
        struct fp_distribution d = { .year = first_year + (int)i,
                                     .opening = balance };

        if (c->inherited)
            look_inherited(c, &d);
        else
            look_own(c, &d);
        give(c, &d);
        balance = (balance - fmax(d.required, d.gift)) * (1.0 + c->growth);
        if (balance < 0.0)
            balance = 0.0;
        d.closing = balance;
        out[i] = d;
    }
    return FP_OK;
}
