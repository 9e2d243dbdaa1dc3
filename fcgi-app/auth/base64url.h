/* base64url without padding, RFC 4648 section 5, as tokens use it. Decoding
 * takes the canonical form alone: no padding, no blanks, and unused bits of
 * the last character must be 0, so that one value has one text. Pure. */
#ifndef FP_AUTH_BASE64URL_H
#define FP_AUTH_BASE64URL_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

/* Characters for len bytes, without a NUL. */
size_t fp_base64url_len(size_t len) FP_PURE;

/* Writes the text of bytes[len] and a NUL. cap counts the NUL; FP_ELIMIT when
 * it does not fit. */
enum fp_err fp_base64url_encode(const void *bytes, size_t len, char *text,
                                size_t cap) FP_MUST_CHECK FP_NONNULL(3);

/* FP_EINVAL (not canonical base64url) or FP_ELIMIT (more than cap bytes). */
enum fp_err fp_base64url_decode(const char *text, size_t len, void *bytes,
                                size_t cap, size_t *out_len)
    FP_MUST_CHECK FP_NONNULL(3, 5);

#endif
