/* Documents of records to the texts of their columns. Every fault is found at
 * once, each with its pointer; every default that is taken is listed. */
#ifndef FP_CODEC_RECORD_DECODE_H
#define FP_CODEC_RECORD_DECODE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"
#include "codec/plan/assume.h"
#include "records/kind.h"

/* One record: bytes[len] is its document. FP_EINVAL or FP_ELIMIT (faults were
 * added), FP_ENOMEM. */
enum fp_err fp_record_decode(const struct fp_record_kind *kind,
                             const char *bytes, size_t len,
                             struct fp_arena *arena, struct fp_faults *faults,
                             struct fp_assumed *assumed,
                             struct fp_record_values *out)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5, 6, 7);

/* Many: {"items": [document, …]}, 1 to FP_RECORD_BULK_MAX of them. */
enum fp_err fp_record_decode_bulk(const struct fp_record_kind *kind,
                                  const char *bytes, size_t len,
                                  struct fp_arena *arena,
                                  struct fp_faults *faults,
                                  struct fp_assumed *assumed,
                                  struct fp_record_values **list,
                                  size_t *count)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5, 6, 7, 8);

/* A record changed by a merge patch (RFC 7396) in bytes[len]. A field that the
 * patch sets to null goes back to its default. */
enum fp_err fp_record_decode_patch(const struct fp_record_kind *kind,
                                   const struct fp_record_row *current,
                                   const char *bytes, size_t len,
                                   struct fp_arena *arena,
                                   struct fp_faults *faults,
                                   struct fp_assumed *assumed,
                                   struct fp_record_values *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 5, 6, 7, 8);

#endif
