/* auth/digest.c against published vectors. */
#include "tests/cmocka_fp.h"

#include "auth/digest.h"
#include "tests/auth/groups.h"

static void
sha256_vectors(void **state)
{
    char hex[FP_SHA256_HEX];

    (void)state;
    /* SOURCE: NIST FIPS 180-4 examples, "abc" and the 448-bit message. */
    assert_int_equal(fp_auth_sha256_hex("abc", 3, hex), FP_OK);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
                             "b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(fp_auth_sha256_hex(NULL, 0, hex), FP_OK);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb924"
                             "27ae41e4649b934ca495991b7852b855");
    assert_int_equal(fp_auth_sha256_hex(NULL, 1, hex), FP_EINVAL);
}

static void
sha256_in_parts(void **state)
{
    const char *text = "abcdbcdecdefdefgefghfghighij"
                       "hijkijkljklmklmnlmnomnopnopq";
    char whole[FP_SHA256_HEX], parts[FP_SHA256_HEX];
    struct fp_sha256 hash;
    size_t len = strlen(text), i;

    (void)state;
    assert_int_equal(fp_auth_sha256_hex(text, len, whole), FP_OK);
    assert_string_equal(whole, "248d6a61d20638b8e5c026930c3e6039"
                               "a33ce45964ff2167f6ecedd419db06c1");
    fp_sha256_init(&hash);
    for (i = 0; i < len; i++)
        fp_sha256_add(&hash, text + i, 1);
    fp_sha256_add(&hash, NULL, 0);
    fp_sha256_end_hex(&hash, parts);
    assert_string_equal(parts, whole);
}

static void
hmac_vectors(void **state)
{
    /* SOURCE: RFC 4231, test cases 2 and 6 (a key longer than a block). */
    static const unsigned char want2[] = {
        0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24,
        0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27,
        0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};
    static const unsigned char want6[] = {
        0x60, 0xe4, 0x31, 0x59, 0x1e, 0xe0, 0xb6, 0x7f, 0x0d, 0x8a, 0x26,
        0xaa, 0xcb, 0xf5, 0xb7, 0x7f, 0x8e, 0x0b, 0xc6, 0x21, 0x37, 0x28,
        0xc5, 0x14, 0x05, 0x46, 0x04, 0x0f, 0x0e, 0xe3, 0x7f, 0x54};
    const char *text6 =
        "Test Using Larger Than Block-Size Key - Hash Key First";
    unsigned char key6[131], out[FP_SHA256_BYTES];

    (void)state;
    fp_auth_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, out);
    assert_memory_equal(out, want2, sizeof(want2));
    memset(key6, 0xaa, sizeof(key6));
    fp_auth_hmac_sha256(key6, sizeof(key6), text6, strlen(text6), out);
    assert_memory_equal(out, want6, sizeof(want6));
}

static void
keyed_hash_depends_on_both(void **state)
{
    char long_key[200];
    char a[FP_KEYED_HASH_HEX], b[FP_KEYED_HASH_HEX];

    (void)state;
    memset(long_key, 'k', sizeof(long_key));
    fp_auth_keyed_hash_hex("key", 3, "text", 4, a);
    fp_auth_keyed_hash_hex("key", 3, "text", 4, b);
    assert_string_equal(a, b);
    fp_auth_keyed_hash_hex("kez", 3, "text", 4, b);
    assert_string_not_equal(a, b);
    fp_auth_keyed_hash_hex("key", 3, "texu", 4, b);
    assert_string_not_equal(a, b);
    fp_auth_keyed_hash_hex(NULL, 0, "text", 4, b);
    /* SOURCE: BLAKE2b-256 of "text" without a key, as b2sum -l 256 prints. */
    assert_string_equal(b, "b2cf2360422d32610ed5e94cf42b694c"
                           "e2454ccf4a90b91927d508d4ddf8210a");
    /* Every byte of a key longer than BLAKE2b takes still counts. */
    fp_auth_keyed_hash_hex(long_key, sizeof(long_key), "text", 4, a);
    long_key[199] = 'K';
    fp_auth_keyed_hash_hex(long_key, sizeof(long_key), "text", 4, b);
    assert_string_not_equal(a, b);
}

static void
random_and_equal(void **state)
{
    unsigned char a[32] = {0}, b[32] = {0};

    (void)state;
    assert_true(fp_auth_equal(a, b, sizeof(a)));
    fp_auth_random(a, sizeof(a));
    fp_auth_random(b, sizeof(b));
    assert_false(fp_auth_equal(a, b, sizeof(a)));
    memcpy(b, a, sizeof(b));
    assert_true(fp_auth_equal(a, b, sizeof(a)));
    b[31] ^= 1;
    assert_false(fp_auth_equal(a, b, sizeof(a)));
    fp_auth_wipe(a, sizeof(a));
    memset(b, 0, sizeof(b));
    assert_memory_equal(a, b, sizeof(a));
}

int
test_digest_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_vectors),
        cmocka_unit_test(sha256_in_parts),
        cmocka_unit_test(hmac_vectors),
        cmocka_unit_test(keyed_hash_depends_on_both),
        cmocka_unit_test(random_and_equal),
    };

    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
