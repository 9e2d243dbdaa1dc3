/* Shares, and the audit log. */
#include "storage/records/sharing_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "storage/records/record_rows.h"
#include "storage/records/record_statements.h"
#include "storage/rows.h"

enum fp_err
fp_storage_share_create(const struct fp_storage_call *call,
                        const char *household, const char *address,
                        struct fp_record_row *out,
                        struct fp_record_refusal *refusal,
                        struct fp_error *error)
{
    enum { CREATE, OWN, KNOWN, STEPS };
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_SHARE);
    const struct fp_record_sql *above = fp_record_sql(FP_RECORD_HOUSEHOLD);
    struct fp_tx_failure failure = { .sqlstate = "" };
    char id[FP_UUID_TEXT];
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx;
    enum fp_err err;

    refusal->rule = NULL;
    if (above == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    if (!fp_uuid_valid(household, strlen(household)))
        return fp_error_set(error, FP_ENOTFOUND, "There is no such record.");
    if (fp_uuid7(fp_clock_unix_ms(), id) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL, "No random numbers.");
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = {
            [CREATE] = { .made = fp_record_statement(FP_SQL_SHARE_CREATE),
                         .values = { call->user_id, household, id,
                                     address } },
            [OWN] = { .made = &above->own,
                      .values = { call->user_id, household } },
            [KNOWN] = { .made = fp_record_statement(FP_SQL_ADVISOR_KNOWN),
                        .values = { address } },
        },
        .n_steps = STEPS,
    };
    err = fp_tx_run(call, &tx, results, &failure, error);
    if (err != FP_OK)
        return fp_record_refused(kind, &failure, err, refusal, error);
    if (PQntuples(results[OWN]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "There is no such record.");
    if (!fp_row_int(results[KNOWN], 0, 0))
        return fp_error_set(error, FP_EFORBID,
                            "No advisor has this address.");
    if (PQntuples(results[CREATE]) == 0)
        return fp_error_set(error, FP_ELIMIT,
                            "A household is shared with at most %lld "
                            "advisors.", (long long)kind->max);
    *out = fp_record_row_of(kind, results[CREATE], 0);
    return FP_OK;
}

enum fp_err
fp_storage_audit(const struct fp_storage_call *call, const char *object,
                 int64_t after, size_t limit, struct fp_audit_entry **list,
                 size_t *count, int *more, struct fp_error *error)
{
    enum { ID, AT, ACTOR, ACTION, OBJECT, HOUSEHOLD, VERSION, DETAIL, REQUEST,
           FIELDS };
    char rows[FP_INT_TEXT], before[FP_INT_TEXT];
    struct fp_audit_entry *made;
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx;
    enum fp_err err;
    size_t found;

    if (object != NULL && !fp_uuid_valid(object, strlen(object)))
        return fp_error_set(error, FP_EINVAL, "An id is a UUID.");
    if (limit < 1 || limit > FP_RECORD_PAGE_MAX)
        return fp_error_set(error, FP_EINVAL, "limit must be 1 to %d.",
                            (int)FP_RECORD_PAGE_MAX);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .read_only = 1,
        .steps = { { .made = fp_record_statement(FP_SQL_AUDIT),
                     .values = { call->user_id, object,
                                 fp_int_text((int64_t)limit + 1, rows),
                                 after > 0 ? fp_int_text(after, before)
                                           : NULL } } },
        .n_steps = 1,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    found = (size_t)PQntuples(results[0]);
    made = fp_arena_array(call->arena, found, sizeof(*made));
    if (made == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (size_t i = 0; i < found; i++) {
        const PGresult *row = results[0];

        made[i] = (struct fp_audit_entry){
            .id = fp_row_int(row, (int)i, ID),
            .at_ms = fp_row_int(row, (int)i, AT),
            .actor = fp_row_text(row, (int)i, ACTOR),
            .action = fp_row_text(row, (int)i, ACTION),
            .object = fp_row_text(row, (int)i, OBJECT),
            .household = fp_row_text(row, (int)i, HOUSEHOLD),
            .version = fp_row_int(row, (int)i, VERSION),
            .detail = fp_row_text(row, (int)i, DETAIL),
            .request = fp_row_text(row, (int)i, REQUEST),
            .fields = fp_row_text(row, (int)i, FIELDS),
        };
    }
    *more = found > limit;
    *count = found > limit ? limit : found;
    *list = made;
    return FP_OK;
}
