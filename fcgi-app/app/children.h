/* The worker processes that a supervisor has running. */
#ifndef FP_APP_CHILDREN_H
#define FP_APP_CHILDREN_H

#include <stdint.h>
#include <sys/types.h>

#include "app/worker.h"
#include "base/attr.h"

enum { FP_CHILDREN = 128 }; /* of all generations; also the gauge slots */

struct fp_child {
    pid_t pid;            /* 0: a free place */
    int generation;
    int index;            /* 0 … WORKERS-1 within the generation */
    int ready;            /* it said that it serves */
    int told;             /* it was told to drain */
    int ready_fd;         /* -1 once it said so, or died */
    uint64_t started_ns;
};

/* The place of a child is also its gauge slot. */
struct fp_children {
    struct fp_child list[FP_CHILDREN];
};

/* Forks a worker. In the parent: its place, or NULL (no place, no process).
 * In the child this does not return. inherited[n]: descriptors of the parent
 * that the child must not keep. */
struct fp_child *fp_children_start(struct fp_children *children,
                                   struct fp_worker_setup *setup,
                                   int generation, const int *inherited,
                                   size_t n) FP_NONNULL(1, 2);

/* Sends a signal to every child of a generation (-1: of all), once for
 * SIGTERM. */
void fp_children_signal(struct fp_children *children, int generation,
                        int signal) FP_NONNULL(1);

/* How many run, and how many of those are ready; of a generation or of all. */
int fp_children_count(const struct fp_children *children, int generation,
                      int *ready) FP_NONNULL(1);

/* The child with this pid, or NULL. */
struct fp_child *fp_children_find(struct fp_children *children, pid_t pid)
    FP_NONNULL(1);

/* Notices the byte of a child that became ready. */
void fp_children_hear(struct fp_child *child) FP_NONNULL(1);

/* Frees a place. */
void fp_children_forget(struct fp_child *child) FP_NONNULL(1);

#endif
