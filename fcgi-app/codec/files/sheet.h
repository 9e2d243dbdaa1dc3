/* Tables of law and data as rows: their text taken apart, and which rows hold
 * in a year. */
#ifndef FP_CODEC_SHEET_H
#define FP_CODEC_SHEET_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "planning/tables.h"

enum { FP_SHEET_ANY_YEAR = -1 };

/* A table taken apart. Cells of row r are at r * n_columns. */
struct fp_sheet {
    const struct fp_table *table;
    size_t n_columns, n_rows;
    const char **columns;
    const char **cells;
    int year, from, to; /* columns by which years go; -1: none */
    const char *is_key; /* [n_columns]: 1 for columns that say what a row is
                         * about, in which a later row that replaces it is
                         * equal */
    const int *first, *last; /* [n_rows]: years that a row covers */
    const char *source, *effective; /* of all rows, where they have no such
                                     * columns; else NULL */
};

/* The table's text as rows, in arena; 0 when memory ran out. */
int fp_sheet_read(const struct fp_table *table, struct fp_arena *arena,
                  struct fp_sheet *s) FP_NONNULL(1, 2, 3);

const char *fp_sheet_cell(const struct fp_sheet *s, size_t row, int column)
    FP_NONNULL(1);

/* 1 when the row holds in the year: it covers it and no later row says the
 * same thing anew. Rows of tables without years always do. */
int fp_sheet_holds(const struct fp_sheet *s, size_t row, int year)
    FP_NONNULL(1);

/* {"name":…,"checksum":…,"title":…,"rows":[{column: text, …}]} with the rows
 * that hold in the year, each with its source and effective date. */
void fp_sheet_json(struct fp_buf *buf, const struct fp_sheet *s, int year)
    FP_NONNULL(1, 2);

#endif
