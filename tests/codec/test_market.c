/* Decoding markets: every model through the canonical document and back, what
 * is assumed, and what is refused where. */
#include "codec/plan/decode.h"
#include "codec/plan/encode.h"
#include "planning/market/history.h"
#include "planning/market/market_cma.h"
#include "tests/cmocka_fp.h"

enum { TEXT = 8192 };

struct decoded {
    struct fp_arena *arena;
    struct fp_faults faults;
    struct fp_plan_document document;
    enum fp_err err;
};

/* A plan of two assets with this market (JSON text). */
static struct decoded
decode_market(const char *first, const char *second, const char *market)
{
    struct decoded d = { .arena = fp_arena_new(0) };
    char text[TEXT];

    assert_non_null(d.arena);
    fp_faults_init(&d.faults, d.arena);
    snprintf(text, sizeof(text),
             "{\"start_year\": 2026, \"household\": {\"people\": [{\"id\": "
             "\"ann\", \"birth_year\": 1961}]}, \"accounts\": [{\"id\": "
             "\"ira\", \"type\": \"traditional\", \"balance\": 500000, "
             "\"allocation\": {\"%s\": 0.6, \"%s\": 0.4}}], \"market\": %s}",
             first, second, market);
    d.err = fp_plan_decode(text, strlen(text), d.arena, &d.faults,
                           &d.document);
    return d;
}

static struct decoded
good(const char *market)
{
    struct decoded d = decode_market("us_stock", "us_bond", market);

    for (size_t i = 0; i < d.faults.count; i++)
        print_error("%s: %s %s: %s\n", market, d.faults.list[i].pointer,
                    d.faults.list[i].code, d.faults.list[i].detail);
    assert_int_equal(d.err, FP_OK);
    return d;
}

static const struct fp_assumption *
assumption(const struct decoded *d, const char *pointer)
{
    for (size_t i = 0; i < d->document.assumed.count; i++)
        if (strcmp(d->document.assumed.list[i].pointer, pointer) == 0)
            return &d->document.assumed.list[i];
    return NULL;
}

#define MOMENTS "\"assets\": {\"us_stock\": {\"mean\": 0.07, \"sd\": 0.18}, " \
                "\"us_bond\": {\"mean\": 0.03, \"sd\": 0.06}}"
#define REGIMES                                                               \
    "\"regimes\": [{\"id\": \"good\", " MOMENTS ", \"correlations\": "        \
    "{\"us_stock/us_bond\": -0.2}}, {\"id\": \"bad\", " MOMENTS "}], "        \
    "\"transition\": [[0.9, 0.1], [0.4, 0.6]]"
#define ROWS                                                                  \
    "[{\"year\": 2001, \"us_stock\": -0.1, \"us_bond\": 0.05, "               \
    "\"inflation\": 0.03}, {\"year\": 2002, \"us_stock\": 0.2, "              \
    "\"us_bond\": 0, \"inflation\": 0.01}]"

static const char *const markets[] = {
    "{" MOMENTS "}",
    "{\"parameters\": \"log\", " MOMENTS "}",
    "{\"model\": \"student_t\", \"degrees_of_freedom\": 4.5}",
    "{\"model\": \"student_t\", \"correlations\": {\"us_stock/us_bond\": 0}}",
    "{\"model\": \"regime\"}",
    "{\"model\": \"regime\", \"start_regime\": \"turbulent\"}",
    "{\"model\": \"regime\", \"correlations\": {\"us_bond/us_stock\": 0.3}, "
    REGIMES ", \"regime_step\": \"month\", \"start_regime\": \"bad\"}",
    "{\"model\": \"bootstrap\", \"bootstrap\": \"stationary\", "
    "\"block_years\": 8, \"inflation\": {\"model\": \"bootstrap\"}}",
    "{\"model\": \"bootstrap\", \"inflation\": {\"model\": \"ar1\"}}",
    "{\"model\": \"historical\", \"series\": " ROWS "}",
    "{\"model\": \"fixed\", \"assets\": {\"us_stock\": {\"mean\": 0.05, "
    "\"sd\": 0.1, \"class\": \"other\"}}}",
    "{\"inflation\": {\"model\": \"ar1\", \"mean\": 0.03, \"sd\": 0.015, "
    "\"persistence\": 0.5, \"start\": 0.04}, \"correlations\": "
    "{\"us_bond/inflation\": -0.3}}",
    "{\"sampler\": \"antithetic\", \"control_variate\": true}",
    "{\"conditioning\": {\"cape\": 35, \"bond_yield\": 0.042}}",
    "{\"opening\": [{\"us_stock\": -0.4, \"us_bond\": 0.1, "
    "\"inflation\": 0.02}]}",
    "{\"tilt\": {\"years\": 10, \"inflation\": 0.05, \"returns\": "
    "{\"us_stock\": -0.04}}}",
};

/* Encoding, decoding and encoding again gives the same bytes, and the second
 * decoding assumes nothing of the market. */
static void
round_trips(void **state)
{
    (void)state;
    for (size_t i = 0; i < FP_COUNT(markets); i++) {
        struct decoded once = good(markets[i]), twice;
        struct fp_buf a, b;

        fp_buf_init(&a, 1 << 20);
        fp_buf_init(&b, 1 << 20);
        fp_plan_encode_market(&a, &once.document.plan.market);
        assert_int_equal(fp_buf_error(&a), FP_OK);
        twice = good(fp_buf_text(&a));
        fp_plan_encode_market(&b, &twice.document.plan.market);
        assert_string_equal(fp_buf_text(&a), fp_buf_text(&b));
        for (size_t k = 0; k < twice.document.assumed.count; k++) {
            const char *pointer = twice.document.assumed.list[k].pointer;

            if (strncmp(pointer, "/market/", 8) == 0 &&
                strcmp(pointer, "/market/regimes") != 0)
                fail_msg("%s: %s is assumed again", markets[i], pointer);
        }
        fp_buf_fini(&a);
        fp_buf_fini(&b);
        fp_arena_free(once.arena);
        fp_arena_free(twice.arena);
    }
}

static void
values_arrive(void **state)
{
    struct decoded d = good(markets[6]);
    const struct fp_market *m = &d.document.plan.market;

    (void)state;
    /* Alphabetical: us_bond, us_stock. */
    assert_int_equal(m->model, FP_MARKET_REGIME);
    assert_int_equal(m->n_regimes, 2);
    assert_int_equal(m->start_regime, 2);
    assert_int_equal(m->regime_monthly, 1);
    assert_near(m->regimes[0].means[1], 0.07, 0.0);
    assert_near(m->regimes[0].correlations[0][1], -0.2, 0.0);
    assert_near(m->regimes[1].correlations[1][0], 0.3, 0.0);
    assert_near(m->transition[1][0], 0.4, 0.0);
    fp_arena_free(d.arena);
    d = good(markets[9]);
    m = &d.document.plan.market;
    assert_int_equal(m->series->first_year, 2001);
    assert_int_equal(m->series->n_years, 2);
    assert_near(m->series->returns[1], -0.1, 0.0);
    assert_near(m->series->inflation[1], 0.01, 0.0);
    fp_arena_free(d.arena);
    d = good(markets[11]);
    m = &d.document.plan.market;
    assert_near(m->inflation_correlations[0], -0.3, 0.0);
    assert_true(m->has_inflation_start);
    assert_near(m->inflation_start, 0.04, 0.0);
    fp_arena_free(d.arena);
}

/* Assets of the table need no moments, whatever stands of the other; the
 * source of what is taken is told. */
static void
table_fills_in(void **state)
{
    struct decoded d = decode_market("intl_developed_eq", "tips", "{}");
    const struct fp_market *m = &d.document.plan.market;
    const struct fp_row_cma *row = fp_cma_find("tips");

    (void)state;
    assert_int_equal(d.err, FP_OK);
    assert_near(m->assets[1].mean, row->real_mean, 0.0);
    assert_near(m->assets[1].sd, row->real_sd, 0.0);
    assert_near(m->correlations[0][1], 0.12, 0.0);
    assert_string_equal(assumption(&d, "/market/assets/tips")->text,
                        row->source);
    assert_non_null(strstr(
        assumption(&d, "/market/correlations/intl_developed_eq~1tips")->text,
        "Horizon"));
    fp_arena_free(d.arena);
    d = decode_market("us_stock", "tips",
                      "{\"basis\": \"nominal\", \"assets\": {\"us_stock\": "
                      "{\"mean\": 0.08}, \"tips\": {\"sd\": 0.05}}}");
    m = &d.document.plan.market;
    assert_int_equal(d.err, FP_OK);
    assert_near(m->assets[0].mean, row->nominal_mean, 0.0);
    assert_near(m->assets[0].sd, 0.05, 0.0);
    assert_near(m->assets[1].mean, 0.08, 0.0);
    assert_near(m->assets[1].sd, 0.1940, 0.0);
    assert_non_null(assumption(&d, "/market/assets/tips/mean"));
    assert_null(assumption(&d, "/market/assets/tips/sd"));
    /* us_stock is like us_large_cap. */
    assert_near(m->correlations[0][1], 0.06, 0.0);
    fp_arena_free(d.arena);
}

static void
repairs_are_told(void **state)
{
    struct decoded d = decode_market(
        "a", "b",
        "{\"assets\": {\"a\": {\"mean\": 0.05, \"sd\": 0.1}, \"b\": "
        "{\"mean\": 0.05, \"sd\": 0.1}, \"c\": {\"mean\": 0.05, \"sd\": 0.1}},"
        " \"correlations\": {\"a/b\": 1, \"b/c\": 1, \"a/c\": 0}}");
    int told = 0;

    (void)state;
    assert_int_equal(d.err, FP_OK);
    for (size_t i = 0; i < d.document.warnings.count; i++) {
        const struct fp_fault *w = &d.document.warnings.list[i];

        if (strcmp(w->pointer, "/market/correlations") != 0)
            continue;
        told++;
        assert_string_equal(w->code, "repaired");
        assert_non_null(strstr(w->detail, "a/b 1.0000 -> 0.7607"));
        assert_non_null(strstr(w->detail, "a/c 0.0000 -> 0.1573"));
    }
    assert_int_equal(told, 1);
    /* What was stated stays in the document. */
    assert_true(d.document.plan.market.correlations[0][1] == 1.0);
    fp_arena_free(d.arena);
}

static void
faults_are_pointed_at(void **state)
{
    static const struct {
        const char *market, *pointer, *code;
    } cases[] = {
        { "{\"model\": \"garch\"}", "/market/model", "value" },
        { "{\"degrees_of_freedom\": 5}", "/market/degrees_of_freedom",
          "combination" },
        { "{\"model\": \"student_t\", \"degrees_of_freedom\": 2}",
          "/market/degrees_of_freedom", "range" },
        { "{\"transition\": [[1]]}", "/market/transition", "combination" },
        { "{\"model\": \"regime\", \"start_regime\": \"bull\"}",
          "/market/start_regime", "reference" },
        { "{\"model\": \"regime\", " REGIMES ", \"start_regime\": \"x\"}",
          "/market/start_regime", "reference" },
        { "{\"model\": \"regime\", \"regimes\": [{\"id\": \"one\", " MOMENTS
          "}], \"transition\": [[1]]}", "/market/regimes", "count" },
        { "{\"model\": \"regime\", \"regimes\": [{\"id\": \"a\", \"assets\": "
          "{\"us_bond\": {\"mean\": 0, \"sd\": 0}}}, {\"id\": \"b\", " MOMENTS
          "}], \"transition\": [[1, 0], [0, 1]]}", "/market/regimes/0/assets",
          "required" },
        { "{\"model\": \"regime\", \"regimes\": [{\"id\": \"a\", " MOMENTS
          "}, {\"id\": \"b\", " MOMENTS "}], \"transition\": [[1, 0], "
          "[0.5, 0.4]]}", "/market/transition/1", "sum" },
        { "{\"model\": \"regime\", \"regimes\": [{\"id\": \"a\", " MOMENTS
          "}, {\"id\": \"b\", " MOMENTS "}], \"transition\": [[1, 0]]}",
          "/market/transition", "count" },
        { "{\"series\": " ROWS "}", "/market/series", "combination" },
        { "{\"model\": \"bootstrap\", \"series\": [{\"year\": 2001, "
          "\"us_stock\": 0.1, \"inflation\": 0}]}", "/market/series/0",
          "required" },
        { "{\"model\": \"bootstrap\", \"series\": [{\"year\": 2001, "
          "\"us_stock\": 0.1, \"us_bond\": 0, \"gold\": 1, "
          "\"inflation\": 0}]}", "/market/series/0/gold", "reference" },
        { "{\"model\": \"bootstrap\", \"series\": [{\"year\": 2001, "
          "\"us_stock\": 0.1, \"us_bond\": -1.5, \"inflation\": 0}]}",
          "/market/series/0/us_bond", "range" },
        { "{\"opening\": []}", "/market/opening", "count" },
        { "{\"opening\": [{\"us_stock\": -2, \"us_bond\": 0, "
          "\"inflation\": 0}]}", "/market/opening/0/us_stock", "range" },
        { "{\"conditioning\": {\"cape\": 0}}", "/market/conditioning/cape",
          "range" },
        { "{\"conditioning\": {}}", "/market/conditioning", "required" },
        { "{\"model\": \"bootstrap\", \"conditioning\": {\"cape\": 30}}",
          "/market/conditioning", "combination" },
        { "{\"inflation\": {\"sd\": 0.02}}", "/market/inflation/sd",
          "combination" },
        { "{\"inflation\": {\"model\": \"ar1\", \"persistence\": 1}}",
          "/market/inflation/persistence", "range" },
        { "{\"correlations\": {\"us_stock/inflation\": 0.1}}",
          "/market/correlations/us_stock~1inflation", "reference" },
        { "{\"assets\": {\"us_stock\": {\"class\": \"equity\"}}}",
          "/market/assets/us_stock/class", "value" },
        { "{\"tilt\": {\"returns\": {}}}", "/market/tilt/years",
          "required" },
        { "{\"tilt\": {\"years\": 5, \"returns\": {\"gold\": 0.1}}}",
          "/market/tilt/returns/gold", "reference" },
        { "{\"tilt\": {\"years\": 5, \"returns\": {\"us_bond\": -2}}}",
          "/market/tilt/returns/us_bond", "range" },
        { "{\"tilt\": {\"years\": 5, \"inflation\": 5}}",
          "/market/tilt/inflation", "range" },
        { "{\"parameters\": \"geometric\"}", "/market/parameters", "value" },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        struct decoded d =
            decode_market("us_stock", "us_bond", cases[i].market);
        int found = 0;

        assert_int_equal(d.err, FP_EINVAL);
        for (size_t k = 0; k < d.faults.count; k++)
            found |= strcmp(d.faults.list[k].pointer, cases[i].pointer) == 0 &&
                     strcmp(d.faults.list[k].code, cases[i].code) == 0;
        if (!found) {
            for (size_t k = 0; k < d.faults.count; k++)
                print_error("found %s %s\n", d.faults.list[k].pointer,
                            d.faults.list[k].code);
            fail_msg("%s: no %s at %s", cases[i].market, cases[i].code,
                     cases[i].pointer);
        }
        fp_arena_free(d.arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips),
        cmocka_unit_test(values_arrive),
        cmocka_unit_test(table_fills_in),
        cmocka_unit_test(repairs_are_told),
        cmocka_unit_test(faults_are_pointed_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
