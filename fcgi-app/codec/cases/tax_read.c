/* Tax cases out of JSON and CSV. */
#include "codec/cases/tax_parts.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "codec/files/csv.h"
#include "codec/json/gate.h"
#include "codec/json/reader.h"
#include "codec/plan/words.h"

enum { AMOUNT, SIGNED, LOSS, COUNT, FLAG };

/* A numeric member: where its value goes, and what it may be. */
struct field {
    const char *name;
    int kind;
    size_t offset; /* in struct fp_tax_input */
};

#define AT(member) offsetof(struct fp_tax_input, member)

static const struct field fields[] = {
    { "age_head", COUNT, AT(ages[0]) },
    { "age_spouse", COUNT, AT(ages[1]) },
    { "blind_head", FLAG, AT(blind[0]) },
    { "blind_spouse", FLAG, AT(blind[1]) },
    { "children_under_17", COUNT, AT(children_under_17) },
    { "other_dependents", COUNT, AT(other_dependents) },
    { "eitc_children", COUNT, AT(eitc_children) },
    { "wages_head", AMOUNT, AT(wages[0]) },
    { "wages_spouse", AMOUNT, AT(wages[1]) },
    { "self_employment_head", SIGNED, AT(self_employment[0]) },
    { "self_employment_spouse", SIGNED, AT(self_employment[1]) },
    { "pretax_deferrals", AMOUNT, AT(pretax_deferrals) },
    { "adjustments", AMOUNT, AT(adjustments) },
    { "savers_contributions_head", AMOUNT, AT(savers_contributions[0]) },
    { "savers_contributions_spouse", AMOUNT, AT(savers_contributions[1]) },
    { "taxable_interest", AMOUNT, AT(interest) },
    { "tax_exempt_interest", AMOUNT, AT(tax_exempt_interest) },
    { "ordinary_dividends_total", AMOUNT, AT(ordinary_dividends) },
    { "qualified_dividends", AMOUNT, AT(qualified_dividends) },
    { "short_term_gains", SIGNED, AT(short_term_gains) },
    { "long_term_gains", SIGNED, AT(long_term_gains) },
    /* 26 U.S.C. 1212(b)(1): losses of this year, each in its own term. */
    { "loss_brought_short", LOSS, AT(short_term_gains) },
    { "loss_brought_long", LOSS, AT(long_term_gains) },
    { "ira_distributions", AMOUNT, AT(retirement_income) },
    { "pensions_taxable", AMOUNT, AT(retirement_income) },
    { "early_distribution", AMOUNT, AT(early_distribution) },
    { "early_distribution_hsa", AMOUNT, AT(early_distribution_hsa) },
    { "rental_income", SIGNED, AT(rental_income) },
    { "other_income", AMOUNT, AT(other_income) },
    { "social_security", AMOUNT, AT(social_security) },
    { "medical_expenses", AMOUNT, AT(medical_expenses) },
    { "salt_paid", AMOUNT, AT(salt_paid) },
    { "mortgage_interest", AMOUNT, AT(mortgage_interest) },
    { "mortgage_balance", AMOUNT, AT(mortgage_balance) },
    { "charity_cash", AMOUNT, AT(charity_cash) },
};

static const char *const status_codes[] = { "single", "mfj", "mfs", "hoh",
                                            "qss" };

/* Inputs that are no amounts. */
static const char *const text_inputs[] = { "case_id", "year", "filing_status",
                                           "state", "dependent_ages" };

/* 26 U.S.C. 24(c)(1) and 32(c)(3)(A). */
enum { CTC_AGE = 17, EITC_AGE = 19 };

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
    case COUNT:
        if (!(value >= 0.0 && value <= 130.0 && value == floor(value)))
            return "this is a whole number from 0 to 130";
        *(int *)(void *)(input + field->offset) = (int)value;
        return NULL;
    case FLAG:
        if (value != 0.0 && value != 1.0)
            return "this is 0 or 1";
        *(int *)(void *)(input + field->offset) = (int)value;
        return NULL;
    default:
        if (!(fabs(value) <= 1e13))
            return "an amount is at most 1e13";
        if (field->kind != SIGNED && value < 0.0)
            return "this amount cannot be negative";
        /* Two columns may name one line of the return. */
        *(double *)(void *)(input + field->offset) +=
            field->kind == LOSS ? -value : value;
        return NULL;
    }
}

/* "5;12;17": the ages of the dependents at the year's end. */
static const char *
put_dependents(struct fp_tax_case *one, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, ";");
        const char *wrong;
        int64_t age;

        if (fp_text_int64(text, len, 0, 130, &age) != FP_OK)
            return "ages of dependents are whole numbers, separated by "
                   "semicolons";
        wrong = fp_state_case_dependent(&one->state, (int)age);
        if (wrong != NULL)
            return wrong;
        if (age < CTC_AGE)
            one->input.children_under_17++;
        else
            one->input.other_dependents++;
        if (age < EITC_AGE)
            one->input.eitc_children++;
        one->has_eitc_children = 1;
        text += len;
        text += *text == ';';
    }
    return NULL;
}

/* What follows from the other members where it was not given. */
static void
finish(struct fp_tax_case *one)
{
    struct fp_tax_input *input = &one->input;

    input->n_taxpayers = one->status == FP_FILING_MARRIED_JOINT ? 2 : 1;
    if (!one->has_ordinary_dividends)
        input->ordinary_dividends = input->qualified_dividends;
    if (!one->has_eitc_children)
        input->eitc_children = input->children_under_17;
    fp_state_case_finish(&one->state, input);
}

static void
note_given(struct fp_tax_case *one, const char *name, double value)
{
    if (strcmp(name, "pensions_taxable") == 0)
        one->state.pensions += value;
    if (strcmp(name, "ordinary_dividends_total") == 0)
        one->has_ordinary_dividends = 1;
    if (strcmp(name, "eitc_children") == 0)
        one->has_eitc_children = 1;
}

static int
is_text_input(const char *name)
{
    for (size_t i = 0; i < FP_COUNT(text_inputs); i++)
        if (strcmp(text_inputs[i], name) == 0)
            return 1;
    return 0;
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
    } else if (strcmp(column, "state") == 0) {
        wrong = fp_state_case_state(&one->state, text);
    } else if (text[0] == '\0') {
        return 1;
    } else if (strcmp(column, "dependent_ages") == 0) {
        wrong = put_dependents(one, text);
    } else if (strcmp(column, "year") == 0) {
        if (fp_text_int64(text, strlen(text), 1900, 2200, &year) != FP_OK)
            wrong = "this is not a year";
        else
            one->year = (int)year;
    } else if (field != NULL) {
        wrong = fp_text_double(text, strlen(text), &value) != FP_OK
                    ? "this is not a number"
                    : put_value(one, field, value);
        note_given(one, column, value);
    }
    if (wrong != NULL)
        fp_csv_fault(faults, line, column, "value", wrong);
    return wrong == NULL;
}

static int
check_header(const struct fp_csv *csv, struct fp_faults *faults)
{
    int good = 1;
    size_t i;

    for (i = 0; i < csv->n_cells; i++) {
        const char *name = csv->cells[i];

        if (find_field(name) != NULL || fp_tax_case_is_output(name) ||
            is_text_input(name))
            continue;
        fp_csv_fault(faults, csv->line, name, "unknown_field",
                 "this column is not known");
        good = 0;
    }
    if (fp_csv_find(csv, "filing_status") < 0) {
        fp_csv_fault(faults, csv->line, "filing_status", "required",
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
            fp_csv_fault(faults, csv.line, "case_id", "count",
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
        fp_csv_fault(faults, csv.line, "case_id", "syntax",
                 "a quoted cell does not end");
    return fp_faults_none(faults) ? FP_OK : FP_EINVAL;
}

/* "state" and "dependent_ages" of a JSON case. */
static void
read_texts(const struct fp_node *root, struct fp_tax_case *one)
{
    struct fp_node node = fp_node_member(root, "state");
    const char *text, *wrong = NULL;

    if (node.present && fp_node_text(&node, &text))
        wrong = fp_state_case_state(&one->state, text);
    if (wrong != NULL)
        fp_node_fault(&node, "value", "%s", wrong);
    wrong = NULL;
    node = fp_node_member(root, "dependent_ages");
    if (node.present && fp_node_text(&node, &text))
        wrong = put_dependents(one, text);
    if (wrong != NULL)
        fp_node_fault(&node, "value", "%s", wrong);
}

/* The names that a case may have, and those of `more`, into known[]. */
static void
list_known(const char *const *more, const char **known, size_t room)
{
    size_t n = 0;

    for (size_t i = 0; i < FP_COUNT(fields); i++)
        known[n++] = fields[i].name;
    for (size_t i = 0; i < FP_COUNT(text_inputs); i++)
        known[n++] = text_inputs[i];
    for (size_t i = 0; more != NULL && more[i] != NULL && n + 1 < room; i++)
        known[n++] = more[i];
    known[n] = NULL;
}

static void
read_amounts(const struct fp_node *root, struct fp_tax_case *one)
{
    for (size_t i = 0; i < FP_COUNT(fields); i++) {
        struct fp_node node = fp_node_member(root, fields[i].name);
        const char *wrong;
        double value;

        if (!node.present || !fp_node_number(&node, &value))
            continue;
        wrong = put_value(one, &fields[i], value);
        note_given(one, fields[i].name, value);
        if (wrong != NULL)
            fp_node_fault(&node, "value", "%s", wrong);
    }
}

static int
last_year(void)
{
    int first, last;

    fp_tax_law_years(&first, &last);
    return last;
}

int
fp_tax_case_node(const struct fp_node *root, const char *const *more,
                 int default_year, struct fp_tax_case *out)
{
    const char *known[FP_COUNT(fields) + FP_COUNT(text_inputs) +
                      FP_TAX_CASE_MORE + 1];
    struct fp_tax_case one = { .id = "", .year = default_year };
    struct fp_node node;
    const char *text;
    int64_t year;

    list_known(more, known, FP_COUNT(known));
    if (!fp_node_object(root, known, "a tax case"))
        return 0;
    read_amounts(root, &one);
    read_texts(root, &one);
    node = fp_node_member(root, "case_id");
    if (node.present)
        (void)fp_node_text(&node, &one.id);
    node = fp_node_member(root, "year");
    if (node.present && fp_node_int(&node, 1900, 2200, &year))
        one.year = (int)year;
    else if (!node.present && root->reader->assumed != NULL)
        fp_node_assume_number(&node, default_year,
                              default_year == last_year()
                                  ? "the last year that the tables have"
                                  : "the year of the rest");
    node = fp_node_member(root, "filing_status");
    if (fp_node_text(&node, &text) && !find_status(text, &one.status))
        fp_node_fault(&node, "value",
                      "the filing status is single, mfj, mfs, hoh or qss");
    if (root->reader->failed)
        return 0;
    finish(&one);
    *out = one;
    return 1;
}

enum fp_err
fp_tax_case_json(const char *bytes, size_t len, int default_year,
                 struct fp_arena *arena, struct fp_faults *faults,
                 struct fp_tax_case *out)
{
    struct fp_reader reader = { .arena = arena, .faults = faults,
                                .prefix = "" };
    struct fp_node root = { .reader = &reader, .pointer = "", .present = 1 };
    enum fp_err err;

    err = fp_json_parse(bytes, len, NULL, arena, faults, &root.value);
    if (err != FP_OK)
        return err;
    return fp_tax_case_node(&root, NULL, default_year, out) ? FP_OK
                                                            : FP_EINVAL;
}
