/* The validating pass. One loop over the bytes with a stack of open
 * containers; keys of the open objects are remembered by hash and place. */
#include "codec/json/gate.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/json/text.h"

const struct fp_json_limits fp_json_limits_default = {
    .bytes = 10u * 1024u * 1024u,
    .depth = FP_JSON_DEPTH_MAX,
    .members = 256,
    .elements = 10000,
    .values = 100000,
};

struct level {
    int object;
    size_t count;     /* members or elements begun */
    size_t first_key; /* into keys[] */
};

struct gate {
    const unsigned char *text;
    size_t len, at;
    const struct fp_json_limits *limits;
    struct fp_json_fault *fault;
    struct level levels[FP_JSON_DEPTH_MAX];
    size_t depth, values;
    struct fp_json_key *keys;  /* of all open objects, innermost last */
    size_t n_keys;
};

/* --- faults ---------------------------------------------------------------- */

static void
pointer_char(char *pointer, size_t *n, char c)
{
    if (*n + 1 < FP_JSON_POINTER)
        pointer[(*n)++] = c;
}

static void
pointer_key(const struct gate *g, const struct fp_json_key *key, char *pointer,
            size_t *n)
{
    unsigned char part[4];
    size_t at = key->at;

    while (at < key->end) {
        size_t got = fp_json_unescape(g->text, &at, part);

        /* Never half a character at the end of the room. */
        if (*n + 4 * got >= FP_JSON_POINTER)
            return;
        for (size_t i = 0; i < got; i++) {
            if (part[i] == '~' || part[i] == '/') {
                pointer_char(pointer, n, '~');
                pointer_char(pointer, n, part[i] == '~' ? '0' : '1');
            } else {
                pointer_char(pointer, n, (char)part[i]);
            }
        }
    }
}

/* Where the open containers lead. Cutting may leave the last key short, and
 * then inside a UTF-8 sequence, which is removed. */
static void
write_pointer(const struct gate *g, char *pointer)
{
    size_t n = 0;

    for (size_t d = 0; d < g->depth; d++) {
        const struct level *level = &g->levels[d];
        size_t next = d + 1 < g->depth ? g->levels[d + 1].first_key
                                       : g->n_keys;

        if (level->count == 0)
            break;
        pointer_char(pointer, &n, '/');
        if (!level->object) {
            char index[24];
            int digits = snprintf(index, sizeof(index), "%zu",
                                  level->count - 1);

            for (int i = 0; i < digits; i++)
                pointer_char(pointer, &n, index[i]);
        } else if (next > level->first_key) {
            pointer_key(g, &g->keys[next - 1], pointer, &n);
        }
    }
    pointer[n] = '\0';
    while (n > 0 && !fp_text_utf8(pointer, n))
        pointer[--n] = '\0';
}

static enum fp_err
fail(struct gate *g, size_t at, enum fp_err err, const char *code,
     const char *detail)
{
    struct fp_json_fault *fault = g->fault;
    size_t line = 1, start = 0;

    for (size_t i = 0; i < at && i < g->len; i++)
        if (g->text[i] == '\n') {
            line++;
            start = i + 1;
        }
    fault->code = code;
    fault->offset = at;
    fault->line = line;
    fault->column = at - start + 1;
    write_pointer(g, fault->pointer);
    snprintf(fault->detail, sizeof(fault->detail), "%s", detail);
    return err;
}

static enum fp_err
syntax(struct gate *g, size_t at, const char *detail)
{
    return fail(g, at, FP_EINVAL, "syntax",
                at >= g->len ? "the document ends too early" : detail);
}

/* --- strings --------------------------------------------------------------- */

static int
is_hex4(const struct gate *g, size_t at)
{
    if (g->len - at < 4)
        return 0;
    for (size_t i = at; i < at + 4; i++) {
        unsigned c = g->text[i] | 32u;

        if (!((g->text[i] >= '0' && g->text[i] <= '9') ||
              (c >= 'a' && c <= 'f')))
            return 0;
    }
    return 1;
}

/* A \u escape at g->at (the backslash), and its second half. */
static enum fp_err
take_u(struct gate *g)
{
    size_t start = g->at;
    unsigned c;

    if (!is_hex4(g, start + 2))
        return syntax(g, start, "\\u needs four hexadecimal digits");
    c = fp_json_hex4(g->text + start + 2);
    if (c == 0)
        return fail(g, start, FP_EINVAL, "nul",
                    "an escaped NUL character is not allowed");
    g->at += 6;
    if (c < 0xd800 || c > 0xdfff)
        return FP_OK;
    if (c < 0xdc00 && g->len - g->at >= 6 && g->text[g->at] == '\\' &&
        g->text[g->at + 1] == 'u' && is_hex4(g, g->at + 2)) {
        c = fp_json_hex4(g->text + g->at + 2);
        g->at += 6;
        if (c >= 0xdc00 && c <= 0xdfff)
            return FP_OK;
    }
    return fail(g, start, FP_EINVAL, "surrogate",
                "half of a surrogate pair stands alone");
}

static enum fp_err
take_escape(struct gate *g)
{
    unsigned char c;

    if (g->len - g->at < 2)
        return syntax(g, g->len, "");
    c = g->text[g->at + 1];
    if (c == 'u')
        return take_u(g);
    if (c == 0 || strchr("\"\\/bfnrt", c) == NULL)
        return syntax(g, g->at, "this escape is not part of JSON");
    g->at += 2;
    return FP_OK;
}

/* A string whose opening quote is at g->at; *key gets the bytes between. */
static enum fp_err
take_string(struct gate *g, struct fp_json_key *key)
{
    enum fp_err err;

    key->at = ++g->at;
    for (;;) {
        unsigned char c;

        if (g->at >= g->len)
            return syntax(g, g->len, "");
        c = g->text[g->at];
        if (c == '"')
            break;
        if (c == 0)
            return fail(g, g->at, FP_EINVAL, "nul",
                        "a NUL byte is not allowed");
        if (c < 0x20)
            return syntax(g, g->at,
                          "a control character in a string must be escaped");
        if (c == '\\') {
            err = take_escape(g);
            if (err != FP_OK)
                return err;
        } else {
            g->at++;
        }
    }
    key->end = g->at++;
    return FP_OK;
}

/* --- keys ------------------------------------------------------------------ */

static enum fp_err
take_key(struct gate *g)
{
    struct level *level = &g->levels[g->depth - 1];
    struct fp_json_key key = { 0 };
    size_t start = g->at;
    enum fp_err err;

    if (g->at >= g->len || g->text[g->at] != '"')
        return syntax(g, g->at, "a key in double quotes was expected");
    err = take_string(g, &key);
    if (err != FP_OK)
        return err;
    if (key.end - key.at > FP_JSON_KEY_MAX)
        return fail(g, start, FP_ELIMIT, "limit", "the key is too long");
    if (level->count >= g->limits->members)
        return fail(g, start, FP_ELIMIT, "limit",
                    "the object has too many members");
    key.hash = fp_json_key_hash(g->text, &key);
    for (size_t i = level->first_key; i < g->n_keys; i++)
        if (g->keys[i].hash == key.hash && 
            fp_json_key_equal(g->text, &g->keys[i], &key)) {
            g->keys[g->n_keys++] = key;
            level->count++;
            return fail(g, start, FP_EINVAL, "duplicate_key",
                        "the key stands twice in one object");
        }
    g->keys[g->n_keys++] = key;
    level->count++;
    return FP_OK;
}

/* --- numbers and words ----------------------------------------------------- */

static size_t
digits(const struct gate *g, size_t at)
{
    while (at < g->len && g->text[at] >= '0' && g->text[at] <= '9')
        at++;
    return at;
}

/* A number is kept only when its value is: integers within 64 bits, others
 * finite, and zero only when zero was written. */
static int
number_holds(const char *text, size_t len, int integer)
{
    int64_t whole;
    double value;

    if (integer)
        return fp_text_int64(text, len, INT64_MIN, INT64_MAX, &whole) == FP_OK;
    if (fp_text_double(text, len, &value) != FP_OK)
        return 0;
    if (value != 0.0)
        return 1;
    for (size_t i = 0; i < len && text[i] != 'e' && text[i] != 'E'; i++)
        if (text[i] >= '1' && text[i] <= '9')
            return 0;
    return 1;
}

static enum fp_err
take_number(struct gate *g)
{
    size_t start = g->at, at = g->at, end;
    int integer = 1;

    if (g->text[at] == '-')
        at++;
    end = digits(g, at);
    if (end == at)
        return syntax(g, at, "a digit was expected");
    if (g->text[at] == '0' && end > at + 1)
        return syntax(g, at, "a number has no leading zero");
    at = end;
    if (at < g->len && g->text[at] == '.') {
        integer = 0;
        end = digits(g, ++at);
        if (end == at)
            return syntax(g, at, "a digit was expected after the point");
        at = end;
    }
    if (at < g->len && (g->text[at] | 32) == 'e') {
        integer = 0;
        at++;
        if (at < g->len && (g->text[at] == '+' || g->text[at] == '-'))
            at++;
        end = digits(g, at);
        if (end == at)
            return syntax(g, at, "a digit was expected in the exponent");
        at = end;
    }
    if (!number_holds((const char *)g->text + start, at - start, integer))
        return fail(g, start, FP_EINVAL, "number_range",
                    "the number is too large or too small to be held");
    g->at = at;
    return FP_OK;
}

static enum fp_err
take_word(struct gate *g)
{
    static const char *const words[] = { "true", "false", "null" };

    for (size_t i = 0; i < FP_COUNT(words); i++) {
        size_t n = strlen(words[i]);

        if (g->len - g->at >= n &&
            memcmp(g->text + g->at, words[i], n) == 0) {
            g->at += n;
            return FP_OK;
        }
    }
    return syntax(g, g->at, "a JSON value was expected");
}

/* --- the loop -------------------------------------------------------------- */

static void
skip_blanks(struct gate *g)
{
    while (g->at < g->len &&
           (g->text[g->at] == ' ' || g->text[g->at] == '\n' ||
            g->text[g->at] == '\t' || g->text[g->at] == '\r'))
        g->at++;
}

static enum fp_err
open_level(struct gate *g, int object)
{
    if (g->depth >= g->limits->depth || g->depth >= FP_JSON_DEPTH_MAX)
        return fail(g, g->at, FP_ELIMIT, "depth",
                    "arrays and objects are nested too deeply; 32 levels are "
                    "possible");
    g->levels[g->depth++] =
        (struct level){ .object = object, .first_key = g->n_keys };
    g->at++;
    return FP_OK;
}

/* Counts the value that begins at g->at, with its key when in an object.
 * Afterwards g->at is at the value itself. */
static enum fp_err
begin_value(struct gate *g)
{
    struct level *level = g->depth > 0 ? &g->levels[g->depth - 1] : NULL;
    enum fp_err err;

    if (++g->values > g->limits->values)
        return fail(g, g->at, FP_ELIMIT, "limit",
                    "the document has too many values");
    if (level == NULL)
        return FP_OK;
    if (!level->object) {
        if (level->count >= g->limits->elements)
            return fail(g, g->at, FP_ELIMIT, "limit",
                        "the array has too many elements");
        level->count++;
        return FP_OK;
    }
    err = take_key(g);
    if (err != FP_OK)
        return err;
    skip_blanks(g);
    if (g->at >= g->len || g->text[g->at] != ':')
        return syntax(g, g->at, "a colon was expected after the key");
    g->at++;
    skip_blanks(g);
    return FP_OK;
}

/* One value at g->at. *opened: a container that is not empty began, and its
 * first value follows. */
static enum fp_err
take_value(struct gate *g, int *opened)
{
    unsigned char c = g->at < g->len ? g->text[g->at] : 0;
    struct fp_json_key string;
    enum fp_err err;

    *opened = 0;
    if (c == '"')
        return take_string(g, &string);
    if (c == '-' || (c >= '0' && c <= '9'))
        return take_number(g);
    if (c != '{' && c != '[')
        return take_word(g);
    err = open_level(g, c == '{');
    if (err != FP_OK)
        return err;
    skip_blanks(g);
    if (g->at < g->len && g->text[g->at] == (c == '{' ? '}' : ']')) {
        g->at++;
        g->depth--;
        return FP_OK;
    }
    *opened = 1;
    return FP_OK;
}

/* After a value: closes what closes. *more: another value follows. */
static enum fp_err
end_values(struct gate *g, int *more)
{
    *more = 0;
    while (g->depth > 0) {
        struct level *level = &g->levels[g->depth - 1];
        unsigned char c;

        skip_blanks(g);
        c = g->at < g->len ? g->text[g->at] : 0;
        if (c == ',') {
            g->at++;
            skip_blanks(g);
            *more = 1;
            return FP_OK;
        }
        if (c != (level->object ? '}' : ']'))
            return syntax(g, g->at, "a comma or the closing bracket was "
                                    "expected");
        g->at++;
        g->n_keys = level->first_key;
        g->depth--;
    }
    return FP_OK;
}

static enum fp_err
check_bytes(struct gate *g)
{
    size_t low = 0;

    if (g->len > g->limits->bytes)
        return fail(g, g->limits->bytes, FP_ELIMIT, "limit",
                    "the document is too large");
    if (g->len >= 3 && memcmp(g->text, "\xef\xbb\xbf", 3) == 0)
        return fail(g, 0, FP_EINVAL, "bom",
                    "a byte order mark is not allowed");
    if (fp_text_utf8(g->text, g->len))
        return FP_OK;
    while (low < g->len) {
        size_t n = 1;

        while (n < 4 && low + n <= g->len && !fp_text_utf8(g->text + low, n))
            n++;
        if (low + n > g->len || !fp_text_utf8(g->text + low, n))
            break;
        low += n;
    }
    return fail(g, low, FP_EINVAL, "utf8", "the text is not UTF-8");
}

enum fp_err
fp_json_gate(const char *bytes, size_t len,
             const struct fp_json_limits *limits, struct fp_arena *arena,
             struct fp_json_fault *fault)
{
    struct gate g = { .text = (const unsigned char *)bytes, .len = len,
                      .limits = limits != NULL ? limits
                                               : &fp_json_limits_default,
                      .fault = fault };
    enum fp_err err;
    int more = 1;

    err = check_bytes(&g);
    if (err != FP_OK)
        return err;
    g.keys = fp_arena_array(arena, FP_JSON_DEPTH_MAX * g.limits->members + 1,
                            sizeof(*g.keys));
    if (g.keys == NULL)
        return fail(&g, 0, FP_ENOMEM, "memory", "memory ran out");
    skip_blanks(&g);
    if (g.at == g.len)
        return fail(&g, g.at, FP_EINVAL, "empty", "the document is empty");
    while (more) {
        err = begin_value(&g);
        if (err == FP_OK)
            err = take_value(&g, &more);
        if (err == FP_OK && !more)
            err = end_values(&g, &more);
        if (err != FP_OK)
            return err;
    }
    skip_blanks(&g);
    if (g.at < g.len)
        return syntax(&g, g.at, "something follows the end of the document");
    return FP_OK;
}
