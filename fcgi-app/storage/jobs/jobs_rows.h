/* What both sides of the queue need to put numbers into statements and take
 * them out. Internal to storage/. */
#ifndef FP_STORAGE_JOBS_ROWS_H
#define FP_STORAGE_JOBS_ROWS_H

#include <libpq-fe.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"

/* "{1,2,3}", in arena; NULL: out of memory. */
const char *fp_job_array(struct fp_arena *arena, const int64_t *numbers,
                         size_t n) FP_NONNULL(1, 2);

/* The numbers of "{1,2,3}"; 0 when they are not n. */
int fp_job_numbers(const char *text, int64_t *numbers, size_t n)
    FP_NONNULL(1, 2);

/* Bytes of "\x00ff…" into bytes[strlen(text) / 2]; 0 when text is something
 * else. */
int fp_job_bytes(const char *text, unsigned char *bytes, size_t *len)
    FP_NONNULL(1, 2, 3);

/* A column as a double; 0 when it is null. */
double fp_job_double(const PGresult *result, int row, int column)
    FP_NONNULL(1);

#endif
