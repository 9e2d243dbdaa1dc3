/* The formulas of `finplan formula`: names, inputs and what they give. */
#ifndef FP_CLI_FINPLAN_FORMULA_H
#define FP_CLI_FINPLAN_FORMULA_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

enum { FORMULA_INPUTS = 16, FORMULA_RESULTS = 8 };
enum { FORMULA_NEEDED = 1, FORMULA_WHOLE = 2 };

/* One input: a number from min to max, or one of words ("start|end"), whose
 * place then is the value. */
struct formula_input {
    const char *name;
    const char *words;    /* NULL: a number */
    unsigned flags;       /* FORMULA_NEEDED, FORMULA_WHOLE */
    double fallback;      /* where it is not given */
    double min, max;
};

struct formula_result {
    const char *name;
    double value;
};

struct formula {
    const char *name, *what, *source;
    struct formula_input inputs[FORMULA_INPUTS]; /* until a NULL name */
    /* FP_OK and *n results, or FP_EDOM with a reason. */
    enum fp_err (*compute)(const double *values, struct formula_result *out,
                           size_t *n, struct fp_error *error);
};

extern const struct formula finplan_formulas[];
extern const size_t finplan_formulas_count;

#endif
