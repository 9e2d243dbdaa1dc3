/* The conformance run as JSON: the same bytes for finplan and the service. */
#ifndef FP_CODEC_CONFORMANCE_JSON_H
#define FP_CODEC_CONFORMANCE_JSON_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "planning/check/conformance.h"

/* Runs every case and appends {"passed":…,"engine":…,"tables":…,"cases":…,
 * "compared":…,"failed":…,"results":[…]} and a newline to buf; a figure that
 * is not finite is null. FP_ENOMEM; buf then holds a part. */
enum fp_err fp_conformance_json(struct fp_buf *buf, struct fp_arena *arena,
                                struct fp_conformance_summary *summary)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#endif
