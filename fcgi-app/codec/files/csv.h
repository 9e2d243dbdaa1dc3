/* Comma-separated values: lines with # are comments, blank lines are skipped,
 * cells may stand in double quotes ("" inside is one quote), CR LF or LF ends
 * a line. Nothing is allocated but the cells of the current row. */
#ifndef FP_CODEC_CSV_H
#define FP_CODEC_CSV_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"

enum { FP_CSV_CELLS_MAX = 256 };

struct fp_csv {
    const char *at, *end;    /* what is left */
    struct fp_arena *arena;  /* of the cells */
    size_t line;             /* of the current row, from 1 */
    size_t n_cells;
    const char *cells[FP_CSV_CELLS_MAX]; /* blanks around are taken off */
    size_t next_line;
};

/* Starts before the first row of bytes[len], which must outlive the reader. */
void fp_csv_init(struct fp_csv *csv, const char *bytes, size_t len,
                 struct fp_arena *arena) FP_NONNULL(1, 4);

/* Reads the next row. FP_OK; FP_ENOTFOUND at the end; FP_EINVAL (a quote that
 * is not closed, or text after it), FP_ELIMIT (too many cells), FP_ENOMEM:
 * csv->line says where. */
enum fp_err fp_csv_next(struct fp_csv *csv) FP_MUST_CHECK FP_NONNULL(1);

/* Index of the cell that equals name, or -1. For header rows. */
int fp_csv_find(const struct fp_csv *csv, const char *name)
    FP_NONNULL(1, 2);

/* Adds a fault at a cell: the pointer is "/line/column". */
struct fp_faults;
void fp_csv_fault(struct fp_faults *faults, size_t line, const char *column,
                  const char *code, const char *detail)
    FP_NONNULL(1, 3, 4, 5);

/* Appends a cell to a row, quoted where it must be. */
struct fp_buf;
void fp_csv_cell(struct fp_buf *buf, const char *text) FP_NONNULL(1, 2);

#endif
