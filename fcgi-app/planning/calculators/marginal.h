/* What one more dollar costs, and how many more fit: the whole return of a
 * household differenced, with everything that goes by its income (phase-outs,
 * Medicare's tiers, the premium credit, the taxing of Social Security).
 * Dollars. Pure; thread-safe. */
#ifndef FP_PLANNING_MARGINAL_H
#define FP_PLANNING_MARGINAL_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/calculators/household.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_MARGINAL_POINTS_MAX = 1001, FP_MARGINAL_CLIFFS_MAX = 100 };

/* Parts of what is paid. */
enum fp_cost_part {
    FP_COST_FEDERAL,   /* federal tax without payroll taxes */
    FP_COST_PAYROLL,
    FP_COST_STATE,
    FP_COST_MEDICARE,  /* surcharges two years later */
    FP_COST_ACA,       /* the premium credit, negative */
    FP_COST_PARTS
};

struct fp_marginal_point {
    double added;                /* dollars added to the household's income */
    double parts[FP_COST_PARTS];
    double total;                /* their sum */
    double marginal;             /* of the next dollar, by exact difference;
                                  * 0.5 of a return that steps inside of it */
    double average;              /* of all that was added so far: (total -
                                  * total without it) / added; 0 at 0 */
};

/* A place where a cent more costs more than a dollar (or saves one). */
struct fp_marginal_cliff {
    double added;                /* the last cent before the step */
    double step;                 /* what the next one costs; negative: saves */
    enum fp_cost_part part;      /* where most of it is */
};

struct fp_marginal_curve {
    struct fp_marginal_point points[FP_MARGINAL_POINTS_MAX];
    size_t n_points;
    struct fp_marginal_cliff cliffs[FP_MARGINAL_CLIFFS_MAX];
    size_t n_cliffs;             /* kept; more_cliffs were found beside them */
    size_t more_cliffs;
};

/* The curve from 0 to `most` dollars more of a kind, in n_points - 1 equal
 * steps (2..FP_MARGINAL_POINTS_MAX points, most > 0). Cliffs are looked for in
 * steps of at most 100 dollars: of two within one such step that undo each
 * other none is seen. FP_EINVAL. */
enum fp_err fp_marginal_curve(const struct fp_household_law *law,
                              const struct fp_household *household,
                              enum fp_income_added kind, double most,
                              size_t n_points, struct fp_marginal_curve *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 6);

/* --- how much more fits --- */

enum fp_edge_kind {
    FP_EDGE_BRACKET,    /* a rate of ordinary income begins */
    FP_EDGE_GAINS,      /* a rate of gains and dividends begins */
    FP_EDGE_NIIT,       /* the tax on net investment income begins */
    FP_EDGE_MEDICARE,   /* a tier of Medicare's surcharge begins */
    FP_EDGE_ACA,        /* the premium credit ends */
    FP_EDGE_SS_FIRST,   /* Social Security begins to be taxed */
    FP_EDGE_SS_SECOND,  /* … at the higher share */
    FP_EDGE_SS_FULL,    /* … is taxed as much as it ever is */
    FP_EDGE_SENIOR,     /* the deduction for seniors begins to fall */
    FP_EDGE_CHILD,      /* the child credit begins to fall */
    FP_EDGE_COUNT
};

extern const char *const fp_edge_names[FP_EDGE_COUNT];

enum { FP_EDGES_MAX = 40 };

struct fp_edge {
    enum fp_edge_kind kind;
    double at;      /* the edge, in the measure of its law */
    double now;     /* that measure without more income */
    double rate;    /* BRACKET, GAINS: the rate that begins; else 0 */
    double room;    /* dollars more of the kind that stay on this side, to the
                     * cent below; HUGE_VAL: it is never reached */
    double cost;    /* of that much: total with it less total now; 0 when room
                     * is not finite */
};

/* The edges ahead of the household, nearest first. Left out are those that it
 * is past, and what does not concern it (no Medicare, no marketplace, nobody
 * of 65); the alternative minimum tax is none of them, as more income can end
 * it, too. Returns how many of FP_EDGES_MAX. */
size_t fp_bracket_room(const struct fp_household_law *law,
                       const struct fp_household *household,
                       enum fp_income_added kind,
                       struct fp_edge edges[FP_EDGES_MAX])
    FP_NONNULL(1, 2, 4);

#ifdef __cplusplus
}
#endif

#endif
