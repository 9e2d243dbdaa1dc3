/* Matching of a path and a method against one constant table of routes.
 *
 * The table belongs to handlers/; here is only its shape and the matching.
 * Everything is immutable and thread-safe. */
#ifndef FP_HTTP_ROUTE_H
#define FP_HTTP_ROUTE_H

#include <stddef.h>

#include "base/attr.h"
#include "http/request.h"

/* One request being answered. Opaque here; handlers/call.h says what it is. */
struct fp_call;

/* Answers the call (status, headers, body go to its response) and returns the
 * status. Never writes to a stream. */
typedef int (*fp_route_handler)(struct fp_call *call);

/* Who may call. */
enum fp_route_scope {
    FP_SCOPE_PUBLIC,     /* anyone */
    FP_SCOPE_CALCULATOR, /* a user, or anyone when the configuration's
                          * anonymous switch is on; stores nothing */
    FP_SCOPE_USER,       /* a user with a valid access token */
    FP_SCOPE_INTERNAL    /* the internal listener only, 404 elsewhere */
};

/* Which pool nginx sends the route to. */
enum fp_route_pool { FP_POOL_API, FP_POOL_SIM };

/* What the body must be; at most body_limit bytes of it. */
enum fp_route_body {
    FP_BODY_NONE,  /* ignored */
    FP_BODY_JSON,  /* application/json */
    FP_BODY_PATCH, /* application/merge-patch+json (RFC 7396); plain
                    * application/json means the same here */
    FP_BODY_FILE   /* a file of any other type; the handler looks */
};

/* What a route promises besides its bodies: flags, or-ed. The OpenAPI document
 * says it with headers and statuses, so a promise made here must be kept by
 * the handler. Without one of these a success is 200, or 204 when the route
 * gives nothing. */
enum fp_route_trait {
    FP_CREATES = 1,   /* 201, and Location names what was made */
    FP_KEYED = 2,     /* Idempotency-Key is honoured */
    FP_VERSIONED = 4, /* one object with a version: ETag; GET takes
                       * If-None-Match, PUT, PATCH and DELETE insist on
                       * If-Match */
    FP_PAGED = 8,     /* a list: ?limit=, ?cursor=, Link */
    FP_COMPUTES = 16, /* a result with an identity: X-Cache */
    FP_DEFERS = 32,   /* may answer 202 with a job: Prefer */
    FP_ACCEPTS = 64,  /* a success is 202 without a body */
    FP_STREAMS = 128, /* gives text/event-stream */
    FP_TEXT = 256,    /* gives text/plain or a file, no JSON */
    FP_SIGNED = 512   /* a result that Accept-Signature has signed */
};

struct fp_route {
    enum fp_http_method method; /* GET answers HEAD too */
    const char *path;           /* "/api/v1/plans/{id}" */
    fp_route_handler handler;
    enum fp_route_scope scope;
    unsigned grants;            /* what a token must allow, when there is one:
                                 * bits of auth/principal.h */
    enum fp_route_body body;
    size_t body_limit;          /* bytes; 0: the configuration's maximum */
    enum fp_route_pool pool;
    const char *takes;          /* the schema of the body, by the name of its
                                 * file without ".json"; NULL: no JSON body */
    const char *gives;          /* the same of a successful reply */
    unsigned traits;            /* enum fp_route_trait, or-ed */
    const char *id;             /* operationId, and the key of its description
                                 * in handlers/routes/: "createPlan" */
};

enum fp_route_verdict {
    FP_ROUTE_FOUND,
    FP_ROUTE_OPTIONS,  /* the path exists and OPTIONS was asked: say Allow */
    FP_ROUTE_METHOD,   /* the path exists, the method does not: 405, Allow */
    FP_ROUTE_NONE      /* no such path: 404 */
};

enum { FP_ROUTE_ALLOW_TEXT = 64 };

/* Looks request->path and ->method up in table[n]: of several templates that
 * fit the one with literal segments further left counts, and no other. Sets request->route (the
 * template, or "unmatched") and, when the path matches, request->params.
 *   *route   the row, only for FP_ROUTE_FOUND
 *   allow    "GET, HEAD, OPTIONS", whenever the path exists */
enum fp_route_verdict fp_route_match(const struct fp_route *table, size_t n,
                                     struct fp_http_request *request,
                                     const struct fp_route **route,
                                     char allow[FP_ROUTE_ALLOW_TEXT])
    FP_NONNULL(1, 3, 4, 5);

#endif
