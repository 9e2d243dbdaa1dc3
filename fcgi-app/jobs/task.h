/* A streamed simulation, read back from the queue and made ready to be run in
 * parts. */
#ifndef FP_JOBS_TASK_H
#define FP_JOBS_TASK_H

#include "auth/digest.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "codec/requests/request.h"
#include "planning/market/history.h"
#include "planning/simulation/simulate.h"
#include "storage/jobs/jobs_work.h"

enum { FP_JOBS_ENGINE = 101, FP_JOBS_RESULT_ID = 33 };

/* Counts the ways in which jobs were written down: a worker of one leaves those
 * of another alone. */
enum { FP_JOBS_FORM = 2 };

/* Engine, tables and form in a word: who may work on a job. */
void fp_jobs_engine(char text[FP_JOBS_ENGINE]) FP_NONNULL(1);

/* The hash of a request's identity, and its first 32 digits. FP_ENOMEM. */
enum fp_err fp_jobs_identify(const struct fp_request *request,
                             const struct fp_history *history,
                             unsigned char digest[FP_SHA256_BYTES],
                             char id[FP_JOBS_RESULT_ID])
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

/* Says that a job does not come to the question that was asked (another engine,
 * tables or history): FP_EINVAL. */
enum fp_err fp_jobs_is_another(struct fp_error *error);

struct fp_jobs_task {
    struct fp_request request;        /* complete */
    const struct fp_history *history; /* NULL: not needed */
    struct fp_sim_options options;    /* threads, progress: the caller's */
};

/* Decodes the document again. Lives in arena. FP_EINVAL: it does not come to
 * the question that was asked (another engine, tables or history; error says
 * so). FP_ENOMEM. */
enum fp_err fp_jobs_task_open(const struct fp_job_work *work,
                              const struct fp_history *history,
                              struct fp_arena *arena,
                              struct fp_jobs_task *out,
                              struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* Writes the result of the paths that it came to. FP_ENOMEM. */
enum fp_err fp_jobs_task_write(const struct fp_jobs_task *task,
                               const struct fp_sim_result *result,
                               struct fp_buf *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#endif
