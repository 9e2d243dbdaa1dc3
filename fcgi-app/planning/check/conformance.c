/* A run of the conformance cases. */
#include "planning/check/conformance_rows.h"

#include <math.h>

void
fp_conformance_open(struct fp_conformance *run, const char *kind,
                    const char *name, const char *source)
{
    run->now = (struct fp_conformance_case){ .kind = kind, .name = name,
                                             .quantity = "", .passed = 1,
                                             .source = source };
}

/* How far off for the tolerance; a value that is not a number, or any
 * deviation where none is allowed, is as far as can be. */
static double
strain(double got, double expected, double tolerance)
{
    double off = fabs(got - expected);

    if (off == 0)
        return 0;
    return tolerance > 0 && off < INFINITY ? off / tolerance : INFINITY;
}

void
fp_conformance_compare(struct fp_conformance *run, const char *quantity,
                       double got, double expected, double tolerance)
{
    struct fp_conformance_case *now = &run->now;
    double here = strain(got, expected, tolerance);

    if (now->compared == 0 ||
        here > strain(now->got, now->expected, now->tolerance)) {
        now->quantity = quantity;
        now->got = got;
        now->expected = expected;
        now->tolerance = tolerance;
    }
    now->compared++;
    if (!(here <= 1))
        now->passed = 0;
}

void
fp_conformance_close(struct fp_conformance *run)
{
    run->summary->cases++;
    run->summary->compared += run->now.compared;
    run->summary->failed += !run->now.passed;
    if (run->each != NULL)
        run->each(run->context, &run->now);
}

enum fp_err
fp_conformance_run(struct fp_arena *arena,
                   void (*each)(void *context,
                                const struct fp_conformance_case *one),
                   void *context, struct fp_conformance_summary *summary)
{
    struct fp_conformance_summary done = { 0 };
    struct fp_conformance run = { .arena = arena, .each = each,
                                  .context = context, .summary = &done };
    enum fp_err err;

    fp_conformance_tax(&run);
    fp_conformance_states(&run);
    err = fp_conformance_benefits(&run);
    if (err == FP_OK)
        err = fp_conformance_figures(&run);
    if (err == FP_OK)
        *summary = done;
    return err;
}
