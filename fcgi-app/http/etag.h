/* Entity tags and the preconditions made of them.
 * SOURCE: RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2, June 2022. */
#ifndef FP_HTTP_ETAG_H
#define FP_HTTP_ETAG_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"

enum fp_etag_verdict {
    FP_ETAG_ABSENT,    /* the header was not sent */
    FP_ETAG_MATCH,
    FP_ETAG_NO_MATCH,
    FP_ETAG_MALFORMED  /* not "*" and not a list of entity tags */
};

/* Does header (If-Match, may be NULL) name etag ("\"v3\"")? Strong
 * comparison: a weak tag never matches. etag NULL: the resource does not
 * exist, which "*" does not match either. */
enum fp_etag_verdict fp_etag_if_match(const char *header, const char *etag);

/* The same for If-None-Match: weak comparison. */
enum fp_etag_verdict fp_etag_if_none_match(const char *header,
                                           const char *etag);

/* The strong tag of a stored version, "\"v3\"", in arena; NULL when out of
 * memory. */
const char *fp_etag_version(struct fp_arena *arena, int64_t version)
    FP_NONNULL(1);

/* The version when header holds exactly one strong tag of ours, or -1. */
int64_t fp_etag_single_version(const char *header);

#endif
