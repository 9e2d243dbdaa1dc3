/* The blocks of a run dealt out to threads, with progress and cancellation
 * between blocks. Private to planning/. */
#ifndef FP_PLANNING_BLOCKS_H
#define FP_PLANNING_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/simulation/crew.h"
#include "planning/simulation/simulate.h"

struct fp_blocks {
    const struct fp_sim_options *options; /* progress */
    struct fp_crew *crew; /* NULL: the calling thread alone */
    uint64_t first, end; /* paths; first a multiple of FP_KERNEL_BLOCK */
    uint64_t total;      /* of which done is reported; those done before … */
    uint64_t done;       /* … are counted here on entry */
    /* Runs n <= FP_KERNEL_BLOCK paths, on any thread; own is own_bytes of
     * memory that no other thread has (NULL for none). */
    enum fp_err (*run)(void *context, void *own, uint64_t first, size_t n);
    void *context;
    size_t own_bytes;
    int apart;           /* 1: each thread begins with a stretch of its own and
                          * helps with those of others when it is through:
                          * for blocks that write side by side into the same
                          * arrays, where neighbours on two processors would
                          * take cache lines from each other. 0: all take the
                          * next block, so that those done are the first */
    /* Shared between the threads, atomics only; 0 on entry. */
    int stop, failed;
    uint64_t told;       /* the last that the callback was told */
    int enough;          /* the callback said FP_SIM_ENOUGH; without `apart`
                          * the blocks that are done are the first ones */
};

/* Runs them all, or as many as the progress callback finds enough.
 * FP_ECANCELED: it said FP_SIM_STOP; FP_ENOMEM: a block did. */
enum fp_err fp_blocks_run(struct fp_blocks *blocks)
    FP_MUST_CHECK FP_NONNULL(1);

/* As many threads as have a block each of `paths`, at most `threads`. */
int fp_blocks_threads(uint64_t paths, int threads);

#endif
