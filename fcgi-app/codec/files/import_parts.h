/* What both readers of bank files need. Private to codec/. */
#ifndef FP_CODEC_IMPORT_PARTS_H
#define FP_CODEC_IMPORT_PARTS_H

#include "codec/files/import.h"

/* bytes[*len] as UTF-8 without a byte order mark, in arena where it had to be
 * converted; *len is set anew. NULL when memory ran out. */
const char *fp_import_utf8(const char *bytes, size_t *len,
                           struct fp_arena *arena) FP_NONNULL(1, 2, 3);

/* Writes a character of the basic plane in UTF-8; returns its bytes, at most
 * three. */
size_t fp_import_put(char *out, unsigned c) FP_NONNULL(1);

/* An empty line at the end of out; NULL with a fault when there are too many,
 * or when memory ran out. */
struct fp_import_line *fp_import_add(struct fp_import *out, size_t *room,
                                     size_t line, struct fp_arena *arena,
                                     struct fp_faults *faults)
    FP_NONNULL(1, 2, 4, 5);

/* text without control characters and blanks around, cut to max characters. */
const char *fp_import_text(struct fp_arena *arena, const char *text,
                           size_t max) FP_NONNULL(1, 2);

/* An amount as people write it: blanks and "$" before it and thousands' commas
 * are left out, (5.00) and 5.00- are below zero. comma: the decimals may stand
 * behind a comma. 0 when it is none, or has more decimals than cents. */
int fp_import_cents(const char *text, int comma, int64_t *cents)
    FP_NONNULL(1, 3);

/* Adds a fault at "/line/name". */
void fp_import_fault(struct fp_faults *faults, size_t line, const char *name,
                     const char *code, const char *detail)
    FP_NONNULL(1, 3, 4, 5);

#endif
