/* Tax cases in JSON and CSV. */
#include "codec/tax_case.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/csv.h"
#include "codec/json_gate.h"
#include "codec/plan_words.h"
#include "codec/reader.h"
#include "planning/version.h"

enum { AMOUNT, SIGNED, AGE, NONE };

/* A numeric member: where its value goes, and what it may be. */
struct field {
    const char *name;
    int kind;
    size_t offset; /* in struct fp_tax_input */
};

#define AT(member) offsetof(struct fp_tax_input, member)

static const struct field fields[] = {
    { "age_head", AGE, AT(ages[0]) },
    { "age_spouse", AGE, AT(ages[1]) },
    { "wages_head", AMOUNT, AT(wages[0]) },
    { "wages_spouse", AMOUNT, AT(wages[1]) },
    { "taxable_interest", AMOUNT, AT(interest) },
    { "ordinary_dividends_total", AMOUNT, AT(ordinary_dividends) },
    { "qualified_dividends", AMOUNT, AT(qualified_dividends) },
    { "short_term_gains", SIGNED, AT(short_term_gains) },
    { "long_term_gains", SIGNED, AT(long_term_gains) },
    { "ira_distributions", AMOUNT, AT(retirement_income) },
    { "social_security", AMOUNT, AT(social_security) },
    /* Known, and not covered: they must be 0. */
    { "self_employment_head", NONE, 0 },
    { "self_employment_spouse", NONE, 0 },
    { "children_under_17", NONE, 0 },
    { "other_dependents", NONE, 0 },
};

static const char *const outputs[] = {
    "agi", "taxable_social_security", "standard_deduction",
    "senior_deduction", "taxable_income", "income_tax", "niit",
    "fica_employee", "additional_medicare_tax", "total_tax", "marginal_rate",
    /* Columns of other models, not written here. */
    "qbid", "amt", "ctc_odc_nonrefundable", "ctc_refundable", "se_tax"
};

enum { OUTPUTS_WRITTEN = 11 };

static const char *const status_codes[] = { "single", "mfj", "mfs", "hoh",
                                            "qss" };

static const struct field *
find_field(const char *name)
{
    size_t i;

    for (i = 0; i < FP_COUNT(fields); i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

/* 1 when text is a filing status, in either vocabulary. */
static int
find_status(const char *text, enum fp_filing_status *status)
{
    int i;

    for (i = 0; i < FP_FILING_COUNT; i++)
        if (strcmp(status_codes[i], text) == 0 ||
            strcmp(fp_words_filing[i], text) == 0) {
            *status = (enum fp_filing_status)i;
            return 1;
        }
    return 0;
}

/* Puts a value into its member; returns NULL, or what is wrong. */
static const char *
put_value(struct fp_tax_case *one, const struct field *field, double value)
{
    char *input = (char *)&one->input;

    switch (field->kind) {
    case NONE:
        return value == 0.0 ? NULL
                            : "this is not covered: only 0 can be computed";
    case AGE:
        if (!(value >= 0.0 && value <= 130.0 && value == floor(value)))
            return "an age is a whole number from 0 to 130";
        *(int *)(void *)(input + field->offset) = (int)value;
        return NULL;
    default:
        if (!(fabs(value) <= 1e13))
            return "an amount is at most 1e13";
        if (field->kind == AMOUNT && value < 0.0)
            return "this amount cannot be negative";
        *(double *)(void *)(input + field->offset) = value;
        return NULL;
    }
}

static void
finish(struct fp_tax_case *one)
{
    one->input.n_taxpayers = one->status == FP_FILING_MARRIED_JOINT ? 2 : 1;
}

static int
is_output(const char *name)
{
    size_t i;

    for (i = 0; i < FP_COUNT(outputs); i++)
        if (strcmp(outputs[i], name) == 0)
            return 1;
    return 0;
}

static void
fault_at(struct fp_faults *faults, size_t line, const char *column,
         const char *code, const char *detail)
{
    char pointer[96];

    snprintf(pointer, sizeof(pointer), "/%zu/%.64s", line, column);
    fp_faults_add(faults, pointer, code, "%s", detail);
}

/* One cell of a row; 0 after a fault. */
static int
read_cell(struct fp_tax_case *one, const char *column, const char *text,
          size_t line, struct fp_faults *faults)
{
    const struct field *field = find_field(column);
    const char *wrong = NULL;
    double value;
    int64_t year;

    if (strcmp(column, "case_id") == 0) {
        one->id = text;
    } else if (strcmp(column, "filing_status") == 0) {
        if (!find_status(text, &one->status))
            wrong = "the filing status is single, mfj, mfs, hoh or qss";
    } else if (text[0] == '\0') {
        return 1;
    } else if (strcmp(column, "year") == 0) {
        if (fp_text_int64(text, strlen(text), 1900, 2200, &year) != FP_OK)
            wrong = "this is not a year";
        else
            one->year = (int)year;
    } else if (field != NULL) {
        wrong = fp_text_double(text, strlen(text), &value) != FP_OK
                    ? "this is not a number"
                    : put_value(one, field, value);
    }
    if (wrong != NULL)
        fault_at(faults, line, column, "value", wrong);
    return wrong == NULL;
}

static int
check_header(const struct fp_csv *csv, struct fp_faults *faults)
{
    int good = 1;
    size_t i;

    for (i = 0; i < csv->n_cells; i++) {
        const char *name = csv->cells[i];

        if (find_field(name) != NULL || is_output(name) ||
            strcmp(name, "case_id") == 0 || strcmp(name, "year") == 0 ||
            strcmp(name, "filing_status") == 0)
            continue;
        fault_at(faults, csv->line, name, "unknown_field",
                 "this column is not known");
        good = 0;
    }
    if (fp_csv_find(csv, "filing_status") < 0) {
        fault_at(faults, csv->line, "filing_status", "required",
                 "the column filing_status is missing");
        good = 0;
    }
    return good;
}

enum fp_err
fp_tax_cases_csv(const char *bytes, size_t len, int default_year,
                 struct fp_arena *arena, struct fp_faults *faults,
                 struct fp_tax_cases *out)
{
    const char *columns[FP_CSV_CELLS_MAX];
    struct fp_csv csv;
    size_t n_columns, rows = 1, i;
    enum fp_err err;

    out->list = NULL;
    out->count = 0;
    for (i = 0; i < len; i++)
        rows += bytes[i] == '\n';
    if (rows > FP_TAX_CASES_MAX) {
        fp_faults_add(faults, "", "limit", "at most %d lines are possible",
                      FP_TAX_CASES_MAX);
        return FP_EINVAL;
    }
    out->list = fp_arena_array(arena, rows, sizeof(*out->list));
    if (out->list == NULL)
        return FP_ENOMEM;
    fp_csv_init(&csv, bytes, len, arena);
    err = fp_csv_next(&csv);
    if (err == FP_ENOMEM)
        return err;
    if (err != FP_OK) {
        fp_faults_add(faults, "", "required", "there is no header row");
        return FP_EINVAL;
    }
    if (!check_header(&csv, faults))
        return FP_EINVAL;
    n_columns = csv.n_cells;
    memcpy(columns, csv.cells, n_columns * sizeof(columns[0]));
    while ((err = fp_csv_next(&csv)) == FP_OK) {
        struct fp_tax_case one = { .id = "", .year = default_year };
        int good = csv.n_cells == n_columns;

        if (!good)
            fault_at(faults, csv.line, "case_id", "count",
                     "the row has another number of cells than the header");
        for (i = 0; good && i < n_columns; i++)
            good = read_cell(&one, columns[i], csv.cells[i], csv.line, faults);
        if (!good)
            continue;
        finish(&one);
        out->list[out->count++] = one;
    }
    if (err == FP_ENOMEM)
        return err;
    if (err != FP_ENOTFOUND)
        fault_at(faults, csv.line, "case_id", "syntax",
                 "a quoted cell does not end");
    return fp_faults_none(faults) ? FP_OK : FP_EINVAL;
}

enum fp_err
fp_tax_case_json(const char *bytes, size_t len, int default_year,
                 struct fp_arena *arena, struct fp_faults *faults,
                 struct fp_tax_case *out)
{
    const char *known[FP_COUNT(fields) + 4];
    struct fp_reader reader = { .arena = arena, .faults = faults,
                                .prefix = "" };
    struct fp_node root = { .reader = &reader, .pointer = "", .present = 1 };
    struct fp_tax_case one = { .id = "", .year = default_year };
    struct fp_node node;
    const char *text;
    int64_t year;
    size_t i;
    enum fp_err err;

    err = fp_json_parse(bytes, len, NULL, arena, faults, &root.value);
    if (err != FP_OK)
        return err;
    for (i = 0; i < FP_COUNT(fields); i++)
        known[i] = fields[i].name;
    known[i++] = "case_id";
    known[i++] = "year";
    known[i++] = "filing_status";
    known[i] = NULL;
    if (!fp_node_object(&root, known, "a tax case"))
        return FP_EINVAL;
    for (i = 0; i < FP_COUNT(fields); i++) {
        const char *wrong;
        double value;

        node = fp_node_member(&root, fields[i].name);
        if (!node.present || !fp_node_number(&node, &value))
            continue;
        wrong = put_value(&one, &fields[i], value);
        if (wrong != NULL)
            fp_node_fault(&node, "value", "%s", wrong);
    }
    node = fp_node_member(&root, "case_id");
    if (node.present)
        (void)fp_node_text(&node, &one.id);
    node = fp_node_member(&root, "year");
    if (node.present && fp_node_int(&node, 1900, 2200, &year))
        one.year = (int)year;
    node = fp_node_member(&root, "filing_status");
    if (fp_node_text(&node, &text) && !find_status(text, &one.status))
        fp_node_fault(&node, "value",
                      "the filing status is single, mfj, mfs, hoh or qss");
    if (!fp_faults_none(faults))
        return FP_EINVAL;
    finish(&one);
    *out = one;
    return FP_OK;
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

void
fp_tax_csv_header(struct fp_buf *buf)
{
    size_t i;

    fp_buf_str(buf, "case_id");
    for (i = 0; i < OUTPUTS_WRITTEN; i++) {
        fp_buf_char(buf, ',');
        fp_buf_str(buf, outputs[i]);
    }
    fp_buf_char(buf, '\n');
}

/* The values behind outputs[], in their order. */
static void
output_values(const struct fp_tax_result *r, double values[OUTPUTS_WRITTEN])
{
    const double all[OUTPUTS_WRITTEN] = {
        r->agi, r->taxable_social_security, r->standard_deduction,
        r->senior_deduction, r->taxable_income, r->income_tax, r->niit,
        r->fica, r->additional_medicare, r->total, r->marginal_rate
    };

    memcpy(values, all, sizeof(all));
}

void
fp_tax_csv_row(struct fp_buf *buf, const struct fp_tax_case *one,
               const struct fp_tax_result *result)
{
    double values[OUTPUTS_WRITTEN];
    size_t i;

    output_values(result, values);
    fp_csv_cell(buf, one->id);
    for (i = 0; i < OUTPUTS_WRITTEN; i++) {
        fp_buf_char(buf, ',');
        fp_buf_fixed(buf, values[i], i + 1 == OUTPUTS_WRITTEN ? 6 : 2);
    }
    fp_buf_char(buf, '\n');
}

void
fp_tax_json(struct fp_buf *buf, const struct fp_tax_case *one,
            const struct fp_tax_result *result)
{
    struct fp_tax_source sources[64];
    double values[OUTPUTS_WRITTEN];
    size_t n = fp_tax_sources(one->year, one->status, sources,
                              FP_COUNT(sources));
    size_t i;

    output_values(result, values);
    fp_buf_str(buf, "{\"case_id\":");
    fp_buf_json(buf, one->id);
    fp_buf_str(buf, ",\"engine\":");
    fp_buf_json(buf, fp_planning_version());
    fp_buf_str(buf, ",\"tables\":{\"tax\":");
    fp_buf_json(buf, fp_tax_tables_id());
    fp_buf_printf(buf, "},\"year\":%d,\"filing_status\":", one->year);
    fp_buf_json(buf, fp_words_filing[one->status]);
    for (i = 0; i < OUTPUTS_WRITTEN; i++) {
        fp_buf_char(buf, ',');
        fp_buf_json(buf, outputs[i]);
        fp_buf_char(buf, ':');
        fp_buf_fixed(buf, values[i], i + 1 == OUTPUTS_WRITTEN ? 6 : 2);
    }
    fp_buf_str(buf, ",\"parameters\":[");
    for (i = 0; i < n && i < FP_COUNT(sources); i++) {
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
    fp_buf_str(buf, "],\"left_out\":\"credits, alternative minimum tax, "
                    "self-employment, itemised deductions, state tax\"}\n");
}
