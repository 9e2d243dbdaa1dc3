/* Entries: sealed on writing, checked on reading. */
#include "cache/entry.h"

#include <string.h>

static const char FORMAT[4] = { 'F', 'P', 'C', '1' };

static void
put32(unsigned char *out, size_t value)
{
    int i;

    for (i = 0; i < 4; i++)
        out[i] = (unsigned char)(value >> (8 * i));
}

static size_t
get32(const unsigned char *in)
{
    return (size_t)in[0] | (size_t)in[1] << 8 | (size_t)in[2] << 16 |
           (size_t)in[3] << 24;
}

void
fp_entry_name(const struct fp_entry_seal *seal, const char *key,
              char name[FP_ENTRY_NAME], uint64_t *spread)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[FP_CACHE_HASH];
    size_t i;

    seal->hash(seal->secret, seal->secret_len, key, strlen(key), hash);
    memcpy(name, "fp1:", 4);
    for (i = 0; i < sizeof(hash); i++) {
        name[4 + 2 * i] = digits[hash[i] >> 4];
        name[5 + 2 * i] = digits[hash[i] & 15];
    }
    name[FP_ENTRY_NAME - 1] = '\0';
    *spread = (uint64_t)get32(hash) << 32 | get32(hash + 4);
}

size_t
fp_entry_size(size_t key_len, size_t value_len)
{
    return FP_ENTRY_HEAD + key_len + value_len;
}

void
fp_entry_write(const struct fp_entry_seal *seal, const char *key,
               const void *value, size_t value_len, unsigned char *out)
{
    size_t key_len = strlen(key);
    unsigned char *at = out + FP_CACHE_HASH;

    memcpy(at, FORMAT, sizeof(FORMAT));
    put32(at + 4, key_len);
    put32(at + 8, value_len);
    memcpy(at + 12, key, key_len);
    if (value_len > 0)
        memcpy(at + 12 + key_len, value, value_len);
    seal->hash(seal->secret, seal->secret_len, at, 12 + key_len + value_len,
               out);
}

enum fp_err
fp_entry_read(const struct fp_entry_seal *seal, const char *key,
              const unsigned char *entry, size_t size,
              const unsigned char **value, size_t *value_len)
{
    const unsigned char *at = entry + FP_CACHE_HASH;
    unsigned char tag[FP_CACHE_HASH];
    size_t key_len = strlen(key), got;

    if (entry == NULL || size < FP_ENTRY_HEAD || size > FP_ENTRY_MAX ||
        memcmp(at, FORMAT, sizeof(FORMAT)) != 0 || get32(at + 4) != key_len)
        return FP_EINVAL;
    got = get32(at + 8);
    if (got > FP_CACHE_VALUE_MAX || fp_entry_size(key_len, got) != size ||
        memcmp(at + 12, key, key_len) != 0)
        return FP_EINVAL;
    seal->hash(seal->secret, seal->secret_len, at, size - FP_CACHE_HASH, tag);
    if (memcmp(tag, entry, sizeof(tag)) != 0)
        return FP_EINVAL;
    *value = at + 12 + key_len;
    *value_len = got;
    return FP_OK;
}
