/* Threads that share the work of a run. Private to planning/.
 *
 * Starting and ending threads takes some 0.2 ms, calling those that wait a few
 * microseconds. So a crew works at each stage of a run, and is kept for the
 * next run: between stages its hands look for a moment whether they are
 * called, then sleep. A crew is one run's at a time; thread-safe. */
#ifndef FP_PLANNING_CREW_H
#define FP_PLANNING_CREW_H

#include "base/attr.h"

enum {
    FP_CREW_MAX = 64,  /* threads of a crew */
    FP_CREWS_KEPT = 16 /* that wait for the next run */
};

struct fp_crew;

/* A crew of up to `threads`, the calling one among them. A thread that cannot
 * be started is one less, not a failure; NULL is the calling thread alone. */
struct fp_crew *fp_crew_take(int threads) FP_MUST_CHECK;

/* How many threads there are: at least 1. */
int fp_crew_threads(const struct fp_crew *crew);

/* Runs work(context, place) on every thread at once: place 0 is the calling
 * one, the others have 1 and up. Returns when all are done; what they wrote
 * is visible then. */
void fp_crew_run(struct fp_crew *crew,
                 void (*work)(void *context, int place), void *context)
    FP_NONNULL(2);

/* Keeps the crew for another run, or ends it. */
void fp_crew_give(struct fp_crew *crew);

#endif
