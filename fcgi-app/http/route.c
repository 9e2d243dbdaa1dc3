/* Route matching: segment by segment, exact segments and {parameters}. */
#include "http/route.h"

#include <stdio.h>
#include <string.h>

/* 0 when the text before a template's first parameter rules path out, as it
 * does for all but a few rows of a table. */
static int
may_fit(const char *template, const char *path)
{
    while (*template == *path && *template != '\0' && *template != '{') {
        template++;
        path++;
    }
    return *template == *path || *template == '{';
}

/* 0 when path does not fit the template. Otherwise the parameters go to
 * params[], and the result tells how exact the fit is: a literal segment
 * counts more than any to its right, so that of /plans/latest and /plans/{id}
 * the former wins whatever their order in the table. */
static uint64_t
path_fits(const char *template, const char *path, struct fp_arena *arena,
          struct fp_http_param *params, size_t *n_params)
{
    uint64_t fit = 1, segment = UINT64_C(1) << 63;

    *n_params = 0;
    if (!may_fit(template, path))
        return 0;
    for (;; segment >>= 1) {
        size_t tlen = strcspn(template, "/");
        size_t plen = strcspn(path, "/");

        if (tlen > 2 && template[0] == '{' && template[tlen - 1] == '}') {
            struct fp_http_param *param;

            if (plen == 0 || *n_params == FP_HTTP_PATH_PARAMS)
                return 0;
            param = &params[(*n_params)++];
            param->name = fp_arena_strndup(arena, template + 1, tlen - 2);
            param->value = fp_arena_strndup(arena, path, plen);
            if (param->name == NULL || param->value == NULL)
                return 0;
        } else if (tlen != plen || memcmp(template, path, tlen) != 0) {
            return 0;
        } else {
            fit |= segment;
        }
        template += tlen;
        path += plen;
        if (*template == '\0' || *path == '\0')
            return *template == *path ? fit : 0;
        template++;
        path++;
    }
}

/* "GET, HEAD, …, OPTIONS" from a set of methods, in the order of the enum. */
static void
write_allow(unsigned set, char allow[FP_ROUTE_ALLOW_TEXT])
{
    size_t used = 0;
    int method;

    allow[0] = '\0';
    for (method = FP_HTTP_GET; method <= FP_HTTP_OPTIONS; method++) {
        if ((set & (1u << method)) == 0)
            continue;
        used += (size_t)snprintf(allow + used, FP_ROUTE_ALLOW_TEXT - used,
                                 "%s%s", used > 0 ? ", " : "",
                                 fp_http_method_name(method));
    }
}

enum fp_route_verdict
fp_route_match(const struct fp_route *table, size_t n,
               struct fp_http_request *request,
               const struct fp_route **route,
               char allow[FP_ROUTE_ALLOW_TEXT])
{
    enum fp_http_method wanted = request->method;
    struct fp_http_param params[FP_HTTP_PATH_PARAMS];
    const struct fp_route *found = NULL;
    uint64_t best = 0;
    unsigned set = 0;
    size_t i, n_params;

    if (wanted == FP_HTTP_HEAD)
        wanted = FP_HTTP_GET;
    request->route = "unmatched";
    request->n_params = 0;
    allow[0] = '\0';
    for (i = 0; i < n; i++) {
        uint64_t fit = path_fits(table[i].path, request->path,
                                 request->arena, params, &n_params);

        if (fit == 0 || fit < best)
            continue;
        if (fit > best) {
            best = fit;
            set = 0;
            found = NULL;
        }
        if (set == 0 || table[i].method == wanted) {
            request->route = table[i].path;
            memcpy(request->params, params, sizeof(params));
            request->n_params = n_params;
        }
        set |= 1u << table[i].method;
        if (table[i].method == FP_HTTP_GET)
            set |= 1u << FP_HTTP_HEAD;
        if (found == NULL && table[i].method == wanted)
            found = &table[i];
    }
    if (set == 0)
        return FP_ROUTE_NONE;
    write_allow(set | 1u << FP_HTTP_OPTIONS, allow);
    if (found != NULL) {
        *route = found;
        return FP_ROUTE_FOUND;
    }
    return wanted == FP_HTTP_OPTIONS ? FP_ROUTE_OPTIONS : FP_ROUTE_METHOD;
}
