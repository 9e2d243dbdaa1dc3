/* The worker's side of the queue: one function of the database each. */
#include "storage/jobs/jobs_work.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "storage/idempotency_store.h"
#include "storage/jobs/jobs_rows.h"
#include "storage/rows.h"
#include "storage/tx.h"

const char *const fp_job_state_names[FP_JOB_STATES] = {
    "queued", "running", "merging", "done", "failed", "cancelled", "expired"
};

enum {
    WORK, JOB, NUMBER, FIRST, END, ATTEMPT, LATE, RESULT_ID, DOCUMENT, PATHS,
    SEED, PATHS_GIVEN, SEED_GIVEN, STREAMED, UNTIL, SAMPLER,
    KIND, TRACEPARENT
};
enum { NEVER = -1 };

static enum fp_err
run_step(const struct fp_storage_call *call, const struct fp_tx_step *step,
         PGresult **result, struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = { .steps = { *step }, .n_steps = 1 };
    enum fp_err err = fp_tx_run(call, &tx, results, NULL, error);

    if (err == FP_OK)
        *result = results[0];
    return err;
}

/* A step that answers whether the work was still this worker's. */
static enum fp_err
run_mine(const struct fp_storage_call *call, const struct fp_tx_step *step,
         struct fp_error *error)
{
    PGresult *result;
    enum fp_err err = run_step(call, step, &result, error);

    if (err != FP_OK)
        return err;
    if (fp_row_int(result, 0, 0) == 0)
        return fp_error_set(error, FP_ECONFLICT,
                            "The work is another's, or the job is over.");
    return FP_OK;
}

enum fp_err
fp_storage_work_claim(const struct fp_storage_call *call, const char *me,
                      const char *engine, int64_t lease_ms, int most_attempts,
                      struct fp_job_work *out, struct fp_error *error)
{
    char lease[FP_INT_TEXT], most[FP_INT_TEXT];
    const struct fp_tx_step step = {
        .statement = FP_SQL_WORK_CLAIM,
        .values = { me, engine, fp_int_text(lease_ms, lease),
                    fp_int_text(most_attempts, most) }
    };
    PGresult *row;
    enum fp_err err = run_step(call, &step, &row, error);

    if (err != FP_OK)
        return err;
    if (PQntuples(row) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "There is nothing to do.");
    *out = (struct fp_job_work){
        .job = fp_row_text(row, 0, JOB),
        .shard = strcmp(fp_row_text(row, 0, WORK), "merge") == 0
                     ? FP_WORK_MERGE
                     : (int)fp_row_int(row, 0, NUMBER),
        .first = (uint64_t)fp_row_int(row, 0, FIRST),
        .end = (uint64_t)fp_row_int(row, 0, END),
        .attempt = (int)fp_row_int(row, 0, ATTEMPT),
        .late_ms = fp_row_text(row, 0, LATE) != NULL
                       ? fp_row_int(row, 0, LATE)
                       : INT64_MAX,
        .question = {
            .paths = (uint64_t)fp_row_int(row, 0, PATHS),
            .seed = (uint64_t)fp_row_int(row, 0, SEED),
            .paths_given = (int)fp_row_int(row, 0, PATHS_GIVEN),
            .seed_given = (int)fp_row_int(row, 0, SEED_GIVEN),
            .streamed = (int)fp_row_int(row, 0, STREAMED),
            .until_se = fp_job_double(row, 0, UNTIL),
            .sampler = fp_row_text(row, 0, SAMPLER),
            .kind = fp_row_text(row, 0, KIND),
            .result_id = fp_row_text(row, 0, RESULT_ID),
            .engine = engine,
        },
        .traceparent = fp_row_text(row, 0, TRACEPARENT),
        .document = fp_row_text(row, 0, DOCUMENT),
        .document_len = (size_t)PQgetlength(row, 0, DOCUMENT),
    };
    return FP_OK;
}

enum fp_err
fp_storage_work_beat(const struct fp_storage_call *call, const char *me,
                     const struct fp_job_work *work, uint64_t done,
                     int64_t lease_ms, struct fp_error *error)
{
    char number[FP_INT_TEXT], paths[FP_INT_TEXT], lease[FP_INT_TEXT];
    const struct fp_tx_step step = {
        .statement = FP_SQL_WORK_BEAT,
        .values = { me, work->job, fp_int_text(work->shard, number),
                    fp_int_text((int64_t)done, paths),
                    fp_int_text(lease_ms, lease) }
    };

    return run_mine(call, &step, error);
}

enum fp_err
fp_storage_work_done(const struct fp_storage_call *call, const char *me,
                     const struct fp_job_work *work,
                     const struct fp_job_found *found,
                     struct fp_error *error)
{
    char number[FP_INT_TEXT], ran[FP_INT_TEXT];
    struct fp_tx_step step = {
        .statement = FP_SQL_WORK_DONE,
        .values = { me, work->job, fp_int_text(work->shard, number),
                    fp_int_text((int64_t)found->ran, ran), found->bytes },
        .lengths = { [4] = (int)found->len },
    };

    if (found->len == 0 || found->len > FP_WORK_FOUND_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "What was found is too large to be kept.");
    if (found->tally != NULL) {
        step.values[5] = fp_job_array(call->arena, found->tally,
                                      FP_JOB_TALLY);
        if (step.values[5] == NULL)
            return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    }
    return run_mine(call, &step, error);
}

static enum fp_err
give_back(const struct fp_storage_call *call, const char *me,
          const struct fp_job_work *work, int64_t retry_ms, const char *code,
          const char *detail, struct fp_error *error)
{
    char number[FP_INT_TEXT], retry[FP_INT_TEXT];
    const struct fp_tx_step step = {
        .statement = FP_SQL_WORK_GIVE_BACK,
        .values = { me, work->job, fp_int_text(work->shard, number),
                    fp_int_text(retry_ms, retry), code, detail }
    };

    return run_mine(call, &step, error);
}

enum fp_err
fp_storage_work_return(const struct fp_storage_call *call, const char *me,
                       const struct fp_job_work *work, int64_t retry_ms,
                       struct fp_error *error)
{
    return give_back(call, me, work, retry_ms < 0 ? 0 : retry_ms, NULL, NULL,
                     error);
}

enum fp_err
fp_storage_work_fail(const struct fp_storage_call *call, const char *me,
                     const struct fp_job_work *work, const char *code,
                     const char *detail, struct fp_error *error)
{
    return give_back(call, me, work, NEVER, code, detail, error);
}

enum fp_err
fp_storage_work_parts(const struct fp_storage_call *call, const char *me,
                      const struct fp_job_work *work,
                      const struct fp_job_part **parts, size_t *n,
                      struct fp_error *error)
{
    const struct fp_tx_step step = { .statement = FP_SQL_WORK_PARTS,
                                     .values = { me, work->job } };
    struct fp_job_part *list;
    PGresult *rows;
    enum fp_err err = run_step(call, &step, &rows, error);

    if (err != FP_OK)
        return err;
    list = fp_arena_array(call->arena, (size_t)PQntuples(rows) + 1,
                          sizeof(*list));
    if (list == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (int row = 0; row < PQntuples(rows); row++)
        list[row] = (struct fp_job_part){
            .number = (int)fp_row_int(rows, row, 0),
            .first = (uint64_t)fp_row_int(rows, row, 1),
            .end = (uint64_t)fp_row_int(rows, row, 2),
            .ran = (uint64_t)fp_row_int(rows, row, 3),
        };
    *n = (size_t)PQntuples(rows);
    *parts = list;
    return FP_OK;
}

enum fp_err
fp_storage_work_part(const struct fp_storage_call *call, const char *me,
                     const struct fp_job_work *work, int number, void **bytes,
                     size_t *len, struct fp_error *error)
{
    char text[FP_INT_TEXT];
    const struct fp_tx_step step = {
        .statement = FP_SQL_WORK_FOUND,
        .values = { me, work->job, fp_int_text(number, text) }
    };
    /* Megabytes: not for longer than it takes to read them. */
    struct fp_storage_call brief = *call;
    const char *hex;
    PGresult *row;
    enum fp_err err;

    brief.arena = fp_arena_new(0);
    if (brief.arena == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    err = run_step(&brief, &step, &row, error);
    if (err == FP_OK) {
        unsigned char *plain;

        hex = fp_row_text(row, 0, 0);
        plain = hex == NULL ? NULL : malloc(strlen(hex) / 2 + 1);
        if (hex == NULL)
            err = fp_error_set(error, FP_ECONFLICT,
                               "The part is not there any more.");
        else if (plain == NULL)
            err = fp_error_set(error, FP_ENOMEM, "Out of memory.");
        else if (!fp_job_bytes(hex, plain, len))
            err = fp_error_set(error, FP_EINTERNAL, "These are no bytes.");
        if (err == FP_OK)
            *bytes = plain;
        else
            free(plain);
    }
    fp_arena_free(brief.arena);
    return err;
}

enum fp_err
fp_storage_work_more(const struct fp_storage_call *call, const char *me,
                     const struct fp_job_work *work, const uint64_t *ends,
                     size_t n, struct fp_error *error)
{
    int64_t numbers[FP_JOB_SHARDS_MAX];
    struct fp_tx_step step = { .statement = FP_SQL_WORK_MORE,
                               .values = { me, work->job } };

    if (n < 1 || n > FP_JOB_SHARDS_MAX)
        return fp_error_set(error, FP_EINVAL, "A stage has 1 to %d shards.",
                            (int)FP_JOB_SHARDS_MAX);
    for (size_t i = 0; i < n; i++)
        numbers[i] = (int64_t)ends[i];
    step.values[2] = fp_job_array(call->arena, numbers, n);
    return step.values[2] != NULL
               ? run_mine(call, &step, error)
               : fp_error_set(error, FP_ENOMEM, "Out of memory.");
}

enum fp_err
fp_storage_work_finish(const struct fp_storage_call *call, const char *me,
                       const struct fp_job_work *work,
                       const struct fp_job_answer *answer,
                       struct fp_error *error)
{
    char paths[FP_INT_TEXT], keep[FP_INT_TEXT];
    struct fp_tx_step step = {
        .statement = FP_SQL_WORK_FINISH,
        .values = { me, work->job, answer->bytes,
                    fp_int_text((int64_t)answer->paths, paths),
                    answer->stopped, NULL, NULL,
                    fp_int_text(answer->keep_ms, keep) },
        .lengths = { [2] = (int)answer->len },
    };
    struct fp_buf p, se;
    enum fp_err err = FP_ENOMEM;

    fp_buf_init(&p, 0);
    fp_buf_init(&se, 0);
    fp_buf_double(&p, answer->success);
    fp_buf_double(&se, answer->success_se);
    if (answer->has_success) {
        step.values[5] = fp_buf_text(&p);
        step.values[6] = fp_buf_text(&se);
    }
    if (fp_buf_error(&p) == FP_OK && fp_buf_error(&se) == FP_OK)
        err = run_mine(call, &step, error);
    fp_buf_fini(&p);
    fp_buf_fini(&se);
    return err;
}

enum fp_err
fp_storage_work_sweep(const struct fp_storage_call *call, const char *engine,
                      int64_t orphan_ms, int64_t forget_ms, int *swept,
                      struct fp_error *error)
{
    char orphan[FP_INT_TEXT], forget[FP_INT_TEXT], hours[FP_INT_TEXT];
    const struct fp_tx_step step = {
        .statement = FP_SQL_WORK_SWEEP,
        .values = { engine, fp_int_text(orphan_ms, orphan),
                    fp_int_text(forget_ms, forget),
                    fp_int_text(FP_IDEMPOTENCY_HOURS, hours) }
    };
    PGresult *row;
    enum fp_err err = run_step(call, &step, &row, error);

    if (err == FP_OK)
        *swept = fp_row_int(row, 0, 0) != 0;
    return err;
}

enum fp_err
fp_storage_work_figures(const struct fp_storage_call *call,
                        struct fp_job_figures *out, struct fp_error *error)
{
    const struct fp_tx_step step = { .statement = FP_SQL_WORK_FIGURES };
    PGresult *rows;
    enum fp_err err = run_step(call, &step, &rows, error);

    if (err != FP_OK)
        return err;
    *out = (struct fp_job_figures){ 0 };
    for (int row = 0; row < PQntuples(rows); row++)
        for (size_t s = 0; s < FP_JOB_STATES; s++)
            if (strcmp(fp_row_text(rows, row, 0), fp_job_state_names[s]) ==
                0) {
                out->n[s] = fp_row_int(rows, row, 1);
                out->oldest_s[s] = fp_row_int(rows, row, 2);
            }
    return FP_OK;
}

enum fp_err
fp_storage_business_figures(const struct fp_storage_call *call,
                            struct fp_business_figures *out,
                            struct fp_error *error)
{
    const struct fp_tx_step step = { .statement = FP_SQL_BUSINESS_FIGURES };
    PGresult *row;
    enum fp_err err = run_step(call, &step, &row, error);

    if (err == FP_OK)
        *out = (struct fp_business_figures){ fp_row_int(row, 0, 0),
                                             fp_row_int(row, 0, 1),
                                             fp_row_int(row, 0, 2) };
    return err;
}
