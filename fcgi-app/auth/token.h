/* Access tokens: signed, short-lived, checked without the database.
 *
 * A token is a JWT in compact form with the header {"alg", "kid", "typ":
 * "at+jwt"} and the claims iss, sub, aud, iat, exp, jti, scope, role and, for a
 * login, sid (the session).
 * SOURCE: RFC 7515 (signatures), RFC 7519 (claims), RFC 8725 (good practice),
 * RFC 9068 (access tokens), October 2021.
 *
 * Verified tokens are remembered until they expire, a bounded number of them,
 * so that a signature is checked once per token and not once per request. The
 * memory is keyed by SHA-256 of the whole token. Time is an argument, in whole
 * seconds since 1970. Thread-safe. */
#ifndef FP_AUTH_TOKEN_H
#define FP_AUTH_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "auth/keys.h"
#include "auth/principal.h"
#include "base/attr.h"
#include "base/err.h"

enum {
    FP_TOKEN_MAX = 4096,     /* bytes of an access token, its NUL included */
    FP_TOKEN_SKEW_S = 60,    /* how far iat may lie ahead (other machines) */
    FP_REFRESH_TOKEN = 44,   /* text of a refresh token: 43 characters, NUL */
    FP_REFRESH_HASH = 32     /* bytes of its hash, what storage/ keeps */
};

struct fp_tokens_config {
    const struct fp_keys *keys; /* borrowed; must outlive the object */
    const char *issuer;      /* iss; 1 … 200 bytes of printable ASCII without
                              * quote and backslash */
    const char *audience;    /* aud; the same */
    int access_ttl_s;        /* 60 … 86400 */
    size_t remembered;       /* verified tokens kept, 0 … 65536 */
};

struct fp_tokens;

struct fp_tokens_stats {
    uint64_t issued;
    uint64_t verified;    /* signatures checked and found good */
    uint64_t remembered;  /* answered from memory */
    uint64_t refused;
};

/* Texts are copied. FP_EINVAL (error names the setting), FP_ENOMEM. */
enum fp_err fp_tokens_new(const struct fp_tokens_config *config,
                          struct fp_tokens **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);
void fp_tokens_free(struct fp_tokens *tokens);

int fp_tokens_access_ttl_s(const struct fp_tokens *tokens) FP_NONNULL(1);

void fp_tokens_stats(struct fp_tokens *tokens, struct fp_tokens_stats *out)
    FP_NONNULL(1, 2);

/* A token for the principal, valid from now_s for access_ttl_s.
 * FP_EUNAVAIL (the ring cannot sign), FP_EINTERNAL. */
enum fp_err fp_token_issue(struct fp_tokens *tokens,
                           const struct fp_principal *principal,
                           int64_t now_s, char token[FP_TOKEN_MAX])
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* Who token[len] speaks for at now_s. FP_EAUTH for every token that is not
 * good; error (may be NULL) says whether it expired, which a client may know,
 * or is invalid, without more. */
enum fp_err fp_token_verify(struct fp_tokens *tokens, const char *token,
                            size_t len, int64_t now_s,
                            struct fp_principal *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 5);

/* The same for the value of an Authorization header: "Bearer <token>", the
 * word in any case. FP_EAUTH also when it is something else. */
enum fp_err fp_token_verify_bearer(struct fp_tokens *tokens,
                                   const char *authorization, int64_t now_s,
                                   struct fp_principal *out,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* A new refresh token of 256 random bits, and the hash to store for it. */
void fp_refresh_token_new(char token[FP_REFRESH_TOKEN],
                          unsigned char hash[FP_REFRESH_HASH])
    FP_NONNULL(1, 2);

/* The hash of a token that a client sent. FP_EAUTH: not of the right form. */
enum fp_err fp_refresh_token_hash(const char *token, size_t len,
                                  unsigned char hash[FP_REFRESH_HASH])
    FP_MUST_CHECK FP_NONNULL(1, 3);

#endif
