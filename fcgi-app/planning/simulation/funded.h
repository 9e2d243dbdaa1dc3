/* What a plan at expected returns is worth against what it has to pay.
 * Private to planning/. */
#ifndef FP_PLANNING_FUNDED_H
#define FP_PLANNING_FUNDED_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/engine/path.h"

/* (wealth + value of inflows) / value of wanted spending, taxes, health
 * insurance and annuities bought, along the plan at expected returns. Values
 * are real dollars discounted at the real mean return of the asset with the
 * least standard deviation, from each year's start. 0 when nothing is spent.
 * FP_ENOMEM. */
enum fp_err fp_funded_ratio(const struct fp_path_context *context,
                            struct fp_arena *arena, double *ratio)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#endif
