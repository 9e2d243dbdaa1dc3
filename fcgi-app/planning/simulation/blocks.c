/* Blocks of paths over threads. */
#include "planning/simulation/blocks.h"

#include <stdlib.h>

#include "planning/kernel/kernel.h"
#include "planning/simulation/crew.h"

/* The paths of block `block`: where they start, and how many there are. */
static uint64_t
block_of(const struct fp_blocks *blocks, uint64_t block, uint64_t *n)
{
    uint64_t paths = blocks->end - blocks->first;
    uint64_t whole = paths / FP_KERNEL_BLOCK;
    uint64_t last = (uint64_t)blocks->options->threads, first;

    *n = FP_KERNEL_BLOCK;
    whole = whole > last ? whole - last : 0;
    first = block * FP_KERNEL_BLOCK;
    if (blocks->halves && block >= whole) {
        *n = FP_KERNEL_BLOCK / 2;
        first = whole * FP_KERNEL_BLOCK + (block - whole) * *n;
    }
    if (first >= paths)
        *n = 0;
    else if (*n > paths - first)
        *n = paths - first;
    return blocks->first + first;
}

/* Runs the next block; returns how many paths are done in all, 0 when no block
 * is left. */
static uint64_t
run_next(struct fp_blocks *blocks, void *own)
{
    uint64_t n, first = block_of(
        blocks, __atomic_fetch_add(&blocks->next, 1, __ATOMIC_RELAXED), &n);

    if (n == 0)
        return 0;
    if (blocks->run(blocks->context, own, first, (size_t)n) != FP_OK) {
        __atomic_store_n(&blocks->failed, 1, __ATOMIC_RELAXED);
        __atomic_store_n(&blocks->stop, 1, __ATOMIC_RELAXED);
    }
    return __atomic_add_fetch(&blocks->done, n, __ATOMIC_ACQ_REL);
}

/* Asks the callback, if there is one; 1: no further block is to be begun. */
static int
is_over(struct fp_blocks *blocks, uint64_t done)
{
    const struct fp_sim_options *options = blocks->options;
    int said = options->progress == NULL
                   ? FP_SIM_GO_ON
                   : options->progress(options->context, done, blocks->total);

    blocks->enough = said == FP_SIM_ENOUGH;
    return said != FP_SIM_GO_ON;
}

static void
work(struct fp_blocks *blocks, int lead)
{
    void *own =
        blocks->own_bytes > 0 ? malloc(blocks->own_bytes) : NULL;

    if (own == NULL && blocks->own_bytes > 0) {
        /* the others go on; the lead has to be there */
        if (lead)
            blocks->failed = blocks->stop = 1;
        return;
    }
    while (!__atomic_load_n(&blocks->stop, __ATOMIC_RELAXED)) {
        uint64_t done = run_next(blocks, own);

        if (done == 0)
            break;
        if (lead && is_over(blocks, done))
            __atomic_store_n(&blocks->stop, 1, __ATOMIC_RELAXED);
    }
    free(own);
}

/* The calling thread works too and asks the progress callback between its
 * blocks, so the callback never runs on another thread. */
static void
work_and_report(void *argument)
{
    work(argument, 1);
}

static void
work_along(void *argument)
{
    work(argument, 0);
}

enum fp_err
fp_blocks_run(struct fp_blocks *blocks)
{
    const struct fp_sim_options *options = blocks->options;
    uint64_t n = (blocks->end - blocks->first + FP_KERNEL_BLOCK - 1) /
                 FP_KERNEL_BLOCK;
    int threads = (uint64_t)options->threads < n ? options->threads : (int)n;

    fp_crew_run(threads, work_and_report, work_along, blocks);
    if (blocks->failed)
        return FP_ENOMEM;
    /* The others may have finished after the last call. A whole run is kept
     * whatever the callback says now. */
    if (!blocks->stop)
        blocks->stop = is_over(blocks, blocks->done);
    return blocks->stop && !blocks->enough && blocks->done < blocks->total
               ? FP_ECANCELED
               : FP_OK;
}
