/* Jobs of a user. */
#include "storage/jobs/jobs_store.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/uuid.h"
#include "storage/jobs/jobs_rows.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum {
    ID, KIND, STATE, PRIORITY, RESULT_ID, PLAN_ID, PLAN_VERSION, PATHS, SEED, YEARS,
    STREAMED, UNTIL, DEADLINE, SAMPLER, DONE, TALLY, SUCCESS, SUCCESS_SE,
    SHARDS, SHARDS_DONE, STOPPED, ERROR_CODE, ERROR_DETAIL, VERSION, CREATED,
    UPDATED, STARTED, ENDED, EXPIRES
};

static struct fp_stored_job
job_of(const PGresult *result, int row)
{
    const char *tally = fp_row_text(result, row, TALLY);
    struct fp_stored_job job = {
        .id = fp_row_text(result, row, ID),
        .kind = fp_row_text(result, row, KIND),
        .state = fp_row_text(result, row, STATE),
        .result_id = fp_row_text(result, row, RESULT_ID),
        .plan_id = fp_row_text(result, row, PLAN_ID),
        .plan_version = fp_row_int(result, row, PLAN_VERSION),
        .priority = (int)fp_row_int(result, row, PRIORITY),
        .paths = (uint64_t)fp_row_int(result, row, PATHS),
        .seed = (uint64_t)fp_row_int(result, row, SEED),
        .years = (uint64_t)fp_row_int(result, row, YEARS),
        .streamed = (int)fp_row_int(result, row, STREAMED),
        .until_se = fp_job_double(result, row, UNTIL),
        .deadline_ms = fp_row_int(result, row, DEADLINE),
        .sampler = fp_row_text(result, row, SAMPLER),
        .done = (uint64_t)fp_row_int(result, row, DONE),
        .has_success = fp_row_text(result, row, SUCCESS) != NULL,
        .success = fp_job_double(result, row, SUCCESS),
        .success_se = fp_job_double(result, row, SUCCESS_SE),
        .shards = fp_row_int(result, row, SHARDS),
        .shards_done = fp_row_int(result, row, SHARDS_DONE),
        .stopped = fp_row_text(result, row, STOPPED),
        .error_code = fp_row_text(result, row, ERROR_CODE),
        .error_detail = fp_row_text(result, row, ERROR_DETAIL),
        .version = fp_row_int(result, row, VERSION),
        .created_ms = fp_row_int(result, row, CREATED),
        .updated_ms = fp_row_int(result, row, UPDATED),
        .started_ms = fp_row_int(result, row, STARTED),
        .ended_ms = fp_row_int(result, row, ENDED),
        .expires_ms = fp_row_int(result, row, EXPIRES),
    };

    job.has_tally =
        tally != NULL && fp_job_numbers(tally, job.tally, FP_JOB_TALLY);
    return job;
}

static enum fp_err
not_found(struct fp_error *error)
{
    return fp_error_set(error, FP_ENOTFOUND, "There is no such job.");
}

/* The columns that only workers read, as one JSON object in arena. */
static const char *
options_of(struct fp_arena *arena, const struct fp_job_input *in)
{
    const struct fp_job_question *q = &in->question;
    const char *text = NULL;
    struct fp_buf buf;

    fp_buf_init(&buf, 0);
    fp_buf_printf(&buf, "{\"priority\":%d,\"paths\":%llu,\"seed\":%llu,"
                  "\"paths_given\":%d,\"seed_given\":%d,\"streamed\":%d,"
                  "\"years\":%zu",
                  in->priority, (unsigned long long)q->paths,
                  (unsigned long long)q->seed, q->paths_given, q->seed_given,
                  q->streamed, q->years);
    if (q->until_se > 0.0) {
        fp_buf_str(&buf, ",\"until_se\":");
        fp_buf_double(&buf, q->until_se);
    }
    if (q->deadline_ms > 0) {
        fp_buf_str(&buf, ",\"deadline_ms\":");
        fp_buf_int(&buf, q->deadline_ms);
    }
    if (in->plan_id != NULL) {
        fp_buf_str(&buf, ",\"plan_id\":");
        fp_buf_json(&buf, in->plan_id);
        fp_buf_str(&buf, ",\"plan_version\":");
        fp_buf_int(&buf, in->plan_version);
    }
    if (!q->streamed) /* how far the one shard may get */
        fp_buf_printf(&buf, ",\"most_paths\":%llu",
                      (unsigned long long)in->ends[in->n_ends - 1]);
    if (in->traceparent != NULL) {
        fp_buf_str(&buf, ",\"traceparent\":");
        fp_buf_json(&buf, in->traceparent);
    }
    if (in->keep)
        fp_buf_str(&buf, ",\"keep\":true");
    fp_buf_str(&buf, ",\"asked\":");
    fp_buf_str(&buf, in->asked);
    fp_buf_str(&buf, ",\"result_kind\":");
    fp_buf_json(&buf, in->result_kind);
    fp_buf_str(&buf, ",\"kind\":");
    fp_buf_json(&buf, q->kind);
    fp_buf_str(&buf, ",\"sampler\":");
    fp_buf_json(&buf, q->sampler);
    fp_buf_str(&buf, ",\"result_id\":");
    fp_buf_json(&buf, q->result_id);
    fp_buf_str(&buf, ",\"engine\":");
    fp_buf_json(&buf, q->engine);
    fp_buf_char(&buf, '}');
    if (fp_buf_error(&buf) == FP_OK)
        text = fp_arena_strdup(arena, fp_buf_text(&buf));
    fp_buf_fini(&buf);
    return text;
}

enum fp_err
fp_storage_job_submit(const struct fp_storage_call *call,
                      const struct fp_job_input *in,
                      struct fp_stored_job *out, struct fp_error *error)
{
    char name[FP_UUID_TEXT], open[FP_INT_TEXT], kept[FP_INT_TEXT];
    int64_t ends[FP_JOB_SHARDS_MAX];
    PGresult *results[FP_TX_STEPS];
    const char *said;
    struct fp_tx tx;
    enum fp_err err;

    if (in->n_ends < 1 || in->n_ends > FP_JOB_SHARDS_MAX ||
        in->document_len == 0)
        return fp_error_set(error, FP_EINVAL, "A job has something to do.");
    if (fp_uuid7(fp_clock_unix_ms(), name) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL, "No random numbers.");
    for (size_t i = 0; i < in->n_ends; i++)
        ends[i] = (int64_t)in->ends[i];
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = { { .statement = FP_SQL_JOB_SUBMIT,
                     .values = { name, in->document,
                                 options_of(call->arena, in),
                                 fp_job_array(call->arena, ends, in->n_ends),
                                 fp_int_text(in->most_open, open),
                                 fp_int_text(in->most_kept, kept) },
                     .lengths = { [1] = (int)in->document_len } },
                   { .statement = FP_SQL_JOB_GET,
                     .values = { call->user_id, name } } },
        .n_steps = 2,
    };
    if (tx.steps[0].values[2] == NULL || tx.steps[0].values[3] == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    said = fp_row_text(results[0], 0, 0);
    if (strcmp(said, "no_plan") == 0)
        return fp_error_set(error, FP_ENOTFOUND, "There is no such plan.");
    if (strcmp(said, "full") == 0)
        return fp_error_set(error, FP_ELIMIT,
                            "%d of your jobs are not over yet, which is the "
                            "limit. Wait for one, or cancel one.",
                            in->most_open);
    if (PQntuples(results[1]) == 0)
        return fp_error_set(error, FP_EINTERNAL, "The job was not kept.");
    *out = job_of(results[1], 0);
    return FP_OK;
}

/* Runs a statement that reads jobs. */
static enum fp_err
read_jobs(const struct fp_storage_call *call, const struct fp_tx_step *step,
          PGresult **result, struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .read_only = 1,
        .steps = { *step },
        .n_steps = 1,
    };
    enum fp_err err = fp_tx_run(call, &tx, results, NULL, error);

    if (err == FP_OK)
        *result = results[0];
    return err;
}

enum fp_err
fp_storage_job_get(const struct fp_storage_call *call, const char *id,
                   struct fp_stored_job *out, struct fp_error *error)
{
    const struct fp_tx_step step = { .statement = FP_SQL_JOB_GET,
                                     .values = { call->user_id, id } };
    PGresult *result;
    enum fp_err err;

    if (!fp_uuid_valid(id, strlen(id)))
        return not_found(error);
    err = read_jobs(call, &step, &result, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(result) == 0)
        return not_found(error);
    *out = job_of(result, 0);
    return FP_OK;
}

static enum fp_err
page_of(const struct fp_storage_call *call, const PGresult *result,
        size_t limit, struct fp_stored_job_page *out, struct fp_error *error)
{
    size_t found = (size_t)PQntuples(result);
    size_t count = found < limit ? found : limit;
    struct fp_stored_job *jobs =
        fp_arena_array(call->arena, count + 1, sizeof(*jobs));

    if (jobs == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (size_t i = 0; i < count; i++)
        jobs[i] = job_of(result, (int)i);
    *out = (struct fp_stored_job_page){
        .jobs = jobs,
        .count = count,
        .next = found > count && count > 0 ? jobs[count - 1].id : NULL,
    };
    return FP_OK;
}

enum fp_err
fp_storage_job_list(const struct fp_storage_call *call, const char *after,
                    const char *state, size_t limit,
                    struct fp_stored_job_page *out, struct fp_error *error)
{
    char more[FP_INT_TEXT];
    const struct fp_tx_step step = {
        .statement = FP_SQL_JOB_LIST,
        .values = { call->user_id, after, state,
                    fp_int_text((int64_t)limit + 1, more) }
    };
    PGresult *result;
    enum fp_err err;

    if (after != NULL && !fp_uuid_valid(after, strlen(after)))
        return fp_error_set(error, FP_EINVAL, "That is the id of no job.");
    err = read_jobs(call, &step, &result, error);
    return err == FP_OK ? page_of(call, result, limit, out, error) : err;
}

enum fp_err
fp_storage_job_watch(const struct fp_storage_call *call,
                     const char *const *ids, size_t n,
                     struct fp_stored_job_page *out, struct fp_error *error)
{
    struct fp_tx_step step = { .statement = FP_SQL_JOB_WATCH,
                               .values = { call->user_id } };
    PGresult *result;
    struct fp_buf list;
    enum fp_err err;

    if (n > FP_JOBS_WATCH_MAX)
        return fp_error_set(error, FP_EINVAL, "Too many jobs at once.");
    fp_buf_init(&list, 0);
    fp_buf_char(&list, '{');
    for (size_t i = 0; i < n; i++) {
        fp_buf_str(&list, i == 0 ? "" : ",");
        fp_buf_str(&list, fp_uuid_valid(ids[i], strlen(ids[i])) ? ids[i]
                                                                : "null");
    }
    fp_buf_char(&list, '}');
    step.values[1] = fp_buf_text(&list);
    err = fp_buf_error(&list);
    if (err == FP_OK)
        err = read_jobs(call, &step, &result, error);
    fp_buf_fini(&list);
    return err == FP_OK ? page_of(call, result, n, out, error) : err;
}

enum fp_err
fp_storage_job_cancel(const struct fp_storage_call *call, const char *id,
                      int64_t keep_ms, const char **state,
                      struct fp_error *error)
{
    char keep[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .steps = { { .statement = FP_SQL_JOB_CANCEL,
                     .values = { id, fp_int_text(keep_ms, keep) } } },
        .n_steps = 1,
    };
    enum fp_err err;

    if (!fp_uuid_valid(id, strlen(id)))
        return not_found(error);
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (fp_row_text(results[0], 0, 0) == NULL)
        return not_found(error);
    *state = fp_row_text(results[0], 0, 0);
    return FP_OK;
}

enum fp_err
fp_storage_job_result(const struct fp_storage_call *call, const char *id,
                      int with_question, struct fp_job_result *out,
                      struct fp_error *error)
{
    const struct fp_tx_step step = {
        .statement = FP_SQL_JOB_RESULT,
        .values = { call->user_id, id, with_question ? "true" : "false" }
    };
    PGresult *result;
    enum fp_err err;

    if (!fp_uuid_valid(id, strlen(id)))
        return not_found(error);
    err = read_jobs(call, &step, &result, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(result) == 0)
        return not_found(error);
    *out = (struct fp_job_result){
        .bytes = fp_row_text(result, 0, 0),
        .len = (size_t)PQgetlength(result, 0, 0),
        .asked = fp_row_text(result, 0, 1),
        .asked_len = (size_t)PQgetlength(result, 0, 1),
    };
    return FP_OK;
}
