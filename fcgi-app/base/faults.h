/* The list of everything wrong (or unusual, or assumed) in one document.
 *
 * Checks do not stop at the first fault: they add it and go on, so that the
 * caller can mend all of them at once. Each entry names the field with a JSON
 * Pointer (RFC 6901). Not thread-safe. */
#ifndef FP_BASE_FAULTS_H
#define FP_BASE_FAULTS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_FAULTS_MAX = 100 }; /* further ones are counted, not kept */

struct fp_fault {
    const char *pointer; /* "/accounts/0/balance"; "" is the whole document */
    const char *code;    /* stable word: "required", "unknown_field", … */
    const char *detail;  /* a sentence that a person can act on */
};

struct fp_faults {
    struct fp_arena *arena; /* where the texts live */
    struct fp_fault *list;
    size_t count;           /* entries kept, at most FP_FAULTS_MAX */
    size_t dropped;         /* found after the list was full */
};

/* An empty list whose texts live in arena. */
void fp_faults_init(struct fp_faults *faults, struct fp_arena *arena)
    FP_NONNULL(1, 2);

/* Adds one entry; pointer and the formatted detail are copied, code must be a
 * string constant. Out of memory counts as dropped. */
void fp_faults_add(struct fp_faults *faults, const char *pointer,
                   const char *code, const char *fmt, ...)
    FP_PRINTF(4, 5) FP_NONNULL(1, 2, 3, 4);

/* 1 when nothing was found. */
int fp_faults_none(const struct fp_faults *faults) FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
