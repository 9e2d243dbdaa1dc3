/* Arena: memory that lives as long as one request (or one plan) and is freed
 * all at once.
 *
 * Not thread-safe: one arena belongs to one thread at a time. Foreign objects
 * (PGresult, json_object, files) register a cleanup, which runs at reset in
 * reverse order, so that an early return leaks nothing. */
#ifndef FP_BASE_ARENA_H
#define FP_BASE_ARENA_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_arena;

/* A new arena that never holds more than cap_bytes of user data (0: 64 MiB).
 * Returns NULL when out of memory. */
struct fp_arena *fp_arena_new(size_t cap_bytes) FP_MUST_CHECK;

/* Runs the cleanups and frees everything. arena may be NULL. */
void fp_arena_free(struct fp_arena *arena);

/* Runs the cleanups and forgets every allocation; keeps the first block. */
void fp_arena_reset(struct fp_arena *arena) FP_NONNULL(1);

/* size bytes, aligned for any type, zeroed. NULL at the cap or out of memory.
 * A size of 0 gives a valid, unique pointer. */
void *fp_arena_alloc(struct fp_arena *arena, size_t size) FP_NONNULL(1);

/* count * size bytes, zeroed, NULL too when the product overflows. */
void *fp_arena_array(struct fp_arena *arena, size_t count, size_t size)
    FP_NONNULL(1);

/* A NUL-terminated copy of text[len] (fp_arena_strdup: of a C string). */
char *fp_arena_strndup(struct fp_arena *arena, const char *text, size_t len)
    FP_NONNULL(1);
char *fp_arena_strdup(struct fp_arena *arena, const char *text)
    FP_NONNULL(1, 2);

/* A formatted string in the arena, or NULL. */
char *fp_arena_printf(struct fp_arena *arena, const char *fmt, ...)
    FP_PRINTF(2, 3) FP_NONNULL(1, 2);

/* Calls fn(object) at reset. On FP_ENOMEM it has called fn(object) already, so
 * the object is never leaked and must not be used further. */
enum fp_err fp_arena_defer(struct fp_arena *arena, void (*fn)(void *),
                           void *object) FP_MUST_CHECK FP_NONNULL(1, 2);

/* Bytes of user data held now. */
size_t fp_arena_used(const struct fp_arena *arena) FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
