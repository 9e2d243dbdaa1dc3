/* A set-associative table: the hash picks a set, a set holds a few values.
 * Nothing ever moves, so both operations look at WAYS entries and no more. */
#include "base/memo.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 8, LOCKS = 16 };

struct entry {
    unsigned char hash[FP_MEMO_HASH];
    int64_t expires_s; /* 0: free */
};

struct fp_memo {
    pthread_mutex_t locks[LOCKS]; /* set s belongs to lock s % LOCKS; no two
                                   * are ever held at once */
    size_t sets, size;
    unsigned char *values;        /* of entry i: values + i * size */
    struct entry entries[];       /* sets * WAYS */
};

struct fp_memo *
fp_memo_new(size_t entries, size_t size)
{
    size_t sets = (entries + WAYS - 1) / WAYS, bytes, i;
    struct fp_memo *memo;

    if (sets == 0)
        sets = 1;
    if (__builtin_mul_overflow(sets * WAYS, sizeof(struct entry), &bytes) ||
        __builtin_add_overflow(bytes, sizeof(*memo), &bytes))
        return NULL;
    memo = calloc(1, bytes);
    if (memo == NULL)
        return NULL;
    memo->values = calloc(sets * WAYS, size);
    if (memo->values == NULL) {
        free(memo);
        return NULL;
    }
    memo->sets = sets;
    memo->size = size;
    for (i = 0; i < LOCKS; i++)
        pthread_mutex_init(&memo->locks[i], NULL);
    return memo;
}

void
fp_memo_free(struct fp_memo *memo)
{
    size_t i;

    if (memo == NULL)
        return;
    for (i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&memo->locks[i]);
    free(memo->values);
    free(memo);
}

static size_t
set_of(const struct fp_memo *memo, const unsigned char hash[FP_MEMO_HASH])
{
    uint64_t word;

    memcpy(&word, hash, sizeof(word));
    return (size_t)(word % memo->sets);
}

static void *
value_of(const struct fp_memo *memo, const struct entry *entry)
{
    return memo->values + (size_t)(entry - memo->entries) * memo->size;
}

enum fp_err
fp_memo_find(struct fp_memo *memo, const unsigned char hash[FP_MEMO_HASH],
             int64_t now_s, void *out)
{
    size_t set = set_of(memo, hash), i;
    struct entry *entries = &memo->entries[set * WAYS];
    enum fp_err err = FP_ENOTFOUND;

    pthread_mutex_lock(&memo->locks[set % LOCKS]);
    for (i = 0; i < WAYS; i++) {
        if (entries[i].expires_s > now_s &&
            memcmp(entries[i].hash, hash, FP_MEMO_HASH) == 0) {
            memcpy(out, value_of(memo, &entries[i]), memo->size);
            err = FP_OK;
            break;
        }
    }
    pthread_mutex_unlock(&memo->locks[set % LOCKS]);
    return err;
}

void
fp_memo_add(struct fp_memo *memo, const unsigned char hash[FP_MEMO_HASH],
            int64_t expires_s, const void *value)
{
    size_t set = set_of(memo, hash), i;
    struct entry *entries = &memo->entries[set * WAYS];
    struct entry *into = &entries[0];

    pthread_mutex_lock(&memo->locks[set % LOCKS]);
    for (i = 0; i < WAYS; i++) {
        if (memcmp(entries[i].hash, hash, FP_MEMO_HASH) == 0) {
            into = &entries[i];
            break;
        }
        if (entries[i].expires_s < into->expires_s)
            into = &entries[i];
    }
    memcpy(into->hash, hash, FP_MEMO_HASH);
    into->expires_s = expires_s;
    memcpy(value_of(memo, into), value, memo->size);
    pthread_mutex_unlock(&memo->locks[set % LOCKS]);
}
