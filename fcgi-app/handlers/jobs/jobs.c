/* /api/v1/jobs: what the user's long calculations are doing. They are made by
 * the routes of the questions about a plan. */
#include <string.h>

#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/list.h"
#include "handlers/questions/kept.h"
#include "handlers/signed.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "jobs/describe.h"
#include "storage/jobs/jobs_store.h"
#include "storage/jobs/jobs_work.h"

static const char missing[] = "You have no job with this id.";

/* The job that the path names. 0, or the status of the refusal. */
static int
read_job(struct fp_call *call, struct fp_stored_job *job)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_job_get(&db, id, job, &error));
    return err == FP_OK ? 0 : fp_stored_failed(call, err, &error, missing);
}

static int
reply_job(struct fp_call *call, const struct fp_stored_job *job)
{
    fp_jobs_describe(&call->response->body, job);
    fp_buf_char(&call->response->body, '\n');
    if (!fp_jobs_is_over(job))
        fp_call_header(call, "Retry-After", "1");
    return fp_call_json(call, 200);
}

/* GET /api/v1/jobs/{id} */
int
fp_handle_jobs_get(struct fp_call *call)
{
    struct fp_stored_job job;
    int status = read_job(call, &job);

    return status != 0 ? status : reply_job(call, &job);
}

/* 1 for a state that the query may ask for. */
static int
is_state(const char *state)
{
    for (size_t s = 0; s < FP_JOB_STATES; s++)
        if (strcmp(state, fp_job_state_names[s]) == 0)
            return 1;
    return 0;
}

static void
write_job(struct fp_call *call, const void *job)
{
    fp_jobs_describe(&call->response->body, job);
}

/* GET /api/v1/jobs */
int
fp_handle_jobs_list(struct fp_call *call)
{
    static const char *const names[] = { "limit", "cursor", "state" };
    const char *state = fp_http_query_param(call->request, "state");
    struct fp_error error = { .code = FP_OK };
    struct fp_stored_job_page rows;
    struct fp_storage_call db;
    struct fp_faults faults;
    struct fp_page page;
    enum fp_err err;
    int status = fp_list_page(call, names, FP_COUNT(names), &page);

    if (status != 0)
        return status;
    if (state != NULL && !is_state(state)) {
        fp_faults_init(&faults, call->arena);
        fp_faults_add(&faults, "?state", "value",
                      "state is queued, running, merging, done, failed, "
                      "cancelled or expired");
        return fp_call_faults(call, 400, "bad_query",
                              "The query string is wrong.", &faults);
    }
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(
            call, &db,
            fp_storage_job_list(&db, fp_list_after(&page), state,
                                (size_t)page.limit, &rows, &error));
    if (err != FP_OK)
        return fp_list_failed(call, err, &error,
                              "The cursor is none of this list.", missing);
    return fp_list_reply(call, "jobs", rows.jobs, rows.count,
                         sizeof(*rows.jobs), write_job, &page, rows.next);
}

/* DELETE /api/v1/jobs/{id} */
int
fp_handle_jobs_cancel(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_stored_job job;
    const char *state = "";
    enum fp_err err = fp_stored_begin(call, &db);
    int status;

    if (err == FP_OK)
        err = fp_stored_end(
            call, &db,
            fp_storage_job_cancel(&db, id,
                                  call->service->config.jobs.keep_ms, &state,
                                  &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    status = read_job(call, &job);
    if (status != 0)
        return status;
    if (strcmp(state, "cancelled") != 0)
        return fp_call_problem(call, 409, "job_over",
                               "The job is over; there is nothing to "
                               "cancel.");
    return reply_job(call, &job);
}

/* GET /api/v1/jobs/{id}/result */
int
fp_handle_jobs_result(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_job_result found;
    struct fp_stored_job job;
    enum fp_err err;
    int status = read_job(call, &job);

    if (status != 0)
        return status;
    if (strcmp(job.state, "done") != 0) {
        if (!fp_jobs_is_over(&job)) {
            fp_call_header(call, "Retry-After", "1");
            return fp_call_problem(call, 409, "job_not_done",
                                   "The job has no result yet.");
        }
        return fp_call_problem(call, 410, "no_result",
                               "The job has no result, or it is not kept "
                               "any more. Ask again.");
    }
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_job_result(&db, id,
                                                  fp_signed_wanted(call),
                                                  &found, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    fp_buf_add(&call->response->body, found.bytes, found.len);
    /* Whoever asks the same gets it at once from now on. A question that its
     * deadline ended may be answered better the next time; a simulation then
     * is the answer to another question, of fewer paths. */
    if (job.stopped == NULL || job.streamed)
        fp_cache_put(call->service->cache, job.result_id, found.bytes,
                     found.len);
    fp_call_header(call, "ETag", "\"%s\"", job.result_id);
    return fp_signed_json(call, 200,
                          fp_kept_digest(call,
                                         &(struct fp_stored_simulation){
                                             .result_id = job.result_id,
                                             .result = found.bytes,
                                             .result_len = found.len,
                                             .request = found.asked,
                                             .request_len = found.asked_len,
                                         }));
}
