/* HOTP and TOTP over libcrypto's HMAC. */
#include "auth/totp.h"

#include <limits.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "auth/base32.h"
#include "auth/digest.h"

enum { SHA1_BYTES = 20, COUNTER_BYTES = 8 };

enum fp_err
fp_hotp(const void *secret, size_t len, uint64_t counter, int digits,
        uint32_t *code)
{
    static const uint32_t powers[] = { 1000000, 10000000, 100000000 };
    unsigned char text[COUNTER_BYTES], mac[SHA1_BYTES];
    unsigned mac_len = sizeof(mac), at;
    uint32_t value;
    int i;

    if (len == 0 || len > INT_MAX || digits < 6 || digits > 8)
        return FP_EINVAL;
    for (i = COUNTER_BYTES - 1; i >= 0; i--, counter >>= 8)
        text[i] = (unsigned char)(counter & 0xff);
    if (HMAC(EVP_sha1(), secret, (int)len, text, sizeof(text), mac,
             &mac_len) == NULL)
        return FP_EINTERNAL;
    /* SOURCE: RFC 4226, section 5.3: dynamic truncation. */
    at = mac[SHA1_BYTES - 1] & 0x0f;
    value = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 |
            (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    *code = value % powers[digits - 6];
    fp_auth_wipe(mac, sizeof(mac));
    return FP_OK;
}

void
fp_totp_secret_new(unsigned char secret[FP_TOTP_SECRET])
{
    fp_auth_random(secret, FP_TOTP_SECRET);
}

void
fp_totp_secret_text(const unsigned char secret[FP_TOTP_SECRET],
                    char text[FP_TOTP_SECRET_TEXT])
{
    fp_base32_encode(secret, FP_TOTP_SECRET, text);
}

/* The digits as a number, or one that no code has. */
static uint32_t
number_of(const char *code, size_t len)
{
    uint32_t value = 0;
    size_t i;

    if (len != FP_TOTP_DIGITS)
        return UINT32_MAX;
    for (i = 0; i < len; i++) {
        if (code[i] < '0' || code[i] > '9')
            return UINT32_MAX;
        value = value * 10 + (uint32_t)(code[i] - '0');
    }
    return value;
}

enum fp_err
fp_totp_check(const unsigned char secret[FP_TOTP_SECRET], const char *code,
              size_t len, int64_t now_s, int64_t used_step, int64_t *step)
{
    const uint32_t given = number_of(code, len);
    const int64_t now = now_s / FP_TOTP_PERIOD_S;
    int64_t found = 0, at;

    for (at = now - FP_TOTP_WINDOW; at <= now + FP_TOTP_WINDOW; at++) {
        uint32_t want = 0;
        enum fp_err err = fp_hotp(secret, FP_TOTP_SECRET, (uint64_t)at,
                                  FP_TOTP_DIGITS, &want);

        if (err != FP_OK)
            return err;
        if (fp_auth_equal(&want, &given, sizeof(want)) && at > used_step &&
            found == 0)
            found = at;
    }
    if (found == 0)
        return FP_EAUTH;
    *step = found;
    return FP_OK;
}
