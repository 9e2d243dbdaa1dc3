/* Strings of a JSON document that were checked already: unescaping, and keys
 * compared by what they mean. Private to codec/. Pure; thread-safe. */
#ifndef FP_CODEC_JSON_TEXT_H
#define FP_CODEC_JSON_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct fp_json_key {
    uint32_t hash;
    size_t at, end; /* raw bytes between the quotes */
};

/* Four hexadecimal digits. */
unsigned fp_json_hex4(const unsigned char *s) FP_NONNULL(1);

/* The next character's bytes of a checked string at *at, which moves on;
 * returns how many (a raw multi-byte character comes a byte at a time). */
size_t fp_json_unescape(const unsigned char *text, size_t *at,
                        unsigned char out[4]) FP_NONNULL(1, 2);

/* FNV-1a of the unescaped bytes. */
uint32_t fp_json_key_hash(const unsigned char *text,
                          const struct fp_json_key *key) FP_NONNULL(1, 2);

/* 1 when both keys are the same after unescaping. */
int fp_json_key_equal(const unsigned char *text, const struct fp_json_key *a,
                      const struct fp_json_key *b) FP_NONNULL(1, 2, 3);

#endif
