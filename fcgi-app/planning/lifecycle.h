/* Choices over a life that are optimal for constant relative risk aversion,
 * and the chance that spending lasts, in closed form. Everything is real.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_LIFECYCLE_H
#define FP_PLANNING_LIFECYCLE_H

#ifdef __cplusplus
extern "C" {
#endif

/* Share in the risky asset: (mean - riskless) / (risk_aversion sd^2), for
 * continuous rates. risk_aversion, sd > 0.
 * SOURCE: Merton (1969), Review of Economics and Statistics 51(3), 247-257. */
double fp_merton_share(double mean, double riskless, double sd,
                       double risk_aversion);

/* The rate nu at which wealth is consumed by an infinite life:
 *   nu = (rho - (1 - gamma)(m - gamma s^2 / 2)) / gamma
 * with gamma = risk_aversion > 0, rho = time_preference (continuous), m the
 * logarithm of the mean gross return of the portfolio and s the standard
 * deviation of its log return. With the optimal share this is Merton's (1969)
 * nu. */
double fp_merton_rate(double log_mean, double log_sd, double risk_aversion,
                      double time_preference);

/* Part of wealth to spend at the start of the first of n >= 1 years:
 *   (1 - exp(-nu)) / (1 - exp(-nu n)),  1 / n at nu = 0.
 * What nu / (1 - exp(-nu n)), the rate in continuous time, comes to for yearly
 * spending: the last year spends all. Exact for independent lognormal returns.
 * SOURCE: Merton (1969), equation 42; Samuelson (1969), Review of Economics
 * and Statistics 51(3), 239-246 for yearly steps. */
double fp_merton_part(double nu, int n);

/* Present value of one dollar at the start of each of n >= 1 years under
 * independent lognormal real returns with arithmetic mean and sd: 1 plus a
 * random part whose two moments are exact and whose law is taken as lognormal (sampled
 * chances of 0.2 to 0.95 came within 0.03):
 *   with d1 = E[1/R], d2 = E[1/R^2]:  M(1) = Q(1) = 1,
 *   M(n) = 1 + d1 M(n-1),  Q(n) = 1 + 2 d1 M(n-1) + d2 Q(n-1).
 * SOURCE: stochastic present value, Milevsky, The Calculus of Retirement
 * Income (2006), ch. 9; moments by the recursion of the sum. */
struct fp_spv {
    double log_mean, log_sd;   /* of the value less 1 */
    int n;
};

struct fp_spv fp_spv_of(int n, double mean, double sd);

/* Chance that wealth pays `spending` real dollars a year: 1 for no spending,
 * 0 for more than there is. */
double fp_spv_success(const struct fp_spv *spv, double wealth,
                      double spending);

/* Spending that wealth pays with this chance, 0 < chance < 1. */
double fp_spv_spending(const struct fp_spv *spv, double wealth, double chance);

/* Standard normal distribution function, absolute error below 1e-14, and its
 * inverse for 0 < p < 1, absolute error below 1e-9 for 1e-9 < p < 1 - 1e-9. */
double fp_normal_cdf(double x);
double fp_normal_quantile(double p);

#ifdef __cplusplus
}
#endif

#endif
