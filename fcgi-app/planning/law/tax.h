/* United States federal tax of one household and one year.
 *
 * Law is data: the parameters come from dated tables compiled into the
 * library (planning/tables/), each with its source. Dollars, nominal, of the
 * tax year. Everything here is pure and thread-safe. */
#ifndef FP_PLANNING_TAX_H
#define FP_PLANNING_TAX_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_TAX_BRACKETS_MAX = 8 };

struct fp_tax_schedule {
    size_t n;
    double floor[FP_TAX_BRACKETS_MAX]; /* taxable income where rate starts */
    double rate[FP_TAX_BRACKETS_MAX];
};

/* The earned income credit for one number of children. */
struct fp_eitc_law {
    double earned;             /* income at which the credit is full */
    double credit;
    double phaseout;           /* income at which it begins to fall */
    double rate_in, rate_out;
};

enum { FP_EITC_CHILDREN = 4 }; /* none, one, two, three or more */

/* The law of one year for one filing status. Dollars and rates; "indexed"
 * amounts follow prices in later years, the others are fixed by statute. */
struct fp_tax_law {
    int year;
    enum fp_filing_status status;
    struct fp_tax_schedule ordinary;   /* indexed */
    struct fp_tax_schedule gains;      /* long-term gains, qualified dividends;
                                        * indexed */
    double standard_deduction;         /* indexed */
    double aged_addition;              /* each person 65 or older, and each
                                        * blind one; indexed */
    double senior_deduction;           /* each person 65+, 0 outside 2025-2028 */
    double senior_phaseout_start;      /* of MAGI */
    double senior_phaseout_rate;
    double ss_base_1, ss_base_2;
    double ss_share_1, ss_share_2;     /* of benefits, taxable at most: above
                                        * the first base, above the second */
    double niit_threshold, niit_rate;
    double wage_base;                  /* Social Security, indexed */
    double oasdi_rate, medicare_rate;  /* employee's share */
    double additional_medicare_threshold;
    double additional_medicare_rate;
    double se_factor;                  /* of net profit: net earnings */
    double se_oasdi_rate, se_medicare_rate;
    double capital_loss_limit;
    double salt_cap, salt_floor;       /* state and local taxes deducted */
    double salt_phaseout_start, salt_phaseout_rate;
    double medical_floor;              /* of adjusted gross income */
    double mortgage_limit;             /* balance whose interest counts */
    double charity_limit, charity_floor; /* of adjusted gross income */
    double charity_nonitemizer;        /* gifts deducted without itemising */
    double itemized_cut;               /* of the smaller of the deductions and
                                        * the income in the highest bracket */
    double qbi_rate;
    double qbi_threshold;              /* taxable income from which wages paid
                                        * limit the deduction; indexed */
    double qbi_range;                  /* … and beyond which nothing is left */
    double qbi_minimum;                /* the deduction is never less, when */
    double qbi_minimum_income;         /* profits are this much; indexed */
    double amt_exemption;              /* indexed, as the next two */
    double amt_phaseout_start, amt_rate_2_start;
    double amt_phaseout_rate, amt_rate_1, amt_rate_2;
    double ctc_child, actc_child;      /* indexed */
    double ctc_dependent, ctc_phaseout_start, ctc_phaseout_rate;
    double actc_rate, actc_earned;
    struct fp_eitc_law eitc[FP_EITC_CHILDREN]; /* amounts indexed */
    double eitc_investment;            /* most investment income; indexed */
    double savers_50, savers_20, savers_10; /* income up to which the credit
                                        * has that rate; indexed */
    double savers_contribution;        /* each person's that counts */
    double early_rate, early_rate_hsa; /* additional tax on distributions */
    double qcd_limit;                  /* gifts straight out of an individual
                                        * account, each person; indexed */
};

/* What happened in the year, one return. Gains may be negative, and so may
 * self-employment and rental income. On returns other than joint ones the
 * second person's age does not count. Married persons who file separately are
 * taken to live apart all year. */
struct fp_tax_input {
    int n_taxpayers;           /* 1 or 2 */
    int ages[2];               /* at year end */
    int blind[2];
    int children_under_17;     /* for the child tax credit */
    int other_dependents;
    int eitc_children;         /* qualifying children of the earned income
                                * credit: under 19, students under 24 */
    int no_eitc;               /* 1: the earned income credit is not claimed */
    double wages[2];           /* per person, dollars, before deferrals */
    double self_employment[2]; /* per person: net profit, or loss */
    double pretax_deferrals;   /* put into traditional accounts: lowers the
                                * income tax, not payroll tax */
    double adjustments;        /* others above the line: health savings
                                * accounts, … */
    double savers_contributions[2]; /* to retirement accounts, per person */
    double interest;           /* taxable interest and ordinary yields */
    double tax_exempt_interest;
    double ordinary_dividends; /* total, including the qualified ones */
    double qualified_dividends;
    double short_term_gains;   /* net */
    double long_term_gains;    /* net */
    double retirement_income;  /* IRA and plan distributions, pensions */
    double early_distribution; /* part of it that bears the additional tax of
                                * 26 U.S.C. 72(t) */
    double early_distribution_hsa; /* … of 26 U.S.C. 223(f)(4) */
    double rental_income;
    double other_income;
    double social_security;    /* benefits received */
    double medical_expenses;   /* itemised deductions: paid, before floors, */
    double salt_paid;          /* caps and limits */
    double mortgage_interest;
    double mortgage_balance;   /* average of the year */
    double charity_cash;
};

/* The lines of the return. */
struct fp_tax_result {
    double se_tax;             /* self-employment tax */
    double se_deduction;       /* half of it */
    double agi;
    double magi;               /* agi and tax-exempt interest: Medicare's */
    double taxable_social_security;
    double standard_deduction; /* with the additions for age and blindness */
    double salt_deducted;      /* state and local taxes, under the cap */
    double itemized_deduction; /* after floors, caps and limits */
    double deduction;          /* the one that was taken, and gifts beside the
                                * standard one */
    double senior_deduction;
    double qbid;               /* qualified business income deduction */
    double taxable_income;
    double preferential_income; /* part taxed at the gains schedule */
    double ordinary_tax;
    double gains_tax;
    double regular_tax;        /* ordinary_tax + gains_tax */
    double amt;                /* alternative minimum tax, beyond regular_tax */
    double ctc_odc_nonrefundable; /* child and dependent credits */
    double ctc_refundable;
    double savers_credit;
    double eitc;               /* earned income credit */
    double income_tax;         /* regular_tax + amt - child and dependent
                                * credits; negative: refunded */
    double niit;
    double early_penalty;
    double federal_tax;        /* income_tax - savers_credit - eitc + niit +
                                * early_penalty */
    double fica;               /* employees' OASDI and Medicare */
    double additional_medicare;
    double total;              /* federal_tax + se_tax + fica +
                                * additional_medicare */
    double marginal_rate;      /* of one more dollar of ordinary income, by
                                * exact difference over one dollar, all lines
                                * but payroll */
    double net_capital_loss_unused; /* beyond the yearly limit, >= 0 */
    double loss_carried_short; /* 26 U.S.C. 1212(b): both >= 0 */
    double loss_carried_long;
};

/* Loads the law of year for status. Years after the last table take that
 * table with the statutory sunsets applied (the senior deduction ends after
 * 2028); fp_tax_law_index carries the amounts forward.
 * FP_ERANGE when year is before the first table, FP_EINVAL when status is
 * none of the five. */
enum fp_err fp_tax_law_get(int year, enum fp_filing_status status,
                           struct fp_tax_law *law) FP_MUST_CHECK;

/* First and last tax year that the tables hold. */
void fp_tax_law_years(int *first, int *last);

/* The law of a plan's year that takes its amounts from law_year: indexed
 * amounts are law_year's, what is fixed by statute is that of year, so that
 * sunsets and dated starts happen. no_sunsets: the statute stays as it is in
 * the last year of the tables. Errors as fp_tax_law_get. */
enum fp_err fp_tax_law_plan_year(int law_year, int year,
                                 enum fp_filing_status status, int no_sunsets,
                                 struct fp_tax_law *law) FP_MUST_CHECK;

/* The last year in which the statute changes by its own dates: from then on
 * fp_tax_law_plan_year gives the same law every year. */
int fp_tax_law_last_change(void);

/* out = law with every indexed amount multiplied by factor (> 0) and rounded
 * as the statute does, 1 leaving it as it is; amounts fixed by statute stay.
 * SOURCE: 26 U.S.C. 1(f)(7), 1(j)(3)(B)(ii), 1(j)(5) and 63(c)(4): down to 50
 * dollars (25 in the rates of single and separate returns); 24(h) and (i):
 * down to 100; 25B(b)(3) and 32(j)(2): to the nearest 500 and 10, and down to
 * 50 for investments; 55(d): to the nearest 100; 199A(e)(2) and (i): down to
 * 50 and 5; 42 U.S.C. 430(b): to the nearest 300 (wages are taken to follow
 * prices). What is half, or twice, another status's amount moves in such
 * steps. */
void fp_tax_law_index(const struct fp_tax_law *law, double factor,
                      struct fp_tax_law *out) FP_NONNULL(1, 3);

/* The return, checked, with its marginal rate. Depreciation of property is
 * not recaptured. FP_EINVAL (a negative amount other than gains, rents and
 * profits, an amount that is not finite, more qualified than ordinary
 * dividends, n_taxpayers not 1 or 2) or FP_ERANGE (a line is too large to
 * hold). */
enum fp_err fp_tax_compute(const struct fp_tax_law *law,
                           const struct fp_tax_input *input,
                           struct fp_tax_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* The same lines, arguments unchecked, marginal_rate 0: for engines. */
void fp_tax_run(const struct fp_tax_law *law, const struct fp_tax_input *input,
                struct fp_tax_result *result) FP_NONNULL(1, 2, 3);

/* fp_tax_run's total alone. */
double fp_tax_total(const struct fp_tax_law *law,
                    const struct fp_tax_input *input) FP_NONNULL(1, 2);

/* One parameter with its provenance, for explanation. */
struct fp_tax_source {
    const char *parameter;
    double value;
    const char *unit;
    const char *source;        /* publication, and effective date */
};

/* Fills list[max] with the parameters behind (year, status); returns how many
 * there are. */
size_t fp_tax_sources(int year, enum fp_filing_status status,
                      struct fp_tax_source *list, size_t max);

/* Identity of the compiled-in tables: "us-federal-2026.1:<checksum>", the
 * checksum being the CRC and length that cksum(1) gives for their text. */
const char *fp_tax_tables_id(void);

struct fp_row_eitc {
    int year, children;
    double earned, credit, phaseout_single, phaseout_joint;
    double rate_in, rate_out;
    const char *source;
};
extern const struct fp_row_eitc fp_table_us_federal_eitc[];
extern const size_t fp_table_us_federal_eitc_count;

#ifdef __cplusplus
}
#endif

#endif
