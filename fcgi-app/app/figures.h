/* The thread of a worker process that keeps its figures fresh. */
#ifndef FP_APP_FIGURES_H
#define FP_APP_FIGURES_H

#include "base/attr.h"
#include "handlers/service/service.h"
#include "telemetry/metrics.h"

struct fp_figures;

/* Carries the figures of the service and of the process into metrics now and
 * every second. NULL when there is no thread for it, or metrics is NULL: the
 * service works on without them, and the log says so. */
struct fp_figures *fp_figures_start(struct fp_service *service,
                                    struct fp_metrics *metrics)
    FP_NONNULL(1);

/* Ends the thread; the service must still be there. figures may be NULL. */
void fp_figures_stop(struct fp_figures *figures);

#endif
