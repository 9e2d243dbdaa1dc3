/* Fault list. */
#include "base/faults.h"

#include <stdarg.h>
#include <stdio.h>

void
fp_faults_init(struct fp_faults *faults, struct fp_arena *arena)
{
    faults->arena = arena;
    faults->list = NULL;
    faults->count = 0;
    faults->dropped = 0;
}

void
fp_faults_add(struct fp_faults *faults, const char *pointer, const char *code,
              const char *fmt, ...)
{
    char text[512];
    struct fp_fault *fault;
    va_list args;

    if (faults->list == NULL)
        faults->list = fp_arena_array(faults->arena, FP_FAULTS_MAX,
                                      sizeof(*faults->list));
    if (faults->list == NULL || faults->count == FP_FAULTS_MAX) {
        faults->dropped++;
        return;
    }
    va_start(args, fmt);
    vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    fault = &faults->list[faults->count];
    fault->pointer = fp_arena_strdup(faults->arena, pointer);
    fault->code = code;
    fault->detail = fp_arena_strdup(faults->arena, text);
    if (fault->pointer == NULL || fault->detail == NULL) {
        faults->dropped++;
        return;
    }
    faults->count++;
}

int
fp_faults_none(const struct fp_faults *faults)
{
    return faults->count == 0 && faults->dropped == 0;
}
