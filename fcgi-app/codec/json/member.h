/* Members of JSON objects for the encoders of results. Private to codec/.
 * Each writes a comma first: an object begins with a member of its own. */
#ifndef FP_CODEC_JSON_MEMBER_H
#define FP_CODEC_JSON_MEMBER_H

#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"

/* ,"name":value with fixed decimals; null when not finite. */
void fp_json_member(struct fp_buf *buf, const char *name, double value,
                    int decimals) FP_NONNULL(1, 2);

/* The same for dollars (2 decimals) and for rates and parts (6). */
void fp_json_money(struct fp_buf *buf, const char *name, double value)
    FP_NONNULL(1, 2);
void fp_json_rate(struct fp_buf *buf, const char *name, double value)
    FP_NONNULL(1, 2);

/* ,"name": and a whole number; a text (NULL: null); true or false; nothing
 * more (the caller goes on). */
void fp_json_int(struct fp_buf *buf, const char *name, int64_t value)
    FP_NONNULL(1, 2);
/* null when it is negative. */
void fp_json_int_or_null(struct fp_buf *buf, const char *name, int value)
    FP_NONNULL(1, 2);
void fp_json_text(struct fp_buf *buf, const char *name, const char *value)
    FP_NONNULL(1, 2);
void fp_json_flag(struct fp_buf *buf, const char *name, int value)
    FP_NONNULL(1, 2);
void fp_json_name(struct fp_buf *buf, const char *name) FP_NONNULL(1, 2);

/* 12.34 of cents, never through a double; and ,"name":12.34. */
void fp_json_cents_value(struct fp_buf *buf, int64_t cents) FP_NONNULL(1);
void fp_json_cents(struct fp_buf *buf, const char *name, int64_t cents)
    FP_NONNULL(1, 2);

#endif
