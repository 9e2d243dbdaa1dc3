/* Second factors of the authenticated user (call->user_id): one sealed secret
 * and the hashes of its recovery codes. Thread-safe. Errors common to all
 * stores: pool.h. */
#ifndef FP_STORAGE_TOTP_STORE_H
#define FP_STORAGE_TOTP_STORE_H

#include <stdint.h>

#include "storage/pool.h"

enum {
    FP_TOTP_SEALED_MAX = 128, /* bytes */
    FP_RECOVERY_HASH = 32,    /* bytes */
    FP_RECOVERY_CODES = 10    /* handed out at once */
};

struct fp_totp_row {
    unsigned char sealed[FP_TOTP_SEALED_MAX];
    size_t sealed_len;
    int confirmed;
    int64_t last_step;  /* of the newest code that was accepted */
};

/* FP_ENOTFOUND: none was enrolled. */
enum fp_err fp_storage_totp_get(const struct fp_storage_call *call,
                                struct fp_totp_row *out,
                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Keeps a new secret until it is confirmed; an unconfirmed one makes place.
 * FP_ECONFLICT: there is a confirmed one. */
enum fp_err fp_storage_totp_enrol(const struct fp_storage_call *call,
                                  const unsigned char *sealed, size_t len,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Turns the factor on, with these recovery codes. sealed[len]: the secret that
 * the code was compared with. FP_ECONFLICT: confirmed already, or another
 * secret by now. */
enum fp_err fp_storage_totp_confirm(
    const struct fp_storage_call *call, const unsigned char *sealed,
    size_t len, int64_t step,
    unsigned char hashes[FP_RECOVERY_CODES][FP_RECOVERY_HASH],
    struct fp_error *error) FP_MUST_CHECK FP_NONNULL(1, 2, 5);

/* Uses the code of a step up. FP_EAUTH: it or a later one was used. */
enum fp_err fp_storage_totp_use(const struct fp_storage_call *call,
                                int64_t step, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

/* Uses a recovery code up. FP_EAUTH: unknown or used. */
enum fp_err fp_storage_recovery_use(
    const struct fp_storage_call *call,
    const unsigned char hash[FP_RECOVERY_HASH], struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* New recovery codes in place of all that there are. */
enum fp_err fp_storage_recovery_renew(
    const struct fp_storage_call *call,
    unsigned char hashes[FP_RECOVERY_CODES][FP_RECOVERY_HASH],
    struct fp_error *error) FP_MUST_CHECK FP_NONNULL(1, 2);

/* Turns the factor off; its recovery codes go with it. FP_ENOTFOUND. */
enum fp_err fp_storage_totp_remove(const struct fp_storage_call *call,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

#endif
