/* Control variates: what a path's market was, beside what it was to be, takes
 * a part of chance out of means and probabilities. Private to planning/.
 *
 * A lognormal market has three numbers for each path whose expectations are
 * known: the sum over the years of the log return, less its mean, of the
 * plan's assets at the weights that its accounts hold; the same with the early
 * years counting more (the order of returns decides whether money lasts); and
 * what a dollar held at those weights grows into. A mean is corrected by its
 * regression on them:
 *     mean of (y - beta (c - E c)).
 * The coefficients of a path come from the paths of the other replicates, so
 * that they are independent of what they correct and the estimate has no bias
 * of its own; what is left of each path goes through fp_error_of_mean, so the
 * error is as honest as without.
 * SOURCE: Glasserman (2004), Monte Carlo Methods in Financial Engineering,
 * section 4.1; Avramidis & Wilson (1993), A Splitting Scheme for Control
 * Variates, Operations Research Letters 14, for taking coefficients from
 * other paths. */
#ifndef FP_PLANNING_CONTROL_H
#define FP_PLANNING_CONTROL_H

#include "base/attr.h"
#include "base/err.h"
#include "planning/simulation/simulate_collect.h"

/* Corrects what result, made of these cells without, says of the probability
 * of success, and of the means of wealth at the end, of the legacy and of
 * lifetime taxes; a probability stays in 0..1. Percentiles, series by year and
 * counts stay what the paths say. Costs a second drawing of the market, a path
 * after the other. FP_ENOMEM, with result as it was. */
enum fp_err fp_control_correct(const struct fp_sim_cells *cells,
                               struct fp_sim_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#endif
