/* The historical series from its CSV: lines with # are comments, then a
 * header "year,<asset>,…,cpi_inflation", then one row a year in percent. A
 * blank cell is no value. */
#ifndef FP_CODEC_HISTORY_CSV_H
#define FP_CODEC_HISTORY_CSV_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"
#include "planning/market/history.h"

/* Reads bytes into *out, which lives in arena. name is copied; the checksum
 * stays "" for the caller to fill. Pointers of faults are "/line/column"
 * ("/12/us_bond"). FP_EINVAL (faults were added) or FP_ENOMEM. */
enum fp_err fp_history_decode(const char *name, const char *bytes, size_t len,
                              struct fp_arena *arena, struct fp_faults *faults,
                              struct fp_history *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5, 6);

#endif
