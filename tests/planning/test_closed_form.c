/* planning: closed forms against published figures, the C library and
 * identities. */
#include "tests/cmocka_fp.h"

#include "planning/math/closed_form.h"

static void
published_figures(void **state)
{
    struct fp_spv spv = { .drift = 0.07, .sd = 0.2, .median_life = 28.1 };
    double chance;

    (void)state;
    assert_near(fp_lognormal_percentile(1e6, 0.07, 0.15, 30, 0.05),
                1508498.59, 0.005);
    assert_near(fp_lognormal_percentile(1e6, 0.07, 0.15, 30, 0.50),
                5826986.67, 0.005);
    assert_near(fp_lognormal_percentile(1e6, 0.07, 0.15, 30, 0.95),
                22508323.02, 0.005);
    assert_near(fp_merton_share(0.05, 0.02, 0.18, 3), 0.308642, 5e-7);
    assert_int_equal(fp_spv_ruin(&spv, 20, &chance), FP_OK);
    assert_near(chance, 0.2679, 5e-5);
}

static void
gamma_functions(void **state)
{
    (void)state;
    for (double a = 0.01; a < 170; a *= 1.07)
        assert_near(fp_log_gamma(a), lgamma(a), 2e-14 * (1 + fabs(lgamma(a))));
    /* shape 1/2 is the error function, whole shapes are Poisson sums */
    for (double x = 1e-6; x < 300; x *= 1.3) {
        double sum = 0, term = exp(-x);

        assert_near(fp_gamma_p(0.5, x), erf(sqrt(x)), 1e-13);
        assert_near(fp_gamma_q(0.5, x), erfc(sqrt(x)),
                    1e-13 * erfc(sqrt(x)) + 1e-300);
        for (int k = 1; k <= 40; k++) {
            sum += term;
            term *= x / k;
            assert_near(fp_gamma_q(k, x), sum, 1e-13);
            assert_near(fp_gamma_p(k, x) + fp_gamma_q(k, x), 1, 1e-13);
        }
    }
    assert_near(fp_gamma_p(3, 0), 0, 0);
    assert_near(fp_gamma_q(3, 0), 1, 0);
    /* P(a+1, x) = P(a, x) - x^a e^-x / Gamma(a+1), any shape */
    for (double a = 0.3; a < 900; a *= 1.7)
        for (double x = a / 4; x < 4 * a; x *= 1.2)
            assert_near(fp_gamma_p(a + 1, x),
                        fp_gamma_p(a, x) - exp(a * log(x) - x -
                                               lgamma(a + 1)), 2e-12);
}

static void
quantiles_invert(void **state)
{
    static const double chances[] = { 1e-9, 1e-4, 0.05, 0.5, 0.9, 0.9999 };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(chances); i++) {
        double p = chances[i];

        for (double a = 0.2; a < 200; a *= 2.3)
            assert_near(fp_gamma_p(a, fp_gamma_quantile(a, p)), p,
                        1e-10 * p + 1e-13);
        assert_near(fp_normal_cdf(fp_normal_quantile(p)), p, 1e-12 * p);
        assert_near(fp_normal_quantile(p), -fp_normal_quantile(1 - p),
                    1e-6);
    }
    for (double z = -12; z < 8; z += 0.01)
        assert_near(fp_normal_cdf(z), erfc(-z / sqrt(2)) / 2,
                    2e-13 * erfc(-z / sqrt(2)));
    assert_near(fp_normal_quantile(0.975), 1.959963984540054, 1e-13);
    assert_near(fp_normal_quantile(0.5), 0, 0);
}

/* The gamma law is exact for a life without end: then the mean of the present
 * value, by its own integral, is the limit of the discounted means. */
static void
present_value_of_spending(void **state)
{
    struct fp_spv forever = { .drift = 0.06, .sd = 0.15,
                              .median_life = INFINITY };
    struct fp_spv spv = { .drift = 0.05, .sd = 0.18, .median_life = 20 };
    double shape, scale, mean, wealth, chance, out = 42;

    (void)state;
    assert_int_equal(fp_spv_gamma(&forever, &shape, &scale), FP_OK);
    assert_near(shape, 2 * 0.06 / 0.0225 - 1, 1e-12);
    assert_near(scale, 0.0225 / 2, 1e-15);
    /* E = integral of exp(-(drift - sd^2) t) */
    assert_int_equal(fp_spv_mean(&forever, &mean), FP_OK);
    assert_near(mean, 1 / (0.06 - 0.0225), 1e-10);
    /* the mean with a lifetime: the hazard adds to the discount */
    assert_int_equal(fp_spv_mean(&spv, &mean), FP_OK);
    assert_near(mean, 1 / (0.05 - 0.0324 + log(2) / 20), 1e-10);
    for (double p = 0.05; p < 1; p += 0.1) {
        assert_int_equal(fp_spv_wealth(&spv, p, &wealth), FP_OK);
        assert_int_equal(fp_spv_ruin(&spv, wealth, &chance), FP_OK);
        assert_near(chance, 1 - p, 1e-11);
    }
    assert_int_equal(fp_spv_ruin(&spv, 0, &chance), FP_OK);
    assert_near(chance, 1, 0);
    /* ruin falls with wealth and rises with risk */
    {
        double last = 1;

        for (double w = 1; w < 100; w += 1) {
            assert_int_equal(fp_spv_ruin(&spv, w, &chance), FP_OK);
            assert_true(chance < last);
            last = chance;
        }
    }
    forever.drift = -0.02;
    assert_int_equal(fp_spv_ruin(&forever, 20, &out), FP_EDOM);
    forever.drift = 0.02; /* shape 0.78: no mean */
    assert_int_equal(fp_spv_mean(&forever, &out), FP_EDOM);
    spv.sd = 0;
    assert_int_equal(fp_spv_wealth(&spv, 0.5, &out), FP_EDOM);
    spv.sd = 0.2;
    assert_int_equal(fp_spv_wealth(&spv, 1, &out), FP_EDOM);
    assert_near(out, 42, 0);
}

static void
moments_of_a_simple_return(void **state)
{
    double drift, sd;

    (void)state;
    fp_lognormal_drift(0.07, 0.18, &drift, &sd);
    assert_near(exp(drift), 1.07, 1e-15);
    assert_near(sqrt(exp(2 * drift) * (exp(sd * sd) - 1)), 0.18, 1e-15);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_figures),
        cmocka_unit_test(gamma_functions),
        cmocka_unit_test(quantiles_invert),
        cmocka_unit_test(present_value_of_spending),
        cmocka_unit_test(moments_of_a_simple_return),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
