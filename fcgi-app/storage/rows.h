/* Reading results and writing parameters. Internal to storage/. */
#ifndef FP_STORAGE_ROWS_H
#define FP_STORAGE_ROWS_H

#include <libpq-fe.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

enum { FP_INT_TEXT = 24 };

/* Column of a row as text, NULL when it is null. Lives as long as result. */
const char *fp_row_text(const PGresult *result, int row, int column);

/* Column of a row as an integer; 0 when it is null. The statement must make
 * it one, so anything else is a defect (assert). */
int64_t fp_row_int(const PGresult *result, int row, int column);

/* value in decimal, as a parameter. Returns text. */
const char *fp_int_text(int64_t value, char text[FP_INT_TEXT]);

/* bytes[len] in lower-case hexadecimal into text[2 * len + 1]. Returns text. */
const char *fp_hex_text(const unsigned char *bytes, size_t len, char *text);

/* Code points of UTF-8 text. */
size_t fp_char_count(const char *text);

#endif
