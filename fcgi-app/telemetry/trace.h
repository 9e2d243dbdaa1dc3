/* The trace of one request: who asked for it, and what its time went to. Work
 * that a request left for later, as a job, is a part of its trace.
 *
 * A struct fp_trace belongs to one thread and is reused from request to
 * request; nothing is allocated. Spans are opened and closed like brackets on
 * the trace that the thread uses at the moment, so that code far below needs no
 * argument for it. Where there is none, or it is not sampled, every call ends
 * at once. Names of spans are constants: what a client sends is never one.
 *
 * The trace id is that of a valid traceparent header; otherwise nginx's request
 * id, which is 16 random bytes too, so that the logs of nginx and of the
 * application agree without a word passed between them.
 * SOURCE: W3C Trace Context, Recommendation, 23 November 2021. */
#ifndef FP_TELEMETRY_TRACE_H
#define FP_TELEMETRY_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
    FP_TRACE_SPANS = 40,    /* of one request; further ones are counted */
    FP_TRACE_DEPTH = 8,
    FP_TRACE_ID_TEXT = 33,  /* 32 digits and NUL */
    FP_TRACE_PARENT_TEXT = 56, /* a traceparent of version 00 and NUL */
    FP_TRACE_REQUEST_ID = 65
};

struct fp_trace_span {
    const char *kind;       /* "decode", "sql", … */
    const char *name;       /* "" or of what: the statement's name */
    uint64_t from_ns, to_ns; /* monotonic; to_ns 0: still open */
    int parent;             /* index, or -1: the request itself */
};

struct fp_trace {
    char id[FP_TRACE_ID_TEXT]; /* lower-case, never zero */
    uint64_t parent;        /* span id of the caller; 0: this is the root */
    uint64_t span;          /* span id of the request; the others follow from
                             * it (fp_trace_span_id) */
    int sampled;

    const char *method;     /* the rest is for whoever writes it out; NULL: no
                             * request but work on a job */
    const char *route;      /* of work: its name */
    int status;
    int failed;             /* 1: it is marked as an error */
    int shard, attempt;     /* of work */
    char request_id[FP_TRACE_REQUEST_ID]; /* of work: the job's id */
    uint64_t from_ns, to_ns;

    int open[FP_TRACE_DEPTH]; /* indices of the open spans, outermost first */
    int depth;
    int n_spans, lost_spans;
    struct fp_trace_span spans[FP_TRACE_SPANS];
};

/* Which requests are sampled. */
struct fp_trace_rules {
    int on;                 /* 0: none */
    int per_10000;          /* of those whose caller does not say */
    int follow;             /* 1: a caller's sampled flag decides */
};

/* The trace id for a request: out is always set. Pure but for randomness where
 * neither text can be used. */
void fp_trace_id(const char *traceparent, const char *request_id,
                 char out[FP_TRACE_ID_TEXT]) FP_NONNULL(3);

/* Empties trace for a request that was readable at from_ns. traceparent NULL:
 * none came. The decision depends on the trace id alone, so that every service
 * that follows the same rule takes the same requests. */
void fp_trace_begin(struct fp_trace *trace, const char *traceparent,
                    const char *request_id, uint64_t from_ns,
                    const struct fp_trace_rules *rules) FP_NONNULL(1, 3, 5);

/* Makes it the one of this thread until the next call; NULL: none. */
void fp_trace_use(struct fp_trace *trace);

/* The id of the trace of this thread, sampled or not; NULL: none. For log
 * lines. */
const char *fp_trace_current_id(void);

/* 1 when this thread's trace is taken. */
int fp_trace_is_sampled(void);

/* The traceparent under which the trace of this thread goes on elsewhere, from
 * the innermost open span; "": there is no trace. Where it is not sampled the
 * text says so, and names a span that nobody will see. */
void fp_trace_here(char out[FP_TRACE_PARENT_TEXT]) FP_NONNULL(1);

/* A span from now on; the matching close ends it, and whatever was left open
 * inside. kind NULL: the innermost one. */
void fp_trace_open(const char *kind) FP_NONNULL(1);
void fp_trace_close(const char *kind);

/* Ends the innermost span, whatever it is, and opens kind in its place. */
void fp_trace_turn(const char *kind) FP_NONNULL(1);

/* A span that is over, inside the innermost open one. */
void fp_trace_add(const char *kind, const char *name, uint64_t from_ns,
                  uint64_t to_ns) FP_NONNULL(1, 2);

/* Ends the request: what is open is closed at to_ns. */
void fp_trace_end(struct fp_trace *trace, const char *method,
                  const char *route, int status, uint64_t to_ns)
    FP_NONNULL(1, 2, 3);

/* The same for work on a job: name is a constant, shard -1 where it is no
 * shard. */
void fp_trace_end_work(struct fp_trace *trace, const char *name, int shard,
                       int attempt, int failed, uint64_t to_ns)
    FP_NONNULL(1, 2);

/* The id of span index (-1: the request's own). Never 0. Pure. */
uint64_t fp_trace_span_id(const struct fp_trace *trace, int index)
    FP_NONNULL(1);

#endif
