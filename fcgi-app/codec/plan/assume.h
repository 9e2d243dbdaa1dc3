/* The defaults that were taken because a document left a field out. */
#ifndef FP_CODEC_ASSUME_H
#define FP_CODEC_ASSUME_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"

enum { FP_ASSUMED_MAX = 1000 }; /* further ones are counted, not kept */

struct fp_assumption {
    const char *pointer; /* of the field that is absent, from the plan's root;
                          * "/seed" and the like for options */
    const char *value;   /* JSON text: 95, "none", 0.025 */
    const char *text;    /* a sentence for a person */
};

struct fp_assumed {
    struct fp_arena *arena;
    struct fp_assumption *list;
    size_t count, room, dropped;
};

/* An empty list whose texts live in arena. */
void fp_assumed_init(struct fp_assumed *assumed, struct fp_arena *arena)
    FP_NONNULL(1, 2);

/* Adds one entry; all three texts are copied. Out of memory counts as
 * dropped. */
void fp_assumed_add(struct fp_assumed *assumed, const char *pointer,
                    const char *value, const char *text)
    FP_NONNULL(1, 2, 3, 4);

/* [{"pointer":…,"value":…,"text":…}, …] */
void fp_assumed_encode(struct fp_buf *buf, const struct fp_assumed *assumed)
    FP_NONNULL(1, 2);

#endif
