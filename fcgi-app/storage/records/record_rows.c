/* Records to and from the database's texts. */
#include "storage/records/record_rows.h"

#include <string.h>

#include "base/text.h"
#include "base/uuid.h"
#include "storage/rows.h"

struct fp_record_row
fp_record_row_of(const struct fp_record_kind *kind, const PGresult *result,
                 int row)
{
    struct fp_record_row out = {
        .id = fp_row_text(result, row, FP_COLUMN_ID),
        .parent = fp_row_text(result, row, FP_COLUMN_PARENT),
        .household = fp_row_text(result, row, FP_COLUMN_HOUSEHOLD),
        .version = fp_row_int(result, row, FP_COLUMN_VERSION),
        .created_ms = fp_row_int(result, row, FP_COLUMN_CREATED),
        .updated_ms = fp_row_int(result, row, FP_COLUMN_UPDATED),
    };

    for (size_t i = 0; i < kind->n_fields; i++)
        out.values[i] = fp_row_text(result, row, FP_COLUMN_FIELDS + (int)i);
    return out;
}

struct fp_record_row *
fp_record_rows_of(struct fp_arena *arena, const struct fp_record_kind *kind,
                  const PGresult *result, size_t count)
{
    struct fp_record_row *rows = fp_arena_array(arena, count, sizeof(*rows));

    if (rows == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        rows[i] = fp_record_row_of(kind, result, (int)i);
    return rows;
}

static void
value_json(struct fp_buf *buf, const struct fp_record_field *field,
           const char *value)
{
    switch (field->type) {
    case FP_FIELD_MONEY:
    case FP_FIELD_DECIMAL:
    case FP_FIELD_INT:
    case FP_FIELD_DOCUMENT:
        fp_buf_str(buf, value);
        break;
    case FP_FIELD_FLAG:
        fp_buf_str(buf, value[0] == 't' ? "true" : "false");
        break;
    case FP_FIELD_TEXT:
    case FP_FIELD_WORD:
    case FP_FIELD_DATE:
    case FP_FIELD_REF:
    case FP_FIELD_ID:
        fp_buf_json(buf, value);
        break;
    }
}

void
fp_record_row_json(struct fp_buf *buf, const struct fp_record_kind *kind,
                   const char *id, const struct fp_record_values *values)
{
    const char *comma = "";

    fp_buf_char(buf, '{');
    if (id != NULL) {
        fp_buf_printf(buf, "\"id\":\"%s\"", id);
        comma = ",";
    }
    for (size_t i = 0; i < kind->n_fields; i++) {
        const struct fp_record_field *field = &kind->fields[i];

        if (!fp_record_field_written(field) || values->values[i] == NULL)
            continue;
        fp_buf_printf(buf, "%s\"%s%s\":", comma, field->name,
                      field->type == FP_FIELD_MONEY ? "_cents" : "");
        value_json(buf, field, values->values[i]);
        comma = ",";
    }
    fp_buf_char(buf, '}');
}

enum fp_err
fp_record_refused(const struct fp_record_kind *kind,
                  const struct fp_tx_failure *failure, enum fp_err err,
                  struct fp_record_refusal *refusal, struct fp_error *error)
{
    for (size_t i = 0; i < kind->n_rules; i++) {
        const struct fp_record_rule *rule = &kind->rules[i];

        if (strcmp(rule->constraint, failure->constraint) != 0)
            continue;
        refusal->rule = rule;
        if (strcmp(rule->code, "duplicate") == 0)
            err = FP_ECONFLICT;
        else if (strcmp(rule->code, "limit_reached") == 0)
            err = FP_ELIMIT;
        else
            err = FP_EINVAL;
        return fp_error_set(error, err, "%s", rule->detail);
    }
    return err;
}

char *
fp_record_text(struct fp_arena *arena, struct fp_buf *buf)
{
    char *text = fp_buf_error(buf) == FP_OK
                     ? fp_arena_strndup(arena, fp_buf_text(buf), buf->len)
                     : NULL;

    fp_buf_fini(buf);
    return text;
}

int
fp_record_after(struct fp_arena *arena, const struct fp_record_kind *kind,
                const char *after, const char **id, const char **day)
{
    int year, month, date;

    *id = NULL;
    *day = NULL;
    if (after == NULL)
        return 1;
    if (kind->date != NULL) {
        const char *tilde = strchr(after, '~');

        if (tilde == NULL ||
            fp_text_date(after, (size_t)(tilde - after), &year, &month,
                         &date) != FP_OK)
            return 0;
        *day = fp_arena_strndup(arena, after, (size_t)(tilde - after));
        if (*day == NULL)
            return 0;
        after = tilde + 1;
    }
    *id = after;
    return fp_uuid_valid(after, strlen(after));
}
