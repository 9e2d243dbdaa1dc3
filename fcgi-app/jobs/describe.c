/* The job document. */
#include "jobs/describe.h"

#include <string.h>

#include "base/clock.h"
#include "planning/simulation/parts.h"

enum { RATE = 6 };

_Static_assert((int)FP_JOB_TALLY == (int)FP_PARTS_TALLY,
               "the database keeps tallies as they are");

int
fp_jobs_is_over(const struct fp_stored_job *job)
{
    return job->ended_ms != 0;
}

static void
text(struct fp_buf *out, const char *name, const char *value)
{
    fp_buf_printf(out, ",\"%s\":", name);
    if (value != NULL)
        fp_buf_json(out, value);
    else
        fp_buf_str(out, "null");
}

static void
number(struct fp_buf *out, const char *name, int64_t value, int is_there)
{
    fp_buf_printf(out, ",\"%s\":", name);
    if (is_there)
        fp_buf_int(out, value);
    else
        fp_buf_str(out, "null");
}

static void
moment(struct fp_buf *out, const char *name, int64_t unix_ms)
{
    char when[FP_CLOCK_TEXT];

    if (unix_ms != 0)
        fp_clock_rfc3339(unix_ms, when);
    text(out, name, unix_ms != 0 ? when : NULL);
}

static enum fp_sampler
sampler_of(const char *name)
{
    enum fp_sampler sampler = FP_SAMPLER_PLAIN;

    if (name != NULL && strcmp(name, fp_sampler_names[FP_SAMPLER_SOBOL]) == 0)
        sampler = FP_SAMPLER_SOBOL;
    else if (name != NULL &&
             strcmp(name, fp_sampler_names[FP_SAMPLER_ANTITHETIC]) == 0)
        sampler = FP_SAMPLER_ANTITHETIC;
    return sampler;
}

/* What the paths so far say; of a job that is done, its result. */
static void
estimate(struct fp_buf *out, const struct fp_stored_job *job)
{
    double p = job->success, error = job->success_se;
    uint64_t paths = job->done;

    fp_buf_str(out, ",\"estimate\":");
    if (!job->has_success && job->has_tally) {
        paths = 0;
        for (size_t g = 0; g < FP_REPLICATES; g++)
            paths += (uint64_t)job->tally[g];
        p = fp_tally_success(job->tally, sampler_of(job->sampler), &error);
    }
    if (!job->has_success && (!job->has_tally || paths == 0)) {
        fp_buf_str(out, "null");
        return;
    }
    fp_buf_str(out, "{\"probability\":");
    fp_buf_fixed(out, p, RATE);
    fp_buf_str(out, ",\"standard_error\":");
    fp_buf_fixed(out, error, RATE);
    fp_buf_printf(out, ",\"paths\":%llu}", (unsigned long long)paths);
}

static int
is_simulation(const struct fp_stored_job *job)
{
    return strcmp(job->kind, "simulation") == 0;
}

static void
progress(struct fp_buf *out, const struct fp_stored_job *job)
{
    fp_buf_printf(out, ",\"progress\":{\"paths_done\":%llu,\"share\":",
                  (unsigned long long)job->done);
    if (strcmp(job->state, "done") == 0)
        fp_buf_fixed(out, 1.0, RATE);
    else if (is_simulation(job))
        fp_buf_fixed(out, (double)job->done / (double)job->paths, RATE);
    else /* how many runs it will be is not known before */
        fp_buf_str(out, "null");
    fp_buf_printf(out, ",\"shards\":%lld,\"shards_done\":%lld}",
                  (long long)job->shards, (long long)job->shards_done);
}

static void
outcome(struct fp_buf *out, const struct fp_stored_job *job)
{
    int done = strcmp(job->state, "done") == 0;

    text(out, "stopped", job->stopped);
    if (job->error_code != NULL) {
        fp_buf_str(out, ",\"error\":{\"code\":");
        fp_buf_json(out, job->error_code);
        text(out, "detail", job->error_detail);
        fp_buf_char(out, '}');
    } else {
        fp_buf_str(out, ",\"error\":null");
    }
    text(out, "result_id", done ? job->result_id : NULL);
    if (done)
        fp_buf_printf(out, ",\"result\":\"/api/v1/jobs/%s/result\"", job->id);
    else
        fp_buf_str(out, ",\"result\":null");
}

void
fp_jobs_describe(struct fp_buf *out, const struct fp_stored_job *job)
{
    fp_buf_str(out, "{\"id\":");
    fp_buf_json(out, job->id);
    text(out, "kind", job->kind);
    text(out, "state", job->state);
    number(out, "priority", job->priority, 1);
    number(out, "paths", (int64_t)job->paths, job->paths > 0);
    number(out, "seed", (int64_t)job->seed, job->paths > 0);
    fp_buf_printf(out, ",\"years\":%llu,\"streamed\":%s",
                  (unsigned long long)job->years,
                  job->streamed ? "true" : "false");
    fp_buf_str(out, ",\"until_standard_error\":");
    if (job->until_se > 0.0)
        fp_buf_double(out, job->until_se);
    else
        fp_buf_str(out, "null");
    number(out, "deadline_ms", job->deadline_ms, job->deadline_ms > 0);
    text(out, "plan_id", job->plan_id);
    number(out, "plan_version", job->plan_version, job->plan_id != NULL);
    progress(out, job);
    estimate(out, job);
    outcome(out, job);
    moment(out, "created", job->created_ms);
    moment(out, "updated", job->updated_ms);
    moment(out, "started", job->started_ms);
    moment(out, "ended", job->ended_ms);
    moment(out, "expires", job->expires_ms);
    fp_buf_char(out, '}');
}
