/* Parts merged to the answer of a job. */
#include "jobs/piece.h"

#include <stdlib.h>

#include "planning/simulation/parts.h"
#include "telemetry/trace.h"

static enum fp_err
give_answer(struct fp_jobs_piece *piece, void *answer)
{
    struct fp_storage_call call = fp_jobs_piece_call(piece);

    return fp_storage_work_finish(&call, piece->run->me, piece->work, answer,
                                  &piece->error);
}

static enum fp_err
give_more(struct fp_jobs_piece *piece, void *stage_end)
{
    const uint64_t *end = stage_end;
    uint64_t ends[FP_JOBS_CUT_MAX];
    size_t n = fp_jobs_cut(&piece->run->cut, piece->work->end, *end,
                           (size_t)fp_plan_years(
                               &piece->task.request.document.plan),
                           ends);
    struct fp_storage_call call = fp_jobs_piece_call(piece);

    return fp_storage_work_more(&call, piece->run->me, piece->work, ends, n,
                                &piece->error);
}

static enum fp_err
read_part(struct fp_jobs_piece *piece, const struct fp_parts *parts,
          const struct fp_job_part *part, struct fp_partial **out)
{
    struct fp_storage_call call = fp_jobs_piece_call(piece);
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
merge_parts(struct fp_jobs_piece *piece, const struct fp_parts *parts,
            struct fp_partial **out)
{
    struct fp_storage_call call = fp_jobs_piece_call(piece);
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
finish_streamed(struct fp_jobs_piece *piece, const struct fp_parts *parts,
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
        err = fp_jobs_piece_insist(piece, give_answer, &answer);
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
merge_streamed(struct fp_jobs_piece *piece)
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
        err = fp_jobs_piece_insist(piece, give_more, &more);
    } else {
        err = finish_streamed(piece, parts, all, stopped);
        if (err == FP_OK)
            fp_metrics_add(piece->run->metrics, FP_COUNT_JOBS_DONE, 1);
    }
    fp_parts_free(all);
    return err;
}

static enum fp_err
merge_whole(struct fp_jobs_piece *piece)
{
    struct fp_job_answer answer = { .keep_ms = piece->run->keep_ms };
    struct fp_storage_call call = fp_jobs_piece_call(piece);
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
        answer.stopped = answered[0] == FP_JOBS_STOPPED ? "deadline" : NULL;
        answer.bytes = answered + 1;
        answer.len = len - 1;
        err = fp_jobs_piece_insist(piece, give_answer, &answer);
    }
    free(bytes);
    if (err == FP_OK)
        fp_metrics_add(piece->run->metrics, FP_COUNT_JOBS_DONE, 1);
    return err;
}

enum fp_err
fp_jobs_merge(struct fp_jobs_piece *piece)
{
    return piece->work->question.streamed ? merge_streamed(piece)
                                          : merge_whole(piece);
}
