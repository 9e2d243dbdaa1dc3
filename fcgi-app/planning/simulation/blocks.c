/* Blocks of paths over threads. */
#include "planning/simulation/blocks.h"

#include <stdlib.h>

#include "planning/kernel/kernel.h"

enum { HALF = FP_KERNEL_BLOCK / 2, CACHE_LINE = 64 };

/* Paths that are taken from in order, by whoever asks. */
struct stretch {
    uint64_t first, end;
    uint64_t wholes; /* blocks before the half ones */
    uint64_t next;   /* block, shared */
} __attribute__((aligned(2 * CACHE_LINE)));

struct deal {
    struct fp_blocks *blocks;
    int n;
    struct stretch stretches[FP_CREW_MAX];
};

/* Cuts the paths into stretches of whole blocks. The last block of each is run
 * in halves, so that threads end nearly at once. */
static void
cut(struct deal *deal)
{
    const struct fp_blocks *blocks = deal->blocks;
    uint64_t paths = blocks->end - blocks->first;
    uint64_t all = (paths + FP_KERNEL_BLOCK - 1) / FP_KERNEL_BLOCK;
    uint64_t n = (uint64_t)deal->n;

    for (uint64_t i = 0; i < n; i++) {
        struct stretch *one = &deal->stretches[i];
        uint64_t from = all * i / n, to = all * (i + 1) / n;

        one->first = blocks->first + from * FP_KERNEL_BLOCK;
        one->end = i + 1 < n ? blocks->first + to * FP_KERNEL_BLOCK
                             : blocks->end;
        one->wholes = n > 1 && to > from ? to - from - 1 : to - from;
        one->next = 0;
    }
}

/* The next block of a stretch; returns its paths, 0 when none is left. */
static uint64_t
take_of(struct stretch *from, uint64_t *first)
{
    uint64_t block, n = FP_KERNEL_BLOCK;

    block = __atomic_fetch_add(&from->next, 1, __ATOMIC_RELAXED);
    *first = from->first + block * FP_KERNEL_BLOCK;
    if (block >= from->wholes) {
        n = HALF;
        *first = from->first + from->wholes * FP_KERNEL_BLOCK +
                 (block - from->wholes) * HALF;
    }
    if (*first >= from->end)
        return 0;
    return n < from->end - *first ? n : from->end - *first;
}

/* A block for the thread of this place: of its own stretch, else of one that
 * is not through. */
static uint64_t
take(struct deal *deal, int place, uint64_t *first)
{
    for (int i = 0; i < deal->n; i++) {
        uint64_t n = take_of(&deal->stretches[(place + i) % deal->n], first);

        if (n > 0)
            return n;
    }
    return 0;
}

/* Runs the next block; returns how many paths are done in all, 0 when no block
 * is left. */
static uint64_t
run_next(struct deal *deal, int place, void *own)
{
    struct fp_blocks *blocks = deal->blocks;
    uint64_t first, n = take(deal, place, &first);

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

    blocks->told = done;
    blocks->enough = said == FP_SIM_ENOUGH;
    return said != FP_SIM_GO_ON;
}

/* One thread's work. The calling thread asks the progress callback between
 * its blocks, so the callback never runs on another one. */
static void
work(void *context, int place)
{
    struct deal *deal = context;
    struct fp_blocks *blocks = deal->blocks;
    void *own = blocks->own_bytes > 0 ? malloc(blocks->own_bytes) : NULL;

    if (own == NULL && blocks->own_bytes > 0) {
        /* the others go on; the calling thread has to be there */
        if (place == 0)
            blocks->failed = blocks->stop = 1;
        return;
    }
    while (!__atomic_load_n(&blocks->stop, __ATOMIC_RELAXED)) {
        uint64_t done = run_next(deal, place, own);

        if (done == 0)
            break;
        if (place == 0 && is_over(blocks, done))
            __atomic_store_n(&blocks->stop, 1, __ATOMIC_RELAXED);
    }
    free(own);
}

int
fp_blocks_threads(uint64_t paths, int threads)
{
    uint64_t n = (paths + FP_KERNEL_BLOCK - 1) / FP_KERNEL_BLOCK;

    return (uint64_t)threads < n ? threads : (int)n;
}

enum fp_err
fp_blocks_run(struct fp_blocks *blocks)
{
    struct deal deal = { .blocks = blocks,
                         .n = blocks->apart ? fp_crew_threads(blocks->crew) : 1 };

    cut(&deal);
    fp_crew_run(blocks->crew, work, &deal);
    if (blocks->failed)
        return FP_ENOMEM;
    /* The others may have finished after the last call. A whole run is kept
     * whatever the callback says now. */
    if (!blocks->stop && blocks->told != blocks->done)
        blocks->stop = is_over(blocks, blocks->done);
    return blocks->stop && !blocks->enough && blocks->done < blocks->total
               ? FP_ECANCELED
               : FP_OK;
}
