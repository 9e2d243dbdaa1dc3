/* Shares, and the audit log as its owner reads it. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"
#include "codec/json/fields.h"
#include "handlers/document.h"
#include "handlers/handlers.h"
#include "handlers/list.h"
#include "handlers/records/frame.h"
#include "handlers/stored.h"
#include "storage/records/sharing_store.h"

/* POST /api/v1/households/{id}/shares */
int
fp_handle_share_create(struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_SHARE);
    struct fp_field fields[] = {
        { .name = "email", .required = 1, .min = 3, .max = 254 },
    };
    struct fp_record_refusal refusal = { .rule = NULL };
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_record_row row;
    struct fp_faults faults;
    int syntax = 0;
    enum fp_err err;

    fp_faults_init(&faults, call->arena);
    err = fp_fields_read(call->request->body, call->request->body_len,
                         call->arena, fields, FP_COUNT(fields), &faults,
                         &syntax);
    if (err != FP_OK)
        return fp_faults_none(&faults)
                   ? fp_call_internal(call, "decode", NULL)
                   : fp_document_refuse(call, &faults);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_share_create(&db, fp_records_id(call),
                                                    fields[0].value, &row,
                                                    &refusal, &error));
    if (err == FP_EFORBID) {
        fp_faults_add(&faults, "/email", "reference", "%s", error.detail);
        return fp_document_refuse(call, &faults);
    }
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, &refusal, "");
    fp_records_location(call, kind, row.id);
    return fp_records_reply(call, 201, kind, &row, NULL);
}

static void
write_entry(struct fp_buf *body, const struct fp_audit_entry *e)
{
    char stamp[FP_CLOCK_TEXT];

    fp_clock_rfc3339(e->at_ms, stamp);
    fp_buf_printf(body, "{\"at\":\"%s\"", stamp);
    fp_records_text(body, "actor_id", e->actor);
    fp_records_text(body, "action", e->action);
    fp_records_text(body, "object_id", e->object);
    fp_records_text(body, "household_id", e->household);
    fp_buf_str(body, ",\"version\":");
    if (e->version > 0)
        fp_buf_int(body, e->version);
    else
        fp_buf_str(body, "null");
    fp_buf_printf(body, ",\"fields\":%s",
                  e->fields != NULL ? e->fields : "[]");
    fp_records_text(body, "detail", e->detail);
    fp_records_text(body, "request_id", e->request);
    fp_buf_char(body, '}');
}

/* GET /api/v1/audit */
int
fp_handle_audit(struct fp_call *call)
{
    static const char *const names[] = { "object_id" };
    const char *object = fp_http_query_param(call->request, "object_id");
    struct fp_buf *body = &call->response->body;
    struct fp_audit_entry *list = NULL;
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    const char *next = NULL;
    struct fp_page page;
    int64_t after = 0;
    size_t count = 0;
    int more = 0, status;
    enum fp_err err;

    status = fp_records_page(call, names, FP_COUNT(names), &page);
    if (status != 0)
        return status;
    if ((object != NULL && !fp_uuid_valid(object, strlen(object))) ||
        (page.after[0] != '\0' &&
         fp_text_int64(page.after, strlen(page.after), 1, INT64_MAX, &after) !=
             FP_OK))
        return fp_call_problem(call, 400, "bad_query",
                               "object_id or the cursor is wrong.");
    if (object != NULL)
        page.query = fp_arena_printf(call->arena, "&object_id=%s", object);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_audit(&db, object, after,
                                             (size_t)page.limit, &list,
                                             &count, &more, &error));
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    fp_buf_str(body, "{\"entries\":[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            fp_buf_char(body, ',');
        write_entry(body, &list[i]);
    }
    fp_buf_char(body, ']');
    if (more)
        next = fp_arena_printf(call->arena, "%" PRId64, list[count - 1].id);
    return fp_list_end(call, 200, &page, next);
}
