/* Members of JSON objects for the encoders of results. Private to codec/. */
#ifndef FP_CODEC_JSON_MEMBER_H
#define FP_CODEC_JSON_MEMBER_H

#include "base/attr.h"
#include "base/buf.h"

/* ,"name":value with fixed decimals. */
void fp_json_member(struct fp_buf *buf, const char *name, double value,
                    int decimals) FP_NONNULL(1, 2);

#endif
