/* What providers reply, in the shapes that they reply in, and what is made of
 * it. Asking is tested over the whole program (test_market_data.py in
 * tests/storage). */
#include "tests/cmocka_fp.h"

#include "market/https.h"
#include "market/market.h"
#include "market/provider.h"

/* A key, and where Alpha Vantage repeats it. */
#define KEY "ABCDEF0123456789"

static struct fp_market_answer answer;

static enum fp_market_outcome
read_n(const struct fp_market_provider *provider, int history,
       const char *body, size_t len)
{
    struct fp_arena *arena = fp_arena_new(0);

    memset(&answer, 0, sizeof(answer));
    provider->read(body, len, history, arena, &answer);
    fp_arena_free(arena);
    /* Prices, and none without them. */
    assert_true((answer.outcome == FP_MARKET_GOT) == (answer.n > 0));
    return answer.outcome;
}

static enum fp_market_outcome
read_of(const struct fp_market_provider *provider, int history,
        const char *body)
{
    return read_n(provider, history, body, strlen(body));
}

#define QUOTE(price, day)                                                     \
    "{\n    \"Global Quote\": {\n"                                            \
    "        \"01. symbol\": \"VTI\",\n"                                      \
    "        \"02. open\": \"330.1000\",\n"                                   \
    "        \"05. price\": " price ",\n"                                     \
    "        \"06. volume\": \"2938471\",\n"                                  \
    "        \"07. latest trading day\": " day ",\n"                          \
    "        \"10. change percent\": \"0.4711%\"\n    }\n}"

static void
alpha_vantage_quote(void **state)
{
    static const struct {
        const char *body;
        enum fp_market_outcome want;
    } cases[] = {
        { QUOTE("\"331.2700\"", "\"2026-11-27\""), FP_MARKET_GOT },
        { "{\"Global Quote\": {}}", FP_MARKET_UNKNOWN },
        { QUOTE("\"0.0000\"", "\"2026-11-27\""), FP_MARKET_GARBLED },
        { QUOTE("\"-3.5\"", "\"2026-11-27\""), FP_MARKET_GARBLED },
        { QUOTE("\"331,27\"", "\"2026-11-27\""), FP_MARKET_GARBLED },
        { QUOTE("\"331.27\"", "\"2026-02-30\""), FP_MARKET_GARBLED },
        { QUOTE("\"331.27\"", "null"), FP_MARKET_GARBLED },
        { QUOTE("\"1000000001\"", "\"2026-11-27\""), FP_MARKET_GARBLED },
        { QUOTE("\"1.123456789\"", "\"2026-11-27\""), FP_MARKET_GARBLED },
        { QUOTE("{}", "\"2026-11-27\""), FP_MARKET_GARBLED },
        { "{\"Global Quote\": []}", FP_MARKET_GARBLED },
        { "{\"Global Quote\": \"soon\"}", FP_MARKET_GARBLED },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++)
        if (read_of(&fp_market_alpha_vantage, 0, cases[i].body) !=
            cases[i].want)
            fail_msg("%s: %s", cases[i].body,
                     fp_market_outcome_word(answer.outcome));
    assert_int_equal(read_of(&fp_market_alpha_vantage, 0, cases[0].body),
                     FP_MARKET_GOT);
    assert_int_equal(answer.n, 1);
    assert_string_equal(answer.prices[0].date, "2026-11-27");
    /* Digits are what was said, not a double near it. */
    assert_string_equal(answer.prices[0].close, "331.27");
    read_of(&fp_market_alpha_vantage, 0,
            QUOTE("\"999999999.99999999\"", "\"2026-11-27\""));
    assert_string_equal(answer.prices[0].close, "999999999.99999999");
}

static void
alpha_vantage_refusals(void **state)
{
    static const struct {
        const char *body;
        enum fp_market_outcome want;
    } cases[] = {
        { "{\"Note\": \"Thank you for using Alpha Vantage! Our standard API "
          "call frequency is 5 calls per minute and 500 calls per day. "
          "Please visit https://www.alphavantage.co/premium/ if you would "
          "like to target a higher API call frequency.\"}",
          FP_MARKET_LIMITED },
        { "{\"Information\": \"We have detected your API key as " KEY " and "
          "our standard API rate limit is 25 requests per day. Please "
          "subscribe to any of the premium plans to instantly remove all "
          "daily rate limits.\"}", FP_MARKET_LIMITED },
        { "{\"Information\": \"Please consider spreading out your free API "
          "requests more sparingly (1 request per second). You may subscribe "
          "to any of the premium plans to lift the free key rate limit (25 "
          "requests per day).\"}", FP_MARKET_LIMITED },
        { "{\"Information\": \"Thank you for using Alpha Vantage! This is a "
          "premium endpoint. You may subscribe to any of the premium "
          "plans.\"}", FP_MARKET_UNKNOWN },
        { "{\"Information\": \"The **demo** API key is for demo purposes "
          "only. Please claim your free API key.\"}", FP_MARKET_REFUSED },
        { "{\"Error Message\": \"the parameter apikey is invalid or missing. "
          "Please claim your free API key.\"}", FP_MARKET_REFUSED },
        { "{\"Error Message\": \"Invalid API call. Please retry or visit the "
          "documentation (https://www.alphavantage.co/documentation/) for "
          "TIME_SERIES_DAILY.\"}", FP_MARKET_UNKNOWN },
        { "{\"Information\": \"We are on holiday.\"}", FP_MARKET_GARBLED },
        { "{\"Note\": 7}", FP_MARKET_GARBLED },
        { "{}", FP_MARKET_GARBLED },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++)
        for (int history = 0; history < 2; history++)
            if (read_of(&fp_market_alpha_vantage, history, cases[i].body) !=
                cases[i].want)
                fail_msg("%s: %s", cases[i].body,
                         fp_market_outcome_word(answer.outcome));
}

#define DAY(date, close)                                                      \
    "\"" date "\": {\"1. open\": \"1.0\", \"4. close\": " close               \
    ", \"5. volume\": \"1\"}"
#define DAYS(days)                                                            \
    "{\"Meta Data\": {\"2. Symbol\": \"VTI\"},"                               \
    " \"Time Series (Daily)\": {" days "}}"

static void
alpha_vantage_history(void **state)
{
    char body[64 << 10];
    size_t n = 0;

    (void)state;
    assert_int_equal(
        read_of(&fp_market_alpha_vantage, 1,
                DAYS(DAY("2026-11-27", "\"331.2700\"") ", "
                     DAY("2026-11-26", "\"329.9\""))), FP_MARKET_GOT);
    assert_int_equal(answer.n, 2);
    assert_string_equal(answer.prices[1].date, "2026-11-26");
    assert_string_equal(answer.prices[1].close, "329.9");
    assert_int_equal(read_of(&fp_market_alpha_vantage, 1, DAYS("")),
                     FP_MARKET_UNKNOWN);
    /* One day that is none: none of them is believed. */
    assert_int_equal(
        read_of(&fp_market_alpha_vantage, 1,
                DAYS(DAY("2026-11-27", "\"1.5\"") ", "
                     DAY("2026-11-2x", "\"1.5\""))), FP_MARKET_GARBLED);
    assert_int_equal(
        read_of(&fp_market_alpha_vantage, 1,
                DAYS(DAY("2026-11-27", "\"1.5\"") ", "
                     DAY("2026-11-26", "null"))), FP_MARKET_GARBLED);
    assert_int_equal(
        read_of(&fp_market_alpha_vantage, 1,
                DAYS(DAY("2026-11-27", "\"1.5\"") ", "
                     DAY("2026-11-27", "\"1.6\""))), FP_MARKET_GARBLED);
    /* More days than are taken: the first, which are the newest. */
    n = (size_t)snprintf(body, sizeof(body), "%s",
                         "{\"Time Series (Daily)\": {");
    for (int i = 0; i < FP_MARKET_PRICES_MAX + 50; i++)
        n += (size_t)snprintf(body + n, sizeof(body) - n,
                              "%s\"%d-%02d-%02d\": {\"4. close\": \"%d\"}",
                              i > 0 ? "," : "", 2026 - i / 300,
                              12 - i / 25 % 12, 28 - i % 25, i + 1);
    n += (size_t)snprintf(body + n, sizeof(body) - n, "}}");
    assert_int_equal(read_n(&fp_market_alpha_vantage, 1, body, n),
                     FP_MARKET_GOT);
    assert_int_equal(answer.n, FP_MARKET_PRICES_MAX);
    assert_string_equal(answer.prices[0].date, "2026-12-28");
}

static void
finnhub_quote(void **state)
{
    static const struct {
        const char *body;
        enum fp_market_outcome want;
        const char *close, *date;
    } cases[] = {
        /* 2020-02-25, 12:00 in New York */
        { "{\"c\":261.74,\"h\":263.31,\"l\":260.68,\"o\":261.07,"
          "\"pc\":259.45,\"t\":1582641000}", FP_MARKET_GOT, "261.74",
          "2020-02-25" },
        /* the end of after-hours trading, tomorrow in UTC already */
        { "{\"c\":0.00000001,\"d\":null,\"t\":1577840400}", FP_MARKET_GOT,
          "0.00000001", "2019-12-31" },
        { "{\"c\":1e2,\"t\":1582641000}", FP_MARKET_GOT, "100",
          "2020-02-25" },
        { "{\"c\":0,\"d\":null,\"dp\":null,\"h\":0,\"l\":0,\"o\":0,\"pc\":0,"
          "\"t\":0}", FP_MARKET_UNKNOWN, NULL, NULL },
        { "{\"c\":261.74,\"t\":0}", FP_MARKET_GARBLED, NULL, NULL },
        { "{\"c\":0,\"t\":1582641000}", FP_MARKET_GARBLED, NULL, NULL },
        { "{\"c\":null,\"t\":1582641000}", FP_MARKET_GARBLED, NULL, NULL },
        { "{\"c\":-1,\"t\":1582641000}", FP_MARKET_GARBLED, NULL, NULL },
        { "{\"c\":1.5,\"t\":1582641000.5}", FP_MARKET_GARBLED, NULL, NULL },
        { "{\"c\":1.5,\"t\":99999999999999}", FP_MARKET_GARBLED, NULL, NULL },
        { "{\"c\":1.123456789,\"t\":1582641000}", FP_MARKET_GARBLED, NULL,
          NULL },
        { "{\"error\":\"You don't have access to this resource.\"}",
          FP_MARKET_GARBLED, NULL, NULL },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        if (read_of(&fp_market_finnhub, 0, cases[i].body) != cases[i].want)
            fail_msg("%s: %s", cases[i].body,
                     fp_market_outcome_word(answer.outcome));
        if (cases[i].want == FP_MARKET_GOT) {
            assert_string_equal(answer.prices[0].close, cases[i].close);
            assert_string_equal(answer.prices[0].date, cases[i].date);
        }
    }
}

/* Neither provider's; both must say so. */
static void
garbage(void **state)
{
    static const char *const bodies[] = {
        "", " ", "null", "[]", "7", "\"text\"", "{", "{\"c\":1.5,\"t\":",
        "<html><body>502 Bad Gateway</body></html>",
        "{\"c\":1.5,\"c\":2.5,\"t\":1582641000}",
        "{\"Global Quote\": {}, \"Global Quote\": {}}",
        "{\"c\":1.5,\"t\":1582641000} {}", "{\"c\":NaN,\"t\":1582641000}",
        "{\"c\":01.5,\"t\":1582641000}", "\xef\xbb\xbf{\"c\":1.5}",
        "{\"c\":\"\xff\",\"t\":1}", "{\"a\":[[[[[[[[[[]]]]]]]]]]}",
    };
    static const char nul[] = "{\"c\":1.5,\"t\":1582641000}\0";
    static char huge[FP_MARKET_REPLY_MAX + 2];

    (void)state;
    for (size_t i = 0; i < FP_COUNT(bodies); i++)
        for (int history = 0; history < 2; history++) {
            assert_int_equal(read_of(&fp_market_finnhub, history, bodies[i]),
                             FP_MARKET_GARBLED);
            assert_int_equal(read_of(&fp_market_alpha_vantage, history,
                                     bodies[i]), FP_MARKET_GARBLED);
        }
    assert_int_equal(read_n(&fp_market_finnhub, 0, nul, sizeof(nul)),
                     FP_MARKET_GARBLED);
    memset(huge, ' ', sizeof(huge));
    memcpy(huge, "{\"c\":1.5,\"t\":1582641000}", 24);
    assert_int_equal(read_n(&fp_market_finnhub, 0, huge, sizeof(huge)),
                     FP_MARKET_GARBLED);
}

/* Replies with a byte changed, left out or cut off: whatever comes of it is
 * prices or none, and a price is always one. */
static void
mutations(void **state)
{
    static const char *const bodies[] = {
        QUOTE("\"331.2700\"", "\"2026-11-27\""),
        DAYS(DAY("2026-11-27", "\"331.27\"") ", "
             DAY("2026-11-26", "\"329.9\"")),
        "{\"c\":261.74,\"h\":263.31,\"pc\":259.45,\"t\":1582641000}",
    };
    static const char put[] = "\0\"\\{}[]:,.-09eE \xff";
    char body[1024];

    (void)state;
    for (size_t i = 0; i < FP_COUNT(bodies); i++) {
        const size_t len = strlen(bodies[i]);

        for (size_t at = 0; at < len; at++)
            for (size_t c = 0; c < sizeof(put); c++) {
                size_t n = len;

                memcpy(body, bodies[i], len);
                if (c < sizeof(put) - 1) {
                    body[at] = put[c];
                } else if (at % 2 == 0) {
                    n = at;
                } else {
                    memmove(body + at, body + at + 1, len - at - 1);
                    n = len - 1;
                }
                read_n(&fp_market_alpha_vantage, i == 1, body, n);
                read_n(&fp_market_finnhub, 0, body, n);
                for (size_t k = 0; k < answer.n; k++) {
                    assert_int_equal(strlen(answer.prices[k].date), 10);
                    assert_true(atof(answer.prices[k].close) > 0);
                }
            }
    }
}

static void
symbols(void **state)
{
    static const char *const good[][2] = {
        { "VTI", "VTI" }, { "vtsax", "VTSAX" }, { "F", "F" },
        { "BRK.B", "BRK.B" }, { "brk-b", "BRK-B" }, { "ABCDEF", "ABCDEF" },
        { "ABCDEF.A", "ABCDEF.A" }, { "C3AI", "C3AI" },
    };
    /* Too long, other exchanges, what would leave the query or the path. */
    static const char *const bad[] = {
        "", "ABCDEFG", "VOD.L", "TSCO.LON", "7203.T", "3M", "A.", ".A",
        "A.AB", "A&B", "A/B", "A B", "VTI ", "A%20", "A\n", "BRK.B.A",
        "\xc3\x89", "A..B", "A=B", "A#",
    };
    char symbol[FP_MARKET_SYMBOL] = "kept";

    (void)state;
    for (size_t i = 0; i < FP_COUNT(bad); i++)
        if (fp_market_symbol(bad[i], strlen(bad[i]), symbol) == FP_OK)
            fail_msg("took %s", bad[i]);
    assert_string_equal(symbol, "kept");
    for (size_t i = 0; i < FP_COUNT(good); i++) {
        assert_int_equal(fp_market_symbol(good[i][0], strlen(good[i][0]),
                                          symbol), FP_OK);
        assert_string_equal(symbol, good[i][1]);
    }
    assert_int_equal(fp_market_symbol("VTI,BND", 3, symbol), FP_OK);
    assert_string_equal(symbol, "VTI");
    assert_int_equal(fp_market_symbol("A\0B", 3, symbol), FP_EINVAL);
}

static void
addresses(void **state)
{
    static const char *const good[] = {
        "https://finnhub.io", "https://proxy.example.com:8443/finnhub/",
        "http://127.0.0.1:8080", "http://localhost/", "http://[::1]:1",
        "http://localhost",
    };
    static const char *const bad[] = {
        "", "finnhub.io", "http://finnhub.io", "http://127.0.0.1.evil.org",
        "http://localhost.evil.org", "http://localhost@evil.org",
        "https://user@finnhub.io", "https://", "https:///x", "ftp://x",
        "file:///etc/passwd", "https://a.org?x", "https://a.org#x",
        "https://a b", "https://a\r\nX: y",
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(good); i++)
        if (!fp_https_good(good[i]))
            fail_msg("refused %s", good[i]);
    for (size_t i = 0; i < FP_COUNT(bad); i++)
        if (fp_https_good(bad[i]))
            fail_msg("took %s", bad[i]);
}

/* What is asked, and that faults of keys do not repeat them. */
static void
questions(void **state)
{
    char target[FP_MARKET_ASK_MAX], header[FP_MARKET_ASK_MAX];
    struct fp_market_config config = { .timeout_ms = 1000, .per_minute = 60,
                                       .pause_ms = 1 };
    struct fp_market *market = NULL;
    struct fp_error error = { .code = FP_OK };

    (void)state;
    fp_market_finnhub.ask("BRK.B", 0, KEY, target, header);
    assert_string_equal(target, "/api/v1/quote?symbol=BRK.B");
    assert_string_equal(header, "X-Finnhub-Token: " KEY);
    fp_market_alpha_vantage.ask("VTI", 1, KEY, target, header);
    assert_string_equal(target, "/query?function=TIME_SERIES_DAILY&"
                                "outputsize=compact&symbol=VTI&datatype=json"
                                "&apikey=" KEY);
    assert_string_equal(header, "");
    config.of[FP_MARKET_FINNHUB].key = KEY "\r\nHost: evil.org";
    assert_int_equal(fp_market_new(&config, &market, &error), FP_EINVAL);
    assert_null(strstr(error.detail, KEY));
    config.of[FP_MARKET_FINNHUB].key = KEY;
    config.of[FP_MARKET_FINNHUB].url = "http://" KEY ".org";
    assert_int_equal(fp_market_new(&config, &market, &error), FP_EINVAL);
    assert_null(strstr(error.detail, KEY));
    config.of[FP_MARKET_FINNHUB].url = NULL;
    assert_int_equal(fp_market_new(&config, &market, &error), FP_OK);
    assert_true(fp_market_open(market));
    assert_string_equal(fp_market_standing(market, FP_MARKET_ALPHA_VANTAGE),
                        "no_key");
    fp_market_free(market);
    config.of[FP_MARKET_FINNHUB].key = NULL;
    assert_int_equal(fp_market_new(&config, &market, &error), FP_OK);
    assert_false(fp_market_open(market));
    fp_market_free(market);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alpha_vantage_quote),
        cmocka_unit_test(alpha_vantage_refusals),
        cmocka_unit_test(alpha_vantage_history),
        cmocka_unit_test(finnhub_quote),
        cmocka_unit_test(garbage),
        cmocka_unit_test(mutations),
        cmocka_unit_test(symbols),
        cmocka_unit_test(addresses),
        cmocka_unit_test(questions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
