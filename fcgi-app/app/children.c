/* Forking workers and keeping the list of them. */
#include "app/children.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "telemetry/log.h"

static void
be_worker(struct fp_worker_setup *setup, pid_t parent, const int *inherited,
          size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (inherited[i] >= 0)
            close(inherited[i]);
    /* A supervisor that was killed cannot ask us to leave. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        exit(1);
    exit(fp_worker_run(setup));
}

struct fp_child *
fp_children_start(struct fp_children *children, struct fp_worker_setup *setup,
                  int generation, const int *inherited, size_t n)
{
    struct fp_child *child = NULL;
    pid_t parent = getpid();
    int fds[2], i;

    for (i = 0; i < FP_CHILDREN && child == NULL; i++)
        if (children->list[i].pid == 0)
            child = &children->list[i];
    if (child == NULL || pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0) {
        fp_log_text(FP_LOG_ERROR, "no place for another worker");
        return NULL;
    }
    setup->slot = (int)(child - children->list);
    setup->ready_fd = fds[1];
    *child = (struct fp_child){ .generation = generation,
                                .index = setup->index,
                                .ready_fd = fds[0],
                                .started_ns = fp_clock_monotonic_ns() };
    child->pid = fork();
    if (child->pid == 0) {
        close(fds[0]);
        be_worker(setup, parent, inherited, n);
    }
    close(fds[1]);
    if (child->pid < 0) {
        fp_log_text(FP_LOG_ERROR, "fork: %s", strerror(errno));
        fp_children_forget(child);
        return NULL;
    }
    return child;
}

void
fp_children_signal(struct fp_children *children, int generation, int signal)
{
    int i;

    for (i = 0; i < FP_CHILDREN; i++) {
        struct fp_child *child = &children->list[i];

        if (child->pid <= 0 ||
            (generation >= 0 && child->generation != generation) ||
            (signal == SIGTERM && child->told))
            continue;
        if (signal == SIGTERM)
            child->told = 1;
        kill(child->pid, signal);
    }
}

int
fp_children_count(const struct fp_children *children, int generation,
                  int *ready)
{
    int i, n = 0;

    if (ready != NULL)
        *ready = 0;
    for (i = 0; i < FP_CHILDREN; i++) {
        const struct fp_child *child = &children->list[i];

        if (child->pid <= 0 ||
            (generation >= 0 && child->generation != generation))
            continue;
        n++;
        if (ready != NULL)
            *ready += child->ready;
    }
    return n;
}

struct fp_child *
fp_children_find(struct fp_children *children, pid_t pid)
{
    int i;

    for (i = 0; i < FP_CHILDREN; i++)
        if (children->list[i].pid == pid)
            return &children->list[i];
    return NULL;
}

void
fp_children_hear(struct fp_child *child)
{
    char byte;
    ssize_t n = read(child->ready_fd, &byte, 1);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n == 1)
        child->ready = 1;
    close(child->ready_fd);
    child->ready_fd = -1;
}

void
fp_children_forget(struct fp_child *child)
{
    if (child->ready_fd >= 0)
        close(child->ready_fd);
    *child = (struct fp_child){ .ready_fd = -1 };
}
