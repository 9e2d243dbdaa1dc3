/* planning/calculators: the next dollar, cliffs, and how many fit. */
#include "tests/cmocka_fp.h"

#include "planning/calculators/marginal.h"
#include "planning/math/rng.h"

static struct fp_household_law
law_of(const struct fp_household *h)
{
    struct fp_household_law law;

    assert_int_equal(fp_household_law_get(h, &law), FP_OK);
    return law;
}

/* Each dollar beside the benefits taxes 85 cents of them: 22 % becomes 40.7 %
 * (IRC 86; the "tax torpedo" of the literature, e.g. Reichenstein and Meyer,
 * Journal of Financial Planning, July 2018). */
static void
the_torpedo(void **state)
{
    static struct fp_marginal_curve curve;
    struct fp_household h = { .year = 2024, .status = FP_FILING_SINGLE,
                              .input = { .n_taxpayers = 1, .ages = { 70 },
                                         .retirement_income = 30000,
                                         .social_security = 60000 } };
    struct fp_household_law law = law_of(&h);
    double highest = 0;

    (void)state;
    assert_int_equal(fp_marginal_curve(&law, &h, FP_ADD_RETIREMENT, 32000,
                                       321, &curve), FP_OK);
    for (size_t i = 0; i < curve.n_points; i++)
        if (curve.points[i].marginal > highest)
            highest = curve.points[i].marginal;
    assert_near(highest, 0.407, 1e-9);
    /* beyond it the bare 22 % are left */
    assert_near(curve.points[320].marginal, 0.22, 1e-9);
    assert_int_equal(curve.n_cliffs, 0);
}

/* CMS, fact sheet of 2025-11-14: above 109,000 of 2024's income a single
 * person pays 81.20 and 14.50 a month more in 2026; 42 U.S.C. 1395r(i). */
static void
a_dollar_into_the_first_tier(void **state)
{
    static struct fp_marginal_curve curve;
    struct fp_household h = { .year = 2024, .status = FP_FILING_SINGLE,
                              .input = { .n_taxpayers = 1, .ages = { 70 },
                                         .retirement_income = 100000 },
                              .medicare_people = 1 };
    struct fp_household_law law = law_of(&h);
    struct fp_edge edges[FP_EDGES_MAX];
    size_t n, seen = 0;

    (void)state;
    assert_int_equal(fp_marginal_curve(&law, &h, FP_ADD_RETIREMENT, 20000, 3,
                                       &curve), FP_OK);
    assert_int_equal(curve.n_cliffs, 1);
    assert_near(curve.cliffs[0].added, 9000, 0.011);
    assert_near(curve.cliffs[0].step, 12 * 95.70, 0.02);
    assert_int_equal(curve.cliffs[0].part, FP_COST_MEDICARE);
    n = fp_bracket_room(&law, &h, FP_ADD_RETIREMENT, edges);
    for (size_t i = 0; i < n; i++)
        if (edges[i].kind == FP_EDGE_MEDICARE && !seen++) {
            assert_near(edges[i].room, 9000, 0.011);
            assert_near(edges[i].at, 109000, 0);
        }
    assert_int_equal(seen, 5);
}

/* 26 U.S.C. 36B(b)(3)(A)(ii): from 2026 on a dollar above 400 % of the poverty
 * line (Rev. Proc. 2025-25: 9.96 % of income below it) costs the credit. */
static void
the_end_of_the_premium_credit(void **state)
{
    static struct fp_marginal_curve curve;
    struct fp_household h = { .year = 2026, .status = FP_FILING_SINGLE,
                              .input = { .n_taxpayers = 1, .ages = { 60 },
                                         .retirement_income = 60000 },
                              .aca_people = 1, .aca_benchmark = 12000,
                              .aca_premium = 12000 };
    struct fp_household_law law = law_of(&h);
    struct fp_edge edges[FP_EDGES_MAX];
    size_t n, seen = 0;

    (void)state;
    /* HHS guidelines of 2025: 15,650 for one person; four times as much */
    assert_int_equal(fp_marginal_curve(&law, &h, FP_ADD_LONG_GAINS, 5000, 2,
                                       &curve), FP_OK);
    assert_int_equal(curve.n_cliffs, 1);
    assert_near(curve.cliffs[0].added, 2600, 0.011);
    assert_near(curve.cliffs[0].step, 12000 - 0.0996 * 62600, 0.02);
    assert_int_equal(curve.cliffs[0].part, FP_COST_ACA);
    n = fp_bracket_room(&law, &h, FP_ADD_LONG_GAINS, edges);
    for (size_t i = 0; i < n; i++)
        if (edges[i].kind == FP_EDGE_ACA) {
            assert_near(edges[i].room, 2600, 0.011);
            seen++;
        }
    assert_int_equal(seen, 1);
}

/* Rev. Proc. 2024-40: 22 % begins at 48,475 of taxable income in 2025 for a
 * single person, whose standard deduction is 15,750 (Pub. L. 119-21). */
static void
room_in_a_bracket(void **state)
{
    struct fp_household h = { .year = 2025, .status = FP_FILING_SINGLE,
                              .input = { .n_taxpayers = 1, .ages = { 50 },
                                         .wages = { 40000 } } };
    struct fp_household_law law = law_of(&h);
    struct fp_edge edges[FP_EDGES_MAX];
    size_t n = fp_bracket_room(&law, &h, FP_ADD_RETIREMENT, edges), i = 0;

    (void)state;
    while (i < n && edges[i].kind != FP_EDGE_BRACKET)
        i++;
    assert_true(i < n);
    assert_near(edges[i].room, 48475 + 15750 - 40000, 0.011);
    assert_near(edges[i].rate, 0.22, 0);
    assert_near(edges[i].cost, 0.12 * edges[i].room, 0.01);
}

/* The curve adds up: its total is that of the changed return, parts sum to
 * it, and rooms are in order and reach their edges. */
static void
curves_add_up(void **state)
{
    static struct fp_marginal_curve curve;

    (void)state;
    for (uint64_t i = 0; i < 300; i++) {
        enum fp_income_added kind = (enum fp_income_added)(i % FP_ADD_COUNT);
        double u[4];
        struct fp_household h = {
            .year = 2023 + (int)(i % 4),
            .status = (enum fp_filing_status)(i % 5),
            .state = { .state = "CA" }, .medicare_people = (int)(i % 3),
            .aca_people = (int)(i % 2), .aca_benchmark = 9000,
            .aca_premium = 9000
        };
        struct fp_household_law law;
        struct fp_household_costs costs;
        struct fp_edge edges[FP_EDGES_MAX];
        size_t n;

        fp_rng_uniform2(3, i, 0, 0, u);
        fp_rng_uniform2(3, i, 1, 0, u + 2);
        h.input.n_taxpayers = h.status == FP_FILING_MARRIED_JOINT ? 2 : 1;
        h.input.ages[0] = 30 + (int)(50 * u[0]);
        h.input.wages[0] = floor(200000 * u[1]);
        h.input.social_security = floor(40000 * u[2]);
        h.input.long_term_gains = floor(100000 * u[3]);
        law = law_of(&h);
        assert_int_equal(fp_marginal_curve(&law, &h, kind, 50000, 26,
                                           &curve), FP_OK);
        for (size_t k = 0; k < curve.n_points; k++) {
            const struct fp_marginal_point *p = &curve.points[k];
            struct fp_tax_input more =
                fp_household_add(&h.input, kind, p->added);
            double sum = 0;

            fp_household_run(&law, &h, &more, &costs);
            for (int part = 0; part < FP_COST_PARTS; part++)
                sum += p->parts[part];
            assert_near(p->total, costs.total, 1e-9);
            assert_near(sum, p->total, 1e-6);
            assert_near(p->average * p->added,
                        p->total - curve.points[0].total, 1e-6);
        }
        n = fp_bracket_room(&law, &h, kind, edges);
        for (size_t k = 1; k < n; k++)
            assert_true(edges[k].room >= edges[k - 1].room);
    }
}

static void
refuses(void **state)
{
    static struct fp_marginal_curve curve;
    struct fp_household h = { .year = 2024, .status = FP_FILING_SINGLE,
                              .input = { .n_taxpayers = 1 } };
    struct fp_household_law law = law_of(&h);

    (void)state;
    assert_int_equal(fp_marginal_curve(&law, &h, FP_ADD_WAGES, 0, 2, &curve),
                     FP_EINVAL);
    assert_int_equal(fp_marginal_curve(&law, &h, FP_ADD_WAGES, 1, 1, &curve),
                     FP_EINVAL);
    h.year = 1900;
    assert_int_equal(fp_household_law_get(&h, &law), FP_ERANGE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_torpedo),
        cmocka_unit_test(a_dollar_into_the_first_tier),
        cmocka_unit_test(the_end_of_the_premium_credit),
        cmocka_unit_test(room_in_a_bracket),
        cmocka_unit_test(curves_add_up),
        cmocka_unit_test(refuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
