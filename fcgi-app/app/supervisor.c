/* Starts, watches, replaces and ends worker processes. */
#include "app/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/children.h"
#include "app/notify.h"
#include "base/clock.h"
#include "telemetry/edge.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"
#include "transport/listen.h"
#include "transport/transport.h"

enum {
    BACKLOG = 1024,
    WORKERS_MAX = 32,         /* as the range of WORKERS */
    LONG_LIFE_MS = 10000,     /* a worker that lived this long was well */
    PAUSE_FIRST_MS = 100,
    PAUSE_MAX_MS = 10000,
    KILL_AFTER_MS = 3000      /* beyond the workers' own drain deadline */
};

/* Legal moves: STARTING → RUNNING or STOPPING; RUNNING ↔ RELOADING;
 * RUNNING, RELOADING → STOPPING. */
enum state { STARTING, RUNNING, RELOADING, STOPPING };

/* Deaths of the worker with one index. */
struct place {
    unsigned deaths;          /* in a row, none of them after a long life */
    uint64_t restart_ns;      /* when to start it again; 0: it runs */
};

struct supervisor {
    enum state state;
    struct fp_config *config; /* in force */
    struct fp_config *next;   /* RELOADING: of the new generation */
    const struct fp_config_sources *sources;
    struct fp_listener listeners[FP_TRANSPORT_LISTENERS];
    size_t n_listeners;
    struct fp_metrics *metrics;
    struct fp_edge edge;      /* what nginx tells the api pool */
    int signal_fd;
    int generation;           /* in force */
    int newest;               /* the last one started; no number comes twice */
    int reload_again;         /* SIGHUP came while reloading */
    int failed;               /* the exit status */
    uint64_t kill_ns;         /* STOPPING: then SIGKILL */
    struct place places[WORKERS_MAX];
    struct fp_children children;
};

int
fp_supervisor_pause_ms(unsigned deaths_in_a_row)
{
    int pause = PAUSE_FIRST_MS;

    if (deaths_in_a_row == 0)
        return 0;
    while (--deaths_in_a_row != 0 && pause < PAUSE_MAX_MS)
        pause *= 2;
    return pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS;
}

static int
workers(const struct fp_config *config)
{
    return (int)fp_config_number(config, FP_KEY_WORKERS);
}

static enum fp_log_level
level_of(const struct fp_config *config)
{
    const char *word = fp_config_text(config, FP_KEY_LOG_LEVEL);
    int level = fp_log_level_parse(word);

    if (fp_config_number(config, FP_KEY_DEBUG) &&
        !fp_config_is_set(config, FP_KEY_LOG_LEVEL))
        return FP_LOG_DEBUG;
    return level < 0 ? FP_LOG_INFO : (enum fp_log_level)level;
}

static void
set_log(const struct fp_config *config)
{
    fp_log_init(level_of(config), fp_config_text(config, FP_KEY_ROLE));
}

/* --- starting workers -------------------------------------------------- */

static int
start_worker(struct supervisor *sup, struct fp_config *config, int generation,
             int index)
{
    struct fp_worker_setup setup = {
        .config = config,
        .listeners = sup->listeners,
        .n_listeners = sup->n_listeners,
        .metrics = sup->metrics,
        .index = index,
    };
    int inherited[FP_CHILDREN + 2], n = 0, i;

    inherited[n++] = sup->signal_fd;
    inherited[n++] = sup->edge.fd;
    for (i = 0; i < FP_CHILDREN; i++)
        if (sup->children.list[i].ready_fd >= 0)
            inherited[n++] = sup->children.list[i].ready_fd;
    return fp_children_start(&sup->children, &setup, generation, inherited,
                             (size_t)n) != NULL;
}

static int
start_generation(struct supervisor *sup, struct fp_config *config,
                 int generation)
{
    int i;

    set_log(config);
    for (i = 0; i < workers(config); i++)
        if (!start_worker(sup, config, generation, i))
            return 0;
    return 1;
}

/* --- stopping ---------------------------------------------------------- */

static void
begin_stop(struct supervisor *sup)
{
    int64_t drain_s = fp_config_number(sup->config,
                                       FP_KEY_DRAIN_TIMEOUT_SECONDS);
    size_t i;

    if (sup->state == STOPPING)
        return;
    sup->state = STOPPING;
    fp_log_text(FP_LOG_INFO, "stopping");
    fp_notify("STOPPING=1");
    /* First nobody new can connect, then the workers take what is waiting. */
    for (i = 0; i < sup->n_listeners; i++)
        fp_listen_refuse(&sup->listeners[i]);
    fp_children_signal(&sup->children, -1, SIGTERM);
    sup->kill_ns = fp_clock_monotonic_ns() +
                   ((uint64_t)drain_s * 1000 + KILL_AFTER_MS) * 1000000;
}

/* --- reloading --------------------------------------------------------- */

static void
reload_failed(struct supervisor *sup, const char *why)
{
    fp_log_text(FP_LOG_ERROR, "the old configuration stays: %s", why);
    fp_metrics_add(sup->metrics, FP_COUNT_RELOADS_FAILED, 1);
    fp_notify("READY=1");
}

static void end_reload(struct supervisor *sup, int good);

static void
begin_reload(struct supervisor *sup)
{
    struct fp_config_errors errors = { .count = 0 };
    struct fp_config *next;
    size_t i;

    if (sup->state != RUNNING) {
        sup->reload_again = sup->state == RELOADING;
        return;
    }
    fp_notify_reloading();
    next = fp_config_read(sup->sources, &errors);
    if (next == NULL) {
        for (i = 0; i < errors.count && i < FP_CONFIG_ERRORS; i++)
            fp_log_text(FP_LOG_ERROR, "configuration: %s",
                        errors.list[i].detail);
        reload_failed(sup, "the new one is wrong");
        return;
    }
    if (fp_config_keep(next, sup->config) != 0)
        fp_log_text(FP_LOG_WARN, "some changed keys need a restart; they "
                    "keep their old values");
    sup->next = next;
    sup->state = RELOADING;
    sup->newest++;
    if (!start_generation(sup, next, sup->newest))
        end_reload(sup, 0);
}

static void
end_reload(struct supervisor *sup, int good)
{
    if (good) {
        fp_children_signal(&sup->children, sup->generation, SIGTERM);
        sup->generation = sup->newest;
        memset(sup->places, 0, sizeof(sup->places));
        fp_config_free(sup->config);
        sup->config = sup->next;
        fp_metrics_add(sup->metrics, FP_COUNT_RELOADS, 1);
        fp_log_text(FP_LOG_INFO, "the new configuration is in force");
        fp_notify("READY=1");
    } else {
        fp_children_signal(&sup->children, sup->newest, SIGTERM);
        fp_config_free(sup->next);
        set_log(sup->config);
        reload_failed(sup, "the new workers did not start");
    }
    sup->next = NULL;
    sup->state = RUNNING;
    if (sup->reload_again) {
        sup->reload_again = 0;
        begin_reload(sup);
    }
}

/* --- events ------------------------------------------------------------ */

static void
log_death(const struct fp_child *child, int status, int pause_ms)
{
    struct fp_log_line line;

    fp_log_begin(&line, FP_LOG_ERROR, "a worker died");
    fp_log_int(&line, "worker_pid", child->pid);
    if (WIFSIGNALED(status))
        fp_log_int(&line, "signal", WTERMSIG(status));
    else
        fp_log_int(&line, "exit_status", WEXITSTATUS(status));
    fp_log_int(&line, "restart_in_ms", pause_ms);
    fp_log_end(&line);
}

/* A worker of the generation in force died without having been told to. */
static void
replace_later(struct supervisor *sup, const struct fp_child *child,
              int status)
{
    struct place *place = &sup->places[child->index];
    uint64_t now = fp_clock_monotonic_ns();
    int pause_ms;

    if (now - child->started_ns >= (uint64_t)LONG_LIFE_MS * 1000000)
        place->deaths = 0;
    else
        place->deaths++;
    pause_ms = fp_supervisor_pause_ms(place->deaths);
    place->restart_ns = now + (uint64_t)pause_ms * 1000000;
    fp_metrics_add(sup->metrics, FP_COUNT_WORKER_RESTARTS, 1);
    log_death(child, status, pause_ms);
}

static void
on_death(struct supervisor *sup, struct fp_child *child, int status)
{
    struct fp_child dead = *child;
    int clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;

    if (child->ready_fd >= 0)
        fp_children_hear(child); /* it may have been ready for a moment */
    dead.ready = child->ready;
    fp_metrics_worker_gone(sup->metrics, (int)(child - sup->children.list));
    fp_children_forget(child);
    if (dead.told) {
        if (!clean) {
            log_death(&dead, status, 0);
            sup->failed = sup->failed || sup->state == STOPPING;
        }
    } else if (sup->state == STARTING && !dead.ready) {
        fp_log_text(FP_LOG_ERROR, "a worker did not start");
        sup->failed = 1;
        begin_stop(sup);
    } else if (sup->state == RELOADING &&
               dead.generation == sup->newest) {
        end_reload(sup, 0);
    } else if (sup->state != STOPPING &&
               dead.generation == sup->generation) {
        replace_later(sup, &dead, status);
    }
}

static void
reap(struct supervisor *sup)
{
    struct fp_child *child;
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        child = fp_children_find(&sup->children, pid);
        if (child != NULL)
            on_death(sup, child, status);
    }
}

/* Changes what is logged, at once and in every worker, until the next signal
 * or reload. */
static void
talk(enum fp_log_level level)
{
    fp_log_level_set(FP_LOG_INFO);
    fp_log_text(FP_LOG_INFO, "the log's level is %s now",
                fp_log_level_word(level));
    fp_log_level_set(level);
}

static void
on_signals(struct supervisor *sup)
{
    struct signalfd_siginfo info;

    while (read(sup->signal_fd, &info, sizeof(info)) ==
           (ssize_t)sizeof(info)) {
        switch (info.ssi_signo) {
        case SIGCHLD:
            reap(sup);
            break;
        case SIGHUP:
            begin_reload(sup);
            break;
        case SIGUSR1:
            talk(FP_LOG_DEBUG);
            break;
        case SIGUSR2:
            talk(level_of(sup->config));
            break;
        default:
            begin_stop(sup);
            break;
        }
    }
}

/* Does what became due; returns milliseconds until the next thing is. */
static int
on_time(struct supervisor *sup)
{
    uint64_t now = fp_clock_monotonic_ns(), next = UINT64_MAX;
    int i;

    if (sup->state == STOPPING) {
        if (now >= sup->kill_ns) {
            fp_log_text(FP_LOG_ERROR, "killing workers that do not end");
            fp_children_signal(&sup->children, -1, SIGKILL);
            sup->failed = 1;
            sup->kill_ns = UINT64_MAX;
        }
        next = sup->kill_ns;
    }
    for (i = 0; sup->state != STOPPING && i < WORKERS_MAX; i++) {
        struct place *place = &sup->places[i];

        if (place->restart_ns == 0)
            continue;
        if (place->restart_ns > now) {
            next = place->restart_ns < next ? place->restart_ns : next;
            continue;
        }
        place->restart_ns = 0;
        if (!start_worker(sup, sup->config, sup->generation, i)) {
            place->restart_ns = now + (uint64_t)PAUSE_MAX_MS * 1000000;
            next = place->restart_ns < next ? place->restart_ns : next;
        }
    }
    if (next == UINT64_MAX)
        return -1;
    return next <= now ? 0 : (int)((next - now) / 1000000 + 1);
}

/* Moves on when a whole generation serves. */
static void
on_ready(struct supervisor *sup)
{
    int ready, n;

    if (sup->state == STARTING) {
        n = fp_children_count(&sup->children, sup->generation, &ready);
        if (ready == n && n == workers(sup->config)) {
            sup->state = RUNNING;
            fp_log_text(FP_LOG_INFO, "ready");
            fp_notify("READY=1");
        }
    } else if (sup->state == RELOADING) {
        n = fp_children_count(&sup->children, sup->newest, &ready);
        if (ready == n && n == workers(sup->next))
            end_reload(sup, 1);
    }
}

static void
run(struct supervisor *sup)
{
    struct pollfd fds[FP_CHILDREN + 2];
    struct fp_child *who[FP_CHILDREN + 2];
    int n, i, timeout;

    while (sup->state != STOPPING ||
           fp_children_count(&sup->children, -1, NULL) != 0) {
        timeout = on_time(sup);
        n = 0;
        fds[n++] = (struct pollfd){ .fd = sup->signal_fd, .events = POLLIN };
        fds[n++] = (struct pollfd){ .fd = sup->edge.fd, .events = POLLIN };
        for (i = 0; i < FP_CHILDREN; i++)
            if (sup->children.list[i].ready_fd >= 0) {
                who[n] = &sup->children.list[i];
                fds[n++] = (struct pollfd){
                    .fd = sup->children.list[i].ready_fd, .events = POLLIN
                };
            }
        if (poll(fds, (nfds_t)n, timeout) <= 0)
            continue;
        if (fds[1].revents != 0)
            fp_edge_read(&sup->edge, sup->metrics);
        for (i = 2; i < n; i++)
            if (fds[i].revents != 0)
                fp_children_hear(who[i]);
        on_ready(sup);
        if (fds[0].revents != 0)
            on_signals(sup);
    }
}

/* --- the daemon's start and end ---------------------------------------- */

/* The directory that the segments of both pools share: RUNTIME_DIR, or the
 * one of the socket when that was chosen freely. Owned by the caller. */
static char *
metrics_dir(const struct fp_config *config)
{
    const char *listen = fp_config_text(config, FP_KEY_LISTEN);
    const char *slash;

    if (fp_config_is_set(config, FP_KEY_RUNTIME_DIR) ||
        strncmp(listen, "unix:", 5) != 0)
        return strdup(fp_config_text(config, FP_KEY_RUNTIME_DIR));
    slash = strrchr(listen, '/');
    return slash == listen + 5 ? strdup("/")
                               : strndup(listen + 5,
                                         (size_t)(slash - listen - 5));
}

static void
open_metrics(struct supervisor *sup)
{
    const char *role = fp_config_text(sup->config, FP_KEY_ROLE);
    struct fp_error error = { .code = FP_OK };
    char *dir;

    if (!fp_config_number(sup->config, FP_KEY_METRICS))
        return;
    dir = metrics_dir(sup->config);
    if (dir != NULL &&
        fp_metrics_create(dir, role, &sup->metrics, &error) == FP_OK) {
        free(dir);
        return;
    }
    free(dir);
    fp_log_text(FP_LOG_WARN, "metrics of this pool alone: %s", error.detail);
    if (fp_metrics_create(NULL, role, &sup->metrics, &error) != FP_OK)
        fp_log_text(FP_LOG_ERROR, "no metrics: %s", error.detail);
}

/* Only the api pool listens; what nginx says by itself then is of its pool. A
 * daemon that cannot serves all the same. */
static void
open_edge(struct supervisor *sup)
{
    struct fp_error error = { .code = FP_OK };
    char *dir = NULL, *path = NULL;

    if (strcmp(fp_config_text(sup->config, FP_KEY_ROLE), "api") != 0)
        return;
    dir = metrics_dir(sup->config);
    if (dir == NULL || asprintf(&path, "%s/edge.sock", dir) < 0)
        path = NULL;
    if (path == NULL || fp_edge_open(path, &sup->edge, &error) != FP_OK)
        fp_log_text(FP_LOG_WARN, "no figures of nginx: %s", error.detail);
    free(path);
    free(dir);
}

static enum fp_err
open_listeners(struct supervisor *sup, struct fp_error *error)
{
    enum fp_err rc;

    if (fp_worker_has_no_socket(sup->config))
        return FP_OK;
    rc = fp_listen_inherit(sup->listeners, FP_TRANSPORT_LISTENERS,
                           &sup->n_listeners, error);

    if (rc != FP_OK || sup->n_listeners != 0)
        return rc;
    rc = fp_listen_open(fp_config_text(sup->config, FP_KEY_LISTEN), BACKLOG,
                        &sup->listeners[0], error);
    if (rc == FP_OK)
        sup->n_listeners = 1;
    return rc;
}

static int
open_signals(void)
{
    sigset_t set;

    /* Blocked for good, here and in every worker and thread: they are read
     * from a descriptor, so nothing is ever interrupted. */
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGQUIT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGCHLD);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
fp_supervisor_run(struct fp_config *config,
                  const struct fp_config_sources *sources)
{
    struct supervisor *sup = calloc(1, sizeof(*sup));
    struct fp_error error = { .code = FP_OK };
    int failed, i;

    if (sup == NULL) {
        fp_config_free(config);
        return 1;
    }
    sup->config = config;
    sup->sources = sources;
    sup->edge.fd = -1;
    fp_log_share();
    for (i = 0; i < FP_CHILDREN; i++)
        sup->children.list[i].ready_fd = -1;
    set_log(config);
    sup->signal_fd = open_signals();
    if (sup->signal_fd < 0 || open_listeners(sup, &error) != FP_OK) {
        fp_log_text(FP_LOG_ERROR, "%s", sup->signal_fd < 0
                                            ? strerror(errno) : error.detail);
        sup->failed = 1;
        goto out;
    }
    open_metrics(sup);
    open_edge(sup);
    if (!start_generation(sup, config, 0)) {
        sup->failed = 1;
        begin_stop(sup);
    }
    run(sup);
out:
    for (i = 0; i < (int)sup->n_listeners; i++)
        fp_listen_close(&sup->listeners[i], 1);
    fp_edge_close(&sup->edge);
    fp_metrics_free(sup->metrics, 1);
    if (sup->signal_fd >= 0)
        close(sup->signal_fd);
    failed = sup->failed;
    fp_log_text(FP_LOG_INFO, failed ? "stopped with losses" : "stopped");
    fp_config_free(sup->next);
    fp_config_free(sup->config);
    free(sup);
    return failed;
}
