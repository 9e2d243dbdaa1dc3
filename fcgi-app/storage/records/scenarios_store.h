/* Scenarios: made from plans, copied, merged back. What they share with other
 * records is in records_store.h. Thread-safe. */
#ifndef FP_STORAGE_SCENARIOS_STORE_H
#define FP_STORAGE_SCENARIOS_STORE_H

#include "records/kind.h"
#include "storage/pool.h"
#include "storage/records/records_store.h"

/* A new scenario of a plan, made from that version of it. FP_ENOTFOUND;
 * FP_ELIMIT: the plan has 50 already; FP_EINVAL: refusal. */
enum fp_err fp_storage_scenario_create(const struct fp_storage_call *call,
                                       const char *plan, int64_t base_version,
                                       const struct fp_record_values *values,
                                       struct fp_record_row *out,
                                       struct fp_record_refusal *refusal,
                                       struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5, 6);

/* A copy of a scenario; name NULL: "Copy of …". Errors as above. */
enum fp_err fp_storage_scenario_clone(const struct fp_storage_call *call,
                                      const char *scenario, const char *name,
                                      struct fp_record_row *out,
                                      struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* A merge of a scenario into its plan, both as they were read. */
struct fp_scenario_merge {
    const char *plan, *scenario;            /* ids */
    int64_t plan_version, scenario_version; /* that were merged */
    const char *name;                       /* of the plan afterwards */
    const char *document;                   /* of both afterwards */
};

/* Stores the merged document as the plan's next version and as the scenario's,
 * which is then based on it: both or none. FP_ENOTFOUND: no such scenario;
 * FP_ECONFLICT: one of them was changed meanwhile. */
enum fp_err fp_storage_scenario_merge(const struct fp_storage_call *call,
                                      const struct fp_scenario_merge *merge,
                                      struct fp_record_row *out,
                                      struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* The plan document of a version that was or is in force. FP_ENOTFOUND. */
enum fp_err fp_storage_plan_version(const struct fp_storage_call *call,
                                    const char *plan, int64_t version,
                                    const char **document,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

#endif
