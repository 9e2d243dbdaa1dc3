/* Bounded memory of tokens whose signature was found good, keyed by SHA-256
 * of the whole token, until they expire. Private to auth/. Thread-safe. */
#ifndef FP_AUTH_REMEMBER_H
#define FP_AUTH_REMEMBER_H

#include <stddef.h>
#include <stdint.h>

#include "auth/principal.h"
#include "base/attr.h"
#include "base/err.h"

struct fp_remember;

/* Room for at least `entries` tokens (1 or more). NULL: out of memory. */
struct fp_remember *fp_remember_new(size_t entries) FP_MUST_CHECK;
void fp_remember_free(struct fp_remember *memory);

/* FP_OK, or FP_ENOTFOUND (unknown, or expired at now_s). */
enum fp_err fp_remember_find(struct fp_remember *memory,
                             const unsigned char hash[32], int64_t now_s,
                             struct fp_principal *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* Keeps it; where there is no room the one that expires first goes. */
void fp_remember_add(struct fp_remember *memory, const unsigned char hash[32],
                     int64_t expires_s, const struct fp_principal *principal)
    FP_NONNULL(1, 2, 4);

#endif
