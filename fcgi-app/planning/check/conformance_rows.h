/* Rows of the conformance tables, and how a case is put together. Private to
 * planning/. */
#ifndef FP_PLANNING_CONFORMANCE_ROWS_H
#define FP_PLANNING_CONFORMANCE_ROWS_H

#include <stddef.h>

#include "base/attr.h"
#include "planning/check/conformance.h"

/* --- rows of the tables --------------------------------------------------- */

struct fp_row_conformance_tax {
    const char *name;
    int year, status; /* enum fp_filing_status */
    int age_head, age_spouse, children_under_17, other_dependents;
    double wages_head, wages_spouse, self_employment_head, taxable_interest,
        ordinary_dividends_total, qualified_dividends, short_term_gains,
        long_term_gains, ira_distributions, social_security;
    double agi, taxable_social_security, standard_deduction,
        senior_deduction, qbid, taxable_income, income_tax, niit, amt,
        ctc_odc_nonrefundable, ctc_refundable, fica_employee,
        additional_medicare_tax, se_tax;
    const char *source;
};

struct fp_row_conformance_state {
    const char *name;
    int year;
    const char *state;
    int status; /* enum fp_filing_status */
    int age_head, age_spouse;
    const char *dependent_ages; /* "12;6" */
    double wages_head, wages_spouse, taxable_interest, qualified_dividends,
        short_term_gains, long_term_gains, pensions_taxable,
        social_security;
    double agi, taxable_social_security, taxable_income, federal_tax,
        state_tax, niit;
    const char *source;
};

struct fp_row_conformance_pia {
    const char *name;
    int birth_year, birth_month, birth_day;
    const char *earnings; /* "1966:3850;1967:4048" */
    int eligible;
    double aime, pia_first, pia_cola;
    const char *source;
};

struct fp_row_conformance_own {
    const char *name;
    int birth_year, birth_month, birth_day;
    double pia;
    int claim_months, fra_months;
    double benefit;
    const char *source;
};

struct fp_row_conformance_spousal {
    const char *name;
    int high_year, high_month, high_day;
    double high_pia;
    int high_claim;
    int low_year, low_month, low_day;
    double low_pia;
    int low_claim;
    double low_own, excess, high_own;
    const char *source;
};

struct fp_row_conformance_survivor {
    const char *name;
    int deceased_year, deceased_month, deceased_day;
    double pia;
    int claim_months, claimed, death_months;
    int survivor_year, survivor_month, survivor_day;
    int survivor_months;
    double benefit;
    const char *source;
};

/* In the order of the words in the table's types. */
enum fp_conformance_kind {
    FP_CONFORM_SURVIVAL,
    FP_CONFORM_SURVIVAL_EITHER,
    FP_CONFORM_EXPECTANCY,
    FP_CONFORM_LOGNORMAL,
    FP_CONFORM_MERTON,
    FP_CONFORM_RUIN,
    FP_CONFORM_NORMAL,
    FP_CONFORM_NORMAL_QUANTILE,
    FP_CONFORM_GAMMA_P,
    FP_CONFORM_LOAN_PAYMENT,
    FP_CONFORM_TVM_PAYMENT,
    FP_CONFORM_TVM_FUTURE,
    FP_CONFORM_TVM_PERIODS,
    FP_CONFORM_TVM_RATE,
    FP_CONFORM_ANNUITY,
    FP_CONFORM_GRID,
    FP_CONFORM_RMD,
    FP_CONFORM_CLAIM_FACTOR,
    FP_CONFORM_VPW,
    FP_CONFORM_GUYTON_KLINGER,
    FP_CONFORM_RMD_SPOUSE,
    FP_CONFORM_INHERITED,
    FP_CONFORM_SEPP,
    FP_CONFORM_MEDICARE,
    FP_CONFORM_ACA,
    FP_CONFORM_CONTRIBUTION,
    FP_CONFORM_KINDS
};

struct fp_row_conformance_figure {
    const char *name;
    int kind; /* enum fp_conformance_kind */
    double a, b, c, d, e, f;
    double expected, tolerance;
    const char *source;
};

extern const struct fp_row_conformance_tax fp_table_conformance_tax[];
extern const size_t fp_table_conformance_tax_count;
extern const struct fp_row_conformance_state fp_table_conformance_state[];
extern const size_t fp_table_conformance_state_count;
extern const struct fp_row_conformance_pia fp_table_conformance_ss_pia[];
extern const size_t fp_table_conformance_ss_pia_count;
extern const struct fp_row_conformance_own fp_table_conformance_ss_own[];
extern const size_t fp_table_conformance_ss_own_count;
extern const struct fp_row_conformance_spousal
    fp_table_conformance_ss_spousal[];
extern const size_t fp_table_conformance_ss_spousal_count;
extern const struct fp_row_conformance_survivor
    fp_table_conformance_ss_survivor[];
extern const size_t fp_table_conformance_ss_survivor_count;
extern const struct fp_row_conformance_figure
    fp_table_conformance_figures[];
extern const size_t fp_table_conformance_figures_count;

/* --- a run ---------------------------------------------------------------- */

struct fp_conformance {
    struct fp_arena *arena;
    void (*each)(void *context, const struct fp_conformance_case *one);
    void *context;
    struct fp_conformance_summary *summary;
    struct fp_conformance_case now; /* the open case */
};

/* Opens a case, compares its quantities, closes it. */
void fp_conformance_open(struct fp_conformance *run, const char *kind,
                         const char *name, const char *source)
    FP_NONNULL(1, 2, 3, 4);
void fp_conformance_compare(struct fp_conformance *run, const char *quantity,
                            double got, double expected, double tolerance)
    FP_NONNULL(1, 2);
void fp_conformance_close(struct fp_conformance *run) FP_NONNULL(1);

/* conformance_accounts.c: what the engine makes of a figure's inputs. */
double fp_conformance_rmd_spouse(const struct fp_row_conformance_figure *r)
    FP_NONNULL(1);
double fp_conformance_inherited(const struct fp_row_conformance_figure *r)
    FP_NONNULL(1);
double fp_conformance_sepp(const struct fp_row_conformance_figure *r)
    FP_NONNULL(1);
double fp_conformance_medicare(const struct fp_row_conformance_figure *r)
    FP_NONNULL(1);
double fp_conformance_aca(const struct fp_row_conformance_figure *r)
    FP_NONNULL(1);
double fp_conformance_contribution(const struct fp_row_conformance_figure *r)
    FP_NONNULL(1);

/* The cases of each group of tables. */
void fp_conformance_tax(struct fp_conformance *run) FP_NONNULL(1);
void fp_conformance_states(struct fp_conformance *run) FP_NONNULL(1);
enum fp_err fp_conformance_benefits(struct fp_conformance *run)
    FP_MUST_CHECK FP_NONNULL(1);
enum fp_err fp_conformance_figures(struct fp_conformance *run)
    FP_MUST_CHECK FP_NONNULL(1);

#endif
