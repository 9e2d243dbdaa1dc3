/* Plan documents to plans. Every fault is found at once, each with its
 * pointer; every default that is taken is listed. */
#ifndef FP_CODEC_PLAN_DECODE_H
#define FP_CODEC_PLAN_DECODE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"
#include "codec/plan/assume.h"
#include "planning/plan.h"

/* A decoded plan with its lists. Everything lives in the arena. Pointers of
 * assumed and warnings start at the plan's own root. */
struct fp_plan_document {
    struct fp_plan plan;
    struct fp_assumed assumed;
    struct fp_faults warnings;
};

/* Bytes of a bare plan. Faults of form and of meaning come in one list (the
 * meaning is checked as far as the form allows).
 * FP_EINVAL or FP_ELIMIT (faults were added), FP_ENOMEM. */
enum fp_err fp_plan_decode(const char *bytes, size_t len,
                           struct fp_arena *arena, struct fp_faults *faults,
                           struct fp_plan_document *out)
    FP_MUST_CHECK FP_NONNULL(3, 4, 5);

struct json_object;

/* The same from a tree; prefix ("" or "/plan") stands before the pointers of
 * the faults. */
enum fp_err fp_plan_decode_tree(struct json_object *root, const char *prefix,
                                struct fp_arena *arena,
                                struct fp_faults *faults,
                                struct fp_plan_document *out)
    FP_MUST_CHECK FP_NONNULL(2, 3, 4, 5);

#endif
