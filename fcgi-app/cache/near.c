/* A hash table whose items are also in a list by when they were read. */
#include "cache/near.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { CHAINS = 1024, LARGEST_SHARE = 8 };

struct item {
    struct item *next;            /* of its chain */
    struct item *newer, *older;
    uint64_t spread, until_ns;
    size_t len;
    char name[FP_ENTRY_NAME];
    unsigned char value[];
};

struct fp_near {
    pthread_mutex_t lock;         /* guards all that follows */
    size_t room, used;
    struct item *newest, *oldest;
    struct item *chains[CHAINS];
};

struct fp_near *
fp_near_new(size_t bytes)
{
    struct fp_near *near = calloc(1, sizeof(*near));

    if (near == NULL)
        return NULL;
    pthread_mutex_init(&near->lock, NULL);
    near->room = bytes;
    return near;
}

void
fp_near_free(struct fp_near *near)
{
    struct item *item, *older;

    if (near == NULL)
        return;
    for (item = near->newest; item != NULL; item = older) {
        older = item->older;
        free(item);
    }
    pthread_mutex_destroy(&near->lock);
    free(near);
}

/* --- with the lock --------------------------------------------------------- */

static struct item **
find(struct fp_near *near, const char *name, uint64_t spread)
{
    struct item **link = &near->chains[spread % CHAINS];

    while (*link != NULL && ((*link)->spread != spread ||
                             strcmp((*link)->name, name) != 0))
        link = &(*link)->next;
    return link;
}

static void
list_add(struct fp_near *near, struct item *item)
{
    item->newer = NULL;
    item->older = near->newest;
    if (near->newest != NULL)
        near->newest->newer = item;
    else
        near->oldest = item;
    near->newest = item;
}

static void
list_remove(struct fp_near *near, struct item *item)
{
    if (item->newer != NULL)
        item->newer->older = item->older;
    else
        near->newest = item->older;
    if (item->older != NULL)
        item->older->newer = item->newer;
    else
        near->oldest = item->newer;
}

static void
drop(struct fp_near *near, struct item **link)
{
    struct item *item = *link;

    *link = item->next;
    list_remove(near, item);
    near->used -= sizeof(*item) + item->len;
    free(item);
}

/* --- callers ------------------------------------------------------------- */

int
fp_near_get(struct fp_near *near, const char *name, uint64_t spread,
            uint64_t now_ns, struct fp_buf *out)
{
    struct item **link, *item;
    int found = 0;

    pthread_mutex_lock(&near->lock);
    link = find(near, name, spread);
    item = *link;
    if (item != NULL && item->until_ns <= now_ns) {
        drop(near, link);
    } else if (item != NULL && fp_buf_error(out) == FP_OK &&
               item->len <= out->max && out->len <= out->max - item->len) {
        size_t before = out->len;

        list_remove(near, item);
        list_add(near, item);
        fp_buf_add(out, item->value, item->len);
        found = out->len == before + item->len;
    }
    pthread_mutex_unlock(&near->lock);
    return found;
}

void
fp_near_put(struct fp_near *near, const char *name, uint64_t spread,
            uint64_t until_ns, const void *value, size_t len)
{
    size_t name_len = strlen(name), size = sizeof(struct item) + len;
    struct item **link, *item;

    if (name_len >= FP_ENTRY_NAME || size > near->room / LARGEST_SHARE)
        return;
    item = malloc(size);
    if (item == NULL)
        return;
    item->spread = spread;
    item->until_ns = until_ns;
    item->len = len;
    memcpy(item->name, name, name_len + 1);
    if (len > 0)
        memcpy(item->value, value, len);
    pthread_mutex_lock(&near->lock);
    link = find(near, name, spread);
    if (*link != NULL)
        drop(near, link);
    while (near->room - near->used < size) {
        const struct item *oldest = near->oldest;

        drop(near, find(near, oldest->name, oldest->spread));
    }
    link = &near->chains[spread % CHAINS];
    item->next = *link;
    *link = item;
    list_add(near, item);
    near->used += size;
    pthread_mutex_unlock(&near->lock);
}
