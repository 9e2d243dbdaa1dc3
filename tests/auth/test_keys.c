/* auth/keys.c, auth/pem.c, auth/base64url.c: published vectors, refusals,
 * rotation, generation. */
#include "tests/cmocka_fp.h"

#include "auth/base64url.h"
#include "auth/keys.h"
#include "tests/auth/groups.h"
#include "tests/auth/vectors.h"

static void
base64url(void **state)
{
    /* SOURCE: RFC 4648, section 10, without padding. */
    static const char *const plain[] = { "", "f", "fo", "foo", "foob" };
    static const char *const text[] = { "", "Zg", "Zm8", "Zm9v", "Zm9vYg" };
    static const char *const bad[] = { "Z", "Zh", "Zm9", "Zg==", "Zm 9v",
                                       "Zm+v", "Zm/v", "Zm9v\n", "Zm9vY" };
    char out[16];
    size_t i, len;

    (void)state;
    for (i = 0; i < FP_COUNT(plain); i++) {
        assert_int_equal(fp_base64url_len(strlen(plain[i])), strlen(text[i]));
        assert_int_equal(fp_base64url_encode(plain[i], strlen(plain[i]), out,
                                             strlen(text[i]) + 1), FP_OK);
        assert_string_equal(out, text[i]);
        assert_int_equal(fp_base64url_encode(plain[i], strlen(plain[i]), out,
                                             strlen(text[i])), FP_ELIMIT);
        assert_int_equal(fp_base64url_decode(text[i], strlen(text[i]), out,
                                             strlen(plain[i]), &len), FP_OK);
        assert_int_equal(len, strlen(plain[i]));
        assert_memory_equal(out, plain[i], len);
    }
    for (i = 0; i < FP_COUNT(bad); i++)
        if (fp_base64url_decode(bad[i], strlen(bad[i]), out, sizeof(out),
                                &len) != FP_EINVAL)
            fail_msg("accepted \"%s\"", bad[i]);
    assert_int_equal(fp_base64url_decode("Zm9v", 4, out, 2, &len), FP_ELIMIT);
}

static struct fp_keys *
ring(const struct fp_keys_config *config)
{
    struct fp_keys *keys = NULL;
    struct fp_error error = { 0 };

    if (fp_keys_new(config, &keys, &error) != FP_OK)
        fail_msg("%s", error.detail);
    return keys;
}

static enum fp_err
verify_text(const struct fp_keys *keys, const char *kid, const char *input,
            const char *signature_text)
{
    unsigned char signature[FP_SIGNATURE_MAX];
    size_t len;

    assert_int_equal(fp_base64url_decode(signature_text,
                                         strlen(signature_text), signature,
                                         sizeof(signature), &len), FP_OK);
    return fp_keys_verify(keys, kid, input, strlen(input), signature, len);
}

/* The signature of input as text equals want, and verifies. */
static void
signs_as(const struct fp_keys *keys, const char *input, const char *want)
{
    unsigned char signature[FP_SIGNATURE_MAX];
    char text[2 * FP_SIGNATURE_MAX];
    size_t len;

    assert_int_equal(fp_keys_sign(keys, input, strlen(input), signature,
                                  &len), FP_OK);
    assert_int_equal(fp_base64url_encode(signature, len, text, sizeof(text)),
                     FP_OK);
    assert_string_equal(text, want);
    assert_int_equal(verify_text(keys, NULL, input, want), FP_OK);
    assert_int_equal(verify_text(keys, fp_keys_kid(keys), input, want),
                     FP_OK);
    assert_int_equal(verify_text(keys, "other", input, want), FP_EAUTH);
    assert_int_equal(verify_text(keys, NULL, "another text", want), FP_EAUTH);
}

static void
hs256_vector(void **state)
{
    struct fp_keys *keys = ring(&(struct fp_keys_config){
        .algorithm = "HS256", .secret = "base64url:" A1_KEY });

    (void)state;
    assert_int_equal(fp_keys_algorithm(keys), FP_JWT_HS256);
    assert_true(fp_keys_can_sign(keys));
    assert_int_equal(strlen(fp_keys_kid(keys)), 43);
    signs_as(keys, A1_INPUT, A1_SIGNATURE);
    fp_keys_free(keys);
}

static void
eddsa_vector(void **state)
{
    struct fp_keys *keys = ring(&(struct fp_keys_config){
        .algorithm = "EdDSA", .private_key = ED_SEED,
        .public_key = ED_PUBLIC });

    (void)state;
    assert_string_equal(fp_keys_kid(keys), ED_THUMB);
    signs_as(keys, ED_INPUT, ED_SIGNATURE);
    fp_keys_free(keys);
    /* The public half alone verifies and cannot sign. */
    keys = ring(&(struct fp_keys_config){ .algorithm = "EdDSA",
                                          .public_key = ED_PUBLIC });
    assert_false(fp_keys_can_sign(keys));
    assert_string_equal(fp_keys_kid(keys), ED_THUMB);
    assert_int_equal(verify_text(keys, ED_THUMB, ED_INPUT, ED_SIGNATURE),
                     FP_OK);
    {
        unsigned char signature[FP_SIGNATURE_MAX];
        size_t len = 5;

        assert_int_equal(fp_keys_sign(keys, "x", 1, signature, &len),
                         FP_EUNAVAIL);
        assert_int_equal(len, 5);
    }
    fp_keys_free(keys);
}

static void
rs256_vector(void **state)
{
    struct fp_keys *keys = ring(&(struct fp_keys_config){
        .algorithm = "RS256", .public_key = A2_PUBLIC });

    (void)state;
    assert_int_equal(verify_text(keys, NULL, A2_INPUT, A2_SIGNATURE), FP_OK);
    assert_int_equal(verify_text(keys, NULL, A1_INPUT, A2_SIGNATURE),
                     FP_EAUTH);
    assert_int_equal(verify_text(keys, NULL, A2_INPUT, A1_SIGNATURE),
                     FP_EAUTH);
    fp_keys_free(keys);
    keys = ring(&(struct fp_keys_config){ .algorithm = "RS256",
                                          .public_key = THUMB_RSA_PUBLIC });
    assert_string_equal(fp_keys_kid(keys), THUMB_RSA);
    fp_keys_free(keys);
}

static void
jwks_is(const struct fp_keys_config *config, const char *want)
{
    struct fp_keys *keys = ring(config);
    struct fp_buf out;

    fp_buf_init(&out, 0);
    assert_int_equal(fp_keys_jwks((const struct fp_keys *const[]){ keys }, 1,
                                  &out), FP_OK);
    assert_string_equal(fp_buf_text(&out), want);
    fp_buf_fini(&out);
    fp_keys_free(keys);
}

static void
jwks(void **state)
{
    /* SOURCE: RFC 8037, appendix A.2: the public key as a JWK. */
    static const char ed[] =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":"
        "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kid\":\""
        ED_THUMB "\",\"use\":\"sig\",\"alg\":\"EdDSA\"}";
    /* SOURCE: RFC 7517, appendix A.1, second key; its name by RFC 7638. */
    static const char rsa[] =
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\""
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1R"
        "K7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9"
        "yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZg"
        "nYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6We"
        "Zu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDK"
        "gw\",\"e\":\"AQAB\",\"kid\":\"" THUMB_RSA
        "\",\"use\":\"sig\",\"alg\":\"RS256\"}]}\n";
    char *secret = NULL, *public_pem = NULL, want[512];
    struct fp_keys *keys;
    struct fp_buf out;

    (void)state;
    jwks_is(&(struct fp_keys_config){ .algorithm = "RS256",
                                      .public_key = THUMB_RSA_PUBLIC }, rsa);
    /* The same key among the previous ones is shown once. */
    snprintf(want, sizeof(want), "{\"keys\":[%s]}\n", ed);
    jwks_is(&(struct fp_keys_config){ .algorithm = "EdDSA",
                                      .private_key = ED_SEED,
                                      .previous = ED_PUBLIC }, want);
    /* Secrets are never shown. */
    jwks_is(&(struct fp_keys_config){ .algorithm = "HS256",
                                      .secret = "base64url:" A1_KEY },
            "{\"keys\":[]}\n");
    /* After a rotation both are there, the new one first. */
    assert_int_equal(fp_keys_generate(FP_JWT_EDDSA, 0, &secret, &public_pem,
                                      NULL), FP_OK);
    keys = ring(&(struct fp_keys_config){ .algorithm = "EdDSA",
                                          .private_key = secret,
                                          .previous = ED_PUBLIC });
    fp_buf_init(&out, 0);
    assert_int_equal(fp_keys_jwks((const struct fp_keys *const[]){ keys }, 1,
                                  &out), FP_OK);
    assert_non_null(strstr(fp_buf_text(&out), ed));
    assert_non_null(strstr(fp_buf_text(&out), fp_keys_kid(keys)));
    assert_true(strstr(fp_buf_text(&out), ed) >
                strstr(fp_buf_text(&out), fp_keys_kid(keys)));
    assert_null(strstr(fp_buf_text(&out), "\"d\""));
    fp_buf_fini(&out);
    fp_keys_free(keys);
    fp_keys_text_free(secret);
    fp_keys_text_free(public_pem);
}

/* Newline as the two characters that an environment variable often holds. */
static char *
folded(const char *pem)
{
    char *text = calloc(1, 2 * strlen(pem) + 1);
    size_t to = 0;

    assert_non_null(text);
    for (; *pem != '\0'; pem++) {
        if (*pem == '\n') {
            text[to++] = '\\';
            text[to++] = 'n';
        } else {
            text[to++] = *pem;
        }
    }
    return text;
}

static void
generated_pair(enum fp_jwt_algorithm algorithm)
{
    const char *name = fp_jwt_algorithm_name(algorithm);
    char *secret = NULL, *open = NULL, *other = NULL, *other_open = NULL;
    unsigned char signature[FP_SIGNATURE_MAX], a[32], b[32];
    struct fp_keys *keys, *same, *rotated, *refused = NULL;
    struct fp_error error;
    size_t len;
    char *one_line;

    assert_int_equal(fp_keys_generate(algorithm, 2048, &secret, &open, NULL),
                     FP_OK);
    assert_int_equal(fp_keys_generate(algorithm, 2048, &other, &other_open,
                                      NULL), FP_OK);
    keys = ring(&(struct fp_keys_config){ .algorithm = name,
                                          .private_key = secret,
                                          .public_key = open });
    one_line = folded(secret);
    same = ring(&(struct fp_keys_config){ .algorithm = name,
                                          .private_key = one_line });
    assert_string_equal(fp_keys_kid(keys), fp_keys_kid(same));
    fp_keys_derive(keys, "a purpose", a);
    fp_keys_derive(same, "a purpose", b);
    assert_memory_equal(a, b, sizeof(a));
    fp_keys_derive(same, "another", b);
    assert_memory_not_equal(a, b, sizeof(a));

    assert_int_equal(fp_keys_sign(keys, "text", 4, signature, &len), FP_OK);
    assert_int_equal(fp_keys_verify(same, fp_keys_kid(keys), "text", 4,
                                    signature, len), FP_OK);
    /* After a rotation the old key still verifies, and only with it. */
    rotated = ring(&(struct fp_keys_config){ .algorithm = name,
                                             .private_key = other,
                                             .previous = open });
    assert_int_equal(fp_keys_verify(rotated, fp_keys_kid(keys), "text", 4,
                                    signature, len), FP_OK);
    assert_int_equal(fp_keys_verify(rotated, fp_keys_kid(rotated), "text", 4,
                                    signature, len), FP_EAUTH);
    assert_int_equal(fp_keys_new(&(struct fp_keys_config){
                                     .algorithm = name,
                                     .private_key = secret,
                                     .public_key = other_open },
                                 &refused, &error), FP_EINVAL);
    assert_string_equal(error.detail,
                        "JWT_PUBLIC_KEY does not belong to JWT_PRIVATE_KEY.");
    fp_keys_free(rotated);
    fp_keys_free(same);
    fp_keys_free(keys);
    free(one_line);
    fp_keys_text_free(secret);
    fp_keys_text_free(open);
    fp_keys_text_free(other);
    fp_keys_text_free(other_open);
}

static void
generate_eddsa(void **state)
{
    (void)state;
    generated_pair(FP_JWT_EDDSA);
}

static void
generate_rs256(void **state)
{
    char *secret = NULL, *open = NULL;

    (void)state;
    generated_pair(FP_JWT_RS256);
    assert_int_equal(fp_keys_generate(FP_JWT_RS256, 1024, &secret, &open,
                                      NULL), FP_EINVAL);
    assert_null(secret);
}

static void
generate_hs256(void **state)
{
    char *secret = NULL, *other = NULL, *none = NULL, both[128];
    struct fp_keys *keys, *rotated;
    unsigned char signature[FP_SIGNATURE_MAX];
    size_t len;

    (void)state;
    assert_int_equal(fp_keys_generate(FP_JWT_HS256, 0, &secret, &none, NULL),
                     FP_OK);
    assert_null(none);
    assert_int_equal(fp_keys_generate(FP_JWT_HS256, 0, &other, &none, NULL),
                     FP_OK);
    assert_string_not_equal(secret, other);
    keys = ring(&(struct fp_keys_config){ .algorithm = "HS256",
                                          .secret = secret });
    snprintf(both, sizeof(both), " %s\n%s\n",
             "another-secret-of-thirty-two-bytes!", secret);
    rotated = ring(&(struct fp_keys_config){
        .algorithm = "HS256", .secret = other, .previous = both });
    assert_int_equal(fp_keys_sign(keys, "text", 4, signature, &len), FP_OK);
    assert_int_equal(fp_keys_verify(rotated, fp_keys_kid(keys), "text", 4,
                                    signature, len), FP_OK);
    assert_int_equal(fp_keys_verify(rotated, NULL, "text", 4, signature, len),
                     FP_OK);
    assert_int_equal(fp_keys_verify(rotated, fp_keys_kid(rotated), "text", 4,
                                    signature, len), FP_EAUTH);
    fp_keys_free(keys);
    fp_keys_free(rotated);
    fp_keys_text_free(secret);
    fp_keys_text_free(other);
}

#define X32 "0123456789abcdef-0123456789abcde"
#define HEX62 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"

static void
refusals(void **state)
{
    static const struct {
        struct fp_keys_config config;
        const char *names; /* what the sentence must say */
    } cases[] = {
        { { .algorithm = NULL }, "JWT_ALGORITHM" },
        { { .algorithm = "none", .secret = X32 }, "JWT_ALGORITHM" },
        { { .algorithm = "hs256", .secret = X32 }, "JWT_ALGORITHM" },
        { { .algorithm = "HS512", .secret = X32 }, "JWT_ALGORITHM" },
        { { .algorithm = "HS256" }, "JWT_SECRET_KEY" },
        { { .algorithm = "HS256", .secret = "" }, "JWT_SECRET_KEY" },
        { { .algorithm = "HS256", .secret = "short" }, "256 bits" },
        { { .algorithm = "HS256",
            .secret = "CHANGE_ME_CHANGE_ME_CHANGE_ME_CHANGE_ME" },
          "placeholder" },
        { { .algorithm = "HS256", .secret = HEX62 }, "256 bits" },
        { { .algorithm = "HS256", .secret = "base64url:" ED_SEED "=" },
          "encoding" },
        { { .algorithm = "HS256", .secret = X32, .previous = "short" },
          "JWT_PREVIOUS_KEYS" },
        { { .algorithm = "HS256", .secret = X32,
            .previous = X32 " " X32 " " X32 " " X32 " " X32 " " X32 " " X32
                        " " X32 " " X32 }, "too many" },
        { { .algorithm = "EdDSA" }, "JWT_PRIVATE_KEY" },
        { { .algorithm = "EdDSA", .secret = X32 }, "JWT_PRIVATE_KEY" },
        { { .algorithm = "EdDSA", .private_key = "AAAA" }, "32 bytes" },
        { { .algorithm = "EdDSA", .public_key = A2_PUBLIC }, "Ed25519" },
        { { .algorithm = "EdDSA", .public_key = ED_PUBLIC ED_PUBLIC },
          "too many" },
        { { .algorithm = "EdDSA", .private_key = ED_SEED,
            .previous = "rubbish" }, "JWT_PREVIOUS_KEYS" },
        { { .algorithm = "RS256", .public_key = ED_PUBLIC }, "RSA" },
        { { .algorithm = "RS256", .private_key = A2_PUBLIC },
          "JWT_PRIVATE_KEY" },
        { { .algorithm = "RS256", .private_key = "rubbish" },
          "JWT_PRIVATE_KEY" },
        { { .algorithm = "RS256",
            .public_key = "-----BEGIN PUBLIC KEY-----\nAAAA\n" },
          "JWT_PUBLIC_KEY" },
        { { .algorithm = "RS256", .public_key = RSA_1024_PUBLIC },
          "2048" },
    };
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(cases); i++) {
        struct fp_keys *keys = NULL;
        struct fp_error error = { 0 };

        if (fp_keys_new(&cases[i].config, &keys, &error) != FP_EINVAL)
            fail_msg("case %zu was accepted", i);
        assert_null(keys);
        if (strstr(error.detail, cases[i].names) == NULL)
            fail_msg("case %zu says \"%s\", not \"%s\"", i, error.detail,
                     cases[i].names);
        /* The sentence goes to logs: no secret may be in it. */
        assert_null(strstr(error.detail, "0123456789"));
    }
}

int
test_keys_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64url),
        cmocka_unit_test(hs256_vector),
        cmocka_unit_test(eddsa_vector),
        cmocka_unit_test(rs256_vector),
        cmocka_unit_test(jwks),
        cmocka_unit_test(generate_hs256),
        cmocka_unit_test(generate_eddsa),
        cmocka_unit_test(generate_rs256),
        cmocka_unit_test(refusals),
    };

    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
