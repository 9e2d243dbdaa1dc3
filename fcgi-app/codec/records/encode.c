/* Records as clients see them. */
#include "codec/records/encode.h"

#include <string.h>

#include "base/clock.h"

void
fp_record_encode_money(struct fp_buf *buf, const char *cents)
{
    size_t len;

    if (*cents == '-')
        fp_buf_char(buf, *cents++);
    len = strlen(cents);
    if (len > 2)
        fp_buf_add(buf, cents, len - 2);
    else
        fp_buf_char(buf, '0');
    fp_buf_char(buf, '.');
    if (len < 2)
        fp_buf_char(buf, '0');
    fp_buf_str(buf, len > 2 ? cents + len - 2 : cents);
}

static void
encode_value(struct fp_buf *buf, const struct fp_record_field *field,
             const char *value)
{
    if (value == NULL) {
        fp_buf_str(buf, "null");
        return;
    }
    switch (field->type) {
    case FP_FIELD_MONEY: fp_record_encode_money(buf, value); break;
    case FP_FIELD_FLAG:
        fp_buf_str(buf, value[0] == 't' ? "true" : "false");
        break;
    case FP_FIELD_DECIMAL:
    case FP_FIELD_INT:
    case FP_FIELD_DOCUMENT: fp_buf_str(buf, value); break;
    case FP_FIELD_TEXT:
    case FP_FIELD_WORD:
    case FP_FIELD_DATE:
    case FP_FIELD_REF:
    case FP_FIELD_ID: fp_buf_json(buf, value); break;
    }
}

static void
encode_name(struct fp_buf *buf, const char *name)
{
    fp_buf_json(buf, name);
    fp_buf_char(buf, ':');
}

static void
encode_text(struct fp_buf *buf, const char *name, const char *value)
{
    encode_name(buf, name);
    fp_buf_json(buf, value);
    fp_buf_char(buf, ',');
}

void
fp_record_encode(struct fp_buf *buf, const struct fp_record_kind *kind,
                 const struct fp_record_row *row,
                 const struct fp_assumed *assumed)
{
    char stamp[FP_CLOCK_TEXT];

    fp_buf_char(buf, '{');
    encode_text(buf, "id", row->id);
    if (row->parent != NULL)
        encode_text(buf, kind->parent_id, row->parent);
    if (row->household != NULL && kind->parent != FP_RECORD_NONE &&
        kind->parent != FP_RECORD_HOUSEHOLD)
        encode_text(buf, "household_id", row->household);
    encode_name(buf, "version");
    fp_buf_int(buf, row->version);
    fp_buf_char(buf, ',');
    fp_clock_rfc3339(row->created_ms, stamp);
    encode_text(buf, "created", stamp);
    fp_clock_rfc3339(row->updated_ms, stamp);
    encode_name(buf, "updated");
    fp_buf_json(buf, stamp);
    for (size_t i = 0; i < kind->n_fields; i++) {
        const struct fp_record_field *field = &kind->fields[i];

        /* Past versions have no computed fields. */
        if (row->values[i] == NULL && !fp_record_field_written(field))
            continue;
        fp_buf_char(buf, ',');
        encode_name(buf, field->name);
        encode_value(buf, field, row->values[i]);
    }
    if (assumed != NULL) {
        fp_buf_str(buf, ",\"assumed\":");
        fp_assumed_encode(buf, assumed);
    }
    fp_buf_char(buf, '}');
}

void
fp_record_encode_fields(struct fp_buf *buf, const struct fp_record_kind *kind,
                        const struct fp_record_row *row)
{
    const char *comma = "";

    fp_buf_char(buf, '{');
    for (size_t i = 0; i < kind->n_fields; i++) {
        if (!fp_record_field_written(&kind->fields[i]) ||
            row->values[i] == NULL)
            continue;
        fp_buf_str(buf, comma);
        encode_name(buf, kind->fields[i].name);
        encode_value(buf, &kind->fields[i], row->values[i]);
        comma = ",";
    }
    fp_buf_char(buf, '}');
}
