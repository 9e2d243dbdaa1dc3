/* Opening what the workers of a pool share. */
#include "app/shared.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/worker.h"
#include "telemetry/log.h"

enum { BACKLOG = 1024 };

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
open_metrics(struct fp_shared *shared, const struct fp_config *config)
{
    const char *role = fp_config_text(config, FP_KEY_ROLE);
    struct fp_error error = { .code = FP_OK };
    char *dir;

    if (!fp_config_number(config, FP_KEY_METRICS))
        return;
    dir = metrics_dir(config);
    if (dir != NULL &&
        fp_metrics_create(dir, role, &shared->metrics, &error) == FP_OK) {
        free(dir);
        return;
    }
    free(dir);
    fp_log_text(FP_LOG_WARN, "metrics of this pool alone: %s", error.detail);
    if (fp_metrics_create(NULL, role, &shared->metrics, &error) != FP_OK)
        fp_log_text(FP_LOG_ERROR, "no metrics: %s", error.detail);
}

/* Only the api pool listens; what nginx says by itself then is of its pool. A
 * daemon that cannot serves all the same. */
static void
open_edge(struct fp_shared *shared, const struct fp_config *config)
{
    struct fp_error error = { .code = FP_OK };
    char *dir = NULL, *path = NULL;

    if (strcmp(fp_config_text(config, FP_KEY_ROLE), "api") != 0)
        return;
    dir = metrics_dir(config);
    if (dir == NULL || asprintf(&path, "%s/edge.sock", dir) < 0)
        path = NULL;
    if (path == NULL || fp_edge_open(path, &shared->edge, &error) != FP_OK)
        fp_log_text(FP_LOG_WARN, "no figures of nginx: %s", error.detail);
    free(path);
    free(dir);
}

static enum fp_err
open_listeners(struct fp_shared *shared, const struct fp_config *config,
               struct fp_error *error)
{
    enum fp_err rc;

    if (fp_worker_has_no_socket(config))
        return FP_OK;
    rc = fp_listen_inherit(shared->listeners, FP_TRANSPORT_LISTENERS,
                           &shared->n_listeners, error);
    if (rc != FP_OK || shared->n_listeners != 0)
        return rc;
    rc = fp_listen_open(fp_config_text(config, FP_KEY_LISTEN), BACKLOG,
                        &shared->listeners[0], error);
    if (rc == FP_OK)
        shared->n_listeners = 1;
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

enum fp_err
fp_shared_open(struct fp_shared *shared, const struct fp_config *config,
               struct fp_error *error)
{
    enum fp_err rc;

    *shared = (struct fp_shared){ .edge = { .fd = -1 },
                                  .signal_fd = open_signals() };
    if (shared->signal_fd < 0)
        return fp_error_set(error, FP_EIO, "%s", strerror(errno));
    rc = open_listeners(shared, config, error);
    if (rc != FP_OK)
        return rc;
    open_metrics(shared, config);
    open_edge(shared, config);
    return FP_OK;
}

void
fp_shared_close(struct fp_shared *shared)
{
    size_t i;

    for (i = 0; i < shared->n_listeners; i++)
        fp_listen_close(&shared->listeners[i], 1);
    fp_edge_close(&shared->edge);
    fp_metrics_free(shared->metrics, 1);
    if (shared->signal_fd >= 0)
        close(shared->signal_fd);
}
