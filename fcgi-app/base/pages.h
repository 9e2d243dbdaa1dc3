/* Large arrays that are written from end to end, run after run: memory in pages
 * of 2 MiB where the machine gives them, and kept for the next run, so that
 * touching it does not cost a fault and a zeroed page each time. Thread-safe. */
#ifndef FP_BASE_PAGES_H
#define FP_BASE_PAGES_H

#include <stddef.h>

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Room of this size at most, and this many of them, are kept by a process. */
enum { FP_PAGES_KEPT_MIB = 16, FP_PAGES_KEPT = 2 };

/* Room for `bytes`, holding what may; NULL when out of memory. */
void *fp_pages_take(size_t bytes) FP_MUST_CHECK;

/* Gives back what take gave for as many bytes. room may be NULL. */
void fp_pages_give(void *room, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif
