/* Signing keys: read from the configuration, generated, named.
 *
 * One ring holds the current key, which signs, and any number of previous
 * ones, which only verify, so that tokens survive a rotation. The algorithm is
 * stated by the configuration and checked against each key; nothing in a
 * token chooses it. Secrets are kept in guarded memory (sodium_malloc) or
 * inside libcrypto. Immutable after creation, so thread-safe. */
#ifndef FP_AUTH_KEYS_H
#define FP_AUTH_KEYS_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

enum fp_jwt_algorithm { FP_JWT_HS256, FP_JWT_EDDSA, FP_JWT_RS256 };

enum {
    FP_KID = 44,              /* kid text: 43 characters and a NUL */
    FP_SIGNATURE_MAX = 1024,  /* bytes, RSA of 8192 bits */
    FP_KEYS_PREVIOUS_MAX = 8
};

struct fp_keys_config {
    const char *algorithm;   /* "HS256", "EdDSA" or "RS256" */

    /* HS256: the secret. Its bytes are the key as they stand, at least 32 of
     * them (64 when all are hexadecimal digits, so that the key really has
     * 256 bits); "base64url:…" gives the bytes in that encoding instead. */
    const char *secret;

    /* EdDSA, RS256: PEM (PKCS #8; RSA also PKCS #1), or for EdDSA the seed of
     * 32 bytes as base64url. Line ends may be written as the two characters
     * "\n", as environment variables often hold them. With public_key alone
     * the ring verifies and cannot sign. */
    const char *private_key;
    const char *public_key;  /* NULL: taken from private_key; must match it */

    /* Keys of before the last rotation, which may still verify: PEM public
     * keys one after the other, or for HS256 secrets separated by blanks or
     * line ends. NULL or "": none. */
    const char *previous;
};

struct fp_keys;

/* FP_EINVAL: a key is absent, unreadable, too short, of another algorithm or
 * still a placeholder; error names the setting (JWT_ALGORITHM, JWT_SECRET_KEY,
 * JWT_PRIVATE_KEY, JWT_PUBLIC_KEY, JWT_PREVIOUS_KEYS), never its value.
 * FP_ENOMEM. */
enum fp_err fp_keys_new(const struct fp_keys_config *config,
                        struct fp_keys **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Wipes the secrets. keys may be NULL. */
void fp_keys_free(struct fp_keys *keys);

enum fp_jwt_algorithm fp_keys_algorithm(const struct fp_keys *keys)
    FP_NONNULL(1);

/* The name as a token's header spells it: "HS256", "EdDSA", "RS256". */
const char *fp_jwt_algorithm_name(enum fp_jwt_algorithm algorithm);

/* The name of the signing key: the thumbprint of the public key (RFC 7638,
 * RFC 8037 appendix A.3), or for HS256 a keyed hash under the secret. */
const char *fp_keys_kid(const struct fp_keys *keys) FP_NONNULL(1);

/* 1 when the ring can sign. */
int fp_keys_can_sign(const struct fp_keys *keys) FP_NONNULL(1);

/* A signature of bytes[len] under the current key.
 * FP_EUNAVAIL (verification keys only), FP_EINTERNAL. */
enum fp_err fp_keys_sign(const struct fp_keys *keys, const void *bytes,
                         size_t len, unsigned char signature[FP_SIGNATURE_MAX],
                         size_t *signature_len)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5);

/* Checks a signature of bytes[len]. kid NULL: by any key of the ring;
 * otherwise by the key of that name alone. FP_OK or FP_EAUTH. */
enum fp_err fp_keys_verify(const struct fp_keys *keys, const char *kid,
                           const void *bytes, size_t len,
                           const unsigned char *signature,
                           size_t signature_len) FP_MUST_CHECK FP_NONNULL(1);

/* Appends the public keys of the rings (NULL: none), each ring's signing one
 * first, as a JWK set: {"keys":[…]}. Keys of HS256 are secrets and never in it.
 * FP_EINTERNAL.
 * SOURCE: RFC 7517, section 5, May 2015. */
enum fp_err fp_keys_jwks(const struct fp_keys *const *rings, size_t n,
                         struct fp_buf *out) FP_MUST_CHECK FP_NONNULL(1, 3);

/* 32 bytes for another purpose (cache keys, pseudonyms in logs), derived from
 * the secret or private key; the same on every pod that has the same key. A
 * ring that only verifies derives from the public key: a name, not a secret.
 * label: a constant of this program, one per purpose. */
void fp_keys_derive(const struct fp_keys *keys, const char *label,
                    unsigned char out[32]) FP_NONNULL(1, 2, 3);

/* New keys for `finplan-admin keys`, as text that the configuration takes.
 * rsa_bits: 2048 … 8192, 0 for 3072; ignored for the others. *secret: the
 * secret or private key, in memory to be given back to fp_keys_text_free,
 * which wipes it; *public_pem: NULL for HS256.
 * FP_EINVAL (rsa_bits), FP_EINTERNAL, FP_ENOMEM. */
enum fp_err fp_keys_generate(enum fp_jwt_algorithm algorithm, int rsa_bits,
                             char **secret, char **public_pem,
                             struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(3, 4);
void fp_keys_text_free(char *text);

#endif
