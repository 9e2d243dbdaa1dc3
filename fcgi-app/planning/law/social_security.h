/* Social Security: from an earnings record to the primary insurance amount
 * (PIA), and from that to what a worker, a spouse or a survivor is paid.
 *
 * Monthly amounts are dollars. Ages are months, as the law attains them: on
 * the day before the birthday, so that who is born on the 1st attains every
 * age in the month before. Paid amounts are whole dollars, rounded down after
 * reductions (42 U.S.C. 415(g)). The figures are those of the tables
 * us_ss_*.csv. Pure; thread-safe. */
#ifndef FP_PLANNING_SOCIAL_SECURITY_H
#define FP_PLANNING_SOCIAL_SECURITY_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    FP_SS_EARLIEST_CLAIM = 62 * 12,    /* 42 U.S.C. 402(a)(2) */
    FP_SS_LATEST_CREDIT = 70 * 12,     /* 42 U.S.C. 402(w)(2) */
    FP_SS_EARLIEST_SURVIVOR = 60 * 12  /* 42 U.S.C. 402(e)(1)(B) */
};

struct fp_ss_birth {
    int year;
    int month; /* 1..12; 0: not known, the middle of the year */
    int day;   /* 1..31; 0: not known, the middle of the month */
};

/* The month in which the law has a person born: months since year 0. */
int fp_ss_birth_month(struct fp_ss_birth birth);
/* The year of that month, by which the tables go. */
int fp_ss_birth_year(struct fp_ss_birth birth);

struct fp_ss_record {
    int credits;       /* quarters of coverage, at most 40 counted on */
    int eligible;      /* 1: enough of them */
    double aime;       /* average indexed monthly earnings, whole dollars */
    double bend_1, bend_2;
    double pia_first;  /* in the year of 62, to the dime below */
    double pia_cola;   /* with every cost-of-living adjustment published */
};

/* The PIA of an earnings record. Earnings above the wage base are cut to it,
 * those of years after the table to its last one (184,500 of 2026); years
 * after the last published wage index are not indexed, and who is 60
 * after it is measured by it. Years before 1937 are ignored. FP_EINVAL: an
 * amount that is negative or no number. */
enum fp_err fp_ss_record_pia(struct fp_ss_birth birth,
                             const struct fp_earning *earnings, size_t n,
                             struct fp_ss_record *out)
    FP_MUST_CHECK FP_NONNULL(4);

/* Full retirement age in months. born on January 1: pass the year before.
 * SOURCE: 42 U.S.C. 416(l), effective 1983-04-20. */
int fp_ss_full_retirement_months(int birth_year);
int fp_ss_survivor_retirement_months(int birth_year);

/* Part of the PIA paid for life to a worker who claims at claim_months of age
 * (62*12 .. 70*12). FP_EDOM outside.
 * SOURCE: 20 CFR 404.410 and 404.313. */
enum fp_err fp_ss_claim_factor(int birth_year, int claim_months,
                               double *factor) FP_MUST_CHECK;

/* A worker and the month of the claim. */
struct fp_ss_worker {
    struct fp_ss_birth birth;
    double pia;
    int claim_months;
};

/* What the worker is paid a month; claims after 70 count as of 70. FP_EDOM
 * before 62. */
enum fp_err fp_ss_own_benefit(const struct fp_ss_worker *worker,
                              double *monthly) FP_MUST_CHECK FP_NONNULL(1, 2);

/* What the spouse is paid a month on top of their own benefit, from the later
 * of both claims on: half of the worker's PIA less their own PIA, reduced for
 * the months before full retirement age; both together are at most half of
 * the worker's PIA for who delayed their own. 0 when there is none. Holds for
 * a divorced spouse of a marriage of ten years, too (42 U.S.C. 402(b)(1)).
 * Errors as above. */
enum fp_err fp_ss_spousal_excess(const struct fp_ss_worker *worker,
                                 const struct fp_ss_worker *spouse,
                                 double *monthly)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* A death: what the worker had claimed by then. */
struct fp_ss_deceased {
    struct fp_ss_worker worker;
    int claimed;       /* 0: died before the claim */
    int death_months;  /* age at death */
};

/* The survivor's benefit a month when it starts at survivor_months of age (60
 * or later), before the survivor's own benefit is looked at: the worker's PIA
 * with the delayed credits earned, reduced before the survivor's full
 * retirement age down to 71.5 % at 60, and where the worker had claimed early
 * at most the larger of the worker's benefit and 82.5 % of the PIA. FP_EDOM
 * before 60. */
enum fp_err fp_ss_survivor_benefit(const struct fp_ss_deceased *deceased,
                                   struct fp_ss_birth survivor,
                                   int survivor_months, double *monthly)
    FP_MUST_CHECK FP_NONNULL(1, 4);

/* What is withheld in a year from benefits before full retirement age for
 * earnings; the exempt amounts are those of 2026 in dollars of 2026.
 *   months_to_fra  of the year's months before full retirement age: 12 in
 *                  earlier years, 0..11 in the year of it
 * At most the benefits of those months. */
double fp_ss_earnings_test(double earnings, double benefits,
                           int months_to_fra);

/* --- rows of the tables --------------------------------------------------- */

struct fp_row_ss_year {
    int year;
    double awi, wage_base, qc_earnings, cola; /* 0: none */
    const char *source;
};
struct fp_row_ss_survivor_age {
    int born_from, born_to;
    int fra_months;
    const char *source;
};
struct fp_row_ss_rule {
    const char *rule;
    double value;
    const char *unit;
    const char *source;
};
extern const struct fp_row_ss_year fp_table_us_ss_annual[];
extern const size_t fp_table_us_ss_annual_count;
extern const struct fp_row_ss_survivor_age fp_table_us_ss_survivor_age[];
extern const size_t fp_table_us_ss_survivor_age_count;
extern const struct fp_row_ss_rule fp_table_us_ss_rules[];
extern const size_t fp_table_us_ss_rules_count;

/* A constant of us_ss_rules by its name, which must be there. */
double fp_ss_rule(const char *rule) FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
