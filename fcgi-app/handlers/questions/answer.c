/* Questions about a plan, answered. */
#include "handlers/questions/answer.h"

#include "handlers/compute.h"
#include "handlers/stored.h"

int
fp_answer(struct fp_call *call, enum fp_request_kind kind)
{
    struct fp_document document;
    int status;

    status = fp_document_read(call, kind, &document);
    if (status == 0)
        status = fp_compute(call, &document);
    return status != 0 ? status : fp_call_json(call, 200);
}

int
fp_answer_stored(struct fp_call *call, enum fp_request_kind kind,
                 struct fp_stored_plan *plan, struct fp_document *document)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_get(&db, id, plan, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error,
                                "You have no plan with this id.");
    return fp_document_stored(call, kind, plan->document, plan->document_len,
                              document);
}
