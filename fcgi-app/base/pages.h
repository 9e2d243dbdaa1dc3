/* Large arrays that are written once from end to end: memory in pages of
 * 2 MiB where the machine gives them, so that touching it does not cost a fault
 * for every 4 KiB. */
#ifndef FP_BASE_PAGES_H
#define FP_BASE_PAGES_H

#include <stddef.h>

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Room for `bytes`, not zeroed; free() gives it back. NULL when out of memory.
 * Less than a large page is what malloc gives; more is rounded up to whole
 * ones. */
void *fp_pages_alloc(size_t bytes) FP_MUST_CHECK;

#ifdef __cplusplus
}
#endif

#endif
