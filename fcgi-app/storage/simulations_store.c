/* Results that are kept. */
#include "storage/simulations_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum { ID, PLAN_ID, PLAN_VERSION, KIND, RESULT_ID, CREATED, RESULT, REQUEST };
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
        simulation.request = fp_row_text(result, 0, REQUEST);
        simulation.request_len = (size_t)PQgetlength(result, 0, REQUEST);
    }
    return simulation;
}

static int
is_result_id(const char *id)
{
    return strlen(id) == RESULT_ID_LEN &&
           strspn(id, "0123456789abcdef") == RESULT_ID_LEN;
}

static enum fp_err
check_input(const struct fp_simulation_input *in, struct fp_error *error)
{
    if (!is_result_id(in->result_id))
        return fp_error_set(error, FP_EINVAL,
                            "A result id has %d lower-case hex digits.",
                            (int)RESULT_ID_LEN);
    if (in->plan_id != NULL && in->plan_version < 1)
        return fp_error_set(error, FP_EINVAL,
                            "The version of a plan is 1 or more.");
    if (in->request_len > FP_SIMULATION_REQUEST_LIMIT)
        return fp_error_set(error, FP_EINVAL, "A question has at most %d bytes.",
                            (int)FP_SIMULATION_REQUEST_LIMIT);
    if (in->result_len == 0 || in->result_len > FP_SIMULATION_RESULT_LIMIT)
        return fp_error_set(error, FP_EINVAL, "A result has 1 to %d bytes.",
                            (int)FP_SIMULATION_RESULT_LIMIT);
    return FP_OK;
}

static enum fp_err
insert(const struct fp_storage_call *call, const struct fp_tx *tx,
       struct fp_stored_simulation *out, struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = fp_tx_run(call, tx, results, NULL, error);

    if (err != FP_OK)
        return err;
    if (PQntuples(results[1]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "There is no such plan.");
    *out = simulation_of(results[1]);
    return FP_OK;
}

/* Of no stored plan. */
static enum fp_err
insert_alone(const struct fp_storage_call *call,
             const struct fp_simulation_input *in, const char *id,
             struct fp_stored_simulation *out, struct fp_error *error)
{
    char keep[FP_INT_TEXT];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .steps = { { .statement = FP_SQL_RESULT_PRUNE,
                     .values = { call->user_id,
                                 fp_int_text(FP_RESULTS_PER_USER - 1,
                                             keep) } },
                   { .statement = FP_SQL_RESULT_INSERT,
                     .values = { call->user_id, id, in->kind, in->result_id,
                                 in->result, in->request },
                     .lengths = { [4] = (int)in->result_len,
                                  [5] = (int)in->request_len } } },
        .n_steps = 2,
    };

    return insert(call, &tx, out, error);
}

enum fp_err
fp_storage_simulation_insert(const struct fp_storage_call *call,
                             const struct fp_simulation_input *in,
                             struct fp_stored_simulation *out,
                             struct fp_error *error)
{
    char id[FP_UUID_TEXT], version[FP_INT_TEXT], keep[FP_INT_TEXT];
    struct fp_tx tx;
    enum fp_err err = check_input(in, error);

    if (err != FP_OK)
        return err;
    if (in->plan_id != NULL &&
        !fp_uuid_valid(in->plan_id, strlen(in->plan_id)))
        return fp_error_set(error, FP_ENOTFOUND, "There is no such plan.");
    if (fp_uuid7(fp_clock_unix_ms(), id) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL, "No random numbers.");
    if (in->plan_id == NULL)
        return insert_alone(call, in, id, out, error);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = { { .statement = FP_SQL_SIMULATION_PRUNE,
                     .values = { call->user_id, in->plan_id,
                                 fp_int_text(FP_SIMULATIONS_PER_PLAN - 1,
                                             keep) } },
                   { .statement = FP_SQL_SIMULATION_INSERT,
                     .values = { call->user_id, id, in->plan_id,
                                 fp_int_text(in->plan_version, version),
                                 in->kind, in->result_id, in->result,
                                 in->request },
                     .lengths = { [6] = (int)in->result_len,
                                  [7] = (int)in->request_len } } },
        .n_steps = 2,
    };
    return insert(call, &tx, out, error);
}

/* One row by a statement of two parameters, the owner and what it is found
 * by. */
static enum fp_err
get(const struct fp_storage_call *call, enum fp_statement statement,
    const char *by, struct fp_stored_simulation *out, struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .read_only = 1,
        .steps = { { .statement = statement,
                     .values = { call->user_id, by } } },
        .n_steps = 1,
    };
    enum fp_err err = fp_tx_run(call, &tx, results, NULL, error);

    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "There is no such result.");
    *out = simulation_of(results[0]);
    return FP_OK;
}

enum fp_err
fp_storage_simulation_get(const struct fp_storage_call *call, const char *id,
                          struct fp_stored_simulation *out,
                          struct fp_error *error)
{
    if (!fp_uuid_valid(id, strlen(id)))
        return fp_error_set(error, FP_ENOTFOUND, "There is no such result.");
    return get(call, FP_SQL_SIMULATION_GET, id, out, error);
}

enum fp_err
fp_storage_result_get(const struct fp_storage_call *call,
                      const char *result_id, struct fp_stored_simulation *out,
                      struct fp_error *error)
{
    if (!is_result_id(result_id))
        return fp_error_set(error, FP_ENOTFOUND, "There is no such result.");
    return get(call, FP_SQL_RESULT_GET, result_id, out, error);
}
