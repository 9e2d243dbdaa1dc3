/* Two documents compared, and three merged.
 *
 * Lists of objects that all have an "id" are compared element by element, by
 * their ids, whatever their order; other lists as one value. Paths are JSON
 * Pointers in which such an element has its id in place of its number:
 * "/accounts/ira/balance". Numbers are equal when their values are. */
#ifndef FP_CODEC_DOCUMENT_DIFF_H
#define FP_CODEC_DOCUMENT_DIFF_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

enum { FP_DIFF_MAX = 1000 }; /* further differences are counted, not kept */

struct fp_difference {
    const char *path;
    const char *from;  /* JSON text; NULL: it is not in the first document */
    const char *to;    /* the same of the second */
};

struct fp_differences {
    struct fp_difference *list;
    size_t count, dropped;
};

/* What is different in `to`. Both are good JSON documents. FP_EINVAL: they are
 * not; FP_ENOMEM. */
enum fp_err fp_document_diff(const char *from, const char *to,
                             struct fp_arena *arena,
                             struct fp_differences *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* The changes from base to ours, made to theirs. Where both changed the same
 * value in different ways it is ours or theirs as take_ours says, and the path
 * is among the conflicts (from: theirs, to: ours). *merged is JSON text in
 * arena. Errors as above. */
enum fp_err fp_document_merge(const char *base, const char *ours,
                              const char *theirs, int take_ours,
                              struct fp_arena *arena, const char **merged,
                              struct fp_differences *conflicts)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5, 6, 7);

/* [{"path":…,"from":…,"to":…}, …]; what is absent is left out. */
void fp_differences_encode(struct fp_buf *buf,
                           const struct fp_differences *differences)
    FP_NONNULL(1, 2);

#endif
