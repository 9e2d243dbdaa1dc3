/* Records as clients see them. */
#ifndef FP_CODEC_RECORD_ENCODE_H
#define FP_CODEC_RECORD_ENCODE_H

#include "base/attr.h"
#include "base/buf.h"
#include "codec/plan/assume.h"
#include "records/kind.h"

/* The record as a JSON object, with `assumed` when that is not NULL. */
void fp_record_encode(struct fp_buf *buf, const struct fp_record_kind *kind,
                      const struct fp_record_row *row,
                      const struct fp_assumed *assumed) FP_NONNULL(1, 2, 3);

/* The fields alone that clients write, as they would write them. */
void fp_record_encode_fields(struct fp_buf *buf,
                             const struct fp_record_kind *kind,
                             const struct fp_record_row *row)
    FP_NONNULL(1, 2, 3);

/* The JSON text of cents as dollars with two decimals; cents is a whole number
 * as text. */
void fp_record_encode_money(struct fp_buf *buf, const char *cents)
    FP_NONNULL(1, 2);

#endif
