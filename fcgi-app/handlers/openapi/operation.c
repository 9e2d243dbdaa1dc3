/* One route as an operation of the OpenAPI document. */
#include "handlers/openapi/parts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "auth/principal.h"

void
fp_openapi_header(struct fp_buf *out, const char *name, int *n)
{
    fp_buf_printf(out, "%s\"%s\":{\"$ref\":\"#/components/headers/%s\"}",
                  (*n)++ > 0 ? "," : "", name, name);
}

static void
schema_ref(struct fp_buf *out, const char *name)
{
    fp_buf_printf(out, "{\"schema\":{\"$ref\":\"#/components/schemas/%s\"}}",
                  name);
}

/* The words of the scopes stand beside the schemes: only OAuth's own schemes
 * can list them inside. */
static void
write_security(struct fp_buf *out, const struct fp_route *route)
{
    char words[FP_GRANTS_TEXT], *p;

    if (route->scope == FP_SCOPE_PUBLIC) {
        fp_buf_str(out, ",\"security\":[]");
        return;
    }
    fp_buf_printf(out,
                  ",\"security\":[{\"accessToken\":[]},{\"apiKey\":[]}%s],"
                  "\"x-scopes\":[",
                  route->scope == FP_SCOPE_CALCULATOR ? ",{}" : "");
    fp_grants_write(route->grants, words);
    for (p = words; *p != '\0'; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");

        fp_buf_printf(out, "%s\"%.*s\"", p > words ? "," : "", (int)len, p);
        p += len;
    }
    fp_buf_char(out, ']');
}

static int
guarded(const struct fp_route *route)
{
    return (route->traits & FP_VERSIONED) != 0 &&
           (route->method == FP_HTTP_PUT || route->method == FP_HTTP_PATCH ||
            route->method == FP_HTTP_DELETE);
}

static int
conditional_get(const struct fp_route *route)
{
    return (route->traits & FP_VERSIONED) != 0 &&
           route->method == FP_HTTP_GET;
}

int
fp_openapi_may_be_minimal(const struct fp_route *route)
{
    return route->gives != NULL &&
           ((route->traits & FP_CREATES) != 0 ||
            (guarded(route) && route->method != FP_HTTP_DELETE));
}

static void
write_parameters(struct fp_buf *out, const struct fp_route *route,
                 const struct fp_contract_operation *operation)
{
    const char *p = route->path, *described = operation->parameters;
    struct {
        const char *name;
        int wanted;
    } shared[] = {
        { "limit", (route->traits & FP_PAGED) != 0 },
        { "cursor", (route->traits & FP_PAGED) != 0 },
        { "if_match", guarded(route) },
        { "if_none_match", conditional_get(route) },
        { "idempotency_key", (route->traits & FP_KEYED) != 0 },
        { "prefer", (route->traits & FP_DEFERS) != 0 ||
                        fp_openapi_may_be_minimal(route) },
        { "priority", (route->traits & FP_DEFERS) != 0 },
        { "accept_signature", (route->traits & FP_SIGNED) != 0 },
        { "last_event_id", (route->traits & FP_STREAMS) != 0 },
    };
    const size_t before = out->len;
    size_t i;

    fp_buf_str(out, ",\"parameters\":[");
    while ((p = strchr(p, '{')) != NULL) {
        size_t len = strcspn(++p, "}");
        char known[96];

        snprintf(known, sizeof(known), "{\"name\":\"%.*s\",\"in\":\"path\"",
                 (int)len, p);
        if (strstr(described, known) == NULL)
            fp_buf_printf(out,
                          "%s%s,\"required\":true,\"description\":\"The id, "
                          "a UUID.\",\"schema\":{\"type\":\"string\"}}",
                          out->data[out->len - 1] == '[' ? "" : ",", known);
    }
    if (described[0] != '\0')
        fp_buf_str(out, described +
                            (out->data[out->len - 1] == '[' ? 1 : 0));
    for (i = 0; i < FP_COUNT(shared); i++)
        if (shared[i].wanted)
            fp_buf_printf(out,
                          "%s{\"$ref\":\"#/components/parameters/%s\"}",
                          out->data[out->len - 1] == '[' ? "" : ",",
                          shared[i].name);
    if (out->data[out->len - 1] == '[') {
        out->len = before;
        out->data[before] = '\0';
        return;
    }
    fp_buf_char(out, ']');
}

static void
write_body(struct fp_buf *out, const struct fp_route *route,
           const struct fp_contract_operation *operation)
{
    if (route->takes == NULL || route->body == FP_BODY_NONE ||
        strstr(operation->members, ",\"requestBody\":") != NULL)
        return;
    fp_buf_str(out, ",\"requestBody\":{\"required\":true,\"content\":{");
    if (route->body == FP_BODY_PATCH) {
        fp_buf_str(out, "\"application/merge-patch+json\":");
        schema_ref(out, route->takes);
        fp_buf_char(out, ',');
    }
    fp_buf_str(out, "\"application/json\":");
    schema_ref(out, route->takes);
    fp_buf_str(out, "}}");
}

static void
write_success(struct fp_buf *out, const struct fp_route *route,
              const struct fp_contract_operation *operation)
{
    const char *type = operation->produces != NULL ? operation->produces
                       : (route->traits & FP_STREAMS) ? "text/event-stream"
                                                      : "text/plain";
    const int status = (route->traits & FP_CREATES)   ? 201
                       : (route->traits & FP_ACCEPTS) ? 202
                       : route->gives == NULL &&
                             (route->traits & (FP_TEXT | FP_STREAMS)) == 0
                           ? 204
                           : 200;
    static const char *const signature[] = {
        "Content-Digest", "Question-Digest", "Signature-Input", "Signature"
    };
    int n = 0;

    fp_buf_printf(out, "\"%d\":{\"description\":\"%s\",\"headers\":{", status,
                  status == 201   ? "Made."
                  : status == 202 ? "Taken; what comes of it is not said here."
                  : status == 204 ? "Done."
                                  : "The answer.");
    fp_openapi_header(out, "X-Request-Id", &n);
    if ((route->traits & FP_VERSIONED) && route->method != FP_HTTP_DELETE)
        fp_openapi_header(out, "ETag", &n);
    if (route->traits & FP_CREATES)
        fp_openapi_header(out, "Location", &n);
    if (route->traits & FP_PAGED)
        fp_openapi_header(out, "Link", &n);
    if (route->traits & FP_COMPUTES)
        fp_openapi_header(out, "X-Cache", &n);
    if (route->traits & FP_KEYED)
        fp_openapi_header(out, "Idempotency-Replayed", &n);
    if (fp_openapi_may_be_minimal(route) || (route->traits & FP_DEFERS))
        fp_openapi_header(out, "Preference-Applied", &n);
    if (route->traits & FP_DEFERS)
        fp_openapi_header(out, "Stopped-By", &n);
    if (route->traits & FP_SIGNED)
        for (size_t i = 0; i < FP_COUNT(signature); i++)
            fp_openapi_header(out, signature[i], &n);
    fp_buf_char(out, '}');
    if (route->gives != NULL) {
        fp_buf_str(out, ",\"content\":{\"application/json\":");
        schema_ref(out, route->gives);
        fp_buf_char(out, '}');
    } else if (route->traits & (FP_TEXT | FP_STREAMS)) {
        fp_buf_printf(out, ",\"content\":{\"%s\":{\"schema\":{\"type\":"
                           "\"string\"}}}", type);
    }
    fp_buf_char(out, '}');
}

static int
has_schema(const char *name)
{
    size_t i;

    for (i = 0; i < fp_contract_schemas_count; i++)
        if (strcmp(fp_contract_schemas[i].name, name) == 0)
            return 1;
    return 0;
}

void
fp_openapi_write_operation(struct fp_buf *out, const struct fp_route *route)
{
    const struct fp_contract_operation *operation =
        fp_contract_operation(route->id);
    const char *p;

    if (operation == NULL)
        return;
    fp_buf_char(out, '"');
    for (p = fp_http_method_name(route->method); *p != '\0'; p++)
        fp_buf_char(out, (char)tolower((unsigned char)*p));
    fp_buf_printf(out, "\":{\"operationId\":\"%s\",\"tags\":[\"%s\"]%s",
                  route->id, operation->tag, operation->members);
    if (operation->deprecated != NULL)
        fp_buf_str(out, ",\"deprecated\":true");
    write_security(out, route);
    write_parameters(out, route, operation);
    write_body(out, route, operation);
    fp_buf_str(out, ",\"responses\":{");
    write_success(out, route, operation);
    if (route->traits & FP_DEFERS) {
        int n = 0;

        fp_buf_str(out, ",\"202\":{\"description\":\"The work goes on as a "
                        "job.\",\"headers\":{");
        fp_openapi_header(out, "Location", &n);
        fp_openapi_header(out, "Idempotency-Replayed", &n);
        fp_buf_char(out, '}');
        if (has_schema("job")) {
            fp_buf_str(out, ",\"content\":{\"application/json\":");
            schema_ref(out, "job");
            fp_buf_char(out, '}');
        }
        fp_buf_char(out, '}');
    }
    if (guarded(route) && fp_openapi_may_be_minimal(route))
        fp_buf_str(out, ",\"204\":{\"description\":\"Done, as return=minimal "
                        "asked.\",\"headers\":{\"ETag\":{\"$ref\":"
                        "\"#/components/headers/ETag\"}}}");
    if (conditional_get(route))
        fp_buf_str(out, ",\"304\":{\"description\":\"Not changed.\","
                        "\"headers\":{\"ETag\":{\"$ref\":"
                        "\"#/components/headers/ETag\"}}}");
    fp_openapi_write_errors(out, route);
    fp_buf_str(out, "}}");
}
