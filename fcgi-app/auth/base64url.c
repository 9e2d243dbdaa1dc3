/* base64url over libsodium's constant-time codec, made canonical. */
#include "auth/base64url.h"

#include <sodium.h>

enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

size_t
fp_base64url_len(size_t len)
{
    return len / 3 * 4 + (len % 3 == 0 ? 0 : len % 3 + 1);
}

enum fp_err
fp_base64url_encode(const void *bytes, size_t len, char *text, size_t cap)
{
    if (len > cap || fp_base64url_len(len) + 1 > cap)
        return FP_ELIMIT;
    sodium_bin2base64(text, cap, bytes, len, VARIANT);
    return FP_OK;
}

enum fp_err
fp_base64url_decode(const char *text, size_t len, void *bytes, size_t cap,
                    size_t *out_len)
{
    const char *end = NULL;
    size_t got = 0;

    /* libsodium refuses set trailing bits by itself. */
    if (len % 4 == 1)
        return FP_EINVAL;
    if (len / 4 * 3 + (len % 4 == 0 ? 0 : len % 4 - 1) > cap)
        return FP_ELIMIT;
    if (sodium_base642bin(bytes, cap, text, len, NULL, &got, &end,
                          VARIANT) != 0 || end != text + len)
        return FP_EINVAL;
    *out_len = got;
    return FP_OK;
}
