/* Small request bodies: one flat JSON object of texts, whole numbers and
 * switches, such as a login. */
#ifndef FP_CODEC_FIELDS_H
#define FP_CODEC_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"

enum fp_fields_kind { FP_FIELDS_TEXT, FP_FIELDS_INT, FP_FIELDS_FLAG };

struct fp_field {
    const char *name;   /* in: constant */
    enum fp_fields_kind kind; /* in */
    int required;       /* in */
    int nullable;       /* in: JSON null is a value too */
    size_t min, max;    /* in: bytes of a text; bounds of a number */
    int present;        /* out: the field stands in the body */
    int null;           /* out: as null */
    char *value;        /* out: a text, NUL-terminated in the arena; NULL:
                         * absent or null */
    size_t len;         /* out: its bytes */
    int64_t number;     /* out: a number, or a switch as 0 or 1 */
};

/* Reads bytes[len] into fields[n]. Every fault is added, with its pointer:
 * those of form (codec/json/gate.h), "type", "unknown_field", "required",
 * "length", "range". The document is small: at most 16 KiB and one level deep.
 * FP_EINVAL or FP_ELIMIT (faults were added; *syntax says whether the document
 * is no JSON at all), FP_ENOMEM. */
enum fp_err fp_fields_read(const char *bytes, size_t len,
                           struct fp_arena *arena, struct fp_field *fields,
                           size_t n, struct fp_faults *faults, int *syntax)
    FP_MUST_CHECK FP_NONNULL(3, 4, 6, 7);

#endif
