/* Files of data: the historical series, and tax cases. */
#include <math.h>

#include "codec/cases/tax.h"
#include "codec/files/history.h"
#include "planning/market/market_cma.h"
#include "tests/cmocka_fp.h"

static char *
read_history(size_t *len)
{
    const char *srcdir = getenv("FP_SRCDIR");
    char path[1024];
    char *bytes = malloc(1 << 16);
    FILE *file;

    snprintf(path, sizeof(path),
             "%s/fcgi-app/planning/data/us_annual_1928_2025.csv",
             srcdir != NULL ? srcdir : ".");
    file = fopen(path, "rb");
    assert_non_null(file);
    assert_non_null(bytes);
    *len = fread(bytes, 1, 1 << 16, file);
    fclose(file);
    return bytes;
}

/* The defaults are what their source says: moments of the series itself. */
static void
test_default_market(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_history h;
    struct fp_faults faults;
    size_t len;
    char *bytes = read_history(&len);

    (void)state;
    assert_non_null(arena);
    fp_faults_init(&faults, arena);
    assert_int_equal(fp_history_decode("us", bytes, len, arena, &faults, &h),
                     FP_OK);
    assert_int_equal(h.first_year, 1928);
    assert_int_equal(h.n_years, 98);
    assert_near(h.returns[fp_history_column(&h, "us_stock")], 0.4381, 1e-12);
    for (size_t a = 0; a < h.n_columns; a++) {
        const struct fp_row_cma *d = fp_cma_find(h.columns[a]);
        int column = (int)a;
        double sum[2] = { 0 }, square[2] = { 0 };
        size_t n = 0;

        assert_non_null(d);
        for (size_t y = 0; y < h.n_years; y++) {
            double r = h.returns[y * h.n_columns + (size_t)column];
            double real = (1.0 + r) / (1.0 + h.inflation[y]) - 1.0;

            if (isnan(r))
                continue;
            n++;
            sum[0] += real;
            square[0] += real * real;
            sum[1] += r;
            square[1] += r * r;
        }
        for (int k = 0; k < 2; k++) {
            double mean = sum[k] / (double)n;
            double sd = sqrt((square[k] - (double)n * mean * mean) /
                             (double)(n - 1));

            assert_near(k ? d->nominal_mean : d->real_mean, mean, 0.5001e-4);
            assert_near(k ? d->nominal_sd : d->real_sd, sd, 0.5001e-4);
        }
    }
    free(bytes);
    fp_arena_free(arena);
}

static void
test_history_faults(void **state)
{
    static const struct {
        const char *text, *pointer;
    } cases[] = {
        { "# x\nyear,us_stock,cpi_inflation\n1928,1,2\n1930,1,2\n", "/4/year" },
        { "year,us_stock,cpi_inflation\n1928,abc,2\n", "/2/us_stock" },
        { "year,us_stock,cpi_inflation\n1928,-101,2\n", "/2/us_stock" },
        { "year,us_stock\n1928,1\n", "/1/year" },
        { "year,us_stock,us_bond\n1928,1,2\n", "/1/cpi_inflation" },
        { "", "/0/year" },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        struct fp_arena *arena = fp_arena_new(0);
        struct fp_faults faults;
        struct fp_history h;

        assert_non_null(arena);
        fp_faults_init(&faults, arena);
        assert_int_equal(fp_history_decode("x", cases[i].text,
                                           strlen(cases[i].text), arena,
                                           &faults, &h), FP_EINVAL);
        assert_string_equal(faults.list[0].pointer, cases[i].pointer);
        fp_arena_free(arena);
    }
}

/* Wages of 100,000 in 2026: SOURCE: Rev. Proc. 2025-32, effective 2026-01-01,
 * standard deduction 16,100. */
static void
test_tax_csv(void **state)
{
    static const char text[] =
        "# a comment\ncase_id,year,filing_status,wages_head,agi\n"
        "one,2026,single,100000,0\n";
    static const char wrong[] =
        "case_id,filing_status,wages_head,dependent_ages\n"
        "good,single,100,7;18\nbad,single,100,5;x\nworse,alone,1,0\n";
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_tax_cases cases;
    struct fp_tax_result result;
    struct fp_faults faults;
    struct fp_error error;

    (void)state;
    assert_non_null(arena);
    fp_faults_init(&faults, arena);
    assert_int_equal(fp_tax_cases_csv(text, strlen(text), 2026, arena, &faults,
                                      &cases), FP_OK);
    assert_int_equal(cases.count, 1);
    assert_int_equal(fp_tax_case_compute(&cases.list[0], &result, &error),
                     FP_OK);
    assert_near(result.income_tax, 13170.0, 0.005);
    assert_int_equal(fp_tax_cases_csv(wrong, strlen(wrong), 2026, arena,
                                      &faults, &cases), FP_EINVAL);
    assert_int_equal(cases.count, 1);
    assert_string_equal(cases.list[0].id, "good");
    assert_int_equal(cases.list[0].input.children_under_17, 1);
    assert_int_equal(cases.list[0].input.other_dependents, 1);
    assert_int_equal(cases.list[0].input.eitc_children, 2);
    assert_string_equal(faults.list[0].pointer, "/3/dependent_ages");
    assert_string_equal(faults.list[1].pointer, "/4/filing_status");
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_market),
        cmocka_unit_test(test_history_faults),
        cmocka_unit_test(test_tax_csv),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
