/* finplan tax: federal and state tax of single years, one case in JSON or
 * many in CSV. */
#include "cli/finplan.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/cases/tax.h"

/* The state's lines, where a state was named. */
static void
write_state(struct fp_buf *out, const struct fp_tax_case *one,
            const struct fp_tax_result *federal)
{
    struct fp_state_result r;
    const char *left_out = fp_state_exactness(one->state.state, one->year);

    if (one->state.state[0] == '\0' ||
        fp_state_return(&one->state, one->year, one->status,
                              &one->input, federal, &r) != FP_OK)
        return;
    fp_buf_printf(out, "\nState tax, %s\n\n", one->state.state);
    fp_buf_printf(out, "%-40s%15.2f\n", "Income", r.base);
    fp_buf_printf(out, "%-40s%15.2f\n", "Deduction and exemptions",
                  r.deduction + r.exemptions);
    fp_buf_printf(out, "%-40s%15.2f\n", "Taxable income", r.taxable_income);
    fp_buf_printf(out, "%-40s%15.2f\n", "Credits", r.credits + r.refundable);
    fp_buf_printf(out, "%-40s%15.2f\n", "State tax", r.tax);
    if (left_out != NULL)
        fp_buf_printf(out, "%s\n", left_out);
}

static void
write_table(struct fp_buf *out, const struct fp_tax_case *one,
            const struct fp_tax_result *r)
{
    const struct {
        const char *name;
        double value;
    } lines[] = {
        { "Self-employment tax", r->se_tax },
        { "Adjusted gross income", r->agi },
        { "  of it Social Security", r->taxable_social_security },
        { "Standard deduction", r->standard_deduction },
        { "Itemised deductions", r->itemized_deduction },
        { "Deduction taken", r->deduction },
        { "Senior deduction", r->senior_deduction },
        { "Business income deduction", r->qbid },
        { "Taxable income", r->taxable_income },
        { "  of it gains and qualified dividends", r->preferential_income },
        { "Tax on ordinary income", r->ordinary_tax },
        { "Tax on gains and qualified dividends", r->gains_tax },
        { "Alternative minimum tax", r->amt },
        { "Child and dependent credits", r->ctc_odc_nonrefundable },
        { "  refunded", r->ctc_refundable },
        { "Income tax", r->income_tax },
        { "Saver's credit", r->savers_credit },
        { "Earned income credit", r->eitc },
        { "Net investment income tax", r->niit },
        { "Additional tax on early distributions", r->early_penalty },
        { "Federal tax", r->federal_tax },
        { "Social Security and Medicare, employee", r->fica },
        { "Additional Medicare tax", r->additional_medicare },
        { "Total", r->total },
        { "Loss carried forward, short-term", r->loss_carried_short },
        { "Loss carried forward, long-term", r->loss_carried_long },
    };
    struct fp_tax_source sources[128];
    size_t n = fp_tax_sources(one->year, one->status, sources,
                              FP_COUNT(sources));
    size_t i;

    fp_buf_printf(out, "Federal tax of %d\n\n", one->year);
    for (i = 0; i < FP_COUNT(lines); i++) {
        fp_buf_printf(out, "%-40s", lines[i].name);
        fp_buf_printf(out, "%15.2f\n", lines[i].value);
    }
    fp_buf_printf(out, "%-40s%14.2f %%\n", "Marginal rate",
                  100 * r->marginal_rate);
    write_state(out, one, r);
    fp_buf_str(out, "\nParameters and their sources\n");
    for (i = 0; i < n && i < FP_COUNT(sources); i++)
        fp_buf_printf(out, "  %-34s %12.10g  %s\n", sources[i].parameter,
                      sources[i].value, sources[i].source);
    fp_buf_str(out, "\nRecaptured depreciation, foreign income, and credits "
                    "for education and energy\nare left out.\n");
}

/* A document that starts with a brace is JSON. */
static int
is_json(const struct finplan *f)
{
    size_t i = 0;

    while (i < f->len && strchr(" \t\r\n", f->bytes[i]) != NULL)
        i++;
    return i < f->len && f->bytes[i] == '{';
}

static int
one_case(struct finplan *f, int year)
{
    struct fp_faults faults;
    struct fp_tax_case one;
    struct fp_tax_result result;
    struct fp_error error;

    fp_faults_init(&faults, f->arena);
    if (fp_tax_case_json(f->bytes, f->len, year, f->arena, &faults, &one) !=
        FP_OK) {
        finplan_print_faults(f->args.file, &faults);
        return FINPLAN_WRONG;
    }
    if (fp_tax_case_compute(&one, &result, &error) != FP_OK) {
        fprintf(stderr, "%s: %s\n", f->args.file, error.detail);
        return FINPLAN_WRONG;
    }
    switch (f->args.format) {
    case FINPLAN_JSON: fp_tax_json(&f->out, &one, &result); break;
    case FINPLAN_CSV:
        fp_tax_csv_header(&f->out);
        fp_tax_csv_row(&f->out, &one, &result);
        break;
    case FINPLAN_TABLE: write_table(&f->out, &one, &result); break;
    }
    return FINPLAN_OK;
}

/* Good rows are computed and written, wrong ones are named. */
static int
many_cases(struct finplan *f, int year)
{
    struct fp_faults faults;
    struct fp_tax_cases cases;
    enum fp_err err;
    int status = FINPLAN_OK;
    size_t i;

    if (f->args.format == FINPLAN_JSON) {
        fputs("finplan tax: rows are written as rows; --format json goes "
              "with one case in JSON\n", stderr);
        return FINPLAN_USAGE;
    }
    fp_faults_init(&faults, f->arena);
    err = fp_tax_cases_csv(f->bytes, f->len, year, f->arena, &faults, &cases);
    if (err == FP_ENOMEM) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    if (err != FP_OK) {
        finplan_print_faults(f->args.file, &faults);
        status = FINPLAN_WRONG;
        if (cases.count == 0)
            return status;
    }
    fp_tax_csv_header(&f->out);
    for (i = 0; i < cases.count; i++) {
        struct fp_tax_result result;
        struct fp_error error;

        if (fp_tax_case_compute(&cases.list[i], &result, &error) == FP_OK) {
            fp_tax_csv_row(&f->out, &cases.list[i], &result);
            continue;
        }
        fprintf(stderr, "%s: case %s: %s\n", f->args.file, cases.list[i].id,
                error.detail);
        status = FINPLAN_WRONG;
    }
    return status;
}

int
finplan_tax(struct finplan *f)
{
    int first, last;
    int64_t year;

    fp_tax_law_years(&first, &last);
    year = last;
    if (f->args.year != NULL &&
        fp_text_int64(f->args.year, strlen(f->args.year), first, last,
                      &year) != FP_OK) {
        fprintf(stderr, "finplan: --year: there are tax tables for %d to "
                "%d\n", first, last);
        return FINPLAN_USAGE;
    }
    return is_json(f) ? one_case(f, (int)year) : many_cases(f, (int)year);
}
