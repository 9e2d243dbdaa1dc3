/* Scenarios. */
#include "storage/records/scenarios_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "storage/records/record_rows.h"
#include "storage/records/record_statements.h"
#include "storage/rows.h"

static enum fp_err
not_found(struct fp_error *error)
{
    return fp_error_set(error, FP_ENOTFOUND, "There is no such record.");
}

/* What every statement here needs: statements, a good id, a new one. */
static enum fp_err
prepare(const char *id, char made[FP_UUID_TEXT], struct fp_error *error)
{
    if (fp_record_sql(FP_RECORD_SCENARIO) == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    if (!fp_uuid_valid(id, strlen(id)))
        return not_found(error);
    if (fp_uuid7(fp_clock_unix_ms(), made) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL, "No random numbers.");
    return FP_OK;
}

/* made: the new row; above: the row that it hangs on. */
static enum fp_err
created(const PGresult *made, const PGresult *above,
        struct fp_record_row *out, struct fp_error *error)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_SCENARIO);

    if (PQntuples(above) == 0)
        return not_found(error);
    if (PQntuples(made) == 0)
        return fp_error_set(error, FP_ELIMIT,
                            "A plan has at most %lld scenarios.",
                            (long long)kind->max);
    *out = fp_record_row_of(kind, made, 0);
    return FP_OK;
}

enum fp_err
fp_storage_scenario_create(const struct fp_storage_call *call,
                           const char *plan, int64_t base_version,
                           const struct fp_record_values *values,
                           struct fp_record_row *out,
                           struct fp_record_refusal *refusal,
                           struct fp_error *error)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_SCENARIO);
    struct fp_tx_failure failure = { .sqlstate = "" };
    char id[FP_UUID_TEXT], version[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    const char *text;
    struct fp_buf buf;
    struct fp_tx tx;
    enum fp_err err = prepare(plan, id, error);

    refusal->rule = NULL;
    if (err != FP_OK)
        return err;
    fp_buf_init(&buf, 0);
    fp_record_row_json(&buf, kind, NULL, values);
    text = fp_record_text(call->arena, &buf);
    if (text == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = { { .made = fp_record_statement(FP_SQL_SCENARIO_CREATE),
                     .values = { call->user_id, plan, id,
                                 fp_int_text(base_version, version), text } },
                   { .made = &fp_record_sql(FP_RECORD_PLAN)->own,
                     .values = { call->user_id, plan } } },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, &failure, error);
    if (err != FP_OK)
        return fp_record_refused(kind, &failure, err, refusal, error);
    return created(results[0], results[1], out, error);
}

enum fp_err
fp_storage_scenario_clone(const struct fp_storage_call *call,
                          const char *scenario, const char *name,
                          struct fp_record_row *out, struct fp_error *error)
{
    char id[FP_UUID_TEXT];
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx;
    enum fp_err err = prepare(scenario, id, error);

    if (err != FP_OK)
        return err;
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = { { .made = fp_record_statement(FP_SQL_SCENARIO_CLONE),
                     .values = { call->user_id, scenario, id, name } },
                   { .made = &fp_record_sql(FP_RECORD_SCENARIO)->own,
                     .values = { call->user_id, scenario } } },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    return err == FP_OK ? created(results[0], results[1], out, error) : err;
}

enum fp_err
fp_storage_scenario_merge(const struct fp_storage_call *call,
                          const struct fp_scenario_merge *merge,
                          struct fp_record_row *out, struct fp_error *error)
{
    enum { LOCK, PLAN, SCENARIO, STEPS };
    char unused[FP_UUID_TEXT], plan_version[FP_INT_TEXT];
    char scenario_version[FP_INT_TEXT], next[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx;
    enum fp_err err = prepare(merge->scenario, unused, error);

    if (err != FP_OK)
        return err;
    fp_int_text(merge->scenario_version, scenario_version);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = {
            [LOCK] = { .made = &fp_record_sql(FP_RECORD_SCENARIO)->lock,
                       .values = { call->user_id, merge->scenario } },
            [PLAN] = { .made = fp_record_statement(FP_SQL_MERGE_PLAN),
                       .values = { call->user_id, merge->plan,
                                   fp_int_text(merge->plan_version,
                                               plan_version),
                                   merge->name, merge->document,
                                   merge->scenario, scenario_version } },
            [SCENARIO] = { .made = fp_record_statement(FP_SQL_MERGE_SCENARIO),
                           .values = { call->user_id, merge->scenario,
                                       scenario_version, merge->document,
                                       merge->plan,
                                       fp_int_text(merge->plan_version + 1,
                                                   next) } },
        },
        .n_steps = STEPS,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[LOCK]) == 0)
        return not_found(error);
    if (PQntuples(results[PLAN]) == 0 || PQntuples(results[SCENARIO]) == 0)
        return fp_error_set(error, FP_ECONFLICT,
                            "The plan or the scenario was changed meanwhile; "
                            "merge again.");
    *out = fp_record_row_of(fp_record_kind(FP_RECORD_SCENARIO),
                            results[SCENARIO], 0);
    return FP_OK;
}

enum fp_err
fp_storage_plan_version(const struct fp_storage_call *call, const char *plan,
                        int64_t version, const char **document,
                        struct fp_error *error)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_PLAN);
    struct fp_record_version *list = NULL;
    size_t count = 0;
    int more;
    enum fp_err err;

    /* A past version is the newest that is older than the one after it. */
    err = fp_storage_record_history(call, kind, plan, version + 1, 1, &list,
                                    &count, &more, error);
    if (err == FP_OK && count == 1 && list[0].row.version == version) {
        *document = list[0].row.values[fp_record_field(kind, "document")];
        return FP_OK;
    }
    return err != FP_OK ? err : not_found(error);
}
