/* Which errors a route can answer (docs/contract.md has this as a table), and
 * how the document says so. */
#include "handlers/openapi/openapi.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "handlers/openapi/parts.h"
#include "http/problem.h"

enum { ERRORS_MAX = 128 };

/* Errors in the order of their statuses, each once. */
struct error {
    int status;
    const char *code;
    size_t len;
};

struct errors {
    struct error list[ERRORS_MAX];
    size_t count;
};

/* What is asked of a row, and what it then implies. */
enum trigger { IS_LIMITED, IS_SERVED, GIVES_JSON, WANTS_USER, IS_USERS,
               HAS_BODY, HAS_JSON, HAS_PARAMETER, IS_PAGED, IS_KEYED,
               IS_GUARDED, MAY_DEFER };

/* What probes ask is not under any base path, and nginx does not count it. */
static int
is_probe(const struct fp_route *route)
{
    return strchr(route->path + 1, '/') == NULL;
}

static int
holds(const struct fp_route *route, enum trigger trigger)
{
    switch (trigger) {
    case IS_LIMITED: return !is_probe(route);
    case IS_SERVED: /* by more than what the process has at hand */
        return route->scope == FP_SCOPE_USER ||
               route->scope == FP_SCOPE_CALCULATOR ||
               route->body != FP_BODY_NONE;
    case GIVES_JSON: return (route->traits & (FP_STREAMS | FP_TEXT)) == 0;
    case WANTS_USER:
        return route->scope == FP_SCOPE_USER ||
               route->scope == FP_SCOPE_CALCULATOR;
    case IS_USERS: return route->scope == FP_SCOPE_USER;
    case HAS_BODY: return route->body != FP_BODY_NONE;
    case HAS_JSON:
        return route->body == FP_BODY_JSON || route->body == FP_BODY_PATCH;
    case HAS_PARAMETER: return strchr(route->path, '{') != NULL;
    case IS_PAGED: return (route->traits & FP_PAGED) != 0;
    case IS_KEYED: return (route->traits & FP_KEYED) != 0;
    case MAY_DEFER: return (route->traits & FP_DEFERS) != 0;
    case IS_GUARDED:
        return (route->traits & FP_VERSIONED) != 0 &&
               (route->method == FP_HTTP_PUT ||
                route->method == FP_HTTP_PATCH ||
                route->method == FP_HTTP_DELETE);
    }
    return 0;
}

static const struct {
    enum trigger trigger;
    int status;
    const char *code;
} implied[] = {
    { HAS_JSON, 400, "malformed" },
    { IS_PAGED, 400, "bad_query" },
    { IS_KEYED, 400, "bad_idempotency_key" },
    { IS_GUARDED, 400, "bad_if_match" },
    { WANTS_USER, 401, "unauthenticated" },
    { WANTS_USER, 403, "forbidden" },
    { HAS_PARAMETER, 404, "not_found" },
    { GIVES_JSON, 406, "not_acceptable" },
    { IS_KEYED, 409, "idempotency_in_progress" },
    { MAY_DEFER, 409, "too_many_jobs" },
    { IS_GUARDED, 412, "version_mismatch" },
    { HAS_BODY, 413, "too_large" },
    { HAS_JSON, 415, "unsupported_media_type" },
    { HAS_JSON, 422, "invalid" },
    { IS_KEYED, 422, "idempotency_key_reused" },
    { IS_GUARDED, 428, "if_match_required" },
    { IS_LIMITED, 429, "rate_limited" },
    { IS_SERVED, 500, "internal" },
    { WANTS_USER, 503, "accounts_unavailable" },
    { IS_USERS, 503, "database_unavailable" },
    { MAY_DEFER, 503, "database_unavailable" },
};

void
fp_openapi_errors(const struct fp_route *route,
                  void (*take)(void *context, int status, const char *code,
                               size_t len),
                  void *context)
{
    const struct fp_contract_operation *operation =
        fp_contract_operation(route->id);
    const char *p = operation != NULL ? operation->errors : "";
    size_t i;

    for (i = 0; i < FP_COUNT(implied); i++)
        if (holds(route, implied[i].trigger))
            take(context, implied[i].status, implied[i].code,
                 strlen(implied[i].code));
    while (*p == ' ') {
        char *code;
        int status = (int)strtol(p + 1, &code, 10);
        size_t len = strcspn(code + 1, " ");

        take(context, status, code + 1, len);
        p = code + 1 + len;
    }
}

const struct fp_contract_operation *
fp_contract_operation(const char *id)
{
    size_t i;

    for (i = 0; i < fp_contract_operations_count; i++)
        if (strcmp(fp_contract_operations[i].id, id) == 0)
            return &fp_contract_operations[i];
    return NULL;
}

static void
take_error(void *context, int status, const char *code, size_t len)
{
    struct errors *errors = context;
    size_t i, at;

    for (i = 0; i < errors->count; i++)
        if (errors->list[i].status == status && errors->list[i].len == len &&
            memcmp(errors->list[i].code, code, len) == 0)
            return;
    if (errors->count == ERRORS_MAX)
        return;
    for (at = errors->count; at > 0 && errors->list[at - 1].status > status;
         at--)
        errors->list[at] = errors->list[at - 1];
    errors->list[at] = (struct error){ status, code, len };
    errors->count++;
}

static void
error_body(struct fp_buf *out, int status, const struct error *list,
           size_t count)
{
    int n = 0;
    size_t i;

    fp_buf_printf(out, "{\"description\":\"%s\",\"headers\":{",
                  fp_problem_title(status));
    fp_openapi_header(out, "X-Request-Id", &n);
    if (status == 401)
        fp_openapi_header(out, "WWW-Authenticate", &n);
    if (status == 429 || status == 503)
        fp_openapi_header(out, "Retry-After", &n);
    if (status == 429) {
        fp_openapi_header(out, "RateLimit-Policy", &n);
        fp_openapi_header(out, "RateLimit", &n);
    }
    fp_buf_str(out, "},\"content\":{\"" FP_PROBLEM_TYPE "\":{\"schema\":{"
                    "\"allOf\":[{\"$ref\":\"#/components/schemas/problem\"},"
                    "{\"properties\":{\"code\":{\"enum\":[");
    for (i = 0; i < count; i++) {
        if (i > 0)
            fp_buf_char(out, ',');
        fp_buf_json_n(out, list[i].code, list[i].len);
    }
    fp_buf_str(out, "]}}}]}}}}");
}

/* Where the errors with the status of list[i] end. */
static size_t
group_end(const struct errors *errors, size_t i)
{
    size_t end = i + 1;

    while (end < errors->count &&
           errors->list[end].status == errors->list[i].status)
        end++;
    return end;
}

void
fp_openapi_write_errors(struct fp_buf *out, const struct fp_route *route)
{
    struct errors errors = { .count = 0 };
    size_t i, end;

    fp_openapi_errors(route, take_error, &errors);
    for (i = 0; i < errors.count; i = end) {
        const struct error *first = &errors.list[i];

        end = group_end(&errors, i);
        fp_buf_printf(out, ",\"%d\":", first->status);
        if (end - i == 1)
            fp_buf_printf(out, "{\"$ref\":\"#/components/responses/%.*s_%d\"}",
                          (int)first->len, first->code, first->status);
        else
            error_body(out, first->status, first, end - i);
    }
    fp_buf_str(out, ",\"default\":{\"$ref\":\"#/components/responses/edge\"}");
}

void
fp_openapi_write_responses(struct fp_buf *out, const struct fp_route *table,
                           size_t n)
{
    struct errors alone = { .count = 0 };
    size_t i, k, end;

    for (i = 0; i < n; i++) {
        struct errors errors = { .count = 0 };

        if (table[i].scope == FP_SCOPE_INTERNAL)
            continue;
        fp_openapi_errors(&table[i], take_error, &errors);
        for (k = 0; k < errors.count; k = end) {
            end = group_end(&errors, k);
            if (end - k == 1)
                take_error(&alone, errors.list[k].status, errors.list[k].code,
                           errors.list[k].len);
        }
    }
    fp_buf_printf(out, "\"responses\":{\"edge\":%s", fp_contract_edge);
    for (i = 0; i < alone.count; i++) {
        fp_buf_printf(out, ",\"%.*s_%d\":", (int)alone.list[i].len,
                      alone.list[i].code, alone.list[i].status);
        error_body(out, alone.list[i].status, &alone.list[i], 1);
    }
    fp_buf_char(out, '}');
}
