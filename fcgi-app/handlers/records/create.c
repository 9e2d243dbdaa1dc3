/* New records: one, or many at once. */
#include "codec/records/decode.h"
#include "handlers/document.h"
#include "handlers/handlers.h"
#include "handlers/records/frame.h"
#include "handlers/stored.h"
#include "telemetry/trace.h"

/* Stores list[count] under the parent that the address names. 0, or the
 * status of the refusal. */
static int
store(struct fp_call *call, const struct fp_record_kind *kind,
      const struct fp_record_values *list, size_t count, const char *before,
      struct fp_record_row **rows)
{
    const char *parent =
        kind->parent != FP_RECORD_NONE ? fp_records_id(call) : NULL;
    struct fp_record_refusal refusal = { .rule = NULL };
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_records_create(&db, kind, parent, list,
                                                      count, rows, &refusal,
                                                      &error));
    return err == FP_OK ? 0
                        : fp_records_failed(call, err, &error, &refusal,
                                            before);
}

/* The reply for a body that could not be decoded, or 0. */
static int
undecoded(struct fp_call *call, enum fp_err err,
          const struct fp_faults *faults)
{
    if (err == FP_OK)
        return 0;
    return fp_faults_none(faults) ? fp_call_internal(call, "decode", NULL)
                                  : fp_document_refuse(call, faults);
}

/* POST /api/v1/<kind>, /api/v1/<parents>/{id}/<kind> */
int
fp_handle_record_create(struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_records_kind(call);
    struct fp_record_values values;
    struct fp_record_row *row = NULL;
    struct fp_assumed assumed;
    struct fp_faults faults;
    int status;

    fp_faults_init(&faults, call->arena);
    fp_assumed_init(&assumed, call->arena);
    fp_trace_open("decode");
    status = undecoded(call,
                       fp_record_decode(kind, call->request->body,
                                        call->request->body_len, call->arena,
                                        &faults, &assumed, &values),
                       &faults);
    fp_trace_close("decode");
    if (status == 0)
        status = store(call, kind, &values, 1, "", &row);
    if (status != 0)
        return status;
    fp_records_location(call, kind, row->id);
    return fp_records_reply(call, 201, kind, row, &assumed);
}

/* POST …/bulk: all of them or none. */
int
fp_handle_record_bulk(struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_records_kind(call);
    struct fp_record_values *list = NULL;
    struct fp_record_row *rows = NULL;
    struct fp_assumed assumed;
    struct fp_faults faults;
    size_t count = 0;
    int status;

    fp_faults_init(&faults, call->arena);
    fp_assumed_init(&assumed, call->arena);
    fp_trace_open("decode");
    status = undecoded(call,
                       fp_record_decode_bulk(kind, call->request->body,
                                             call->request->body_len,
                                             call->arena, &faults, &assumed,
                                             &list, &count),
                       &faults);
    fp_trace_close("decode");
    if (status == 0)
        status = store(call, kind, list, count, "/items", &rows);
    if (status != 0)
        return status;
    fp_buf_str(&call->response->body, "{\"assumed\":");
    fp_assumed_encode(&call->response->body, &assumed);
    return fp_records_reply_list(call, 200, kind, rows, count, NULL, NULL);
}
