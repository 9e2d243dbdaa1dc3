/* The Prefer header. SOURCE: RFC 7240, sections 2 and 4, June 2014. Pure. */
#ifndef FP_HTTP_PREFER_H
#define FP_HTTP_PREFER_H

#include "base/attr.h"

struct fp_prefer {
    int minimal;       /* return=minimal */
    int respond_async;
    int wait_s;        /* wait=SECONDS, at most a day; -1: not said */
};

/* What header (NULL: absent) asks for. Of a preference that stands twice the
 * first counts; unknown and malformed ones are passed over, as the RFC asks. */
void fp_prefer_parse(const char *header, struct fp_prefer *out) FP_NONNULL(2);

#endif
