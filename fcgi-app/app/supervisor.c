/* Starts, watches, replaces and ends worker processes. */
#include "app/supervisor.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/children.h"
#include "app/notify.h"
#include "app/restarts.h"
#include "app/shared.h"
#include "base/clock.h"
#include "telemetry/log.h"

enum { KILL_AFTER_MS = 3000 }; /* beyond the workers' own drain deadline */

/* Legal moves: STARTING → RUNNING or STOPPING; RUNNING ↔ RELOADING;
 * RUNNING, RELOADING → STOPPING. */
enum state { STARTING, RUNNING, RELOADING, STOPPING };

struct supervisor {
    enum state state;
    struct fp_config *config; /* in force */
    struct fp_config *next;   /* RELOADING: of the new generation */
    const struct fp_config_sources *sources;
    struct fp_shared shared;
    int generation;           /* in force */
    int newest;               /* the last one started; no number comes twice */
    int reload_again;         /* SIGHUP came while starting or reloading */
    int failed;               /* the exit status */
    uint64_t kill_ns;         /* STOPPING: then SIGKILL */
    struct fp_restarts restarts;
    struct fp_children children;
};

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
        .listeners = sup->shared.listeners,
        .n_listeners = sup->shared.n_listeners,
        .metrics = sup->shared.metrics,
        .index = index,
    };
    int inherited[FP_CHILDREN + 2], n = 0, i;

    inherited[n++] = sup->shared.signal_fd;
    inherited[n++] = sup->shared.edge.fd;
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
    for (i = 0; i < sup->shared.n_listeners; i++)
        fp_listen_refuse(&sup->shared.listeners[i]);
    fp_children_signal(&sup->children, -1, SIGTERM);
    sup->kill_ns = fp_clock_monotonic_ns() +
                   ((uint64_t)drain_s * 1000 + KILL_AFTER_MS) * 1000000;
}

/* --- reloading --------------------------------------------------------- */

static void
reload_failed(struct supervisor *sup, const char *why)
{
    fp_log_text(FP_LOG_ERROR, "the old configuration stays: %s", why);
    fp_metrics_add(sup->shared.metrics, FP_COUNT_RELOADS_FAILED, 1);
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
        sup->reload_again = sup->state != STOPPING;
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
be_running(struct supervisor *sup)
{
    sup->state = RUNNING;
    if (sup->reload_again) {
        sup->reload_again = 0;
        begin_reload(sup);
    }
}

static void
end_reload(struct supervisor *sup, int good)
{
    if (good) {
        fp_children_signal(&sup->children, sup->generation, SIGTERM);
        sup->generation = sup->newest;
        memset(&sup->restarts, 0, sizeof(sup->restarts));
        fp_config_free(sup->config);
        sup->config = sup->next;
        fp_metrics_add(sup->shared.metrics, FP_COUNT_RELOADS, 1);
        fp_log_text(FP_LOG_INFO, "the new configuration is in force");
        fp_notify("READY=1");
    } else {
        fp_children_signal(&sup->children, sup->newest, SIGTERM);
        fp_config_free(sup->next);
        set_log(sup->config);
        reload_failed(sup, "the new workers did not start");
    }
    sup->next = NULL;
    be_running(sup);
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
    int pause_ms = fp_restarts_died(&sup->restarts, child->index,
                                    child->started_ns,
                                    fp_clock_monotonic_ns());

    fp_metrics_add(sup->shared.metrics, FP_COUNT_WORKER_RESTARTS, 1);
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
    fp_metrics_worker_gone(sup->shared.metrics, (int)(child - sup->children.list));
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

    while (read(sup->shared.signal_fd, &info, sizeof(info)) ==
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
    uint64_t now = fp_clock_monotonic_ns(), next;
    int i;

    if (sup->state == STOPPING) {
        if (now >= sup->kill_ns) {
            fp_log_text(FP_LOG_ERROR, "killing workers that do not end");
            fp_children_signal(&sup->children, -1, SIGKILL);
            sup->failed = 1;
            sup->kill_ns = UINT64_MAX;
        }
        next = sup->kill_ns;
    } else {
        while ((i = fp_restarts_take(&sup->restarts, now)) >= 0)
            if (!start_worker(sup, sup->config, sup->generation, i))
                fp_restarts_put_off(&sup->restarts, i, now);
        next = fp_restarts_next_ns(&sup->restarts);
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
            fp_log_text(FP_LOG_INFO, "ready");
            fp_notify("READY=1");
            be_running(sup);
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
        fds[n++] = (struct pollfd){ .fd = sup->shared.signal_fd, .events = POLLIN };
        fds[n++] = (struct pollfd){ .fd = sup->shared.edge.fd, .events = POLLIN };
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
            fp_edge_read(&sup->shared.edge, sup->shared.metrics);
        for (i = 2; i < n; i++)
            if (fds[i].revents != 0)
                fp_children_hear(who[i]);
        on_ready(sup);
        if (fds[0].revents != 0)
            on_signals(sup);
    }
}

/* --- the daemon's start and end ---------------------------------------- */

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
    fp_log_share();
    for (i = 0; i < FP_CHILDREN; i++)
        sup->children.list[i].ready_fd = -1;
    set_log(config);
    if (fp_shared_open(&sup->shared, config, &error) != FP_OK) {
        fp_log_text(FP_LOG_ERROR, "%s", error.detail);
        sup->failed = 1;
        goto out;
    }
    if (!start_generation(sup, config, 0)) {
        sup->failed = 1;
        begin_stop(sup);
    }
    run(sup);
out:
    fp_shared_close(&sup->shared);
    failed = sup->failed;
    fp_log_text(FP_LOG_INFO, failed ? "stopped with losses" : "stopped");
    fp_config_free(sup->next);
    fp_config_free(sup->config);
    free(sup);
    return failed;
}
