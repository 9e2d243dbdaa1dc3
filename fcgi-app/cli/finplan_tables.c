/* finplan tables: the law and the data that the engine goes by, with their
 * sources. */
#include "cli/finplan.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/files/csv.h"
#include "codec/files/sheet.h"
#include "planning/tables.h"

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

static void
write_csv(struct fp_buf *out, const struct fp_sheet *s, int year)
{
    for (size_t k = 0; k < s->n_columns; k++) {
        if (k > 0)
            fp_buf_char(out, ',');
        fp_csv_cell(out, s->columns[k]);
    }
    fp_buf_char(out, '\n');
    for (size_t r = 0; r < s->n_rows; r++) {
        if (!fp_sheet_holds(s, r, year))
            continue;
        for (size_t k = 0; k < s->n_columns; k++) {
            if (k > 0)
                fp_buf_char(out, ',');
            fp_csv_cell(out, fp_sheet_cell(s, r, (int)k));
        }
        fp_buf_char(out, '\n');
    }
}

/* Columns as wide as their widest cell, two blanks between them. */
static void
write_table(struct finplan *f, const struct fp_sheet *s, int year)
{
    size_t *width =
        fp_arena_array(f->arena, s->n_columns + 1, sizeof(*width));
    struct fp_buf *out = &f->out;

    if (width == NULL)
        return;
    for (size_t k = 0; k < s->n_columns; k++) {
        width[k] = strlen(s->columns[k]);
        for (size_t r = 0; r < s->n_rows; r++)
            if (fp_sheet_holds(s, r, year) &&
                strlen(fp_sheet_cell(s, r, (int)k)) > width[k])
                width[k] = strlen(fp_sheet_cell(s, r, (int)k));
    }
    fp_buf_printf(out, "%s, %s\n%s\n\n", s->table->name, s->table->checksum,
                  s->table->title);
    for (size_t k = 0; k < s->n_columns; k++)
        fp_buf_printf(out, k + 1 < s->n_columns ? "%-*s  " : "%*s\n",
                      k + 1 < s->n_columns ? (int)width[k] : 0,
                      s->columns[k]);
    for (size_t r = 0; r < s->n_rows; r++) {
        if (!fp_sheet_holds(s, r, year))
            continue;
        for (size_t k = 0; k < s->n_columns; k++)
            fp_buf_printf(out, k + 1 < s->n_columns ? "%-*s  " : "%*s\n",
                          k + 1 < s->n_columns ? (int)width[k] : 0,
                          fp_sheet_cell(s, r, (int)k));
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
    struct fp_sheet sheet;
    int64_t year = FP_SHEET_ANY_YEAR;

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
    if (!fp_sheet_read(table, f->arena, &sheet)) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    if (year != FP_SHEET_ANY_YEAR && sheet.year < 0 && sheet.from < 0) {
        fprintf(stderr, "finplan tables: the rows of %s have no years\n",
                table->name);
        return FINPLAN_USAGE;
    }
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_sheet_json(&f->out, &sheet, (int)year);
        fp_buf_char(&f->out, '\n');
        break;
    case FINPLAN_CSV: write_csv(&f->out, &sheet, (int)year); break;
    case FINPLAN_TABLE: write_table(f, &sheet, (int)year); break;
    }
    return FINPLAN_OK;
}
