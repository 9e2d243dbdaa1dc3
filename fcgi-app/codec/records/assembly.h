/* The request for a plan to be made of records. */
#ifndef FP_CODEC_PLAN_ASSEMBLY_H
#define FP_CODEC_PLAN_ASSEMBLY_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"

/* Texts live in the arena; NULL and 0: left out. */
struct fp_plan_assembly {
    const char *household; /* id */
    const char *set;       /* id of an assumption set */
    const char *name;
    int start_year;
};

/* FP_EINVAL or FP_ELIMIT (faults were added), FP_ENOMEM. */
enum fp_err fp_plan_assembly_decode(const char *bytes, size_t len,
                                    struct fp_arena *arena,
                                    struct fp_faults *faults,
                                    struct fp_plan_assembly *out)
    FP_MUST_CHECK FP_NONNULL(3, 4, 5);

#endif
