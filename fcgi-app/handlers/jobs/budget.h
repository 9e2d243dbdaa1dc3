/* How much work a question is, before it is done: what decides whether it is
 * answered at once or becomes a job. Pure. */
#ifndef FP_HANDLERS_JOBS_BUDGET_H
#define FP_HANDLERS_JOBS_BUDGET_H

#include <stdint.h>

#include "base/attr.h"
#include "codec/requests/request.h"

/* About how many paths the engine will run for a question, over all of its
 * runs; a complete one, or a simulation that is not yet. What draws nothing
 * counts as nothing: it takes milliseconds. */
uint64_t fp_budget_paths(const struct fp_request *request) FP_NONNULL(1);

/* The same times the years of the plan. */
uint64_t fp_budget_path_years(const struct fp_request *request)
    FP_NONNULL(1);

#endif
