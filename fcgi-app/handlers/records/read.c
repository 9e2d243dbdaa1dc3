/* Records read: one, a page of them, and what they were. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "codec/records/encode.h"
#include "handlers/handlers.h"
#include "handlers/list.h"
#include "handlers/precondition.h"
#include "handlers/records/frame.h"
#include "handlers/stored.h"

#include <string.h>

/* GET /api/v1/<kind>/{id} */
int
fp_handle_record_get(struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_records_kind(call);
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_record_row row;
    int64_t moment;
    enum fp_err err;
    int status = fp_records_query(call, NULL, 0, &moment, NULL);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_record_get(&db, kind,
                                                  fp_records_id(call), moment,
                                                  &row, &error));
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    /* What moves without a new version is sent each time: the same version is
     * no word that a balance, or a price of the market, is the same. */
    if (moment == FP_RECORD_NOW)
        return !fp_record_moves(kind) &&
                       fp_precondition_unchanged(call, row.version)
                   ? 304
                   : fp_records_reply(call, 200, kind, &row, NULL);
    /* What was has no tag that anybody could send as If-Match. */
    fp_record_encode(&call->response->body, kind, &row, NULL);
    fp_buf_char(&call->response->body, '\n');
    return fp_call_json(call, 200);
}

/* GET /api/v1/<kind>, /api/v1/<parents>/{id}/<kind> */
int
fp_handle_record_list(struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_records_kind(call);
    const char *parent =
        kind->parent != FP_RECORD_NONE ? fp_records_id(call) : NULL;
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_record_page rows;
    struct fp_page page;
    int64_t moment;
    enum fp_err err;
    int status = fp_records_query(call, NULL, 0, &moment, &page);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(
            call, &db,
            fp_storage_records_list(&db, kind, parent, moment,
                                    fp_list_after(&page),
                                    (size_t)page.limit, &rows, &error));
    if (err == FP_EINVAL)
        return fp_call_problem(call, 400, "bad_query", error.detail);
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    return fp_records_reply_list(call, 200, kind, rows.rows, rows.count,
                                 &page, rows.next);
}

/* GET /api/v1/shared/households: what others share with this advisor. */
int
fp_handle_households_shared(struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_records_kind(call);
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_record_page rows;
    struct fp_page page;
    enum fp_err err;
    int status = fp_records_page(call, NULL, 0, &page);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(
            call, &db,
            fp_storage_households_shared(
                &db, fp_list_after(&page),
                (size_t)page.limit, &rows, &error));
    if (err == FP_EINVAL)
        return fp_call_problem(call, 400, "bad_query", error.detail);
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    return fp_records_reply_list(call, 200, kind, rows.rows, rows.count,
                                 &page, rows.next);
}

static void
write_version(struct fp_buf *body, const struct fp_record_kind *kind,
              const struct fp_record_version *version)
{
    char stamp[FP_CLOCK_TEXT];

    fp_buf_str(body, "{\"version\":");
    fp_buf_int(body, version->row.version);
    fp_clock_rfc3339(version->row.updated_ms, stamp);
    fp_buf_printf(body, ",\"from\":\"%s\",\"until\":", stamp);
    if (version->until_ms == 0) {
        fp_buf_str(body, "null,\"ended_by\":null");
    } else {
        fp_clock_rfc3339(version->until_ms, stamp);
        fp_buf_printf(body, "\"%s\",\"ended_by\":\"%s\"", stamp,
                      version->deleted ? "delete" : "change");
    }
    fp_buf_str(body, ",\"record\":");
    fp_record_encode(body, kind, &version->row, NULL);
    fp_buf_char(body, '}');
}

/* GET /api/v1/<kind>/{id}/history */
int
fp_handle_record_history(struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_records_kind(call);
    struct fp_buf *body = &call->response->body;
    struct fp_record_version *list = NULL;
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    const char *next = NULL;
    struct fp_page page;
    int64_t after = 0;
    size_t count = 0;
    int more = 0, status = fp_records_page(call, NULL, 0, &page);
    enum fp_err err;

    if (status != 0)
        return status;
    if (page.after[0] != '\0' &&
        fp_text_int64(page.after, strlen(page.after), 1, INT64_MAX, &after) !=
            FP_OK)
        return fp_call_problem(call, 400, "bad_query",
                               "The cursor is none of this list.");
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_record_history(
                                &db, kind, fp_records_id(call), after,
                                (size_t)page.limit, &list, &count, &more,
                                &error));
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    fp_buf_str(body, "{\"versions\":[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            fp_buf_char(body, ',');
        write_version(body, kind, &list[i]);
    }
    fp_buf_char(body, ']');
    if (more)
        next = fp_arena_printf(call->arena, "%" PRId64,
                               list[count - 1].row.version);
    return fp_list_end(call, 200, &page, next);
}
