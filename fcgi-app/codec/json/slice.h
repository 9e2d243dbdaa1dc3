/* Places in the bytes of a JSON document that the gate has passed: a member's
 * own bytes, and what stands at an offset. Pure; thread-safe. */
#ifndef FP_CODEC_JSON_SLICE_H
#define FP_CODEC_JSON_SLICE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"

/* The bytes of the member `name` of the object text[len], without the blanks
 * around them: 1 and *slice, *n; 0 when there is none. */
int fp_json_slice(const char *text, size_t len, const char *name,
                  const char **slice, size_t *n) FP_NONNULL(1, 3, 4, 5);

/* The members of the object text[len] one after the other: 1 with the bytes of
 * the name (between its quotes, as written) and of the value; 0 at the end. *at
 * is 0 at first and belongs to this function. */
int fp_json_slice_next(const char *text, size_t len, size_t *at,
                       const char **name, size_t *name_len,
                       const char **slice, size_t *n)
    FP_NONNULL(1, 3, 4, 5, 6, 7);

/* Adds text[len] without the blanks between its tokens: what this product
 * writes has none, so that its replies come back byte by byte however they
 * were laid out in between. */
void fp_json_compact(struct fp_buf *buf, const char *text, size_t len)
    FP_NONNULL(1, 2);

/* The JSON Pointer of the value in which the byte at `offset` stands, as far
 * as text[len] can be read; "" for the whole. NULL out of memory. */
const char *fp_json_pointer_at(struct fp_arena *arena, const char *text,
                               size_t len, size_t offset) FP_NONNULL(1, 2);

#endif
