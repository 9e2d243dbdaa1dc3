/* planning: Cholesky, eigenvalues, and the nearest correlation matrix. */
#include "tests/cmocka_fp.h"

#include "planning/market/correlation.h"
#include "planning/math/rng.h"

static struct fp_matrix
three(double ab, double ac, double bc)
{
    struct fp_matrix m = { { { 1.0, ab, ac }, { ab, 1.0, bc },
                             { ac, bc, 1.0 } } };

    return m;
}

/* A symmetric matrix with ones on the diagonal and uniforms of -1 to 1 beside
 * it: no correlations, as a rule. */
static struct fp_matrix
random_matrix(uint64_t seed, size_t n)
{
    struct fp_matrix m = { { { 0.0 } } };

    for (size_t i = 0; i < n; i++) {
        m.at[i][i] = 1.0;
        for (size_t j = 0; j < i; j++) {
            double u[2];

            fp_rng_uniform2(seed, i, (uint32_t)j, 0, u);
            m.at[i][j] = m.at[j][i] = 2.0 * u[0] - 1.0;
        }
    }
    return m;
}

static double
distance(const struct fp_matrix *a, const struct fp_matrix *b, size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            sum += (a->at[i][j] - b->at[i][j]) * (a->at[i][j] - b->at[i][j]);
    return sqrt(sum);
}

/* The example of Higham (2002), section 4: off the diagonal 0.7607 and 0.1573,
 * at a distance of 0.5278. */
static void
higham_example(void **state)
{
    struct fp_matrix given = three(1.0, 0.0, 1.0), nearest;
    double change = fp_correlation_nearest(&given, 3, &nearest);

    (void)state;
    print_message("nearest to [1 1 0; 1 1 1; 0 1 1]: %.4f %.4f, distance "
                  "%.4f, largest change %.4f\n", nearest.at[0][1],
                  nearest.at[0][2], distance(&given, &nearest, 3), change);
    assert_near(nearest.at[0][1], 0.7607, 0.5e-4);
    assert_near(nearest.at[1][2], 0.7607, 0.5e-4);
    assert_near(nearest.at[0][2], 0.1573, 0.5e-4);
    assert_near(distance(&given, &nearest, 3), 0.5278, 0.5e-4);
    assert_near(change, 1.0 - 0.7607, 0.5e-4);
    for (int i = 0; i < 3; i++)
        assert_true(nearest.at[i][i] == 1.0);
}

/* Eigenvectors times eigenvalues give the matrix back. */
static void
eigen_rebuilds(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        size_t n = 1 + seed % FP_CORRELATION_MAX;
        struct fp_matrix m = random_matrix(seed, n), v;
        double values[FP_CORRELATION_MAX];

        fp_correlation_eigen(&m, n, values, &v);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                double sum = 0.0, dot = 0.0;

                for (size_t k = 0; k < n; k++) {
                    sum += v.at[i][k] * values[k] * v.at[j][k];
                    dot += v.at[k][i] * v.at[k][j];
                }
                assert_near(sum, m.at[i][j], 1e-12);
                assert_near(dot, i == j ? 1.0 : 0.0, 1e-12);
            }
    }
}

/* What is found is a correlation matrix, and no nearer one lies on the way to
 * other correlation matrices (the set is convex). */
static void
nearest_is_nearest(void **state)
{
    int repaired = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        size_t n = 3 + seed % 6;
        struct fp_matrix given = random_matrix(seed, n), nearest, lower;
        double values[FP_CORRELATION_MAX], best;

        if (fp_correlation_cholesky(&given, n, &lower) == FP_OK)
            continue;
        repaired++;
        (void)fp_correlation_nearest(&given, n, &nearest);
        assert_int_equal(fp_correlation_cholesky(&nearest, n, &lower), FP_OK);
        fp_correlation_eigen(&nearest, n, values, &lower);
        best = distance(&given, &nearest, n);
        for (size_t i = 0; i < n; i++) {
            assert_true(values[i] > -1e-9);
            for (size_t j = 0; j < n; j++)
                assert_true(nearest.at[i][j] == nearest.at[j][i] &&
                            fabs(nearest.at[i][j]) <= 1.0 + 1e-12);
        }
        for (uint64_t other = 1; other <= 20; other++) {
            struct fp_matrix to = random_matrix(1000 * seed + other, n), mix;

            (void)fp_correlation_nearest(&to, n, &to);
            for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n; j++)
                    mix.at[i][j] =
                        0.98 * nearest.at[i][j] + 0.02 * to.at[i][j];
            assert_true(distance(&given, &mix, n) >= best - 1e-9);
        }
    }
    assert_true(repaired > 20);
}

static void
good_ones_stay(void **state)
{
    struct fp_matrix given = three(0.5, -0.2, 0.3), nearest, lower;

    (void)state;
    assert_true(fp_correlation_nearest(&given, 3, &nearest) < 1e-12);
    assert_int_equal(fp_correlation_cholesky(&given, 3, &lower), FP_OK);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            double sum = 0.0;

            for (int k = 0; k < 3; k++)
                sum += lower.at[i][k] * lower.at[j][k];
            assert_near(sum, given.at[i][j], 1e-14);
        }
    given = three(0.9, 0.9, -0.9);
    assert_int_equal(fp_correlation_cholesky(&given, 3, &lower), FP_EDOM);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(higham_example),
        cmocka_unit_test(eigen_rebuilds),
        cmocka_unit_test(nearest_is_nearest),
        cmocka_unit_test(good_ones_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
