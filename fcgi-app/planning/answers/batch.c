/* An ordered line of households over threads.
 *
 * Household k is in slot k % n_slots. One lock guards the counters below and
 * is never held during a call of the caller's. Every change of them that
 * another thread may wait for is broadcast. */
#include "planning/answers/batch.h"

#include <pthread.h>
#include <stdlib.h>

struct line {
    const struct fp_batch_calls *calls;
    void *const *slots;
    size_t n_slots;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* Under the lock. */
    uint64_t taken, given;       /* households so far; taken - given are under
                                  * way, at most n_slots */
    unsigned char *done;         /* [n_slots] 1: worked out, not yet given */
    int taking, giving;          /* 1: a thread is in that call */
    int ended;                   /* 1: there are no more to take */
    int stopped;                 /* 1: give said so */
};

/* Gives the first household in the line, which is done. Called and left with
 * the lock held. */
static void
give_first(struct line *line)
{
    uint64_t number = line->given;
    size_t slot = (size_t)(number % line->n_slots);
    int stop;

    line->giving = 1;
    pthread_mutex_unlock(&line->lock);
    stop = line->calls->give(line->calls->context, line->slots[slot], number);
    pthread_mutex_lock(&line->lock);
    line->giving = 0;
    line->done[slot] = 0;
    line->given++;
    if (stop != 0)
        line->stopped = 1;
    pthread_cond_broadcast(&line->changed);
}

/* Takes the next household and works it out. Called and left with the lock
 * held. */
static void
take_next(struct line *line)
{
    uint64_t number = line->taken;
    size_t slot = (size_t)(number % line->n_slots);
    int got;

    line->taking = 1;
    pthread_mutex_unlock(&line->lock);
    got = line->calls->take(line->calls->context, line->slots[slot], number);
    pthread_mutex_lock(&line->lock);
    line->taking = 0;
    if (got)
        line->taken++;
    else
        line->ended = 1;
    pthread_cond_broadcast(&line->changed);
    if (!got)
        return;
    pthread_mutex_unlock(&line->lock);
    line->calls->work(line->calls->context, line->slots[slot], number);
    pthread_mutex_lock(&line->lock);
    line->done[slot] = 1;
    pthread_cond_broadcast(&line->changed);
}

static void *
work_along(void *argument)
{
    struct line *line = argument;

    pthread_mutex_lock(&line->lock);
    while (!line->stopped) {
        uint64_t under_way = line->taken - line->given;

        if (!line->giving && under_way > 0 &&
            line->done[line->given % line->n_slots])
            give_first(line);
        else if (!line->ended && !line->taking && under_way < line->n_slots)
            take_next(line);
        else if (line->ended && under_way == 0)
            break;
        else
            pthread_cond_wait(&line->changed, &line->lock);
    }
    pthread_mutex_unlock(&line->lock);
    return NULL;
}

enum fp_err
fp_batch_run(const struct fp_batch_calls *calls, void *const *slots,
             size_t n_slots, int threads, uint64_t *given)
{
    struct line line = { .calls = calls, .slots = slots, .n_slots = n_slots };
    pthread_t others[FP_BATCH_THREADS_MAX];
    int started = 0;

    if (threads < 1 || n_slots < 1)
        return FP_EINVAL;
    if (threads > FP_BATCH_THREADS_MAX)
        threads = FP_BATCH_THREADS_MAX;
    line.done = calloc(n_slots, sizeof(*line.done));
    if (line.done == NULL)
        return FP_ENOMEM;
    pthread_mutex_init(&line.lock, NULL);
    pthread_cond_init(&line.changed, NULL);
    while (started + 1 < threads &&
           pthread_create(&others[started], NULL, work_along, &line) == 0)
        started++;
    work_along(&line);
    for (int i = 0; i < started; i++)
        pthread_join(others[i], NULL);
    pthread_cond_destroy(&line.changed);
    pthread_mutex_destroy(&line.lock);
    free(line.done);
    *given = line.given;
    return line.stopped ? FP_ECANCELED : FP_OK;
}
