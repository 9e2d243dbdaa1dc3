/* Tax cases computed, and their returns in JSON and CSV. */
#include "codec/cases/tax_parts.h"

#include <stddef.h>
#include <string.h>

#include "codec/files/csv.h"
#include "codec/plan/words.h"
#include "codec/results/encode.h"
#include "planning/version.h"

#define OUT(member) offsetof(struct fp_tax_result, member)

/* What is written, in this order; a rate has more digits than dollars. */
static const struct output {
    const char *name;
    size_t offset; /* in struct fp_tax_result */
} outputs[] = {
    { "se_deduction", OUT(se_deduction) },
    { "agi", OUT(agi) },
    { "magi", OUT(magi) },
    { "taxable_social_security", OUT(taxable_social_security) },
    { "standard_deduction", OUT(standard_deduction) },
    { "itemized_deduction", OUT(itemized_deduction) },
    { "deduction", OUT(deduction) },
    { "senior_deduction", OUT(senior_deduction) },
    { "qbid", OUT(qbid) },
    { "taxable_income", OUT(taxable_income) },
    { "regular_tax", OUT(regular_tax) },
    { "amt", OUT(amt) },
    { "ctc_odc_nonrefundable", OUT(ctc_odc_nonrefundable) },
    { "ctc_refundable", OUT(ctc_refundable) },
    { "income_tax", OUT(income_tax) },
    { "savers_credit", OUT(savers_credit) },
    { "eitc", OUT(eitc) },
    { "niit", OUT(niit) },
    { "early_penalty", OUT(early_penalty) },
    { "federal_tax", OUT(federal_tax) },
    { "fica_employee", OUT(fica) },
    { "additional_medicare_tax", OUT(additional_medicare) },
    { "se_tax", OUT(se_tax) },
    { "total_tax", OUT(total) },
    { "loss_carried_short", OUT(loss_carried_short) },
    { "loss_carried_long", OUT(loss_carried_long) },
    { "marginal_rate", OUT(marginal_rate) },
};

/* Written beside them, and in no struct. */
static const char *const other_outputs[] = { "fica_both", "state_tax" };

int
fp_tax_case_is_output(const char *name)
{
    for (size_t i = 0; i < FP_COUNT(outputs); i++)
        if (strcmp(outputs[i].name, name) == 0)
            return 1;
    for (size_t i = 0; i < FP_COUNT(other_outputs); i++)
        if (strcmp(other_outputs[i], name) == 0)
            return 1;
    return 0;
}

enum fp_err
fp_tax_case_compute(const struct fp_tax_case *one,
                    struct fp_tax_result *result, struct fp_error *error)
{
    struct fp_tax_law law;
    int first, last;

    fp_tax_law_years(&first, &last);
    if (one->year < first || one->year > last ||
        fp_tax_law_get(one->year, one->status, &law) != FP_OK)
        return fp_error_set(error, FP_ERANGE,
                            "there are tax tables for %d to %d, not for %d",
                            first, last, one->year);
    if (fp_tax_compute(&law, &one->input, result) != FP_OK)
        return fp_error_set(error, FP_EINVAL,
                            "the amounts do not make a return: qualified "
                            "dividends are a part of the ordinary ones");
    return FP_OK;
}

static double
value_of(const struct fp_tax_result *result, size_t k)
{
    double value;

    memcpy(&value, (const char *)result + outputs[k].offset, sizeof(value));
    return value;
}

static int
digits_of(size_t k)
{
    return outputs[k].offset == OUT(marginal_rate) ? 6 : 2;
}

/* Employee's and employer's shares, which are equal. */
static double
fica_both(const struct fp_tax_result *result)
{
    return 2.0 * result->fica;
}

/* The state's lines; a case that was computed has a law for its year. */
static struct fp_state_result
state_lines(const struct fp_tax_case *one, const struct fp_tax_result *r)
{
    struct fp_state_result lines;

    if (fp_state_return(&one->state, one->year, one->status,
                              &one->input, r, &lines) != FP_OK)
        memset(&lines, 0, sizeof lines);
    return lines;
}

void
fp_tax_csv_header(struct fp_buf *buf)
{
    fp_buf_str(buf, "case_id");
    for (size_t k = 0; k < FP_COUNT(outputs); k++) {
        fp_buf_char(buf, ',');
        fp_buf_str(buf, outputs[k].name);
    }
    fp_buf_str(buf, ",fica_both,state_tax\n");
}

void
fp_tax_csv_row(struct fp_buf *buf, const struct fp_tax_case *one,
               const struct fp_tax_result *result)
{
    fp_csv_cell(buf, one->id);
    for (size_t k = 0; k < FP_COUNT(outputs); k++) {
        fp_buf_char(buf, ',');
        fp_buf_fixed(buf, value_of(result, k), digits_of(k));
    }
    fp_buf_char(buf, ',');
    fp_buf_fixed(buf, fica_both(result), 2);
    fp_buf_char(buf, ',');
    fp_buf_fixed(buf, state_lines(one, result).tax, 2);
    fp_buf_char(buf, '\n');
}

void
fp_tax_case_parameters(struct fp_buf *buf, const struct fp_tax_case *one)
{
    struct fp_tax_source sources[128];
    size_t n = fp_tax_sources(one->year, one->status, sources,
                              FP_COUNT(sources));

    fp_buf_str(buf, ",\"parameters\":[");
    for (size_t i = 0; i < n && i < FP_COUNT(sources); i++) {
        fp_buf_str(buf, i > 0 ? ",{\"parameter\":" : "{\"parameter\":");
        fp_buf_json(buf, sources[i].parameter);
        fp_buf_str(buf, ",\"value\":");
        fp_buf_double(buf, sources[i].value);
        fp_buf_str(buf, ",\"unit\":");
        fp_buf_json(buf, sources[i].unit);
        fp_buf_str(buf, ",\"source\":");
        fp_buf_json(buf, sources[i].source);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

void
fp_tax_case_year(struct fp_buf *buf, const struct fp_tax_case *one)
{
    fp_buf_printf(buf, ",\"year\":%d,\"filing_status\":", one->year);
    fp_buf_json(buf, fp_words_filing[one->status]);
}

void
fp_tax_case_lines(struct fp_buf *buf, const struct fp_tax_case *one,
                  const struct fp_tax_result *result)
{
    fp_tax_case_year(buf, one);
    for (size_t k = 0; k < FP_COUNT(outputs); k++) {
        fp_buf_char(buf, ',');
        fp_buf_json(buf, outputs[k].name);
        fp_buf_char(buf, ':');
        fp_buf_fixed(buf, value_of(result, k), digits_of(k));
    }
    fp_buf_str(buf, ",\"fica_both\":");
    fp_buf_fixed(buf, fica_both(result), 2);
    if (one->state.state[0] != '\0') {
        struct fp_state_result state = state_lines(one, result);

        fp_buf_str(buf, ",\"state\":");
        fp_state_case_json(buf, &one->state, one->year, &state);
    }
    fp_tax_case_parameters(buf, one);
    fp_buf_str(buf, ",\"left_out\":\"recaptured depreciation, foreign "
                    "income, credits for education and energy\"");
}

void
fp_tax_json(struct fp_buf *buf, const struct fp_tax_case *one,
            const struct fp_tax_result *result)
{
    fp_buf_str(buf, "{\"case_id\":");
    fp_buf_json(buf, one->id);
    fp_buf_str(buf, ",\"engine\":");
    fp_buf_json(buf, fp_planning_version());
    fp_buf_str(buf, ",\"tables\":{\"set\":");
    fp_buf_json(buf, fp_tax_tables_id());
    fp_result_tables(buf);
    fp_buf_char(buf, '}');
    fp_tax_case_lines(buf, one, result);
    fp_buf_str(buf, "}\n");
}
