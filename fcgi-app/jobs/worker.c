/* The two threads of a worker process.
 *
 * The heart beats every beat_ms while there is work: it prolongs the lease and
 * tells the run to stop when the work is lost (a cancelled job, a lease that
 * ran out) or the process ends. `busy` is what they share; the lock guards it
 * alone and is never held across a call of the database. */
#include "jobs/worker.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "jobs/run.h"
#include "jobs/task.h"
#include "storage/jobs/jobs_listen.h"
#include "storage/jobs/jobs_work.h"
#include "telemetry/log.h"

enum { CALL_MS = 5000, BUSINESS_MS = 60000, NAME = 100 };

#define NS_PER_MS UINT64_C(1000000)

struct worker {
    const struct fp_jobs_config *config;
    struct fp_jobs_run run;
    char me[NAME], engine[FP_JOBS_ENGINE];
    struct fp_jobs_bell *bell;
    atomic_int draining, over;
    uint64_t swept_ns;
    uint64_t counted_ns;      /* the business figures; 0: never */
    pthread_mutex_t lock;      /* guards the three below */
    int busy;
    unsigned turn;             /* counts pieces of work */
    struct fp_job_work work;   /* its id is copied into … */
    char job[FP_UUID_TEXT];
};

void
fp_jobs_config_init(struct fp_jobs_config *config)
{
    *config = (struct fp_jobs_config){
        .threads = 1,
        .cut = { .path_years = 2000000, .most = 64 },
        .lease_ms = 10000,
        .beat_ms = 400,
        .poll_ms = 1000,
        .attempts = 5,
        .retry_ms = 1000,
        .retry_most_ms = 60000,
        .keep_ms = INT64_C(72) * 3600 * 1000,
        .orphan_ms = INT64_C(600) * 1000,
        .forget_ms = INT64_C(7) * 24 * 3600 * 1000,
        .sweep_ms = 1000,
        .stop_fd = -1,
    };
}

static struct fp_storage_call
call_of(const struct worker *worker, struct fp_arena *arena)
{
    return (struct fp_storage_call){
        .pool = worker->config->pool,
        .arena = arena,
        .deadline_ns = fp_clock_monotonic_ns() + CALL_MS * NS_PER_MS,
        .request_id = worker->me,
    };
}

/* --- the heart --------------------------------------------------------------- */

/* What is being worked on; 0: nothing. */
static int
look(struct worker *worker, struct fp_job_work *work, char job[FP_UUID_TEXT],
     unsigned *turn)
{
    int busy;

    pthread_mutex_lock(&worker->lock);
    busy = worker->busy;
    *work = worker->work;
    *turn = worker->turn;
    memcpy(job, worker->job, sizeof(worker->job));
    pthread_mutex_unlock(&worker->lock);
    work->job = job;
    return busy;
}

/* Tells the run, unless it is another one by now. */
static void
say(struct worker *worker, unsigned turn, enum fp_jobs_say what)
{
    pthread_mutex_lock(&worker->lock);
    if (worker->busy && worker->turn == turn &&
        atomic_load(&worker->run.say) != FP_JOBS_DROP)
        atomic_store(&worker->run.say, (int)what);
    pthread_mutex_unlock(&worker->lock);
}

static void
beat(struct worker *worker, struct fp_arena *arena)
{
    struct fp_storage_call call;
    char job[FP_UUID_TEXT];
    struct fp_job_work work;
    unsigned turn;

    if (!look(worker, &work, job, &turn))
        return;
    fp_arena_reset(arena);
    call = call_of(worker, arena);
    if (fp_storage_work_beat(&call, worker->me, &work,
                             atomic_load(&worker->run.done),
                             worker->config->lease_ms, NULL) == FP_ECONFLICT)
        say(worker, turn, FP_JOBS_DROP);
    else if (atomic_load(&worker->draining))
        say(worker, turn, FP_JOBS_DRAIN);
}

static void *
heart_main(void *argument)
{
    struct worker *worker = argument;
    struct fp_arena *arena = fp_arena_new(0);

    while (arena != NULL && !atomic_load(&worker->over)) {
        struct pollfd stop = { .fd = worker->config->stop_fd,
                               .events = POLLIN };

        if (atomic_load(&worker->draining))
            stop.fd = -1;
        if (poll(&stop, 1, worker->config->beat_ms) > 0)
            atomic_store(&worker->draining, 1);
        beat(worker, arena);
    }
    fp_arena_free(arena);
    return NULL;
}

/* --- the work ---------------------------------------------------------------- */

static void
begin(struct worker *worker, const struct fp_job_work *work)
{
    pthread_mutex_lock(&worker->lock);
    atomic_store(&worker->run.done, 0);
    atomic_store(&worker->run.say, FP_JOBS_GO_ON);
    worker->busy = 1;
    worker->turn++;
    worker->work = *work;
    snprintf(worker->job, sizeof(worker->job), "%s", work->job);
    pthread_mutex_unlock(&worker->lock);
}

static void
end(struct worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    worker->busy = 0;
    pthread_mutex_unlock(&worker->lock);
}

static void
show_figures(struct worker *worker, const struct fp_job_figures *figures)
{
    struct fp_metrics *metrics = worker->config->metrics;
    int64_t oldest = 0;

    for (int s = 0; s < FP_JOB_STATES; s++) {
        fp_metrics_gauge(metrics, (enum fp_gauge)(FP_GAUGE_JOBS_QUEUED + s),
                         figures->n[s]);
        if (s <= FP_JOB_MERGING && figures->oldest_s[s] > oldest)
            oldest = figures->oldest_s[s];
    }
    fp_metrics_gauge(metrics, FP_GAUGE_JOBS_OLDEST_S, oldest);
}

/* Counting everything is no work for every second. */
static void
show_business(struct worker *worker, const struct fp_storage_call *call)
{
    struct fp_metrics *metrics = worker->config->metrics;
    struct fp_business_figures figures;
    uint64_t now = fp_clock_monotonic_ns();

    if (worker->counted_ns != 0 &&
        now - worker->counted_ns < BUSINESS_MS * NS_PER_MS)
        return;
    if (fp_storage_business_figures(call, &figures, NULL) != FP_OK)
        return;
    worker->counted_ns = now;
    fp_metrics_gauge(metrics, FP_GAUGE_USERS, figures.users);
    fp_metrics_gauge(metrics, FP_GAUGE_USERS_ACTIVE, figures.active);
    fp_metrics_gauge(metrics, FP_GAUGE_PLANS, figures.plans);
}

static void
sweep(struct worker *worker, struct fp_arena *arena)
{
    uint64_t now = fp_clock_monotonic_ns();
    struct fp_job_figures figures = { 0 };
    struct fp_storage_call call;
    int swept = 0;

    if (worker->swept_ns != 0 &&
        now - worker->swept_ns <
            (uint64_t)worker->config->sweep_ms * NS_PER_MS)
        return;
    worker->swept_ns = now;
    fp_arena_reset(arena);
    call = call_of(worker, arena);
    if (fp_storage_work_sweep(&call, worker->engine,
                              worker->config->orphan_ms,
                              worker->config->forget_ms, &swept,
                              NULL) != FP_OK)
        return;
    /* Every worker sees the same queue; the newest view of it is shown. */
    if (!swept || fp_storage_work_figures(&call, &figures, NULL) != FP_OK)
        return;
    show_figures(worker, &figures);
    show_business(worker, &call);
    fp_metrics_gauge(worker->config->metrics, FP_GAUGE_SEEN_MS,
                     fp_clock_unix_ms());
}

/* 1 when there was something to do. */
static int
work_once(struct worker *worker, struct fp_arena *arena)
{
    struct fp_storage_call call;
    struct fp_job_work work;

    fp_arena_reset(arena);
    call = call_of(worker, arena);
    if (fp_storage_work_claim(&call, worker->me, worker->engine,
                              worker->config->lease_ms,
                              worker->config->attempts, &work,
                              NULL) != FP_OK)
        return 0;
    begin(worker, &work);
    fp_metrics_gauge(worker->config->metrics, FP_GAUGE_BUSY_WORKERS, 1);
    fp_jobs_run_work(&worker->run, &work, arena);
    fp_metrics_gauge(worker->config->metrics, FP_GAUGE_BUSY_WORKERS, 0);
    end(worker);
    return 1;
}

static void
work_on(struct worker *worker, struct fp_arena *arena)
{
    const struct fp_jobs_config *config = worker->config;

    while (!atomic_load(&worker->draining)) {
        sweep(worker, arena);
        if (work_once(worker, arena) || atomic_load(&worker->draining))
            continue;
        if (!fp_jobs_bell_wait(worker->bell, config->stop_fd,
                               config->poll_ms)) {
            struct pollfd stop = { .fd = config->stop_fd, .events = POLLIN };

            if (poll(&stop, 1, 0) > 0)
                atomic_store(&worker->draining, 1);
        }
    }
}

/* "host pid random": no two workers have the same, nor one after the other. */
static enum fp_err
name_worker(char me[NAME])
{
    char host[41] = "", id[FP_UUID_TEXT];

    (void)gethostname(host, sizeof(host) - 1);
    if (fp_uuid7(fp_clock_unix_ms(), id) != FP_OK)
        return FP_EIO;
    snprintf(me, NAME, "%s %d %s", host, (int)getpid(), id + 24);
    return FP_OK;
}

enum fp_err
fp_jobs_work(const struct fp_jobs_config *config, struct fp_error *error)
{
    struct worker worker = {
        .config = config,
        .run = { .pool = config->pool,
                 .history = config->history,
                 .metrics = config->metrics,
                 .otlp = config->otlp,
                 .answer = config->answer,
                 .answer_data = config->answer_data,
                 .threads = config->threads,
                 .cut = config->cut,
                 .keep_ms = config->keep_ms,
                 .retry_ms = config->retry_ms,
                 .retry_most_ms = config->retry_most_ms },
        .lock = PTHREAD_MUTEX_INITIALIZER,
    };
    struct fp_arena *arena = fp_arena_new(config->arena_bytes);
    pthread_t heart;

    worker.run.me = worker.me;
    fp_jobs_engine(worker.engine);
    worker.bell = fp_jobs_bell_new(config->storage, config->listen_url);
    if (arena == NULL || worker.bell == NULL ||
        name_worker(worker.me) != FP_OK ||
        pthread_create(&heart, NULL, heart_main, &worker) != 0) {
        fp_jobs_bell_free(worker.bell);
        fp_arena_free(arena);
        return fp_error_set(error, FP_ENOMEM,
                            "Out of memory or threads for a worker.");
    }
    if (config->ready != NULL)
        config->ready(config->data);
    work_on(&worker, arena);
    atomic_store(&worker.over, 1);
    pthread_join(heart, NULL);
    fp_jobs_bell_free(worker.bell);
    fp_arena_free(arena);
    return FP_OK;
}
