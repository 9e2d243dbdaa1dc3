/* Sends traces to a collector: OTLP over HTTP, as JSON.
 *
 * Requests leave a copy of their trace in a bounded buffer and go on; one
 * background thread of the process sends what is there. A collector that is
 * slow or down costs a request nothing: what finds the buffer full, or is not
 * taken, is dropped and counted (finplan_traces_total), and after a failure the
 * collector is left alone for a while that doubles.
 * SOURCE: OpenTelemetry Protocol 1.0, "OTLP/HTTP" and "JSON Protobuf Encoding".
 */
#ifndef FP_TELEMETRY_OTLP_H
#define FP_TELEMETRY_OTLP_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "telemetry/metrics.h"
#include "telemetry/trace.h"

struct fp_otlp_config {
    const char *url;          /* http://HOST:4318/v1/traces */
    const char *service;      /* resource: service.name, … */
    const char *version;
    const char *role;
    const char *environment;
    size_t buffer;            /* traces that may wait, 1 … 100000 */
    int timeout_ms;           /* of one delivery */
    int pause_ms;             /* between two; 0: 1000 */
    struct fp_metrics *metrics;
};

struct fp_otlp;

/* Starts the thread; call after fork, once in a process. Texts are borrowed.
 * FP_EINVAL (a number out of range), FP_ENOMEM, FP_EIO. */
enum fp_err fp_otlp_new(const struct fp_otlp_config *config,
                        struct fp_otlp **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Copies a trace that has ended. Never waits for the collector; any thread.
 * otlp may be NULL. */
void fp_otlp_offer(struct fp_otlp *otlp, const struct fp_trace *trace)
    FP_NONNULL(2);

/* Sends what is left, within timeout_ms, and ends the thread. */
void fp_otlp_free(struct fp_otlp *otlp);

/* The document of n traces (otlp_json.c). wall_ns: what to add to monotonic
 * nanoseconds to have those since 1970. */
void fp_otlp_json(struct fp_buf *out, const struct fp_otlp_config *config,
                  const struct fp_trace *traces, size_t n, uint64_t wall_ns)
    FP_NONNULL(1, 2);

#endif
