/* finplan tables: the law and the data that the engine goes by, with their
 * sources. */
#include "cli/finplan.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/csv.h"
#include "planning/tables.h"

enum { ANY_YEAR = -1 };

/* A table taken apart. Cells of row r are at r * n_columns. */
struct sheet {
    const struct fp_table *table;
    size_t n_columns, n_rows;
    const char **columns;
    const char **cells;
    int year, from, to; /* columns by which years go; -1: none */
};

static int
list_tables(struct finplan *f)
{
    for (size_t i = 0; i < fp_tables_count; i++) {
        const struct fp_table *t = &fp_tables[i];

        switch (f->args.format) {
        case FINPLAN_JSON:
            fp_buf_str(&f->out, i > 0 ? ",{\"name\":" : "[{\"name\":");
            fp_buf_json(&f->out, t->name);
            fp_buf_str(&f->out, ",\"checksum\":");
            fp_buf_json(&f->out, t->checksum);
            fp_buf_str(&f->out, ",\"title\":");
            fp_buf_json(&f->out, t->title);
            fp_buf_char(&f->out, '}');
            break;
        case FINPLAN_CSV:
            fp_buf_str(&f->out, i > 0 ? "" : "name,checksum,title\n");
            fp_csv_cell(&f->out, t->name);
            fp_buf_char(&f->out, ',');
            fp_csv_cell(&f->out, t->checksum);
            fp_buf_char(&f->out, ',');
            fp_csv_cell(&f->out, t->title);
            fp_buf_char(&f->out, '\n');
            break;
        case FINPLAN_TABLE:
            fp_buf_printf(&f->out, "%-24s %-18s %s\n", t->name, t->checksum,
                          t->title);
            break;
        }
    }
    if (f->args.format == FINPLAN_JSON)
        fp_buf_str(&f->out, "]\n");
    return FINPLAN_OK;
}

static int
column_of(const struct sheet *s, const char *name)
{
    for (size_t k = 0; k < s->n_columns; k++)
        if (strcmp(s->columns[k], name) == 0)
            return (int)k;
    return -1;
}

/* The table's text as rows; 0 when memory ran out. */
static int
read_sheet(struct finplan *f, const struct fp_table *table, struct sheet *s)
{
    struct fp_buf text;
    struct fp_csv csv;
    const char *copy;
    size_t room = table->n_lines, len;
    int good;

    fp_buf_init(&text, 0);
    for (size_t i = 0; i < table->n_lines; i++) {
        fp_buf_str(&text, table->lines[i]);
        fp_buf_char(&text, '\n');
    }
    len = text.len;
    copy = fp_buf_error(&text) == FP_OK
               ? fp_arena_strndup(f->arena, fp_buf_text(&text), len)
               : NULL;
    fp_buf_fini(&text);
    if (copy == NULL)
        return 0;
    memset(s, 0, sizeof(*s));
    s->table = table;
    fp_csv_init(&csv, copy, len, f->arena);
    good = fp_csv_next(&csv) == FP_OK;
    s->n_columns = good ? csv.n_cells : 0;
    s->columns = fp_arena_array(f->arena, s->n_columns + 1,
                                sizeof(*s->columns));
    s->cells = fp_arena_array(f->arena, room * s->n_columns + 1,
                              sizeof(*s->cells));
    if (!good || s->columns == NULL || s->cells == NULL)
        return 0;
    memcpy(s->columns, csv.cells, s->n_columns * sizeof(*s->columns));
    while (s->n_rows < room && fp_csv_next(&csv) == FP_OK) {
        memcpy(s->cells + s->n_rows * s->n_columns, csv.cells,
               s->n_columns * sizeof(*s->cells));
        s->n_rows++;
    }
    s->year = column_of(s, "year");
    s->from = column_of(s, "from_year");
    s->to = column_of(s, "to_year");
    return 1;
}

static const char *
cell(const struct sheet *s, size_t row, int column)
{
    return s->cells[row * s->n_columns + (size_t)column];
}

/* The number in a cell; fallback for a blank one. */
static int
number_of(const char *text, int fallback)
{
    int64_t value;

    return fp_text_int64(text, strlen(text), -9999, 9999, &value) == FP_OK
               ? (int)value
               : fallback;
}

static int
covers(const struct sheet *s, size_t row, int year)
{
    if (s->year >= 0)
        return number_of(cell(s, row, s->year), ANY_YEAR) == year;
    return number_of(cell(s, row, s->from), 0) <= year &&
           (s->to < 0 || year <= number_of(cell(s, row, s->to), 9999));
}

/* 1 when a later row says the same thing anew: equal to the left of the year
 * and beginning later, but not after it. */
static int
superseded(const struct sheet *s, size_t row, int year)
{
    if (s->year >= 0)
        return 0;
    for (size_t r = 0; r < s->n_rows; r++) {
        int same = covers(s, r, year) &&
                   number_of(cell(s, r, s->from), 0) >
                       number_of(cell(s, row, s->from), 0);

        for (int k = 0; k < s->from && same; k++)
            same = strcmp(cell(s, r, k), cell(s, row, k)) == 0;
        if (same)
            return 1;
    }
    return 0;
}

static int
is_wanted(const struct sheet *s, size_t row, int year)
{
    return year == ANY_YEAR ||
           (covers(s, row, year) && !superseded(s, row, year));
}

static void
write_json(struct fp_buf *out, const struct sheet *s, int year)
{
    int first = 1;

    fp_buf_str(out, "{\"name\":");
    fp_buf_json(out, s->table->name);
    fp_buf_str(out, ",\"checksum\":");
    fp_buf_json(out, s->table->checksum);
    fp_buf_str(out, ",\"title\":");
    fp_buf_json(out, s->table->title);
    fp_buf_str(out, ",\"rows\":[");
    for (size_t r = 0; r < s->n_rows; r++) {
        if (!is_wanted(s, r, year))
            continue;
        fp_buf_str(out, first ? "{" : ",{");
        for (size_t k = 0; k < s->n_columns; k++) {
            if (k > 0)
                fp_buf_char(out, ',');
            fp_buf_json(out, s->columns[k]);
            fp_buf_char(out, ':');
            fp_buf_json(out, cell(s, r, (int)k));
        }
        fp_buf_char(out, '}');
        first = 0;
    }
    fp_buf_str(out, "]}\n");
}

static void
write_csv(struct fp_buf *out, const struct sheet *s, int year)
{
    for (size_t k = 0; k < s->n_columns; k++) {
        if (k > 0)
            fp_buf_char(out, ',');
        fp_csv_cell(out, s->columns[k]);
    }
    fp_buf_char(out, '\n');
    for (size_t r = 0; r < s->n_rows; r++) {
        if (!is_wanted(s, r, year))
            continue;
        for (size_t k = 0; k < s->n_columns; k++) {
            if (k > 0)
                fp_buf_char(out, ',');
            fp_csv_cell(out, cell(s, r, (int)k));
        }
        fp_buf_char(out, '\n');
    }
}

/* Columns as wide as their widest cell, two blanks between them. */
static void
write_table(struct finplan *f, const struct sheet *s, int year)
{
    size_t *width =
        fp_arena_array(f->arena, s->n_columns + 1, sizeof(*width));
    struct fp_buf *out = &f->out;

    if (width == NULL)
        return;
    for (size_t k = 0; k < s->n_columns; k++) {
        width[k] = strlen(s->columns[k]);
        for (size_t r = 0; r < s->n_rows; r++)
            if (is_wanted(s, r, year) &&
                strlen(cell(s, r, (int)k)) > width[k])
                width[k] = strlen(cell(s, r, (int)k));
    }
    fp_buf_printf(out, "%s, %s\n%s\n\n", s->table->name, s->table->checksum,
                  s->table->title);
    for (size_t k = 0; k < s->n_columns; k++)
        fp_buf_printf(out, k + 1 < s->n_columns ? "%-*s  " : "%*s\n",
                      k + 1 < s->n_columns ? (int)width[k] : 0,
                      s->columns[k]);
    for (size_t r = 0; r < s->n_rows; r++) {
        if (!is_wanted(s, r, year))
            continue;
        for (size_t k = 0; k < s->n_columns; k++)
            fp_buf_printf(out, k + 1 < s->n_columns ? "%-*s  " : "%*s\n",
                          k + 1 < s->n_columns ? (int)width[k] : 0,
                          cell(s, r, (int)k));
    }
}

static int
no_such_table(const char *name)
{
    fprintf(stderr, "finplan tables: there is no table %s; there are:\n",
            name);
    for (size_t i = 0; i < fp_tables_count; i++)
        fprintf(stderr, "  %s\n", fp_tables[i].name);
    return FINPLAN_WRONG;
}

int
finplan_tables(struct finplan *f)
{
    const struct fp_table *table;
    struct sheet sheet;
    int64_t year = ANY_YEAR;

    if (f->args.n_words > 2) {
        fputs("finplan tables: a name, and perhaps a year\n", stderr);
        return FINPLAN_USAGE;
    }
    if (f->args.n_words == 0)
        return list_tables(f);
    table = fp_tables_find(f->args.words[0]);
    if (table == NULL)
        return no_such_table(f->args.words[0]);
    if (f->args.n_words == 2 &&
        fp_text_int64(f->args.words[1], strlen(f->args.words[1]), 1, 9999,
                      &year) != FP_OK) {
        fprintf(stderr, "finplan tables: %s is no year\n", f->args.words[1]);
        return FINPLAN_USAGE;
    }
    if (!read_sheet(f, table, &sheet)) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    if (year != ANY_YEAR && sheet.year < 0 && sheet.from < 0) {
        fprintf(stderr, "finplan tables: the rows of %s have no years\n",
                table->name);
        return FINPLAN_USAGE;
    }
    switch (f->args.format) {
    case FINPLAN_JSON: write_json(&f->out, &sheet, (int)year); break;
    case FINPLAN_CSV: write_csv(&f->out, &sheet, (int)year); break;
    case FINPLAN_TABLE: write_table(f, &sheet, (int)year); break;
    }
    return FINPLAN_OK;
}
