/* The gate's verdict on whole documents: ours, and the public parsing suite
 * where its folder is found (FP_JSON_CORPUS, or beside the sources). */
#include <dirent.h>
#include <unistd.h>

#include "codec/json/gate.h"
#include "tests/cmocka_fp.h"

struct verdict {
    enum fp_err err;
    struct fp_json_fault fault;
};

static struct verdict
gate(const char *bytes, size_t len)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct verdict v = { FP_OK, { 0 } };

    assert_non_null(arena);
    v.err = fp_json_gate(bytes, len, NULL, arena, &v.fault);
    fp_arena_free(arena);
    return v;
}

/* What passes the gate must be readable by the parser behind it. */
static enum fp_err
parse(const char *bytes, size_t len)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct json_object *root = NULL;
    struct fp_faults faults;
    enum fp_err err;

    assert_non_null(arena);
    fp_faults_init(&faults, arena);
    err = fp_json_parse(bytes, len, NULL, arena, &faults, &root);
    assert_int_equal(err == FP_OK, fp_faults_none(&faults));
    fp_arena_free(arena);
    return err;
}

static size_t
read_file(const char *folder, const char *name, char *bytes, size_t room)
{
    char path[1024];
    FILE *file;
    size_t len;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    assert_non_null(file);
    len = fread(bytes, 1, room, file);
    fclose(file);
    assert_true(len < room);
    return len;
}

/* Checks every document of a folder; returns how many there were. wanted
 * tells from a name: 1 accept, 0 refuse, -1 not a document. */
static size_t
check_folder(const char *folder, int (*wanted)(const char *name))
{
    enum { ROOM = 1 << 20 };
    char *bytes = malloc(ROOM);
    DIR *dir = opendir(folder);
    struct dirent *entry;
    size_t n = 0, wrong = 0;

    assert_non_null(bytes);
    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        int want = wanted(entry->d_name);
        size_t len;

        if (want < 0)
            continue;
        len = read_file(folder, entry->d_name, bytes, ROOM);
        n++;
        if ((gate(bytes, len).err == FP_OK) != want ||
            (parse(bytes, len) == FP_OK) != want) {
            print_error("%s: expected to be %s\n", entry->d_name,
                        want ? "accepted" : "refused");
            wrong++;
        }
    }
    closedir(dir);
    free(bytes);
    assert_int_equal(wrong, 0);
    return n;
}

static int
ours(const char *name)
{
    return strncmp(name, "accept_", 7) == 0   ? 1
           : strncmp(name, "refuse_", 7) == 0 ? 0
                                              : -1;
}

static void
test_our_documents(void **state)
{
    const char *srcdir = getenv("FP_SRCDIR");
    char folder[1024];

    (void)state;
    snprintf(folder, sizeof(folder), "%s/tests/codec/data",
             srcdir != NULL ? srcdir : ".");
    assert_true(check_folder(folder, ours) >= 80);
}

/* The suite's own letters, but for what our policy refuses on top: duplicate
 * keys, escaped NUL, and everything that the suite leaves open. */
static int
suite(const char *name)
{
    static const char *const policy[] = {
        "y_object_duplicated_key.json",
        "y_object_duplicated_key_and_value.json",
        "y_object_escaped_null_in_key.json", "y_string_null_escape.json"
    };

    for (size_t i = 0; i < FP_COUNT(policy); i++)
        if (strcmp(name, policy[i]) == 0)
            return 0;
    if (strlen(name) < 3 || name[1] != '_')
        return -1;
    return name[0] == 'y' ? 1 : name[0] == 'n' || name[0] == 'i' ? 0 : -1;
}

static void
test_public_suite(void **state)
{
    const char *folder = getenv("FP_JSON_CORPUS");
    const char *srcdir = getenv("FP_SRCDIR");
    char beside[1024];

    (void)state;
    snprintf(beside, sizeof(beside),
             "%s/../shared/corpora/json-parsing/test_parsing",
             srcdir != NULL ? srcdir : ".");
    if (folder == NULL)
        folder = beside;
    if (access(folder, R_OK) != 0) {
        print_message("the public suite is not here: %s\n", folder);
        skip();
    }
    assert_int_equal(check_folder(folder, suite), 318);
}

static void
expect_fault(const char *text, const char *code, const char *pointer,
             size_t line, size_t column)
{
    struct verdict v = gate(text, strlen(text));

    assert_int_not_equal(v.err, FP_OK);
    assert_string_equal(v.fault.code, code);
    assert_string_equal(v.fault.pointer, pointer);
    assert_int_equal(v.fault.line, line);
    assert_int_equal(v.fault.column, column);
}

static void
test_places(void **state)
{
    (void)state;
    expect_fault("{\"a\": [1,\n  1e400]}", "number_range", "/a/1", 2, 3);
    expect_fault("{\"a/b\": {\"c~d\": nope}}", "syntax", "/a~1b/c~0d", 1, 17);
    expect_fault("{\"a\": 1,\n \"a\": 2}", "duplicate_key", "/a", 2, 2);
    expect_fault("{\"a\": 1,\n \"\\u0061\": 2}", "duplicate_key", "/a", 2, 2);
    expect_fault("{\"p\":[{\"q\":1},{\"q\":1,\"q\":1}]}", "duplicate_key",
                 "/p/1/q", 1, 22);
    expect_fault("[1, 2", "syntax", "/1", 1, 6);
    expect_fault("\xef\xbb\xbf{}", "bom", "", 1, 1);
    expect_fault("{\"a\":\n\"\xe9\"}", "utf8", "", 2, 2);
    expect_fault("{\"a\": 1} x", "syntax", "", 1, 10);
}

/* Keys that differ only in how they are written are the same; keys of equal
 * hash or common beginning are not. */
static void
test_keys(void **state)
{
    static const char *const same[] = {
        "{\"\\u00e9\":1,\"\xc3\xa9\":1}", "{\"\\/\":1,\"/\":1}",
        "{\"\\ud834\\udd1e\":1,\"\xf0\x9d\x84\x9e\":1}",
        "{\"\\n\":1,\"\\u000A\":1}", "{\"\":1,\"\":2}"
    };
    static const char *const different[] = {
        "{\"a\":1,\"A\":1}", "{\"a\":1,\"aa\":1,\"\":1}",
        "{\"\\\\u0061\":1,\"a\":1}", "{\"e\xcc\x81\":1,\"\xc3\xa9\":1}"
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(same); i++)
        assert_string_equal(gate(same[i], strlen(same[i])).fault.code,
                            "duplicate_key");
    for (size_t i = 0; i < FP_COUNT(different); i++)
        assert_int_equal(gate(different[i], strlen(different[i])).err, FP_OK);
}

static void
test_limits(void **state)
{
    static const struct fp_json_limits small = { 40, 3, 2, 3, 8 };
    static const struct {
        const char *text;
        const char *code; /* NULL: accepted */
    } cases[] = {
        { "[1,2,3]", NULL },
        { "[1,2,3,4]", "limit" },
        { "{\"a\":1,\"b\":2}", NULL },
        { "{\"a\":1,\"b\":2,\"c\":3}", "limit" },
        { "[[[1]]]", NULL },
        { "[[[[1]]]]", "depth" },
        { "[[1,2],[3,4],5]", NULL },
        { "[[1,2],[3,4],[5]]", "limit" },
        { "\"0123456789012345678901234567890123456789\"", "limit" },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        struct fp_arena *arena = fp_arena_new(0);
        struct fp_json_fault fault = { 0 };
        enum fp_err err;

        assert_non_null(arena);
        err = fp_json_gate(cases[i].text, strlen(cases[i].text), &small, arena,
                           &fault);
        if (cases[i].code == NULL) {
            assert_int_equal(err, FP_OK);
        } else {
            assert_int_equal(err, FP_ELIMIT);
            assert_string_equal(fault.code, cases[i].code);
        }
        fp_arena_free(arena);
    }
}

static void
test_key_length(void **state)
{
    char text[FP_JSON_KEY_MAX + 16];

    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        int len = snprintf(text, sizeof(text), "{\"%0*d\":1}",
                           FP_JSON_KEY_MAX + extra, 0);

        assert_int_equal(gate(text, (size_t)len).err,
                         extra ? FP_ELIMIT : FP_OK);
    }
}

/* The pointer of a fault under long keys is cut between characters. */
static void
test_long_pointer(void **state)
{
    char text[4096] = "";

    (void)state;
    for (int d = 0; d < 4; d++) {
        strcat(text, "{\"");
        for (int i = 0; i < 120; i++)
            strcat(text, "\xe2\x82\xac");
        strcat(text, "\":");
    }
    strcat(text, "nope");
    assert_string_equal(gate(text, strlen(text)).fault.code, "syntax");
    assert_true(strlen(gate(text, strlen(text)).fault.pointer) <
                FP_JSON_POINTER);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_our_documents),
        cmocka_unit_test(test_public_suite),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_key_length),
        cmocka_unit_test(test_long_pointer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
