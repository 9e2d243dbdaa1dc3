/* How single lines of a return come about: the working behind payroll tax,
 * self-employment tax, capital gains, the tax on net investment income, the
 * alternative minimum tax and taxed Social Security. The return itself
 * (law/tax.h) has the same amounts; tests hold both against each other.
 * Dollars. Pure; thread-safe. */
#ifndef FP_PLANNING_TAX_LINES_H
#define FP_PLANNING_TAX_LINES_H

#include "base/attr.h"
#include "planning/law/tax.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Taxes on one worker's wages; the employer pays social_security and medicare
 * once more.
 * SOURCE: 26 U.S.C. 3101, 3111 and 3121(a)(1). */
struct fp_payroll_lines {
    double covered;            /* wages up to the base */
    double social_security, medicare;
};

struct fp_payroll_lines fp_payroll_lines(const struct fp_tax_law *law,
                                         double wages) FP_NONNULL(1);

/* Taxes on one person's profit beside their wages.
 * SOURCE: 26 U.S.C. 1401, 1402(a)(12) and (b), 164(f); Schedule SE. */
struct fp_self_employment_lines {
    double net;                /* net earnings: 92.35 % of the profit; 0 below
                                * 400 */
    double covered;            /* part of it up to what wages leave of the
                                * base */
    double social_security, medicare;
    double tax;                /* both */
    double deduction;          /* half of it */
};

struct fp_self_employment_lines
fp_self_employment_lines(const struct fp_tax_law *law, double profit,
                         double wages) FP_NONNULL(1);

/* The additional Medicare tax of a return.
 * SOURCE: 26 U.S.C. 3101(b)(2) and 1401(b)(2), effective 2013-01-01. */
struct fp_additional_medicare_lines {
    double earned;             /* wages and net earnings of both */
    double excess;             /* above the threshold */
    double tax;
};

struct fp_additional_medicare_lines
fp_additional_medicare_lines(const struct fp_tax_law *law,
                             const struct fp_tax_input *input)
    FP_NONNULL(1, 2);

/* Gains and losses of a year, and the rates that gains and qualified dividends
 * have: they stack on the ordinary income.
 * SOURCE: 26 U.S.C. 1(h), 1211(b), 1212(b) and 1222; Schedule D. */
struct fp_gains_lines {
    double net;                /* short-term and long-term together */
    double deducted;           /* of a net loss, against other income */
    double net_capital_gain;   /* long-term beyond short-term losses */
    double preferential;       /* with qualified dividends, as far as there is
                                * taxable income */
    size_t n;                  /* rates, as in the law's schedule of gains */
    double at_rate[FP_TAX_BRACKETS_MAX];  /* dollars taxed at each */
    double tax;                /* on them, never more than at ordinary rates */
};

struct fp_gains_lines fp_gains_lines(const struct fp_tax_law *law,
                                     const struct fp_tax_input *input,
                                     const struct fp_tax_result *result)
    FP_NONNULL(1, 2, 3);

/* SOURCE: 26 U.S.C. 1411, effective 2013-01-01; Form 8960. */
struct fp_niit_lines {
    double invested;           /* net investment income, not below 0 */
    double excess;             /* adjusted gross income above the threshold */
    double base, tax;          /* the smaller of both, and the tax on it */
};

struct fp_niit_lines fp_niit_lines(const struct fp_tax_law *law,
                                   const struct fp_tax_input *input,
                                   const struct fp_tax_result *result)
    FP_NONNULL(1, 2, 3);

/* SOURCE: 26 U.S.C. 55 and 56; Form 6251. Incentive stock options, depletion
 * and the other preferences are left out. */
struct fp_amt_lines {
    double income;             /* alternative minimum taxable income */
    double exemption;          /* after its phase-out */
    double base;               /* income less exemption */
    double tentative;          /* tentative minimum tax */
    double tax;                /* beyond the regular one */
};

struct fp_amt_lines fp_amt_lines(const struct fp_tax_law *law,
                                 const struct fp_tax_input *input,
                                 const struct fp_tax_result *result)
    FP_NONNULL(1, 2, 3);

/* SOURCE: 26 U.S.C. 86; IRS Pub. 915, worksheet 1. */
struct fp_benefits_lines {
    double other;              /* income beside the benefits that counts, with
                                * tax-exempt interest */
    double provisional;        /* and half of the benefits */
    double first, second;      /* above the first base up to the second, and
                                * above the second */
    double taxable;
    double share;              /* of the benefits; 0 without any */
};

struct fp_benefits_lines fp_benefits_lines(const struct fp_tax_law *law,
                                           const struct fp_tax_input *input,
                                           const struct fp_tax_result *result)
    FP_NONNULL(1, 2, 3);

#ifdef __cplusplus
}
#endif

#endif
