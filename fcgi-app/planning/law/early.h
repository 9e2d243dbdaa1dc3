/* The additional tax on money taken out of a retirement account early, and
 * who is free of it.
 *
 * The engine's step is a year, so a person is past an age in the whole of the
 * year in which it is reached; withdrawals of that year are taken to happen
 * after the birthday (or half birthday). What is modelled: the age of 59 1/2,
 * separation from the employer in or after the year of 55, substantially
 * equal periodic payments, the age of 65 for health savings accounts, and
 * inherited accounts. Not modelled: disability, births, first homes, medical
 * costs beyond the floor, education, levies, and the later exceptions of 26
 * U.S.C. 72(t)(2)(E) to (N); governmental 457(b) plans, which are free of it,
 * and the 25 % of the first two years of a SIMPLE IRA.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_EARLY_H
#define FP_PLANNING_EARLY_H

#include "base/attr.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a withdrawal of a year owes beside income tax, of its taxable part. */
enum fp_early {
    FP_EARLY_FREE,     /* nothing */
    FP_EARLY_DUE,      /* 10 %: 26 U.S.C. 72(t)(1) */
    FP_EARLY_DUE_HSA,  /* 20 %: 26 U.S.C. 223(f)(4)(A) */
    FP_EARLY_CLOSED    /* 529: nothing comes out but for education */
};

/* What early withdrawals ask about an account and its owner. */
struct fp_early_facts {
    enum fp_account_type type;
    int employer_plan;   /* 1: 401(k), 403(b) and the like */
    int sepp_start_year; /* first year of periodic payments; 0: none */
    int birth_year;
    int birth_month;     /* 0: not known */
    int separation_year; /* the year in which the owner left the employer;
                          * 0: not (yet) */
};

/* The facts of account, owned by person, who retires at retirement_age. */
struct fp_early_facts fp_early_facts_of(const struct fp_account *account,
                                        const struct fp_person *person)
    FP_NONNULL(1, 2);

/* The first year in which a person is past 59 1/2: birth year + 59 for those
 * born in January to June, else (and when the month is not known) + 60.
 * SOURCE: 26 U.S.C. 72(t)(2)(A)(i), effective 1987-01-01. */
int fp_early_age_year(int birth_year, int birth_month);

/* What a withdrawal in `year` owes. For Roth accounts the answer holds for the
 * part that roth.h calls penalised. For an account under periodic payments
 * the answer holds for amounts beyond fp_sepp_payment while the series lasts
 * (fp_sepp_active); the payment itself is free.
 * SOURCE: 26 U.S.C. 72(t)(2)(A)(i), (ii), (iv), (v) and 223(f)(4)(C). */
enum fp_early fp_early_due(const struct fp_early_facts *facts, int year)
    FP_NONNULL(1);

/* 1 when nothing is due beside income tax. */
int fp_early_exempt(const struct fp_early_facts *facts, int year)
    FP_NONNULL(1);

/* Substantially equal periodic payments, a year's payment by amortisation of
 * balance over the single life expectancy at `age` (reached in the first
 * year) at `rate` a year, at the end of each year; the payment stays the same
 * in every year of the series. 847,000 at 45 and 5 %: 48,975.48.
 * 0 for a balance of 0 or less.
 * SOURCE: IRS Notice 2022-6, sections 3.01(b) and 3.02, effective 2022-01-18. */
double fp_sepp_payment(double balance, int age, double rate);

/* The highest rate that a series may use: the larger of 5 % and 120 % of the
 * federal mid-term rate (a fraction; 0 when it is not known).
 * SOURCE: IRS Notice 2022-6, section 3.02(c), effective 2022-01-18. */
double fp_sepp_rate_max(double federal_midterm_rate);

/* 1 while a series goes on: from its first year for five years, and until
 * 59 1/2. SOURCE: 26 U.S.C. 72(t)(4), effective 1987-01-01. */
int fp_sepp_active(const struct fp_early_facts *facts, int year)
    FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
