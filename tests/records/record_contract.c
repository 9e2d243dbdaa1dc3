/* Writes what the contract says about records, from their descriptors:
 *
 *     record_contract DIR
 *
 * makes DIR/NAME.json (the schemas), DIR/records.json (the descriptions of the
 * routes) and DIR/kinds.am. The files kept in fcgi-app/handlers/ are these,
 * byte for byte; tests/records/test_contract.py compares them, and copies them
 * with --write. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "codec/json/decimal.h"
#include "records/kind.h"

static const char *directory;
static struct fp_buf names; /* the schemas written so far, a line each */

static void
write_file(const char *name, const struct fp_buf *text)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    file = fopen(path, "w");
    if (file == NULL || fp_buf_error(text) != FP_OK ||
        fwrite(text->data, 1, text->len, file) != text->len ||
        fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

static void
begin(struct fp_buf *b, const char *name, const char *title, const char *text)
{
    fp_buf_init(b, 0);
    fp_buf_printf(b,
                  "{\n  \"$schema\": "
                  "\"https://json-schema.org/draft/2020-12/schema\",\n"
                  "  \"$id\": \"%s.json\",\n  \"title\": \"%s\",\n"
                  "  \"description\": ", name, title);
    fp_buf_json(b, text);
    fp_buf_str(b, ",\n  \"type\": \"object\",\n"
                  "  \"additionalProperties\": false,\n"
                  "  \"properties\": {");
}

static void
end(struct fp_buf *b, const char *name, const char *required)
{
    char file[128];

    fp_buf_str(b, "\n  }");
    if (required[0] != '\0')
        fp_buf_printf(b, ",\n  \"required\": [%s]", required);
    fp_buf_str(b, "\n}\n");
    snprintf(file, sizeof(file), "%s.json", name);
    write_file(file, b);
    fp_buf_printf(&names, "%s\n", file);
    fp_buf_fini(b);
}

/* One property; first tells whether a comma goes before. */
static void
property(struct fp_buf *b, int *first, const char *name, const char *schema,
         const char *text)
{
    fp_buf_printf(b, "%s\n    \"%s\": {\n      %s,\n      \"description\": ",
                  *first ? "" : ",", name, schema);
    fp_buf_json(b, text);
    fp_buf_str(b, "\n    }");
    *first = 0;
}

/* The type of a field. input: as a client may write it. */
static const char *
type_of(const struct fp_record_field *field, int input)
{
    static struct fp_buf b;
    static int ready;
    const char *null = (field->flags & FP_FIELD_NULLABLE) != 0 ? "1" : NULL;
    const int scale = field->type == FP_FIELD_MONEY ? 2 : field->scale;
    char low[FP_DECIMAL_TEXT], high[FP_DECIMAL_TEXT];

    if (!ready)
        fp_buf_init(&b, 0);
    ready = 1;
    fp_buf_reset(&b);
#define TYPE(name)                                                            \
    fp_buf_printf(&b, null ? "\"type\": [\"%s\", \"null\"]"                   \
                           : "\"type\": \"%s\"", name)
    switch (field->type) {
    case FP_FIELD_TEXT:
        TYPE("string");
        fp_buf_printf(&b, ",\n      \"minLength\": %" PRId64
                          ",\n      \"maxLength\": %" PRId64, field->min,
                      field->max);
        break;
    case FP_FIELD_WORD:
        fp_buf_str(&b, "\"enum\": [");
        for (int i = 0; field->words[i] != NULL; i++)
            fp_buf_printf(&b, "%s\"%s\"", i > 0 ? ", " : "",
                          field->words[i]);
        fp_buf_str(&b, null ? ", null]" : "]");
        break;
    case FP_FIELD_MONEY:
    case FP_FIELD_DECIMAL:
        if (input)
            fp_buf_printf(&b, "\"type\": [\"number\", \"string\"%s],\n"
                              "      \"pattern\": \"^-?[0-9]+"
                              "([.][0-9]{1,%d}0*)?$\"",
                          null ? ", \"null\"" : "", scale);
        else
            TYPE("number");
        if (field->min != 0 || field->max != 0)
            fp_buf_printf(&b, ",\n      \"minimum\": %s,\n"
                              "      \"maximum\": %s",
                          fp_decimal_write(field->min, scale, 0, low),
                          fp_decimal_write(field->max, scale, 0, high));
        break;
    case FP_FIELD_INT:
        TYPE("integer");
        if (field->min != 0 || field->max != 0)
            fp_buf_printf(&b, ",\n      \"minimum\": %" PRId64
                              ",\n      \"maximum\": %" PRId64, field->min,
                          field->max);
        break;
    case FP_FIELD_FLAG: TYPE("boolean"); break;
    case FP_FIELD_DATE:
        TYPE("string");
        fp_buf_str(&b, ",\n      \"format\": \"date\"");
        break;
    case FP_FIELD_REF:
    case FP_FIELD_ID:
        TYPE("string");
        fp_buf_str(&b, ",\n      \"format\": \"uuid\"");
        break;
    case FP_FIELD_DOCUMENT:
        fp_buf_str(&b, "\"$ref\": \"plan.json\"");
        break;
    }
    if (input && field->fallback != NULL)
        fp_buf_printf(&b, ",\n      \"default\": %s", field->fallback);
    return fp_buf_text(&b);
}

static void
add_required(struct fp_buf *required, const char *name)
{
    fp_buf_printf(required, "%s\"%s\"", required->len > 0 ? ", " : "", name);
}

static const char id_type[] = "\"type\": \"string\",\n"
                              "      \"format\": \"uuid\"";
static const char time_type[] = "\"type\": \"string\",\n"
                                "      \"format\": \"date-time\"";

static void
write_record(const struct fp_record_kind *kind)
{
    struct fp_buf b, required;
    int first = 1;

    fp_buf_init(&required, 0);
    begin(&b, kind->one, kind->one, kind->text);
    property(&b, &first, "id", id_type, "Its id, a UUIDv7.");
    fp_buf_str(&required, "\"id\"");
    if (kind->parent_id != NULL) {
        property(&b, &first, kind->parent_id, id_type,
                 "The id of what it belongs to.");
        add_required(&required, kind->parent_id);
    }
    if (kind->household && kind->parent != FP_RECORD_NONE &&
        kind->parent != FP_RECORD_HOUSEHOLD) {
        property(&b, &first, "household_id", id_type,
                 "The id of its household.");
        add_required(&required, "household_id");
    }
    property(&b, &first, "version",
             "\"type\": \"integer\",\n      \"minimum\": 1",
             "1, then one more at each change; the ETag is made of it.");
    property(&b, &first, "created", time_type, "When it was made.");
    property(&b, &first, "updated", time_type, "When this version was made.");
    fp_buf_str(&required, ", \"version\", \"created\", \"updated\"");
    for (size_t i = 0; i < kind->n_fields; i++) {
        const struct fp_record_field *field = &kind->fields[i];

        property(&b, &first, field->name, type_of(field, 0), field->text);
        if (fp_record_field_written(field))
            add_required(&required, field->name);
    }
    property(&b, &first, "assumed", "\"$ref\": \"record_assumed.json\"",
             "The defaults that were taken; in replies to writes.");
    end(&b, kind->one, fp_buf_text(&required));
    fp_buf_fini(&required);
}

/* What clients send: a whole record, or (patch) any part of one. */
static void
write_input(const struct fp_record_kind *kind, int patch)
{
    struct fp_buf b, required;
    char name[64], title[80];
    int first = 1;

    fp_buf_init(&required, 0);
    snprintf(name, sizeof(name), "%s_%s", kind->one, patch ? "patch" : "new");
    snprintf(title, sizeof(title), "%s of %s",
             patch ? "change" : "fields", kind->one);
    begin(&b, name, title,
          patch ? "A merge patch (RFC 7396): fields replace, null goes back to "
                  "the default."
                : kind->text);
    for (size_t i = 0; i < kind->n_fields; i++) {
        struct fp_record_field field = kind->fields[i];

        if (!fp_record_field_written(&field))
            continue;
        if ((field.flags & FP_FIELD_REQUIRED) != 0 && !patch)
            add_required(&required, field.name);
        if (patch) {
            field.fallback = NULL;
            if ((field.flags & FP_FIELD_REQUIRED) == 0)
                field.flags |= FP_FIELD_NULLABLE;
        }
        if (patch && field.type == FP_FIELD_DOCUMENT)
            property(&b, &first, field.name, "\"$ref\": \"plan_patch.json\"",
                     "A merge patch of the plan document.");
        else
            property(&b, &first, field.name, type_of(&field, 1), field.text);
    }
    end(&b, name, fp_buf_text(&required));
    fp_buf_fini(&required);
}

static void
list_property(struct fp_buf *b, int *first, const char *name,
              const char *items, const char *text)
{
    char schema[256];

    snprintf(schema, sizeof(schema),
             "\"type\": \"array\",\n      \"items\": {\"$ref\": \"%s.json\"}",
             items);
    property(b, first, name, schema, text);
}

static const char cursor[] =
    "The cursor of the next page; null: this is the last.";

static void
write_history(const struct fp_record_kind *kind)
{
    struct fp_buf b;
    char name[64], title[80], required[128];
    int first;

    first = 1;
    snprintf(name, sizeof(name), "%s_version", kind->one);
    snprintf(title, sizeof(title), "version of %s", kind->one);
    begin(&b, name, title, "The record between two changes.");
    property(&b, &first, "version",
             "\"type\": \"integer\",\n      \"minimum\": 1",
             "Number of the version.");
    property(&b, &first, "from", time_type, "When it came into force.");
    property(&b, &first, "until",
             "\"type\": [\"string\", \"null\"],\n"
             "      \"format\": \"date-time\"",
             "When it ended; null: it is in force.");
    property(&b, &first, "ended_by",
             "\"enum\": [\"change\", \"delete\", null]", "How it ended.");
    snprintf(required, sizeof(required), "\"$ref\": \"%s.json\"", kind->one);
    property(&b, &first, "record", required,
             "The record; what is computed from other records is in the "
             "version in force alone.");
    end(&b, name, "\"version\", \"from\", \"until\", \"ended_by\", "
                  "\"record\"");

    first = 1;
    snprintf(required, sizeof(required), "%s_version", kind->one);
    snprintf(name, sizeof(name), "%s_history", kind->one);
    snprintf(title, sizeof(title), "history of %s", kind->one);
    begin(&b, name, title, "Every version of one record, the newest first.");
    list_property(&b, &first, "versions", required, "The versions.");
    property(&b, &first, "next_cursor", "\"type\": [\"string\", \"null\"]",
             cursor);
    end(&b, name, "\"versions\", \"next_cursor\"");
}

static void
write_lists(const struct fp_record_kind *kind, int bulk)
{
    struct fp_buf b;
    char name[64], title[80], required[128];
    int first = 1;

    snprintf(name, sizeof(name), "%s_list", kind->one);
    snprintf(title, sizeof(title), "page of %s", kind->key);
    snprintf(required, sizeof(required), "\"%s\", \"next_cursor\"", kind->key);
    begin(&b, name, title, "Some of them, the newest first; after a bulk "
                           "creation all that were made, in their order.");
    property(&b, &first, "assumed", "\"$ref\": \"record_assumed.json\"",
             "The defaults that were taken; after a bulk creation.");
    list_property(&b, &first, kind->key, kind->one, "The records.");
    property(&b, &first, "next_cursor", "\"type\": [\"string\", \"null\"]",
             cursor);
    end(&b, name, required);

    if (bulk) {
        first = 1;
        snprintf(name, sizeof(name), "%s_bulk", kind->one);
        snprintf(title, sizeof(title), "many %s", kind->key);
        begin(&b, name, title, "New records, all of which are made or none.");
        snprintf(required, sizeof(required),
                 "\"type\": \"array\",\n"
                 "      \"items\": {\"$ref\": \"%s_new.json\"},\n"
                 "      \"minItems\": 1,\n      \"maxItems\": %d",
                 kind->one, FP_RECORD_BULK_MAX);
        property(&b, &first, "items", required, "The records to be made.");
        end(&b, name, "\"items\"");
    }

    write_history(kind);
}

static void
write_assumed(void)
{
    struct fp_buf b;

    fp_buf_init(&b, 0);
    fp_buf_str(&b, "{\n  \"$schema\": "
        "\"https://json-schema.org/draft/2020-12/schema\",\n"
        "  \"$id\": \"record_assumed.json\",\n"
        "  \"title\": \"defaults taken\",\n"
        "  \"description\": \"Every default that was taken because a field "
        "was left out.\",\n"
        "  \"type\": \"array\",\n  \"items\": {\n"
        "    \"type\": \"object\",\n"
        "    \"description\": \"One default.\",\n"
        "    \"additionalProperties\": false,\n    \"properties\": {\n"
        "      \"pointer\": {\"type\": \"string\", \"description\": "
        "\"JSON Pointer of the field.\"},\n"
        "      \"value\": {\"description\": "
        "\"The value that was taken.\"},\n"
        "      \"text\": {\"type\": \"string\", \"description\": "
        "\"What it means, for a person.\"}\n    },\n"
        "    \"required\": [\"pointer\", \"value\", \"text\"]\n  }\n}\n");
    write_file("record_assumed.json", &b);
    fp_buf_str(&names, "record_assumed.json\n");
    fp_buf_fini(&b);
}

/* "assumption_sets" to "AssumptionSets". */
static const char *
camel(const char *name, char text[64])
{
    size_t n = 0;
    int up = 1;

    for (; *name != '\0' && n < 63; name++) {
        if (*name == '_') {
            up = 1;
            continue;
        }
        text[n++] = up && *name >= 'a' && *name <= 'z'
                        ? (char)(*name - 'a' + 'A') : *name;
        up = 0;
    }
    text[n] = '\0';
    return text;
}

static void
operation(struct fp_buf *b, int *first, const char *id, const char *summary,
          const char *text, const char *query, const char *errors)
{
    fp_buf_printf(b, "%s\n    \"%s\": {\n      \"summary\": ",
                  *first ? "" : ",", id);
    fp_buf_json(b, summary);
    fp_buf_str(b, ",\n      \"description\": ");
    fp_buf_json(b, text);
    if (query[0] != '\0')
        fp_buf_printf(b, ",\n      \"query\": {\n        %s\n      }", query);
    if (errors[0] != '\0')
        fp_buf_printf(b, ",\n      \"errors\": {%s}", errors);
    fp_buf_str(b, "\n    }");
    *first = 0;
}

static const char as_of[] =
    "\"as_of\": {\"type\": \"string\", \"format\": \"date-time\", "
    "\"description\": \"As it was at this time (RFC 3339); now where it is "
    "left out.\"}";

static int
has_rule(const struct fp_record_kind *kind, const char *code)
{
    for (size_t i = 0; i < kind->n_rules; i++)
        if (strcmp(kind->rules[i].code, code) == 0)
            return 1;
    return 0;
}

/* Others refer to records of this kind. */
static int
is_referred_to(const struct fp_record_kind *kind)
{
    return kind->id == FP_RECORD_PERSON || kind->id == FP_RECORD_PROPERTY ||
           kind->id == FP_RECORD_ASSET_ASSUMPTION;
}

static void
write_operations(struct fp_buf *b, int *first,
                 const struct fp_record_kind *kind)
{
    const int twice = has_rule(kind, "duplicate");
    const int full = kind->id != FP_RECORD_SHARE &&
                     kind->id != FP_RECORD_SCENARIO;
    char one[64], many[64], id[96], text[256];

    camel(kind->one, one);
    camel(kind->key, many);
    if (kind->id == FP_RECORD_INSURANCE)
        snprintf(many, sizeof(many), "InsurancePolicies");
    if (full) {
        snprintf(id, sizeof(id), "create%s", one);
        operation(b, first, id, "Make a record",
                  kind->text, "", twice
                      ? "\"409\": [\"limit_reached\", \"duplicate\"]"
                      : "\"409\": [\"limit_reached\"]");
        snprintf(id, sizeof(id), "create%s", many);
        operation(b, first, id, "Make many records",
                  "All of them are made, or none. Faults have the place of "
                  "their record in their pointer.", "", twice
                      ? "\"409\": [\"limit_reached\", \"duplicate\"]"
                      : "\"409\": [\"limit_reached\"]");
    }
    snprintf(id, sizeof(id), "list%s", many);
    operation(b, first, id, "List the records",
              "A page of them, newest first, now or at a time in the past.",
              as_of, "");
    snprintf(id, sizeof(id), "get%s", one);
    operation(b, first, id, "Read one",
              "The record, now or as it was at a time in the past.", as_of,
              "\"400\": [\"bad_query\"]");
    if (kind->id != FP_RECORD_SHARE) {
        snprintf(id, sizeof(id), "replace%s", one);
        operation(b, first, id, "Replace one",
                  "Fields that are left out go to their defaults.", "",
                  twice ? "\"409\": [\"duplicate\"]" : "");
        snprintf(id, sizeof(id), "patch%s", one);
        operation(b, first, id, "Change one",
                  "Changes the fields that the merge patch names.", "",
                  twice ? "\"409\": [\"duplicate\"]" : "");
    }
    snprintf(id, sizeof(id), "delete%s", one);
    snprintf(text, sizeof(text), "Deletes it and everything under it; its "
             "history stays readable.");
    operation(b, first, id, "Delete one", text, "",
              is_referred_to(kind) ? "\"409\": [\"in_use\"]" : "");
    snprintf(id, sizeof(id), "list%sVersions", one);
    operation(b, first, id, "Its history",
              "Every version that it had, the newest first; of a deleted one "
              "too.", "", "");
}

static void
write_am(void)
{
    struct fp_buf b;
    const char *at = fp_buf_text(&names);

    fp_buf_init(&b, 0);
    fp_buf_str(&b, "# Schemas of records, made by "
                   "tests/records/test_contract.py --write.\n"
                   "dist_fpschemas_DATA +=");
    while (*at != '\0') {
        size_t len = strcspn(at, "\n");

        fp_buf_printf(&b, " \\\n\t%%D%%/%.*s", (int)len, at);
        at += len + 1;
    }
    fp_buf_char(&b, '\n');
    write_file("kinds.am", &b);
    fp_buf_fini(&b);
}

int
main(int argc, char **argv)
{
    struct fp_buf routes;
    int first = 1;

    if (argc != 2) {
        fprintf(stderr, "usage: record_contract DIR\n");
        return 2;
    }
    directory = argv[1];
    fp_buf_init(&names, 0);
    fp_buf_init(&routes, 0);
    fp_buf_str(&routes, "{\n  \"tag\": \"Records\",\n  \"description\": \"What "
                        "a household is, has, earns, spends, owes and wants; "
                        "every change is kept.\",\n  \"operations\": {");
    write_assumed();
    for (int i = 0; i < FP_RECORD_COUNT; i++) {
        const struct fp_record_kind *kind = fp_record_kind((enum fp_record)i);

        write_record(kind);
        if (kind->id == FP_RECORD_PLAN) {
            write_history(kind);
            continue;
        }
        if (kind->id != FP_RECORD_SHARE) {
            write_input(kind, 0);
            write_input(kind, 1);
        }
        write_lists(kind, kind->id != FP_RECORD_SHARE &&
                              kind->id != FP_RECORD_SCENARIO);
        write_operations(&routes, &first, kind);
    }
    fp_buf_str(&routes, "\n  }\n}\n");
    write_file("records.json", &routes);
    write_am();
    fp_buf_fini(&routes);
    fp_buf_fini(&names);
    return 0;
}
