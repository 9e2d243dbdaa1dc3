/* Once a second, until told to stop. */
#include "app/figures.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "telemetry/log.h"
#include "telemetry/process.h"

struct fp_figures {
    struct fp_service *service;
    struct fp_metrics *metrics;
    pthread_t thread;
    pthread_mutex_t lock;     /* guards over */
    pthread_cond_t told;
    int over;
};

static void *
thread_main(void *argument)
{
    struct fp_figures *figures = argument;
    struct fp_process_seen seen = { 0 };
    struct timespec next;

    clock_gettime(CLOCK_MONOTONIC, &next);
    pthread_mutex_lock(&figures->lock);
    while (!figures->over) {
        pthread_mutex_unlock(&figures->lock);
        fp_service_figures(figures->service);
        fp_process_figures(figures->metrics, &seen);
        next.tv_sec++;
        pthread_mutex_lock(&figures->lock);
        while (!figures->over &&
               pthread_cond_timedwait(&figures->told, &figures->lock,
                                      &next) == 0)
            ;
    }
    pthread_mutex_unlock(&figures->lock);
    fp_process_figures(figures->metrics, &seen);
    return NULL;
}

struct fp_figures *
fp_figures_start(struct fp_service *service, struct fp_metrics *metrics)
{
    struct fp_figures *figures;
    pthread_condattr_t attr;

    if (metrics == NULL)
        return NULL;
    figures = calloc(1, sizeof(*figures));
    if (figures != NULL) {
        figures->service = service;
        figures->metrics = metrics;
        pthread_mutex_init(&figures->lock, NULL);
        pthread_condattr_init(&attr);
        pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
        pthread_cond_init(&figures->told, &attr);
        pthread_condattr_destroy(&attr);
        if (pthread_create(&figures->thread, NULL, thread_main, figures) == 0)
            return figures;
        free(figures);
    }
    fp_log_text(FP_LOG_WARN, "no thread for the figures of this process");
    return NULL;
}

void
fp_figures_stop(struct fp_figures *figures)
{
    if (figures == NULL)
        return;
    pthread_mutex_lock(&figures->lock);
    figures->over = 1;
    pthread_cond_signal(&figures->told);
    pthread_mutex_unlock(&figures->lock);
    pthread_join(figures->thread, NULL);
    pthread_cond_destroy(&figures->told);
    pthread_mutex_destroy(&figures->lock);
    free(figures);
}
