/* The CORS protocol's headers. */
#include "http/cors.h"

#include <string.h>

#define TAKEN                                                                 \
    "Accept, Accept-Signature, Authorization, Content-Type, "                 \
    "Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Prefer, "       \
    "Priority, traceparent, tracestate"
#define SHOWN                                                                 \
    "Content-Digest, Deprecation, ETag, Idempotency-Replayed, Link, "         \
    "Location, Preference-Applied, Question-Digest, RateLimit, "              \
    "RateLimit-Policy, Retry-After, Server-Timing, Signature, Signature-Input, Stopped-By, "    \
    "Sunset, X-Cache, X-Request-Id"
#define KEPT_SECONDS "600" /* a preflight's answer, by the browser */

/* The next word of *at, and its length; NULL when there is none. */
static const char *
next_word(const char **at, size_t *len)
{
    const char *word = *at + strspn(*at, " ");

    *len = strcspn(word, " ");
    *at = word + *len;
    return *len > 0 ? word : NULL;
}

static int
is_any(const char *word, size_t len)
{
    return len == 1 && *word == '*';
}

/* Scheme, host and maybe a port: what browsers send as Origin. */
static int
is_origin(const char *word, size_t len)
{
    static const char *const schemes[] = { "https://", "http://" };

    for (size_t i = 0; i < FP_COUNT(schemes); i++) {
        size_t scheme = strlen(schemes[i]);

        if (len > scheme && strncmp(word, schemes[i], scheme) == 0)
            return strspn(word + scheme,
                          "abcdefghijklmnopqrstuvwxyz0123456789.-:[]") ==
                   len - scheme;
    }
    return 0;
}

int
fp_cors_valid(const char *allowed)
{
    const char *at = allowed, *word;
    size_t len, words = 0, any = 0;

    while ((word = next_word(&at, &len)) != NULL) {
        if (!is_any(word, len) && !is_origin(word, len))
            return 0;
        any += (size_t)is_any(word, len);
        words++;
    }
    return any == 0 || words == 1;
}

int
fp_cors_allows(const char *allowed, const char *origin)
{
    const char *at = allowed, *word;
    size_t len;

    while ((word = next_word(&at, &len)) != NULL)
        if (is_any(word, len) || (strlen(origin) == len &&
                                  memcmp(origin, word, len) == 0))
            return 1;
    return 0;
}

static const char *
header_of(const struct fp_http_response *response, const char *name)
{
    for (size_t i = 0; i < response->n_headers; i++)
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return NULL;
}

void
fp_cors_apply(const char *allowed, const struct fp_http_request *request,
              struct fp_http_response *response)
{
    const char *origin = fp_http_header(request, "Origin");
    const char *methods = header_of(response, "Allow");
    int any;

    if (allowed == NULL || allowed[0] == '\0')
        return;
    any = strcmp(allowed, "*") == 0;
    if (!any) /* the reply depends on it, also where it is missing */
        fp_http_response_header(response, "Vary", "Origin");
    if (origin == NULL || !fp_cors_allows(allowed, origin))
        return;
    fp_http_response_header(response, "Access-Control-Allow-Origin",
                            any ? "*" : origin);
    if (request->method != FP_HTTP_OPTIONS || methods == NULL ||
        fp_http_header(request, "Access-Control-Request-Method") == NULL) {
        fp_http_response_header(response, "Access-Control-Expose-Headers",
                                SHOWN);
        return;
    }
    fp_http_response_header(response, "Access-Control-Allow-Methods", methods);
    fp_http_response_header(response, "Access-Control-Allow-Headers", TAKEN);
    fp_http_response_header(response, "Access-Control-Max-Age", KEPT_SECONDS);
}
