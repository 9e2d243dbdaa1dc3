/* Cases of historical cycles in CSV. */
#include "codec/cases/cycle.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "codec/files/csv.h"

enum kind { TEXT, METHOD, WHOLE, PERCENT, DOLLARS, PARAM, OUTPUT };

struct column {
    const char *name;
    enum kind kind;
    size_t offset; /* in struct fp_cycle_case */
    int required;
};

#define AT(member) offsetof(struct fp_cycle_case, member)

static const struct column columns[] = {
    { "case_id", TEXT, 0, 0 },
    { "method", METHOD, AT(method), 1 },
    { "years", WHOLE, AT(years), 1 },
    { "first_start", WHOLE, AT(first_start), 0 },
    { "last_data_year", WHOLE, AT(last_data_year), 0 },
    { "equities_pct", PERCENT, AT(shares), 1 },
    { "bonds_pct", PERCENT, AT(bonds), 0 },
    { "gold_pct", PERCENT, AT(gold), 0 },
    { "cash_pct", PERCENT, AT(cash), 0 },
    { "cash_growth_pct", PERCENT, AT(cash_growth), 0 },
    { "fee_pct", PERCENT, AT(fee), 0 },
    { "initial_portfolio", DOLLARS, AT(portfolio), 1 },
    { "initial_spending", DOLLARS, AT(spending), 0 },
    { "method_param", PARAM, 0, 0 },
    { "social_security_real", DOLLARS, AT(social_security), 0 },
    { "social_security_delay_years", WHOLE, AT(social_security_delay), 0 },
    { "n_cycles", OUTPUT, 0, 0 },
    { "n_failures", OUTPUT, 0, 0 },
    { "success_rate", OUTPUT, 0, 0 },
    { "median_real_end", OUTPUT, 0, 0 },
    { "worst_start_year", OUTPUT, 0, 0 },
    { "worst_real_end", OUTPUT, 0, 0 },
    { "failing_start_years", OUTPUT, 0, 0 },
};

static const char *const methods[FP_CYCLE_METHOD_COUNT] = {
    "inflationAdjusted", "notInflationAdjusted", "percentOfPortfolio", "vpw"
};

static const struct column *
find_column(const char *name)
{
    for (size_t i = 0; i < FP_COUNT(columns); i++)
        if (strcmp(columns[i].name, name) == 0)
            return &columns[i];
    return NULL;
}

/* "percent=4" or "rate_pct=4;future_value=0"; NULL, or what is wrong. */
static const char *
read_params(struct fp_cycle_case *one, const char *text)
{
    while (text[0] != '\0') {
        size_t len = strcspn(text, ";"), name = strcspn(text, "=");
        double value;

        if (name >= len ||
            fp_text_double(text + name + 1, len - name - 1, &value) != FP_OK)
            return "parameters are NAME=NUMBER, separated by semicolons";
        if (name == 7 && memcmp(text, "percent", 7) == 0)
            one->percent = value / 100.0;
        else if (name == 8 && memcmp(text, "rate_pct", 8) == 0)
            one->rate = value / 100.0;
        else if (name == 12 && memcmp(text, "future_value", 12) == 0)
            one->future_value = value;
        else
            return "the parameters are percent, rate_pct and future_value";
        text += len;
        text += text[0] == ';';
    }
    return NULL;
}

static const char *
read_method(struct fp_cycle_case *one, const char *text)
{
    for (int m = 0; m < FP_CYCLE_METHOD_COUNT; m++)
        if (strcmp(methods[m], text) == 0) {
            one->method = (enum fp_cycle_method)m;
            return NULL;
        }
    return "the method is inflationAdjusted, notInflationAdjusted, "
           "percentOfPortfolio or vpw";
}

/* One cell into its member; NULL, or what is wrong. */
static const char *
read_cell(struct fp_cycle_named *row, const struct column *column,
          const char *text)
{
    char *at = (char *)&row->one + column->offset;
    double value;
    int64_t whole;

    switch (column->kind) {
    case TEXT: row->id = text; return NULL;
    case OUTPUT: return NULL;
    case METHOD: return read_method(&row->one, text);
    case PARAM: return read_params(&row->one, text);
    case WHOLE:
    case PERCENT:
    case DOLLARS: break;
    }
    if (text[0] == '\0')
        return column->required ? "a value is missing" : NULL;
    if (column->kind == WHOLE) {
        if (fp_text_int64(text, strlen(text), 0, 10000, &whole) != FP_OK)
            return "this is no whole number from 0 to 10000";
        *(int *)(void *)at = (int)whole;
        return NULL;
    }
    if (fp_text_double(text, strlen(text), &value) != FP_OK ||
        !(value > -1e13 && value < 1e13))
        return "this is not a number";
    *(double *)(void *)at = column->kind == PERCENT ? value / 100.0 : value;
    return NULL;
}

/* Starts reading rows: the header's cells are kept in names. */
static enum fp_err
read_header(struct fp_csv *csv, const char *bytes, size_t len,
            struct fp_arena *arena, struct fp_faults *faults,
            const char **names, size_t *n)
{
    enum fp_err err;

    fp_csv_init(csv, bytes, len, arena);
    err = fp_csv_next(csv);
    if (err == FP_ENOMEM)
        return err;
    if (err != FP_OK) {
        fp_faults_add(faults, "", "required", "there is no header row");
        return FP_EINVAL;
    }
    *n = csv->n_cells;
    memcpy(names, csv->cells, *n * sizeof(names[0]));
    return FP_OK;
}

static size_t
count_lines(const char *bytes, size_t len)
{
    size_t rows = 1;

    for (size_t i = 0; i < len; i++)
        rows += bytes[i] == '\n';
    return rows;
}

static enum fp_err
check_columns(const struct fp_csv *csv, struct fp_faults *faults)
{
    for (size_t i = 0; i < csv->n_cells; i++)
        if (find_column(csv->cells[i]) == NULL)
            fp_csv_fault(faults, csv->line, csv->cells[i], "unknown_field",
                     "this column is not known");
    for (size_t i = 0; i < FP_COUNT(columns); i++)
        if (columns[i].required && fp_csv_find(csv, columns[i].name) < 0)
            fp_csv_fault(faults, csv->line, columns[i].name, "required",
                     "this column is missing");
    return fp_faults_none(faults) ? FP_OK : FP_EINVAL;
}

/* The end of reading rows: what the reader says, and the faults. */
static enum fp_err
conclude(const struct fp_csv *csv, enum fp_err err, struct fp_faults *faults)
{
    if (err == FP_ENOMEM)
        return err;
    if (err != FP_ENOTFOUND)
        fp_csv_fault(faults, csv->line, "", "syntax",
                 "a quoted cell does not end");
    return fp_faults_none(faults) ? FP_OK : FP_EINVAL;
}

enum fp_err
fp_cycle_cases_csv(const char *bytes, size_t len, struct fp_arena *arena,
                   struct fp_faults *faults, struct fp_cycle_cases *out)
{
    const char *names[FP_CSV_CELLS_MAX];
    struct fp_csv csv;
    size_t n = 0;
    enum fp_err err;

    out->count = 0;
    out->list = fp_arena_array(arena, count_lines(bytes, len),
                               sizeof(*out->list));
    if (out->list == NULL)
        return FP_ENOMEM;
    err = read_header(&csv, bytes, len, arena, faults, names, &n);
    if (err == FP_OK)
        err = check_columns(&csv, faults);
    if (err != FP_OK)
        return err;
    while ((err = fp_csv_next(&csv)) == FP_OK) {
        struct fp_cycle_named row = { .id = "", .line = csv.line };
        int good = csv.n_cells == n;

        row.one.last_data_year = 9999;
        if (!good)
            fp_csv_fault(faults, csv.line, "case_id", "count",
                     "the row has another number of cells than the header");
        for (size_t i = 0; good && i < n; i++) {
            const char *wrong =
                read_cell(&row, find_column(names[i]), csv.cells[i]);

            if (wrong != NULL)
                fp_csv_fault(faults, csv.line, names[i], "value", wrong);
            good = wrong == NULL;
        }
        if (good)
            out->list[out->count++] = row;
    }
    return conclude(&csv, err, faults);
}

/* One year of the market; 0 after a fault. */
static int
read_year(const struct fp_csv *csv, const int at[6],
          struct fp_cycle_market *year, struct fp_faults *faults)
{
    static const char *const names[] = { "year", "growth", "dividends",
                                         "fixed_income", "gold", "cpi" };
    double values[6];

    for (int k = 0; k < 6; k++) {
        const char *text =
            (size_t)at[k] < csv->n_cells ? csv->cells[at[k]] : "";

        if (fp_text_double(text, strlen(text), &values[k]) != FP_OK) {
            fp_csv_fault(faults, csv->line, names[k], "value",
                     "this is not a number");
            return 0;
        }
    }
    if (!(values[5] > 0.0)) {
        fp_csv_fault(faults, csv->line, "cpi", "value",
                 "a price index is above 0");
        return 0;
    }
    *year = (struct fp_cycle_market){ (int)values[0], values[1], values[2],
                                      values[3], values[4], values[5] };
    return 1;
}

enum fp_err
fp_cycle_history_csv(const char *bytes, size_t len, struct fp_arena *arena,
                     struct fp_faults *faults, struct fp_cycle_history *out)
{
    static const char *const wanted[] = { "year", "growth", "dividends",
                                          "fixed_income", "gold", "cpi" };
    const char *names[FP_CSV_CELLS_MAX];
    struct fp_csv csv;
    int at[6];
    size_t n = 0;
    enum fp_err err;

    out->count = 0;
    out->list = fp_arena_array(arena, count_lines(bytes, len),
                               sizeof(*out->list));
    if (out->list == NULL)
        return FP_ENOMEM;
    err = read_header(&csv, bytes, len, arena, faults, names, &n);
    if (err != FP_OK)
        return err;
    for (int k = 0; k < 6; k++) {
        at[k] = fp_csv_find(&csv, wanted[k]);
        if (at[k] < 0)
            fp_csv_fault(faults, csv.line, wanted[k], "required",
                     "this column is missing");
    }
    if (!fp_faults_none(faults))
        return FP_EINVAL;
    while ((err = fp_csv_next(&csv)) == FP_OK) {
        struct fp_cycle_market *year = &out->list[out->count];

        if (!read_year(&csv, at, year, faults))
            continue;
        if (out->count > 0 && year->year != year[-1].year + 1)
            fp_csv_fault(faults, csv.line, "year", "order",
                     "the years do not follow each other");
        out->count++;
    }
    return conclude(&csv, err, faults);
}

static int
compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void
fp_cycle_summary_header(struct fp_buf *buf)
{
    fp_buf_str(buf, "case_id,n_cycles,n_failures,success_rate,median_real_end,"
                    "worst_start_year,worst_real_end,failing_start_years\n");
}

void
fp_cycle_summary_row(struct fp_buf *buf, const char *id,
                     const struct fp_cycle *cycles, size_t n, double *scratch)
{
    size_t failures = 0, worst = 0;
    double median;

    for (size_t i = 0; i < n; i++) {
        scratch[i] = cycles[i].end_real;
        failures += cycles[i].failed != 0;
        if (cycles[i].end_real < cycles[worst].end_real)
            worst = i;
    }
    qsort(scratch, n, sizeof(*scratch), compare_doubles);
    median = 0.5 * (scratch[(n - 1) / 2] + scratch[n / 2]);
    fp_csv_cell(buf, id);
    fp_buf_printf(buf, ",%zu,%zu,", n, failures);
    fp_buf_fixed(buf, 1.0 - (double)failures / (double)n, 6);
    fp_buf_char(buf, ',');
    fp_buf_fixed(buf, median, 2);
    fp_buf_printf(buf, ",%d,", cycles[worst].start_year);
    fp_buf_fixed(buf, cycles[worst].end_real, 2);
    fp_buf_char(buf, ',');
    for (size_t i = 0, first = 1; i < n; i++) {
        if (!cycles[i].failed)
            continue;
        fp_buf_printf(buf, first ? "%d" : ";%d", cycles[i].start_year);
        first = 0;
    }
    fp_buf_char(buf, '\n');
}

void
fp_cycle_header(struct fp_buf *buf)
{
    fp_buf_str(buf, "case_id,start_year,end_nominal,end_real,failed,"
                    "total_real_spending\n");
}

void
fp_cycle_row(struct fp_buf *buf, const char *id, const struct fp_cycle *cycle)
{
    fp_csv_cell(buf, id);
    fp_buf_printf(buf, ",%d,", cycle->start_year);
    fp_buf_fixed(buf, cycle->end_nominal, 2);
    fp_buf_char(buf, ',');
    fp_buf_fixed(buf, cycle->end_real, 2);
    fp_buf_printf(buf, ",%d,", cycle->failed);
    fp_buf_fixed(buf, cycle->total_real_spending, 2);
    fp_buf_char(buf, '\n');
}
