/* A job as its owner reads it, in replies and in events. */
#ifndef FP_JOBS_DESCRIBE_H
#define FP_JOBS_DESCRIBE_H

#include "base/attr.h"
#include "base/buf.h"
#include "storage/jobs/jobs_store.h"

/* Appends the JSON object of handlers/schemas/jobs/job.json, without a newline. */
void fp_jobs_describe(struct fp_buf *out, const struct fp_stored_job *job)
    FP_NONNULL(1, 2);

/* 1 when nothing of it will change any more but its expiry. */
int fp_jobs_is_over(const struct fp_stored_job *job) FP_NONNULL(1);

#endif
