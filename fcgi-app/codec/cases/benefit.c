/* Social Security cases in CSV. */
#include "codec/cases/benefit.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/files/csv.h"
#include "planning/law/social_security.h"

enum { COLUMNS_MAX = 8, AGE_MONTHS_MAX = 130 * 12 };

const char *const fp_benefit_kinds[FP_BENEFIT_KIND_COUNT] = { "pia", "own",
                                                              "spousal",
                                                              "survivor" };

/* Inputs of a kind, then what it writes; lists end with NULL. */
struct layout {
    const char *inputs[COLUMNS_MAX];
    const char *outputs[COLUMNS_MAX];
};

static const struct layout layouts[FP_BENEFIT_KIND_COUNT] = {
    { { "birth", "earnings" },
      { "eligible", "aime", "pia_first", "pia_cola", "bend1", "bend2" } },
    { { "birth", "pia", "filing_age_months" },
      { "fra_months", "monthly_benefit" } },
    { { "high_birth", "high_pia", "high_filing_age_months", "low_birth",
        "low_pia", "low_filing_age_months" },
      { "low_own_benefit", "low_spousal_excess_benefit",
        "high_own_benefit" } },
    { { "deceased_birth", "deceased_pia", "deceased_filing_age_months",
        "filed_before_death", "death_age_months", "survivor_birth",
        "survivor_filing_age_months" },
      { "survivor_benefit" } },
};

/* The row that is read. */
struct row {
    const struct layout *layout;
    int at[COLUMNS_MAX];         /* column of each input */
    const struct fp_csv *csv;
    struct fp_arena *arena;
    struct fp_faults *faults;
    int good;
};

static void
wrong(struct row *row, int input, const char *detail)
{
    fp_csv_fault(row->faults, row->csv->line, row->layout->inputs[input], "value",
             detail);
    row->good = 0;
}

static const char *
cell(const struct row *row, int input)
{
    return row->csv->cells[row->at[input]];
}

/* "1960-4-15" */
static struct fp_ss_birth
read_birth(struct row *row, int input)
{
    static const int days[] = { 31, 29, 31, 30, 31, 30,
                                31, 31, 30, 31, 30, 31 };
    const char *text = cell(row, input);
    struct fp_ss_birth birth = { 0 };
    int64_t parts[3] = { 0 };
    int good = 1;

    for (int k = 0; k < 3 && good; k++) {
        size_t len = strcspn(text, "-");

        good = fp_text_int64(text, len, 1, 2200, &parts[k]) == FP_OK &&
               (text[len] == '-') == (k < 2);
        text += len + (text[len] == '-');
    }
    good = good && parts[0] >= 1870 && parts[1] <= 12 &&
           parts[2] <= days[parts[1] - 1];
    if (!good) {
        wrong(row, input, "a birth is a date as in 1960-4-15");
        return birth;
    }
    birth.year = (int)parts[0];
    birth.month = (int)parts[1];
    birth.day = (int)parts[2];
    return birth;
}

static double
read_amount(struct row *row, int input)
{
    const char *text = cell(row, input);
    double value = 0.0;

    if (fp_text_double(text, strlen(text), &value) != FP_OK || value < 0.0 ||
        value > 1e9) {
        wrong(row, input, "an amount is a number from 0 to 1e9");
        value = 0.0;
    }
    return value;
}

static int
read_whole(struct row *row, int input, int min, int max)
{
    const char *text = cell(row, input);
    char detail[80];
    int64_t value;

    if (fp_text_int64(text, strlen(text), min, max, &value) == FP_OK)
        return (int)value;
    snprintf(detail, sizeof(detail), "this is a whole number from %d to %d",
             min, max);
    wrong(row, input, detail);
    return min;
}

static struct fp_ss_worker
read_worker(struct row *row, int first)
{
    struct fp_ss_worker worker;

    worker.birth = read_birth(row, first);
    worker.pia = read_amount(row, first + 1);
    worker.claim_months = read_whole(row, first + 2, FP_SS_EARLIEST_CLAIM,
                                     AGE_MONTHS_MAX);
    return worker;
}

/* "1990:21000;1991:22500" */
static enum fp_err
read_earnings(struct row *row, int input, struct fp_earning **out, size_t *n)
{
    const char *text = cell(row, input);
    size_t most = 1, count = 0;
    struct fp_earning *list;

    for (const char *p = text; *p != '\0'; p++)
        most += *p == ';';
    list = fp_arena_array(row->arena, most, sizeof(*list));
    if (list == NULL)
        return FP_ENOMEM;
    while (*text != '\0') {
        size_t len = strcspn(text, ";"), year_len = strcspn(text, ":");
        int64_t year;

        if (year_len >= len ||
            fp_text_int64(text, year_len, 1900, 2200, &year) != FP_OK ||
            fp_text_double(text + year_len + 1, len - year_len - 1,
                           &list[count].amount) != FP_OK ||
            list[count].amount < 0.0) {
            wrong(row, input, "earnings are YEAR:AMOUNT, separated by "
                              "semicolons");
            break;
        }
        list[count++].year = (int)year;
        text += len;
        text += *text == ';';
    }
    *out = list;
    *n = count;
    return FP_OK;
}

static enum fp_err
pia_row(struct row *row, double *values)
{
    struct fp_ss_birth birth = read_birth(row, 0);
    struct fp_earning *earnings = NULL;
    struct fp_ss_record record;
    size_t n = 0;
    enum fp_err err = read_earnings(row, 1, &earnings, &n);

    if (err != FP_OK || !row->good)
        return err;
    err = fp_ss_record_pia(birth, earnings, n, &record);
    values[0] = record.eligible;
    values[1] = record.aime;
    values[2] = record.pia_first;
    values[3] = record.pia_cola;
    values[4] = record.bend_1;
    values[5] = record.bend_2;
    return err;
}

static enum fp_err
own_row(struct row *row, double *values)
{
    struct fp_ss_worker worker = read_worker(row, 0);

    if (!row->good)
        return FP_OK;
    values[0] = fp_ss_full_retirement_months(fp_ss_birth_year(worker.birth));
    return fp_ss_own_benefit(&worker, &values[1]);
}

static enum fp_err
spousal_row(struct row *row, double *values)
{
    struct fp_ss_worker high = read_worker(row, 0);
    struct fp_ss_worker low = read_worker(row, 3);
    enum fp_err err;

    if (!row->good)
        return FP_OK;
    err = fp_ss_own_benefit(&low, &values[0]);
    if (err == FP_OK)
        err = fp_ss_spousal_excess(&high, &low, &values[1]);
    if (err == FP_OK)
        err = fp_ss_own_benefit(&high, &values[2]);
    return err;
}

static enum fp_err
survivor_row(struct row *row, double *values)
{
    struct fp_ss_deceased deceased = { .claimed = read_whole(row, 3, 0, 1) };
    struct fp_ss_birth survivor;
    int months;

    /* Who died before the claim has no age of it. */
    if (!deceased.claimed && cell(row, 2)[0] == '\0') {
        deceased.worker.birth = read_birth(row, 0);
        deceased.worker.pia = read_amount(row, 1);
        deceased.worker.claim_months = FP_SS_EARLIEST_CLAIM;
    } else {
        deceased.worker = read_worker(row, 0);
    }
    deceased.death_months = read_whole(row, 4, 0, AGE_MONTHS_MAX);
    survivor = read_birth(row, 5);
    months = read_whole(row, 6, FP_SS_EARLIEST_SURVIVOR, AGE_MONTHS_MAX);
    if (!row->good)
        return FP_OK;
    return fp_ss_survivor_benefit(&deceased, survivor, months, &values[0]);
}

static enum fp_err
compute(enum fp_benefit_kind kind, struct row *row, double *values)
{
    switch (kind) {
    case FP_BENEFIT_PIA: return pia_row(row, values);
    case FP_BENEFIT_OWN: return own_row(row, values);
    case FP_BENEFIT_SPOUSAL: return spousal_row(row, values);
    case FP_BENEFIT_SURVIVOR: return survivor_row(row, values);
    case FP_BENEFIT_KIND_COUNT: break;
    }
    return FP_EINVAL;
}

static int
in_list(const char *const *list, const char *name)
{
    for (size_t i = 0; i < COLUMNS_MAX && list[i] != NULL; i++)
        if (strcmp(list[i], name) == 0)
            return 1;
    return 0;
}

static int
check_header(struct row *row)
{
    const struct layout *layout = row->layout;
    const struct fp_csv *csv = row->csv;
    int good = 1;

    for (size_t i = 0; i < csv->n_cells; i++) {
        const char *name = csv->cells[i];

        if (strcmp(name, "case_id") == 0 || in_list(layout->inputs, name) ||
            in_list(layout->outputs, name))
            continue;
        fp_csv_fault(row->faults, csv->line, name, "unknown_field",
                 "this column is not known");
        good = 0;
    }
    for (int i = 0; i < COLUMNS_MAX && layout->inputs[i] != NULL; i++) {
        row->at[i] = fp_csv_find(csv, layout->inputs[i]);
        if (row->at[i] >= 0)
            continue;
        fp_csv_fault(row->faults, csv->line, layout->inputs[i], "required",
                 "this column is missing");
        good = 0;
    }
    return good;
}

static void
write_row(struct fp_buf *buf, const struct layout *layout, const char *id,
          const double *values)
{
    fp_csv_cell(buf, id);
    for (int i = 0; i < COLUMNS_MAX && layout->outputs[i] != NULL; i++) {
        fp_buf_char(buf, ',');
        if (values[i] == (double)(long long)values[i])
            fp_buf_fixed(buf, values[i], 0);
        else
            fp_buf_fixed(buf, values[i], 2);
    }
    fp_buf_char(buf, '\n');
}

static void
write_header(struct fp_buf *buf, const struct layout *layout)
{
    fp_buf_str(buf, "case_id");
    for (int i = 0; i < COLUMNS_MAX && layout->outputs[i] != NULL; i++) {
        fp_buf_char(buf, ',');
        fp_buf_str(buf, layout->outputs[i]);
    }
    fp_buf_char(buf, '\n');
}

enum fp_err
fp_benefit_cases_csv(enum fp_benefit_kind kind, const char *bytes, size_t len,
                     struct fp_arena *arena, struct fp_faults *faults,
                     struct fp_buf *buf)
{
    struct fp_csv csv;
    struct row row = { .layout = &layouts[kind], .csv = &csv, .arena = arena,
                       .faults = faults };
    size_t n_columns;
    int id;
    enum fp_err err;

    fp_csv_init(&csv, bytes, len, arena);
    err = fp_csv_next(&csv);
    if (err == FP_ENOMEM)
        return err;
    if (err != FP_OK) {
        fp_faults_add(faults, "", "required", "there is no header row");
        return FP_EINVAL;
    }
    if (!check_header(&row))
        return FP_EINVAL;
    id = fp_csv_find(&csv, "case_id");
    n_columns = csv.n_cells;
    write_header(buf, row.layout);
    while ((err = fp_csv_next(&csv)) == FP_OK) {
        double values[COLUMNS_MAX] = { 0.0 };

        row.good = csv.n_cells == n_columns;
        if (!row.good) {
            fp_csv_fault(faults, csv.line, "case_id", "count",
                     "the row has another number of cells than the header");
            continue;
        }
        err = compute(kind, &row, values);
        if (err == FP_ENOMEM)
            return err;
        if (err != FP_OK)
            fp_csv_fault(faults, csv.line, "case_id", "value",
                     "there is no benefit for these ages and amounts");
        else if (row.good)
            write_row(buf, row.layout, id >= 0 ? csv.cells[id] : "", values);
    }
    if (err == FP_ENOMEM)
        return err;
    if (err != FP_ENOTFOUND)
        fp_csv_fault(faults, csv.line, "case_id", "syntax",
                 "a quoted cell does not end");
    return fp_faults_none(faults) ? FP_OK : FP_EINVAL;
}
