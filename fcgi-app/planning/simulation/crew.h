/* Work shared by several threads. Private to planning/.
 *
 * The work takes its items from a counter that all threads move on, so that a
 * thread that is held up leaves its share to the others. Threads are started
 * for each run: that costs some 30 microseconds apiece, against milliseconds
 * of work. */
#ifndef FP_PLANNING_CREW_H
#define FP_PLANNING_CREW_H

#include "base/attr.h"

enum { FP_CREW_MAX = 64 };

/* Runs lead(context) on this thread and hand(context) on up to threads - 1
 * others, and returns when all have ended. A thread that cannot be started is
 * a hand less, not a failure. */
void fp_crew_run(int threads, void (*lead)(void *), void (*hand)(void *),
                 void *context) FP_NONNULL(2, 3);

#endif
