/* Threads for a run. */
#include "planning/simulation/crew.h"

#include <pthread.h>

struct hand {
    void (*work)(void *);
    void *context;
};

static void *
start(void *argument)
{
    const struct hand *hand = argument;

    hand->work(hand->context);
    return NULL;
}

void
fp_crew_run(int threads, void (*lead)(void *), void (*hand)(void *),
            void *context)
{
    struct hand shared = { hand, context };
    pthread_t started[FP_CREW_MAX];
    int n = 0;

    if (threads > FP_CREW_MAX)
        threads = FP_CREW_MAX;
    while (n + 1 < threads &&
           pthread_create(&started[n], NULL, start, &shared) == 0)
        n++;
    lead(context);
    while (n > 0)
        pthread_join(started[--n], NULL);
}
