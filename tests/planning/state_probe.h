/* The state income taxes in lanes as a function of arrays, once for each
 * level, for tests. */
#ifndef FP_TESTS_STATE_PROBE_H
#define FP_TESTS_STATE_PROBE_H

#include <stddef.h>

#include "planning/kernel/level.h"
#include "planning/law/state_tax.h"

/* Runs n returns (a multiple of 8) under law indexed by each one's factor:
 * the lines to result and the tax alone to tax. The returns have the first
 * one's people: number, ages and dependents. */
typedef void state_probe(const struct fp_state_law *law, const double *factor,
                         const struct fp_state_input *input, size_t n,
                         struct fp_state_result *result, double *tax);

/* NULL where the build or the machine does not have the level. */
state_probe *state_probe_of(enum fp_level level);

#endif
