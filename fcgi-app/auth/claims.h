/* Reader of the flat JSON objects inside our own tokens: {"name":value,…}
 * without blanks, where a value is a string without escapes or a whole number
 * that is not negative. Everything else that JSON allows is refused: we never
 * write it, so a token that holds it is not ours. Pure; thread-safe. */
#ifndef FP_AUTH_CLAIMS_H
#define FP_AUTH_CLAIMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

enum { FP_CLAIMS_MAX = 16 };

struct fp_claim {
    const char *name;  /* inside the text that was read, not terminated */
    size_t name_len;
    const char *text;  /* a string's bytes, or NULL for a number */
    size_t text_len;
    int64_t number;
};

struct fp_claims {
    struct fp_claim list[FP_CLAIMS_MAX];
    size_t n;
};

/* text must outlive out. FP_EINVAL: not of this form, a name comes twice, or
 * there are more than FP_CLAIMS_MAX. */
enum fp_err fp_claims_read(const char *text, size_t len,
                           struct fp_claims *out) FP_MUST_CHECK
    FP_NONNULL(1, 3);

/* The claim of that name, or NULL. */
const struct fp_claim *fp_claims_find(const struct fp_claims *claims,
                                      const char *name) FP_NONNULL(1, 2);

/* 1 when claim is a string with exactly this value; claim may be NULL. */
int fp_claim_is(const struct fp_claim *claim, const char *value)
    FP_NONNULL(2);

#endif
