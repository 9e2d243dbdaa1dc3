/* Typed fields out of a JSON tree. */
#include "codec/json/reader.h"

#include <json.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { QUOTED_MAX = 40 }; /* characters of the input repeated in a message */

/* Takes off what is left of a character that was cut in two. */
static void
trim_utf8(char *text)
{
    size_t len = strlen(text);

    for (int i = 0; i < 4 && len > 0 && !fp_text_utf8(text, len); i++)
        text[--len] = '\0';
}

void
fp_node_fault(const struct fp_node *node, const char *code, const char *fmt,
              ...)
{
    char detail[512]; /* as much as a fault keeps */
    const char *pointer;
    va_list args;

    va_start(args, fmt);
    vsnprintf(detail, sizeof(detail), fmt, args);
    va_end(args);
    trim_utf8(detail);
    pointer = fp_arena_printf(node->reader->arena, "%s%s",
                              node->reader->prefix, node->pointer);
    fp_faults_add(node->reader->faults, pointer != NULL ? pointer : "", code,
                  "%s", detail);
    node->reader->failed = 1;
}

void
fp_node_assume(const struct fp_node *node, const char *value,
               const char *text)
{
    fp_assumed_add(node->reader->assumed, node->pointer, value, text);
}

void
fp_node_assume_number(const struct fp_node *node, double value,
                      const char *text)
{
    struct fp_buf buf;

    fp_buf_init(&buf, 64);
    fp_buf_double(&buf, value);
    fp_node_assume(node, fp_buf_text(&buf), text);
    fp_buf_fini(&buf);
}

void
fp_node_assume_word(const struct fp_node *node, const char *value,
                    const char *text)
{
    struct fp_buf buf;

    fp_buf_init(&buf, 1024);
    fp_buf_json(&buf, value);
    fp_node_assume(node, fp_buf_text(&buf), text);
    fp_buf_fini(&buf);
}

/* pointer/name, with ~ and / escaped (RFC 6901, section 3). */
static const char *
pointer_join(struct fp_arena *arena, const char *pointer, const char *name)
{
    size_t n = strlen(pointer);
    char *out = fp_arena_alloc(arena, n + 2 * strlen(name) + 2);
    char *to = out;

    if (out == NULL)
        return pointer;
    memcpy(to, pointer, n);
    to += n;
    *to++ = '/';
    for (; *name != '\0'; name++) {
        if (*name == '~' || *name == '/') {
            *to++ = '~';
            *to++ = *name == '~' ? '0' : '1';
        } else {
            *to++ = *name;
        }
    }
    return out;
}

struct fp_node
fp_node_member(const struct fp_node *node, const char *name)
{
    struct fp_node out = { node->reader, NULL, NULL, 0 };

    out.pointer = pointer_join(node->reader->arena, node->pointer, name);
    if (json_object_is_type(node->value, json_type_object))
        out.present = json_object_object_get_ex(node->value, name,
                                                &out.value);
    return out;
}

struct fp_node
fp_node_element(const struct fp_node *node, size_t index)
{
    struct fp_node out = { node->reader, NULL, NULL, 1 };
    char name[24];

    snprintf(name, sizeof(name), "%zu", index);
    out.pointer = pointer_join(node->reader->arena, node->pointer, name);
    out.value = json_object_array_get_idx(node->value, index);
    return out;
}

void
fp_node_each(const struct fp_node *node,
             void (*fn)(void *context, const char *name,
                        const struct fp_node *member),
             void *context)
{
    struct json_object_iterator at, end;

    if (!json_object_is_type(node->value, json_type_object))
        return;
    at = json_object_iter_begin(node->value);
    end = json_object_iter_end(node->value);
    for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
        const char *name = json_object_iter_peek_name(&at);
        struct fp_node member = fp_node_member(node, name);

        fn(context, name, &member);
    }
}

const char *
fp_node_kind(const struct fp_node *node)
{
    switch (json_object_get_type(node->value)) {
    case json_type_null: return node->present ? "null" : "absent";
    case json_type_boolean: return "true or false";
    case json_type_double:
    case json_type_int: return "a number";
    case json_type_object: return "an object";
    case json_type_array: return "an array";
    case json_type_string: return "a text";
    }
    return "something else";
}

static int
wrong_type(const struct fp_node *node, const char *expected)
{
    if (!node->present)
        fp_node_fault(node, "required", "this field is required: %s",
                      expected);
    else
        fp_node_fault(node, "type", "expected %s, found %s", expected,
                      fp_node_kind(node));
    return 0;
}

/* --- containers ------------------------------------------------------------ */

/* Letters to insert, delete or replace to make b of a, up to a small limit. */
static int
distance(const char *a, const char *b)
{
    enum { LONGEST = 32 };
    int row[LONGEST + 1];
    size_t na = strlen(a), nb = strlen(b);

    if (na > LONGEST || nb > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= nb; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= na; i++) {
        int corner = row[0];

        row[0] = (int)i;
        for (size_t j = 1; j <= nb; j++) {
            int change = corner + (a[i - 1] != b[j - 1]);
            int best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

            corner = row[j];
            row[j] = change < best ? change : best;
        }
    }
    return row[nb];
}

struct known_check {
    const char *const *known;
};

static void
check_known(void *context, const char *name, const struct fp_node *member)
{
    const struct known_check *check = context;
    const char *nearest = NULL;
    char list[400] = "";
    size_t used = 0;
    int best = 4;

    for (size_t i = 0; check->known[i] != NULL; i++) {
        int d;

        if (strcmp(check->known[i], name) == 0)
            return;
        d = distance(name, check->known[i]);
        if (d < best) {
            best = d;
            nearest = check->known[i];
        }
        if (used < sizeof(list))
            used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
                                     i > 0 ? ", " : "", check->known[i]);
    }
    if (nearest != NULL)
        fp_node_fault(member, "unknown_field",
                      "there is no such field; did you mean \"%s\"? The "
                      "fields here are: %s", nearest, list);
    else
        fp_node_fault(member, "unknown_field",
                      "there is no such field; the fields here are: %s", list);
}

int
fp_node_object(const struct fp_node *node, const char *const *known,
               const char *what)
{
    struct known_check check = { known };

    if (!json_object_is_type(node->value, json_type_object)) {
        wrong_type(node, what);
        return 0;
    }
    if (known != NULL)
        fp_node_each(node, check_known, &check);
    return 1;
}

int
fp_node_array(const struct fp_node *node, size_t max, const char *what,
              size_t *n)
{
    size_t count;

    if (!json_object_is_type(node->value, json_type_array))
        return wrong_type(node, what);
    count = json_object_array_length(node->value);
    if (count > max) {
        fp_node_fault(node, "count", "%zu are too many; at most %zu are "
                      "possible", count, max);
        return 0;
    }
    *n = count;
    return 1;
}

/* --- values ---------------------------------------------------------------- */

int
fp_node_number(const struct fp_node *node, double *out)
{
    enum json_type type = json_object_get_type(node->value);
    const char *text;

    if (type != json_type_int && type != json_type_double)
        return wrong_type(node, "a number");
    /* json-c keeps the text of a number that it read. */
    text = json_object_get_string(node->value);
    if (text == NULL || fp_text_double(text, strlen(text), out) != FP_OK) {
        fp_node_fault(node, "number_range", "the number cannot be held");
        return 0;
    }
    return 1;
}

int
fp_node_int(const struct fp_node *node, int64_t min, int64_t max,
            int64_t *out)
{
    enum json_type type = json_object_get_type(node->value);
    double value;

    if (type != json_type_int && type != json_type_double)
        return wrong_type(node, "a whole number");
    if (!fp_node_number(node, &value))
        return 0;
    if (type == json_type_double &&
        (value != (double)(int64_t)(value > -9e15 && value < 9e15 ? value
                                                                  : 0.5))) {
        fp_node_fault(node, "type", "%.10g is not a whole number", value);
        return 0;
    }
    if (type == json_type_int ? json_object_get_int64(node->value) < min ||
                                    json_object_get_int64(node->value) > max
                              : value < (double)min || value > (double)max) {
        fp_node_fault(node, "range", "%.17g is outside %lld to %lld", value,
                      (long long)min, (long long)max);
        return 0;
    }
    *out = type == json_type_int ? json_object_get_int64(node->value)
                                 : (int64_t)value;
    return 1;
}

int
fp_node_flag(const struct fp_node *node, int *out)
{
    if (!json_object_is_type(node->value, json_type_boolean))
        return wrong_type(node, "true or false");
    *out = json_object_get_boolean(node->value) ? 1 : 0;
    return 1;
}

int
fp_node_text(const struct fp_node *node, const char **out)
{
    char *copy;

    if (!json_object_is_type(node->value, json_type_string))
        return wrong_type(node, "a text");
    if (json_object_get_string_len(node->value) > FP_TEXT_MAX) {
        fp_node_fault(node, "length", "a text has at most %d bytes",
                      FP_TEXT_MAX);
        return 0;
    }
    copy = fp_arena_strndup(node->reader->arena,
                            json_object_get_string(node->value),
                            (size_t)json_object_get_string_len(node->value));
    if (copy == NULL) {
        fp_node_fault(node, "memory", "memory ran out");
        return 0;
    }
    *out = copy;
    return 1;
}

int
fp_node_word(const struct fp_node *node, const char *const *words, int *out)
{
    char list[400] = "";
    size_t used = 0;
    const char *text;

    for (size_t i = 0; words[i] != NULL; i++)
        if (used < sizeof(list))
            used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
                                     i > 0 ? ", " : "", words[i]);
    if (!json_object_is_type(node->value, json_type_string)) {
        if (!node->present)
            fp_node_fault(node, "required",
                          "this field is required, one of: %s", list);
        else
            fp_node_fault(node, "type", "expected one of: %s; found %s", list,
                          fp_node_kind(node));
        return 0;
    }
    text = json_object_get_string(node->value);
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return 1;
        }
    if (strlen(text) <= QUOTED_MAX)
        fp_node_fault(node, "value", "\"%s\" is not one of: %s", text, list);
    else
        fp_node_fault(node, "value", "the value is not one of: %s", list);
    return 0;
}

int
fp_node_money(const struct fp_node *node, double *out)
{
    const char *text;
    int64_t cents;

    if (!json_object_is_type(node->value, json_type_string))
        return fp_node_number(node, out);
    text = json_object_get_string(node->value);
    if (fp_text_cents(text, strlen(text), &cents) != FP_OK) {
        fp_node_fault(node, "type", "an amount is a number, or a text such as "
                      "\"1234.56\" with at most two decimals");
        return 0;
    }
    *out = (double)cents / 100.0;
    return 1;
}

/* --- values with defaults -------------------------------------------------- */

double
fp_node_number_or(const struct fp_node *node, double fallback,
                  const char *text)
{
    double value = fallback;

    if (node->present)
        fp_node_number(node, &value);
    else if (text != NULL)
        fp_node_assume_number(node, fallback, text);
    return value;
}

double
fp_node_money_or(const struct fp_node *node, double fallback,
                 const char *text)
{
    double value = fallback;

    if (node->present)
        fp_node_money(node, &value);
    else if (text != NULL)
        fp_node_assume_number(node, fallback, text);
    return value;
}

int
fp_node_int_or(const struct fp_node *node, int min, int max, int fallback,
               const char *text)
{
    int64_t value = fallback;

    if (node->present)
        fp_node_int(node, min, max, &value);
    else if (text != NULL)
        fp_node_assume_number(node, fallback, text);
    return (int)value;
}

int
fp_node_flag_or(const struct fp_node *node, int fallback, const char *text)
{
    int value = fallback;

    if (node->present)
        fp_node_flag(node, &value);
    else if (text != NULL)
        fp_node_assume(node, fallback ? "true" : "false", text);
    return value;
}

int
fp_node_word_or(const struct fp_node *node, const char *const *words,
                int fallback, const char *text)
{
    int value = fallback;

    if (node->present)
        fp_node_word(node, words, &value);
    else if (text != NULL)
        fp_node_assume_word(node, words[fallback], text);
    return value;
}
