/* Small request bodies over json-c, behind the gate. */
#include "codec/json/fields.h"

#include <string.h>

#include <json.h>

#include "codec/json/gate.h"

/* Depth 2, so that a list or an object is reported as a wrong type of its
 * field and not as a document too deep. */
static const struct fp_json_limits limits = {
    .bytes = 16384, .depth = 2, .members = 32, .elements = 32, .values = 64
};

/* "/" and the name as a token of a JSON Pointer (RFC 6901, section 3). */
static const char *
pointer_to(struct fp_arena *arena, const char *name)
{
    char *out = fp_arena_alloc(arena, 2 * strlen(name) + 2), *at = out;

    if (out == NULL)
        return "";
    *at++ = '/';
    for (; *name != '\0'; name++) {
        if (*name == '~' || *name == '/') {
            *at++ = '~';
            *at++ = *name == '~' ? '0' : '1';
        } else {
            *at++ = *name;
        }
    }
    *at = '\0';
    return out;
}

static void
read_number(struct json_object *value, const char *pointer,
            struct fp_field *field, struct fp_faults *faults)
{
    if (!json_object_is_type(value, json_type_int)) {
        fp_faults_add(faults, pointer, "type", "This must be a whole number.");
        return;
    }
    field->number = json_object_get_int64(value);
    if (field->number < (int64_t)field->min ||
        field->number > (int64_t)field->max)
        fp_faults_add(faults, pointer, "range",
                      "This must be from %zu to %zu.", field->min,
                      field->max);
}

static void
read_flag(struct json_object *value, const char *pointer,
          struct fp_field *field, struct fp_faults *faults)
{
    if (!json_object_is_type(value, json_type_boolean))
        fp_faults_add(faults, pointer, "type", "This must be true or false.");
    else
        field->number = json_object_get_boolean(value) != 0;
}

static enum fp_err
read_text(struct json_object *value, const char *pointer,
          struct fp_arena *arena, struct fp_field *field,
          struct fp_faults *faults)
{
    size_t len;

    if (!json_object_is_type(value, json_type_string)) {
        fp_faults_add(faults, pointer, "type", "This must be a text.");
        return FP_OK;
    }
    len = (size_t)json_object_get_string_len(value);
    if (len != field->min && field->min == field->max)
        fp_faults_add(faults, pointer, "length",
                      "This must have %zu bytes, not %zu.", field->min, len);
    else if (len < field->min || len > field->max)
        fp_faults_add(faults, pointer, "length",
                      "This must have %zu to %zu bytes, not %zu.", field->min,
                      field->max, len);
    field->value = fp_arena_strndup(arena, json_object_get_string(value),
                                    len);
    field->len = len;
    return field->value != NULL ? FP_OK : FP_ENOMEM;
}

static enum fp_err
read_member(const char *name, struct json_object *value,
            struct fp_arena *arena, struct fp_field *fields, size_t n,
            struct fp_faults *faults)
{
    const char *pointer = pointer_to(arena, name);
    size_t i;

    for (i = 0; i < n; i++)
        if (strcmp(fields[i].name, name) == 0)
            break;
    if (i == n) {
        fp_faults_add(faults, pointer, "unknown_field",
                      "There is no such field here.");
        return FP_OK;
    }
    fields[i].present = 1;
    fields[i].null = value == NULL && fields[i].nullable;
    if (fields[i].null)
        return FP_OK;
    switch (fields[i].kind) {
    case FP_FIELDS_INT:
        read_number(value, pointer, &fields[i], faults);
        return FP_OK;
    case FP_FIELDS_FLAG:
        read_flag(value, pointer, &fields[i], faults);
        return FP_OK;
    case FP_FIELDS_TEXT:
        break;
    }
    return read_text(value, pointer, arena, &fields[i], faults);
}

enum fp_err
fp_fields_read(const char *bytes, size_t len, struct fp_arena *arena,
               struct fp_field *fields, size_t n, struct fp_faults *faults,
               int *syntax)
{
    struct json_object *root = NULL;
    enum fp_err err;
    size_t i;

    *syntax = 1;
    err = fp_json_parse(bytes, len, &limits, arena, faults, &root);
    if (err != FP_OK)
        return err;
    *syntax = 0;
    if (!json_object_is_type(root, json_type_object)) {
        fp_faults_add(faults, "", "type", "The body must be an object.");
        return FP_EINVAL;
    }
    for (i = 0; i < n; i++) {
        fields[i].present = fields[i].null = 0;
        fields[i].value = NULL;
        fields[i].len = 0;
        fields[i].number = 0;
    }
    {
        json_object_object_foreach(root, name, value)
        {
            err = read_member(name, value, arena, fields, n, faults);
            if (err != FP_OK)
                return err;
        }
    }
    for (i = 0; i < n; i++)
        if (fields[i].required && !fields[i].present)
            fp_faults_add(faults, pointer_to(arena, fields[i].name),
                          "required", "This field is missing.");
    return fp_faults_none(faults) ? FP_OK : FP_EINVAL;
}
