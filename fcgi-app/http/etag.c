/* Entity tags: lists, "*", weak and strong comparison. */
#include "http/etag.h"

#include <string.h>

#include "base/text.h"

static int
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Reads one entity-tag at *p. Sets its opaque part with quotes; returns 0
 * when there is none. */
static int
take_tag(const char **p, int *weak, const char **tag, size_t *len)
{
    const char *at = *p, *end;

    *weak = 0;
    if (at[0] == 'W' && at[1] == '/') {
        *weak = 1;
        at += 2;
    }
    if (*at != '"')
        return 0;
    for (end = at + 1; *end != '"'; end++) {
        unsigned char c = (unsigned char)*end;

        if (c < 0x21 || c == 0x7f)
            return 0;
    }
    *tag = at;
    *len = (size_t)(end + 1 - at);
    *p = end + 1;
    return 1;
}

static enum fp_etag_verdict
compare(const char *header, const char *etag, int strong)
{
    const char *p = header;
    int matched = 0, tags = 0;

    if (header == NULL)
        return FP_ETAG_ABSENT;
    while (is_blank(*p))
        p++;
    if (*p == '*') {
        for (p++; is_blank(*p); p++)
            ;
        if (*p != '\0')
            return FP_ETAG_MALFORMED;
        return etag != NULL ? FP_ETAG_MATCH : FP_ETAG_NO_MATCH;
    }
    while (*p != '\0') {
        const char *tag;
        size_t len;
        int weak;

        if (*p == ',' || is_blank(*p)) {
            p++;
            continue;
        }
        if (!take_tag(&p, &weak, &tag, &len))
            return FP_ETAG_MALFORMED;
        while (is_blank(*p))
            p++;
        if (*p != ',' && *p != '\0')
            return FP_ETAG_MALFORMED;
        tags++;
        if (etag != NULL && !(strong && weak) && strlen(etag) == len &&
            memcmp(etag, tag, len) == 0)
            matched = 1;
    }
    if (tags == 0)
        return FP_ETAG_MALFORMED;
    return matched ? FP_ETAG_MATCH : FP_ETAG_NO_MATCH;
}

enum fp_etag_verdict
fp_etag_if_match(const char *header, const char *etag)
{
    return compare(header, etag, 1);
}

enum fp_etag_verdict
fp_etag_if_none_match(const char *header, const char *etag)
{
    return compare(header, etag, 0);
}

const char *
fp_etag_version(struct fp_arena *arena, int64_t version)
{
    return fp_arena_printf(arena, "\"v%lld\"", (long long)version);
}

int64_t
fp_etag_single_version(const char *header)
{
    const char *tag;
    size_t len;
    int64_t version;
    int weak;

    if (header == NULL)
        return -1;
    while (is_blank(*header))
        header++;
    if (!take_tag(&header, &weak, &tag, &len) || weak || len < 4 ||
        tag[1] != 'v')
        return -1;
    while (is_blank(*header))
        header++;
    if (*header != '\0' ||
        fp_text_int64(tag + 2, len - 3, 0, INT64_MAX, &version) != FP_OK)
        return -1;
    return version;
}
