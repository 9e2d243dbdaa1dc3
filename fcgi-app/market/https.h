/* One GET with libcurl: certificates checked, no redirect followed, time and
 * size bounded. No address is ever part of an error: a key may be in it.
 * Private to market/. One thread. */
#ifndef FP_MARKET_HTTPS_H
#define FP_MARKET_HTTPS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

struct fp_https;

/* ca_file may be NULL: the system's certificates. FP_EUNAVAIL. */
enum fp_err fp_https_new(const char *ca_file, int timeout_ms,
                         struct fp_https **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(3);

/* https may be NULL. */
void fp_https_free(struct fp_https *https);

/* 1 when url may be asked: https://, or http:// of this machine itself. Pure. */
int fp_https_good(const char *url) FP_NONNULL(1);

/* GET url with one header ("": none). Whatever the status, FP_OK with *status
 * and the body up to the ceiling of buf; *wait_s is what Retry-After asks for
 * in seconds, 0 without it. FP_ELIMIT (a larger body), FP_ETIMEOUT,
 * FP_EUNAVAIL, FP_ENOMEM. */
enum fp_err fp_https_get(struct fp_https *https, const char *url,
                         const char *header, struct fp_buf *body,
                         long *status, int *wait_s)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5, 6);

#endif
