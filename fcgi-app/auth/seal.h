/* Secrets at rest: sealed with a key of the configuration, so that a copy of
 * the database alone opens nothing.
 *
 * XSalsa20 and Poly1305 (libsodium's secretbox) under a key derived for one
 * context, so that what was sealed for one user does not open for another.
 * Immutable after creation, so thread-safe. */
#ifndef FP_AUTH_SEAL_H
#define FP_AUTH_SEAL_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

enum {
    FP_SEAL_OVERHEAD = 41, /* bytes: a version, the nonce, the check */
    FP_SEAL_MAX = 87       /* bytes of a secret */
};

struct fp_sealer;

/* key: as JWT_SECRET_KEY (auth/keys.h). previous: keys of before, separated by
 * blanks, which open and do not seal; NULL or "": none. setting and
 * previous_setting name them in errors. FP_EINVAL, FP_ENOMEM. */
enum fp_err fp_sealer_new(const char *setting, const char *key,
                          const char *previous_setting, const char *previous,
                          struct fp_sealer **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5);

/* Wipes the keys. sealer may be NULL. */
void fp_sealer_free(struct fp_sealer *sealer);

/* Seals secret[len] into sealed[len + FP_SEAL_OVERHEAD]. context: what it
 * belongs to, such as "totp:" and a user's id. FP_ELIMIT. */
enum fp_err fp_seal(const struct fp_sealer *sealer, const char *context,
                    const void *secret, size_t len, unsigned char *sealed)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5);

/* Opens sealed[len] into secret[len - FP_SEAL_OVERHEAD]. *stale is set to 1
 * when an older key opened it. FP_EAUTH: no key opens it in this context, or
 * it was changed. */
enum fp_err fp_unseal(const struct fp_sealer *sealer, const char *context,
                      const unsigned char *sealed, size_t len, void *secret,
                      int *stale) FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5, 6);

#endif
