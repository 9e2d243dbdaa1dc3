/* Idempotency keys: structured strings, and bare ones. */
#include "http/idempotency.h"

#include <string.h>

/* Takes the string that begins at text[0] == '"' into key. Returns the first
 * byte after it, or NULL. */
static const char *
take_string(const char *text, char key[FP_HTTP_IDEMPOTENCY_MAX + 1])
{
    const char *p = text + 1;
    size_t n = 0;

    for (; *p != '"'; p++) {
        if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
            p++;
        else if (*p == '\\')
            return NULL;
        if (*p < 0x20 || *p > 0x7e || n == FP_HTTP_IDEMPOTENCY_MAX)
            return NULL;
        key[n++] = *p;
    }
    key[n] = '\0';
    return n > 0 ? p + 1 : NULL;
}

const char *
fp_http_idempotency_key(struct fp_arena *arena, const char *header)
{
    char key[FP_HTTP_IDEMPOTENCY_MAX + 1];
    size_t len = strlen(header), i;

    while (len > 0 && (header[0] == ' ' || header[0] == '\t')) {
        header++;
        len--;
    }
    while (len > 0 && (header[len - 1] == ' ' || header[len - 1] == '\t'))
        len--;
    if (len > 0 && header[0] == '"') {
        const char *rest = take_string(header, key);

        if (rest == NULL || (rest != header + len && *rest != ';'))
            return NULL;
        return fp_arena_strdup(arena, key);
    }
    if (len == 0 || len > FP_HTTP_IDEMPOTENCY_MAX)
        return NULL;
    for (i = 0; i < len; i++)
        if (header[i] < 0x21 || header[i] > 0x7e || header[i] == '"' ||
            header[i] == ',' || header[i] == '\\')
            return NULL;
    return fp_arena_strndup(arena, header, len);
}
