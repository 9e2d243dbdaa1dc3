/* API keys and recovery codes. */
#include "auth/opaque.h"

#include <string.h>

#include "auth/base32.h"
#include "auth/digest.h"
#include "auth/token.h"

enum { RECOVERY_BYTES = 10, RECOVERY_GROUP = 4, TAG_LEN = 4 };

static const char TAG[] = "fpk_";

_Static_assert(FP_API_KEY == TAG_LEN + FP_REFRESH_TOKEN,
               "an API key is a tag and a token");

void
fp_api_key_new(char key[FP_API_KEY], char prefix[FP_API_KEY_PREFIX],
               unsigned char hash[FP_OPAQUE_HASH])
{
    memcpy(key, TAG, TAG_LEN);
    fp_refresh_token_new(key + TAG_LEN, hash);
    memcpy(prefix, key, FP_API_KEY_PREFIX - 1);
    prefix[FP_API_KEY_PREFIX - 1] = '\0';
}

int
fp_api_key_like(const char *text)
{
    return strncmp(text, TAG, TAG_LEN) == 0;
}

enum fp_err
fp_api_key_hash(const char *key, size_t len,
                unsigned char hash[FP_OPAQUE_HASH])
{
    if (len <= TAG_LEN || memcmp(key, TAG, TAG_LEN) != 0)
        return FP_EAUTH;
    return fp_refresh_token_hash(key + TAG_LEN, len - TAG_LEN, hash);
}

void
fp_recovery_code_new(char code[FP_RECOVERY_CODE],
                     unsigned char hash[FP_OPAQUE_HASH])
{
    unsigned char random[RECOVERY_BYTES];
    char text[2 * RECOVERY_BYTES];
    struct fp_sha256 sha;
    size_t from, to = 0;

    fp_auth_random(random, sizeof(random));
    fp_base32_encode(random, sizeof(random), text);
    for (from = 0; text[from] != '\0'; from++) {
        if (from > 0 && from % RECOVERY_GROUP == 0)
            code[to++] = '-';
        code[to++] = text[from] >= 'A' && text[from] <= 'Z'
                         ? (char)(text[from] - 'A' + 'a')
                         : text[from];
    }
    code[to] = '\0';
    fp_sha256_init(&sha);
    fp_sha256_add(&sha, random, sizeof(random));
    fp_sha256_end(&sha, hash);
    fp_auth_wipe(random, sizeof(random));
    fp_auth_wipe(text, sizeof(text));
}

enum fp_err
fp_recovery_code_hash(const char *code, size_t len,
                      unsigned char hash[FP_OPAQUE_HASH])
{
    unsigned char random[RECOVERY_BYTES];
    enum fp_err err = FP_EAUTH;
    size_t got = 0;

    if (fp_base32_decode(code, len, random, sizeof(random), &got) == FP_OK &&
        got == sizeof(random))
        err = fp_auth_sha256(random, sizeof(random), hash);
    fp_auth_wipe(random, sizeof(random));
    return err;
}
