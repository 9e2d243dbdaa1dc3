/* What North Carolina to Oregon do their own way. SOURCE: the statutes named
 * in planning/tables/us_state_params.csv for each state. */
#include "planning/law/state_tax_rules.h"

/* North Carolina: an amount for each child under 17, by tiers of AGI. */
static lane
nc_exempt(const struct fp_state_return *ret)
{
    return fp_state_table_at(ret, FP_STATE_STEPS_1,
                             lane_positive(ret->in->agi) + 0.01) *
           fp_state_dependents(ret, 17);
}

/* North Dakota: the share of gains leaves qualified dividends out too. */
static lane
nd_subtract(const struct fp_state_return *ret)
{
    return fp_state_p(ret, FP_STATE_GAINS_SHARE) *
           ret->in->qualified_dividends;
}

/* Nebraska: no more than the federal tax of the year.
 * SOURCE: instructions of Form 1040N, line of the federal tax limit. */
static lane
ne_credit(const struct fp_state_return *ret)
{
    double persons = fp_state_taxpayers(ret) + fp_state_dependents(ret, 1000);
    lane left = ret->line.tax_before_credits -
                  fp_state_p(ret, FP_STATE_CR_PERSON) * persons;

    return lane_above(left, ret->in->income_tax);
}

/* New Hampshire to 2024: interest and dividends alone. */
static lane
nh_subtract(const struct fp_state_return *ret)
{
    return ret->line.base -
           (ret->in->interest - ret->in->treasury_interest +
            ret->in->ordinary_dividends);
}

/* New Jersey: no loss of one kind of income against another; pensions and
 * distributions from 62 at incomes up to 150,000, and what is left of the
 * amount against other income of those who earn little.
 * SOURCE: N.J.S.A. 54A:5-1, 54A:6-10, 54A:6-15. */
static lane
nj_retirement(const struct fp_state_return *ret)
{
    const lane zero = lane_of(0.0);
    int age = (int)fp_state_plain(ret, FP_STATE_RET_AGE);
    lane total = fp_state_earned(ret) + lane_positive(fp_state_unearned(ret));
    lane cap = fp_state_p(ret, FP_STATE_RET_CAP), paid = zero;
    lane share, used, most, rest;
    mask whole, small;

    for (int i = 0; i < 2; i++) {
        if (!fp_state_is_on(ret, i))
            continue;
        total = total + fp_state_retirement_of(ret, i);
        if (ret->in->ages[i] >= age)
            paid = paid + fp_state_retirement_of(ret, i);
    }
    if (fp_state_aged(ret, age) == 0)
        return zero;
    share = fp_state_table_at(ret, FP_STATE_STEPS_1, total + 0.01);
    /* the full amount up to 100,000, then a share of what was received */
    whole = lane_ge(share, lane_of(1.0));
    used = lane_pick(whole, lane_min(cap, paid), share * paid);
    if (fp_state_aged(ret, age) != ret->in->n_taxpayers)
        return used;
    small = mask_and(lane_le(fp_state_earned(ret),
                             fp_state_p(ret, FP_STATE_WAGE_CAP)),
                     lane_gt(share, zero));
    most = lane_pick(whole, cap, share * total);
    rest = lane_min(lane_above(most, used), lane_above(total, used));
    return used + lane_where(small, rest);
}

static lane
no_losses(const struct fp_state_return *ret)
{
    return lane_min(lane_of(0.0), fp_state_gains(ret));
}

static lane
nj_tax(const struct fp_state_return *ret)
{
    return lane_where(
        lane_gt(ret->line.base, fp_state_p(ret, FP_STATE_LOW_INCOME)),
        fp_state_schedule(ret->law, ret->line.taxable_income));
}

/* New Jersey's credit for each child under 6, by tiers of taxable income. */
static lane
nj_refund(const struct fp_state_return *ret)
{
    return fp_state_table_at(ret, FP_STATE_STEPS_2,
                             ret->line.taxable_income) *
           fp_state_dependents(ret, (int)fp_state_plain(ret, FP_STATE_CHILD_AGE));
}

/* New Mexico: an amount a person that falls with AGI, an amount by tiers for
 * each person 65 or older, and one for each dependent after the first. */
static lane
nm_exempt(const struct fp_state_return *ret)
{
    lane agi = ret->in->agi, each;
    int dependents = fp_state_dependents(ret, 1000);
    double persons = fp_state_taxpayers(ret) + dependents;

    each = lane_where(
        lane_le(agi, fp_state_p(ret, FP_STATE_EX_LIMIT)),
        lane_above(fp_state_p(ret, FP_STATE_EX_PERSON),
            fp_state_p(ret, FP_STATE_AGE_RATE) *
            lane_above(agi, fp_state_p(ret, FP_STATE_AGE_START))));
    if (dependents > 0 && ret->law->status != FP_FILING_SINGLE)
        dependents--;
    else
        dependents = 0;
    return each * persons +
           fp_state_table_at(ret, FP_STATE_STEPS_7,
                             lane_positive(agi) + 0.01) *
               fp_state_aged(ret, 65) +
           fp_state_p(ret, FP_STATE_EX_DEP) * (double)dependents;
}

/* New Mexico: the low-income rebate by all income received and the number of
 * exemptions, of which each person 65 or older counts two more. */
static lane
nm_refund(const struct fp_state_return *ret)
{
    lane income = ret->in->agi - ret->in->taxable_social_security +
                    fp_state_benefits(ret);
    int n = fp_state_taxpayers(ret) + fp_state_dependents(ret, 1000) +
            2 * fp_state_aged(ret, 65);

    return lane_where(
        lane_gt(income, lane_of(0.0)),
        fp_state_table_at(ret,
                          (enum fp_state_table)(FP_STATE_STEPS_1 +
                                                (n < 6 ? n : 6) - 1),
                          income));
}

/* New York: the exclusion is each person's own. The benefit of the lower
 * rates is taken back: that of all rates below the floor's over 50,000 of AGI
 * above it, and that of each later rate over 50,000 above its floor.
 * SOURCE: N.Y. Tax Law 601(d-4), tax computation worksheets of Form IT-201. */
static lane
ny_tax(const struct fp_state_return *ret)
{
    const struct fp_state_law_lanes *law = ret->law;
    lane taxable = ret->line.taxable_income, agi = ret->line.base;
    lane tax = fp_state_schedule(law, taxable), more = lane_of(0.0);
    lane start = fp_state_p(ret, FP_STATE_SURTAX_FLOOR);
    double first = fp_state_plain(ret, FP_STATE_SURTAX_RATE);
    mask above = lane_gt(agi, start);

    if (!mask_any(above))
        return tax;
    for (size_t i = 0; i < law->n; i++) {
        mask over = lane_gt(taxable, law->floor[i]);
        lane benefit, share;

        if (law->rate[i] < first || !mask_any(over))
            continue;
        if (law->rate[i] == first) {
            lane top = i + 1 < law->n ? lane_min(taxable, law->floor[i + 1])
                                      : taxable;
            int all = mask_all(lane_eq(top, taxable));

            benefit = first * top - (all ? tax : fp_state_schedule(law, top));
            share = (agi - start) / 50000.0;
        } else {
            benefit = (law->rate[i] - law->rate[i - 1]) * law->floor[i];
            share = (agi - law->floor[i]) / 50000.0;
        }
        share = lane_positive(lane_min(lane_of(1.0), share));
        more = more + lane_where(over, benefit * share);
    }
    return tax + lane_where(above, more);
}

/* New York: household credit, by tiers of federal AGI. */
static lane
ny_credit(const struct fp_state_return *ret)
{
    lane agi = lane_positive(ret->in->agi) + 0.01;
    int n = ret->in->n_taxpayers + ret->in->n_dependents;

    if (ret->law->status == FP_FILING_SINGLE)
        return fp_state_table_at(ret, FP_STATE_STEPS_1, agi);
    return fp_state_table_at(ret, FP_STATE_STEPS_1, agi) +
           fp_state_table_at(ret, FP_STATE_STEPS_2, agi) * (double)(n - 1);
}

/* New York's credit for children under 17. To 2024: 33 % of the federal credit
 * as it stood in 2017 (1,000 a child, less 50 for each 1,000 of AGI above a
 * limit), and 100 at least for each child of 4 or older below the limit. From
 * 2025 an amount by age, less 16.50 for each 1,000 above the limit.
 * SOURCE: N.Y. Tax Law 606(c-1). */
static lane
ny_refund(const struct fp_state_return *ret)
{
    int small = fp_state_dependents(ret, 4);
    int big = fp_state_dependents(ret, 17) - small;
    lane least = fp_state_p(ret, FP_STATE_CHILD_MIN), steps, share;

    if (small + big == 0)
        return lane_of(0.0);
    steps = fp_state_begun(
        ret->in->agi - fp_state_p(ret, FP_STATE_CHILD_START), 1000.0);
    if (ret->law->year >= 2025)
        return lane_above(
            (double)small * fp_state_p(ret, FP_STATE_CHILD_FIRST) +
                (double)big * least,
            16.5 * steps);
    share = 0.33 * lane_above(lane_of(1000.0 * big), 50.0 * steps);
    share = lane_min(share, 0.33 * ret->in->child_credit);
    return lane_pick(lane_gt(steps, lane_of(0.0)), share,
                     lane_max(share, least * (double)big));
}

/* Ohio: personal exemptions by tiers of AGI. */
static lane
oh_exempt(const struct fp_state_return *ret)
{
    lane agi = ret->line.base;
    lane amount = fp_state_table_at(ret, FP_STATE_STEPS_1,
                                    lane_positive(agi) + 0.01) *
                  (fp_state_taxpayers(ret) + fp_state_dependents(ret, 1000));

    if (fp_state_plain(ret, FP_STATE_EX_LIMIT) > 0.0)
        amount = lane_where(
            lane_le(agi, fp_state_p(ret, FP_STATE_EX_LIMIT)), amount);
    return amount;
}

static lane
oh_tax(const struct fp_state_return *ret)
{
    lane taxable = ret->line.taxable_income;

    return lane_where(
        lane_gt(taxable, fp_state_p(ret, FP_STATE_SURTAX_FLOOR)),
        fp_state_p(ret, FP_STATE_SURTAX_RATE) +
            fp_state_schedule(ret->law, taxable));
}

/* Ohio: 20 dollars an exemption at low incomes, retirement income by tiers,
 * 50 dollars for age, then the joint filers' share of what is left. */
static lane
oh_credit(const struct fp_state_return *ret)
{
    lane taxable = ret->line.taxable_income, paid = lane_of(0.0), sum, left;
    lane retired;
    mask both = mask_of(1);

    for (int i = 0; i < 2; i++) {
        if (!fp_state_is_on(ret, i))
            continue;
        paid = paid + fp_state_retirement_of(ret, i);
        both = mask_and(both, lane_ge(fp_state_earned_of(ret, i) +
                                          fp_state_retirement_of(ret, i),
                                      lane_of(500.0)));
    }
    sum = lane_where(lane_lt(taxable, lane_of(30000.0)),
                     lane_of(20.0 * (fp_state_taxpayers(ret) +
                                     fp_state_dependents(ret, 1000))));
    retired = fp_state_table_at(ret, FP_STATE_STEPS_2, paid);
    if (fp_state_aged(ret, 65) > 0)
        retired = retired + 50.0;
    sum = sum + lane_where(
                    lane_lt(taxable, fp_state_p(ret, FP_STATE_CR_LIMIT)),
                    retired);
    left = lane_above(ret->line.tax_before_credits, sum);
    if (fp_state_joint(ret) && ret->in->n_taxpayers == 2)
        sum = sum + lane_where(
                        both, lane_min(lane_of(650.0),
                                       left * fp_state_table_at(
                                                  ret, FP_STATE_STEPS_3,
                                                  taxable + 0.01)));
    return sum;
}

/* Oklahoma: 1,000 more for each person 65 or older at low incomes. */
static lane
ok_exempt(const struct fp_state_return *ret)
{
    lane more = lane_where(
        lane_le(ret->in->agi, fp_state_p(ret, FP_STATE_AGE_START)),
        fp_state_p(ret, FP_STATE_AGE_AMOUNT) * fp_state_aged(ret, 65));

    return fp_state_common_exemptions(ret) + more;
}

/* Oklahoma: 5 % of the federal child credit below an AGI. */
static lane
ok_credit(const struct fp_state_return *ret)
{
    return lane_where(
        lane_le(ret->in->agi, fp_state_p(ret, FP_STATE_CR_LIMIT)),
        fp_state_p(ret, FP_STATE_CHILD_RATE) * ret->in->child_credit);
}

/* Oklahoma: the sales tax credit, each person, by gross income; those with a
 * dependent or 65 or older have a higher limit. */
static lane
ok_refund(const struct fp_state_return *ret)
{
    lane income = ret->in->agi - ret->in->taxable_social_security +
                    fp_state_benefits(ret);
    lane limit = fp_state_aged(ret, 65) > 0 || ret->in->n_dependents > 0
        ? fp_state_p(ret, FP_STATE_CHILD_START)
        : fp_state_p(ret, FP_STATE_LOW_INCOME);

    return lane_where(
        lane_le(income, limit),
        fp_state_p(ret, FP_STATE_LOW_INCOME_DEP) *
            (fp_state_taxpayers(ret) + fp_state_dependents(ret, 1000)));
}

/* Oregon: federal income tax, to a cap that falls by tiers of AGI. */
static lane
or_subtract(const struct fp_state_return *ret)
{
    lane share = fp_state_table_at(ret, FP_STATE_STEPS_1,
        lane_positive(ret->in->agi) + 0.01);

    return lane_min(ret->in->income_tax,
                        share * fp_state_p(ret, FP_STATE_FEDTAX_CAP));
}

/* Oregon's retirement income credit: a share of the pensions of those 62 or
 * older, of what benefits and other income leave of 7,500 (15,000 jointly), at
 * small household incomes. SOURCE: ORS 316.157. */
static lane
or_credit(const struct fp_state_return *ret)
{
    double scale = fp_state_joint(ret) ? 2.0 : 1.0;
    lane paid = lane_of(0.0), left;
    lane income = ret->in->agi - ret->in->taxable_social_security;

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i) &&
            ret->in->ages[i] >= (int)fp_state_plain(ret, FP_STATE_AGE_AGE))
            paid = paid + fp_state_retirement_of(ret, i);
    left = lane_above(lane_of(7500.0 * scale),
                      fp_state_benefits(ret) +
                          lane_above(income, lane_of(15000.0 * scale)));
    return lane_where(lane_lt(income, lane_of(22500.0 * scale)),
                      fp_state_p(ret, FP_STATE_CR_RATE) *
                          lane_min(paid, left));
}

const struct fp_state_rule fp_state_rules_n_o[] = {
    { .code = "NC", .exempt = nc_exempt },
    { .code = "ND", .subtract = nd_subtract },
    { .code = "NE", .credit = ne_credit },
    { .code = "NH", .subtract = nh_subtract },
    { .code = "NJ", .retirement = nj_retirement, .subtract = no_losses,
      .tax = nj_tax, .refund = nj_refund },
    { .code = "NM", .exempt = nm_exempt, .refund = nm_refund },
    { .code = "NY", .tax = ny_tax, .credit = ny_credit,
      .refund = ny_refund },
    { .code = "OH", .exempt = oh_exempt, .tax = oh_tax, .credit = oh_credit },
    { .code = "OK", .exempt = ok_exempt, .credit = ok_credit,
      .refund = ok_refund },
    { .code = "OR", .subtract = or_subtract, .credit = or_credit },
    { .code = NULL }
};
