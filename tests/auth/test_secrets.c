/* auth/totp.c, base32.c, seal.c, opaque.c: published vectors, then what must
 * never be accepted. */
#include "tests/cmocka_fp.h"

#include "auth/base32.h"
#include "auth/digest.h"
#include "auth/opaque.h"
#include "auth/seal.h"
#include "auth/token.h"
#include "auth/totp.h"
#include "tests/auth/groups.h"

/* The secret of RFC 4226, appendix D, and of RFC 6238, appendix B. */
static const unsigned char secret[] = "12345678901234567890";

static void
hotp_vectors(void **state)
{
    /* SOURCE: RFC 4226, appendix D, December 2005. */
    static const uint32_t want[] = { 755224, 287082, 359152, 969429, 338314,
                                     254676, 287922, 162583, 399871, 520489 };
    uint32_t code;
    uint64_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(want); i++) {
        assert_int_equal(fp_hotp(secret, FP_TOTP_SECRET, i, 6, &code), FP_OK);
        assert_int_equal(code, want[i]);
    }
    code = 7;
    assert_int_equal(fp_hotp(secret, 0, 0, 6, &code), FP_EINVAL);
    assert_int_equal(fp_hotp(secret, FP_TOTP_SECRET, 0, 5, &code), FP_EINVAL);
    assert_int_equal(fp_hotp(secret, FP_TOTP_SECRET, 0, 9, &code), FP_EINVAL);
    assert_int_equal(code, 7);
}

static void
totp_vectors(void **state)
{
    /* SOURCE: RFC 6238, appendix B, the rows of SHA1, May 2011. */
    static const struct {
        int64_t at_s;
        uint32_t code;
    } rows[] = {
        { 59, 94287082 },          { 1111111109, 7081804 },
        { 1111111111, 14050471 },  { 1234567890, 89005924 },
        { 2000000000, 69279037 },  { 20000000000, 65353130 },
    };
    char text[16];
    uint32_t code;
    int64_t step;
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(rows); i++) {
        assert_int_equal(fp_hotp(secret, FP_TOTP_SECRET,
                                 (uint64_t)rows[i].at_s / 30, 8, &code),
                         FP_OK);
        assert_int_equal(code, rows[i].code);
        /* Six digits are the last six of eight. */
        snprintf(text, sizeof(text), "%06u", rows[i].code % 1000000);
        step = 0;
        assert_int_equal(fp_totp_check(secret, text, 6, rows[i].at_s, 0,
                                       &step), FP_OK);
        assert_int_equal(step, rows[i].at_s / 30);
    }
}

static void
code_of(int64_t step, char text[16])
{
    uint32_t code;

    assert_int_equal(fp_hotp(secret, FP_TOTP_SECRET, (uint64_t)step, 6,
                             &code), FP_OK);
    snprintf(text, 16, "%06u", code);
}

static void
totp_window_and_replay(void **state)
{
    enum { NOW_S = 1800000015, STEP = 60000000 };
    static const char *const wrong[] = { "", "1", "12345", "1234567", "12345a",
                                         " 12345", "-12345", "+12345" };
    char text[16];
    int64_t step;
    int away;
    size_t i;

    (void)state;
    for (away = -3; away <= 3; away++) {
        enum fp_err want = away >= -1 && away <= 1 ? FP_OK : FP_EAUTH;

        code_of(STEP + away, text);
        step = -9;
        if (fp_totp_check(secret, text, 6, NOW_S, 0, &step) != want)
            fail_msg("a code %d steps away", away);
        assert_int_equal(step, want == FP_OK ? STEP + away : -9);
        /* Used already, or older than one that was. */
        assert_int_equal(fp_totp_check(secret, text, 6, NOW_S, STEP + away,
                                       &step), FP_EAUTH);
        assert_int_equal(fp_totp_check(secret, text, 6, NOW_S, STEP + 1,
                                       &step), FP_EAUTH);
    }
    /* The next step's code is good although this one was used. */
    code_of(STEP + 1, text);
    assert_int_equal(fp_totp_check(secret, text, 6, NOW_S, STEP, &step),
                     FP_OK);
    assert_int_equal(step, STEP + 1);
    for (i = 0; i < FP_COUNT(wrong); i++)
        assert_int_equal(fp_totp_check(secret, wrong[i], strlen(wrong[i]),
                                       NOW_S, 0, &step), FP_EAUTH);
}

static void
base32_vectors(void **state)
{
    /* SOURCE: RFC 4648, section 10, without padding, October 2006. */
    static const char *const plain[] = { "", "f", "fo", "foo", "foob", "fooba",
                                         "foobar" };
    static const char *const text[] = { "", "MY", "MZXQ", "MZXW6", "MZXW6YQ",
                                        "MZXW6YTB", "MZXW6YTBOI" };
    static const char *const bad[] = { "M", "MZ", "MZXW6YTBO", "MZXW1", "M8",
                                       "MY======", "MZXW6_" };
    char out[32];
    size_t i, len;

    (void)state;
    for (i = 0; i < FP_COUNT(plain); i++) {
        fp_base32_encode(plain[i], strlen(plain[i]), out);
        assert_string_equal(out, text[i]);
        assert_int_equal(fp_base32_decode(text[i], strlen(text[i]), out,
                                          sizeof(out), &len), FP_OK);
        assert_int_equal(len, strlen(plain[i]));
        assert_memory_equal(out, plain[i], len);
    }
    assert_int_equal(fp_base32_decode("mzxw-6ytb oi", 12, out, 6, &len),
                     FP_OK);
    assert_int_equal(len, 6);
    assert_memory_equal(out, "foobar", 6);
    assert_int_equal(fp_base32_decode("MZXW6YTBOI", 10, out, 5, &len),
                     FP_ELIMIT);
    for (i = 0; i < FP_COUNT(bad); i++)
        if (fp_base32_decode(bad[i], strlen(bad[i]), out, sizeof(out),
                             &len) != FP_EINVAL)
            fail_msg("accepted \"%s\"", bad[i]);
}

#define KEY_A "0123456789abcdefghijklmnopqrstuv"
#define KEY_B "vutsrqponmlkjihgfedcba9876543210"

static struct fp_sealer *
sealer_of(const char *key, const char *previous)
{
    struct fp_sealer *sealer = NULL;
    struct fp_error error = { 0 };

    if (fp_sealer_new("TOTP_SECRET_KEY", key, "TOTP_PREVIOUS_KEYS", previous,
                      &sealer, &error) != FP_OK)
        fail_msg("%s", error.detail);
    return sealer;
}

static void
seals(void **state)
{
    struct fp_sealer *old = sealer_of(KEY_A, NULL);
    struct fp_sealer *new = sealer_of(KEY_B, " " KEY_A "\n");
    struct fp_sealer *other = sealer_of(KEY_B, "");
    unsigned char sealed[FP_TOTP_SECRET + FP_SEAL_OVERHEAD];
    unsigned char again[sizeof(sealed)], open[FP_TOTP_SECRET];
    struct fp_error error = { 0 };
    struct fp_sealer *none = NULL;
    int stale = -1;
    size_t i;

    (void)state;
    assert_int_equal(fp_seal(old, "totp:a", secret, FP_TOTP_SECRET, sealed),
                     FP_OK);
    assert_int_equal(fp_seal(old, "totp:a", secret, FP_TOTP_SECRET, again),
                     FP_OK);
    assert_memory_not_equal(sealed, again, sizeof(sealed));
    assert_int_equal(fp_unseal(old, "totp:a", sealed, sizeof(sealed), open,
                               &stale), FP_OK);
    assert_int_equal(stale, 0);
    assert_memory_equal(open, secret, FP_TOTP_SECRET);
    /* A rotated key still opens, and says that it is time to seal anew. */
    assert_int_equal(fp_unseal(new, "totp:a", sealed, sizeof(sealed), open,
                               &stale), FP_OK);
    assert_int_equal(stale, 1);
    /* Another user, another key, any changed byte, any cut. */
    assert_int_equal(fp_unseal(old, "totp:b", sealed, sizeof(sealed), open,
                               &stale), FP_EAUTH);
    assert_int_equal(fp_unseal(other, "totp:a", sealed, sizeof(sealed), open,
                               &stale), FP_EAUTH);
    for (i = 0; i < sizeof(sealed); i++) {
        sealed[i] ^= 1;
        assert_int_equal(fp_unseal(old, "totp:a", sealed, sizeof(sealed),
                                   open, &stale), FP_EAUTH);
        sealed[i] ^= 1;
        assert_int_equal(fp_unseal(old, "totp:a", sealed, i, open, &stale),
                         FP_EAUTH);
    }
    assert_int_equal(fp_seal(old, "x", sealed, FP_SEAL_MAX + 1, again),
                     FP_ELIMIT);
    assert_int_equal(fp_sealer_new("TOTP_SECRET_KEY", "short", "P", NULL,
                                   &none, &error), FP_EINVAL);
    assert_non_null(strstr(error.detail, "TOTP_SECRET_KEY"));
    assert_int_equal(fp_sealer_new("TOTP_SECRET_KEY", KEY_A, "P", "short",
                                   &none, &error), FP_EINVAL);
    assert_null(none);
    fp_sealer_free(old);
    fp_sealer_free(new);
    fp_sealer_free(other);
}

static void
api_keys(void **state)
{
    char key[FP_API_KEY], prefix[FP_API_KEY_PREFIX], second[FP_API_KEY];
    unsigned char hash[FP_OPAQUE_HASH], got[FP_OPAQUE_HASH];

    (void)state;
    fp_api_key_new(second, prefix, hash);
    fp_api_key_new(key, prefix, hash);
    assert_string_not_equal(key, second);
    assert_int_equal(strlen(key), FP_API_KEY - 1);
    assert_int_equal(strlen(prefix), FP_API_KEY_PREFIX - 1);
    assert_memory_equal(key, prefix, strlen(prefix));
    assert_true(fp_api_key_like(key));
    assert_false(fp_api_key_like("eyJhbGciOiJFZERTQSJ9"));
    assert_false(fp_api_key_like("fpk"));
    assert_int_equal(fp_api_key_hash(key, strlen(key), got), FP_OK);
    assert_memory_equal(got, hash, sizeof(got));
    assert_int_equal(fp_api_key_hash(second, strlen(second), got), FP_OK);
    assert_memory_not_equal(got, hash, sizeof(got));
    assert_int_equal(fp_api_key_hash(key, strlen(key) - 1, got), FP_EAUTH);
    assert_int_equal(fp_api_key_hash("fpk_", 4, got), FP_EAUTH);
    assert_int_equal(fp_api_key_hash(key + 4, FP_API_KEY - 5, got), FP_EAUTH);
    key[0] = 'F';
    assert_int_equal(fp_api_key_hash(key, strlen(key), got), FP_EAUTH);
}

static void
recovery_codes(void **state)
{
    char code[FP_RECOVERY_CODE], typed[64];
    unsigned char hash[FP_OPAQUE_HASH], got[FP_OPAQUE_HASH];
    size_t i, to = 0;

    (void)state;
    fp_recovery_code_new(code, hash);
    assert_int_equal(strlen(code), 19);
    for (i = 0; i < 19; i++)
        assert_int_equal(code[i] == '-', i % 5 == 4);
    assert_int_equal(fp_recovery_code_hash(code, 19, got), FP_OK);
    assert_memory_equal(got, hash, sizeof(got));
    for (i = 0; i < 19; i++)
        if (code[i] != '-')
            typed[to++] = (char)(code[i] >= 'a' ? code[i] - 'a' + 'A'
                                                : code[i]);
    assert_int_equal(fp_recovery_code_hash(typed, to, got), FP_OK);
    assert_memory_equal(got, hash, sizeof(got));
    assert_int_equal(fp_recovery_code_hash(typed, to - 1, got), FP_EAUTH);
    assert_int_equal(fp_recovery_code_hash("", 0, got), FP_EAUTH);
    assert_int_equal(fp_recovery_code_hash("abcd-efgh-ijkl-mno!", 19, got),
                     FP_EAUTH);
}

int
test_secrets_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hotp_vectors),
        cmocka_unit_test(totp_vectors),
        cmocka_unit_test(totp_window_and_replay),
        cmocka_unit_test(base32_vectors),
        cmocka_unit_test(seals),
        cmocka_unit_test(api_keys),
        cmocka_unit_test(recovery_codes),
    };

    return cmocka_run_group_tests_name("secrets", tests, NULL, NULL);
}
