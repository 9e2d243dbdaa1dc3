/* From a row of the queue to the engine's arguments, and from its result to
 * the bytes that the command line prints for the same question. */
#include "jobs/task.h"

#include <stdio.h>
#include <string.h>

#include "codec/results/encode.h"
#include "planning/law/tax.h"
#include "planning/version.h"

void
fp_jobs_engine(char text[FP_JOBS_ENGINE])
{
    snprintf(text, FP_JOBS_ENGINE, "%.40s %.47s %d", fp_planning_version(),
             fp_tax_tables_id(), (int)FP_JOBS_FORM);
}

enum fp_err
fp_jobs_identify(const struct fp_request *request,
                 const struct fp_history *history,
                 unsigned char digest[FP_SHA256_BYTES],
                 char id[FP_JOBS_RESULT_ID])
{
    struct fp_buf text;
    enum fp_err err;

    fp_buf_init(&text, 0);
    fp_request_identity(&text, request, history);
    err = fp_buf_error(&text);
    if (err == FP_OK)
        err = fp_auth_sha256(text.data, text.len, digest);
    for (size_t i = 0; err == FP_OK && i < (FP_JOBS_RESULT_ID - 1) / 2; i++)
        snprintf(id + 2 * i, 3, "%02x", digest[i]);
    fp_buf_fini(&text);
    return err;
}

enum fp_err
fp_jobs_is_another(struct fp_error *error)
{
    return fp_error_set(error, FP_EINVAL,
                        "The service has another engine, other tables or "
                        "another history than when this was asked. Ask "
                        "again.");
}

enum fp_err
fp_jobs_task_open(const struct fp_job_work *work,
                  const struct fp_history *history, struct fp_arena *arena,
                  struct fp_jobs_task *out, struct fp_error *error)
{
    const struct fp_job_question *question = &work->question;
    enum fp_request_kind kind = strcmp(question->kind, "bootstrap") == 0
                                    ? FP_REQUEST_BOOTSTRAP
                                    : FP_REQUEST_SIMULATE;
    struct fp_jobs_task task = { .history = NULL };
    struct fp_request *request = &task.request;
    unsigned char digest[FP_SHA256_BYTES];
    char id[FP_JOBS_RESULT_ID];
    struct fp_faults faults;
    enum fp_err err;

    fp_faults_init(&faults, arena);
    err = fp_request_decode(kind, work->document, work->document_len, arena,
                            &faults, request);
    if (err == FP_OK && kind == FP_REQUEST_BOOTSTRAP)
        err = fp_request_bootstrap(request, history, arena, error);
    if (err == FP_ENOMEM)
        return fp_error_set(error, err, "Out of memory.");
    if (err != FP_OK)
        return fp_jobs_is_another(error);
    request->streamed = 1;
    request->until_se = question->until_se;
    request->has_paths = question->paths_given;
    request->paths = question->paths;
    request->has_seed = question->seed_given;
    request->seed = question->seed;
    fp_request_complete(request, question->paths);
    if (fp_request_needs_history(request))
        task.history = history;
    err = fp_jobs_identify(request, task.history, digest, id);
    if (err != FP_OK)
        return fp_error_set(error, err, "Out of memory.");
    if (strcmp(id, question->result_id) != 0)
        return fp_jobs_is_another(error);
    task.options = (struct fp_sim_options){
        .paths = request->paths,
        .seed = request->seed,
        .threads = 1,
        .stream = 1,
        .until_se = request->until_se,
    };
    *out = task;
    return FP_OK;
}

enum fp_err
fp_jobs_task_write(const struct fp_jobs_task *task,
                   const struct fp_sim_result *result, struct fp_buf *out)
{
    struct fp_request request = task->request;
    unsigned char digest[FP_SHA256_BYTES];
    char id[FP_JOBS_RESULT_ID];
    enum fp_err err;

    request.paths = result->paths;
    err = fp_jobs_identify(&request, task->history, digest, id);
    if (err != FP_OK)
        return err;
    fp_result_simulate(out, &request, id, task->history, result);
    return fp_buf_error(out);
}
