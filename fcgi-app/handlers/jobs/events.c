/* GET /api/v1/jobs/{id}/events: a job's progress as server-sent events.
 * SOURCE: HTML Living Standard, section 9.2, Server-sent events.
 *
 * Each event is the whole job; its id names the job's version and the paths
 * done, so that a client that comes back (Last-Event-ID) is told what it has
 * not seen and nothing twice. The handler writes what is known and leaves; the
 * transport's thread of streams looks at all of them once a second with one
 * statement for each user. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/service/service.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "http/stream.h"
#include "jobs/describe.h"
#include "storage/jobs/jobs_store.h"

enum {
    EVENT_ID = 48,
    RETRY_MS = 2000,     /* a client waits so long before it comes back */
    HEARTBEAT_S = 15,    /* a comment, where nothing happens */
    LOOK_MS = 2000       /* the longest statement of a look */
};

#define NS_PER_S UINT64_C(1000000000)
#define NS_PER_MS UINT64_C(1000000)

/* A stream; only the transport's thread touches it once it is made. */
struct watcher {
    struct fp_http_stream base; /* first */
    char user[FP_UUID_TEXT], job[FP_UUID_TEXT];
    char last[EVENT_ID];        /* id of the last event sent, or seen */
    uint64_t until_ns;          /* then the client has to come back */
    uint64_t said_ns;           /* when anything was sent last */
};

static void
free_watcher(struct fp_http_stream *stream)
{
    fp_buf_fini(&stream->out);
    free(stream);
}

static void
event_id(const struct fp_stored_job *job, char id[EVENT_ID])
{
    snprintf(id, EVENT_ID, "%lld.%llu", (long long)job->version,
             (unsigned long long)job->done);
}

static void
write_event(struct fp_buf *out, const struct fp_stored_job *job)
{
    char id[EVENT_ID];

    event_id(job, id);
    fp_buf_printf(out, "id: %s\nevent: %s\ndata: ", id,
                  fp_jobs_is_over(job) ? "end" : "progress");
    fp_jobs_describe(out, job);
    fp_buf_str(out, "\n\n");
}

static struct watcher *
make_watcher(const struct fp_call *call, const struct fp_stored_job *job)
{
    struct watcher *watcher = calloc(1, sizeof(*watcher));
    uint64_t now = fp_clock_monotonic_ns();

    if (watcher == NULL)
        return NULL;
    fp_buf_init(&watcher->base.out, FP_HTTP_STREAM_OUT);
    watcher->base.free = free_watcher;
    snprintf(watcher->user, sizeof(watcher->user), "%s", call->user_id);
    snprintf(watcher->job, sizeof(watcher->job), "%s", job->id);
    event_id(job, watcher->last);
    watcher->until_ns =
        now + (uint64_t)call->service->config.event_stream_s * NS_PER_S;
    watcher->said_ns = now;
    return watcher;
}

/* GET /api/v1/jobs/{id}/events */
int
fp_handle_jobs_events(struct fp_call *call)
{
    const char *seen = fp_http_header(call->request, "Last-Event-ID");
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_http_response *response = call->response;
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_stored_job job;
    struct watcher *watcher;
    char now[EVENT_ID];
    int is_new, status;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_job_get(&db, id, &job, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error,
                                "You have no job with this id.");
    event_id(&job, now);
    is_new = seen == NULL || strcmp(seen, now) != 0;
    /* The status that tells an EventSource not to come back. */
    if (fp_jobs_is_over(&job) && !is_new)
        return fp_call_no_content(call);
    fp_buf_printf(&response->body, "retry: %d\n\n", (int)RETRY_MS);
    if (is_new)
        write_event(&response->body, &job);
    fp_http_response_header(response, "X-Accel-Buffering", "no");
    status = fp_call_json(call, 200);
    if (status != 200)
        return status;
    response->content_type = "text/event-stream";
    if (fp_jobs_is_over(&job) || response->head_only)
        return status;
    watcher = make_watcher(call, &job);
    if (watcher == NULL) {
        fp_buf_reset(&response->body);
        return fp_call_unavailable(call, "memory",
                                   "There is no memory for a stream of "
                                   "events now.");
    }
    response->stream = &watcher->base;
    return status;
}

/* --- looking ------------------------------------------------------------------ */

static const struct fp_stored_job *
find_job(const struct fp_stored_job_page *page, const char *id)
{
    for (size_t i = 0; i < page->count; i++)
        if (strcmp(page->jobs[i].id, id) == 0)
            return &page->jobs[i];
    return NULL;
}

/* A job that is not there any more was deleted with its user. */
static void
tell(struct watcher *watcher, const struct fp_stored_job *job, uint64_t now)
{
    struct fp_buf *out = &watcher->base.out;
    char id[EVENT_ID];

    if (job == NULL) {
        watcher->base.over = 1;
        return;
    }
    event_id(job, id);
    if (strcmp(id, watcher->last) != 0) {
        write_event(out, job);
        memcpy(watcher->last, id, sizeof(watcher->last));
        watcher->said_ns = now;
    } else if (now - watcher->said_ns >= HEARTBEAT_S * NS_PER_S) {
        fp_buf_str(out, ": still here\n\n");
        watcher->said_ns = now;
    }
    watcher->base.over = fp_jobs_is_over(job) || now >= watcher->until_ns;
}

/* The streams of one user, the first of which is at list[0]; the others may be
 * anywhere in it. Marks those that were looked at by NULL. */
static void
look_for_user(struct fp_service_worker *worker, struct watcher **list,
              size_t n)
{
    const char *ids[FP_JOBS_WATCH_MAX], *user = list[0]->user;
    struct fp_stored_job_page page;
    struct fp_storage_call call;
    uint64_t now = fp_clock_monotonic_ns();
    size_t n_ids = 0;
    enum fp_err err;

    for (size_t i = 0; i < n && n_ids < FP_JOBS_WATCH_MAX; i++)
        if (list[i] != NULL && strcmp(list[i]->user, user) == 0)
            ids[n_ids++] = list[i]->job;
    fp_arena_reset(worker->arena);
    call = (struct fp_storage_call){
        .pool = worker->service->storage,
        .arena = worker->arena,
        .deadline_ns = now + LOOK_MS * NS_PER_MS,
        .request_id = "events",
        .user_id = user,
    };
    err = fp_storage_job_watch(&call, ids, n_ids, &page, NULL);
    for (size_t i = n; i-- > 0;) {
        if (list[i] == NULL || strcmp(list[i]->user, user) != 0)
            continue;
        /* While the database is away nothing is known, and nothing said. */
        if (err == FP_OK)
            tell(list[i], find_job(&page, list[i]->job), now);
        if (i > 0)
            list[i] = NULL;
    }
    list[0] = NULL;
}

void
fp_service_streams_look(struct fp_service_worker *worker,
                        struct fp_http_stream *const *list, size_t n)
{
    struct watcher *watchers[FP_JOBS_WATCH_MAX];

    if (n > FP_JOBS_WATCH_MAX)
        n = FP_JOBS_WATCH_MAX;
    for (size_t i = 0; i < n; i++)
        watchers[i] = (struct watcher *)list[i];
    for (size_t i = 0; i < n; i++)
        if (watchers[i] != NULL)
            look_for_user(worker, &watchers[i], n - i);
}
