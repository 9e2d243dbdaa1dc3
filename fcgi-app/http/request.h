/* One HTTP request as the handlers see it. No sockets and no FastCGI here:
 * transport/ fills it, tests fill it by hand.
 *
 * Everything it points to lives in the request's arena or in the transport's
 * buffers until the reply was sent. One thread at a time. */
#ifndef FP_HTTP_REQUEST_H
#define FP_HTTP_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"

enum fp_http_method {
    FP_HTTP_GET,
    FP_HTTP_HEAD,
    FP_HTTP_POST,
    FP_HTTP_PUT,
    FP_HTTP_PATCH,
    FP_HTTP_DELETE,
    FP_HTTP_OPTIONS,
    FP_HTTP_OTHER /* anything else: answered 405 or 501 */
};

enum { FP_HTTP_PATH_PARAMS = 4, FP_HTTP_REQUEST_ID = 65 };

/* How the body reached us. */
enum fp_http_body_state {
    FP_HTTP_BODY_OK,        /* body[body_len] is whole */
    FP_HTTP_BODY_TOO_LARGE, /* read to its end and thrown away: 413 */
    FP_HTTP_BODY_SHORT      /* the peer sent less than it announced: 400 */
};

/* What makes cursors ours: a keyed hash over who asks, which list, and where
 * in it. Set before a handler runs; hash NULL: cursors are neither made nor
 * taken. */
struct fp_http_seal {
    void (*hash)(const void *key, size_t key_len, const void *bytes,
                 size_t len, unsigned char out[32]);
    const unsigned char *key;
    size_t key_len;
    const char *owner;       /* the user's id; NULL: nobody */
};

struct fp_http_param {
    const char *name;  /* as in the route template, without braces */
    const char *value; /* percent-decoded */
};

struct fp_http_request {
    enum fp_http_method method;
    const char *method_text; /* as it came */
    const char *path;        /* percent-decoded, no query, starts with '/' */
    const char *query;       /* raw, "" when absent */
    const char *remote_addr; /* client address as nginx saw it */
    char request_id[FP_HTTP_REQUEST_ID]; /* nginx's, or one of ours */
    int internal;            /* came through the internal listener */

    const char *body;        /* never NULL; not NUL-terminated by contract */
    size_t body_len;
    enum fp_http_body_state body_state;

    /* Header by name ("If-Match", any case) or NULL. Set by the transport. */
    const char *(*header)(const struct fp_http_request *request,
                          const char *name);
    const void *header_source; /* for header() */

    struct fp_http_seal seal;
    struct fp_arena *arena;  /* the request's memory */
    uint64_t accepted_ns;    /* monotonic: readable at the socket */
    uint64_t started_ns;     /* monotonic: a worker took it */
    uint64_t deadline_ns;    /* monotonic: answer before this */

    /* Filled by the router. */
    struct fp_http_param params[FP_HTTP_PATH_PARAMS];
    size_t n_params;
    const char *route;       /* template, "/api/v1/plans/{id}", or "unmatched" */
};

/* Header, or NULL when absent. */
const char *fp_http_header(const struct fp_http_request *request,
                           const char *name) FP_NONNULL(1, 2);

/* Path parameter of the matched route, or NULL. */
const char *fp_http_path_param(const struct fp_http_request *request,
                               const char *name) FP_NONNULL(1, 2);

/* Percent-decoded value of a query parameter in the request's arena, or NULL
 * when absent or malformed. The first one wins. */
const char *fp_http_query_param(const struct fp_http_request *request,
                                const char *name) FP_NONNULL(1, 2);

/* Adds one fault for each query parameter that is not in names[n_names], that
 * is given twice, or that is malformed. The pointer of such a fault is '?' and
 * the parameter's name (see http/problem.h). */
void fp_http_query_check(const struct fp_http_request *request,
                         const char *const *names, size_t n_names,
                         struct fp_faults *faults) FP_NONNULL(1, 4);

/* A query parameter that must be an integer in [min, max]. Absent: *out is
 * untouched. Wrong: a fault is added and *out is untouched. Returns 1 when
 * *out was set. */
int fp_http_query_int(const struct fp_http_request *request, const char *name,
                      int64_t min, int64_t max, int64_t *out,
                      struct fp_faults *faults) FP_NONNULL(1, 2, 5, 6);

/* The method for its text ("GET"; methods are case-sensitive), and back
 * ("OTHER" for FP_HTTP_OTHER). */
enum fp_http_method fp_http_method_parse(const char *text) FP_NONNULL(1);
const char *fp_http_method_name(enum fp_http_method method);

/* A percent-decoded copy of text[len] in arena. plus_is_space follows the
 * rule of query strings. NULL when an escape is broken, decodes to NUL, when
 * the result is not UTF-8, or when out of memory. */
char *fp_http_percent_decode(struct fp_arena *arena, const char *text,
                             size_t len, int plus_is_space)
    FP_NONNULL(1, 2);

/* Takes offered as the request's id when it is 8 to 64 characters of
 * A-Z a-z 0-9 '-' '_' '.'; otherwise (or when NULL) makes one. */
void fp_http_request_id_set(struct fp_http_request *request,
                            const char *offered) FP_NONNULL(1);

#endif
