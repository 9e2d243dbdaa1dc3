/* What a Roth account is made of, and in which order it comes out.
 *
 * All Roth individual accounts of a person count as one. What comes out is, in
 * this order: contributions; conversions, the oldest first; earnings.
 * Contributions are free. A conversion is free of income tax, and of the
 * additional tax from the fifth year after the one in which it was made
 * (each has its own clock). Earnings are free in a qualified distribution:
 * from 59 1/2 on and from the fifth year after the first contribution on;
 * otherwise they are income, and before 59 1/2 bear the additional tax as well.
 * Conversions are taken to be of untaxed money altogether. Designated Roth
 * accounts in employers' plans, which pay out in proportion, are treated alike.
 *
 * The state is a small value, copied and changed in a simulation's inner loop:
 * no allocation, no failure. Amounts are nominal dollars, 0 or more.
 * SOURCE: 26 U.S.C. 408A(d)(2) to (4); Treas. Reg. 1.408A-6, Q&A-1 to Q&A-9,
 * effective 1999-02-03; IRS Pub. 590-B, "Ordering rules for distributions".
 * Pure; thread-safe. */
#ifndef FP_PLANNING_ROTH_H
#define FP_PLANNING_ROTH_H

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_ROTH_YEARS = 5 };

struct fp_roth {
    double contributions; /* and conversions whose five years are over */
    double conversions[FP_ROTH_YEARS]; /* that of year y is at [y mod 5] */
    int year;             /* the newest year that conversions[] holds */
    int first_year;       /* of the first contribution or conversion; 0: five
                           * years or more ago */
};

/* What a withdrawal is, dollars: the first three add up to the amount. */
struct fp_roth_parts {
    double contributions, conversions, earnings;
    double taxable;       /* part of earnings that is income */
    double penalised;     /* part of all that bears the additional tax */
};

/* An account at the start of `year` with so much of contributions and old
 * conversions inside it; first_year as above. */
struct fp_roth fp_roth_new(double basis, int first_year, int year);

/* Lets conversions up to five years before `year` become free. Every function
 * below does it for the year it is called with; years must not go back. */
void fp_roth_advance(struct fp_roth *roth, int year) FP_NONNULL(1);

void fp_roth_contribute(struct fp_roth *roth, double amount, int year)
    FP_NONNULL(1);

void fp_roth_convert(struct fp_roth *roth, double amount, int year)
    FP_NONNULL(1);

/* Contributions and conversions still inside: what can come out before
 * earnings do. */
double fp_roth_basis(const struct fp_roth *roth) FP_NONNULL(1);

/* The part of the basis that bears no additional tax at any age in `year`. */
double fp_roth_free(const struct fp_roth *roth, int year) FP_NONNULL(1);

/* 1 when earnings come out free in `year`: age_ok says that the owner is past
 * 59 1/2 (fp_early_age_year), disabled, or dead. */
int fp_roth_qualified(const struct fp_roth *roth, int year, int age_ok)
    FP_NONNULL(1);

/* What a withdrawal of amount would be; fp_roth_withdraw also takes it out of
 * the state. What exceeds the basis is earnings. age_ok as above. */
struct fp_roth_parts fp_roth_look(const struct fp_roth *roth, double amount,
                                  int year, int age_ok) FP_NONNULL(1);
struct fp_roth_parts fp_roth_withdraw(struct fp_roth *roth, double amount,
                                      int year, int age_ok) FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
