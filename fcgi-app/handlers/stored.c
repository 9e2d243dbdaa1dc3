/* The database as handlers see it. */
#include "handlers/stored.h"

#include "base/clock.h"
#include "handlers/state.h"

enum fp_err
fp_stored_begin(struct fp_call *call, struct fp_storage_call *db)
{
    if (call->service->storage == NULL)
        return FP_EUNAVAIL;
    db->pool = call->service->storage;
    db->arena = call->arena;
    db->deadline_ns = call->request->deadline_ns;
    db->request_id = call->request->request_id;
    db->user_id = call->user_id;
    db->once = call->once.key != NULL ? &call->once : NULL;
    call->db_began_ns = fp_clock_monotonic_ns();
    return FP_OK;
}

enum fp_err
fp_stored_end(struct fp_call *call, const struct fp_storage_call *db,
              enum fp_err err)
{
    struct fp_metrics *metrics = call->service->config.metrics;
    uint64_t now_ns = fp_clock_monotonic_ns();
    struct fp_storage_stats stats;

    call->db_ns += now_ns - call->db_began_ns;
    fp_metrics_add(metrics, FP_COUNT_DB_QUERIES, 1);
    fp_metrics_time(metrics, FP_STAGE_DB, now_ns - call->db_began_ns);
    if (err == FP_EUNAVAIL || err == FP_ETIMEOUT || err == FP_EIO ||
        err == FP_EINTERNAL)
        fp_metrics_add(metrics, FP_COUNT_DB_ERRORS, 1);
    fp_storage_pool_stats(db->pool, &stats);
    fp_metrics_gauge(metrics, FP_GAUGE_DB_POOL_SIZE, (int64_t)stats.size);
    fp_metrics_gauge(metrics, FP_GAUGE_DB_POOL_USED, (int64_t)stats.in_use);
    call->db_began_ns = now_ns;
    return err;
}

int
fp_stored_failed(struct fp_call *call, enum fp_err err,
                 const struct fp_error *error, const char *missing)
{
    switch (err) {
    case FP_EUNAVAIL:
    case FP_ETIMEOUT:
        return fp_call_unavailable(call, "database_unavailable",
                                   "The database cannot be reached at the "
                                   "moment. Try again later.");
    case FP_ENOTFOUND:
        return fp_call_problem(call, 404, "not_found", missing);
    case FP_ECONFLICT:
        return fp_call_problem(call, 409, "conflict",
                               error != NULL ? error->detail
                                             : "The object has changed.");
    case FP_ELIMIT:
        return fp_call_problem(call, 409, "limit_reached",
                               error != NULL ? error->detail
                                             : "A limit was reached.");
    case FP_EINVAL:
        return fp_call_problem(call, 422, "invalid",
                               error != NULL ? error->detail
                                             : "A value is out of bounds.");
    default:
        return fp_call_internal(call, "database", error);
    }
}
