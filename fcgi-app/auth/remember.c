/* A set-associative table: the hash picks a set, a set holds a few tokens.
 * Nothing ever moves, so both operations look at WAYS entries and no more. */
#include "auth/remember.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 8, LOCKS = 16 };

struct entry {
    unsigned char hash[32];
    int64_t expires_s; /* 0: free */
    struct fp_principal principal;
};

struct fp_remember {
    pthread_mutex_t locks[LOCKS]; /* set s belongs to lock s % LOCKS; no two
                                   * are ever held at once */
    size_t sets;
    struct entry entries[];       /* sets * WAYS */
};

struct fp_remember *
fp_remember_new(size_t entries)
{
    size_t sets = (entries + WAYS - 1) / WAYS, bytes, i;
    struct fp_remember *memory;

    if (sets == 0)
        sets = 1;
    if (__builtin_mul_overflow(sets * WAYS, sizeof(struct entry), &bytes) ||
        __builtin_add_overflow(bytes, sizeof(*memory), &bytes))
        return NULL;
    memory = calloc(1, bytes);
    if (memory == NULL)
        return NULL;
    memory->sets = sets;
    for (i = 0; i < LOCKS; i++)
        pthread_mutex_init(&memory->locks[i], NULL);
    return memory;
}

void
fp_remember_free(struct fp_remember *memory)
{
    size_t i;

    if (memory == NULL)
        return;
    for (i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&memory->locks[i]);
    free(memory);
}

static size_t
set_of(const struct fp_remember *memory, const unsigned char hash[32])
{
    uint64_t word;

    memcpy(&word, hash, sizeof(word));
    return (size_t)(word % memory->sets);
}

enum fp_err
fp_remember_find(struct fp_remember *memory, const unsigned char hash[32],
                 int64_t now_s, struct fp_principal *out)
{
    size_t set = set_of(memory, hash), i;
    struct entry *entries = &memory->entries[set * WAYS];
    enum fp_err err = FP_ENOTFOUND;

    pthread_mutex_lock(&memory->locks[set % LOCKS]);
    for (i = 0; i < WAYS; i++) {
        if (entries[i].expires_s > now_s &&
            memcmp(entries[i].hash, hash, 32) == 0) {
            *out = entries[i].principal;
            err = FP_OK;
            break;
        }
    }
    pthread_mutex_unlock(&memory->locks[set % LOCKS]);
    return err;
}

void
fp_remember_add(struct fp_remember *memory, const unsigned char hash[32],
                int64_t expires_s, const struct fp_principal *principal)
{
    size_t set = set_of(memory, hash), i;
    struct entry *entries = &memory->entries[set * WAYS];
    struct entry *into = &entries[0];

    pthread_mutex_lock(&memory->locks[set % LOCKS]);
    for (i = 0; i < WAYS; i++) {
        if (memcmp(entries[i].hash, hash, 32) == 0) {
            into = &entries[i];
            break;
        }
        if (entries[i].expires_s < into->expires_s)
            into = &entries[i];
    }
    memcpy(into->hash, hash, 32);
    into->expires_s = expires_s;
    into->principal = *principal;
    pthread_mutex_unlock(&memory->locks[set % LOCKS]);
}
