/* Hashes, keyed hashes, random bytes and comparison in constant time.
 *
 * The rest of the product reaches libsodium through this header only. Every
 * function is thread-safe; a struct fp_sha256 belongs to one thread. */
#ifndef FP_AUTH_DIGEST_H
#define FP_AUTH_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

enum {
    FP_SHA256_BYTES = 32,
    FP_SHA256_HEX = 65,    /* 64 digits and a NUL */
    FP_KEYED_HASH_BYTES = 32,
    FP_KEYED_HASH_HEX = 65
};

/* Prepares libsodium. Call it once at start, before threads and before any
 * other function of auth/; calling it again is harmless.
 * FP_EUNAVAIL: the system gives no randomness. */
enum fp_err fp_auth_init(void) FP_MUST_CHECK;

/* SHA-256 of bytes[len], FIPS 180-4. */
enum fp_err fp_auth_sha256(const void *bytes, size_t len,
                           unsigned char out[FP_SHA256_BYTES]) FP_MUST_CHECK;

/* The same as 64 lower-case hexadecimal digits. */
enum fp_err fp_auth_sha256_hex(const void *bytes, size_t len,
                               char hex[FP_SHA256_HEX]) FP_MUST_CHECK;

/* SHA-256 of a text that comes in parts: init, add…, then one of the ends.
 * After an end the struct must be initialised again. None of them can fail. */
struct fp_sha256 {
    uint64_t opaque[16];
};

void fp_sha256_init(struct fp_sha256 *hash) FP_NONNULL(1);
void fp_sha256_add(struct fp_sha256 *hash, const void *bytes, size_t len)
    FP_NONNULL(1);
void fp_sha256_end(struct fp_sha256 *hash, unsigned char out[FP_SHA256_BYTES])
    FP_NONNULL(1, 2);
void fp_sha256_end_hex(struct fp_sha256 *hash, char hex[FP_SHA256_HEX])
    FP_NONNULL(1, 2);

/* HMAC-SHA-256 with a key of any length.
 * SOURCE: RFC 2104 and RFC 4231. */
void fp_auth_hmac_sha256(const void *key, size_t key_len, const void *bytes,
                         size_t len, unsigned char out[FP_SHA256_BYTES]);

/* Keyed BLAKE2b of 256 bits, for names inside our own systems (cache keys,
 * user ids in logs), where no other program computes the same value. The key
 * may have any length, also 0. SOURCE: RFC 7693, section 2.9. */
void fp_auth_keyed_hash(const void *key, size_t key_len, const void *bytes,
                        size_t len, unsigned char out[FP_KEYED_HASH_BYTES]);
void fp_auth_keyed_hash_hex(const void *key, size_t key_len, const void *bytes,
                            size_t len, char hex[FP_KEYED_HASH_HEX]);

/* len bytes of the system's generator. */
void fp_auth_random(void *bytes, size_t len);

/* 1 when both hold the same len bytes; the time does not depend on where
 * they differ. */
int fp_auth_equal(const void *a, const void *b, size_t len);

/* Overwrites len bytes, also where the compiler sees no later use. */
void fp_auth_wipe(void *bytes, size_t len);

#endif
