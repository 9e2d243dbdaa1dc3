/* When workers that died are started again. */
#include "app/restarts.h"

enum {
    LONG_LIFE_MS = 10000, /* a worker that lived this long was well */
    PAUSE_FIRST_MS = 100,
    PAUSE_MAX_MS = 10000
};

#define NS_PER_MS UINT64_C(1000000)

int
fp_restarts_pause_ms(unsigned deaths_in_a_row)
{
    int pause = PAUSE_FIRST_MS;

    if (deaths_in_a_row == 0)
        return 0;
    while (--deaths_in_a_row != 0 && pause < PAUSE_MAX_MS)
        pause *= 2;
    return pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS;
}

int
fp_restarts_died(struct fp_restarts *restarts, int index, uint64_t started_ns,
                 uint64_t now_ns)
{
    struct fp_restart *restart = &restarts->list[index];
    int pause_ms;

    if (now_ns - started_ns >= LONG_LIFE_MS * NS_PER_MS)
        restart->deaths = 0;
    else
        restart->deaths++;
    pause_ms = fp_restarts_pause_ms(restart->deaths);
    restart->at_ns = now_ns + (uint64_t)pause_ms * NS_PER_MS;
    return pause_ms;
}

void
fp_restarts_put_off(struct fp_restarts *restarts, int index, uint64_t now_ns)
{
    restarts->list[index].at_ns = now_ns + PAUSE_MAX_MS * NS_PER_MS;
}

int
fp_restarts_take(struct fp_restarts *restarts, uint64_t now_ns)
{
    int i;

    for (i = 0; i < FP_WORKERS_MAX; i++) {
        struct fp_restart *restart = &restarts->list[i];

        if (restart->at_ns != 0 && restart->at_ns <= now_ns) {
            restart->at_ns = 0;
            return i;
        }
    }
    return -1;
}

uint64_t
fp_restarts_next_ns(const struct fp_restarts *restarts)
{
    uint64_t next = UINT64_MAX;
    int i;

    for (i = 0; i < FP_WORKERS_MAX; i++)
        if (restarts->list[i].at_ns != 0 && restarts->list[i].at_ns < next)
            next = restarts->list[i].at_ns;
    return next;
}
