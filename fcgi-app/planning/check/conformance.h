/* Conformance: the oracle cases that ship with the engine (the tables
 * conformance_*.csv) computed by this build. Whoever runs it knows that these
 * binaries, on this machine, give the answers that others published or
 * computed: federal and state tax, Social Security benefits, survival, money in time,
 * closed forms, the second engine, required distributions, spending policies.
 *
 * Takes well under a second; pure; thread-safe. */
#ifndef FP_PLANNING_CONFORMANCE_H
#define FP_PLANNING_CONFORMANCE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One case. It may compare several quantities: got, expected and tolerance
 * are those of the one that is furthest off for its tolerance. */
struct fp_conformance_case {
    const char *kind;      /* "federal_tax", "ss_own", "survival", … */
    const char *name;      /* the case's identity within the kind */
    const char *quantity;  /* "income_tax" */
    size_t compared;       /* quantities */
    double got, expected, tolerance;
    int passed;            /* every quantity is within its tolerance */
    const char *source;    /* of the expected values, with date */
};

struct fp_conformance_summary {
    size_t cases, compared, failed; /* failed: cases */
};

/* Runs every case in the order of the tables and hands each to `each` (which
 * may be NULL), which is valid for the length of the call. FP_OK also when
 * cases fail: look at the summary. FP_ENOMEM. */
enum fp_err fp_conformance_run(
    struct fp_arena *arena,
    void (*each)(void *context, const struct fp_conformance_case *one),
    void *context, struct fp_conformance_summary *summary)
    FP_MUST_CHECK FP_NONNULL(1, 4);

#ifdef __cplusplus
}
#endif

#endif
