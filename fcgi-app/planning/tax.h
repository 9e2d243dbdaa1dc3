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

/* The law of one year for one filing status. */
struct fp_tax_law {
    int year;
    enum fp_filing_status status;
    struct fp_tax_schedule ordinary;
    struct fp_tax_schedule gains;      /* long-term gains, qualified dividends */
    double standard_deduction;
    double aged_addition;              /* each person 65 or older */
    double senior_deduction;           /* each person 65+, 0 outside 2025-2028 */
    double senior_phaseout_start;      /* of MAGI; fixed by statute */
    double senior_phaseout_rate;
    double ss_base_1, ss_base_2;       /* fixed by statute */
    double ss_share_1, ss_share_2;     /* of benefits, taxable at most: above
                                        * the first base, above the second */
    double niit_threshold, niit_rate;  /* threshold fixed by statute */
    double wage_base;                  /* Social Security, indexed */
    double oasdi_rate, medicare_rate;  /* employee's share */
    double additional_medicare_threshold; /* fixed by statute */
    double additional_medicare_rate;
    double capital_loss_limit;         /* fixed by statute */
};

/* What happened in the year, one return. Gains may be negative. On returns
 * other than joint ones the second person's age does not count. Married
 * persons who file separately are taken to live apart all year. */
struct fp_tax_input {
    int n_taxpayers;           /* 1 or 2 */
    int ages[2];               /* at year end */
    double wages[2];           /* per person, dollars, before deferrals */
    double pretax_deferrals;   /* put into traditional accounts: lowers the
                                * income tax, not payroll tax */
    double interest;           /* taxable interest and ordinary yields */
    double ordinary_dividends; /* total, including the qualified ones */
    double qualified_dividends;
    double short_term_gains;   /* net */
    double long_term_gains;    /* net */
    double retirement_income;  /* IRA and plan distributions, pensions */
    double rental_income;
    double other_income;
    double social_security;    /* benefits received */
};

/* The lines of the return. */
struct fp_tax_result {
    double agi;
    double taxable_social_security;
    double standard_deduction; /* with the additions for age */
    double senior_deduction;
    double taxable_income;
    double preferential_income; /* part taxed at the gains schedule */
    double ordinary_tax;
    double gains_tax;
    double income_tax;         /* ordinary_tax + gains_tax */
    double niit;
    double fica;               /* employee's OASDI and Medicare */
    double additional_medicare;
    double total;              /* income_tax + niit + fica + additional */
    double marginal_rate;      /* of one more dollar of ordinary income, by
                                * exact difference over one dollar, all lines
                                * but payroll */
    double net_capital_loss_unused; /* beyond the yearly limit, >= 0 */
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

/* out = law with every indexed amount multiplied by factor (> 0); amounts
 * fixed by statute stay. No rounding of indexed amounts. */
void fp_tax_law_index(const struct fp_tax_law *law, double factor,
                      struct fp_tax_law *out) FP_NONNULL(1, 3);

/* The return: standard deduction, no credits, no alternative minimum tax.
 * FP_EINVAL (a negative amount other than gains, an amount that is not
 * finite, more qualified than ordinary dividends, n_taxpayers not 1 or 2) or
 * FP_ERANGE (a line is too large to hold). */
enum fp_err fp_tax_compute(const struct fp_tax_law *law,
                           const struct fp_tax_input *input,
                           struct fp_tax_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* The hot-path form: total tax only, arguments unchecked, no marginal rate. */
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

#ifdef __cplusplus
}
#endif

#endif
