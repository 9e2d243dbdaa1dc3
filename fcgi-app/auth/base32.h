/* Base32 without padding, RFC 4648 section 6: what authenticator apps read and
 * people type. Pure. */
#ifndef FP_AUTH_BASE32_H
#define FP_AUTH_BASE32_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

/* Writes the upper-case text of bytes[len], (8 * len + 4) / 5 characters, and
 * a NUL. */
void fp_base32_encode(const void *bytes, size_t len, char *text)
    FP_NONNULL(1, 3);

/* Reads text[len] in either case into out, at most cap bytes; blanks and
 * hyphens between the characters are skipped. FP_EINVAL (another character,
 * or bits left over that are not 0), FP_ELIMIT. */
enum fp_err fp_base32_decode(const char *text, size_t len, void *out,
                             size_t cap, size_t *out_len)
    FP_MUST_CHECK FP_NONNULL(1, 3, 5);

#endif
