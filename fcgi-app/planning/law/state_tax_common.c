/* The steps of a state return that most states share, driven by the tables, in
 * lanes. What a state does its own way is in state_tax_*.c beside this file. */
#include <string.h>

#include "planning/law/state_tax_rules.h"

static const int EVERY_AGE = 1000;

static const struct fp_state_rule *const groups[] = {
    fp_state_rules_a_d, fp_state_rules_e_l, fp_state_rules_m,
    fp_state_rules_n_o, fp_state_rules_p_z
};
enum { GROUPS = sizeof groups / sizeof groups[0] };

const struct fp_state_rule *
fp_state_rule_at(int index)
{
    for (size_t g = 0; g < GROUPS; g++)
        for (const struct fp_state_rule *r = groups[g]; r->code; r++)
            if (index-- == 0)
                return r;
    return NULL;
}

/* What one spouse received in the own name, and half of what is nobody's. */
static lane
own_income(const struct fp_state_return *ret, int person)
{
    return fp_state_earned_of(ret, person) +
           fp_state_retirement_of(ret, person) +
           fp_state_unearned(ret) / 2.0;
}

lane
fp_state_share(const struct fp_state_return *ret)
{
    lane own, sum;

    if (ret->person < 0)
        return lane_of(1.0);
    own = lane_positive(own_income(ret, ret->person));
    sum = own + lane_positive(own_income(ret, 1 - ret->person));
    return lane_pick(lane_gt(sum, lane_of(0.0)), own / sum, lane_of(0.5));
}

/* The state's sum of incomes before any subtraction. */
static lane
starting_income(const struct fp_state_return *ret)
{
    const struct fp_state_input_lanes *in = ret->in;
    double start = fp_state_plain(ret, FP_STATE_START);
    lane sum = lane_of(0.0);

    if (ret->person >= 0)
        return fp_state_earned_of(ret, ret->person) +
               fp_state_retirement_of(ret, ret->person) +
               (in->n_taxpayers == 2 ? 0.5 : 1.0) *
                   (fp_state_unearned(ret) + in->taxable_social_security);
    if (start == 0.0)
        return in->agi;
    if (start == 1.0)
        return in->taxable_income;
    for (int i = 0; i < in->n_taxpayers; i++)
        sum = sum + (fp_state_earned_of(ret, i) +
                     fp_state_retirement_of(ret, i));
    return sum + fp_state_unearned(ret) + in->taxable_social_security;
}

/* How much of an exemption is left at AGI, between the limit and that much
 * more; all of it where there is no limit. */
static lane
left_at(const struct fp_state_return *ret, enum fp_state_param limit,
        enum fp_state_param phase)
{
    lane over = ret->in->agi - fp_state_p(ret, limit), left = lane_of(0.0);

    if (fp_state_plain(ret, limit) == 0.0)
        return lane_of(1.0);
    if (fp_state_plain(ret, phase) > 0.0)
        left = lane_positive(1.0 - over / fp_state_p(ret, phase));
    return lane_pick(lane_le(over, lane_of(0.0)), lane_of(1.0), left);
}

lane
fp_state_common_social_security(const struct fp_state_return *ret)
{
    lane taxable = ret->in->taxable_social_security;
    lane exempt;

    if (ret->person >= 0 && ret->in->n_taxpayers == 2)
        taxable = taxable / 2.0;
    exempt = taxable * (1.0 - fp_state_p(ret, FP_STATE_SS_TAXED));
    if (fp_state_plain(ret, FP_STATE_SS_LIMIT) > 0.0)
        exempt = lane_max(exempt, taxable * left_at(ret, FP_STATE_SS_LIMIT,
                                                    FP_STATE_SS_PHASE));
    return exempt;
}

lane
fp_state_common_retirement(const struct fp_state_return *ret)
{
    lane sum = lane_of(0.0);

    if ((ret->law->has & FP_STATE_HAS_RETIREMENT) == 0)
        return sum;
    for (int i = 0; i < 2; i++) {
        lane cap = lane_of(0.0);

        if (!fp_state_is_on(ret, i))
            continue;
        if (ret->in->ages[i] >= (int)fp_state_plain(ret, FP_STATE_RET_AGE))
            cap = fp_state_p(ret, FP_STATE_RET_CAP);
        else if (ret->in->ages[i] >=
                 (int)fp_state_plain(ret, FP_STATE_RET_AGE_YOUNG))
            cap = fp_state_p(ret, FP_STATE_RET_CAP_YOUNG);
        if (fp_state_plain(ret, FP_STATE_RET_LESS_SS) > 0.0)
            cap = lane_above(cap, ret->in->social_security[i]);
        sum = sum + lane_min(cap, fp_state_retirement_of(ret, i));
    }
    return sum * left_at(ret, FP_STATE_RET_LIMIT, FP_STATE_RET_PHASE);
}

lane
fp_state_retirement_from_age(const struct fp_state_return *ret)
{
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++) {
        lane own;

        if (!fp_state_is_on(ret, i))
            continue;
        own = ret->in->pensions[i];
        if (ret->in->ages[i] >= (int)fp_state_plain(ret, FP_STATE_RET_AGE))
            own = own + ret->in->distributions[i];
        sum = sum + lane_min(own, fp_state_p(ret, FP_STATE_RET_CAP));
    }
    return sum;
}

lane
fp_state_common_deduction(const struct fp_state_return *ret)
{
    double part = ret->person >= 0 && ret->in->n_taxpayers == 2 ? 0.5 : 1.0;
    lane standard = fp_state_p(ret, FP_STATE_STD) * part +
        fp_state_p(ret, FP_STATE_STD_AGED) * fp_state_aged(ret, 65);

    if (fp_state_plain(ret, FP_STATE_STD_FEDERAL) > 0.0)
        return ret->in->deduction;
    if (fp_state_plain(ret, FP_STATE_ITEMIZE) > 0.0)
        standard = lane_max(standard,
                                ret->in->itemized * fp_state_share(ret));
    return standard;
}

/* What is left of amount after the loss above the limit of params limit,
 * limit + 1 (step) and limit + 2 (rate a step; 0: all at once). */
static lane
after_loss(const struct fp_state_return *ret, lane amount,
           enum fp_state_param limit)
{
    lane over, left = lane_of(0.0);
    mask whole;

    if (fp_state_plain(ret, limit) == 0.0)
        return amount;
    over = ret->in->agi - fp_state_p(ret, limit);
    whole = lane_le(over, lane_of(0.0));
    if (mask_all(whole))
        return amount;
    if (fp_state_plain(ret, limit + 1) != 0.0)
        left = lane_positive(
            1.0 - fp_state_begun(over, fp_state_plain(ret, limit + 1)) *
                      fp_state_p(ret, limit + 2));
    return lane_pick(whole, amount, amount * left);
}

lane
fp_state_common_exemptions(const struct fp_state_return *ret)
{
    int young = (int)fp_state_plain(ret, FP_STATE_DEP_AGE);
    double part = ret->person >= 0 && ret->in->n_taxpayers == 2 ? 0.5 : 1.0;

    if ((ret->law->has & FP_STATE_HAS_EXEMPTIONS) == 0)
        return lane_of(0.0);
    return after_loss(ret,
        fp_state_p(ret, FP_STATE_EX_RETURN) * part +
        fp_state_p(ret, FP_STATE_EX_PERSON) * fp_state_taxpayers(ret) +
        fp_state_p(ret, FP_STATE_EX_AGED) * fp_state_aged(ret, 65) +
        fp_state_p(ret, FP_STATE_EX_DEP) *
            fp_state_dependents(ret, EVERY_AGE) +
        fp_state_p(ret, FP_STATE_EX_YOUNG) *
            fp_state_dependents(ret, young), FP_STATE_EX_LIMIT);
}

static lane
common_credits(const struct fp_state_return *ret)
{
    int young = (int)fp_state_plain(ret, FP_STATE_DEP_AGE);

    if ((ret->law->has & FP_STATE_HAS_CREDITS) == 0)
        return lane_of(0.0);
    return after_loss(ret,
        fp_state_p(ret, FP_STATE_CR_RETURN) +
        fp_state_p(ret, FP_STATE_CR_PERSON) * fp_state_taxpayers(ret) +
        fp_state_p(ret, FP_STATE_CR_AGED) * fp_state_aged(ret, 65) +
        fp_state_p(ret, FP_STATE_CR_DEP) *
            fp_state_dependents(ret, EVERY_AGE) +
        fp_state_p(ret, FP_STATE_CR_YOUNG) *
            fp_state_dependents(ret, young), FP_STATE_CR_LIMIT);
}

/* The rebate of each person, to a cap and below a limit. */
static lane
rebate(const struct fp_state_return *ret)
{
    lane sum = fp_state_p(ret, FP_STATE_REBATE) *
                   (fp_state_taxpayers(ret) +
                    fp_state_dependents(ret, EVERY_AGE)) +
               fp_state_p(ret, FP_STATE_REBATE_AGED) * fp_state_aged(ret, 65);

    if (fp_state_plain(ret, FP_STATE_REBATE_CAP) > 0.0)
        sum = lane_min(sum, fp_state_p(ret, FP_STATE_REBATE_CAP));
    if (fp_state_plain(ret, FP_STATE_REBATE_LIMIT) != 0.0)
        sum = lane_where(
            lane_le(ret->in->agi, fp_state_p(ret, FP_STATE_REBATE_LIMIT)),
            sum);
    return sum;
}

/* The credit of each child, which income above a start takes back. */
static lane
child_credit(const struct fp_state_return *ret)
{
    double children = fp_state_dependents(
        ret, (int)fp_state_plain(ret, FP_STATE_CHILD_AGE));
    lane credit = children * fp_state_p(ret, FP_STATE_CHILD_CREDIT);

    if (fp_state_plain(ret, FP_STATE_CHILD_START) > 0.0)
        credit = lane_above(
            credit,
            fp_state_p(ret, FP_STATE_CHILD_RATE) *
                lane_above(ret->in->agi,
                           fp_state_p(ret, FP_STATE_CHILD_START)));
    return credit;
}

static lane
common_refunds(const struct fp_state_return *ret)
{
    unsigned has = ret->law->has;
    lane sum = lane_of(0.0);

    if (has & FP_STATE_HAS_EITC)
        sum = ret->in->eitc * fp_state_p(ret, FP_STATE_EITC_RATE);
    if (has & FP_STATE_HAS_REBATE)
        sum = sum + rebate(ret);
    if (has & FP_STATE_HAS_CHILD_CREDIT)
        sum = sum + child_credit(ret);
    return sum;
}

/* What the state leaves out of net long-term gains. */
static lane
gains_out(const struct fp_state_return *ret)
{
    lane gain;

    if ((ret->law->has & FP_STATE_HAS_GAINS) == 0)
        return lane_of(0.0);
    gain = fp_state_long_gain(ret);
    return lane_max(fp_state_p(ret, FP_STATE_GAINS_SHARE) * gain,
                    lane_min(fp_state_p(ret, FP_STATE_GAINS_FLAT), gain));
}

static lane
either(fp_state_step *own, fp_state_step *common,
       const struct fp_state_return *ret)
{
    if (own != NULL)
        return own(ret);
    return common != NULL ? common(ret) : lane_of(0.0);
}

void
fp_state_lines(struct fp_state_return *ret)
{
    const struct fp_state_rule *rule = ret->law->own;
    struct fp_state_result_lanes *line = &ret->line;
    double share = ret->person >= 0 && ret->in->n_taxpayers == 2 ? 0.5 : 1.0;

    line->base = starting_income(ret) - ret->in->treasury_interest * share;
    line->base = line->base - either(rule->social_security,
                                     fp_state_common_social_security, ret);
    line->base = line->base - either(rule->retirement,
                                     fp_state_common_retirement, ret);
    line->base = line->base - share * gains_out(ret);
    line->base = line->base - either(rule->subtract, NULL, ret);
    line->deduction = either(rule->deduct, fp_state_common_deduction, ret);
    line->exemptions = either(rule->exempt, fp_state_common_exemptions, ret);
    line->taxable_income =
        lane_positive(line->base - line->deduction - line->exemptions);
    line->tax_before_credits = rule->tax != NULL
        ? rule->tax(ret)
        : fp_state_schedule(ret->law, line->taxable_income);
    line->credits = common_credits(ret) + either(rule->credit, NULL, ret);
    line->credits = lane_min(line->credits, line->tax_before_credits);
    line->refundable = common_refunds(ret) + either(rule->refund, NULL, ret);
    line->tax = line->tax_before_credits - line->credits - line->refundable;
}

/* What two returns apart say in place of one together. */
static void
take_apart(const struct fp_state_result_lanes *one,
           const struct fp_state_result_lanes *two, mask apart,
           struct fp_state_result_lanes *line)
{
    line->base = lane_pick(apart, one->base + two->base, line->base);
    line->exemptions = lane_pick(apart, one->exemptions + two->exemptions,
                                 line->exemptions);
    line->deduction = lane_pick(apart, one->deduction + two->deduction,
                                line->deduction);
    line->taxable_income =
        lane_pick(apart, one->taxable_income + two->taxable_income,
                  line->taxable_income);
    line->tax_before_credits =
        lane_pick(apart, one->tax_before_credits + two->tax_before_credits,
                  line->tax_before_credits);
    line->credits =
        lane_pick(apart, one->credits + two->credits, line->credits);
    line->refundable = lane_pick(apart, one->refundable + two->refundable,
                                 line->refundable);
    line->tax = lane_pick(apart, one->tax + two->tax, line->tax);
}

static void
run_apart(struct fp_state_return *ret)
{
    struct fp_state_return one = { .law = ret->law, .in = ret->in,
                                   .person = 0 };
    struct fp_state_return two = { .law = ret->law, .in = ret->in,
                                   .person = 1 };
    mask apart;

    fp_state_lines(&one);
    fp_state_lines(&two);
    apart = lane_lt(one.line.tax + two.line.tax, ret->line.tax);
    if (ret->law->plain[FP_STATE_SEPARATE] > 1.0)
        apart = mask_of(1);
    take_apart(&one.line, &two.line, apart, &ret->line);
}

/* The whole return, under a law that has a tax. */
static void
run(struct fp_state_return *ret)
{
    fp_state_lines(ret);
    if (ret->law->plain[FP_STATE_SEPARATE] > 0.0 &&
        ret->in->n_taxpayers == 2 &&
        ret->law->status == FP_FILING_MARRIED_JOINT)
        run_apart(ret);
}

void
FP_LEVEL_NAME(fp_lane_state_run)(const struct fp_state_law_lanes *law,
                                 const struct fp_state_input_lanes *input,
                                 struct fp_state_result_lanes *result)
{
    struct fp_state_return ret;

    if (law->own == NULL) {
        memset(result, 0, sizeof *result);
        return;
    }
    ret.law = law;
    ret.in = input;
    ret.person = -1;
    run(&ret);
    *result = ret.line;
}

lane
FP_LEVEL_NAME(fp_lane_state_tax)(const struct fp_state_law_lanes *law,
                                 const struct fp_state_input_lanes *input)
{
    struct fp_state_return ret;

    if (law->own == NULL)
        return lane_of(0.0);
    ret.law = law;
    ret.in = input;
    ret.person = -1;
    run(&ret);
    return ret.line.tax;
}

void
FP_LEVEL_NAME(fp_lane_state_law_index)(const struct fp_state_law *law,
                                       lane factor,
                                       struct fp_state_law_lanes *out)
{
    out->rule = law->rule;
    out->own = fp_state_rule_at(law->rule);
    out->has = law->has;
    out->year = law->year;
    out->status = law->status;
    out->n = law->n;
    for (size_t i = 0; i < FP_STATE_BRACKETS_MAX; i++) {
        out->rate[i] = law->rate[i];
        out->step[i] = law->step[i];
        out->floor_indexed[i] = law->floor_indexed[i];
        out->floor[i] = lane_of(law->floor[i]);
        if (law->floor_indexed[i])
            out->floor[i] = out->floor[i] * factor;
    }
    for (size_t i = 0; i < FP_STATE_PARAMS; i++) {
        out->plain[i] = law->plain[i];
        out->indexed[i] = law->indexed[i];
        out->value[i] = lane_of(law->value[i]);
        if (law->indexed[i])
            out->value[i] = out->value[i] * factor;
    }
    for (size_t i = 0; i < FP_STATE_TABLES; i++) {
        out->steps[i].row = law->steps[i].row;
        out->steps[i].n = law->steps[i].n;
    }
}
