/* One key of the ring. Private to auth/; keys.c is the way in. */
#ifndef FP_AUTH_KEY_H
#define FP_AUTH_KEY_H

#include <stddef.h>

#include "auth/keys.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

struct evp_pkey_st; /* libcrypto's EVP_PKEY */

/* All zero is a key that holds nothing. */
struct fp_key {
    char kid[FP_KID];
    int can_sign;
    unsigned char *secret;       /* guarded: HS256 key or Ed25519 secret key */
    size_t secret_len;
    unsigned char ed_public[32]; /* EdDSA */
    struct evp_pkey_st *rsa;     /* RS256 */
};

/* Wipes and forgets. */
void fp_key_fini(struct fp_key *key) FP_NONNULL(1);

/* FP_EINVAL with "<setting> <why>" as its sentence. */
enum fp_err fp_key_refuse(struct fp_error *error, const char *setting,
                          const char *why) FP_NONNULL(2, 3);

/* An HS256 key from the setting's text[len]; the rules are in keys.h. */
enum fp_err fp_key_hs256(const char *setting, const char *text, size_t len,
                         struct fp_key *key, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* An EdDSA key from its seed as base64url. */
enum fp_err fp_key_ed25519_seed(const char *text, struct fp_key *key,
                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* A key of this algorithm from what libcrypto read; owns pkey from now on,
 * also on failure. */
enum fp_err fp_key_adopt(enum fp_jwt_algorithm algorithm, const char *setting,
                         int is_private, struct evp_pkey_st *pkey,
                         struct fp_key *key, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(2, 4, 5);

/* Appends the public half as a JSON Web Key; nothing for an HS256 key, which
 * has none. FP_OK or FP_EINTERNAL; the buffer keeps its own errors. */
enum fp_err fp_key_jwk(enum fp_jwt_algorithm algorithm,
                       const struct fp_key *key, struct fp_buf *out)
    FP_MUST_CHECK FP_NONNULL(2, 3);

/* As fp_keys_sign and fp_keys_verify, with this key. */
enum fp_err fp_key_sign(enum fp_jwt_algorithm algorithm,
                        const struct fp_key *key, const void *bytes,
                        size_t len, unsigned char signature[FP_SIGNATURE_MAX],
                        size_t *signature_len)
    FP_MUST_CHECK FP_NONNULL(2, 5, 6);
enum fp_err fp_key_verify(enum fp_jwt_algorithm algorithm,
                          const struct fp_key *key, const void *bytes,
                          size_t len, const unsigned char *signature,
                          size_t signature_len) FP_MUST_CHECK FP_NONNULL(2);

#endif
