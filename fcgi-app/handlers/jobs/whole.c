/* A question that a worker of the queue answers whole: as a request would, by
 * the same functions, without a client. */
#include <string.h>

#include "handlers/compute.h"
#include "handlers/questions/prepare.h"
#include "handlers/service/service.h"
#include "handlers/state.h"
#include "jobs/whole.h"

/* What was asked, read again; FP_ECONFLICT when it does not come to the same
 * question here. */
static enum fp_err
read_again(struct fp_call *call, const struct fp_job_work *work,
           struct fp_prepared *out)
{
    struct fp_faults faults;
    struct fp_asked asked;
    enum fp_err err;

    fp_faults_init(&faults, call->arena);
    err = fp_asked_decode(work->document, work->document_len, "",
                          call->service->config.default_paths, call->arena,
                          &faults, &asked);
    if (err == FP_OK)
        err = fp_prepare(call, &asked, &faults, out);
    if (err == FP_ENOMEM)
        return err;
    return err == FP_OK && strcmp(out->work.result_id,
                                  work->question.result_id) == 0
               ? FP_OK
               : FP_ECONFLICT;
}

enum fp_err
fp_service_answer(struct fp_service_worker *worker, struct fp_jobs_whole *whole,
                  struct fp_error *error)
{
    struct fp_http_request request = {
        .method = FP_HTTP_POST, .method_text = "POST", .path = "",
        .query = "", .body = "", .route = "", .deadline_ns = UINT64_MAX,
        .arena = whole->arena,
    };
    struct fp_http_response response;
    struct fp_call call = {
        .service = worker->service, .worker = worker, .request = &request,
        .response = &response, .arena = whole->arena,
        .progress = whole->progress, .progress_context = whole->context,
    };
    struct fp_prepared question;
    enum fp_err err;
    int keep = 1;

    fp_arena_reset(worker->arena);
    fp_http_response_init(&response);
    err = read_again(&call, whole->work, &question);
    whole->is_another = err == FP_ECONFLICT;
    if (err == FP_OK)
        err = fp_compute_run(&call, &question.work, &keep, error);
    else if (whole->is_another)
        err = FP_EINVAL;
    else
        err = fp_error_set(error, err, "Out of memory.");
    if (err == FP_OK) {
        fp_buf_add(whole->body, response.body.data, response.body.len);
        err = fp_buf_error(whole->body);
        whole->stopped = !keep;
    }
    fp_http_response_fini(&response);
    fp_arena_reset(worker->arena);
    return err;
}
