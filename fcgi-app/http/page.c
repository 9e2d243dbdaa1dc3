/* Paging: cursors are base64url without padding (RFC 4648, section 5) over
 * the key of the last row. */
#include "http/page.h"

#include <string.h>

#include "base/text.h"

enum { KEY_MAX = 128 };

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const char *
fp_page_cursor(struct fp_arena *arena, const char *key)
{
    const unsigned char *p = (const unsigned char *)key;
    size_t len = strlen(key), i, n = 0;
    char *out = fp_arena_alloc(arena, len / 3 * 4 + 5);

    if (out == NULL)
        return NULL;
    for (i = 0; i < len; i += 3) {
        unsigned v = (unsigned)p[i] << 16;

        if (i + 1 < len)
            v |= (unsigned)p[i + 1] << 8;
        if (i + 2 < len)
            v |= p[i + 2];
        out[n++] = alphabet[v >> 18 & 63];
        out[n++] = alphabet[v >> 12 & 63];
        if (i + 1 < len)
            out[n++] = alphabet[v >> 6 & 63];
        if (i + 2 < len)
            out[n++] = alphabet[v & 63];
    }
    out[n] = '\0';
    return out;
}

/* The key behind a cursor, or NULL when it is none of ours: only the exact
 * form that fp_page_cursor writes is taken. */
static const char *
cursor_key(struct fp_arena *arena, const char *cursor)
{
    size_t len = strlen(cursor), i, n = 0;
    unsigned bits = 0;
    int have = 0;
    char *out;
    const char *again;

    if (len == 0 || len > KEY_MAX / 3 * 4 || len % 4 == 1)
        return NULL;
    out = fp_arena_alloc(arena, len + 1);
    if (out == NULL)
        return NULL;
    for (i = 0; i < len; i++) {
        const char *at = strchr(alphabet, cursor[i]);

        if (at == NULL)
            return NULL;
        bits = bits << 6 | (unsigned)(at - alphabet);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[n++] = (char)(bits >> have & 0xff);
        }
    }
    out[n] = '\0';
    if (strlen(out) != n || !fp_text_utf8(out, n))
        return NULL;
    again = fp_page_cursor(arena, out);
    return again != NULL && strcmp(again, cursor) == 0 ? out : NULL;
}

void
fp_page_read(struct fp_http_request *request, struct fp_page *page,
             struct fp_faults *faults)
{
    int64_t limit = FP_PAGE_DEFAULT;
    const char *cursor = fp_http_query_param(request, "cursor");

    fp_http_query_int(request, "limit", 1, FP_PAGE_MAX, &limit, faults);
    page->limit = (int)limit;
    page->after = "";
    page->query = "";
    if (cursor == NULL)
        return;
    cursor = cursor_key(request->arena, cursor);
    if (cursor != NULL)
        page->after = cursor;
    else
        fp_faults_add(faults, "?cursor", "invalid",
                      "Not a cursor of this list; take it from the Link "
                      "header of the page before.");
}

void
fp_page_link(struct fp_http_request *request,
             struct fp_http_response *response, const struct fp_page *page,
             const char *key)
{
    const char *cursor = fp_page_cursor(request->arena, key);
    const char *link;

    if (cursor == NULL)
        return;
    link = fp_arena_printf(request->arena,
                           "<%s?limit=%d&cursor=%s%s>; rel=\"next\"",
                           request->path, page->limit, cursor,
                           page->query != NULL ? page->query : "");
    if (link != NULL)
        fp_http_response_header(response, "Link", link);
}
