/* Income tax of the states and the District of Columbia, residents' returns.
 *
 * Law is data: us_state_brackets (rates), us_state_params (amounts and
 * switches) and us_state_steps (amounts that depend on income) hold every
 * figure with its source; what no table can say is a small function a state,
 * in state_tax_*.c. Dollars, nominal, of the tax year; local taxes are left
 * out. Everything here is pure, allocates nothing and is thread-safe. */
#ifndef FP_PLANNING_STATE_TAX_H
#define FP_PLANNING_STATE_TAX_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    FP_STATE_BRACKETS_MAX = 14,
    FP_STATE_DEPENDENTS_MAX = 12
};

/* Columns of a state's law, in the order of the words of us_state_params.
 * An amount that a state does not have is 0. "Income" is the state's base
 * unless the source says federal adjusted gross income (AGI). */
enum fp_state_param {
    FP_STATE_START,        /* 0 federal AGI, 1 federal taxable income,
                            * 2 the state's own sum of incomes */
    FP_STATE_SEPARATE,     /* 1: spouses may compute apart on one return */
    FP_STATE_ITEMIZE,      /* 1: itemised deductions in place of standard */
    FP_STATE_SS_TAXED,     /* share of taxable Social Security that stays in */
    FP_STATE_SS_LIMIT,     /* benefits are exempt up to this AGI */
    FP_STATE_SS_PHASE,     /* width of AGI over which the exemption ends */
    FP_STATE_SS_AGE,       /* least age for the exemption */
    FP_STATE_RET_CAP,      /* retirement income excluded, each person */
    FP_STATE_RET_AGE,      /* least age for it */
    FP_STATE_RET_CAP_YOUNG,/* the same for the younger */
    FP_STATE_RET_AGE_YOUNG,
    FP_STATE_RET_LIMIT,    /* no exclusion above this AGI; 0 no limit */
    FP_STATE_RET_PHASE,
    FP_STATE_RET_RATE,     /* share of a kind of it that is excluded */
    FP_STATE_RET_LESS_SS,  /* 1: Social Security received comes off the cap */
    FP_STATE_GAINS_SHARE,  /* share of net long-term gain left out */
    FP_STATE_GAINS_FLAT,   /* at least this much of it is left out */
    FP_STATE_GAINS_RATE,   /* a rate of its own for gains */
    FP_STATE_STD,          /* standard deduction */
    FP_STATE_STD_FEDERAL,  /* 1: the deduction that the federal return took */
    FP_STATE_STD_AGED,     /* added for each person 65 or older */
    FP_STATE_STD_RATE,     /* sliding deductions: rate, least, start */
    FP_STATE_STD_MIN,
    FP_STATE_STD_START,
    FP_STATE_EX_RETURN,    /* exemptions: of the return, each taxpayer, */
    FP_STATE_EX_PERSON,    /* each taxpayer 65 or older, each dependent, */
    FP_STATE_EX_AGED,      /* each dependent below DEP_AGE in addition */
    FP_STATE_EX_DEP,
    FP_STATE_EX_YOUNG,
    FP_STATE_DEP_AGE,
    FP_STATE_EX_LIMIT,     /* exemptions are lost above this AGI */
    FP_STATE_EX_STEP,      /* … by STEP dollars at a time, RATE each */
    FP_STATE_EX_RATE,
    FP_STATE_AGE_AMOUNT,   /* deduction for age, each person */
    FP_STATE_AGE_AGE,      /* least age for it; MI, UT: last year of birth */
    FP_STATE_AGE_START,    /* it falls with income above START by RATE */
    FP_STATE_AGE_RATE,
    FP_STATE_CR_RETURN,    /* credits that cannot be refunded */
    FP_STATE_CR_PERSON,
    FP_STATE_CR_AGED,
    FP_STATE_CR_DEP,
    FP_STATE_CR_YOUNG,
    FP_STATE_CR_LIMIT,
    FP_STATE_CR_STEP,
    FP_STATE_CR_RATE,
    FP_STATE_REBATE,       /* refundable, each person */
    FP_STATE_REBATE_AGED,
    FP_STATE_REBATE_LIMIT,
    FP_STATE_REBATE_CAP,   /* at most, a return; 0 no cap */
    FP_STATE_EITC_RATE,    /* of the federal earned income credit */
    FP_STATE_CHILD_CREDIT, /* refundable, each child below CHILD_AGE */
    FP_STATE_CHILD_MIN,    /* least amount a child, or that of the elder */
    FP_STATE_CHILD_FIRST,  /* amount of the youngest */
    FP_STATE_CHILD_AGE,
    FP_STATE_CHILD_START,
    FP_STATE_CHILD_RATE,
    FP_STATE_FEDTAX_CAP,   /* federal income tax that may be deducted */
    FP_STATE_LOW_INCOME,   /* no tax up to this income, and this much more */
    FP_STATE_LOW_INCOME_DEP, /* for each dependent */
    FP_STATE_SURTAX_FLOOR,
    FP_STATE_SURTAX_RATE,
    FP_STATE_ADJUST_FIRST, /* what comes off the tax at first above a floor */
    FP_STATE_ADJUST_LAST,  /* and at last */
    FP_STATE_WAGE_CAP,     /* of what two earners or payroll tax may deduct */
    FP_STATE_WAGE_RATE,
    FP_STATE_PARAMS
};

/* Tables of steps, in the order of the words of us_state_steps. */
enum fp_state_table {
    FP_STATE_STEPS_1,
    FP_STATE_STEPS_2,
    FP_STATE_STEPS_3,
    FP_STATE_STEPS_4,
    FP_STATE_STEPS_5,
    FP_STATE_STEPS_6,
    FP_STATE_STEPS_7,
    FP_STATE_TABLES
};

struct fp_row_state_bracket {
    const char *state;
    int from_year;
    enum fp_filing_status status; /* FP_FILING_COUNT: every status */
    double floor, rate;
    int indexed;
    const char *source;
};

struct fp_row_state_param {
    const char *state;
    int from_year, to_year;       /* to_year 0: no end */
    enum fp_filing_status status;
    int param;                    /* enum fp_state_param */
    double value;
    int indexed;
    const char *source;
};

/* value holds for incomes above floor (not below it). */
struct fp_row_state_step {
    const char *state;
    int from_year, to_year;
    enum fp_filing_status status;
    int table;                    /* enum fp_state_table */
    double floor, value;
    const char *source;
};

/* What the model leaves out of a state's law: a sentence for the reader. */
struct fp_row_state_note {
    const char *state;
    int from_year, to_year;
    const char *text;
    const char *source;
};

extern const struct fp_row_state_bracket fp_table_us_state_brackets[];
extern const size_t fp_table_us_state_brackets_count;
extern const struct fp_row_state_param fp_table_us_state_params[];
extern const size_t fp_table_us_state_params_count;
extern const struct fp_row_state_step fp_table_us_state_steps[];
extern const size_t fp_table_us_state_steps_count;
extern const struct fp_row_state_note fp_table_us_state_notes[];
extern const size_t fp_table_us_state_notes_count;

#define FP_REAL double
#define FP_STATE_TAG(name) name
#include "planning/law/state_tax_types.inc"
#undef FP_STATE_TAG
#undef FP_REAL

/* The law of state ("NY", "DC"; "none" and states without an income tax give
 * a law that yields 0) for year and status. Years after the last table take
 * the last. FP_ENOTFOUND unknown state, FP_ERANGE year before the tables,
 * FP_EINVAL status. */
enum fp_err fp_state_law_get(const char *state, int year,
                             enum fp_filing_status status,
                             struct fp_state_law *out)
    FP_MUST_CHECK FP_NONNULL(1, 4);

/* How well a row of that status fits a return: 3 the status itself, 2 a row for
 * all, 1 the status that stands in for it (a surviving spouse takes the joint
 * return's row, separate returns and heads of household the single person's),
 * 0 not at all. */
int fp_state_fit(enum fp_filing_status row, enum fp_filing_status status);

/* First and last tax year with figures of their own. */
void fp_state_law_years(int *first, int *last) FP_NONNULL(1, 2);

/* out = law with the amounts that the state's own law indexes multiplied by
 * factor (> 0), without rounding; all others stay nominal. */
void fp_state_law_index(const struct fp_state_law *law, double factor,
                        struct fp_state_law *out) FP_NONNULL(1, 3);

/* The return, line by line. Arguments are not checked. */
void fp_state_run(const struct fp_state_law *law,
                  const struct fp_state_input *input,
                  struct fp_state_result *result) FP_NONNULL(1, 2, 3);

/* The tax alone. */
double fp_state_tax(const struct fp_state_law *law,
                    const struct fp_state_input *input) FP_NONNULL(1, 2);

/* NULL when the state's law is modelled in full for the kinds of income that
 * struct fp_state_input holds, else a sentence that says what is left out.
 * NULL for an unknown state. */
const char *fp_state_exactness(const char *state, int year) FP_NONNULL(1);

/* Two-letter codes of all states and DC, in alphabetical order; NULL at and
 * after the end. */
const char *fp_state_code(size_t index);

#ifdef __cplusplus
}
#endif

#endif
