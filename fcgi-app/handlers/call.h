/* One request on its way through its handler, and what handlers do with it.
 *
 * A handler has four beats (decode, authorise, compute, encode), fills
 * call->response through the helpers below and returns the status. To add a
 * route: write its handler in a file of its own (`int fp_handle_<resource>_
 * <verb>(struct fp_call *call)`, declared in handlers/handlers.h) and add one
 * row to handlers/table.c. The scope in that row is checked before the handler
 * runs: with FP_SCOPE_USER call->user_id is never NULL there. Body limit,
 * content type and Accept were checked too. */
#ifndef FP_HANDLERS_CALL_H
#define FP_HANDLERS_CALL_H

#include <stddef.h>
#include <stdint.h>

#include "auth/principal.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"
#include "http/request.h"
#include "http/response.h"
#include "http/route.h"
#include "storage/idempotency_store.h"

struct fp_service;
struct fp_service_worker;

struct fp_call {
    struct fp_service *service;
    struct fp_service_worker *worker;
    struct fp_http_request *request;
    struct fp_http_response *response;
    const struct fp_route *route;
    struct fp_arena *arena;  /* request->arena: dies with the reply */

    const char *user_id;     /* principal.user_id, or NULL: anonymous */
    struct fp_principal principal; /* of the token; zeros when anonymous */

    uint64_t db_ns;          /* time spent per stage, for Server-Timing, the
                              * log and the metrics; handlers add to them */
    uint64_t compute_ns;
    uint64_t db_began_ns;    /* private to stored.c */

    /* NULL, or what the engine asks (planning/…/simulate.h) in place of the
     * request's deadline. */
    int (*progress)(void *context, uint64_t done, uint64_t total);
    void *progress_context;

    struct fp_idempotency once; /* private to once.c; key NULL: none */
    size_t once_headers;     /* headers of the reply before the handler */
};

/* A problem reply; returns status. Texts must outlive the call only. */
int fp_call_problem(struct fp_call *call, int status, const char *code,
                    const char *detail) FP_NONNULL(1, 3, 4);

/* The reply for a document with faults: status 400 (code "malformed") when
 * syntax is wrong, 422 (code "invalid") when the meaning is. */
int fp_call_faults(struct fp_call *call, int status, const char *code,
                   const char *detail, const struct fp_faults *faults)
    FP_NONNULL(1, 3, 4, 5);

/* 503 with Retry-After. */
int fp_call_unavailable(struct fp_call *call, const char *code,
                        const char *detail) FP_NONNULL(1, 2, 3);

/* 500 without telling the client why; the reason is logged with the request
 * id. */
int fp_call_internal(struct fp_call *call, const char *what,
                     const struct fp_error *error) FP_NONNULL(1, 2);

/* Marks what was written into call->response->body as the JSON reply of this
 * status, or answers 500 when the body's buffer failed. */
int fp_call_json(struct fp_call *call, int status) FP_NONNULL(1);

/* 204 without a body. */
int fp_call_no_content(struct fp_call *call) FP_NONNULL(1);

/* Adds a header whose value is formatted into the arena. */
void fp_call_header(struct fp_call *call, const char *name, const char *fmt,
                    ...) FP_PRINTF(3, 4) FP_NONNULL(1, 2, 3);

/* Appends the result of this id from the cache to out; FP_ENOTFOUND where there
 * is none. */
enum fp_err fp_call_cache_get(struct fp_call *call, const char *result_id,
                              struct fp_buf *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* 1 once the request's deadline has passed. */
int fp_call_late(const struct fp_call *call) FP_NONNULL(1);

#endif
