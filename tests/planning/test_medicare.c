/* Medicare's premiums and their adjustment by income against the amounts that
 * CMS published, and what indexing must keep. */
#include "tests/cmocka_fp.h"

#include "base/attr.h"
#include "planning/law/medicare.h"

static struct fp_medicare_law
law_of(int year, enum fp_filing_status status)
{
    struct fp_medicare_law law;

    assert_int_equal(fp_medicare_get(year, status, &law), FP_OK);
    return law;
}

/* Total of Part B a month, as printed by CMS: standard premium and surcharge.
 * SOURCE: CMS fact sheets of 2022-09-27, 2023-10-12, 2024-11-08, 2025-11-14. */
static void
totals_as_published(void **state)
{
    static const struct {
        int year;
        double base, single_over[5], total[6], drug[6];
    } years[] = {
        { 2023, 32.74, { 97000, 123000, 153000, 183000, 500000 },
          { 164.90, 230.80, 329.70, 428.60, 527.50, 560.50 },
          { 0, 12.20, 31.50, 50.70, 70.00, 76.40 } },
        { 2024, 34.70, { 103000, 129000, 161000, 193000, 500000 },
          { 174.70, 244.60, 349.40, 454.20, 559.00, 594.00 },
          { 0, 12.90, 33.30, 53.80, 74.20, 81.00 } },
        { 2025, 36.78, { 106000, 133000, 167000, 200000, 500000 },
          { 185.00, 259.00, 370.00, 480.90, 591.90, 628.90 },
          { 0, 13.70, 35.30, 57.00, 78.60, 85.80 } },
        { 2026, 38.99, { 109000, 137000, 171000, 205000, 500000 },
          { 202.90, 284.10, 405.80, 527.50, 649.20, 689.90 },
          { 0, 14.50, 37.50, 60.40, 83.30, 91.00 } },
    };

    (void)state;
    for (size_t y = 0; y < FP_COUNT(years); y++)
        for (int status = 0; status < FP_FILING_COUNT; status++) {
            struct fp_medicare_law law = law_of(years[y].year, status);
            int joint = status == FP_FILING_MARRIED_JOINT;

            if (status == FP_FILING_MARRIED_SEPARATE)
                continue;
            assert_int_equal(law.n, 6);
            assert_near(law.part_d, years[y].base, 0);
            for (size_t t = 0; t < 6; t++) {
                double from = t == 0 ? 0 : years[y].single_over[t - 1];

                from *= t < 5 ? 1.0 + joint : 1.0 + 0.5 * joint;
                assert_int_equal(fp_medicare_tier(&law, from + 1), t);
                /* At the threshold itself: below, but for the last tier. */
                assert_int_equal(fp_medicare_tier(&law, from),
                                 t == 0 || t == 5 ? t : t - 1);
                assert_near(law.part_b + law.surcharge_b[t],
                            years[y].total[t], 1e-9);
                assert_near(law.surcharge_d[t], years[y].drug[t], 0);
                assert_near(law.surcharge[t],
                            law.surcharge_b[t] + law.surcharge_d[t], 0);
            }
        }
}

/* Separate returns of spouses who lived together: two steps, 2026. */
static void
separate_returns(void **state)
{
    struct fp_medicare_law law = law_of(2026, FP_FILING_MARRIED_SEPARATE);

    (void)state;
    assert_int_equal(law.n, 3);
    assert_int_equal(fp_medicare_tier(&law, 109000), 0);
    assert_int_equal(fp_medicare_tier(&law, 109001), 1);
    assert_int_equal(fp_medicare_tier(&law, 390999.99), 1);
    assert_int_equal(fp_medicare_tier(&law, 391000), 2);
    assert_near(law.surcharge_b[1], 446.30, 0);
    assert_near(law.surcharge_d[1], 83.30, 0);
    assert_near(law.surcharge_b[2], 487.00, 0);
    assert_near(fp_medicare_threshold(&law, 0), 109000, 0);
    assert_near(fp_medicare_threshold(&law, 1), 390999.99, 1e-9);
    assert_true(isinf(fp_medicare_threshold(&law, 2)));
}

/* Staying in a tier to the last cent costs no more than that tier, and the
 * next cent costs the whole step; also after indexing. */
static void
thresholds_are_cliffs(void **state)
{
    (void)state;
    for (int year = 2023; year <= 2040; year++)
        for (int status = 0; status < FP_FILING_COUNT; status++) {
            struct fp_medicare_law law = law_of(year, status);

            if (year > 2026)
                fp_medicare_index(&law, year, 1 + 0.025 * (year - 2026),
                                  &law);
            for (int tier = 0; (size_t)tier + 1 < law.n; tier++) {
                double most = fp_medicare_threshold(&law, tier);

                assert_int_equal(fp_medicare_tier(&law, most), tier);
                assert_int_equal(fp_medicare_tier(&law, most + 0.011),
                                 tier + 1);
                assert_true(law.surcharge[tier + 1] > law.surcharge[tier]);
            }
            assert_true(isinf(fp_medicare_threshold(&law, (int)law.n - 1)));
        }
}

static void
indexing(void **state)
{
    struct fp_medicare_law one = law_of(2026, FP_FILING_SINGLE),
                           two = law_of(2026, FP_FILING_MARRIED_JOINT),
                           apart = law_of(2026, FP_FILING_MARRIED_SEPARATE),
                           out;

    (void)state;
    fp_medicare_index(&two, 2040, 1, &out);
    assert_memory_equal(&out, &two, sizeof(out));
    /* 112,270 and 141,110 to the nearest thousand; 500,000 stays. */
    fp_medicare_index(&one, 2027, 1.03, &out);
    assert_near(out.over[1], 112000, 0);
    assert_near(out.over[2], 141000, 0);
    assert_near(out.over[5], 500000, 0);
    assert_near(out.part_b, 209.0, 1e-9);  /* 208.987 */
    assert_near(out.part_d, 40.16, 1e-9);  /* 40.1597 */
    assert_near(out.surcharge_b[1], 83.6, 1e-9); /* 83.636 */
    fp_medicare_index(&two, 2027, 1.03, &out);
    assert_near(out.over[1], 224000, 0);
    assert_near(out.over[5], 750000, 0);
    fp_medicare_index(&apart, 2027, 1.03, &out);
    assert_near(out.over[1], 112000, 0);
    assert_near(out.over[2], 388000, 0);
    /* Three of four years since 2026 count for the highest. */
    fp_medicare_index(&one, 2030, 1.12, &out);
    assert_near(out.over[5], 544000, 0); /* 544,359 */
    fp_medicare_index(&two, 2030, 1.12, &out);
    assert_near(out.over[5], 816000, 0);
    fp_medicare_index(&apart, 2030, 1.12, &out);
    assert_near(out.over[2], 422000, 0);
    fp_medicare_index(&apart, 2030, 1.12, &apart);
    assert_memory_equal(&apart, &out, sizeof(out));
}

/* The yearly tables obey the rules that indexing uses. */
static void
tables_keep_their_rules(void **state)
{
    double before = 0;

    (void)state;
    for (int year = 2023; year <= 2026; year++) {
        struct fp_medicare_law one = law_of(year, FP_FILING_SINGLE);
        struct fp_medicare_law two = law_of(year, FP_FILING_MARRIED_JOINT);
        struct fp_medicare_law apart =
            law_of(year, FP_FILING_MARRIED_SEPARATE);
        /* 35, 50, 65, 80 and 85 % of the cost against 25 %. */
        static const double shares[] = { 0, 0.4, 1, 1.6, 2.2, 2.4 };

        for (int i = 0; i < 6; i++) {
            assert_near(two.over[i], (i == 5 ? 1.5 : 2.0) * one.over[i], 0);
            assert_near(two.surcharge[i], one.surcharge[i], 0);
            assert_near(one.surcharge_b[i], shares[i] * one.part_b, 0.25);
            /* Of Part D 25.5 %: the base premium in proportion, to 10 cents;
             * 42 U.S.C. 1395w-113(a)(7)(B). */
            if (i > 0)
                assert_near(one.surcharge_d[i],
                            one.part_d * (0.25 * (1 + shares[i]) - 0.255) /
                                0.255, 0.0501);
        }
        assert_near(apart.over[2], one.over[5] - one.over[1], 0);
        assert_near(apart.surcharge[1], one.surcharge[4], 0);
        assert_near(apart.surcharge[2], one.surcharge[5], 0);
        /* 42 U.S.C. 1395w-113(a)(8): 6 % a year at most, to a cent. */
        assert_true(before == 0 || one.part_d <= 1.06 * before + 0.005);
        before = one.part_d;
    }
}

static void
odd_input(void **state)
{
    struct fp_medicare_law law = { .year = -3 };

    (void)state;
    assert_int_equal(fp_medicare_get(2026, FP_FILING_COUNT, &law),
                     FP_EINVAL);
    assert_int_equal(law.year, -3);
    law = law_of(2026, FP_FILING_SINGLE);
    assert_int_equal(fp_medicare_tier(&law, NAN), 0);
    assert_int_equal(fp_medicare_tier(&law, -5), 0);
    assert_int_equal(fp_medicare_tier(&law, INFINITY), 5);
    assert_near(fp_medicare_threshold(&law, -1), 109000, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_as_published),
        cmocka_unit_test(separate_returns),
        cmocka_unit_test(thresholds_are_cliffs),
        cmocka_unit_test(indexing),
        cmocka_unit_test(tables_keep_their_rules),
        cmocka_unit_test(odd_input),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
