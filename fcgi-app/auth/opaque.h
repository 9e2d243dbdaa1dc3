/* Secrets that are handed out once and stored as hashes: API keys and
 * recovery codes. (Refresh tokens are in token.h; a password reset's token is
 * made like one.) They are random and long, so a plain hash hides them.
 * Thread-safe. */
#ifndef FP_AUTH_OPAQUE_H
#define FP_AUTH_OPAQUE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

enum {
    FP_OPAQUE_HASH = 32,     /* bytes of a hash: SHA-256 */
    FP_API_KEY = 48,         /* "fpk_", 43 characters, NUL: 256 bits */
    FP_API_KEY_PREFIX = 13,  /* "fpk_", the first 8 of them, NUL: its name for
                              * people, which leaves 208 bits unknown */
    FP_RECOVERY_CODE = 20    /* "abcd-efgh-ijkl-mnop", NUL: 80 bits */
};

/* A new key, what may be shown of it later, and the hash to store. */
void fp_api_key_new(char key[FP_API_KEY], char prefix[FP_API_KEY_PREFIX],
                    unsigned char hash[FP_OPAQUE_HASH]) FP_NONNULL(1, 2, 3);

/* 1 when text begins as an API key does. */
int fp_api_key_like(const char *text) FP_NONNULL(1);

/* The hash of a key that a client sent. FP_EAUTH: not of the right form. */
enum fp_err fp_api_key_hash(const char *key, size_t len,
                            unsigned char hash[FP_OPAQUE_HASH])
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* A new recovery code and its hash. */
void fp_recovery_code_new(char code[FP_RECOVERY_CODE],
                          unsigned char hash[FP_OPAQUE_HASH])
    FP_NONNULL(1, 2);

/* The hash of a code as somebody typed it: any case, with or without hyphens
 * and blanks. FP_EAUTH: not of the right form. */
enum fp_err fp_recovery_code_hash(const char *code, size_t len,
                                  unsigned char hash[FP_OPAQUE_HASH])
    FP_MUST_CHECK FP_NONNULL(1, 3);

#endif
