/* Records replaced, patched and deleted. */
#include "codec/records/decode.h"
#include "handlers/document.h"
#include "handlers/handlers.h"
#include "handlers/precondition.h"
#include "handlers/records/frame.h"
#include "handlers/stored.h"
#include "telemetry/trace.h"

/* How often a patch without a version of its own is tried again when somebody
 * else changes the record in between. */
enum { PATCH_TRIES = 5 };

/* What a writer may do, and the record as it is when that had to be read. */
struct writing {
    const struct fp_record_kind *kind;
    const char *id;
    int64_t version;          /* the only one that may be changed; 0: any */
    int have_current;
    struct fp_record_row current;
};

/* Reads the record. 0, or the status of the refusal. */
static int
look_up(struct fp_call *call, struct writing *w)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_record_get(&db, w->kind, w->id,
                                                  FP_RECORD_NOW, &w->current,
                                                  &error));
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    w->have_current = 1;
    return 0;
}

/* Reads If-Match, and the record when a list of tags asks for that. */
static int
begin(struct fp_call *call, struct writing *w)
{
    int status;

    *w = (struct writing){ .kind = fp_records_kind(call),
                           .id = fp_records_id(call) };
    status = fp_precondition_read(call, &w->version);
    if (status != 0 || w->version >= 0)
        return status;
    status = look_up(call, w);
    if (status == 0)
        status = fp_precondition_current(call, w->current.version);
    if (status == 0)
        w->version = w->current.version;
    return status;
}

/* Stores values over the version. 0, -1 when somebody else was faster, or the
 * status of the refusal. */
static int
replace(struct fp_call *call, const struct writing *w, int64_t version,
        const struct fp_record_values *values, struct fp_record_row *row)
{
    struct fp_record_refusal refusal = { .rule = NULL };
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_record_replace(&db, w->kind, w->id,
                                                      version, values, row,
                                                      &refusal, &error));
    if (err == FP_ECONFLICT && refusal.rule == NULL)
        return -1;
    return err == FP_OK ? 0
                        : fp_records_failed(call, err, &error, &refusal,
                                            "");
}

/* PUT /api/v1/<kind>/{id} */
int
fp_handle_record_replace(struct fp_call *call)
{
    struct fp_record_values values;
    struct fp_record_row row;
    struct fp_assumed assumed;
    struct fp_faults faults;
    struct writing w;
    enum fp_err err;
    int status = begin(call, &w);

    if (status != 0)
        return status;
    fp_faults_init(&faults, call->arena);
    fp_assumed_init(&assumed, call->arena);
    fp_trace_open("decode");
    err = fp_record_decode(w.kind, call->request->body,
                           call->request->body_len, call->arena, &faults,
                           &assumed, &values);
    fp_trace_close("decode");
    if (err != FP_OK)
        return fp_faults_none(&faults)
                   ? fp_call_internal(call, "decode", NULL)
                   : fp_document_refuse(call, &faults);
    status = replace(call, &w, w.version, &values, &row);
    if (status < 0)
        return fp_precondition_failed(call);
    return status != 0 ? status
                       : fp_records_reply(call, 200, w.kind, &row, &assumed);
}

/* One try: the record as it is, changed, stored over just that version. */
static int
patch_once(struct fp_call *call, struct writing *w, struct fp_record_row *row,
           struct fp_assumed *assumed)
{
    struct fp_record_values values;
    struct fp_faults faults;
    enum fp_err err;
    int status = w->have_current ? 0 : look_up(call, w);

    if (status != 0)
        return status;
    if (w->version > 0 && w->current.version != w->version)
        return fp_precondition_failed(call);
    fp_faults_init(&faults, call->arena);
    fp_assumed_init(assumed, call->arena);
    fp_trace_open("decode");
    err = fp_record_decode_patch(w->kind, &w->current, call->request->body,
                                 call->request->body_len, call->arena,
                                 &faults, assumed, &values);
    fp_trace_close("decode");
    if (err != FP_OK)
        return fp_faults_none(&faults)
                   ? fp_call_internal(call, "decode", NULL)
                   : fp_document_refuse(call, &faults);
    return replace(call, w, w->current.version, &values, row);
}

/* PATCH /api/v1/<kind>/{id} */
int
fp_handle_record_patch(struct fp_call *call)
{
    struct fp_record_row row;
    struct fp_assumed assumed;
    struct writing w;
    int status = begin(call, &w);

    if (status != 0)
        return status;
    for (int tries = 0; tries < PATCH_TRIES; tries++) {
        status = patch_once(call, &w, &row, &assumed);
        if (status == 0)
            return fp_records_reply(call, 200, w.kind, &row, &assumed);
        if (status > 0)
            return status;
        if (w.version > 0)
            break;
        w.have_current = 0;
    }
    return fp_precondition_failed(call);
}

/* DELETE /api/v1/<kind>/{id} */
int
fp_handle_record_delete(struct fp_call *call)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct writing w;
    enum fp_err err;
    int status = begin(call, &w);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_record_delete(&db, w.kind, w.id,
                                                     w.version, &error));
    if (err == FP_ECONFLICT)
        return fp_precondition_failed(call);
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    return fp_call_no_content(call);
}
