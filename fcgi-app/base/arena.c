/* Arena allocator: a list of blocks, bump allocation, deferred cleanups. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_DEFAULT_CAP ((size_t)64 << 20)
#define ARENA_BLOCK ((size_t)32 << 10)
#define ARENA_ALIGN _Alignof(max_align_t)

struct block {
    struct block *next;
    size_t size; /* bytes in data[] */
    size_t used;
    _Alignas(max_align_t) unsigned char data[];
};

struct deferred {
    struct deferred *next;
    void (*fn)(void *);
    void *object;
};

struct fp_arena {
    struct block *blocks;      /* newest first; the last one is kept at reset */
    struct deferred *deferred; /* newest first */
    size_t used;
    size_t cap;
};

static struct block *
block_new(size_t size)
{
    struct block *block = malloc(sizeof(*block) + size);

    if (block != NULL) {
        block->next = NULL;
        block->size = size;
        block->used = 0;
    }
    return block;
}

struct fp_arena *
fp_arena_new(size_t cap_bytes)
{
    struct fp_arena *arena = calloc(1, sizeof(*arena));

    if (arena == NULL)
        return NULL;
    arena->cap = cap_bytes != 0 ? cap_bytes : ARENA_DEFAULT_CAP;
    arena->blocks = block_new(ARENA_BLOCK);
    if (arena->blocks == NULL) {
        free(arena);
        return NULL;
    }
    return arena;
}

void
fp_arena_reset(struct fp_arena *arena)
{
    while (arena->deferred != NULL) {
        struct deferred *head = arena->deferred;

        arena->deferred = head->next;
        head->fn(head->object);
    }
    while (arena->blocks->next != NULL) {
        struct block *head = arena->blocks;

        arena->blocks = head->next;
        free(head);
    }
    arena->blocks->used = 0;
    arena->used = 0;
}

void
fp_arena_free(struct fp_arena *arena)
{
    if (arena == NULL)
        return;
    fp_arena_reset(arena);
    free(arena->blocks);
    free(arena);
}

void *
fp_arena_alloc(struct fp_arena *arena, size_t size)
{
    struct block *block = arena->blocks;
    size_t need;
    void *p;

    if (size == 0)
        size = 1;
    if (size > arena->cap)
        return NULL;
    need = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    if (need > arena->cap - arena->used)
        return NULL;
    if (need > block->size - block->used) {
        block = block_new(need > ARENA_BLOCK ? need : ARENA_BLOCK);
        if (block == NULL)
            return NULL;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    p = block->data + block->used;
    block->used += need;
    arena->used += need;
    memset(p, 0, size);
    return p;
}

void *
fp_arena_array(struct fp_arena *arena, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    return fp_arena_alloc(arena, total);
}

char *
fp_arena_strndup(struct fp_arena *arena, const char *text, size_t len)
{
    char *copy;

    if (len == SIZE_MAX)
        return NULL;
    copy = fp_arena_alloc(arena, len + 1);
    if (copy != NULL && len > 0)
        memcpy(copy, text, len);
    return copy;
}

char *
fp_arena_strdup(struct fp_arena *arena, const char *text)
{
    return fp_arena_strndup(arena, text, strlen(text));
}

char *
fp_arena_printf(struct fp_arena *arena, const char *fmt, ...)
{
    va_list args;
    char *text;
    int len;

    va_start(args, fmt);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0)
        return NULL;
    text = fp_arena_alloc(arena, (size_t)len + 1);
    if (text == NULL)
        return NULL;
    va_start(args, fmt);
    vsnprintf(text, (size_t)len + 1, fmt, args);
    va_end(args);
    return text;
}

enum fp_err
fp_arena_defer(struct fp_arena *arena, void (*fn)(void *), void *object)
{
    struct deferred *entry = fp_arena_alloc(arena, sizeof(*entry));

    if (entry == NULL) {
        fn(object);
        return FP_ENOMEM;
    }
    entry->fn = fn;
    entry->object = object;
    entry->next = arena->deferred;
    arena->deferred = entry;
    return FP_OK;
}

size_t
fp_arena_used(const struct fp_arena *arena)
{
    return arena->used;
}
