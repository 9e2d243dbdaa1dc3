/* Everything of a household at once. */
#include "storage/records/household_store.h"

#include <string.h>

#include "base/uuid.h"
#include "storage/records/record_rows.h"
#include "storage/records/record_statements.h"
#include "storage/rows.h"

enum { ROWS_MAX = 1000 }; /* of a kind; more than a plan can hold */

static const enum fp_record parts[] = {
    FP_RECORD_PERSON, FP_RECORD_ACCOUNT, FP_RECORD_SAVING, FP_RECORD_INCOME,
    FP_RECORD_EXPENSE, FP_RECORD_LIABILITY, FP_RECORD_PROPERTY,
    FP_RECORD_INSURANCE, FP_RECORD_GOAL
};
static const enum fp_record set_parts[] = {
    FP_RECORD_ASSET_ASSUMPTION, FP_RECORD_CORRELATION
};

static enum fp_err
out_of_memory(struct fp_error *error)
{
    return fp_error_set(error, FP_ENOMEM, "Out of memory.");
}

/* Takes what the results from `first` on say of each kind. */
static enum fp_err
take_lists(struct fp_arena *arena, const enum fp_record *kinds, size_t n,
           PGresult **results, struct fp_household *out,
           struct fp_error *error)
{
    for (size_t i = 0; i < n; i++) {
        const size_t count = (size_t)PQntuples(results[i]);
        const struct fp_record_kind *kind = fp_record_kind(kinds[i]);

        if (count > ROWS_MAX)
            return fp_error_set(error, FP_ELIMIT,
                                "The household has more than %d %s.",
                                (int)ROWS_MAX, kind->plural);
        out->of[kinds[i]].rows =
            fp_record_rows_of(arena, kind, results[i], count);
        out->of[kinds[i]].count = count;
        if (out->of[kinds[i]].rows == NULL)
            return out_of_memory(error);
    }
    return FP_OK;
}

static enum fp_err
take_values(struct fp_arena *arena, const PGresult *result,
            struct fp_household *out, struct fp_error *error)
{
    enum { ACCOUNT, ASSET, CENTS, COST };
    const size_t count = (size_t)PQntuples(result);
    struct fp_asset_value *values =
        fp_arena_array(arena, count, sizeof(*values));

    if (values == NULL)
        return out_of_memory(error);
    for (size_t i = 0; i < count; i++)
        values[i] = (struct fp_asset_value){
            .account = fp_row_text(result, (int)i, ACCOUNT),
            .asset = fp_row_text(result, (int)i, ASSET),
            .cents = fp_row_int(result, (int)i, CENTS),
            .cost_cents = fp_row_int(result, (int)i, COST),
        };
    out->values = values;
    out->n_values = count;
    return FP_OK;
}

static enum fp_err
read_set(const struct fp_storage_call *call, const char *set,
         const char *limit, struct fp_household *out, struct fp_error *error)
{
    const struct fp_record_kind *kind =
        fp_record_kind(FP_RECORD_ASSUMPTION_SET);
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx = {
        .claim = call->user_id,
        .read_only = 1,
        .steps = { { .made = &fp_record_sql(FP_RECORD_ASSUMPTION_SET)->get,
                     .values = { call->user_id, set } } },
        .n_steps = 1,
    };
    enum fp_err err;

    for (size_t i = 0; i < FP_COUNT(set_parts); i++)
        tx.steps[tx.n_steps++] = (struct fp_tx_step){
            .made = &fp_record_sql(set_parts[i])->whole,
            .values = { call->user_id, set, limit },
        };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_EFORBID,
                            "You have no assumption set with this id.");
    out->set = fp_record_row_of(kind, results[0], 0);
    out->has_set = 1;
    return take_lists(call->arena, set_parts, FP_COUNT(set_parts),
                      results + 1, out, error);
}

enum fp_err
fp_storage_household_read(const struct fp_storage_call *call,
                          const char *household, const char *set,
                          struct fp_household *out, struct fp_error *error)
{
    enum { HOME, VALUES, PARTS };
    char limit[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    struct fp_household made = { .n_values = 0 };
    struct fp_tx tx;
    enum fp_err err;

    if (fp_record_sql(FP_RECORD_HOUSEHOLD) == NULL)
        return out_of_memory(error);
    if (!fp_uuid_valid(household, strlen(household)))
        return fp_error_set(error, FP_ENOTFOUND, "There is no such record.");
    if (set != NULL && !fp_uuid_valid(set, strlen(set)))
        return fp_error_set(error, FP_EFORBID,
                            "You have no assumption set with this id.");
    fp_int_text(ROWS_MAX + 1, limit);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .read_only = 1,
        .steps = {
            [HOME] = { .made = &fp_record_sql(FP_RECORD_HOUSEHOLD)->whole,
                       .values = { call->user_id, household, limit } },
            [VALUES] = { .made = fp_record_statement(FP_SQL_ASSET_VALUES),
                         .values = { call->user_id, household } },
        },
        .n_steps = PARTS,
    };
    for (size_t i = 0; i < FP_COUNT(parts); i++)
        tx.steps[tx.n_steps++] = (struct fp_tx_step){
            .made = &fp_record_sql(parts[i])->whole,
            .values = { call->user_id, household, limit },
        };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[HOME]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "There is no such record.");
    made.row = fp_record_row_of(fp_record_kind(FP_RECORD_HOUSEHOLD),
                                results[HOME], 0);
    err = take_lists(call->arena, parts, FP_COUNT(parts), results + PARTS,
                     &made, error);
    if (err == FP_OK)
        err = take_values(call->arena, results[VALUES], &made, error);
    if (err == FP_OK && set != NULL)
        err = read_set(call, set, limit, &made, error);
    if (err == FP_OK)
        *out = made;
    return err;
}
