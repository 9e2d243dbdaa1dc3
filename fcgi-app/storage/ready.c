/* Readiness: one round trip that proves connection, role and schema. */
#include <string.h>

#include "storage/pool.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum fp_err
fp_storage_ready(const struct fp_storage_call *call, int *version,
                 struct fp_error *error)
{
    const struct fp_tx tx = {
        .read_only = 1,
        .steps = { { .statement = FP_SQL_SCHEMA_VERSION } },
        .n_steps = 1,
    };
    struct fp_tx_failure failure = { .sqlstate = "" };
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = fp_tx_run(call, &tx, results, &failure, error);
    int found = 0;

    /* undefined_table: nothing was migrated yet. */
    if (err == FP_OK)
        found = (int)fp_row_int(results[0], 0, 0);
    else if (strcmp(failure.sqlstate, "42P01") != 0)
        return err;
    *version = found;
    if (found == FP_STORAGE_SCHEMA)
        return FP_OK;
    return fp_error_set(error, FP_ECONFLICT,
                        "The database schema is at version %d and this "
                        "program needs %d.",
                        found, (int)FP_STORAGE_SCHEMA);
}
