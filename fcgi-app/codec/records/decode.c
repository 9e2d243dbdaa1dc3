/* Documents of records to the texts of their columns. */
#include "codec/records/decode.h"

#include <inttypes.h>
#include <json.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/uuid.h"
#include "codec/json/decimal.h"
#include "codec/json/gate.h"
#include "codec/json/merge_patch.h"
#include "codec/json/reader.h"
#include "codec/plan/decode.h"
#include "codec/records/encode.h"

enum { KNOWN_MAX = FP_RECORD_FIELDS_MAX + 1 };

/* The documents of records are small; plans inside of them are not. */
static const struct fp_json_limits limits = {
    .bytes = 10 << 20, .depth = FP_JSON_DEPTH_MAX, .members = 256,
    .elements = 10000, .values = 100000
};

static const char *
keep(const struct fp_node *node, const char *text, size_t len)
{
    const char *copy = fp_arena_strndup(node->reader->arena, text, len);

    if (copy == NULL)
        fp_node_fault(node, "memory", "memory ran out");
    return copy;
}

/* The node's text, or NULL with a fault. */
static const char *
text_of(const struct fp_node *node, size_t *len)
{
    if (!json_object_is_type(node->value, json_type_string)) {
        fp_node_fault(node, "type", "expected a text, found %s",
                      fp_node_kind(node));
        return NULL;
    }
    *len = (size_t)json_object_get_string_len(node->value);
    return json_object_get_string(node->value);
}

static size_t
characters(const char *text, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

static const char *
read_text(const struct fp_node *node, const struct fp_record_field *field)
{
    size_t len = 0, count;
    const char *text = text_of(node, &len);

    if (text == NULL)
        return NULL;
    count = characters(text, len);
    if (count < (size_t)field->min || count > (size_t)field->max) {
        fp_node_fault(node, "length", "a text of %" PRId64 " to %" PRId64
                      " characters is expected, this has %zu", field->min,
                      field->max, count);
        return NULL;
    }
    return keep(node, text, len);
}

static const char *
read_word(const struct fp_node *node, const struct fp_record_field *field)
{
    int word = 0;

    return fp_node_word(node, field->words, &word) ? field->words[word]
                                                   : NULL;
}

/* Money and decimals: as a number or as a text, by their digits. */
static const char *
read_decimal(const struct fp_node *node, const struct fp_record_field *field)
{
    const int money = field->type == FP_FIELD_MONEY;
    const int scale = money ? 2 : field->scale;
    enum json_type type = json_object_get_type(node->value);
    char low[FP_DECIMAL_TEXT], high[FP_DECIMAL_TEXT];
    const char *text;
    int64_t value = 0;
    enum fp_err err;

    if (type != json_type_int && type != json_type_double &&
        type != json_type_string) {
        fp_node_fault(node, "type", "expected a number, or a text such as "
                      "\"1234.56\", found %s", fp_node_kind(node));
        return NULL;
    }
    /* json-c keeps the text of a number that it read. */
    text = json_object_get_string(node->value);
    err = fp_decimal_read(text, strlen(text), scale, &value);
    if (err == FP_EINVAL) {
        fp_node_fault(node, "type", "this text is no number");
        return NULL;
    }
    if (err == FP_EDOM) {
        fp_node_fault(node, "decimals", "at most %d decimals are kept here",
                      scale);
        return NULL;
    }
    if (err != FP_OK || value < field->min || value > field->max) {
        fp_node_fault(node, "range", "expected a number from %s to %s",
                      fp_decimal_write(field->min, scale, 0, low),
                      fp_decimal_write(field->max, scale, 0, high));
        return NULL;
    }
    fp_decimal_write(value, money ? 0 : scale, 0, low);
    return keep(node, low, strlen(low));
}

static const char *
read_int(const struct fp_node *node, const struct fp_record_field *field)
{
    int64_t value = 0;
    char text[FP_DECIMAL_TEXT];

    if (!fp_node_int(node, field->min, field->max, &value))
        return NULL;
    fp_decimal_write(value, 0, 0, text);
    return keep(node, text, strlen(text));
}

static const char *
read_flag(const struct fp_node *node)
{
    int flag = 0;

    if (!fp_node_flag(node, &flag))
        return NULL;
    return flag ? "t" : "f";
}

static const char *
read_date(const struct fp_node *node)
{
    size_t len = 0;
    const char *text = text_of(node, &len);
    int year, month, day;

    if (text == NULL)
        return NULL;
    if (fp_text_date(text, len, &year, &month, &day) != FP_OK || year < 1) {
        fp_node_fault(node, "value", "a day is written year-month-day, such "
                      "as \"2026-01-31\"");
        return NULL;
    }
    return keep(node, text, len);
}

static const char *
read_id(const struct fp_node *node)
{
    size_t len = 0;
    const char *text = text_of(node, &len);

    if (text == NULL)
        return NULL;
    if (!fp_uuid_valid(text, len)) {
        fp_node_fault(node, "reference", "an id is a UUID in lower case");
        return NULL;
    }
    return keep(node, text, len);
}

/* A plan document, checked as one. */
static const char *
read_document(const struct fp_node *node)
{
    struct fp_reader *reader = node->reader;
    struct fp_plan_document plan;
    const char *prefix =
        fp_arena_printf(reader->arena, "%s%s", reader->prefix, node->pointer);
    const char *text;

    if (prefix == NULL ||
        fp_plan_decode_tree(node->value, prefix, reader->arena,
                            reader->faults, &plan) != FP_OK) {
        reader->failed = 1;
        return NULL;
    }
    text = json_object_to_json_string_ext(
        node->value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
    if (text == NULL) {
        fp_node_fault(node, "memory", "memory ran out");
        return NULL;
    }
    return keep(node, text, strlen(text));
}

static const char *
read_value(const struct fp_node *node, const struct fp_record_field *field)
{
    switch (field->type) {
    case FP_FIELD_TEXT: return read_text(node, field);
    case FP_FIELD_WORD: return read_word(node, field);
    case FP_FIELD_MONEY:
    case FP_FIELD_DECIMAL: return read_decimal(node, field);
    case FP_FIELD_INT: return read_int(node, field);
    case FP_FIELD_FLAG: return read_flag(node);
    case FP_FIELD_DATE: return read_date(node);
    case FP_FIELD_REF:
    case FP_FIELD_ID: return read_id(node);
    case FP_FIELD_DOCUMENT: return read_document(node);
    }
    return NULL;
}

/* The default of a field in the form of its column. */
static const char *
fallback_of(const struct fp_node *node, const struct fp_record_field *field)
{
    const char *text = field->fallback;
    char cents[FP_DECIMAL_TEXT];
    int64_t value = 0;

    switch (field->type) {
    case FP_FIELD_FLAG: return text[0] == 't' ? "t" : "f";
    case FP_FIELD_TEXT:
    case FP_FIELD_WORD: return keep(node, text + 1, strlen(text) - 2);
    case FP_FIELD_MONEY:
        if (fp_decimal_read(text, strlen(text), 2, &value) != FP_OK)
            return NULL;
        fp_decimal_write(value, 0, 0, cents);
        return keep(node, cents, strlen(cents));
    default: return text;
    }
}

static void
read_record(const struct fp_node *node, const struct fp_record_kind *kind,
            struct fp_record_values *out)
{
    const char *known[KNOWN_MAX];
    size_t n = 0;

    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < kind->n_fields; i++)
        if (fp_record_field_written(&kind->fields[i]))
            known[n++] = kind->fields[i].name;
    known[n] = NULL;
    if (!fp_node_object(node, known, "an object that describes the record"))
        return;
    for (size_t i = 0; i < kind->n_fields; i++) {
        const struct fp_record_field *field = &kind->fields[i];
        struct fp_node member;

        if (!fp_record_field_written(field))
            continue;
        member = fp_node_member(node, field->name);
        if (member.value != NULL) {
            out->values[i] = read_value(&member, field);
        } else if ((field->flags & FP_FIELD_REQUIRED) != 0) {
            fp_node_fault(&member, "required", "this field is required");
        } else if ((field->flags & FP_FIELD_NULLABLE) == 0) {
            fp_node_assume(&member, field->fallback, field->why);
            out->values[i] = fallback_of(&member, field);
        }
    }
}

static enum fp_err
parse(const char *bytes, size_t len, struct fp_reader *reader,
      struct fp_node *root)
{
    *root = (struct fp_node){ reader, NULL, "", 1 };
    return fp_json_parse(bytes, len, &limits, reader->arena, reader->faults,
                         &root->value);
}

enum fp_err
fp_record_decode(const struct fp_record_kind *kind, const char *bytes,
                 size_t len, struct fp_arena *arena, struct fp_faults *faults,
                 struct fp_assumed *assumed, struct fp_record_values *out)
{
    struct fp_reader reader = { arena, faults, assumed, "", 0 };
    struct fp_record_values values;
    struct fp_node root;
    enum fp_err err = parse(bytes, len, &reader, &root);

    if (err != FP_OK)
        return err;
    read_record(&root, kind, &values);
    if (reader.failed)
        return FP_EINVAL;
    *out = values;
    return FP_OK;
}

enum fp_err
fp_record_decode_bulk(const struct fp_record_kind *kind, const char *bytes,
                      size_t len, struct fp_arena *arena,
                      struct fp_faults *faults, struct fp_assumed *assumed,
                      struct fp_record_values **list, size_t *count)
{
    static const char *const known[] = { "items", NULL };
    struct fp_reader reader = { arena, faults, assumed, "", 0 };
    struct fp_record_values *values;
    struct fp_node root, items;
    size_t n = 0;
    enum fp_err err = parse(bytes, len, &reader, &root);

    if (err != FP_OK)
        return err;
    if (!fp_node_object(&root, known, "an object with items"))
        return FP_EINVAL;
    items = fp_node_member(&root, "items");
    if (!fp_node_array(&items, FP_RECORD_BULK_MAX, "an array of records", &n))
        return FP_EINVAL;
    if (n == 0)
        fp_node_fault(&items, "count", "at least one record is expected");
    values = fp_arena_array(arena, n, sizeof(*values));
    if (values == NULL)
        return FP_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        struct fp_node item = fp_node_element(&items, i);

        read_record(&item, kind, &values[i]);
    }
    if (reader.failed)
        return FP_EINVAL;
    *list = values;
    *count = n;
    return FP_OK;
}

enum fp_err
fp_record_decode_patch(const struct fp_record_kind *kind,
                       const struct fp_record_row *current, const char *bytes,
                       size_t len, struct fp_arena *arena,
                       struct fp_faults *faults, struct fp_assumed *assumed,
                       struct fp_record_values *out)
{
    struct fp_reader reader = { arena, faults, assumed, "", 0 };
    struct json_object *target = NULL;
    struct fp_record_values values;
    struct fp_node root;
    struct fp_buf text;
    enum fp_err err = parse(bytes, len, &reader, &root);

    if (err != FP_OK)
        return err;
    if (!json_object_is_type(root.value, json_type_object)) {
        fp_node_fault(&root, "type", "a merge patch of a record is an object, "
                      "not %s", fp_node_kind(&root));
        return FP_EINVAL;
    }
    fp_buf_init(&text, 0);
    fp_record_encode_fields(&text, kind, current);
    err = fp_buf_error(&text);
    if (err == FP_OK)
        err = fp_json_parse(text.data, text.len, &limits, arena, faults,
                            &target);
    fp_buf_fini(&text);
    if (err == FP_OK)
        err = fp_merge_patch(target, root.value, arena, &root.value);
    if (err != FP_OK)
        return err;
    read_record(&root, kind, &values);
    if (reader.failed)
        return FP_EINVAL;
    *out = values;
    return FP_OK;
}
