/* Members and places of a checked JSON document, by its bytes. */
#include "codec/json/slice.h"

#include <string.h>

#include "codec/json/gate.h"
#include "codec/json/text.h"

static int
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t
skip_blanks(const char *text, size_t len, size_t at)
{
    while (at < len && is_blank(text[at]))
        at++;
    return at;
}

/* Behind the string that begins at `at`. */
static size_t
skip_string(const char *text, size_t len, size_t at)
{
    for (at++; at < len && text[at] != '"'; at++)
        if (text[at] == '\\')
            at++;
    return at < len ? at + 1 : len;
}

/* Behind the value that begins at `at`. */
static size_t
skip_value(const char *text, size_t len, size_t at)
{
    size_t depth = 0;

    do {
        char c = text[at];

        if (c == '"') {
            at = skip_string(text, len, at);
        } else if (c == '{' || c == '[') {
            depth++;
            at++;
        } else if (c == '}' || c == ']') {
            depth--;
            at++;
        } else if (c == ',' || c == ':' || is_blank(c)) {
            at++;
        } else {
            while (at < len && strchr(",:]} \t\r\n", text[at]) == NULL)
                at++;
        }
    } while (depth > 0 && at < len);
    return at;
}

/* 1 when the key that begins at `at` (its quote) means `name`. */
static int
is_key(const char *text, size_t at, size_t end, const char *name)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t i = at + 1;

    while (i < end - 1) {
        unsigned char c[4];
        size_t n = fp_json_unescape(bytes, &i, c);

        if (strncmp(name, (const char *)c, n) != 0)
            return 0;
        name += n;
    }
    return *name == '\0';
}

/* A member: where its key stands with its quotes, and its value. */
struct member {
    size_t key, key_end, value, value_end;
};

/* The member at or behind *at in an object, which goes on behind it; 0: there
 * is none, *at being 0 at first. */
static int
next_member(const char *text, size_t len, size_t *at, struct member *member)
{
    size_t here = *at;

    if (here == 0) {
        here = skip_blanks(text, len, 0);
        if (here >= len || text[here] != '{')
            return 0;
        here = skip_blanks(text, len, here + 1);
    }
    if (here >= len || text[here] != '"')
        return 0;
    member->key = here;
    member->key_end = here = skip_string(text, len, here);
    here = skip_blanks(text, len, here);
    member->value = here = skip_blanks(text, len, here + 1);
    if (here >= len)
        return 0;
    member->value_end = here = skip_value(text, len, here);
    here = skip_blanks(text, len, here);
    if (here < len && text[here] == ',')
        here = skip_blanks(text, len, here + 1);
    *at = here;
    return 1;
}

int
fp_json_slice(const char *text, size_t len, const char *name,
              const char **slice, size_t *n)
{
    struct member member;
    size_t at = 0;

    while (next_member(text, len, &at, &member))
        if (is_key(text, member.key, member.key_end, name)) {
            *slice = text + member.value;
            *n = member.value_end - member.value;
            return 1;
        }
    return 0;
}

int
fp_json_slice_next(const char *text, size_t len, size_t *at,
                   const char **name, size_t *name_len, const char **slice,
                   size_t *n)
{
    struct member member;

    if (!next_member(text, len, at, &member))
        return 0;
    *name = text + member.key + 1;
    *name_len = member.key_end - member.key - 2;
    *slice = text + member.value;
    *n = member.value_end - member.value;
    return 1;
}

void
fp_json_compact(struct fp_buf *buf, const char *text, size_t len)
{
    size_t at = 0;

    while (at < len) {
        size_t from = at = skip_blanks(text, len, at);

        while (at < len && !is_blank(text[at]))
            at = text[at] == '"' ? skip_string(text, len, at) : at + 1;
        fp_buf_add(buf, text + from, at - from);
    }
}

/* Where a walk through a document stands: one level a container. */
struct level {
    int is_object;
    size_t index;             /* arrays: of the element */
    const char *key;          /* objects: between its quotes … */
    size_t key_len;
};

/* A key as a segment of a pointer, RFC 6901; escapes of JSON stay as they
 * are written. */
static void
add_segment(struct fp_buf *buf, const struct level *level)
{
    fp_buf_char(buf, '/');
    if (!level->is_object) {
        fp_buf_printf(buf, "%zu", level->index);
        return;
    }
    for (size_t i = 0; i < level->key_len; i++)
        if (level->key[i] == '~')
            fp_buf_str(buf, "~0");
        else if (level->key[i] == '/')
            fp_buf_str(buf, "~1");
        else
            fp_buf_char(buf, level->key[i]);
}

const char *
fp_json_pointer_at(struct fp_arena *arena, const char *text, size_t len,
                   size_t offset)
{
    struct level levels[FP_JSON_DEPTH_MAX + 1];
    size_t depth = 0, at = 0;
    struct fp_buf buf;
    const char *pointer;

    while (at < len && at <= offset) {
        struct level *top = depth > 0 ? &levels[depth - 1] : NULL;
        char c = text[at];

        if (c == '{' || c == '[') {
            if (depth > FP_JSON_DEPTH_MAX)
                break;
            levels[depth++] = (struct level){ .is_object = c == '{' };
            at++;
        } else if (c == '}' || c == ']') {
            depth -= depth > 0;
            at++;
        } else if (c == '"') {
            size_t end = skip_string(text, len, at);
            size_t next = skip_blanks(text, len, end);

            if (top != NULL && next < len && text[next] == ':') {
                top->key = text + at + 1;
                top->key_len = end - at - 2;
            }
            at = end;
        } else {
            if (c == ',' && top != NULL)
                top->index++;
            at++;
        }
    }
    fp_buf_init(&buf, 0);
    for (size_t i = 0; i < depth; i++)
        if (!levels[i].is_object || levels[i].key != NULL)
            add_segment(&buf, &levels[i]);
    pointer = fp_arena_strndup(arena, fp_buf_text(&buf), buf.len);
    fp_buf_fini(&buf);
    return pointer;
}
