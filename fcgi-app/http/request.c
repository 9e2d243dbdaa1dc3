/* What handlers may ask of a request. */
#include "http/request.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"

static const struct {
    const char *name;
    enum fp_http_method method;
} methods[] = {
    { "GET", FP_HTTP_GET },       { "HEAD", FP_HTTP_HEAD },
    { "POST", FP_HTTP_POST },     { "PUT", FP_HTTP_PUT },
    { "PATCH", FP_HTTP_PATCH },   { "DELETE", FP_HTTP_DELETE },
    { "OPTIONS", FP_HTTP_OPTIONS },
};

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* One "name=value" of a query string; the texts are still encoded. */
struct query_pair {
    const char *name, *value;
    size_t name_len, value_len;
};

/* Takes the next pair from *query; 0 at the end. Empty pairs are skipped. */
static int
query_next(const char **query, struct query_pair *pair)
{
    const char *p = *query;
    size_t len;

    while (*p == '&')
        p++;
    if (*p == '\0')
        return 0;
    len = strcspn(p, "&");
    pair->name = p;
    pair->name_len = strcspn(p, "=&");
    if (pair->name_len < len) {
        pair->value = p + pair->name_len + 1;
        pair->value_len = len - pair->name_len - 1;
    } else {
        pair->value = p + len;
        pair->value_len = 0;
    }
    *query = p + len;
    return 1;
}

const char *
fp_http_header(const struct fp_http_request *request, const char *name)
{
    return request->header != NULL ? request->header(request, name) : NULL;
}

const char *
fp_http_path_param(const struct fp_http_request *request, const char *name)
{
    size_t i;

    for (i = 0; i < request->n_params; i++)
        if (strcmp(request->params[i].name, name) == 0)
            return request->params[i].value;
    return NULL;
}

const char *
fp_http_query_param(const struct fp_http_request *request, const char *name)
{
    const char *at = request->query != NULL ? request->query : "";
    struct query_pair pair;

    while (query_next(&at, &pair)) {
        const char *key = fp_http_percent_decode(request->arena, pair.name,
                                                 pair.name_len, 1);

        if (key != NULL && strcmp(key, name) == 0)
            return fp_http_percent_decode(request->arena, pair.value,
                                          pair.value_len, 1);
    }
    return NULL;
}

void
fp_http_query_check(const struct fp_http_request *request,
                    const char *const *names, size_t n_names,
                    struct fp_faults *faults)
{
    const char *at = request->query != NULL ? request->query : "";
    struct query_pair pair;
    uint64_t seen = 0;
    size_t i;

    while (query_next(&at, &pair)) {
        const char *key = fp_http_percent_decode(request->arena, pair.name,
                                                 pair.name_len, 1);
        char pointer[72];

        if (key == NULL ||
            fp_http_percent_decode(request->arena, pair.value,
                                   pair.value_len, 1) == NULL) {
            fp_faults_add(faults, "?", "malformed",
                          "The query string has a broken escape.");
            continue;
        }
        snprintf(pointer, sizeof(pointer), "?%.64s", key);
        for (i = 0; i < n_names && strcmp(key, names[i]) != 0; i++)
            ;
        if (i == n_names)
            fp_faults_add(faults, pointer, "unknown_parameter",
                          "There is no query parameter of this name here.");
        else if (i < 64 && (seen & (UINT64_C(1) << i)) != 0)
            fp_faults_add(faults, pointer, "duplicate",
                          "The query parameter is given more than once.");
        else if (i < 64)
            seen |= UINT64_C(1) << i;
    }
}

int
fp_http_query_int(const struct fp_http_request *request, const char *name,
                  int64_t min, int64_t max, int64_t *out,
                  struct fp_faults *faults)
{
    const char *text = fp_http_query_param(request, name);
    char pointer[72];

    if (text == NULL)
        return 0;
    if (fp_text_int64(text, strlen(text), min, max, out) == FP_OK)
        return 1;
    snprintf(pointer, sizeof(pointer), "?%.64s", name);
    fp_faults_add(faults, pointer, "out_of_range",
                  "Must be an integer from %lld to %lld.", (long long)min,
                  (long long)max);
    return 0;
}

enum fp_http_method
fp_http_method_parse(const char *text)
{
    size_t i;

    for (i = 0; i < FP_COUNT(methods); i++)
        if (strcmp(text, methods[i].name) == 0)
            return methods[i].method;
    return FP_HTTP_OTHER;
}

const char *
fp_http_method_name(enum fp_http_method method)
{
    size_t i;

    for (i = 0; i < FP_COUNT(methods); i++)
        if (methods[i].method == method)
            return methods[i].name;
    return "OTHER";
}

char *
fp_http_percent_decode(struct fp_arena *arena, const char *text, size_t len,
                       int plus_is_space)
{
    char *out = fp_arena_alloc(arena, len + 1);
    size_t i, n = 0;

    if (out == NULL)
        return NULL;
    for (i = 0; i < len; i++) {
        char c = text[i];

        if (c == '%') {
            int high, low;

            if (len - i < 3)
                return NULL;
            high = hex_value(text[i + 1]);
            low = hex_value(text[i + 2]);
            if (high < 0 || low < 0 || (high == 0 && low == 0))
                return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        } else if (c == '\0') {
            return NULL;
        }
        out[n++] = c;
    }
    out[n] = '\0';
    return fp_text_utf8(out, n) ? out : NULL;
}

void
fp_http_request_id_set(struct fp_http_request *request, const char *offered)
{
    size_t len = offered != NULL ? strlen(offered) : 0;

    if (len >= 8 && len < FP_HTTP_REQUEST_ID &&
        strspn(offered, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        "0123456789-_.") == len) {
        memcpy(request->request_id, offered, len + 1);
        return;
    }
    if (fp_uuid7(fp_clock_unix_ms(), request->request_id) != FP_OK)
        /* Without random bytes an id still has to tell requests apart. */
        snprintf(request->request_id, sizeof(request->request_id),
                 "t-%016llx", (unsigned long long)fp_clock_monotonic_ns());
}
