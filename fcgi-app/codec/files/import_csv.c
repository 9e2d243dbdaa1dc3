/* Transactions in CSV files of banks. */
#include <string.h>

#include "base/text.h"
#include "codec/files/csv.h"
#include "codec/files/import_parts.h"

enum column { DATE, AMOUNT, DEBIT, CREDIT, DESCRIPTION, CATEGORY, ID, COLUMNS };

static const char *const names[COLUMNS] = {
    "date", "amount", "debit", "credit", "description", "category", "id"
};

/* What banks call them, in lower case. The first that the file has is taken. */
static const struct {
    enum column column;
    const char *name;
} words[] = {
    { DATE, "date" },
    { DATE, "posting date" },
    { DATE, "posted date" },
    { DATE, "post date" },
    { DATE, "transaction date" },
    { DATE, "trans. date" },
    { AMOUNT, "amount" },
    { DEBIT, "debit" },
    { DEBIT, "withdrawal" },
    { CREDIT, "credit" },
    { CREDIT, "deposit" },
    { DESCRIPTION, "description" },
    { DESCRIPTION, "payee" },
    { DESCRIPTION, "name" },
    { DESCRIPTION, "details" },
    { DESCRIPTION, "memo" },
    { CATEGORY, "category" },
    { ID, "id" },
    { ID, "fitid" },
    { ID, "external_id" },
    { ID, "transaction id" },
};

/* Which cell is which column, -1 for those that the header does not name. */
static int
read_header(const struct fp_csv *csv, int at[COLUMNS],
            struct fp_faults *faults)
{
    for (int c = 0; c < COLUMNS; c++)
        at[c] = -1;
    for (size_t w = 0; w < FP_COUNT(words); w++)
        for (size_t i = 0; i < csv->n_cells; i++)
            if (at[words[w].column] < 0 &&
                fp_text_ieq(csv->cells[i], words[w].name))
                at[words[w].column] = (int)i;
    if (at[DATE] < 0)
        fp_import_fault(faults, csv->line, "date", "required",
                        "the header row names no column \"date\"");
    if (at[AMOUNT] < 0 && (at[DEBIT] < 0 || at[CREDIT] < 0))
        fp_import_fault(faults, csv->line, "amount", "required",
                        "the header row names neither a column \"amount\" nor "
                        "\"debit\" and \"credit\"");
    return fp_faults_none(faults);
}

static const char *
cell(const struct fp_csv *csv, const int at[COLUMNS], enum column column)
{
    return at[column] >= 0 && (size_t)at[column] < csv->n_cells
               ? csv->cells[at[column]]
               : "";
}

/* One or two digits, or (year) four, and the separator behind them. */
static int
take_number(const char **text, size_t digits, char separator, int *out)
{
    size_t len = strspn(*text, "0123456789");
    int64_t value;

    if (len > digits || (digits == 4 && len != 4) ||
        fp_text_int64(*text + strspn(*text, "0"),
                      len - strspn(*text, "0"), 1, 9999, &value) != FP_OK ||
        (*text)[len] != separator)
        return 0;
    *out = (int)value;
    *text += len + (separator != '\0');
    return 1;
}

/* "2026-01-31", or "1/31/2026" with or without zeros. */
static const char *
read_date(struct fp_arena *arena, const char *text)
{
    int year, month, day;
    const char *iso;

    if (fp_text_date(text, strlen(text), &year, &month, &day) == FP_OK)
        return fp_arena_strdup(arena, text);
    if (!take_number(&text, 2, '/', &month) ||
        !take_number(&text, 2, '/', &day) ||
        !take_number(&text, 4, '\0', &year))
        return NULL;
    iso = fp_arena_printf(arena, "%04d-%02d-%02d", year, month, day);
    return iso != NULL && fp_text_date(iso, 10, &year, &month, &day) == FP_OK
               ? iso
               : NULL;
}

/* The amount of a row: that column, or what came in less what went out. */
static int
read_amount(const struct fp_csv *csv, const int at[COLUMNS], int64_t *cents)
{
    int64_t in = 0, out = 0;
    const char *debit, *credit;

    if (at[AMOUNT] >= 0)
        return fp_import_cents(cell(csv, at, AMOUNT), 0, cents);
    debit = cell(csv, at, DEBIT);
    credit = cell(csv, at, CREDIT);
    if ((debit[0] == '\0') == (credit[0] == '\0') ||
        (debit[0] != '\0' && !fp_import_cents(debit, 0, &out)) ||
        (credit[0] != '\0' && !fp_import_cents(credit, 0, &in)))
        return 0;
    /* Some banks write what went out below zero. */
    *cents = in - (out < 0 ? -out : out);
    return 1;
}

static void
read_row(const struct fp_csv *csv, const int at[COLUMNS],
         struct fp_arena *arena, struct fp_faults *faults,
         struct fp_import_line *line)
{
    const char *category = cell(csv, at, CATEGORY), *id = cell(csv, at, ID);

    line->date = read_date(arena, cell(csv, at, DATE));
    if (line->date == NULL)
        fp_import_fault(faults, csv->line, names[DATE], "value",
                        "a day is written 2026-01-31 or 1/31/2026");
    if (!read_amount(csv, at, &line->cents))
        fp_import_fault(faults, csv->line, names[AMOUNT], "value",
                        "an amount is written 1234.56 or -1,234.56");
    line->description = fp_import_text(arena, cell(csv, at, DESCRIPTION),
                                       FP_IMPORT_DESCRIPTION_MAX);
    if (category[0] != '\0')
        line->category =
            fp_import_text(arena, category, FP_IMPORT_CATEGORY_MAX);
    if (id[0] != '\0')
        line->external_id = fp_import_text(arena, id, FP_IMPORT_ID_MAX);
}

enum fp_err
fp_import_csv(const char *bytes, size_t len, struct fp_arena *arena,
              struct fp_faults *faults, struct fp_import *out)
{
    struct fp_import made = { .count = 0 };
    struct fp_csv csv;
    size_t room = 0;
    int at[COLUMNS];
    enum fp_err err;

    if (len > FP_IMPORT_BYTES_MAX) {
        fp_import_fault(faults, 1, "", "limit", "the file is too large");
        return FP_ELIMIT;
    }
    bytes = fp_import_utf8(bytes, &len, arena);
    if (bytes == NULL)
        return FP_ENOMEM;
    if (memchr(bytes, '\0', len) != NULL) {
        fp_import_fault(faults, 1, "", "syntax", "this is no text");
        return FP_EINVAL;
    }
    fp_csv_init(&csv, bytes, len, arena);
    err = fp_csv_next(&csv);
    if (err == FP_OK && !read_header(&csv, at, faults))
        return FP_EINVAL;
    while (err == FP_OK && (err = fp_csv_next(&csv)) == FP_OK) {
        struct fp_import_line *line =
            fp_import_add(&made, &room, csv.line, arena, faults);

        if (line == NULL)
            return FP_ELIMIT;
        read_row(&csv, at, arena, faults, line);
    }
    if (err != FP_ENOTFOUND) {
        fp_import_fault(faults, csv.line, "", "syntax",
                        err == FP_ELIMIT ? "the row has too many cells"
                                         : "a quote is out of place");
        return err == FP_ENOMEM ? FP_ENOMEM : FP_EINVAL;
    }
    if (made.count == 0 && fp_faults_none(faults))
        fp_import_fault(faults, csv.line > 0 ? csv.line : 1, "", "empty",
                        "there is no transaction in the file");
    if (!fp_faults_none(faults))
        return FP_EINVAL;
    *out = made;
    return FP_OK;
}
