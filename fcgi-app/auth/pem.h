/* What libcrypto does for us: PEM texts, RSA signatures, new key pairs.
 * Private to auth/; keys.c is the way in. Thread-safe for one key used by
 * many threads, except fp_pem_free. */
#ifndef FP_AUTH_PEM_H
#define FP_AUTH_PEM_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct evp_pkey_st; /* libcrypto's EVP_PKEY */

enum fp_pem_kind { FP_PEM_RSA, FP_PEM_ED25519, FP_PEM_OTHER };

/* A private key without a passphrase. FP_EINVAL. */
enum fp_err fp_pem_private(const char *text, size_t len,
                           struct evp_pkey_st **out)
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* A public key ("BEGIN PUBLIC KEY"). FP_EINVAL. */
enum fp_err fp_pem_public(const char *text, size_t len,
                          struct evp_pkey_st **out)
    FP_MUST_CHECK FP_NONNULL(1, 3);

void fp_pem_free(struct evp_pkey_st *key);

enum fp_pem_kind fp_pem_kind(const struct evp_pkey_st *key) FP_NONNULL(1);

/* Bits of an RSA modulus. */
int fp_pem_bits(const struct evp_pkey_st *key) FP_NONNULL(1);

/* 1 when both have the same public half. */
int fp_pem_same(const struct evp_pkey_st *a, const struct evp_pkey_st *b)
    FP_NONNULL(1, 2);

/* The 32 bytes of an Ed25519 key. FP_EINTERNAL. */
enum fp_err fp_pem_ed25519_seed(const struct evp_pkey_st *key,
                                unsigned char seed[32])
    FP_MUST_CHECK FP_NONNULL(1, 2);
enum fp_err fp_pem_ed25519_public(const struct evp_pkey_st *key,
                                  unsigned char public_key[32])
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Modulus and exponent of an RSA key, big-endian without leading zeros, for
 * its thumbprint. FP_ELIMIT: more than cap bytes. */
enum fp_err fp_pem_rsa_public(const struct evp_pkey_st *key,
                              unsigned char *modulus, size_t cap,
                              size_t *modulus_len, unsigned char exponent[8],
                              size_t *exponent_len)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5, 6);

/* SHA-256 of the private key's DER form, to derive other secrets from. */
enum fp_err fp_pem_private_digest(const struct evp_pkey_st *key,
                                  unsigned char out[32])
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2; RS256 of RFC 7518).
 * *len: capacity in, length out. */
enum fp_err fp_pem_rs256_sign(struct evp_pkey_st *key, const void *bytes,
                              size_t bytes_len, unsigned char *signature,
                              size_t *len) FP_MUST_CHECK FP_NONNULL(1, 4, 5);
enum fp_err fp_pem_rs256_verify(struct evp_pkey_st *key, const void *bytes,
                                size_t bytes_len,
                                const unsigned char *signature, size_t len)
    FP_MUST_CHECK FP_NONNULL(1);

/* A new pair as PEM texts (PKCS #8 and SubjectPublicKeyInfo) from malloc; the
 * caller wipes and frees the private one. rsa_bits is for FP_PEM_RSA. */
enum fp_err fp_pem_generate(enum fp_pem_kind kind, int rsa_bits,
                            char **private_pem, char **public_pem)
    FP_MUST_CHECK FP_NONNULL(3, 4);

#endif
