/* What may be put into retirement, health and education accounts in a year.
 *
 * The limits are per person (health savings: per couple), not per account:
 * fp_limits_apply takes everything that a household wants to contribute and
 * says what is allowed of each. Contributions beyond are the caller's to cut;
 * the reason says which rule.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_LIMITS_H
#define FP_PLANNING_LIMITS_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One row of us_limits: the value of a parameter in a year. */
struct fp_row_limit {
    const char *param;
    enum fp_filing_status status; /* FP_FILING_COUNT: every status */
    int year;
    double value;
    const char *source;
};

extern const struct fp_row_limit fp_table_us_limits[];
extern const size_t fp_table_us_limits_count;

/* Income between start and end reduces an amount to nothing. */
struct fp_phase_out {
    double start, end;
};

/* The limits of one year, dollars. */
struct fp_limits {
    int year;
    double elective;          /* 401(k), 403(b): 26 U.S.C. 402(g) */
    double catch_up;          /* from 50 on: 414(v) */
    double super_catch_up;    /* 60 to 63, from 2025 on: 414(v)(2)(E) */
    double additions;         /* employee and employer: 415(c) */
    double compensation;      /* that counts: 401(a)(17) */
    double simple, simple_catch_up, simple_super_catch_up; /* 408(p)(2) */
    double ira, ira_catch_up; /* traditional and Roth together: 219(b)(5) */
    double hsa_self, hsa_family, hsa_catch_up; /* 223(b) */
    double roth_catch_up_wages; /* who earned more in the year before makes
                               * catch-ups as Roth only; 0: rule not in force
                               * (before 2026): 414(v)(7) */
    double qcd;               /* charitable distributions: 408(d)(8)(F) */
    double gift;              /* annual exclusion for each donor and donee:
                               * 2503(b) */
    struct fp_phase_out roth[FP_FILING_COUNT];    /* 408A(c)(3) */
    struct fp_phase_out covered[FP_FILING_COUNT]; /* deduction: 219(g)(3) */
    struct fp_phase_out spouse[FP_FILING_COUNT];  /* only the spouse is
                                                   * covered: 219(g)(7) */
};

/* The limits of year; years after the last table have the last one's amounts
 * (index them). FP_ERANGE before the first. */
enum fp_err fp_limits_get(int year, struct fp_limits *limits)
    FP_MUST_CHECK FP_NONNULL(2);

/* limits of a later year, when prices are `factor` (> 0) times as high: what
 * the statute indexes, in the statute's steps. Increases are cut to whole
 * steps: 500 (deferrals, catch-ups, IRA), 1,000 (additions, gifts), 5,000
 * (compensation, wages of the Roth rule), 100 (IRA catch-up); to the nearest
 * 50 (health savings), 1,000 (phase-outs, charity). The widths of phase-outs,
 * the health savings catch-up and the ranges of separate returns stay. A
 * factor of 1 gives limits back; steps that earlier years did not use up are
 * lost, so an indexed limit is at most one step too low. out may be limits.
 * SOURCE: 26 U.S.C. 402(g)(4), 414(v)(2)(C), 415(d)(4), 401(a)(17)(B),
 * 219(b)(5)(C), 219(g)(8), 408A(c)(3)(D), 408(d)(8)(F), 223(g), 2503(b)(2). */
void fp_limits_index(const struct fp_limits *limits, int year, double factor,
                     struct fp_limits *out) FP_NONNULL(1, 4);

/* --- what a household may contribute --- */

enum fp_limit_kind {
    FP_LIMIT_DEFERRAL,  /* out of pay into a 401(k) or 403(b) */
    FP_LIMIT_SIMPLE,    /* out of pay into a SIMPLE plan */
    FP_LIMIT_SEP,       /* an employer's, up to 25 % of pay: wanted alone */
    FP_LIMIT_IRA,       /* traditional */
    FP_LIMIT_ROTH_IRA,
    FP_LIMIT_HSA,       /* with the employer's part */
    FP_LIMIT_529,
    FP_LIMIT_FREE       /* taxable: no limit */
};

struct fp_limit_person {
    int age;            /* reached in the year */
    double pay;         /* wages and net earnings from self-employment */
    double prior_wages; /* wages of the year before, from the employer */
    int covered;        /* 1: by an employer's plan in the year */
    int hsa_family;     /* 1: family coverage */
};

struct fp_limit_household {
    enum fp_filing_status status;
    double magi;        /* for the phase-outs */
    struct fp_limit_person people[FP_PLAN_PEOPLE_MAX];
    size_t n_people;
};

/* One contribution: the first members are given, the others filled in. */
struct fp_limit_item {
    enum fp_limit_kind kind;
    int person;         /* index into people */
    double wanted;      /* dollars a year, without the employer's part */
    double employer;    /* match and the like, deferral and SIMPLE only */
    int roth;           /* deferral: 1 when it goes in as Roth */

    double allowed, excess;     /* wanted = allowed + excess */
    double employer_allowed;
    double deductible;  /* IRA: the part that lowers taxable income */
    const char *reason; /* why less is allowed; NULL: nothing was cut */
    const char *note;   /* a warning that cuts nothing; NULL: none */
};

/* Fills items[n] in their order: earlier ones have the room first.
 *
 * Deferrals of one person share one limit, and with the employer's part that
 * of total additions (catch-ups stand outside of it); no more is deferred than
 * is earned. Traditional and Roth IRA share theirs; on a joint return a spouse
 * may use the other's pay. The Roth IRA limit and the deduction fade out with
 * income, rounded up to 10 dollars and at least 200 until they are gone. An
 * HSA takes nothing from 65 on (Medicare is taken to begin then); a couple with
 * family coverage shares one limit, catch-ups apart. All employer plans of a
 * person are taken to be one employer's. 529 accounts only warn, beyond the
 * gift tax exclusion for each item.
 * FP_EINVAL: a person that is not in the household, an amount that is negative
 * or not finite (magi may be negative); items are then as they were.
 * SOURCE: IRS Pub. 590-A (worksheets 1-2 and 2-2), Pub. 560, Pub. 969. */
enum fp_err fp_limits_apply(const struct fp_limits *limits,
                            const struct fp_limit_household *household,
                            struct fp_limit_item *items, size_t n)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* What an employer adds to a deferral: rate of what is deferred, counting at
 * most up_to of the pay that the law lets count. 100,000 paid, 10,000
 * deferred, half up to 6 %: 3,000. */
double fp_limits_match(const struct fp_limits *limits, double pay,
                       double deferred, double rate, double up_to)
    FP_NONNULL(1);

/* Catch-up of a deferral (simple: of a SIMPLE plan) at an age. */
double fp_limits_catch_up(const struct fp_limits *limits, int age, int simple)
    FP_NONNULL(1);

/* What is left of `amount` at an income: all below the start, nothing from the
 * end on, else in proportion, up to the next 10 dollars, at least 200.
 * SOURCE: 26 U.S.C. 219(g)(2) and 408A(c)(3)(A). */
double fp_limits_phased(double amount, const struct fp_phase_out *range,
                        double magi) FP_NONNULL(2);

#ifdef __cplusplus
}
#endif

#endif
