/* Why a year of a projection has the numbers that it has: each line with its
 * formula, what went into it, and the law or convention behind it. */
#ifndef FP_PLANNING_EXPLAIN_H
#define FP_PLANNING_EXPLAIN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/answers/project.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_EXPLAIN_INPUTS = 16, FP_EXPLAIN_LINES = 160 };

struct fp_explained_input {
    const char *name;
    double value;
};

/* One line. The formula is arithmetic over the names of the inputs with + - *
 * / ( ) min max, or "sum" for all inputs together: whoever computes it from
 * the inputs gets the value. */
struct fp_explained {
    const char *section;  /* "ledger", "federal", "payroll", "state",
                           * "accounts" */
    const char *line;     /* "closing"; accounts: "brokerage closing" */
    double value;         /* nominal dollars */
    const char *formula;
    struct fp_explained_input inputs[FP_EXPLAIN_INPUTS];
    size_t n_inputs;
    const char *source;
};

struct fp_explanation {
    int year;
    size_t n;
    struct fp_explained *lines; /* [n], in the order of the computation */
};

/* Explains the year of a projection; everything lives in arena. FP_ENOTFOUND:
 * the projection has no such year; FP_ENOMEM. Pure. */
enum fp_err fp_explain(const struct fp_plan *plan,
                       const struct fp_projection *projection, int year,
                       struct fp_arena *arena, struct fp_explanation *out,
                       struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5);

/* explain_tax.c: the lines of the return. Private to planning/. */
struct fp_explainer {
    const struct fp_plan *plan;
    const struct fp_ledger_year *row;
    struct fp_arena *arena;
    struct fp_explanation *out;
    int failed;           /* memory ran out */
};
void fp_explain_tax(struct fp_explainer *e) FP_NONNULL(1);

/* A new last line; never NULL (after the last place, a scratch line). */
struct fp_explained *fp_explain_line(struct fp_explainer *e,
                                     const char *section, const char *line,
                                     double value, const char *formula,
                                     const char *source)
    FP_NONNULL(1, 2, 3, 5, 6);
void fp_explain_input(struct fp_explained *line, const char *name,
                      double value) FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
