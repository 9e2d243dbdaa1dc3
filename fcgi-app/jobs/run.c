/* Shards, and what becomes of a piece of work. */
#include "jobs/run.h"

#include "base/clock.h"
#include "jobs/piece.h"
#include "planning/simulation/parts.h"
#include "telemetry/log.h"
#include "telemetry/trace.h"

#define NS_PER_MS UINT64_C(1000000)

static void
log_piece(const struct fp_jobs_piece *piece, enum fp_log_level level,
          const char *what, uint64_t from_ns)
{
    struct fp_log_line line;

    fp_log_begin(&line, level, what);
    fp_log_str(&line, "trace_id", fp_trace_current_id());
    fp_log_str(&line, "job", piece->work->job);
    fp_log_int(&line, "shard", piece->work->shard);
    fp_log_int(&line, "attempt", piece->work->attempt);
    fp_log_int(&line, "first_path", (int64_t)piece->work->first);
    fp_log_int(&line, "end_path", (int64_t)piece->work->end);
    if (piece->error.code != FP_OK) {
        fp_log_str(&line, "error", fp_err_name(piece->error.code));
        fp_log_str(&line, "detail", piece->error.detail);
    }
    fp_log_ms(&line, "total_ms", fp_clock_monotonic_ns() - from_ns);
    fp_log_end(&line);
}

/* The engine asks between blocks of paths. */
static int
on_progress(void *context, uint64_t done, uint64_t total)
{
    struct fp_jobs_piece *piece = context;

    (void)total;
    atomic_store(&piece->run->done, done);
    if (atomic_load(&piece->run->say) != FP_JOBS_GO_ON)
        return FP_SIM_STOP;
    return fp_clock_monotonic_ns() >= piece->late_ns ? FP_SIM_ENOUGH
                                                     : FP_SIM_GO_ON;
}

static enum fp_err
give_found(struct fp_jobs_piece *piece, void *found)
{
    struct fp_storage_call call = fp_jobs_piece_call(piece);

    return fp_storage_work_done(&call, piece->run->me, piece->work, found,
                                &piece->error);
}

static enum fp_err
give_failure(struct fp_jobs_piece *piece, void *unused)
{
    struct fp_storage_call call = fp_jobs_piece_call(piece);
    struct fp_error error;

    (void)unused;
    return fp_storage_work_fail(&call, piece->run->me, piece->work,
                                piece->code, piece->error.detail, &error);
}

static enum fp_err
give_back(struct fp_jobs_piece *piece, void *retry_ms)
{
    struct fp_storage_call call = fp_jobs_piece_call(piece);
    struct fp_error error;

    return fp_storage_work_return(&call, piece->run->me, piece->work,
                                  *(int64_t *)retry_ms, &error);
}

/* --- shards ---------------------------------------------------------------- */

/* Of a whole answer whoever computes it counts this. */
static void
count_compute(const struct fp_jobs_piece *piece, uint64_t from_ns)
{
    uint64_t took_ns = fp_clock_monotonic_ns() - from_ns;

    fp_metrics_add(piece->run->metrics, FP_COUNT_COMPUTE_NS, took_ns);
    fp_metrics_time(piece->run->metrics, FP_STAGE_COMPUTE, took_ns);
}

static enum fp_err
run_streamed(struct fp_jobs_piece *piece)
{
    const struct fp_job_work *work = piece->work;
    struct fp_partial *partial = NULL;
    int64_t tally[FP_JOB_TALLY];
    struct fp_job_found found = { .tally = tally };
    struct fp_parts *parts;
    struct fp_buf bytes;
    uint64_t from_ns = fp_clock_monotonic_ns();
    enum fp_err err;

    fp_buf_init(&bytes, FP_WORK_FOUND_MAX);
    fp_trace_open("compute");
    err = fp_parts_open(&piece->task.request.document.plan,
                        piece->task.history, &piece->task.options,
                        piece->arena, &parts, &piece->error);
    if (err == FP_OK)
        err = fp_parts_run(parts, work->first, work->end, &partial);
    count_compute(piece, from_ns);
    fp_trace_turn("encode");
    if (err == FP_OK) {
        found.ran = fp_parts_ran(partial);
        fp_parts_tally(partial, tally);
        fp_parts_write(partial, work->first, &bytes);
        err = fp_buf_error(&bytes);
        fp_metrics_add(piece->run->metrics, FP_COUNT_PATH_YEARS,
                       found.ran * fp_parts_years(parts));
    }
    fp_trace_close("encode");
    fp_parts_free(partial);
    if (err == FP_OK) {
        found.bytes = bytes.data;
        found.len = bytes.len;
        err = fp_jobs_piece_insist(piece, give_found, &found);
    }
    fp_buf_fini(&bytes);
    return err;
}

/* A question may run paths many times over: what is told is how many there were
 * in all. A run is over when it has done all of its paths. */
static int
on_whole_progress(void *context, uint64_t done, uint64_t total)
{
    struct fp_jobs_piece *piece = context;
    uint64_t sum = piece->runs_before + done;

    if (done >= total)
        piece->runs_before = sum;
    return on_progress(piece, sum < piece->work->end ? sum : piece->work->end,
                       total);
}

/* What is no range of paths is one shard, and the shard the whole answer: the
 * first byte says whether its deadline ended it. */
static enum fp_err
run_whole(struct fp_jobs_piece *piece)
{
    struct fp_jobs_run *run = piece->run;
    struct fp_jobs_whole whole = { .work = piece->work,
                                   .arena = piece->arena,
                                   .progress = on_whole_progress,
                                   .context = piece };
    struct fp_job_found found = { .ran = 0 };
    struct fp_buf answer, bytes;
    enum fp_err err;

    fp_buf_init(&answer, FP_WORK_FOUND_MAX);
    fp_buf_init(&bytes, FP_WORK_FOUND_MAX);
    whole.body = &answer;
    err = run->answer(run->answer_data, &whole, &piece->error);
    if (whole.is_another) {
        piece->code = "engine_changed";
        fp_jobs_is_another(&piece->error);
    }
    if (err == FP_ECANCELED && atomic_load(&run->say) == FP_JOBS_GO_ON) {
        piece->code = "deadline";
        err = fp_error_set(&piece->error, FP_ETIMEOUT,
                           "Its deadline passed before there was an answer.");
    }
    if (err == FP_OK) {
        fp_buf_char(&bytes,
                    whole.stopped ? FP_JOBS_STOPPED : FP_JOBS_COMPLETE);
        fp_buf_add(&bytes, answer.data, answer.len);
        err = fp_buf_error(&bytes);
    }
    if (err == FP_OK) {
        found.ran = atomic_load(&run->done);
        found.bytes = bytes.data;
        found.len = bytes.len;
        err = fp_jobs_piece_insist(piece, give_found, &found);
    }
    fp_buf_fini(&answer);
    fp_buf_fini(&bytes);
    return err;
}

/* --- what becomes of it ------------------------------------------------------ */

static enum fp_err
do_work(struct fp_jobs_piece *piece)
{
    const struct fp_job_work *work = piece->work;
    int merges = work->shard == FP_WORK_MERGE;
    enum fp_err err;

    if (!work->question.streamed)
        return merges ? fp_jobs_merge(piece) : run_whole(piece);
    fp_trace_open("decode");
    err = fp_jobs_task_open(work, piece->run->history, piece->arena,
                            &piece->task, &piece->error);
    fp_trace_close("decode");
    if (err == FP_EINVAL)
        piece->code = "engine_changed";
    if (err != FP_OK)
        return err;
    piece->task.options.threads = piece->run->threads;
    piece->task.options.progress = on_progress;
    piece->task.options.context = piece;
    return merges ? fp_jobs_merge(piece) : run_streamed(piece);
}

/* Doubled for each attempt. */
static int64_t
back_off(const struct fp_jobs_piece *piece)
{
    int64_t pause = piece->run->retry_ms;

    for (int i = 1; i < piece->work->attempt &&
                    pause < piece->run->retry_most_ms; i++)
        pause *= 2;
    return pause < piece->run->retry_most_ms ? pause
                                             : piece->run->retry_most_ms;
}

static void
settle_failure(struct fp_jobs_piece *piece, enum fp_err err, uint64_t from_ns)
{
    struct fp_metrics *metrics = piece->run->metrics;
    int64_t retry_ms = FP_WORK_RETRY_FREE;

    if (err == FP_ECONFLICT ||
        (err == FP_ECANCELED &&
         atomic_load(&piece->run->say) != FP_JOBS_DRAIN)) {
        fp_metrics_add(metrics, FP_COUNT_JOB_SHARDS_LOST, 1);
        log_piece(piece, FP_LOG_INFO, "job work dropped", from_ns);
        return;
    }
    if (piece->code == NULL && (err == FP_EINVAL || err == FP_ELIMIT ||
                                err == FP_EDOM || err == FP_ERANGE))
        piece->code = "infeasible";
    if (piece->code != NULL) {
        fp_metrics_add(metrics, FP_COUNT_JOBS_FAILED, 1);
        log_piece(piece, FP_LOG_WARN, "job failed", from_ns);
        (void)fp_jobs_piece_insist(piece, give_failure, NULL);
        return;
    }
    if (err != FP_ECANCELED) {
        if (piece->error.code == FP_OK)
            fp_error_set(&piece->error, err, "%s", fp_err_name(err));
        retry_ms = back_off(piece);
    }
    fp_metrics_add(metrics, FP_COUNT_JOB_SHARDS_RETURNED, 1);
    log_piece(piece, err == FP_ECANCELED ? FP_LOG_INFO : FP_LOG_WARN,
              "job work given back", from_ns);
    (void)fp_jobs_piece_insist(piece, give_back, &retry_ms);
}

/* As the request decided that left the job: whether it is taken is no longer the
 * question. */
static void
begin_trace(struct fp_trace *trace, const struct fp_jobs_piece *piece,
            uint64_t from_ns)
{
    const struct fp_trace_rules rules = { .on = piece->run->otlp != NULL,
                                          .follow = 1 };

    fp_trace_begin(trace, piece->work->traceparent, piece->work->job, from_ns,
                   &rules);
    fp_trace_use(piece->work->traceparent != NULL ? trace : NULL);
}

static void
end_trace(struct fp_trace *trace, const struct fp_jobs_piece *piece,
          enum fp_err err)
{
    int merges = piece->work->shard == FP_WORK_MERGE;

    fp_trace_end_work(trace, merges ? "job merge" : "job shard",
                      piece->work->shard, piece->work->attempt,
                      err != FP_OK && err != FP_ECANCELED,
                      fp_clock_monotonic_ns());
    fp_trace_use(NULL);
    fp_otlp_offer(piece->run->otlp, trace);
}

static void
settle(struct fp_jobs_piece *piece, enum fp_err err, uint64_t from_ns)
{
    int merges = piece->work->shard == FP_WORK_MERGE;

    if (err != FP_OK) {
        settle_failure(piece, err, from_ns);
        return;
    }
    fp_metrics_add(piece->run->metrics, FP_COUNT_JOB_SHARDS_DONE, !merges);
    log_piece(piece, FP_LOG_INFO, merges ? "job merged" : "job shard done",
              from_ns);
}

void
fp_jobs_run_work(struct fp_jobs_run *run, const struct fp_job_work *work,
                 struct fp_arena *arena)
{
    uint64_t from_ns = fp_clock_monotonic_ns();
    struct fp_jobs_piece piece = { .run = run, .work = work, .arena = arena,
                           .late_ns = UINT64_MAX };
    struct fp_trace trace;
    enum fp_err err;

    if (work->late_ms != INT64_MAX)
        piece.late_ns = work->late_ms > 0
                            ? from_ns + (uint64_t)work->late_ms * NS_PER_MS
                            : from_ns;
    begin_trace(&trace, &piece, from_ns);
    err = do_work(&piece);
    settle(&piece, err, from_ns);
    end_trace(&trace, &piece, err);
}
