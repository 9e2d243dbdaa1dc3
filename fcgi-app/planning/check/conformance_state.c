/* Conformance of the income tax of the states, on top of the federal one. */
#include "planning/check/conformance_rows.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "planning/law/state_tax.h"
#include "planning/law/tax.h"

#define DOLLAR 1.0

enum { CHILD = 17, EITC_CHILD = 19, OLD = 60 };

/* "12;6;5" into ages; the count. */
static int
read_ages(const char *text, int *ages)
{
    int n = 0;

    while (*text != '\0' && n < FP_STATE_DEPENDENTS_MAX) {
        size_t len = strcspn(text, ";");
        int64_t age = 0;

        if (fp_text_int64(text, len, 0, 120, &age) != FP_OK)
            return -1;
        ages[n++] = (int)age;
        text += len;
        text += *text == ';';
    }
    return *text == '\0' ? n : -1;
}

static void
federal_input(const struct fp_row_conformance_state *row, const int *ages,
              int n, struct fp_tax_input *in)
{
    *in = (struct fp_tax_input){
        .n_taxpayers = row->status == FP_FILING_MARRIED_JOINT ? 2 : 1,
        .ages = { row->age_head, row->age_spouse },
        .wages = { row->wages_head, row->wages_spouse },
        .interest = row->taxable_interest,
        .ordinary_dividends = row->qualified_dividends,
        .qualified_dividends = row->qualified_dividends,
        .short_term_gains = row->short_term_gains,
        .long_term_gains = row->long_term_gains,
        .retirement_income = row->pensions_taxable,
        .social_security = row->social_security,
    };
    for (int i = 0; i < n; i++) {
        in->children_under_17 += ages[i] < CHILD;
        in->other_dependents += ages[i] >= CHILD;
        in->eitc_children += ages[i] < EITC_CHILD;
    }
}

/* A couple's sum in equal parts to the spouses who are old, else all to the
 * first. */
static void
divide(const struct fp_tax_input *in, double sum, double *out)
{
    int first = in->ages[0] >= OLD;
    int second = in->n_taxpayers == 2 && in->ages[1] >= OLD;

    out[1] = !second ? 0 : first ? sum / 2 : sum;
    out[0] = sum - out[1];
}

static void
state_input(const struct fp_tax_input *in, const struct fp_tax_result *r,
            const int *ages, int n, struct fp_state_input *out)
{
    double wages = in->wages[0] + in->wages[1];
    double tax = r->federal_tax - r->niit;

    *out = (struct fp_state_input){
        .n_taxpayers = in->n_taxpayers,
        .n_dependents = n,
        .interest = in->interest,
        .ordinary_dividends = in->ordinary_dividends,
        .qualified_dividends = in->qualified_dividends,
        .short_term_gains = in->short_term_gains,
        .long_term_gains = in->long_term_gains,
        .agi = r->agi,
        .taxable_social_security = r->taxable_social_security,
        .taxable_income = r->taxable_income,
        .deduction = r->deduction,
        .senior_deduction = r->senior_deduction,
        .income_tax = tax > 0 ? tax : 0,
        .eitc = r->eitc,
        .child_credit = r->ctc_odc_nonrefundable + r->ctc_refundable,
    };
    for (int i = 0; i < n; i++)
        out->dependent_ages[i] = ages[i];
    for (int p = 0; p < 2; p++) {
        out->ages[p] = in->ages[p];
        out->wages[p] = in->wages[p];
        out->fica[p] = wages > 0 ? r->fica * in->wages[p] / wages : 0;
    }
    divide(in, in->retirement_income, out->pensions);
    divide(in, in->social_security, out->social_security);
}

/* 1 and both returns, or 0. */
static int
compute(const struct fp_row_conformance_state *row,
        struct fp_tax_result *federal, struct fp_state_result *state)
{
    enum fp_filing_status status = (enum fp_filing_status)row->status;
    int ages[FP_STATE_DEPENDENTS_MAX];
    int n = read_ages(row->dependent_ages, ages);
    struct fp_tax_input in;
    struct fp_state_input state_in;
    struct fp_state_law state_law;
    struct fp_tax_law law;

    if (n < 0 || fp_tax_law_get(row->year, status, &law) != FP_OK ||
        fp_state_law_get(row->state, row->year, status, &state_law) != FP_OK)
        return 0;
    federal_input(row, ages, n, &in);
    if (fp_tax_compute(&law, &in, federal) != FP_OK)
        return 0;
    state_input(&in, federal, ages, n, &state_in);
    fp_state_run(&state_law, &state_in, state);
    return 1;
}

void
fp_conformance_states(struct fp_conformance *run)
{
    for (size_t i = 0; i < fp_table_conformance_state_count; i++) {
        const struct fp_row_conformance_state *row =
            &fp_table_conformance_state[i];
        struct fp_tax_result federal = { .agi = NAN };
        struct fp_state_result state = { .tax = NAN };

        fp_conformance_open(run, "state_tax", row->name, row->source);
        if (!compute(row, &federal, &state))
            state.tax = NAN;
        fp_conformance_compare(run, "agi", federal.agi, row->agi, DOLLAR);
        fp_conformance_compare(run, "taxable_social_security",
                               federal.taxable_social_security,
                               row->taxable_social_security, DOLLAR);
        fp_conformance_compare(run, "taxable_income", federal.taxable_income,
                               row->taxable_income, DOLLAR);
        fp_conformance_compare(run, "federal_tax", federal.federal_tax,
                               row->federal_tax, DOLLAR);
        fp_conformance_compare(run, "niit", federal.niit, row->niit, DOLLAR);
        fp_conformance_compare(run, "state_tax", state.tax, row->state_tax,
                               DOLLAR);
        fp_conformance_close(run);
    }
}
