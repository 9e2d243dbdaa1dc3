/* The steps of a state return that most states share, driven by the tables.
 * What a state does its own way is in state_tax_*.c beside this file. */
#include <math.h>

#include "planning/law/state_tax_rules.h"

static const double LOSS_LIMIT = 3000.0; /* SOURCE: 26 U.S.C. 1211(b) */
static const int EVERY_AGE = 1000;

double
fp_state_begun(double excess, double size)
{
    return excess > 0.0 && size > 0.0 ? ceil(excess / size) : 0.0;
}

int
fp_state_is_on(const struct fp_state_return *ret, int person)
{
    if (ret->person >= 0)
        return person == ret->person;
    return person < ret->in->n_taxpayers;
}

int
fp_state_taxpayers(const struct fp_state_return *ret)
{
    return ret->person >= 0 ? 1 : ret->in->n_taxpayers;
}

int
fp_state_aged(const struct fp_state_return *ret, int age)
{
    int n = 0;

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i) && ret->in->ages[i] >= age)
            n++;
    return n;
}

int
fp_state_joint(const struct fp_state_return *ret)
{
    return ret->law->status == FP_FILING_MARRIED_JOINT ||
           ret->law->status == FP_FILING_SURVIVING_SPOUSE;
}

int
fp_state_dependents(const struct fp_state_return *ret, int age)
{
    int n = 0;

    if (ret->person > 0)
        return 0; /* computed apart: the first spouse claims them */
    for (int i = 0; i < ret->in->n_dependents; i++)
        if (ret->in->dependent_ages[i] < age)
            n++;
    return n;
}

double
fp_state_retirement_of(const struct fp_state_return *ret, int person)
{
    return ret->in->pensions[person] + ret->in->distributions[person];
}

double
fp_state_earned_of(const struct fp_state_return *ret, int person)
{
    return ret->in->wages[person] + ret->in->self_employment[person];
}

double
fp_state_earned(const struct fp_state_return *ret)
{
    double sum = 0.0;

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum += fp_state_earned_of(ret, i);
    return sum;
}

double
fp_state_benefits(const struct fp_state_return *ret)
{
    double sum = 0.0;

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum += ret->in->social_security[i];
    return sum;
}

double
fp_state_gains(const struct fp_state_return *ret)
{
    double net = ret->in->short_term_gains + ret->in->long_term_gains;
    double limit = ret->law->status == FP_FILING_MARRIED_SEPARATE
        ? LOSS_LIMIT / 2.0 : LOSS_LIMIT;

    return net < -limit ? -limit : net;
}

double
fp_state_long_gain(const struct fp_state_return *ret)
{
    double net = ret->in->short_term_gains + ret->in->long_term_gains;

    return fp_state_max(0.0, fp_state_min(ret->in->long_term_gains, net));
}

double
fp_state_unearned(const struct fp_state_return *ret)
{
    const struct fp_state_input *in = ret->in;

    return in->interest + in->ordinary_dividends + fp_state_gains(ret) +
           in->rental_income + in->other_income;
}

/* What one spouse received in the own name, and half of what is nobody's. */
static double
own_income(const struct fp_state_return *ret, int person)
{
    return fp_state_earned_of(ret, person) +
           fp_state_retirement_of(ret, person) +
           fp_state_unearned(ret) / 2.0;
}

double
fp_state_share(const struct fp_state_return *ret)
{
    double own, sum;

    if (ret->person < 0)
        return 1.0;
    own = fp_state_max(0.0, own_income(ret, ret->person));
    sum = own + fp_state_max(0.0, own_income(ret, 1 - ret->person));
    return sum > 0.0 ? own / sum : 0.5;
}

double
fp_state_schedule(const struct fp_state_law *law, double taxable)
{
    double tax = 0.0;

    for (size_t i = 0; i < law->n && taxable > law->floor[i]; i++) {
        double top = i + 1 < law->n ? law->floor[i + 1] : INFINITY;

        tax += law->rate[i] *
               (fp_state_min(taxable, top) - law->floor[i]);
    }
    return tax;
}

double
fp_state_top_rate(const struct fp_state_law *law, double taxable)
{
    double rate = 0.0;

    for (size_t i = 0; i < law->n && taxable > law->floor[i]; i++)
        rate = law->rate[i];
    return rate;
}

double
fp_state_table_at(const struct fp_state_return *ret,
                  enum fp_state_table table, double amount)
{
    const struct fp_row_state_step *row = ret->law->steps[table].row;
    double value = 0.0;

    for (size_t i = 0; i < ret->law->steps[table].n; i++)
        if (amount > row[i].floor)
            value = row[i].value;
    return value;
}

/* The state's sum of incomes before any subtraction. */
static double
starting_income(const struct fp_state_return *ret)
{
    const struct fp_state_input *in = ret->in;
    double start = fp_state_p(ret, FP_STATE_START), sum = 0.0;

    if (ret->person >= 0) {
        int both = in->n_taxpayers == 2;

        sum = fp_state_earned_of(ret, ret->person) +
              fp_state_retirement_of(ret, ret->person) +
              (both ? 0.5 : 1.0) *
                  (fp_state_unearned(ret) + in->taxable_social_security);
        return sum;
    }
    if (start == 0.0)
        return in->agi;
    if (start == 1.0)
        return in->taxable_income;
    for (int i = 0; i < in->n_taxpayers; i++)
        sum += fp_state_earned_of(ret, i) + fp_state_retirement_of(ret, i);
    return sum + fp_state_unearned(ret) + in->taxable_social_security;
}

/* How much of an exemption is left at agi, between limit and limit + phase;
 * all of it where there is no limit. */
static double
left_at(double agi, double limit, double phase)
{
    if (limit == 0.0 || agi <= limit)
        return 1.0;
    return phase > 0.0 ? fp_state_max(0.0, 1.0 - (agi - limit) / phase) : 0.0;
}

double
fp_state_common_social_security(const struct fp_state_return *ret)
{
    double taxable = ret->in->taxable_social_security;
    double limit = fp_state_p(ret, FP_STATE_SS_LIMIT), exempt;

    if (ret->person >= 0 && ret->in->n_taxpayers == 2)
        taxable /= 2.0;
    exempt = taxable * (1.0 - fp_state_p(ret, FP_STATE_SS_TAXED));
    if (limit > 0.0)
        exempt = fp_state_max(exempt, taxable *
            left_at(ret->in->agi, limit, fp_state_p(ret, FP_STATE_SS_PHASE)));
    return exempt;
}

double
fp_state_common_retirement(const struct fp_state_return *ret)
{
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
        if (fp_state_p(ret, FP_STATE_RET_LESS_SS) > 0.0)
            cap = fp_state_above(cap, ret->in->social_security[i]);
        sum += fp_state_min(cap, fp_state_retirement_of(ret, i));
    }
    return sum * left_at(ret->in->agi, fp_state_p(ret, FP_STATE_RET_LIMIT),
                         fp_state_p(ret, FP_STATE_RET_PHASE));
}

double
fp_state_retirement_from_age(const struct fp_state_return *ret)
{
    double sum = 0.0;

    for (int i = 0; i < 2; i++) {
        double own;

        if (!fp_state_is_on(ret, i))
            continue;
        own = ret->in->pensions[i];
        if (ret->in->ages[i] >= (int)fp_state_p(ret, FP_STATE_RET_AGE))
            own += ret->in->distributions[i];
        sum += fp_state_min(own, fp_state_p(ret, FP_STATE_RET_CAP));
    }
    return sum;
}

double
fp_state_common_deduction(const struct fp_state_return *ret)
{
    double part = ret->person >= 0 && ret->in->n_taxpayers == 2 ? 0.5 : 1.0;
    double standard = fp_state_p(ret, FP_STATE_STD) * part +
        fp_state_p(ret, FP_STATE_STD_AGED) * fp_state_aged(ret, 65);

    if (fp_state_p(ret, FP_STATE_STD_FEDERAL) > 0.0)
        return ret->in->deduction;
    if (fp_state_p(ret, FP_STATE_ITEMIZE) > 0.0)
        standard = fp_state_max(standard,
                                ret->in->itemized * fp_state_share(ret));
    return standard;
}

/* What is left of amount after the loss above the limit of params limit,
 * limit + 1 (step) and limit + 2 (rate a step; 0: all at once). */
static double
after_loss(const struct fp_state_return *ret, double amount,
           enum fp_state_param limit)
{
    double steps, start = ret->law->value[limit];

    if (start == 0.0 || ret->in->agi <= start)
        return amount;
    steps = fp_state_begun(ret->in->agi - start, ret->law->value[limit + 1]);
    if (ret->law->value[limit + 1] == 0.0)
        return 0.0;
    return amount *
           fp_state_max(0.0, 1.0 - steps * ret->law->value[limit + 2]);
}

double
fp_state_common_exemptions(const struct fp_state_return *ret)
{
    int young = (int)fp_state_p(ret, FP_STATE_DEP_AGE);
    double part = ret->person >= 0 && ret->in->n_taxpayers == 2 ? 0.5 : 1.0;

    return after_loss(ret,
        fp_state_p(ret, FP_STATE_EX_RETURN) * part +
        fp_state_p(ret, FP_STATE_EX_PERSON) * fp_state_taxpayers(ret) +
        fp_state_p(ret, FP_STATE_EX_AGED) * fp_state_aged(ret, 65) +
        fp_state_p(ret, FP_STATE_EX_DEP) *
            fp_state_dependents(ret, EVERY_AGE) +
        fp_state_p(ret, FP_STATE_EX_YOUNG) *
            fp_state_dependents(ret, young), FP_STATE_EX_LIMIT);
}

static double
common_credits(const struct fp_state_return *ret)
{
    int young = (int)fp_state_p(ret, FP_STATE_DEP_AGE);

    return after_loss(ret,
        fp_state_p(ret, FP_STATE_CR_RETURN) +
        fp_state_p(ret, FP_STATE_CR_PERSON) * fp_state_taxpayers(ret) +
        fp_state_p(ret, FP_STATE_CR_AGED) * fp_state_aged(ret, 65) +
        fp_state_p(ret, FP_STATE_CR_DEP) *
            fp_state_dependents(ret, EVERY_AGE) +
        fp_state_p(ret, FP_STATE_CR_YOUNG) *
            fp_state_dependents(ret, young), FP_STATE_CR_LIMIT);
}

static double
common_refunds(const struct fp_state_return *ret)
{
    double limit = fp_state_p(ret, FP_STATE_REBATE_LIMIT);
    double sum = ret->in->eitc * fp_state_p(ret, FP_STATE_EITC_RATE);
    int children = fp_state_dependents(ret,
        (int)fp_state_p(ret, FP_STATE_CHILD_AGE));
    double credit = children * fp_state_p(ret, FP_STATE_CHILD_CREDIT);

    if (limit == 0.0 || ret->in->agi <= limit) {
        double rebate = fp_state_p(ret, FP_STATE_REBATE) *
                (fp_state_taxpayers(ret) +
                 fp_state_dependents(ret, EVERY_AGE)) +
            fp_state_p(ret, FP_STATE_REBATE_AGED) * fp_state_aged(ret, 65);

        if (fp_state_p(ret, FP_STATE_REBATE_CAP) > 0.0)
            rebate = fp_state_min(rebate,
                                  fp_state_p(ret, FP_STATE_REBATE_CAP));
        sum += rebate;
    }
    if (credit > 0.0 && fp_state_p(ret, FP_STATE_CHILD_START) > 0.0)
        credit = fp_state_above(credit,
            fp_state_p(ret, FP_STATE_CHILD_RATE) *
            fp_state_above(ret->in->agi,
                           fp_state_p(ret, FP_STATE_CHILD_START)));
    return sum + credit;
}

static double
either(fp_state_step *own, fp_state_step *common,
       const struct fp_state_return *ret)
{
    if (own != NULL)
        return own(ret);
    return common != NULL ? common(ret) : 0.0;
}

void
fp_state_lines(struct fp_state_return *ret)
{
    const struct fp_state_rule *rule = fp_state_rule_at(ret->law->rule);
    struct fp_state_result *line = &ret->line;
    double share = ret->person >= 0 && ret->in->n_taxpayers == 2 ? 0.5 : 1.0;
    double gain;

    line->base = starting_income(ret) - ret->in->treasury_interest * share;
    line->base -= either(rule->social_security,
                         fp_state_common_social_security, ret);
    line->base -= either(rule->retirement, fp_state_common_retirement, ret);
    gain = fp_state_long_gain(ret);
    line->base -= share * fp_state_max(
        fp_state_p(ret, FP_STATE_GAINS_SHARE) * gain,
        fp_state_min(fp_state_p(ret, FP_STATE_GAINS_FLAT), gain));
    line->base -= either(rule->subtract, NULL, ret);
    line->deduction = either(rule->deduct, fp_state_common_deduction, ret);
    line->exemptions = either(rule->exempt, fp_state_common_exemptions, ret);
    line->taxable_income = fp_state_max(0.0,
        line->base - line->deduction - line->exemptions);
    line->tax_before_credits = rule->tax != NULL
        ? rule->tax(ret)
        : fp_state_schedule(ret->law, line->taxable_income);
    line->credits = common_credits(ret) + either(rule->credit, NULL, ret);
    line->credits = fp_state_min(line->credits, line->tax_before_credits);
    line->refundable = common_refunds(ret) + either(rule->refund, NULL, ret);
    line->tax = line->tax_before_credits - line->credits - line->refundable;
}
