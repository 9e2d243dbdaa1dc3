/* Small request bodies: one JSON object of text fields, such as a login. */
#ifndef FP_CODEC_FIELDS_H
#define FP_CODEC_FIELDS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"

struct fp_field {
    const char *name;   /* in: constant */
    int required;       /* in */
    size_t min, max;    /* in: bytes of its value */
    char *value;        /* out: NUL-terminated in the arena; NULL: absent */
    size_t len;         /* out: bytes */
};

/* Reads bytes[len] into fields[n]. Every fault is added, with its pointer:
 * those of form (codec/json_gate.h), "type", "unknown_field", "required",
 * "length". The document is small: at most 16 KiB and one level deep.
 * FP_EINVAL or FP_ELIMIT (faults were added; *syntax says whether the document
 * is no JSON at all), FP_ENOMEM. */
enum fp_err fp_fields_read(const char *bytes, size_t len,
                           struct fp_arena *arena, struct fp_field *fields,
                           size_t n, struct fp_faults *faults, int *syntax)
    FP_MUST_CHECK FP_NONNULL(3, 4, 6, 7);

#endif
