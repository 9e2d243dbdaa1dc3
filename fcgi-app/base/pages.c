/* Memory in large pages, by madvise. */
#include "base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)

void *
fp_pages_alloc(size_t bytes)
{
    size_t whole = (bytes + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
    void *room;

    if (bytes < LARGE_PAGE || whole < bytes)
        return malloc(bytes);
    room = aligned_alloc(LARGE_PAGE, whole);
#ifdef MADV_HUGEPAGE
    /* A wish: where it is not granted the memory is as good. */
    if (room != NULL)
        (void)madvise(room, whole, MADV_HUGEPAGE);
#endif
    return room;
}
