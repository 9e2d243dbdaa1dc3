/* Inside of the state income tax: the steps of a return that states share,
 * and the table of what each state does its own way. Not installed. */
#ifndef FP_PLANNING_STATE_TAX_RULES_H
#define FP_PLANNING_STATE_TAX_RULES_H

#include "planning/law/state_tax.h"

/* One return on its way. person is -1 for the whole return, else the spouse
 * whose part is computed apart. */
struct fp_state_return {
    const struct fp_state_law *law;
    const struct fp_state_input *in;
    int person;
    struct fp_state_result line;
};

/* A step that a state does its own way; NULL: as the tables say. Each reads
 * the lines before it. subtract gives what leaves the base after the steps
 * for Social Security, retirement income and gains that the tables describe;
 * the others give the line itself. adjust comes last. */
typedef double fp_state_step(const struct fp_state_return *ret);

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

extern const struct fp_state_rule fp_state_rules_a_d[];
extern const struct fp_state_rule fp_state_rules_e_l[];
extern const struct fp_state_rule fp_state_rules_m[];
extern const struct fp_state_rule fp_state_rules_n_o[];
extern const struct fp_state_rule fp_state_rules_p_z[];

/* The rule of law->rule, an index over all the tables above. */
const struct fp_state_rule *fp_state_rule_at(int index);

/* The lines of one return (or of one spouse's part of it). */
void fp_state_lines(struct fp_state_return *ret);

/* Parameter p of the law. */
static inline double
fp_state_p(const struct fp_state_return *ret, enum fp_state_param p)
{
    return ret->law->value[p];
}

static inline double
fp_state_above(double amount, double floor)
{
    return amount > floor ? amount - floor : 0.0;
}

static inline double
fp_state_min(double a, double b)
{
    return a < b ? a : b;
}

static inline double
fp_state_max(double a, double b)
{
    return a > b ? a : b;
}

/* How many steps of size fit into excess, begun ones counted. */
double fp_state_begun(double excess, double size);

/* 1 when the person counts on this return. */
int fp_state_is_on(const struct fp_state_return *ret, int person);

/* Taxpayers on this return; those of age or older; 1 on a joint return. */
int fp_state_taxpayers(const struct fp_state_return *ret);
int fp_state_aged(const struct fp_state_return *ret, int age);
int fp_state_joint(const struct fp_state_return *ret);

/* Dependents below age (all of them: age 1000). */
int fp_state_dependents(const struct fp_state_return *ret, int age);

/* Incomes: retirement income of one person (pensions and distributions),
 * earned income, gains that count (a loss to 3,000), the net long-term gain
 * that is also a net gain of the year, the income that is nobody's own. */
double fp_state_retirement_of(const struct fp_state_return *ret, int person);
double fp_state_earned_of(const struct fp_state_return *ret, int person);
double fp_state_earned(const struct fp_state_return *ret);
double fp_state_gains(const struct fp_state_return *ret);
double fp_state_long_gain(const struct fp_state_return *ret);
double fp_state_unearned(const struct fp_state_return *ret);
double fp_state_benefits(const struct fp_state_return *ret);

/* A spouse's part of the return's income (1 for a whole return). */
double fp_state_share(const struct fp_state_return *ret);

/* The law's schedule on taxable income, and the top rate reached there. */
double fp_state_schedule(const struct fp_state_law *law, double taxable);
double fp_state_top_rate(const struct fp_state_law *law, double taxable);

/* The value of a table of steps at amount; 0 below its first floor. */
double fp_state_table_at(const struct fp_state_return *ret,
                         enum fp_state_table table, double amount);

/* The steps as the tables say them, for states that add to one; retirement
 * income of which pensions leave at any age, distributions from RET_AGE. */
double fp_state_common_social_security(const struct fp_state_return *ret);
double fp_state_common_retirement(const struct fp_state_return *ret);
double fp_state_retirement_from_age(const struct fp_state_return *ret);
double fp_state_common_deduction(const struct fp_state_return *ret);
double fp_state_common_exemptions(const struct fp_state_return *ret);

#endif
