/* Results of stored plans. */
#include "storage/simulations_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum { ID, PLAN_ID, PLAN_VERSION, KIND, RESULT_ID, CREATED, RESULT };
enum { RESULT_ID_LEN = 32 };

static struct fp_stored_simulation
simulation_of(const PGresult *result)
{
    struct fp_stored_simulation simulation = {
        .id = fp_row_text(result, 0, ID),
        .plan_id = fp_row_text(result, 0, PLAN_ID),
        .plan_version = fp_row_int(result, 0, PLAN_VERSION),
        .kind = fp_row_text(result, 0, KIND),
        .result_id = fp_row_text(result, 0, RESULT_ID),
        .created_ms = fp_row_int(result, 0, CREATED),
    };

    if (PQnfields(result) > RESULT) {
        simulation.result = fp_row_text(result, 0, RESULT);
        simulation.result_len = (size_t)PQgetlength(result, 0, RESULT);
    }
    return simulation;
}

static enum fp_err
check_input(const struct fp_simulation_input *in, struct fp_error *error)
{
    if (strcmp(in->kind, "simulation") != 0 &&
        strcmp(in->kind, "projection") != 0 &&
        strcmp(in->kind, "backtest") != 0)
        return fp_error_set(error, FP_EINVAL,
                            "The kind of a result is simulation, projection "
                            "or backtest.");
    if (strlen(in->result_id) != RESULT_ID_LEN ||
        strspn(in->result_id, "0123456789abcdef") != RESULT_ID_LEN)
        return fp_error_set(error, FP_EINVAL,
                            "A result id has %d lower-case hex digits.",
                            (int)RESULT_ID_LEN);
    if (in->plan_version < 1)
        return fp_error_set(error, FP_EINVAL,
                            "The version of a plan is 1 or more.");
    if (in->result_len == 0 || in->result_len > FP_SIMULATION_RESULT_LIMIT)
        return fp_error_set(error, FP_EINVAL, "A result has 1 to %d bytes.",
                            (int)FP_SIMULATION_RESULT_LIMIT);
    return FP_OK;
}

enum fp_err
fp_storage_simulation_insert(const struct fp_storage_call *call,
                             const struct fp_simulation_input *in,
                             struct fp_stored_simulation *out,
                             struct fp_error *error)
{
    char id[FP_UUID_TEXT], version[FP_INT_TEXT], keep[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx;
    enum fp_err err = check_input(in, error);

    if (err != FP_OK)
        return err;
    if (!fp_uuid_valid(in->plan_id, strlen(in->plan_id)))
        return fp_error_set(error, FP_ENOTFOUND, "There is no such plan.");
    if (fp_uuid7(fp_clock_unix_ms(), id) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL, "No random numbers.");
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = { { .statement = FP_SQL_SIMULATION_PRUNE,
                     .values = { call->user_id, in->plan_id,
                                 fp_int_text(FP_SIMULATIONS_PER_PLAN - 1,
                                             keep) } },
                   { .statement = FP_SQL_SIMULATION_INSERT,
                     .values = { call->user_id, id, in->plan_id,
                                 fp_int_text(in->plan_version, version),
                                 in->kind, in->result_id, in->result },
                     .lengths = { [6] = (int)in->result_len } } },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[1]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "There is no such plan.");
    *out = simulation_of(results[1]);
    return FP_OK;
}

enum fp_err
fp_storage_simulation_get(const struct fp_storage_call *call, const char *id,
                          struct fp_stored_simulation *out,
                          struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .read_only = 1,
        .steps = { { .statement = FP_SQL_SIMULATION_GET,
                     .values = { call->user_id, id } } },
        .n_steps = 1,
    };
    enum fp_err err;

    if (!fp_uuid_valid(id, strlen(id)))
        return fp_error_set(error, FP_ENOTFOUND, "There is no such result.");
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "There is no such result.");
    *out = simulation_of(results[0]);
    return FP_OK;
}
