/* Hashes and randomness over libsodium. */
#include "auth/digest.h"


#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct fp_sha256),
               "struct fp_sha256 must hold libsodium's state");
_Static_assert(_Alignof(crypto_hash_sha256_state) <=
                   _Alignof(struct fp_sha256),
               "struct fp_sha256 must be aligned as libsodium's state");

enum fp_err
fp_auth_init(void)
{
    /* 0 the first time, 1 when it was done before; it locks by itself. */
    return sodium_init() < 0 ? FP_EUNAVAIL : FP_OK;
}

static crypto_hash_sha256_state *
state_of(struct fp_sha256 *hash)
{
    return (crypto_hash_sha256_state *)(void *)hash->opaque;
}

void
fp_sha256_init(struct fp_sha256 *hash)
{
    crypto_hash_sha256_init(state_of(hash));
}

void
fp_sha256_add(struct fp_sha256 *hash, const void *bytes, size_t len)
{
    if (len > 0)
        crypto_hash_sha256_update(state_of(hash), bytes, len);
}

void
fp_sha256_end(struct fp_sha256 *hash, unsigned char out[FP_SHA256_BYTES])
{
    crypto_hash_sha256_final(state_of(hash), out);
}

void
fp_sha256_end_hex(struct fp_sha256 *hash, char hex[FP_SHA256_HEX])
{
    unsigned char out[FP_SHA256_BYTES];

    fp_sha256_end(hash, out);
    sodium_bin2hex(hex, FP_SHA256_HEX, out, sizeof(out));
}

enum fp_err
fp_auth_sha256(const void *bytes, size_t len,
               unsigned char out[FP_SHA256_BYTES])
{
    struct fp_sha256 hash;

    if (bytes == NULL && len > 0)
        return FP_EINVAL;
    fp_sha256_init(&hash);
    fp_sha256_add(&hash, bytes, len);
    fp_sha256_end(&hash, out);
    return FP_OK;
}

enum fp_err
fp_auth_sha256_hex(const void *bytes, size_t len, char hex[FP_SHA256_HEX])
{
    unsigned char out[FP_SHA256_BYTES];
    enum fp_err err = fp_auth_sha256(bytes, len, out);

    if (err == FP_OK)
        sodium_bin2hex(hex, FP_SHA256_HEX, out, sizeof(out));
    return err;
}

void
fp_auth_hmac_sha256(const void *key, size_t key_len, const void *bytes,
                    size_t len, unsigned char out[FP_SHA256_BYTES])
{
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, key, key_len);
    if (len > 0)
        crypto_auth_hmacsha256_update(&state, bytes, len);
    crypto_auth_hmacsha256_final(&state, out);
    sodium_memzero(&state, sizeof(state));
}

void
fp_auth_keyed_hash(const void *key, size_t key_len, const void *bytes,
                   size_t len, unsigned char out[FP_KEYED_HASH_BYTES])
{
    unsigned char folded[crypto_generichash_KEYBYTES_MAX];

    if (key_len > crypto_generichash_KEYBYTES_MAX) {
        crypto_generichash(folded, sizeof(folded), key, key_len, NULL, 0);
        key = folded;
        key_len = sizeof(folded);
    }
    crypto_generichash(out, FP_KEYED_HASH_BYTES, bytes, len,
                       key_len > 0 ? key : NULL, key_len);
    sodium_memzero(folded, sizeof(folded));
}

void
fp_auth_keyed_hash_hex(const void *key, size_t key_len, const void *bytes,
                       size_t len, char hex[FP_KEYED_HASH_HEX])
{
    unsigned char out[FP_KEYED_HASH_BYTES];

    fp_auth_keyed_hash(key, key_len, bytes, len, out);
    sodium_bin2hex(hex, FP_KEYED_HASH_HEX, out, sizeof(out));
}

void
fp_auth_random(void *bytes, size_t len)
{
    randombytes_buf(bytes, len);
}

int
fp_auth_equal(const void *a, const void *b, size_t len)
{
    return sodium_memcmp(a, b, len) == 0;
}

void
fp_auth_wipe(void *bytes, size_t len)
{
    sodium_memzero(bytes, len);
}
