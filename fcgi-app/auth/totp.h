/* One-time codes of an authenticator app.
 * SOURCE: RFC 4226 (HOTP), December 2005; RFC 6238 (TOTP), May 2011.
 *
 * SHA-1, six digits, steps of 30 seconds, which is what every app computes;
 * HMAC does not need the collision resistance that SHA-1 has lost. Time is an
 * argument. Thread-safe. */
#ifndef FP_AUTH_TOTP_H
#define FP_AUTH_TOTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

enum {
    FP_TOTP_SECRET = 20,      /* bytes, as RFC 4226, section 4, recommends */
    FP_TOTP_SECRET_TEXT = 33, /* the same in base32, and a NUL */
    FP_TOTP_DIGITS = 6,
    FP_TOTP_PERIOD_S = 30,
    FP_TOTP_WINDOW = 1        /* steps before and after that are good too:
                               * RFC 6238, section 5.2 */
};

/* The code of a counter, digits 6 … 8 of it. FP_EINVAL, FP_EINTERNAL. */
enum fp_err fp_hotp(const void *secret, size_t len, uint64_t counter,
                    int digits, uint32_t *code)
    FP_MUST_CHECK FP_NONNULL(1, 5);

/* A new secret, and its text in base32 (RFC 4648, section 6, without
 * padding). */
void fp_totp_secret_new(unsigned char secret[FP_TOTP_SECRET]) FP_NONNULL(1);
void fp_totp_secret_text(const unsigned char secret[FP_TOTP_SECRET],
                         char text[FP_TOTP_SECRET_TEXT]) FP_NONNULL(1, 2);

/* Compares code[len] with those of the steps around now_s that come after
 * used_step (the last one that was accepted; 0: none), so that no code is good
 * twice. *step: the one to remember. The time does not depend on the code.
 * FP_OK, FP_EAUTH, FP_EINTERNAL. */
enum fp_err fp_totp_check(const unsigned char secret[FP_TOTP_SECRET],
                          const char *code, size_t len, int64_t now_s,
                          int64_t used_step, int64_t *step)
    FP_MUST_CHECK FP_NONNULL(1, 2, 6);

#endif
