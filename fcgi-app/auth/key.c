/* One key: read, named, signing and checking. */
#include "auth/key.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "auth/base64url.h"
#include "auth/digest.h"
#include "auth/pem.h"

enum {
    SECRET_MIN = 32, /* bytes: 256 bits, RFC 7518 section 3.2 */
    SECRET_MAX = 4096,
    RSA_BITS_MIN = 2048, /* RFC 7518 section 3.3 */
    RSA_BITS_MAX = 8192
};

enum fp_err
fp_key_refuse(struct fp_error *error, const char *setting, const char *why)
{
    return fp_error_set(error, FP_EINVAL, "%s %s", setting, why);
}

static enum fp_err
no_memory(struct fp_error *error)
{
    return fp_error_set(error, FP_ENOMEM, "Out of memory.");
}

/* Guarded copy of bytes[len]; NULL out of memory. */
static unsigned char *
guard(const void *bytes, size_t len)
{
    unsigned char *copy = sodium_malloc(len);

    if (copy != NULL)
        memcpy(copy, bytes, len);
    return copy;
}

void
fp_key_fini(struct fp_key *key)
{
    sodium_free(key->secret);
    fp_pem_free(key->rsa);
    memset(key, 0, sizeof(*key));
}

/* --- HS256 -------------------------------------------------------------- */

static int
all_hex(const char *text, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++)
        if (!isxdigit((unsigned char)text[i]))
            return 0;
    return 1;
}

enum fp_err
fp_key_hs256(const char *setting, const char *text, size_t len,
             struct fp_key *key, struct fp_error *error)
{
    static const char prefix[] = "base64url:";
    unsigned char bytes[SECRET_MAX], kid[FP_SHA256_BYTES];
    enum fp_err err = FP_OK;
    size_t n = len;

    if (len > SECRET_MAX)
        return fp_key_refuse(error, setting, "is longer than 4096 bytes.");
    if (len > sizeof(prefix) - 1 &&
        memcmp(text, prefix, sizeof(prefix) - 1) == 0) {
        if (fp_base64url_decode(text + sizeof(prefix) - 1,
                                len - (sizeof(prefix) - 1), bytes,
                                sizeof(bytes), &n) != FP_OK)
            return fp_key_refuse(
                error, setting,
                "says base64url: but is not in that encoding.");
    } else {
        memcpy(bytes, text, len);
        if (len < (size_t)2 * SECRET_MIN && all_hex(text, len))
            n /= 2;
    }
    if (n < SECRET_MIN) {
        err = fp_key_refuse(
            error, setting,
            "needs 256 bits: 32 bytes or more, or 64 hexadecimal "
            "digits. Make one with: finplan-admin keys.");
        goto out;
    }
    key->secret = guard(bytes, n);
    if (key->secret == NULL) {
        err = no_memory(error);
        goto out;
    }
    key->secret_len = n;
    key->can_sign = 1;
    fp_auth_hmac_sha256(bytes, n, "finplan kid", 11, kid);
    err = fp_base64url_encode(kid, sizeof(kid), key->kid, sizeof(key->kid));
out:
    sodium_memzero(bytes, sizeof(bytes));
    return err;
}

/* --- EdDSA and RS256 ----------------------------------------------------- */

/* SOURCE: RFC 8037, section 2 and appendix A.3. */
static enum fp_err
ed25519_kid(struct fp_key *key)
{
    char x[48], json[128];
    unsigned char thumb[FP_SHA256_BYTES];
    enum fp_err err = fp_base64url_encode(key->ed_public, 32, x, sizeof(x));
    int len;

    if (err != FP_OK)
        return err;
    len = snprintf(json, sizeof(json),
                   "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}", x);
    err = fp_auth_sha256(json, (size_t)len, thumb);
    return err != FP_OK ? err
                        : fp_base64url_encode(thumb, sizeof(thumb), key->kid,
                                              sizeof(key->kid));
}

/* Modulus and exponent as a JSON Web Key writes them. */
struct rsa_text {
    char n[RSA_BITS_MAX / 6 + 8];
    char e[16];
};

static enum fp_err
rsa_public(const struct fp_key *key, struct rsa_text *out)
{
    unsigned char n[RSA_BITS_MAX / 8], e[8];
    size_t n_len, e_len;
    enum fp_err err;

    err = fp_pem_rsa_public(key->rsa, n, sizeof(n), &n_len, e, &e_len);
    if (err == FP_OK)
        err = fp_base64url_encode(n, n_len, out->n, sizeof(out->n));
    if (err == FP_OK)
        err = fp_base64url_encode(e, e_len, out->e, sizeof(out->e));
    return err;
}

/* SOURCE: RFC 7638, section 3. */
static enum fp_err
rsa_kid(struct fp_key *key)
{
    unsigned char thumb[FP_SHA256_BYTES];
    struct fp_sha256 hash;
    struct rsa_text text;
    enum fp_err err = rsa_public(key, &text);

    if (err != FP_OK)
        return err;
    fp_sha256_init(&hash);
    fp_sha256_add(&hash, "{\"e\":\"", 6);
    fp_sha256_add(&hash, text.e, strlen(text.e));
    fp_sha256_add(&hash, "\",\"kty\":\"RSA\",\"n\":\"", 19);
    fp_sha256_add(&hash, text.n, strlen(text.n));
    fp_sha256_add(&hash, "\"}", 2);
    fp_sha256_end(&hash, thumb);
    return fp_base64url_encode(thumb, sizeof(thumb), key->kid,
                               sizeof(key->kid));
}

/* Takes the libcrypto key over, whatever happens. */
enum fp_err
fp_key_adopt(enum fp_jwt_algorithm algorithm, const char *setting,
             int is_private, struct evp_pkey_st *pkey, struct fp_key *key,
             struct fp_error *error)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    enum fp_err err = FP_OK;

    if (algorithm == FP_JWT_RS256) {
        key->rsa = pkey;
        if (fp_pem_kind(pkey) != FP_PEM_RSA)
            return fp_key_refuse(error, setting,
                                 "is not an RSA key, as RS256 needs.");
        if (fp_pem_bits(pkey) < RSA_BITS_MIN ||
            fp_pem_bits(pkey) > RSA_BITS_MAX)
            return fp_key_refuse(error, setting,
                                 "must have 2048 to 8192 bits.");
        key->can_sign = is_private;
        return rsa_kid(key);
    }
    if (fp_pem_kind(pkey) != FP_PEM_ED25519) {
        err = fp_key_refuse(error, setting,
                            "is not an Ed25519 key, as EdDSA needs.");
    } else if (is_private) {
        key->secret = sodium_malloc(crypto_sign_SECRETKEYBYTES);
        if (key->secret == NULL)
            err = no_memory(error);
        else
            err = fp_pem_ed25519_seed(pkey, seed);
        if (err == FP_OK) {
            crypto_sign_seed_keypair(key->ed_public, key->secret, seed);
            key->secret_len = crypto_sign_SECRETKEYBYTES;
            key->can_sign = 1;
        }
        sodium_memzero(seed, sizeof(seed));
    } else {
        err = fp_pem_ed25519_public(pkey, key->ed_public);
    }
    fp_pem_free(pkey);
    return err == FP_OK ? ed25519_kid(key) : err;
}

/* The seed itself in place of a PEM text. */
enum fp_err
fp_key_ed25519_seed(const char *text, struct fp_key *key,
                    struct fp_error *error)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    enum fp_err err;
    size_t len = 0;

    err = fp_base64url_decode(text, strlen(text), seed, sizeof(seed), &len);
    if (err != FP_OK || len != sizeof(seed))
        return fp_key_refuse(
            error, "JWT_PRIVATE_KEY",
            "is neither PEM nor a seed of 32 bytes as base64url.");
    key->secret = sodium_malloc(crypto_sign_SECRETKEYBYTES);
    if (key->secret != NULL) {
        crypto_sign_seed_keypair(key->ed_public, key->secret, seed);
        key->secret_len = crypto_sign_SECRETKEYBYTES;
        key->can_sign = 1;
        err = ed25519_kid(key);
    } else {
        err = no_memory(error);
    }
    sodium_memzero(seed, sizeof(seed));
    return err;
}

/* SOURCE: RFC 7517, section 4; RFC 7518, section 6.3.1; RFC 8037, section 2. */
enum fp_err
fp_key_jwk(enum fp_jwt_algorithm algorithm, const struct fp_key *key,
           struct fp_buf *out)
{
    struct rsa_text rsa;
    char x[48];
    enum fp_err err;

    switch (algorithm) {
    case FP_JWT_HS256:
        return FP_OK;
    case FP_JWT_EDDSA:
        err = fp_base64url_encode(key->ed_public, 32, x, sizeof(x));
        if (err == FP_OK)
            fp_buf_printf(out, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                          "\"x\":\"%s\"", x);
        break;
    case FP_JWT_RS256:
        err = rsa_public(key, &rsa);
        if (err == FP_OK)
            fp_buf_printf(out, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"",
                          rsa.n, rsa.e);
        break;
    default:
        return FP_EINTERNAL;
    }
    if (err == FP_OK)
        fp_buf_printf(out, ",\"kid\":\"%s\",\"use\":\"sig\",\"alg\":\"%s\"}",
                      key->kid, fp_jwt_algorithm_name(algorithm));
    return err == FP_OK ? FP_OK : FP_EINTERNAL;
}

/* --- signatures ---------------------------------------------------------- */

enum fp_err
fp_key_sign(enum fp_jwt_algorithm algorithm, const struct fp_key *key,
            const void *bytes, size_t len,
            unsigned char signature[FP_SIGNATURE_MAX], size_t *signature_len)
{
    if (!key->can_sign)
        return FP_EUNAVAIL;
    switch (algorithm) {
    case FP_JWT_HS256:
        fp_auth_hmac_sha256(key->secret, key->secret_len, bytes, len,
                            signature);
        *signature_len = FP_SHA256_BYTES;
        return FP_OK;
    case FP_JWT_EDDSA:
        crypto_sign_detached(signature, NULL, bytes, len, key->secret);
        *signature_len = crypto_sign_BYTES;
        return FP_OK;
    case FP_JWT_RS256: {
        size_t got = FP_SIGNATURE_MAX;
        enum fp_err err =
            fp_pem_rs256_sign(key->rsa, bytes, len, signature, &got);

        if (err == FP_OK)
            *signature_len = got;
        return err;
    }
    }
    return FP_EINTERNAL;
}

enum fp_err
fp_key_verify(enum fp_jwt_algorithm algorithm, const struct fp_key *key,
              const void *bytes, size_t len, const unsigned char *signature,
              size_t signature_len)
{
    unsigned char expected[FP_SHA256_BYTES];

    switch (algorithm) {
    case FP_JWT_HS256:
        if (signature_len != sizeof(expected))
            return FP_EAUTH;
        fp_auth_hmac_sha256(key->secret, key->secret_len, bytes, len,
                            expected);
        return fp_auth_equal(expected, signature, sizeof(expected)) ? FP_OK
                                                                    : FP_EAUTH;
    case FP_JWT_EDDSA:
        if (signature_len != crypto_sign_BYTES)
            return FP_EAUTH;
        return crypto_sign_verify_detached(signature, bytes, len,
                                           key->ed_public) == 0
                   ? FP_OK
                   : FP_EAUTH;
    case FP_JWT_RS256:
        return fp_pem_rs256_verify(key->rsa, bytes, len, signature,
                                   signature_len);
    }
    return FP_EAUTH;
}
