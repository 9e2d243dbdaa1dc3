/* Shards and merges. */
#include "jobs/run.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "jobs/task.h"
#include "planning/simulation/parts.h"
#include "telemetry/log.h"
#include "telemetry/trace.h"

enum {
    CALL_MS = 30000,   /* of one transaction; what was found may be large */
    TRIES = 5,         /* giving in while the database is away … */
    TRY_PAUSE_MS = 400 /* … as long as the heart keeps the lease */
};
enum { COMPLETE = '+', STOPPED = '-' }; /* before a whole answer */

#define NS_PER_MS UINT64_C(1000000)

/* One piece of work on its way. */
struct piece {
    struct fp_jobs_run *run;
    const struct fp_job_work *work;
    struct fp_arena *arena;
    struct fp_jobs_task task;
    uint64_t late_ns;          /* the job's deadline; UINT64_MAX: none */
    struct fp_error error;
    const char *code;          /* of a failure for good; NULL: none */
    uint64_t runs_before;      /* paths of the runs that are over */
};

static struct fp_storage_call
call_of(const struct piece *piece)
{
    return (struct fp_storage_call){
        .pool = piece->run->pool,
        .arena = piece->arena,
        .deadline_ns = fp_clock_monotonic_ns() + CALL_MS * NS_PER_MS,
        .request_id = piece->work->job,
    };
}

static void
log_piece(const struct piece *piece, enum fp_log_level level,
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
    struct piece *piece = context;

    (void)total;
    atomic_store(&piece->run->done, done);
    if (atomic_load(&piece->run->say) != FP_JOBS_GO_ON)
        return FP_SIM_STOP;
    return fp_clock_monotonic_ns() >= piece->late_ns ? FP_SIM_ENOUGH
                                                     : FP_SIM_GO_ON;
}

/* Gives something in, again while the database is away. A connection that
 * broke after the commit makes the second try a conflict, which is fine: the
 * work is not ours any more because it is done. */
static enum fp_err
insist(struct piece *piece, enum fp_err (*give)(struct piece *, void *),
       void *what)
{
    const struct timespec pause = { 0, TRY_PAUSE_MS * 1000000L };
    enum fp_err err = FP_EUNAVAIL;

    for (int i = 0; i < TRIES; i++) {
        err = give(piece, what);
        if ((err != FP_EUNAVAIL && err != FP_ETIMEOUT) ||
            atomic_load(&piece->run->say) == FP_JOBS_DROP)
            break;
        nanosleep(&pause, NULL);
    }
    return err;
}

static enum fp_err
give_found(struct piece *piece, void *found)
{
    struct fp_storage_call call = call_of(piece);

    return fp_storage_work_done(&call, piece->run->me, piece->work, found,
                                &piece->error);
}

static enum fp_err
give_answer(struct piece *piece, void *answer)
{
    struct fp_storage_call call = call_of(piece);

    return fp_storage_work_finish(&call, piece->run->me, piece->work, answer,
                                  &piece->error);
}

static enum fp_err
give_more(struct piece *piece, void *stage_end)
{
    const uint64_t *end = stage_end;
    uint64_t ends[FP_JOBS_CUT_MAX];
    size_t n = fp_jobs_cut(&piece->run->cut, piece->work->end, *end,
                           (size_t)fp_plan_years(
                               &piece->task.request.document.plan),
                           ends);
    struct fp_storage_call call = call_of(piece);

    return fp_storage_work_more(&call, piece->run->me, piece->work, ends, n,
                                &piece->error);
}

static enum fp_err
give_failure(struct piece *piece, void *unused)
{
    struct fp_storage_call call = call_of(piece);
    struct fp_error error;

    (void)unused;
    return fp_storage_work_fail(&call, piece->run->me, piece->work,
                                piece->code, piece->error.detail, &error);
}

static enum fp_err
give_back(struct piece *piece, void *retry_ms)
{
    struct fp_storage_call call = call_of(piece);
    struct fp_error error;

    return fp_storage_work_return(&call, piece->run->me, piece->work,
                                  *(int64_t *)retry_ms, &error);
}

/* --- shards ---------------------------------------------------------------- */

/* Of a whole answer whoever computes it counts this. */
static void
count_compute(const struct piece *piece, uint64_t from_ns)
{
    uint64_t took_ns = fp_clock_monotonic_ns() - from_ns;

    fp_metrics_add(piece->run->metrics, FP_COUNT_COMPUTE_NS, took_ns);
    fp_metrics_time(piece->run->metrics, FP_STAGE_COMPUTE, took_ns);
}

static enum fp_err
run_streamed(struct piece *piece)
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
        err = insist(piece, give_found, &found);
    }
    fp_buf_fini(&bytes);
    return err;
}

/* A question may run paths many times over: what is told is how many there were
 * in all. A run is over when it has done all of its paths. */
static int
on_whole_progress(void *context, uint64_t done, uint64_t total)
{
    struct piece *piece = context;
    uint64_t sum = piece->runs_before + done;

    if (done >= total)
        piece->runs_before = sum;
    return on_progress(piece, sum < piece->work->end ? sum : piece->work->end,
                       total);
}

/* What is no range of paths is one shard, and the shard the whole answer: the
 * first byte says whether its deadline ended it. */
static enum fp_err
run_whole(struct piece *piece)
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
        fp_buf_char(&bytes, whole.stopped ? STOPPED : COMPLETE);
        fp_buf_add(&bytes, answer.data, answer.len);
        err = fp_buf_error(&bytes);
    }
    if (err == FP_OK) {
        found.ran = atomic_load(&run->done);
        found.bytes = bytes.data;
        found.len = bytes.len;
        err = insist(piece, give_found, &found);
    }
    fp_buf_fini(&answer);
    fp_buf_fini(&bytes);
    return err;
}

/* --- merges ---------------------------------------------------------------- */

static enum fp_err
read_part(struct piece *piece, const struct fp_parts *parts,
          const struct fp_job_part *part, struct fp_partial **out)
{
    struct fp_storage_call call = call_of(piece);
    void *bytes = NULL;
    size_t len = 0;
    enum fp_err err = fp_storage_work_part(&call, piece->run->me, piece->work,
                                           part->number, &bytes, &len,
                                           &piece->error);

    if (err != FP_OK)
        return err;
    err = fp_parts_read(parts, bytes, len, part->first, part->ran, out,
                        &piece->error);
    free(bytes);
    if (err == FP_EINVAL)
        piece->code = "damaged";
    return err;
}

/* Merges the shards in order, from path 0 on as far as there is no gap: a
 * deadline may have ended some of them early. */
static enum fp_err
merge_parts(struct piece *piece, const struct fp_parts *parts,
            struct fp_partial **out)
{
    struct fp_storage_call call = call_of(piece);
    const struct fp_job_part *list;
    struct fp_partial *all = NULL;
    uint64_t covered = 0;
    size_t n;
    enum fp_err err = fp_storage_work_parts(&call, piece->run->me,
                                            piece->work, &list, &n,
                                            &piece->error);

    for (size_t i = 0; err == FP_OK && i < n && list[i].first == covered;
         i++) {
        struct fp_partial *part = NULL;

        if (atomic_load(&piece->run->say) != FP_JOBS_GO_ON)
            err = FP_ECANCELED;
        else
            err = read_part(piece, parts, &list[i], &part);
        if (err != FP_OK)
            break;
        covered += list[i].ran;
        atomic_store(&piece->run->done, covered);
        if (all == NULL) {
            all = part;
            continue;
        }
        err = fp_parts_merge(all, part);
        fp_parts_free(part);
    }
    if (err == FP_OK && all == NULL)
        err = fp_error_set(&piece->error, FP_ECONFLICT,
                           "Its parts are not there any more.");
    if (err == FP_OK)
        *out = all;
    else
        fp_parts_free(all);
    return err;
}

static enum fp_err
finish_streamed(struct piece *piece, const struct fp_parts *parts,
                const struct fp_partial *all, const char *stopped)
{
    struct fp_job_answer answer = { .stopped = stopped,
                                    .has_success = 1,
                                    .keep_ms = piece->run->keep_ms };
    struct fp_sim_result result;
    struct fp_buf bytes;
    enum fp_err err;

    fp_buf_init(&bytes, 0);
    fp_trace_open("encode");
    err = fp_parts_result(parts, all, piece->arena, &result);
    if (err == FP_OK)
        err = fp_jobs_task_write(&piece->task, &result, &bytes);
    fp_trace_close("encode");
    if (err == FP_OK) {
        answer.bytes = bytes.data;
        answer.len = bytes.len;
        answer.paths = result.paths;
        answer.success = result.success;
        answer.success_se = result.success_se;
        err = insist(piece, give_answer, &answer);
    }
    fp_buf_fini(&bytes);
    if (err == FP_OK) {
        fp_metrics_add(piece->run->metrics, FP_COUNT_SIMULATIONS, 1);
        fp_metrics_size(piece->run->metrics, result.paths, result.years);
        fp_metrics_add(piece->run->metrics,
                       (enum fp_counter)(FP_COUNT_KINDS + FP_KIND_SIMULATION),
                       1);
    }
    return err;
}

static enum fp_err
merge_streamed(struct piece *piece)
{
    int late = piece->work->late_ms <= 0;
    struct fp_partial *all = NULL;
    const char *stopped = NULL;
    struct fp_parts *parts;
    uint64_t ran, more;
    enum fp_err err = fp_parts_open(&piece->task.request.document.plan,
                                    piece->task.history, &piece->task.options,
                                    piece->arena, &parts, &piece->error);

    if (err == FP_OK) {
        fp_trace_open("merge");
        err = merge_parts(piece, parts, &all);
        fp_trace_close("merge");
    }
    if (err != FP_OK)
        return err;
    ran = fp_parts_ran(all);
    if (ran < fp_parts_paths(parts)) {
        if (ran < piece->work->end)
            stopped = "deadline";
        else if (fp_parts_is_exact(parts, all))
            stopped = "standard_error";
        else if (late)
            stopped = "deadline";
    }
    if (ran < fp_parts_paths(parts) && stopped == NULL) {
        more = fp_parts_stage(parts, ran);
        err = insist(piece, give_more, &more);
    } else {
        err = finish_streamed(piece, parts, all, stopped);
        if (err == FP_OK)
            fp_metrics_add(piece->run->metrics, FP_COUNT_JOBS_DONE, 1);
    }
    fp_parts_free(all);
    return err;
}

static enum fp_err
merge_whole(struct piece *piece)
{
    struct fp_job_answer answer = { .keep_ms = piece->run->keep_ms };
    struct fp_storage_call call = call_of(piece);
    const struct fp_job_part *part = NULL;
    const char *answered;
    void *bytes = NULL;
    size_t n = 0, len = 0;
    enum fp_err err = fp_storage_work_parts(&call, piece->run->me,
                                            piece->work, &part, &n,
                                            &piece->error);

    if (err == FP_OK && n != 1)
        err = fp_error_set(&piece->error, FP_ECONFLICT,
                           "Its answer is not there any more.");
    if (err == FP_OK)
        err = fp_storage_work_part(&call, piece->run->me, piece->work,
                                   part->number, &bytes, &len,
                                   &piece->error);
    if (err == FP_OK && len < 2) {
        piece->code = "damaged";
        err = fp_error_set(&piece->error, FP_EINVAL, "Its answer is empty.");
    }
    if (err == FP_OK) {
        answered = bytes;
        answer.paths = part->ran;
        answer.stopped = answered[0] == STOPPED ? "deadline" : NULL;
        answer.bytes = answered + 1;
        answer.len = len - 1;
        err = insist(piece, give_answer, &answer);
    }
    free(bytes);
    if (err == FP_OK)
        fp_metrics_add(piece->run->metrics, FP_COUNT_JOBS_DONE, 1);
    return err;
}

/* --- what becomes of it ------------------------------------------------------ */

static enum fp_err
do_work(struct piece *piece)
{
    const struct fp_job_work *work = piece->work;
    int merges = work->shard == FP_WORK_MERGE;
    enum fp_err err;

    if (!work->question.streamed)
        return merges ? merge_whole(piece) : run_whole(piece);
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
    return merges ? merge_streamed(piece) : run_streamed(piece);
}

/* Doubled for each attempt. */
static int64_t
back_off(const struct piece *piece)
{
    int64_t pause = piece->run->retry_ms;

    for (int i = 1; i < piece->work->attempt &&
                    pause < piece->run->retry_most_ms; i++)
        pause *= 2;
    return pause < piece->run->retry_most_ms ? pause
                                             : piece->run->retry_most_ms;
}

static void
settle_failure(struct piece *piece, enum fp_err err, uint64_t from_ns)
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
        (void)insist(piece, give_failure, NULL);
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
    (void)insist(piece, give_back, &retry_ms);
}

/* As the request decided that left the job: whether it is taken is no longer the
 * question. */
static void
begin_trace(struct fp_trace *trace, const struct piece *piece,
            uint64_t from_ns)
{
    const struct fp_trace_rules rules = { .on = piece->run->otlp != NULL,
                                          .follow = 1 };

    fp_trace_begin(trace, piece->work->traceparent, piece->work->job, from_ns,
                   &rules);
    fp_trace_use(piece->work->traceparent != NULL ? trace : NULL);
}

static void
end_trace(struct fp_trace *trace, const struct piece *piece, enum fp_err err)
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
settle(struct piece *piece, enum fp_err err, uint64_t from_ns)
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
    struct piece piece = { .run = run, .work = work, .arena = arena,
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
