/* Accept and Content-Type. */
#include "http/negotiate.h"

#include <string.h>
#include <strings.h>

static const char *
skip_blanks(const char *p)
{
    while (*p == ' ' || *p == '\t')
        p++;
    return p;
}

/* Length of the element that ends at a separator outside quotes. */
static size_t
span(const char *p, char separator)
{
    size_t i;
    int quoted = 0;

    for (i = 0; p[i] != '\0' && (quoted || p[i] != separator); i++) {
        if (p[i] == '"')
            quoted = !quoted;
        else if (quoted && p[i] == '\\' && p[i + 1] != '\0')
            i++;
    }
    return i;
}

static size_t
trimmed(const char *p, size_t len)
{
    while (len > 0 && (p[len - 1] == ' ' || p[len - 1] == '\t'))
        len--;
    return len;
}

/* How well range[len] covers type: 0 no, 1 any, 2 type/any, 3 exactly. */
static int
specificity(const char *range, size_t len, const char *type)
{
    size_t slash = strcspn(type, "/");

    if (len == 3 && memcmp(range, "*/*", 3) == 0)
        return 1;
    if (len == slash + 2 && strncasecmp(range, type, slash + 1) == 0 &&
        range[len - 1] == '*')
        return 2;
    if (len == strlen(type) && strncasecmp(range, type, len) == 0)
        return 3;
    return 0;
}

/* 1 when the parameters hold a weight of zero: q=0, q=0.0, q=0.00, q=0.000. */
static int
refused(const char *p, const char *end)
{
    while (p < end && *p == ';') {
        size_t len;

        p = skip_blanks(p + 1);
        len = span(p, ';');
        if (p + len > end)
            len = (size_t)(end - p);
        if (len >= 3 && (p[0] == 'q' || p[0] == 'Q') && p[1] == '=') {
            size_t digits = strspn(p + 2, "0.");

            return p[2] == '0' && digits == trimmed(p + 2, len - 2);
        }
        p += len;
    }
    return 0;
}

int
fp_accept_allows(const char *header, const char *type)
{
    int best = 0, allowed = 0, ranges = 0;
    const char *p = header;

    if (header == NULL || *skip_blanks(header) == '\0')
        return 1;
    while (*p != '\0') {
        size_t element, range;
        int level;

        p = skip_blanks(p);
        element = span(p, ',');
        range = span(p, ';');
        if (range > element)
            range = element;
        if (memchr(p, '/', range) != NULL)
            ranges++;
        level = specificity(p, trimmed(p, range), type);
        if (level > best) {
            best = level;
            allowed = !refused(p + range, p + element);
        }
        p += element;
        if (*p == ',')
            p++;
    }
    return ranges == 0 ? 1 : allowed;
}

/* 1 when header names type, alone or with charset=utf-8. */
static int
is_type(const char *header, const char *type)
{
    const char *p = skip_blanks(header);
    size_t len = trimmed(p, span(p, ';'));

    if (len != strlen(type) || strncasecmp(p, type, len) != 0)
        return 0;
    p += span(p, ';');
    while (*p == ';') {
        p = skip_blanks(p + 1);
        len = trimmed(p, span(p, ';'));
        if (len >= 8 && strncasecmp(p, "charset=", 8) == 0 &&
            !(len == 13 && strncasecmp(p + 8, "utf-8", 5) == 0) &&
            !(len == 15 && strncasecmp(p + 8, "\"utf-8\"", 7) == 0))
            return 0;
        p += span(p, ';');
    }
    return 1;
}

int
fp_content_type_json(const char *header)
{
    return header != NULL && is_type(header, "application/json");
}

int
fp_content_type_patch(const char *header)
{
    return header != NULL &&
           (is_type(header, FP_MERGE_PATCH_TYPE) ||
            is_type(header, "application/json"));
}
