/* Answers that mathematics gives without sampling: what the engines are held
 * against, and quick answers of their own.
 *
 * Rates a year. drift and sd are those of continuous compounding: the log of
 * wealth grows by drift - sd^2/2 a year on average, with deviation sd; the
 * mean of wealth grows by e^drift. Pure; thread-safe. */
#ifndef FP_PLANNING_CLOSED_FORM_H
#define FP_PLANNING_CLOSED_FORM_H

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* log Gamma(a), a > 0: absolute error below 1e-14 (1 + |value|).
 * SOURCE: Stirling's series, Abramowitz & Stegun 6.1.40, after the recurrence
 * to a >= 12. */
double fp_log_gamma(double a);

/* Regularised incomplete gamma function P(a, x), the chance that a gamma
 * variable of shape a and scale 1 is below x; and Q = 1 - P without loss of
 * digits. a > 0, x >= 0; absolute error below 1e-13 for a <= 1000.
 * SOURCE: the series and the continued fraction, Abramowitz & Stegun 6.5.29
 * and 6.5.31. */
double fp_gamma_p(double a, double x);
double fp_gamma_q(double a, double x);

/* x with P(a, x) = p, 0 < p < 1; relative error below 1e-11. */
double fp_gamma_quantile(double a, double p);

/* Standard normal: chance below z (relative precision in the lower tail too),
 * and z for a chance strictly between 0 and 1. */
double fp_normal_cdf(double z);
double fp_normal_quantile(double p);

/* Wealth at the p-quantile after so many years, nothing added or spent. */
double fp_lognormal_percentile(double wealth, double drift, double sd,
                               double years, double p);

/* The drift and deviation of the log that give a yearly simple return the
 * arithmetic mean `mean` and deviation `sd`: drift is for these functions.
 * mean > -1. */
void fp_lognormal_drift(double mean, double sd, double *drift,
                        double *log_sd) FP_NONNULL(3, 4);

/* Best constant share of the risky asset for a constant relative risk
 * aversion: (drift - safe) / (aversion sd^2).
 * SOURCE: Merton (1969), Review of Economics and Statistics 51, 247-257. */
double fp_merton_share(double drift, double safe, double sd,
                       double aversion);

/* Present value of spending 1 a year, continuously, for an exponential
 * lifetime of that median, at lognormal returns: its inverse is approximately
 * gamma distributed; exactly so for a life without end (median infinite).
 * SOURCE: Milevsky & Robinson (2005), "A sustainable spending rate without
 * simulation", Financial Analysts Journal 61(6), 89-100. */
struct fp_spv {
    double drift, sd;     /* real; sd > 0 */
    double median_life;   /* years, > 0 */
};

/* The shape and scale of that gamma distribution. FP_EDOM when its shape is
 * not positive: the value is then infinite with certainty. */
enum fp_err fp_spv_gamma(const struct fp_spv *spv, double *shape,
                         double *scale) FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Chance that wealth, in years of spending, does not last for life. */
enum fp_err fp_spv_ruin(const struct fp_spv *spv, double wealth,
                        double *chance) FP_MUST_CHECK FP_NONNULL(1, 3);

/* Wealth, in years of spending, that lasts for life with that chance; its
 * inverse is the sustainable rate. 0 < chance < 1. */
enum fp_err fp_spv_wealth(const struct fp_spv *spv, double chance,
                          double *wealth) FP_MUST_CHECK FP_NONNULL(1, 3);

/* Its mean; FP_EDOM when that is infinite (shape not above 1). */
enum fp_err fp_spv_mean(const struct fp_spv *spv, double *mean)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
