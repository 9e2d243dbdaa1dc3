/* Paging: a cursor is a seal and the key of the last row, in base64url without
 * padding (RFC 4648, section 5). */
#include "http/page.h"

#include <string.h>

#include "base/text.h"

enum { SEAL = 16, HASH = 32, OWNER_MAX = 64, PATH_MAX_LEN = 1024 };

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static char *
encode(struct fp_arena *arena, const unsigned char *p, size_t len)
{
    char *out = fp_arena_alloc(arena, len / 3 * 4 + 5);
    size_t i, n = 0;

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

/* The bytes of text into out[max]; their number, or 0 when it is no base64url
 * or longer. */
static size_t
decode(const char *text, unsigned char *out, size_t max)
{
    unsigned bits = 0;
    int have = 0;
    size_t n = 0;

    if (strlen(text) % 4 == 1)
        return 0;
    for (; *text != '\0'; text++) {
        const char *at = strchr(alphabet, *text);

        if (at == NULL)
            return 0;
        bits = bits << 6 | (unsigned)(at - alphabet);
        have += 6;
        if (have >= 8) {
            if (n == max)
                return 0;
            have -= 8;
            out[n++] = (unsigned char)(bits >> have & 0xff);
        }
    }
    return n;
}

/* The seal of a key. Each part ends with a NUL, so that none can be shifted
 * into the next. 0 when there is no seal to be had. */
static int
seal(const struct fp_http_request *request, const char *key, size_t len,
     unsigned char out[HASH])
{
    const char *owner =
        request->seal.owner != NULL ? request->seal.owner : "";
    char text[OWNER_MAX + PATH_MAX_LEN + FP_PAGE_KEY_MAX + 3];
    const struct {
        const char *text;
        size_t len, max;
    } parts[] = { { owner, strlen(owner), OWNER_MAX },
                  { request->path, strlen(request->path), PATH_MAX_LEN },
                  { key, len, FP_PAGE_KEY_MAX } };
    size_t i, n = 0;

    if (request->seal.hash == NULL)
        return 0;
    for (i = 0; i < FP_COUNT(parts); i++) {
        if (parts[i].len > parts[i].max)
            return 0;
        memcpy(text + n, parts[i].text, parts[i].len);
        n += parts[i].len;
        text[n++] = '\0';
    }
    request->seal.hash(request->seal.key, request->seal.key_len, text, n, out);
    return 1;
}

const char *
fp_page_cursor(const struct fp_http_request *request, const char *key)
{
    unsigned char bytes[HASH + FP_PAGE_KEY_MAX];
    size_t len = strlen(key);

    if (len == 0 || !seal(request, key, len, bytes))
        return NULL;
    memcpy(bytes + SEAL, key, len);
    return encode(request->arena, bytes, SEAL + len);
}

/* The key behind a cursor, or NULL when it is none of ours: the only form that
 * is taken is what fp_page_cursor writes. */
static const char *
cursor_key(const struct fp_http_request *request, const char *cursor)
{
    unsigned char bytes[SEAL + FP_PAGE_KEY_MAX + 1], right[HASH];
    size_t n = decode(cursor, bytes, SEAL + FP_PAGE_KEY_MAX), i;
    unsigned off = 0;
    const char *again;
    char *key;

    if (n <= SEAL)
        return NULL;
    key = fp_arena_strndup(request->arena, (char *)bytes + SEAL, n - SEAL);
    if (key == NULL || strlen(key) != n - SEAL ||
        !seal(request, key, n - SEAL, right))
        return NULL;
    for (i = 0; i < SEAL; i++) /* as long for a near miss as for a far one */
        off |= (unsigned)(bytes[i] ^ right[i]);
    again = fp_page_cursor(request, key);
    return off == 0 && again != NULL && strcmp(again, cursor) == 0 ? key
                                                                    : NULL;
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
    cursor = cursor_key(request, cursor);
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
    const char *cursor = fp_page_cursor(request, key);
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
