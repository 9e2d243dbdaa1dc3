/* The historical series from its CSV. */
#include "codec/files/history.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/files/csv.h"

static const char inflation_column[] = "cpi_inflation";

/* What is built while reading. */
struct reading {
    struct fp_csv csv;
    struct fp_arena *arena;
    struct fp_faults *faults;
    struct fp_history history;
    double *returns, *inflation;
    const char *header[FP_CSV_CELLS_MAX];
    size_t n_header;
    int inflation_at;
};

static void
fault(struct reading *r, const char *column, const char *code,
      const char *detail)
{
    char pointer[128];

    snprintf(pointer, sizeof(pointer), "/%zu/%.80s", r->csv.line, column);
    fp_faults_add(r->faults, pointer, code, "line %zu: %s", r->csv.line,
                  detail);
}

/* What stands behind "# source:" among the comments; "" when none does. */
static const char *
find_source(const char *bytes, size_t len, struct fp_arena *arena)
{
    static const char key[] = "# source: ";
    const char *end = bytes + len, *p = bytes, *stop, *text;

    for (; p < end && *p == '#'; p = stop < end ? stop + 1 : stop) {
        stop = memchr(p, '\n', (size_t)(end - p));
        if (stop == NULL)
            stop = end;
        if ((size_t)(stop - p) < sizeof(key) ||
            memcmp(p, key, sizeof(key) - 1) != 0)
            continue;
        p += sizeof(key) - 1;
        text = fp_arena_strndup(arena, p, (size_t)(stop - p));
        return text != NULL && fp_text_utf8(text, strlen(text)) ? text : "";
    }
    return "";
}

static enum fp_err
read_header(struct reading *r)
{
    enum fp_err err = fp_csv_next(&r->csv);
    size_t i;

    if (err == FP_ENOMEM)
        return err;
    if (err != FP_OK || r->csv.n_cells < 3 ||
        strcmp(r->csv.cells[0], "year") != 0) {
        fault(r, "year", "header",
              "the first row must be a header that starts with year");
        return FP_EINVAL;
    }
    r->inflation_at = fp_csv_find(&r->csv, inflation_column);
    if (r->inflation_at < 0) {
        fault(r, inflation_column, "required",
              "the column cpi_inflation is missing");
        return FP_EINVAL;
    }
    r->n_header = r->csv.n_cells;
    for (i = 0; i < r->n_header; i++) {
        r->header[i] = r->csv.cells[i];
        if (i == 0 || (int)i == r->inflation_at)
            continue;
        if (r->history.n_columns == FP_HISTORY_COLUMNS_MAX) {
            fault(r, r->header[i], "count", "there are too many columns");
            return FP_EINVAL;
        }
        r->history.columns[r->history.n_columns++] = r->header[i];
    }
    return FP_OK;
}

/* Percent to a fraction. A blank cell is NaN: no value. */
static double
cell_value(struct reading *r, size_t column)
{
    const char *text = r->csv.cells[column];
    double value;

    if (text[0] == '\0')
        return NAN;
    if (fp_text_double(text, strlen(text), &value) != FP_OK) {
        fault(r, r->header[column], "number", "this is not a number");
        return NAN;
    }
    if (value < -100.0 || value > 10000.0)
        fault(r, r->header[column], "range",
              "a return is -100 to 10000 percent");
    return value / 100.0;
}

static void
read_row(struct reading *r)
{
    size_t row = r->history.n_years, i, a = 0;
    int64_t year;

    if (r->csv.n_cells != r->n_header) {
        fault(r, "year", "count",
              "the row has another number of cells than the header");
        return;
    }
    if (fp_text_int64(r->csv.cells[0], strlen(r->csv.cells[0]), 1500, 2500,
                      &year) != FP_OK) {
        fault(r, "year", "number", "the year is 1500 to 2500");
        return;
    }
    if (row == 0)
        r->history.first_year = (int)year;
    if (year != r->history.first_year + (int64_t)row) {
        fault(r, "year", "order", "the years must follow one another");
        return;
    }
    if (row == FP_HISTORY_YEARS_MAX) {
        fault(r, "year", "count", "there are too many years");
        return;
    }
    for (i = 1; i < r->n_header; i++) {
        double value = cell_value(r, i);

        if ((int)i == r->inflation_at)
            r->inflation[row] = value;
        else
            r->returns[row * r->history.n_columns + a++] = value;
    }
    r->history.n_years++;
}

enum fp_err
fp_history_decode(const char *name, const char *bytes, size_t len,
                  struct fp_arena *arena, struct fp_faults *faults,
                  struct fp_history *out)
{
    struct reading r = { .arena = arena, .faults = faults };
    enum fp_err err;

    fp_csv_init(&r.csv, bytes, len, arena);
    r.history.name = fp_arena_strdup(arena, name);
    r.returns = fp_arena_array(
        arena, (size_t)FP_HISTORY_YEARS_MAX * FP_HISTORY_COLUMNS_MAX,
        sizeof(double));
    r.inflation =
        fp_arena_array(arena, FP_HISTORY_YEARS_MAX, sizeof(double));
    if (r.history.name == NULL || r.returns == NULL || r.inflation == NULL)
        return FP_ENOMEM;
    r.history.source = find_source(bytes, len, arena);
    err = read_header(&r);
    if (err != FP_OK)
        return err;
    while ((err = fp_csv_next(&r.csv)) == FP_OK && faults->count < 20)
        read_row(&r);
    if (err == FP_ENOMEM)
        return err;
    if (err != FP_ENOTFOUND && err != FP_OK)
        fault(&r, "year", "syntax", "a quoted cell does not end");
    if (fp_faults_none(faults) && r.history.n_years == 0)
        fault(&r, "year", "required", "the series holds no year");
    if (!fp_faults_none(faults))
        return FP_EINVAL;
    r.history.returns = r.returns;
    r.history.inflation = r.inflation;
    *out = r.history;
    return FP_OK;
}
