/* JSON Merge Patch. SOURCE: RFC 7396, section 2, October 2014. */
#ifndef FP_CODEC_MERGE_PATCH_H
#define FP_CODEC_MERGE_PATCH_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"

struct json_object;

/* target changed by patch: members of patch replace those of target, null ones
 * remove them, objects are merged, and anything but an object replaces the
 * whole. *out belongs to arena; target may have been changed to make it.
 * FP_ENOMEM. */
enum fp_err fp_merge_patch(struct json_object *target,
                           struct json_object *patch, struct fp_arena *arena,
                           struct json_object **out)
    FP_MUST_CHECK FP_NONNULL(3, 4);

/* The same from texts: target is a good document, patch[patch_len] is not
 * checked yet. *out is JSON text in arena. FP_EINVAL or FP_ELIMIT (faults were
 * added), FP_ENOMEM. */
struct fp_faults;
enum fp_err fp_merge_patch_text(const char *target, const char *patch,
                                size_t patch_len, struct fp_arena *arena,
                                struct fp_faults *faults, const char **out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5, 6);

#endif
