/* Spending that is optimal for constant relative risk aversion, and the chance
 * that spending lasts for so many years, in closed form. Everything is real.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_LIFECYCLE_H
#define FP_PLANNING_LIFECYCLE_H

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

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
 * SOURCE: Merton (1969), Review of Economics and Statistics 51(3), 247-257;
 * Samuelson (1969), the same, 239-246, for yearly steps. */
double fp_merton_part(double nu, int n);

/* Present value of one dollar at the start of each of n >= 1 years under
 * independent lognormal real returns with arithmetic mean and sd: 1 plus a
 * random part whose two moments are exact and whose law is taken as lognormal (sampled
 * chances of 0.2 to 0.95 came within 0.03):
 *   with d1 = E[1/R], d2 = E[1/R^2]:  M(1) = Q(1) = 1,
 *   M(n) = 1 + d1 M(n-1),  Q(n) = 1 + 2 d1 M(n-1) + d2 Q(n-1).
 * SOURCE: stochastic present value, Milevsky, The Calculus of Retirement
 * Income (2006), ch. 9; moments by the recursion of the sum. */
struct fp_lasting {
    double log_mean, log_sd;   /* of the value less 1 */
    int n;
};

struct fp_lasting fp_lasting_of(int n, double mean, double sd);

/* Chance that wealth pays `spending` real dollars a year: 1 for no spending,
 * 0 for more than there is. */
double fp_lasting_chance(const struct fp_lasting *lasting, double wealth,
                         double spending) FP_NONNULL(1);

/* Spending that wealth pays with the chance whose standard normal quantile is
 * given (planning/math/closed_form.h). */
double fp_lasting_spending(const struct fp_lasting *lasting, double wealth,
                           double quantile) FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
