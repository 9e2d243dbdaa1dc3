/* Memory in large pages, by madvise, and the little of it that is kept. */
#include "base/pages.h"

#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)
#define KEPT_MAX ((size_t)FP_PAGES_KEPT_MIB << 20)

/* What was given back last; a whole number of large pages, in the first word of
 * the room itself. */
static void *kept[FP_PAGES_KEPT];

static size_t
whole_pages(size_t bytes)
{
    return (bytes + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
}

/* Kept room of at least `whole` bytes; NULL: there is none. */
static void *
take_kept(size_t whole)
{
    for (size_t i = 0; i < FP_PAGES_KEPT; i++) {
        void *room = __atomic_exchange_n(&kept[i], NULL, __ATOMIC_ACQ_REL);

        if (room == NULL)
            continue;
        if (*(size_t *)room >= whole)
            return room;
        free(room); /* runs have become larger */
    }
    return NULL;
}

void *
fp_pages_take(size_t bytes)
{
    size_t whole = whole_pages(bytes);
    void *room;

    if (bytes < LARGE_PAGE)
        return malloc(bytes);
    if (whole < bytes)
        return NULL;
    room = take_kept(whole);
    if (room != NULL)
        return room;
    room = aligned_alloc(LARGE_PAGE, whole);
#ifdef MADV_HUGEPAGE
    /* A wish: where it is not granted the memory is as good. */
    if (room != NULL)
        (void)madvise(room, whole, MADV_HUGEPAGE);
#endif
    return room;
}

void
fp_pages_give(void *room, size_t bytes)
{
    size_t whole = whole_pages(bytes);

    if (room != NULL && bytes >= LARGE_PAGE && whole <= KEPT_MAX) {
        *(size_t *)room = whole;
        for (size_t i = 0; i < FP_PAGES_KEPT && room != NULL; i++) {
            void *none = NULL;

            if (__atomic_compare_exchange_n(&kept[i], &none, room, 0,
                                            __ATOMIC_ACQ_REL,
                                            __ATOMIC_RELAXED))
                room = NULL;
        }
    }
    free(room);
}
