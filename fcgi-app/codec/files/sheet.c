/* Tables of law and data as rows: their text taken apart, and which rows hold
 * in a year. */
#include "codec/files/sheet.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "codec/files/csv.h"
#include "codec/json/member.h"

enum { YEARS_END = 9999 };

static int
column_of(const struct fp_sheet *s, const char *name)
{
    for (size_t k = 0; k < s->n_columns; k++)
        if (strcmp(s->columns[k], name) == 0)
            return (int)k;
    return -1;
}

const char *
fp_sheet_cell(const struct fp_sheet *s, size_t row, int column)
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

/* The columns of which a row is one of many at a time: what stands to the left
 * of its years. The status, parameter or table of an amount stands to the
 * right of them in some files; a schedule of rates is replaced as a whole. */
static int
is_key(const struct fp_sheet *s, size_t column)
{
    static const char *const names[] = { "status", "param", "table" };

    if ((int)column < s->from)
        return 1;
    for (size_t i = 0; i < FP_COUNT(names) && column_of(s, "rate") < 0; i++)
        if (strcmp(s->columns[column], names[i]) == 0)
            return 1;
    return 0;
}

/* Keys and years of the rows; 0 when memory ran out. */
static int
index_rows(struct fp_sheet *s, struct fp_arena *arena)
{
    char *keys = fp_arena_array(arena, s->n_columns + 1, 1);
    int *first = fp_arena_array(arena, s->n_rows + 1, sizeof(*first));
    int *last = fp_arena_array(arena, s->n_rows + 1, sizeof(*last));

    if (keys == NULL || first == NULL || last == NULL)
        return 0;
    for (size_t k = 0; k < s->n_columns; k++)
        keys[k] = (char)is_key(s, k);
    for (size_t r = 0; r < s->n_rows; r++) {
        int year = s->year >= 0 ? s->year : s->from;

        first[r] = year >= 0 ? number_of(fp_sheet_cell(s, r, year), 0) : 0;
        last[r] = s->year >= 0 ? first[r] : YEARS_END;
        if (s->year < 0 && s->to >= 0)
            last[r] = number_of(fp_sheet_cell(s, r, s->to), YEARS_END);
    }
    s->is_key = keys;
    s->first = first;
    s->last = last;
    return 1;
}

/* What follows `start` on the line that begins with it, or NULL. */
static const char *
line_after(const struct fp_table *table, const char *start)
{
    for (size_t i = 0; i < table->n_lines; i++)
        if (strncmp(table->lines[i], start, strlen(start)) == 0)
            return table->lines[i] + strlen(start);
    return NULL;
}

int
fp_sheet_read(const struct fp_table *table, struct fp_arena *arena,
              struct fp_sheet *s)
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
               ? fp_arena_strndup(arena, fp_buf_text(&text), len)
               : NULL;
    fp_buf_fini(&text);
    if (copy == NULL)
        return 0;
    memset(s, 0, sizeof(*s));
    s->table = table;
    fp_csv_init(&csv, copy, len, arena);
    good = fp_csv_next(&csv) == FP_OK;
    s->n_columns = good ? csv.n_cells : 0;
    s->columns = fp_arena_array(arena, s->n_columns + 1,
                                sizeof(*s->columns));
    s->cells = fp_arena_array(arena, room * s->n_columns + 1,
                              sizeof(*s->cells));
    if (!good || s->columns == NULL || s->cells == NULL)
        return 0;
    memcpy(s->columns, csv.cells, s->n_columns * sizeof(*s->columns));
    while (s->n_rows < room && fp_csv_next(&csv) == FP_OK) {
        memcpy(s->cells + s->n_rows * s->n_columns, csv.cells,
               s->n_columns * sizeof(*s->cells));
        s->n_rows++;
    }
    s->source = line_after(table, "#@ source: ");
    s->effective = line_after(table, "#@ effective: ");
    s->year = column_of(s, "year");
    s->from = column_of(s, "from_year");
    s->to = column_of(s, "to_year");
    return index_rows(s, arena);
}

static int
covers(const struct fp_sheet *s, size_t row, int year)
{
    return s->first[row] <= year && year <= s->last[row];
}

/* 1 when a later row says the same thing anew: beginning later, but not after
 * the year. */
static int
superseded(const struct fp_sheet *s, size_t row, int year)
{
    if (s->year >= 0)
        return 0;
    for (size_t r = 0; r < s->n_rows; r++) {
        int same = s->first[r] > s->first[row] && covers(s, r, year);

        for (size_t k = 0; k < s->n_columns && same; k++)
            same = !s->is_key[k] || strcmp(fp_sheet_cell(s, r, (int)k),
                                           fp_sheet_cell(s, row, (int)k)) == 0;
        if (same)
            return 1;
    }
    return 0;
}

int
fp_sheet_holds(const struct fp_sheet *s, size_t row, int year)
{
    return year == FP_SHEET_ANY_YEAR || (s->year < 0 && s->from < 0) ||
           (covers(s, row, year) && !superseded(s, row, year));
}

void
fp_sheet_json(struct fp_buf *out, const struct fp_sheet *s, int year)
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
        if (!fp_sheet_holds(s, r, year))
            continue;
        fp_buf_str(out, first ? "{" : ",{");
        for (size_t k = 0; k < s->n_columns; k++) {
            if (k > 0)
                fp_buf_char(out, ',');
            fp_buf_json(out, s->columns[k]);
            fp_buf_char(out, ':');
            fp_buf_json(out, fp_sheet_cell(s, r, (int)k));
        }
        if (s->source != NULL)
            fp_json_text(out, "source", s->source);
        if (s->effective != NULL)
            fp_json_text(out, "effective", s->effective);
        fp_buf_char(out, '}');
        first = 0;
    }
    fp_buf_str(out, "]}");
}
