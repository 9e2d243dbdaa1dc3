/* Many households in a row: each is worked on by one thread from end to end,
 * several at once, and the answers come out in the order of the households.
 * A household's answer depends on nothing but itself, so it has the bits that
 * it would have alone; what is gained is that no thread waits for another
 * inside a household, and that they share what is drawn and read once
 * (fp_sim_options.markets, the tables of law, a history). */
#ifndef FP_PLANNING_BATCH_H
#define FP_PLANNING_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_BATCH_THREADS_MAX = 64 };

/* A place for one household on its way, the caller's: its arena, its input,
 * its answer. A slot is in one function at a time. */
struct fp_batch_calls {
    void *context;
    /* Puts household `number` into the slot: 1, or 0 when there are no more.
     * In the order of the numbers 0, 1, …, one call at a time. */
    int (*take)(void *context, void *slot, uint64_t number);
    /* Works it out. In any thread, for several slots at once. */
    void (*work)(void *context, void *slot, uint64_t number);
    /* Takes its answer out. In the order of the numbers, one call at a time,
     * perhaps at the same time as take for another slot. Non-zero: no more
     * households are taken or given. */
    int (*give)(void *context, void *slot, uint64_t number);
};

/* Runs until there are no more. slots[n_slots]: at most so many households are
 * under way, at least one; more than `threads` lets quick ones wait for a slow
 * one before them. Threads that cannot be started are workers less, not a
 * failure; the calling thread is one of them. *given is the number of
 * households whose answers went out.
 * FP_EINVAL (threads or slots below 1), FP_ECANCELED (give stopped it),
 * FP_ENOMEM. */
enum fp_err fp_batch_run(const struct fp_batch_calls *calls,
                         void *const *slots, size_t n_slots, int threads,
                         uint64_t *given) FP_MUST_CHECK FP_NONNULL(1, 2, 5);

#ifdef __cplusplus
}
#endif

#endif
