/* Bank files: CSV, and both kinds of OFX. */
#include "tests/cmocka_fp.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "codec/files/import_parts.h"

typedef enum fp_err (*reader)(const char *, size_t, struct fp_arena *,
                              struct fp_faults *, struct fp_import *);

struct run {
    struct fp_arena *arena;
    struct fp_faults faults;
    struct fp_import import;
    enum fp_err err;
};

static void
run(struct run *r, reader read, const char *text, size_t len)
{
    r->arena = fp_arena_new(0);
    fp_faults_init(&r->faults, r->arena);
    memset(&r->import, 0, sizeof(r->import));
    r->err = read(text, len, r->arena, &r->faults, &r->import);
}

static void
good(struct run *r, reader read, const char *text)
{
    run(r, read, text, strlen(text));
    if (r->err != FP_OK)
        fail_msg("%s %s: %s", r->faults.list[0].pointer,
                 r->faults.list[0].code, r->faults.list[0].detail);
}

static void
bad(reader read, const char *text, const char *pointer, const char *code)
{
    struct run r;

    run(&r, read, text, strlen(text));
    assert_int_not_equal(r.err, FP_OK);
    assert_int_equal(r.import.count, 0);
    assert_true(r.faults.count > 0);
    if (strcmp(r.faults.list[0].pointer, pointer) != 0 ||
        strcmp(r.faults.list[0].code, code) != 0)
        fail_msg("%s %s in place of %s %s", r.faults.list[0].pointer,
                 r.faults.list[0].code, pointer, code);
    fp_arena_free(r.arena);
}

static void
line_is(const struct fp_import_line *line, size_t at, const char *date,
        int64_t cents, const char *description, const char *id)
{
    assert_int_equal(line->line, at);
    assert_string_equal(line->date, date);
    assert_true(line->cents == cents);
    assert_string_equal(line->description, description);
    if (id == NULL)
        assert_null(line->external_id);
    else
        assert_string_equal(line->external_id, id);
}

static void
test_amounts(void **state)
{
    static const struct {
        const char *text;
        int comma;
        int64_t want;
    } cases[] = {
        { "0", 0, 0 }, { "12", 0, 1200 }, { "-12.3", 0, -1230 },
        { ".5", 0, 50 }, { "5.", 0, 500 }, { "007.10", 0, 710 },
        { "$1,234.56", 0, 123456 }, { "-$1,234,567.80", 0, -123456780 },
        { "(5.00)", 0, -500 }, { "5.00-", 0, -500 }, { "+5", 0, 500 },
        { "12,50", 1, 1250 }, { "-0,05", 1, -5 }, { "1.2000", 1, 120 },
        { "1000000000000", 0, 100000000000000 },
        { " ($ 7.25) ", 0, -725 }, { "$-3", 0, -300 },
    };
    static const char *const wrong[] = {
        "", "-", ".", "--5", "1.234", "12,50", "1,23,456", "five", "1e3",
        "5 USD", "1.2.3", "10-5", "1 2", "(5", "5)", "((5))", "1$2", "-5-",
        "(-5)", "-", "()", "1,234.5,6", "1000000000000.01",
        "99999999999999999999999999999999999999999999999999",
    };
    int64_t cents;

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        cents = 77;
        if (!fp_import_cents(cases[i].text, cases[i].comma, &cents) ||
            cents != cases[i].want)
            fail_msg("%s is %lld", cases[i].text, (long long)cents);
    }
    for (size_t i = 0; i < FP_COUNT(wrong); i++) {
        cents = 77;
        if (fp_import_cents(wrong[i], 0, &cents) || cents != 77)
            fail_msg("%s was taken", wrong[i]);
    }
}

static void
test_csv(void **state)
{
    struct run r;

    (void)state;
    good(&r, fp_import_csv,
         "\xef\xbb\xbfPosting Date,Description,Amount,Balance,Category,FITID\r\n"
         "1/31/2026,\"Caf\xc3\xa9, \"\"Roma\"\"\",-12.34,1,Food,a1\r\n"
         "\r\n"
         "2026-02-01,  Pay  ,\"$1,000.00\",2,,\r\n");
    assert_int_equal(r.import.count, 2);
    line_is(&r.import.lines[0], 2, "2026-01-31", -1234,
            "Caf\xc3\xa9, \"Roma\"", "a1");
    assert_string_equal(r.import.lines[0].category, "Food");
    line_is(&r.import.lines[1], 4, "2026-02-01", 100000, "Pay", NULL);
    assert_null(r.import.lines[1].category);
    fp_arena_free(r.arena);
    good(&r, fp_import_csv,
         "Date,Payee,Debit,Credit\n2026-01-02,Rent,900,\n"
         "2026-01-03,Pay,,1500.5\n2026-01-04,Fee,-2.00,\n");
    assert_true(r.import.lines[0].cents == -90000);
    assert_true(r.import.lines[1].cents == 150050);
    assert_true(r.import.lines[2].cents == -200);
    fp_arena_free(r.arena);
    /* Windows-1252: the euro sign and an accent. */
    good(&r, fp_import_csv, "date,amount,memo\n2026-01-02,1,\x80 caf\xe9\n");
    assert_string_equal(r.import.lines[0].description,
                        "\xe2\x82\xac caf\xc3\xa9");
    fp_arena_free(r.arena);
}

static void
test_csv_faults(void **state)
{
    (void)state;
    bad(fp_import_csv, "amount\n1\n", "/1/date", "required");
    bad(fp_import_csv, "date,debit\n2026-01-01,1\n", "/1/amount", "required");
    bad(fp_import_csv, "date,amount\n2026-02-30,1\n", "/2/date", "value");
    bad(fp_import_csv, "date,amount\n31/1/2026,1\n", "/2/date", "value");
    bad(fp_import_csv, "date,amount\n1/1/26,1\n", "/2/date", "value");
    bad(fp_import_csv, "date,amount\n2026-01-01,1.005\n", "/2/amount",
        "value");
    bad(fp_import_csv, "date,debit,credit\n2026-01-01,1,1\n", "/2/amount",
        "value");
    bad(fp_import_csv, "date,amount\n2026-01-01,\"1\n", "/2", "syntax");
    bad(fp_import_csv, "date,amount\n", "/1", "empty");
    bad(fp_import_csv, "", "/1", "empty");
}

/* A statement as banks send it in OFX 1: no end tags, text in Windows-1252,
 * offsets in times. */
static const char sgml[] =
    "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\n"
    "ENCODING:USASCII\r\nCHARSET:1252\r\nCOMPRESSION:NONE\r\n"
    "OLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
    "<OFX>\r\n<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD\r\n"
    "<BANKTRANLIST><DTSTART>20260101<DTEND>20260201\r\n"
    "<STMTTRN>\r\n<TRNTYPE>DEBIT\r\n<DTPOSTED>20260131120000.000[-5:EST]\r\n"
    "<TRNAMT>-12.34\r\n<FITID>2026-1\r\n<NAME>AT&T Caf\xe9\r\n"
    "<MEMO>bill &amp; fee\r\n</STMTTRN>\r\n"
    "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260201<TRNAMT>+1500,50"
    "<FITID>2026-2<NAME>PAY<MEMO>PAY ROLL</STMTTRN>\r\n"
    "</BANKTRANLIST><LEDGERBAL><BALAMT>1<DTASOF>20260201</LEDGERBAL>"
    "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\r\n";

/* The same in OFX 2. */
static const char xml[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n"
    "<?OFX OFXHEADER=\"200\" VERSION=\"220\" SECURITY=\"NONE\"?>\n"
    "<!-- a comment with <STMTTRN> in it -->\n"
    "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD</CURDEF>\n"
    "<BANKTRANLIST>\n"
    "<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20260131120000</DTPOSTED>\n"
    "<TRNAMT>-12.34</TRNAMT><FITID>2026-1</FITID>\n"
    "<NAME>AT&amp;T Caf&#xe9;</NAME><MEMO>bill &amp; fee</MEMO></STMTTRN>\n"
    "<STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20260201</DTPOSTED>\n"
    "<TRNAMT>1500.50</TRNAMT><FITID>2026-2</FITID><NAME>PAY</NAME>\n"
    "<MEMO>PAY ROLL</MEMO></STMTTRN>\n"
    "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n";

static void
test_ofx(void **state)
{
    static const char *const files[] = { sgml, xml };
    static const size_t first[] = { 14, 6 };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(files); i++) {
        struct run r;

        good(&r, fp_import_ofx, files[i]);
        assert_int_equal(r.import.count, 2);
        line_is(&r.import.lines[0], first[i], "2026-01-31", -1234,
                "AT&T Caf\xc3\xa9 bill & fee", "2026-1");
        line_is(&r.import.lines[1], i == 0 ? 22 : 9, "2026-02-01", 150050,
                "PAY ROLL", "2026-2");
        fp_arena_free(r.arena);
    }
}

#define ONE(inside) "<OFX>\n<STMTTRN>\n" inside "</STMTTRN></OFX>"
#define DAY "<DTPOSTED>20260101"
#define SUM "<TRNAMT>1"
#define ID "<FITID>x"

static void
test_ofx_faults(void **state)
{
    (void)state;
    bad(fp_import_ofx, "", "/1/OFX", "syntax");
    bad(fp_import_ofx, "date,amount\n", "/2/OFX", "syntax");
    bad(fp_import_ofx, "<OFX></OFX>", "/1/STMTTRN", "empty");
    bad(fp_import_ofx, ONE(SUM ID), "/2/DTPOSTED", "required");
    bad(fp_import_ofx, ONE(DAY ID), "/2/TRNAMT", "required");
    bad(fp_import_ofx, ONE(DAY SUM), "/2/FITID", "required");
    bad(fp_import_ofx, ONE("<DTPOSTED>20260230" SUM ID), "/2/DTPOSTED",
        "value");
    bad(fp_import_ofx, ONE(DAY "<TRNAMT>1.001" ID), "/2/TRNAMT", "value");
    bad(fp_import_ofx, "<OFX><CURDEF>EUR" ONE(DAY SUM ID), "/1/CURDEF",
        "currency");
    bad(fp_import_ofx,
        ONE(DAY SUM ID "<CURRENCY><CURSYM>EUR</CURRENCY>"), "/3/CURSYM",
        "currency");
    bad(fp_import_ofx, "<!DOCTYPE OFX [<!ENTITY x SYSTEM \"file:///\">]>"
        ONE(DAY SUM ID), "/1", "doctype");
    bad(fp_import_ofx, ONE(DAY SUM ID "<![CDATA[x]]>"), "/3", "doctype");
    bad(fp_import_ofx, "<OFX><STMTTRN>" DAY "</OFX>", "/1/STMTTRN", "syntax");
    bad(fp_import_ofx, "<OFX><STMTTRN><STMTTRN>", "/1/STMTTRN", "syntax");
    bad(fp_import_ofx, "<OFX", "/1", "syntax");
    bad(fp_import_ofx, "<OFX><>", "/1", "syntax");
    bad(fp_import_ofx, "<OFX><!-- ", "/1", "syntax");
}

/* Limits, and that a long description is cut at a whole character. */
static void
test_limits(void **state)
{
    enum { ROWS = FP_IMPORT_LINES_MAX + 1 };
    static const char row[] = "2026-01-01,1,x\n";
    char *text = calloc(1, 32 + ROWS * sizeof(row));
    char name[2400] = "date,amount,memo\n2026-01-01,1,";
    size_t n = strlen(name);
    struct run r;

    (void)state;
    assert_non_null(text);
    strcpy(text, "date,amount,memo\n");
    for (size_t i = 0, at = strlen(text); i < ROWS; i++, at += strlen(row))
        memcpy(text + at, row, sizeof(row));
    bad(fp_import_csv, text, "/10002", "limit");
    text[strlen(text) - strlen(row)] = '\0';
    good(&r, fp_import_csv, text);
    assert_int_equal(r.import.count, FP_IMPORT_LINES_MAX);
    fp_arena_free(r.arena);
    free(text);
    for (int i = 0; i < 600; i++, n += 2)
        memcpy(name + n, "\xc3\xa9", 3);
    good(&r, fp_import_csv, name);
    assert_int_equal(strlen(r.import.lines[0].description),
                     2 * FP_IMPORT_DESCRIPTION_MAX);
    fp_arena_free(r.arena);
}

/* Any byte of good files changed to any of some: never a crash, and a good
 * outcome has whole lines. Run with the sanitizers this is the fuzzing of both
 * readers; its corpus are the files above. */
static void
test_mutations(void **state)
{
    static const char csv[] = "date,amount,memo,id\n2026-01-31,\"-1,234.5\",x,"
                              "1\n1/2/2026,$5,\"a \"\"b\"\"\",\n";
    static const struct {
        reader read;
        const char *text;
    } seeds[] = { { fp_import_csv, csv }, { fp_import_ofx, sgml },
                  { fp_import_ofx, xml } };
    static const char bytes[] = "<>/&;\"'#,\n\r\t -.019Zx\x80\xff";

    (void)state;
    for (size_t s = 0; s < FP_COUNT(seeds); s++) {
        size_t len = strlen(seeds[s].text);
        char *copy = malloc(len);

        assert_non_null(copy);
        for (size_t i = 0; i < len; i++)
            for (size_t b = 0; b < sizeof(bytes); b++) {
                struct run r;

                memcpy(copy, seeds[s].text, len);
                copy[i] = bytes[b];
                run(&r, seeds[s].read, copy, b == 0 ? i : len);
                assert_true((r.err == FP_OK) == fp_faults_none(&r.faults));
                for (size_t n = 0; n < r.import.count; n++) {
                    assert_int_equal(strlen(r.import.lines[n].date), 10);
                    assert_non_null(r.import.lines[n].description);
                }
                fp_arena_free(r.arena);
            }
        free(copy);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_csv_faults),
        cmocka_unit_test(test_ofx),
        cmocka_unit_test(test_ofx_faults),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_mutations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
