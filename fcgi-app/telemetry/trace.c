/* Spans of one request. */
#include "telemetry/trace.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"

enum { ID_DIGITS = 32, SPAN_DIGITS = 16, PARENT_LEN = 55 };

static _Thread_local struct fp_trace *current; /* NULL: not sampled */
static _Thread_local const char *current_id;
static _Thread_local uint64_t random_state;

/* SOURCE: splitmix64, Sebastiano Vigna, 2015, public domain. */
static uint64_t
mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* Ids need to be different, not secret: seeded once for each thread. */
static uint64_t
random_id(void)
{
    uint64_t id;

    if (random_state == 0 &&
        getrandom(&random_state, sizeof(random_state), 0) !=
            (ssize_t)sizeof(random_state))
        random_state = fp_clock_monotonic_ns() ^ (uintptr_t)&random_state;
    do {
        random_state += UINT64_C(0x9e3779b97f4a7c15);
        id = mix(random_state);
    } while (id == 0);
    return id;
}

/* 1 when text starts with n lower-case digits that are not all zero. */
static int
hex(const char *text, size_t n)
{
    return strspn(text, "0123456789abcdef") >= n && strspn(text, "0") < n;
}

/* Version 00 is 55 characters; later ones may go on after a dash. */
static int
parent_valid(const char *text)
{
    if (text == NULL || strlen(text) < PARENT_LEN ||
        strspn(text, "0123456789abcdef") != 2 || strncmp(text, "ff", 2) == 0)
        return 0;
    if (text[2] != '-' || !hex(text + 3, ID_DIGITS) || text[35] != '-' ||
        !hex(text + 36, SPAN_DIGITS) || text[52] != '-' ||
        strspn(text + 53, "0123456789abcdef") != 2)
        return 0;
    return text[PARENT_LEN] == '\0' ||
           (text[PARENT_LEN] == '-' && strncmp(text, "00", 2) != 0);
}

static uint64_t
hex_value(const char *text, size_t digits)
{
    uint64_t value = 0;

    for (size_t i = 0; i < digits; i++)
        value = value << 4 | (uint64_t)(text[i] <= '9' ? text[i] - '0'
                                                       : text[i] - 'a' + 10);
    return value;
}

void
fp_trace_id(const char *traceparent, const char *request_id,
            char out[FP_TRACE_ID_TEXT])
{
    if (parent_valid(traceparent)) {
        memcpy(out, traceparent + 3, ID_DIGITS);
        out[ID_DIGITS] = '\0';
    } else if (request_id != NULL && strlen(request_id) == ID_DIGITS &&
               hex(request_id, ID_DIGITS)) {
        memcpy(out, request_id, FP_TRACE_ID_TEXT);
    } else {
        snprintf(out, FP_TRACE_ID_TEXT, "%016llx%016llx",
                 (unsigned long long)random_id(),
                 (unsigned long long)random_id());
    }
}

/* The digits at the end are random whoever made the id. */
static int
is_sampled(const struct fp_trace *trace, const char *traceparent,
           const struct fp_trace_rules *rules)
{
    uint64_t tail;

    if (!rules->on)
        return 0;
    if (rules->follow && trace->parent != 0)
        return (hex_value(traceparent + 53, 2) & 1) != 0;
    tail = hex_value(trace->id + ID_DIGITS - 13, 13); /* 52 bits */
    return tail / (double)(UINT64_C(1) << 52) * 10000 <
           (double)rules->per_10000;
}

void
fp_trace_begin(struct fp_trace *trace, const char *traceparent,
               const char *request_id, uint64_t from_ns,
               const struct fp_trace_rules *rules)
{
    trace->parent = 0;
    trace->depth = 0;
    trace->n_spans = 0;
    trace->lost_spans = 0;
    trace->from_ns = from_ns;
    trace->method = trace->route = "";
    trace->status = 0;
    fp_trace_id(traceparent, request_id, trace->id);
    if (parent_valid(traceparent))
        trace->parent = hex_value(traceparent + 36, SPAN_DIGITS);
    trace->sampled = is_sampled(trace, traceparent, rules);
    if (!trace->sampled)
        return;
    trace->span = random_id();
    snprintf(trace->request_id, sizeof(trace->request_id), "%s", request_id);
}

void
fp_trace_use(struct fp_trace *trace)
{
    current = trace != NULL && trace->sampled ? trace : NULL;
    current_id = trace != NULL ? trace->id : NULL;
}

const char *
fp_trace_current_id(void)
{
    return current_id;
}

int
fp_trace_is_sampled(void)
{
    return current != NULL;
}

static int
parent_of(const struct fp_trace *trace)
{
    return trace->depth > 0 ? trace->open[trace->depth - 1] : -1;
}

void
fp_trace_here(char out[FP_TRACE_PARENT_TEXT])
{
    uint64_t span;

    out[0] = '\0';
    if (current_id == NULL)
        return;
    span = current != NULL ? fp_trace_span_id(current, parent_of(current))
                           : random_id();
    snprintf(out, FP_TRACE_PARENT_TEXT, "00-%s-%016llx-%02d", current_id,
             (unsigned long long)span, current != NULL);
}

/* Index of a new span, or -1. */
static int
add(struct fp_trace *trace, const char *kind, const char *name,
    uint64_t from_ns, uint64_t to_ns)
{
    if (trace->n_spans == FP_TRACE_SPANS) {
        trace->lost_spans++;
        return -1;
    }
    trace->spans[trace->n_spans] = (struct fp_trace_span){
        .kind = kind, .name = name, .from_ns = from_ns, .to_ns = to_ns,
        .parent = parent_of(trace)
    };
    return trace->n_spans++;
}

static void
close_innermost(struct fp_trace *trace, uint64_t to_ns)
{
    trace->spans[trace->open[--trace->depth]].to_ns = to_ns;
}

static void
open_at(struct fp_trace *trace, const char *kind, uint64_t from_ns)
{
    int index;

    if (trace->depth == FP_TRACE_DEPTH) {
        trace->lost_spans++;
        return;
    }
    index = add(trace, kind, "", from_ns, 0);
    if (index >= 0)
        trace->open[trace->depth++] = index;
}

void
fp_trace_open(const char *kind)
{
    if (current != NULL)
        open_at(current, kind, fp_clock_monotonic_ns());
}

void
fp_trace_close(const char *kind)
{
    uint64_t now;
    int i;

    if (current == NULL)
        return;
    now = fp_clock_monotonic_ns();
    /* One that found no room was never opened. */
    for (i = current->depth - 1; i >= 0; i--)
        if (kind == NULL ||
            strcmp(current->spans[current->open[i]].kind, kind) == 0)
            break;
    while (i >= 0 && current->depth > i)
        close_innermost(current, now);
}

void
fp_trace_turn(const char *kind)
{
    uint64_t now;

    if (current == NULL)
        return;
    now = fp_clock_monotonic_ns();
    if (current->depth > 0)
        close_innermost(current, now);
    open_at(current, kind, now);
}

void
fp_trace_add(const char *kind, const char *name, uint64_t from_ns,
             uint64_t to_ns)
{
    if (current != NULL)
        add(current, kind, name, from_ns, to_ns);
}

static void
close_all(struct fp_trace *trace, uint64_t to_ns)
{
    while (trace->depth > 0)
        close_innermost(trace, to_ns);
    trace->to_ns = to_ns;
}

void
fp_trace_end(struct fp_trace *trace, const char *method, const char *route,
             int status, uint64_t to_ns)
{
    if (!trace->sampled)
        return;
    close_all(trace, to_ns);
    trace->method = method;
    trace->route = route;
    trace->status = status;
    trace->failed = status >= 500;
}

void
fp_trace_end_work(struct fp_trace *trace, const char *name, int shard,
                  int attempt, int failed, uint64_t to_ns)
{
    if (!trace->sampled)
        return;
    close_all(trace, to_ns);
    trace->method = NULL;
    trace->route = name;
    trace->failed = failed;
    trace->shard = shard;
    trace->attempt = attempt;
}

uint64_t
fp_trace_span_id(const struct fp_trace *trace, int index)
{
    uint64_t id = trace->span;

    if (index >= 0)
        id = mix(id + (uint64_t)index);
    return id != 0 ? id : 1;
}
