/* Access tokens (JWT) and refresh tokens (opaque). */
#include "auth/token.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "auth/base64url.h"
#include "auth/claims.h"
#include "auth/digest.h"
#include "base/memo.h"

enum {
    NAME_MAX_BYTES = 200, /* of issuer and audience */
    HEADER_MAX = 256,     /* decoded bytes */
    CLAIMS_TEXT_MAX = 1024,
    JTI_BYTES = 16,
    REFRESH_BYTES = 32
};

static const char TYP[] = "at+jwt";

struct fp_tokens {
    const struct fp_keys *keys;
    char issuer[NAME_MAX_BYTES + 1];
    char audience[NAME_MAX_BYTES + 1];
    int access_ttl_s;
    struct fp_memo *memory;       /* NULL: none is kept */
    atomic_uint_fast64_t issued, verified, remembered, refused;
};

/* 1 when text can stand in our JSON as it is. */
static int
plain(const char *text)
{
    size_t i;

    if (text == NULL || text[0] == '\0' || strlen(text) > NAME_MAX_BYTES)
        return 0;
    for (i = 0; text[i] != '\0'; i++)
        if (text[i] < 0x20 || text[i] > 0x7e || text[i] == '"' ||
            text[i] == '\\')
            return 0;
    return 1;
}

enum fp_err
fp_tokens_new(const struct fp_tokens_config *config, struct fp_tokens **out,
              struct fp_error *error)
{
    struct fp_tokens *tokens;

    if (config->keys == NULL)
        return fp_error_set(error, FP_EINVAL, "There is no signing key.");
    if (!plain(config->issuer) || !plain(config->audience))
        return fp_error_set(error, FP_EINVAL,
                            "JWT_ISSUER and JWT_AUDIENCE must be 1 to 200 "
                            "printable ASCII characters without quotes and "
                            "backslashes.");
    if (config->access_ttl_s < 60 || config->access_ttl_s > 86400)
        return fp_error_set(error, FP_EINVAL,
                            "JWT_ACCESS_TOKEN_EXPIRE_MINUTES must be from 1 "
                            "to 1440.");
    if (config->remembered > 65536)
        return fp_error_set(error, FP_EINVAL,
                            "At most 65536 tokens can be remembered.");
    tokens = calloc(1, sizeof(*tokens));
    if (tokens == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    tokens->keys = config->keys;
    tokens->access_ttl_s = config->access_ttl_s;
    snprintf(tokens->issuer, sizeof(tokens->issuer), "%s", config->issuer);
    snprintf(tokens->audience, sizeof(tokens->audience), "%s",
             config->audience);
    /* Checking an HMAC costs no more than the hash that finds it here. */
    if (config->remembered > 0 &&
        fp_keys_algorithm(config->keys) != FP_JWT_HS256) {
        tokens->memory = fp_memo_new(config->remembered,
                                     sizeof(struct fp_principal));
        if (tokens->memory == NULL) {
            free(tokens);
            return fp_error_set(error, FP_ENOMEM, "Out of memory.");
        }
    }
    *out = tokens;
    return FP_OK;
}

void
fp_tokens_free(struct fp_tokens *tokens)
{
    if (tokens == NULL)
        return;
    fp_memo_free(tokens->memory);
    free(tokens);
}

int
fp_tokens_access_ttl_s(const struct fp_tokens *tokens)
{
    return tokens->access_ttl_s;
}

void
fp_tokens_stats(struct fp_tokens *tokens, struct fp_tokens_stats *out)
{
    out->issued = atomic_load(&tokens->issued);
    out->verified = atomic_load(&tokens->verified);
    out->remembered = atomic_load(&tokens->remembered);
    out->refused = atomic_load(&tokens->refused);
}

/* Appends "<base64url of bytes>" to token[*len]. */
static enum fp_err
append(char token[FP_TOKEN_MAX], size_t *len, const void *bytes, size_t n)
{
    enum fp_err err = fp_base64url_encode(bytes, n, token + *len,
                                          FP_TOKEN_MAX - *len - 1);

    if (err == FP_OK)
        *len += fp_base64url_len(n);
    return err;
}

enum fp_err
fp_token_issue(struct fp_tokens *tokens, const struct fp_principal *principal,
               int64_t now_s, char token[FP_TOKEN_MAX])
{
    unsigned char random[JTI_BYTES], signature[FP_SIGNATURE_MAX];
    char header[HEADER_MAX], claims[CLAIMS_TEXT_MAX], jti[24], sid[48] = "";
    char scope[FP_GRANTS_TEXT], text[FP_TOKEN_MAX];
    size_t len = 0, signature_len;
    enum fp_err err;
    int n, m;

    if (!fp_keys_can_sign(tokens->keys))
        return FP_EUNAVAIL;
    fp_auth_random(random, sizeof(random));
    err = fp_base64url_encode(random, sizeof(random), jti, sizeof(jti));
    if (err != FP_OK)
        return err;
    fp_grants_write(principal->grants, scope);
    if (principal->session_id[0] != '\0')
        snprintf(sid, sizeof(sid), ",\"sid\":\"%s\"", principal->session_id);
    n = snprintf(header, sizeof(header),
                 "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"%s\"}",
                 fp_jwt_algorithm_name(fp_keys_algorithm(tokens->keys)),
                 fp_keys_kid(tokens->keys), TYP);
    m = snprintf(claims, sizeof(claims),
                 "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\","
                 "\"iat\":%lld,\"exp\":%lld,\"jti\":\"%s\","
                 "\"scope\":\"%s\",\"role\":\"%s\"%s}",
                 tokens->issuer, principal->user_id, tokens->audience,
                 (long long)now_s, (long long)now_s + tokens->access_ttl_s,
                 jti, scope, fp_role_name(principal->role), sid);
    if (n < 0 || (size_t)n >= sizeof(header) || m < 0 ||
        (size_t)m >= sizeof(claims))
        return FP_EINTERNAL;
    err = append(text, &len, header, (size_t)n);
    if (err == FP_OK) {
        text[len++] = '.';
        err = append(text, &len, claims, (size_t)m);
    }
    if (err == FP_OK)
        err = fp_keys_sign(tokens->keys, text, len, signature,
                           &signature_len);
    if (err == FP_OK) {
        text[len++] = '.';
        err = append(text, &len, signature, signature_len);
    }
    if (err != FP_OK)
        return err == FP_EUNAVAIL ? err : FP_EINTERNAL;
    memcpy(token, text, len + 1);
    atomic_fetch_add(&tokens->issued, 1);
    return FP_OK;
}

/* --- verification -------------------------------------------------------- */

struct parts {
    const char *payload;
    const char *signature;
    size_t header_len, payload_len, signature_len;
    size_t signed_len;  /* "header.payload" */
};

static int
split(const char *token, size_t len, struct parts *out)
{
    const char *dot = memchr(token, '.', len);
    const char *dot2 =
        dot != NULL ? memchr(dot + 1, '.', len - (size_t)(dot + 1 - token))
                    : NULL;

    if (dot2 == NULL)
        return 0;
    out->header_len = (size_t)(dot - token);
    out->payload = dot + 1;
    out->payload_len = (size_t)(dot2 - out->payload);
    out->signed_len = (size_t)(dot2 - token);
    out->signature = dot2 + 1;
    out->signature_len = len - out->signed_len - 1;
    return 1;
}

/* The header decides nothing: it must say what the configuration says. Names
 * other than these three (crit, jwk, jku, x5u, …) are never ours. */
static enum fp_err
check_header(const struct fp_tokens *tokens, const char *text, size_t len,
             char kid[FP_KID])
{
    const char *alg =
        fp_jwt_algorithm_name(fp_keys_algorithm(tokens->keys));
    char json[HEADER_MAX];
    const struct fp_claim *name;
    struct fp_claims header;
    size_t json_len;

    if (fp_base64url_decode(text, len, json, sizeof(json), &json_len) !=
            FP_OK ||
        fp_claims_read(json, json_len, &header) != FP_OK || header.n != 3 ||
        !fp_claim_is(fp_claims_find(&header, "alg"), alg) ||
        !fp_claim_is(fp_claims_find(&header, "typ"), TYP))
        return FP_EAUTH;
    name = fp_claims_find(&header, "kid");
    if (name == NULL || name->text == NULL || name->text_len >= FP_KID ||
        memchr(name->text, '\0', name->text_len) != NULL)
        return FP_EAUTH;
    memcpy(kid, name->text, name->text_len);
    kid[name->text_len] = '\0';
    return FP_OK;
}

static int
number(const struct fp_claims *claims, const char *name, int64_t *out)
{
    const struct fp_claim *claim = fp_claims_find(claims, name);

    if (claim == NULL || claim->text != NULL)
        return 0;
    *out = claim->number;
    return 1;
}

/* Who the claims speak of; times are checked by the caller. */
static int
identity(const struct fp_claims *claims, struct fp_principal *out)
{
    const struct fp_claim *sub = fp_claims_find(claims, "sub");
    const struct fp_claim *role = fp_claims_find(claims, "role");
    const struct fp_claim *scope = fp_claims_find(claims, "scope");
    const struct fp_claim *jti = fp_claims_find(claims, "jti");
    const struct fp_claim *sid = fp_claims_find(claims, "sid");

    if (sub == NULL || sub->text == NULL ||
        !fp_uuid_valid(sub->text, sub->text_len) || role == NULL ||
        role->text == NULL || scope == NULL || scope->text == NULL ||
        jti == NULL || jti->text == NULL || jti->text_len == 0 ||
        (sid != NULL &&
         (sid->text == NULL || !fp_uuid_valid(sid->text, sid->text_len))))
        return 0;
    memset(out, 0, sizeof(*out));
    memcpy(out->user_id, sub->text, sub->text_len);
    if (sid != NULL)
        memcpy(out->session_id, sid->text, sid->text_len);
    if (fp_role_parse(role->text, role->text_len, &out->role) != FP_OK ||
        fp_grants_parse(scope->text, scope->text_len, &out->grants) != FP_OK)
        return 0;
    out->grants &= fp_role_grants(out->role);
    return 1;
}

static enum fp_err
check_claims(const struct fp_tokens *tokens, const struct parts *parts,
             int64_t now_s, struct fp_principal *out, int64_t *expires_s,
             int *expired)
{
    char json[CLAIMS_TEXT_MAX];
    struct fp_claims claims;
    int64_t iat, exp, nbf;
    size_t json_len;

    if (fp_base64url_decode(parts->payload, parts->payload_len, json,
                            sizeof(json), &json_len) != FP_OK ||
        fp_claims_read(json, json_len, &claims) != FP_OK ||
        !fp_claim_is(fp_claims_find(&claims, "iss"), tokens->issuer) ||
        !fp_claim_is(fp_claims_find(&claims, "aud"), tokens->audience) ||
        !identity(&claims, out) || !number(&claims, "iat", &iat) ||
        !number(&claims, "exp", &exp))
        return FP_EAUTH;
    if (iat >= exp || iat > now_s + FP_TOKEN_SKEW_S)
        return FP_EAUTH;
    if (fp_claims_find(&claims, "nbf") != NULL &&
        (!number(&claims, "nbf", &nbf) || nbf > now_s + FP_TOKEN_SKEW_S))
        return FP_EAUTH;
    *expired = exp <= now_s;
    *expires_s = exp;
    return *expired ? FP_EAUTH : FP_OK;
}

static enum fp_err
check(struct fp_tokens *tokens, const char *token, size_t len, int64_t now_s,
      struct fp_principal *out, int *expired)
{
    unsigned char hash[FP_SHA256_BYTES], signature[FP_SIGNATURE_MAX];
    struct fp_principal principal;
    size_t signature_len;
    struct parts parts;
    int64_t expires_s;
    char kid[FP_KID];

    if (len >= FP_TOKEN_MAX || !split(token, len, &parts))
        return FP_EAUTH;
    if (tokens->memory != NULL) {
        if (fp_auth_sha256(token, len, hash) != FP_OK)
            return FP_EAUTH;
        if (fp_memo_find(tokens->memory, hash, now_s, out) == FP_OK) {
            atomic_fetch_add(&tokens->remembered, 1);
            return FP_OK;
        }
    }
    if (check_header(tokens, token, parts.header_len, kid) != FP_OK ||
        fp_base64url_decode(parts.signature, parts.signature_len, signature,
                            sizeof(signature), &signature_len) != FP_OK ||
        fp_keys_verify(tokens->keys, kid, token, parts.signed_len, signature,
                       signature_len) != FP_OK)
        return FP_EAUTH;
    atomic_fetch_add(&tokens->verified, 1);
    if (check_claims(tokens, &parts, now_s, &principal, &expires_s,
                     expired) != FP_OK)
        return FP_EAUTH;
    if (tokens->memory != NULL)
        fp_memo_add(tokens->memory, hash, expires_s, &principal);
    *out = principal;
    return FP_OK;
}

enum fp_err
fp_token_verify(struct fp_tokens *tokens, const char *token, size_t len,
                int64_t now_s, struct fp_principal *out,
                struct fp_error *error)
{
    int expired = 0;

    if (check(tokens, token, len, now_s, out, &expired) == FP_OK)
        return FP_OK;
    atomic_fetch_add(&tokens->refused, 1);
    return fp_error_set(error, FP_EAUTH,
                        expired ? "The access token has expired."
                                : "The access token is not valid.");
}

enum fp_err
fp_token_verify_bearer(struct fp_tokens *tokens, const char *authorization,
                       int64_t now_s, struct fp_principal *out,
                       struct fp_error *error)
{
    static const char scheme[] = "bearer ";
    size_t n = sizeof(scheme) - 1;

    if (strncasecmp(authorization, scheme, n) != 0) {
        atomic_fetch_add(&tokens->refused, 1);
        return fp_error_set(error, FP_EAUTH,
                            "The Authorization header must be: Bearer, a "
                            "space, and the access token.");
    }
    return fp_token_verify(tokens, authorization + n,
                           strlen(authorization + n), now_s, out, error);
}

/* --- refresh tokens ------------------------------------------------------ */

void
fp_refresh_token_new(char token[FP_REFRESH_TOKEN],
                     unsigned char hash[FP_REFRESH_HASH])
{
    unsigned char random[REFRESH_BYTES];
    struct fp_sha256 sha;
    enum fp_err err;

    fp_auth_random(random, sizeof(random));
    err = fp_base64url_encode(random, sizeof(random), token,
                              FP_REFRESH_TOKEN);
    assert(err == FP_OK); /* 32 bytes are 43 characters */
    (void)err;
    fp_sha256_init(&sha);
    fp_sha256_add(&sha, random, sizeof(random));
    fp_sha256_end(&sha, hash);
    fp_auth_wipe(random, sizeof(random));
}

enum fp_err
fp_refresh_token_hash(const char *token, size_t len,
                      unsigned char hash[FP_REFRESH_HASH])
{
    unsigned char random[REFRESH_BYTES];
    size_t got = 0;
    enum fp_err err = FP_EAUTH;

    if (fp_base64url_decode(token, len, random, sizeof(random), &got) ==
            FP_OK &&
        got == sizeof(random))
        err = fp_auth_sha256(random, sizeof(random), hash);
    fp_auth_wipe(random, sizeof(random));
    return err;
}
