/* Conformance of the law: federal tax and Social Security. */
#include "planning/check/conformance_rows.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "planning/law/social_security.h"
#include "planning/law/tax.h"

/* Dollars: the tables of tax are whole dollars, benefits are floored to them
 * before or after a reduction. */
#define DOLLAR 1.0
#define DIME 0.1

static void
tax_input(const struct fp_row_conformance_tax *row,
          struct fp_tax_input *input)
{
    *input = (struct fp_tax_input){
        .n_taxpayers = row->status == FP_FILING_MARRIED_JOINT ? 2 : 1,
        .ages = { row->age_head, row->age_spouse },
        .children_under_17 = row->children_under_17,
        .other_dependents = row->other_dependents,
        .wages = { row->wages_head, row->wages_spouse },
        .self_employment = { row->self_employment_head, 0 },
        .interest = row->taxable_interest,
        .ordinary_dividends = row->ordinary_dividends_total,
        .qualified_dividends = row->qualified_dividends,
        .short_term_gains = row->short_term_gains,
        .long_term_gains = row->long_term_gains,
        .retirement_income = row->ira_distributions,
        .social_security = row->social_security,
    };
}

static void
tax_case(struct fp_conformance *run, const struct fp_row_conformance_tax *row)
{
    struct fp_tax_result got;
    struct fp_tax_input input;
    struct fp_tax_law law;

    fp_conformance_open(run, "federal_tax", row->name, row->source);
    tax_input(row, &input);
    if (fp_tax_law_get(row->year, (enum fp_filing_status)row->status, &law) !=
            FP_OK ||
        fp_tax_compute(&law, &input, &got) != FP_OK) {
        fp_conformance_compare(run, "income_tax", NAN, row->income_tax,
                               DOLLAR);
    } else {
        const struct {
            const char *quantity;
            double got, expected;
        } lines[] = {
            { "agi", got.agi, row->agi },
            { "taxable_social_security", got.taxable_social_security,
              row->taxable_social_security },
            { "standard_deduction", got.standard_deduction,
              row->standard_deduction },
            { "senior_deduction", got.senior_deduction,
              row->senior_deduction },
            { "qbid", got.qbid, row->qbid },
            { "taxable_income", got.taxable_income, row->taxable_income },
            { "income_tax", got.income_tax, row->income_tax },
            { "niit", got.niit, row->niit },
            { "amt", got.amt, row->amt },
            { "ctc_odc_nonrefundable", got.ctc_odc_nonrefundable,
              row->ctc_odc_nonrefundable },
            { "ctc_refundable", got.ctc_refundable, row->ctc_refundable },
            { "fica_employee", got.fica, row->fica_employee },
            { "additional_medicare_tax", got.additional_medicare,
              row->additional_medicare_tax },
            { "se_tax", got.se_tax, row->se_tax },
        };

        for (size_t i = 0; i < FP_COUNT(lines); i++)
            fp_conformance_compare(run, lines[i].quantity, lines[i].got,
                                   lines[i].expected, DOLLAR);
    }
    fp_conformance_close(run);
}

void
fp_conformance_tax(struct fp_conformance *run)
{
    for (size_t i = 0; i < fp_table_conformance_tax_count; i++)
        tax_case(run, &fp_table_conformance_tax[i]);
}

/* "1966:3850;1967:4048" into earnings[FP_PLAN_EARNINGS_MAX]; the count. */
static size_t
read_earnings(const char *text, struct fp_earning *earnings)
{
    size_t n = 0;

    while (*text != '\0' && n < FP_PLAN_EARNINGS_MAX) {
        size_t year_len = strcspn(text, ":"), len = strcspn(text, ";");
        int64_t year = 0, amount = 0;

        if (year_len >= len ||
            fp_text_int64(text, year_len, 1900, 2200, &year) != FP_OK ||
            fp_text_int64(text + year_len + 1, len - year_len - 1, 0,
                          1000000000, &amount) != FP_OK)
            break;
        earnings[n++] = (struct fp_earning){ .year = (int)year,
                                             .amount = (double)amount };
        text += len;
        text += *text == ';';
    }
    return *text == '\0' ? n : 0;
}

static enum fp_err
pia_cases(struct fp_conformance *run)
{
    struct fp_earning *earnings = fp_arena_array(
        run->arena, FP_PLAN_EARNINGS_MAX, sizeof(*earnings));

    if (earnings == NULL)
        return FP_ENOMEM;
    for (size_t i = 0; i < fp_table_conformance_ss_pia_count; i++) {
        const struct fp_row_conformance_pia *row =
            &fp_table_conformance_ss_pia[i];
        const struct fp_ss_birth birth = { row->birth_year, row->birth_month,
                                           row->birth_day };
        struct fp_ss_record got = { .eligible = -1, .aime = NAN,
                                    .pia_first = NAN, .pia_cola = NAN };
        size_t n = read_earnings(row->earnings, earnings);

        fp_conformance_open(run, "ss_pia", row->name, row->source);
        if (fp_ss_record_pia(birth, earnings, n, &got) != FP_OK)
            got.aime = NAN;
        fp_conformance_compare(run, "eligible", got.eligible, row->eligible,
                               0);
        fp_conformance_compare(run, "aime", got.aime, row->aime, 0);
        fp_conformance_compare(run, "pia_first", got.pia_first,
                               row->pia_first, DIME / 2);
        fp_conformance_compare(run, "pia_cola", got.pia_cola, row->pia_cola,
                               DOLLAR);
        fp_conformance_close(run);
    }
    return FP_OK;
}

/* The benefit, or no number when there is none by the law. */
static double
own(const struct fp_ss_worker *worker)
{
    double monthly = 0;

    return fp_ss_own_benefit(worker, &monthly) == FP_OK ? monthly : NAN;
}

static void
own_cases(struct fp_conformance *run)
{
    for (size_t i = 0; i < fp_table_conformance_ss_own_count; i++) {
        const struct fp_row_conformance_own *row =
            &fp_table_conformance_ss_own[i];
        const struct fp_ss_worker worker = {
            { row->birth_year, row->birth_month, row->birth_day }, row->pia,
            row->claim_months
        };

        fp_conformance_open(run, "ss_own", row->name, row->source);
        fp_conformance_compare(run, "fra_months",
                               fp_ss_full_retirement_months(
                                   fp_ss_birth_year(worker.birth)),
                               row->fra_months, 0);
        fp_conformance_compare(run, "monthly_benefit", own(&worker),
                               row->benefit, DOLLAR);
        fp_conformance_close(run);
    }
}

static void
spousal_cases(struct fp_conformance *run)
{
    for (size_t i = 0; i < fp_table_conformance_ss_spousal_count; i++) {
        const struct fp_row_conformance_spousal *row =
            &fp_table_conformance_ss_spousal[i];
        const struct fp_ss_worker high = {
            { row->high_year, row->high_month, row->high_day },
            row->high_pia, row->high_claim
        };
        const struct fp_ss_worker low = {
            { row->low_year, row->low_month, row->low_day }, row->low_pia,
            row->low_claim
        };
        double excess = 0;

        if (fp_ss_spousal_excess(&high, &low, &excess) != FP_OK)
            excess = NAN;
        fp_conformance_open(run, "ss_spousal", row->name, row->source);
        fp_conformance_compare(run, "low_own_benefit", own(&low),
                               row->low_own, DOLLAR);
        fp_conformance_compare(run, "low_spousal_excess_benefit", excess,
                               row->excess, DOLLAR);
        fp_conformance_compare(run, "high_own_benefit", own(&high),
                               row->high_own, DOLLAR);
        fp_conformance_close(run);
    }
}

static void
survivor_cases(struct fp_conformance *run)
{
    for (size_t i = 0; i < fp_table_conformance_ss_survivor_count; i++) {
        const struct fp_row_conformance_survivor *row =
            &fp_table_conformance_ss_survivor[i];
        const struct fp_ss_deceased deceased = {
            { { row->deceased_year, row->deceased_month, row->deceased_day },
              row->pia, row->claim_months },
            row->claimed, row->death_months
        };
        const struct fp_ss_birth survivor = { row->survivor_year,
                                              row->survivor_month,
                                              row->survivor_day };
        double got = 0;

        if (fp_ss_survivor_benefit(&deceased, survivor, row->survivor_months,
                                   &got) != FP_OK)
            got = NAN;
        fp_conformance_open(run, "ss_survivor", row->name, row->source);
        fp_conformance_compare(run, "survivor_benefit", got, row->benefit,
                               DOLLAR);
        fp_conformance_close(run);
    }
}

enum fp_err
fp_conformance_benefits(struct fp_conformance *run)
{
    enum fp_err err = pia_cases(run);

    if (err != FP_OK)
        return err;
    own_cases(run);
    spousal_cases(run);
    survivor_cases(run);
    return FP_OK;
}
