/* Inside of the state income tax: the steps of a return that states share,
 * and the table of what each state does its own way. In lanes: amounts may
 * differ by lane, the calendar and the switches of a law do not. Not
 * installed. */
#ifndef FP_PLANNING_STATE_TAX_RULES_H
#define FP_PLANNING_STATE_TAX_RULES_H

#include "planning/law/state_lanes.h"

#if FP_LEVEL > 1
#define fp_state_rules_a_d FP_LEVEL_NAME(fp_state_rules_a_d)
#define fp_state_rules_e_l FP_LEVEL_NAME(fp_state_rules_e_l)
#define fp_state_rules_m FP_LEVEL_NAME(fp_state_rules_m)
#define fp_state_rules_n_o FP_LEVEL_NAME(fp_state_rules_n_o)
#define fp_state_rules_p_z FP_LEVEL_NAME(fp_state_rules_p_z)
#define fp_state_rule_at FP_LEVEL_NAME(fp_state_rule_at)
#define fp_state_lines FP_LEVEL_NAME(fp_state_lines)
#define fp_state_share FP_LEVEL_NAME(fp_state_share)
#define fp_state_common_social_security                                       \
    FP_LEVEL_NAME(fp_state_common_social_security)
#define fp_state_common_retirement FP_LEVEL_NAME(fp_state_common_retirement)
#define fp_state_retirement_from_age                                          \
    FP_LEVEL_NAME(fp_state_retirement_from_age)
#define fp_state_common_deduction FP_LEVEL_NAME(fp_state_common_deduction)
#define fp_state_common_exemptions FP_LEVEL_NAME(fp_state_common_exemptions)
#endif

/* SOURCE: 26 U.S.C. 1211(b). */
#define FP_STATE_LOSS_LIMIT 3000.0

/* One return on its way. person is -1 for the whole return, else the spouse
 * whose part is computed apart. */
struct fp_state_return {
    const struct fp_state_law_lanes *law;
    const struct fp_state_input_lanes *in;
    int person;
    struct fp_state_result_lanes line;
};

/* A step that a state does its own way; NULL: as the tables say. Each reads
 * the lines before it. subtract gives what leaves the base after the steps
 * for Social Security, retirement income and gains that the tables describe;
 * the others give the line itself. adjust comes last. */
typedef lane fp_state_step(const struct fp_state_return *ret);

struct fp_state_rule {
    const char *code;
    fp_state_step *social_security; /* subtraction, of taxable benefits */
    fp_state_step *retirement;      /* subtraction */
    fp_state_step *subtract;        /* further subtractions, net */
    fp_state_step *deduct;
    fp_state_step *exempt;
    fp_state_step *tax;
    fp_state_step *credit;          /* in addition to the tables' credits */
    fp_state_step *refund;          /* in addition to the tables' */
};

/* Lines of the common steps: the bits of law->has. A law without the amounts
 * of a line has 0 there, whatever the return. */
enum {
    FP_STATE_HAS_RETIREMENT = 1,
    FP_STATE_HAS_GAINS = 2,
    FP_STATE_HAS_EXEMPTIONS = 4,
    FP_STATE_HAS_CREDITS = 8,
    FP_STATE_HAS_EITC = 16,
    FP_STATE_HAS_CHILD_CREDIT = 32,
    FP_STATE_HAS_REBATE = 64
};

extern const struct fp_state_rule fp_state_rules_a_d[];
extern const struct fp_state_rule fp_state_rules_e_l[];
extern const struct fp_state_rule fp_state_rules_m[];
extern const struct fp_state_rule fp_state_rules_n_o[];
extern const struct fp_state_rule fp_state_rules_p_z[];

/* The rule of an index over all the tables above; NULL behind the last and
 * before the first. */
const struct fp_state_rule *fp_state_rule_at(int index);

/* The lines of one return (or of one spouse's part of it). */
void fp_state_lines(struct fp_state_return *ret);

/* Parameter p of the law: the amount, and what it was before indexing, the
 * same in all lanes. */
static inline lane
fp_state_p(const struct fp_state_return *ret, enum fp_state_param p)
{
    return ret->law->value[p];
}

static inline double
fp_state_plain(const struct fp_state_return *ret, enum fp_state_param p)
{
    return ret->law->plain[p];
}

/* How many steps of size fit into excess, begun ones counted. */
static inline lane
fp_state_begun(lane excess, double size)
{
    if (size <= 0.0)
        return lane_of(0.0);
    return lane_where(lane_gt(excess, lane_of(0.0)), lane_ceil(excess / size));
}

/* 1 when the person counts on this return. */
static inline int
fp_state_is_on(const struct fp_state_return *ret, int person)
{
    if (ret->person >= 0)
        return person == ret->person;
    return person < ret->in->n_taxpayers;
}

/* Taxpayers on this return; those of age or older; 1 on a joint return. */
static inline double
fp_state_taxpayers(const struct fp_state_return *ret)
{
    return ret->person >= 0 ? 1 : ret->in->n_taxpayers;
}

static inline double
fp_state_aged(const struct fp_state_return *ret, int age)
{
    int n = 0;

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i) && ret->in->ages[i] >= age)
            n++;
    return n;
}

static inline int
fp_state_joint(const struct fp_state_return *ret)
{
    return ret->law->status == FP_FILING_MARRIED_JOINT ||
           ret->law->status == FP_FILING_SURVIVING_SPOUSE;
}

/* Dependents below age (all of them: age 1000). */
static inline double
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

/* Incomes: retirement income of one person (pensions and distributions),
 * earned income, benefits received. */
static inline lane
fp_state_retirement_of(const struct fp_state_return *ret, int person)
{
    return ret->in->pensions[person] + ret->in->distributions[person];
}

static inline lane
fp_state_earned_of(const struct fp_state_return *ret, int person)
{
    return ret->in->wages[person] + ret->in->self_employment[person];
}

static inline lane
fp_state_earned(const struct fp_state_return *ret)
{
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum = sum + fp_state_earned_of(ret, i);
    return sum;
}

static inline lane
fp_state_benefits(const struct fp_state_return *ret)
{
    lane sum = lane_of(0.0);

    for (int i = 0; i < 2; i++)
        if (fp_state_is_on(ret, i))
            sum = sum + ret->in->social_security[i];
    return sum;
}

/* Gains that count (a loss to its limit), the net long-term gain that is also
 * a net gain of the year, and the income that is nobody's own. */
static inline lane
fp_state_gains(const struct fp_state_return *ret)
{
    double limit = ret->law->status == FP_FILING_MARRIED_SEPARATE
                       ? FP_STATE_LOSS_LIMIT / 2.0
                       : FP_STATE_LOSS_LIMIT;

    return lane_max(ret->in->short_term_gains + ret->in->long_term_gains,
                    lane_of(-limit));
}

static inline lane
fp_state_long_gain(const struct fp_state_return *ret)
{
    return lane_positive(
        lane_min(ret->in->long_term_gains,
                 ret->in->short_term_gains + ret->in->long_term_gains));
}

static inline lane
fp_state_unearned(const struct fp_state_return *ret)
{
    const struct fp_state_input_lanes *in = ret->in;

    return in->interest + in->ordinary_dividends + fp_state_gains(ret) +
           in->rental_income + in->other_income;
}

/* A spouse's part of the return's income (1 for a whole return). */
lane fp_state_share(const struct fp_state_return *ret);

/* The law's schedule on taxable income: the step up to each bracket's rate on
 * what is above its floor. */
static inline lane
fp_state_schedule(const struct fp_state_law_lanes *law, lane taxable)
{
    lane tax = lane_of(0.0);

    for (size_t i = 0; i < law->n; i++)
        tax = tax + law->step[i] * lane_above(taxable, law->floor[i]);
    return tax;
}

/* The value of a table of steps at amount; 0 below its first floor. */
static inline lane
fp_state_table_at(const struct fp_state_return *ret,
                  enum fp_state_table table, lane amount)
{
    const struct fp_row_state_step *row = ret->law->steps[table].row;
    size_t n = ret->law->steps[table].n;
    lane value = lane_of(0.0);

    if (n == 0)
        return value;
    if (mask_all(lane_gt(amount, lane_of(row[n - 1].floor))))
        return lane_of(row[n - 1].value);
    for (size_t i = 0; i < n; i++)
        value = lane_pick(lane_gt(amount, lane_of(row[i].floor)),
                          lane_of(row[i].value), value);
    return value;
}

/* The steps as the tables say them, for states that add to one; retirement
 * income of which pensions leave at any age, distributions from RET_AGE. */
lane fp_state_common_social_security(const struct fp_state_return *ret);
lane fp_state_common_retirement(const struct fp_state_return *ret);
lane fp_state_retirement_from_age(const struct fp_state_return *ret);
lane fp_state_common_deduction(const struct fp_state_return *ret);
lane fp_state_common_exemptions(const struct fp_state_return *ret);

#endif
