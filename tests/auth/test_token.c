/* auth/token.c, auth/principal.c, auth/claims.c: what is issued, and what is
 * refused. */
#include "tests/cmocka_fp.h"

#include "auth/base64url.h"
#include "auth/claims.h"
#include "auth/digest.h"
#include "auth/token.h"
#include "tests/auth/groups.h"
#include "tests/auth/vectors.h"

#define SECRET "a secret of at least thirty-two bytes"
#define USER "01890a5d-ac96-774b-bcce-b302099a8057"
#define SESSION "01890a5d-ac96-774b-bcce-b302099a8058"

enum { NOW = 1800000000, TTL = 1800 };

static struct fp_keys *
ring(const struct fp_keys_config *config)
{
    struct fp_keys *keys = NULL;
    struct fp_error error = { 0 };

    if (fp_keys_new(config, &keys, &error) != FP_OK)
        fail_msg("%s", error.detail);
    return keys;
}

static struct fp_tokens *
issuer(const struct fp_keys *keys, size_t remembered)
{
    struct fp_tokens *tokens = NULL;

    assert_int_equal(fp_tokens_new(&(struct fp_tokens_config){
                                       .keys = keys,
                                       .issuer = "finplan",
                                       .audience = "finplan-api",
                                       .access_ttl_s = TTL,
                                       .remembered = remembered },
                                   &tokens, NULL), FP_OK);
    return tokens;
}

static void
somebody(struct fp_principal *who)
{
    memset(who, 0, sizeof(*who));
    strcpy(who->user_id, USER);
    strcpy(who->session_id, SESSION);
    who->role = FP_ROLE_ADVISOR;
    who->grants = fp_role_grants(FP_ROLE_ADVISOR);
}

static enum fp_err
verify(struct fp_tokens *tokens, const char *token, int64_t now)
{
    struct fp_principal who;

    return fp_token_verify(tokens, token, strlen(token), now, &who, NULL);
}

/* Signs header and claims as given: what somebody with the key could do. */
static void
sign_text(const struct fp_keys *keys, const char *header, const char *claims,
          char token[FP_TOKEN_MAX])
{
    unsigned char signature[FP_SIGNATURE_MAX];
    size_t len, n;

    assert_int_equal(fp_base64url_encode(header, strlen(header), token,
                                         FP_TOKEN_MAX), FP_OK);
    len = strlen(token);
    token[len++] = '.';
    assert_int_equal(fp_base64url_encode(claims, strlen(claims), token + len,
                                         FP_TOKEN_MAX - len), FP_OK);
    len = strlen(token);
    assert_int_equal(fp_keys_sign(keys, token, len, signature, &n), FP_OK);
    token[len++] = '.';
    assert_int_equal(fp_base64url_encode(signature, n, token + len,
                                         FP_TOKEN_MAX - len), FP_OK);
}

static void
round_trip(const struct fp_keys *keys)
{
    struct fp_tokens *tokens = issuer(keys, 100);
    struct fp_principal who, got;
    char token[FP_TOKEN_MAX], again[FP_TOKEN_MAX], header[FP_TOKEN_MAX + 8];
    struct fp_tokens_stats stats;
    struct fp_error error;
    size_t len, i;

    somebody(&who);
    assert_int_equal(fp_token_issue(tokens, &who, NOW, token), FP_OK);
    assert_int_equal(fp_token_issue(tokens, &who, NOW, again), FP_OK);
    assert_string_not_equal(token, again); /* jti */
    for (i = 0; i < 3; i++) {
        memset(&got, 0, sizeof(got));
        assert_int_equal(fp_token_verify(tokens, token, strlen(token), NOW,
                                         &got, NULL), FP_OK);
        assert_string_equal(got.user_id, USER);
        assert_string_equal(got.session_id, SESSION);
        assert_int_equal(got.role, FP_ROLE_ADVISOR);
        assert_int_equal(got.grants, who.grants);
    }
    fp_tokens_stats(tokens, &stats);
    assert_int_equal(stats.issued, 2);
    if (fp_keys_algorithm(keys) == FP_JWT_HS256) {
        assert_int_equal(stats.verified, 3);
    } else {
        assert_int_equal(stats.verified, 1);
        assert_int_equal(stats.remembered, 2);
    }
    snprintf(header, sizeof(header), "bEARER %s", token);
    assert_int_equal(fp_token_verify_bearer(tokens, header, NOW, &got, NULL),
                     FP_OK);
    snprintf(header, sizeof(header), "Basic %s", token);
    assert_int_equal(fp_token_verify_bearer(tokens, header, NOW, &got, NULL),
                     FP_EAUTH);
    snprintf(header, sizeof(header), "Bearer  %s", token);
    assert_int_equal(fp_token_verify_bearer(tokens, header, NOW, &got, NULL),
                     FP_EAUTH);
    assert_int_equal(fp_token_verify_bearer(tokens, "Bearer ", NOW, &got,
                                            NULL), FP_EAUTH);
    assert_int_equal(fp_token_verify_bearer(tokens, "", NOW, &got, NULL),
                     FP_EAUTH);

    /* Time: the last good second, the first bad one, remembered or not. */
    assert_int_equal(verify(tokens, token, NOW + TTL - 1), FP_OK);
    assert_int_equal(verify(tokens, again, NOW + TTL), FP_EAUTH);
    assert_int_equal(fp_token_verify(tokens, token, strlen(token), NOW + TTL,
                                     &got, &error), FP_EAUTH);
    assert_string_equal(error.detail, "The access token has expired.");
    assert_int_equal(verify(tokens, again, NOW - FP_TOKEN_SKEW_S), FP_OK);
    assert_int_equal(fp_token_issue(tokens, &who, NOW, again), FP_OK);
    assert_int_equal(verify(tokens, again, NOW - FP_TOKEN_SKEW_S - 1),
                     FP_EAUTH);

    /* Every bit of every character counts. */
    len = strlen(token);
    for (i = 0; i < len; i++) {
        static const char others[] = "AB-_.=z\n";
        const char *c;

        for (c = others; *c != '\0'; c++) {
            if (token[i] == *c)
                continue;
            memcpy(again, token, len + 1);
            again[i] = *c;
            if (fp_token_verify(tokens, again, len, NOW, &got, &error) !=
                FP_EAUTH)
                fail_msg("byte %zu as '%c' was accepted", i, *c);
        }
        if (fp_token_verify(tokens, token, i, NOW, &got, NULL) != FP_EAUTH)
            fail_msg("cut at byte %zu was accepted", i);
    }
    memcpy(again, token, len + 1);
    strcat(again, "A");
    assert_int_equal(verify(tokens, again, NOW), FP_EAUTH);
    strcat(again, "AAA");
    assert_int_equal(verify(tokens, again, NOW), FP_EAUTH);
    fp_tokens_free(tokens);
}

static void
round_trip_hs256(void **state)
{
    struct fp_keys *keys = ring(&(struct fp_keys_config){
        .algorithm = "HS256", .secret = SECRET });

    (void)state;
    round_trip(keys);
    fp_keys_free(keys);
}

static void
round_trip_eddsa(void **state)
{
    struct fp_keys *keys = ring(&(struct fp_keys_config){
        .algorithm = "EdDSA", .private_key = ED_SEED });

    (void)state;
    round_trip(keys);
    fp_keys_free(keys);
}

static void
round_trip_rs256(void **state)
{
    char *secret = NULL, *open = NULL;
    struct fp_keys *keys;

    (void)state;
    assert_int_equal(fp_keys_generate(FP_JWT_RS256, 2048, &secret, &open,
                                      NULL), FP_OK);
    keys = ring(&(struct fp_keys_config){ .algorithm = "RS256",
                                          .private_key = secret });
    round_trip(keys);
    fp_keys_free(keys);
    fp_keys_text_free(secret);
    fp_keys_text_free(open);
}

#define CLAIMS(iss, sub, aud, iat, exp, rest)                                 \
    "{\"iss\":\"" iss "\",\"sub\":\"" sub "\",\"aud\":\"" aud                 \
    "\",\"iat\":" iat ",\"exp\":" exp rest "}"
#define REST                                                                  \
    ",\"jti\":\"x\",\"scope\":\"plans:read\",\"role\":\"user\""
#define GOOD                                                                  \
    CLAIMS("finplan", USER, "finplan-api", "1800000000", "1800001800", REST)

/* Well signed, and still not good. */
static void
claims_refused(void **state)
{
    static const char *const bad[] = {
        CLAIMS("other", USER, "finplan-api", "1800000000", "1800001800", REST),
        CLAIMS("finplan", USER, "other", "1800000000", "1800001800", REST),
        CLAIMS("finplan", "root", "finplan-api", "1800000000", "1800001800",
               REST),
        CLAIMS("finplan", USER, "finplan-api", "1800001800", "1800001800",
               REST),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1799999999",
               REST),
        CLAIMS("finplan", USER, "finplan-api", "1800000000",
               "99999999999999999999", REST),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1.8e10", REST),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "-5", REST),
        CLAIMS("finplan", USER, "finplan-api", "1800000000",
               "\"1800001800\"", REST),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1800001800",
               REST ",\"nbf\":1800000061"),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1800001800",
               REST ",\"nbf\":\"soon\""),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1800001800",
               REST ",\"role\":\"admin\""),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1800001800",
               ",\"jti\":\"x\",\"scope\":\"\",\"role\":\"root\""),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1800001800",
               ",\"jti\":\"\",\"scope\":\"\",\"role\":\"user\""),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1800001800",
               ",\"scope\":\"\",\"role\":\"user\""),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1800001800",
               ",\"jti\":\"x\",\"scope\":\"a  b\",\"role\":\"user\""),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1800001800",
               REST ",\"sid\":\"root\""),
        CLAIMS("finplan", USER, "finplan-api", "1800000000", "1800001800",
               REST ",\"sid\":7"),
        "{}", "", "[]", "null", GOOD " ", " " GOOD,
    };
    struct fp_keys *keys = ring(&(struct fp_keys_config){
        .algorithm = "HS256", .secret = SECRET });
    struct fp_tokens *tokens = issuer(keys, 0);
    char header[160], token[FP_TOKEN_MAX];
    struct fp_principal who;
    size_t i;

    (void)state;
    snprintf(header, sizeof(header),
             "{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}",
             fp_keys_kid(keys));
    sign_text(keys, header, GOOD, token);
    assert_int_equal(verify(tokens, token, NOW), FP_OK);
    for (i = 0; i < FP_COUNT(bad); i++) {
        sign_text(keys, header, bad[i], token);
        if (verify(tokens, token, NOW) != FP_EAUTH)
            fail_msg("accepted %s", bad[i]);
    }
    /* A scope beyond the role grants nothing more. */
    sign_text(keys, header,
              CLAIMS("finplan", USER, "finplan-api", "1800000000",
                     "1800001800",
                     ",\"jti\":\"x\",\"scope\":\"admin plans:read new\","
                     "\"role\":\"user\""), token);
    assert_int_equal(fp_token_verify(tokens, token, strlen(token), NOW, &who,
                                     NULL), FP_OK);
    assert_int_equal(who.grants, FP_GRANT_PLANS_READ);
    fp_tokens_free(tokens);
    fp_keys_free(keys);
}

static void
headers_refused(void **state)
{
    struct fp_keys *keys = ring(&(struct fp_keys_config){
        .algorithm = "HS256", .secret = SECRET });
    struct fp_tokens *tokens = issuer(keys, 0);
    const char *kid = fp_keys_kid(keys);
    static const char *const formats[] = {
        "{\"alg\":\"none\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"None\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"hs256\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"RS256\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"JWT\"}",
        "{\"alg\":\"HS256\",\"kid\":\"%s\"}",
        "{\"alg\":\"HS256\",\"kid\":\"x%s\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"HS256\",\"kid\":1,\"typ\":\"at+jwt\",\"x\":\"%s\"}",
        "{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"at+jwt\","
        "\"crit\":\"exp\"}",
        "{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"at+jwt\","
        "\"crit\":[\"exp\"]}",
        "{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"at+jwt\","
        "\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"at+jwt\","
        "\"jku\":\"https://example.org\"}",
        "{\"alg\":\"HS256\", \"kid\":\"%s\",\"typ\":\"at+jwt\"}",
        "{\"\\u0061lg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}",
    };
    char header[256], token[FP_TOKEN_MAX];
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(formats); i++) {
        _Pragma("GCC diagnostic push")
        _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"")
        snprintf(header, sizeof(header), formats[i], kid);
        _Pragma("GCC diagnostic pop")
        sign_text(keys, header, GOOD, token);
        if (verify(tokens, token, NOW) != FP_EAUTH)
            fail_msg("accepted %s", header);
    }
    /* No signature at all, as "none" would have it. */
    snprintf(header, sizeof(header),
             "{\"alg\":\"none\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}", kid);
    sign_text(keys, header, GOOD, token);
    *(strrchr(token, '.') + 1) = '\0';
    assert_int_equal(verify(tokens, token, NOW), FP_EAUTH);
    fp_tokens_free(tokens);
    fp_keys_free(keys);
}

/* The classic confusion: HMAC keyed with the text of the public key. */
static void
algorithm_confusion(void **state)
{
    struct fp_keys *forger = ring(&(struct fp_keys_config){
        .algorithm = "HS256", .secret = ED_PUBLIC });
    struct fp_keys *keys = ring(&(struct fp_keys_config){
        .algorithm = "EdDSA", .public_key = ED_PUBLIC });
    struct fp_tokens *tokens = issuer(keys, 10);
    char token[FP_TOKEN_MAX];
    struct fp_principal who;

    (void)state;
    sign_text(forger,
              "{\"alg\":\"HS256\",\"kid\":\"" ED_THUMB
              "\",\"typ\":\"at+jwt\"}", GOOD, token);
    assert_int_equal(verify(tokens, token, NOW), FP_EAUTH);
    sign_text(forger,
              "{\"alg\":\"EdDSA\",\"kid\":\"" ED_THUMB
              "\",\"typ\":\"at+jwt\"}", GOOD, token);
    assert_int_equal(verify(tokens, token, NOW), FP_EAUTH);
    somebody(&who);
    assert_int_equal(fp_token_issue(tokens, &who, NOW, token), FP_EUNAVAIL);
    fp_tokens_free(tokens);
    fp_keys_free(keys);
    fp_keys_free(forger);
}

static void
too_long(void **state)
{
    struct fp_keys *keys = ring(&(struct fp_keys_config){
        .algorithm = "HS256", .secret = SECRET });
    struct fp_tokens *tokens = issuer(keys, 0);
    char *huge = calloc(1, 1 << 20);

    (void)state;
    assert_non_null(huge);
    memset(huge, 'A', (1 << 20) - 1);
    huge[10] = huge[2000] = '.';
    assert_int_equal(verify(tokens, huge, NOW), FP_EAUTH);
    huge[FP_TOKEN_MAX - 1] = '\0';
    assert_int_equal(verify(tokens, huge, NOW), FP_EAUTH);
    free(huge);
    fp_tokens_free(tokens);
    fp_keys_free(keys);
}

static void
settings(void **state)
{
    struct fp_keys *keys = ring(&(struct fp_keys_config){
        .algorithm = "HS256", .secret = SECRET });
    struct fp_tokens_config good = { keys, "finplan", "api", 60, 0 }, bad;
    struct fp_tokens *tokens = NULL;
    struct fp_error error;

    (void)state;
    bad = good;
    bad.issuer = "quote\"";
    assert_int_equal(fp_tokens_new(&bad, &tokens, &error), FP_EINVAL);
    assert_non_null(strstr(error.detail, "JWT_ISSUER"));
    bad = good;
    bad.audience = "";
    assert_int_equal(fp_tokens_new(&bad, &tokens, &error), FP_EINVAL);
    bad = good;
    bad.access_ttl_s = 59;
    assert_int_equal(fp_tokens_new(&bad, &tokens, &error), FP_EINVAL);
    bad = good;
    bad.remembered = 65537;
    assert_int_equal(fp_tokens_new(&bad, &tokens, &error), FP_EINVAL);
    assert_null(tokens);
    assert_int_equal(fp_tokens_new(&good, &tokens, &error), FP_OK);
    assert_int_equal(fp_tokens_access_ttl_s(tokens), 60);
    fp_tokens_free(tokens);
    fp_keys_free(keys);
}

static void
refresh(void **state)
{
    char token[FP_REFRESH_TOKEN], other[FP_REFRESH_TOKEN];
    unsigned char hash[32], other_hash[32], again[32];

    (void)state;
    fp_refresh_token_new(token, hash);
    fp_refresh_token_new(other, other_hash);
    assert_int_equal(strlen(token), 43);
    assert_string_not_equal(token, other);
    assert_memory_not_equal(hash, other_hash, 32);
    assert_int_equal(fp_refresh_token_hash(token, 43, again), FP_OK);
    assert_memory_equal(hash, again, 32);
    assert_int_equal(fp_refresh_token_hash(token, 42, again), FP_EAUTH);
    assert_int_equal(fp_refresh_token_hash("", 0, again), FP_EAUTH);
    assert_int_equal(fp_refresh_token_hash(
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", 43, again), FP_EAUTH);
}

static void
grants(void **state)
{
    static const char *const bad[] = { " ", "a ", " a", "a  b", "a\tb",
                                       "a\"", "\\", "caf\xc3\xa9" };
    struct fp_principal who;
    char text[FP_GRANTS_TEXT];
    enum fp_role role;
    unsigned got = 99;
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(bad); i++) {
        assert_int_equal(fp_grants_parse(bad[i], strlen(bad[i]), &got),
                         FP_EINVAL);
        assert_int_equal(got, 99);
    }
    assert_int_equal(fp_grants_parse("", 0, &got), FP_OK);
    assert_int_equal(got, 0);
    for (role = FP_ROLE_USER; role <= FP_ROLE_ADMIN; role++) {
        enum fp_role back;

        fp_grants_write(fp_role_grants(role), text);
        assert_int_equal(fp_grants_parse(text, strlen(text), &got), FP_OK);
        assert_int_equal(got, fp_role_grants(role));
        assert_int_equal(fp_role_parse(fp_role_name(role),
                                       strlen(fp_role_name(role)), &back),
                         FP_OK);
        assert_int_equal(back, role);
    }
    assert_string_equal(text, "plans:read plans:write simulations:read "
                              "simulations:run admin records:read "
                              "records:write account");
    assert_int_equal(fp_role_parse("Admin", 5, &role), FP_EINVAL);
    somebody(&who);
    assert_true(fp_principal_may(&who, FP_GRANT_PLANS_READ |
                                           FP_GRANT_PLANS_WRITE));
    assert_true(fp_principal_may(&who, FP_GRANT_SHARED_READ));
    assert_false(fp_principal_may(&who, FP_GRANT_PLANS_READ |
                                            FP_GRANT_ADMIN));
    for (role = FP_ROLE_USER; role <= FP_ROLE_ADMIN; role += 2)
        assert_int_equal(fp_role_grants(role) & FP_GRANT_SHARED_READ, 0);
}

static void
claims_reader(void **state)
{
    static const char *const bad[] = {
        "", "{", "{}", "{\"a\":1", "{\"a\":1}x", "{\"a\":01}", "{\"a\":}",
        "{\"a\":-1}", "{\"a\":1,}", "{\"a\":true}", "{\"a\":{}}", "{a:1}",
        "{\"a\":\"b\\n\"}", "{\"a\":\"\x01\"}", "{\"a\":1,\"a\":1}",
        "{\"a\":9223372036854775808}", "{\"a\" :1}", "{\"a\":\"\xff\"}",
        "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,"
        "\"i\":1,\"j\":1,\"k\":1,\"l\":1,\"m\":1,\"n\":1,\"o\":1,\"p\":1,"
        "\"q\":1}",
    };
    const char *good = "{\"a\":0,\"\":\"\",\"n\":9223372036854775807,"
                       "\"t\":\"x y\"}";
    struct fp_claims claims = { .n = 77 };
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(bad); i++)
        if (fp_claims_read(bad[i], strlen(bad[i]), &claims) != FP_EINVAL)
            fail_msg("accepted %s", bad[i]);
    assert_int_equal(claims.n, 77);
    assert_int_equal(fp_claims_read(good, strlen(good), &claims), FP_OK);
    assert_int_equal(claims.n, 4);
    assert_true(fp_claims_find(&claims, "n")->number == INT64_MAX);
    assert_true(fp_claim_is(fp_claims_find(&claims, "t"), "x y"));
    assert_false(fp_claim_is(fp_claims_find(&claims, "a"), "0"));
    assert_false(fp_claim_is(fp_claims_find(&claims, "z"), ""));
    assert_true(fp_claim_is(fp_claims_find(&claims, ""), ""));
}

int
test_token_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip_hs256),
        cmocka_unit_test(round_trip_eddsa),
        cmocka_unit_test(round_trip_rs256),
        cmocka_unit_test(claims_refused),
        cmocka_unit_test(headers_refused),
        cmocka_unit_test(algorithm_confusion),
        cmocka_unit_test(too_long),
        cmocka_unit_test(settings),
        cmocka_unit_test(refresh),
        cmocka_unit_test(grants),
        cmocka_unit_test(claims_reader),
    };

    return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
