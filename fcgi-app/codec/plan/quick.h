/* A plan made of a few numbers, for those who have no plan yet. */
#ifndef FP_CODEC_QUICK_H
#define FP_CODEC_QUICK_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/faults.h"
#include "codec/plan/assume.h"
#include "codec/requests/asked.h"

/* Reads {"age", "savings", "spending", …} and writes the plan document that it
 * comes to into *plan; what was taken for the numbers that are not there goes
 * to *assumed (what the plan in turn leaves out, its own decoding lists).
 * paths and seed become options of *asked. this_year: the plan's first year
 * where the document does not say.
 * FP_EINVAL or FP_ELIMIT (faults were added), FP_ENOMEM. */
enum fp_err fp_quick_decode(const char *bytes, size_t len, int this_year,
                            struct fp_arena *arena, struct fp_faults *faults,
                            struct fp_assumed *assumed, struct fp_buf *plan,
                            struct fp_asked *asked)
    FP_MUST_CHECK FP_NONNULL(4, 5, 6, 7, 8);

#endif
