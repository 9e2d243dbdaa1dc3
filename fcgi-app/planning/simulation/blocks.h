/* The blocks of a run dealt out to threads, with progress and cancellation
 * between blocks. Private to planning/. */
#ifndef FP_PLANNING_BLOCKS_H
#define FP_PLANNING_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/simulation/simulate.h"

struct fp_blocks {
    const struct fp_sim_options *options; /* threads, progress */
    uint64_t first, end; /* paths; first a multiple of FP_KERNEL_BLOCK */
    uint64_t total;      /* of which done is reported; those done before … */
    uint64_t done;       /* … are counted here on entry */
    /* Runs n <= FP_KERNEL_BLOCK paths, on any thread; own is own_bytes of
     * memory that no other thread has (NULL for none). */
    enum fp_err (*run)(void *context, void *own, uint64_t first, size_t n);
    void *context;
    size_t own_bytes;
    int halves;          /* 1: the last blocks may be half ones, so that threads
                          * end nearly at once; 0: only the last is less */
    /* Shared between the threads, atomics only; 0 on entry. */
    uint64_t next;
    int stop, failed;
    int enough;          /* the callback said FP_SIM_ENOUGH: the blocks that
                          * are done are the first ones */
};

/* Runs them all, or as many as the progress callback finds enough.
 * FP_ECANCELED: it said FP_SIM_STOP; FP_ENOMEM: a block did. */
enum fp_err fp_blocks_run(struct fp_blocks *blocks)
    FP_MUST_CHECK FP_NONNULL(1);

#endif
