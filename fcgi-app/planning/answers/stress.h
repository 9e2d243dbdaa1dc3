/* Stress scenarios: a plan put through a named bad time. The scenarios are the
 * table stress_scenarios. Pure; thread-safe. */
#ifndef FP_PLANNING_STRESS_H
#define FP_PLANNING_STRESS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/market/history.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fp_stress_kind {
    FP_STRESS_SEQUENCE,    /* years of the history come again */
    FP_STRESS_TILT,        /* years with other means */
    FP_STRESS_LONG_LIFE,
    FP_STRESS_BENEFIT_CUT
};

/* The mean return of a class of assets in the years of a tilt. */
enum fp_stress_return {
    FP_STRESS_REAL,        /* the expected real return */
    FP_STRESS_NOMINAL,     /* the expected nominal return */
    FP_STRESS_NOTHING      /* nothing after inflation */
};

struct fp_row_stress {
    const char *name;      /* "1929", "lost_decade", … */
    enum fp_stress_kind kind;
    int year;              /* sequence: first year; cut: first year; or 0 */
    int years;             /* tilt: how many */
    double inflation;      /* tilt: its mean a year; -1: as expected */
    enum fp_stress_return stock, bond, bill, other;
    double value;          /* years longer; part of the benefits */
    const char *title;     /* a sentence for a person */
    const char *source;
};

extern const struct fp_row_stress fp_table_stress_scenarios[];
extern const size_t fp_table_stress_scenarios_count;

/* All scenarios; *n is their number. */
const struct fp_row_stress *fp_stress_list(size_t *n) FP_NONNULL(1);

/* The scenario called name, NULL when there is none. */
const struct fp_row_stress *fp_stress_find(const char *name) FP_NONNULL(1);

/* out = plan under the scenario. Sequences set market.opening (in place of one
 * that the plan has), so that the first years of every path are theirs and the
 * plan's own market goes on behind them. Tilts set market.tilt, so that means
 * change and the years stay as uncertain as they are. An asset that the
 * history has no series for takes that of its class (us_stock, us_bond,
 * us_bill); assets of no such class keep their expected real return.
 *   history  of the sequences, and of a plan whose market needs one
 * What changes is in arena, the rest is shared with plan and history, which
 * must outlive out.
 * FP_ENOTFOUND: no such scenario; FP_EINVAL: history is missing or lacks the
 * year or a class, or the plan's market cannot be opened; FP_ENOMEM. */
enum fp_err fp_stress_apply(const char *name, const struct fp_plan *plan,
                            const struct fp_history *history,
                            struct fp_arena *arena, struct fp_plan *out,
                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5);

#ifdef __cplusplus
}
#endif

#endif
