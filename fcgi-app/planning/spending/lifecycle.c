/* Optimal spending and the chance that it lasts, in closed form. */
#include "planning/spending/lifecycle.h"

#include <math.h>

#include "planning/math/closed_form.h"
#include "planning/math/elementary.h"

double
fp_merton_rate(double log_mean, double log_sd, double risk_aversion,
               double time_preference)
{
    double certain = log_mean - risk_aversion * log_sd * log_sd / 2.0;

    return (time_preference - (1.0 - risk_aversion) * certain) /
           risk_aversion;
}

double
fp_merton_part(double nu, int n)
{
    double part;

    if (n <= 1)
        return 1.0;
    /* Below this the quotient has lost its digits; the limit is as good. */
    if (fabs(nu) < 1e-9)
        return 1.0 / n;
    part = (1.0 - fp_exp(-nu)) / (1.0 - fp_exp(-nu * n));
    return part > 1.0 ? 1.0 : part;
}

struct fp_lasting
fp_lasting_of(int n, double mean, double sd)
{
    double drift, log_sd, m, variance, d1, d2, rest, square;
    double first = 1.0, second = 1.0;
    struct fp_lasting lasting = { 0.0, 0.0, n };

    fp_lognormal_drift(mean, sd, &drift, &log_sd);
    variance = log_sd * log_sd;
    m = drift - variance / 2.0;
    d1 = fp_exp(-m + variance / 2.0);
    d2 = fp_exp(-2.0 * m + 2.0 * variance);
    for (int i = 1; i < n; i++) {
        second = 1.0 + 2.0 * d1 * first + d2 * second;
        first = 1.0 + d1 * first;
    }
    if (n <= 1)
        return lasting;
    rest = first - 1.0;
    square = second - 2.0 * first + 1.0;
    /* The variance is a difference of like numbers: not below zero. */
    variance = fp_log(fmax(1.0, square / (rest * rest)));
    lasting.log_mean = fp_log(rest) - variance / 2.0;
    lasting.log_sd = sqrt(variance);
    return lasting;
}

double
fp_lasting_chance(const struct fp_lasting *lasting, double wealth,
                  double spending)
{
    double rest, distance;

    if (spending <= 0.0)
        return 1.0;
    rest = wealth / spending - 1.0;
    if (lasting->n <= 1)
        return rest >= 0.0 ? 1.0 : 0.0;
    if (rest <= 0.0)
        return 0.0;
    distance = fp_log(rest) - lasting->log_mean;
    if (lasting->log_sd <= 0.0)
        return distance >= 0.0 ? 1.0 : 0.0;
    return fp_normal_cdf(distance / lasting->log_sd);
}

double
fp_lasting_spending(const struct fp_lasting *lasting, double wealth,
                    double quantile)
{
    if (wealth <= 0.0)
        return 0.0;
    if (lasting->n <= 1)
        return wealth;
    return wealth / (1.0 + fp_exp(lasting->log_mean +
                                  lasting->log_sd * quantile));
}
