/* Plan documents. */
#include "storage/plans_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"
#include "storage/records/record_statements.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum { ID, NAME, VERSION, CREATED, UPDATED, HOUSEHOLD, DOCUMENT, SHARED };

static struct fp_stored_plan
plan_of(const PGresult *result, int row)
{
    struct fp_stored_plan plan = {
        .id = fp_row_text(result, row, ID),
        .name = fp_row_text(result, row, NAME),
        .version = fp_row_int(result, row, VERSION),
        .created_ms = fp_row_int(result, row, CREATED),
        .updated_ms = fp_row_int(result, row, UPDATED),
        .household_id = fp_row_text(result, row, HOUSEHOLD),
    };

    if (PQnfields(result) > DOCUMENT) {
        plan.document = fp_row_text(result, row, DOCUMENT);
        plan.document_len = (size_t)PQgetlength(result, row, DOCUMENT);
    }
    if (PQnfields(result) > SHARED)
        plan.is_shared = fp_row_int(result, row, SHARED) != 0;
    return plan;
}

static enum fp_err
no_room(struct fp_error *error)
{
    return fp_error_set(error, FP_ELIMIT,
                        "You have %d plans already, which is the limit. "
                        "Delete one first.",
                        (int)FP_PLANS_PER_USER);
}

static enum fp_err
not_found(struct fp_error *error)
{
    return fp_error_set(error, FP_ENOTFOUND, "There is no such plan.");
}

static int
is_uuid(const char *id)
{
    return fp_uuid_valid(id, strlen(id));
}

static enum fp_err
check_input(const struct fp_plan_input *plan, struct fp_error *error)
{
    if (plan->name != NULL &&
        (!fp_text_utf8(plan->name, strlen(plan->name)) ||
         fp_char_count(plan->name) > FP_PLAN_NAME_LIMIT))
        return fp_error_set(error, FP_EINVAL,
                            "The plan's name is longer than %d characters.",
                            (int)FP_PLAN_NAME_LIMIT);
    if (plan->document_len == 0 ||
        plan->document_len > FP_PLAN_DOCUMENT_LIMIT)
        return fp_error_set(error, FP_EINVAL,
                            "A plan document has 1 to %d bytes.",
                            (int)FP_PLAN_DOCUMENT_LIMIT);
    return FP_OK;
}

/* A household that is not there, or not the user's. */
static enum fp_err
no_household(const struct fp_tx_failure *failure, enum fp_err err,
             struct fp_error *error)
{
    return strcmp(failure->constraint, "plans_household_ref") == 0
               ? fp_error_set(error, FP_EINVAL,
                              "You have no household with this id.")
               : err;
}

/* The bytes just stored, so that a reply need not ask for them again. */
static enum fp_err
attach_document(const struct fp_storage_call *call,
                const struct fp_plan_input *input, struct fp_stored_plan *plan)
{
    plan->document = fp_arena_strndup(call->arena, input->document,
                                      input->document_len);
    plan->document_len = input->document_len;
    return plan->document != NULL ? FP_OK : FP_ENOMEM;
}

enum fp_err
fp_storage_plan_create(const struct fp_storage_call *call,
                       const struct fp_plan_input *plan,
                       struct fp_stored_plan *out, struct fp_error *error)
{
    char id[FP_UUID_TEXT], limit[FP_INT_TEXT];
    struct fp_tx_failure failure = { .sqlstate = "" };
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .steps = { { .statement = FP_SQL_PLAN_INSERT,
                     .values = { call->user_id, id,
                                 plan->name != NULL ? plan->name : "",
                                 plan->document,
                                 fp_int_text(FP_PLANS_PER_USER, limit),
                                 plan->household_id },
                     .lengths = { 0, 0, 0, (int)plan->document_len } } },
        .n_steps = 1,
    };
    struct fp_stored_plan made;
    enum fp_err err = check_input(plan, error);

    if (err != FP_OK)
        return err;
    if (fp_uuid7(fp_clock_unix_ms(), id) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL, "No random numbers.");
    err = fp_tx_run(call, &tx, results, &failure, error);
    if (err != FP_OK)
        return no_household(&failure, err, error);
    if (PQntuples(results[0]) == 0)
        return no_room(error);
    made = plan_of(results[0], 0);
    err = attach_document(call, plan, &made);
    if (err != FP_OK)
        return fp_error_set(error, err, "Out of memory.");
    *out = made;
    return FP_OK;
}

static enum fp_err
get(const struct fp_storage_call *call, enum fp_statement statement,
    const char *id, struct fp_stored_plan *out, struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .read_only = 1,
        .steps = { { .statement = statement,
                     .values = { call->user_id, id } } },
        .n_steps = 1,
    };
    enum fp_err err;

    if (!is_uuid(id))
        return not_found(error);
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return not_found(error);
    *out = plan_of(results[0], 0);
    return FP_OK;
}

enum fp_err
fp_storage_plan_get(const struct fp_storage_call *call, const char *id,
                    struct fp_stored_plan *out, struct fp_error *error)
{
    return get(call, FP_SQL_PLAN_GET, id, out, error);
}

enum fp_err
fp_storage_plan_read(const struct fp_storage_call *call, const char *id,
                     struct fp_stored_plan *out, struct fp_error *error)
{
    /* Most plans are read by their owners, for whom the first is quicker: it
     * asks for no shares. */
    enum fp_err err = get(call, FP_SQL_PLAN_GET, id, out, error);

    return err == FP_ENOTFOUND ? get(call, FP_SQL_PLAN_READ, id, out, error)
                               : err;
}

/* household NULL: of all of the user's. */
static enum fp_err
list(const struct fp_storage_call *call, const char *household,
     const char *after, size_t limit, struct fp_stored_plan_page *out,
     struct fp_error *error)
{
    enum { ORDER, LIST };
    char count[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    struct fp_stored_plan_page page = { .plans = NULL };
    struct fp_tx tx;
    enum fp_err err;
    size_t found;

    if (limit < 1 || limit > FP_PLANS_PAGE_MAX)
        return fp_error_set(error, FP_EINVAL, "limit must be 1 to %d.",
                            (int)FP_PLANS_PAGE_MAX);
    if (household != NULL && !is_uuid(household))
        return fp_error_set(error, FP_EINVAL, "A household has a UUID.");
    if (after != NULL && !is_uuid(after))
        return fp_error_set(error, FP_EINVAL,
                            "The cursor is not one that this list gave.");
    /* One more than asked for tells whether there is a next page. */
    fp_int_text((int64_t)limit + 1, count);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .read_only = 1,
        .steps = { [ORDER] = { .made =
                                   fp_record_statement(FP_SQL_IN_ORDER) },
                   [LIST] = { .statement = household != NULL
                                               ? FP_SQL_PLAN_LIST_OF
                                               : FP_SQL_PLAN_LIST,
                              .values = { call->user_id, after, count,
                                          household } } },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    found = (size_t)PQntuples(results[LIST]);
    page.count = found > limit ? limit : found;
    page.plans =
        fp_arena_array(call->arena, page.count, sizeof(*page.plans));
    if (page.plans == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (size_t i = 0; i < page.count; i++)
        page.plans[i] = plan_of(results[LIST], (int)i);
    if (found > limit)
        page.next = page.plans[page.count - 1].id;
    *out = page;
    return FP_OK;
}

enum fp_err
fp_storage_plan_list(const struct fp_storage_call *call, const char *after,
                     size_t limit, struct fp_stored_plan_page *out,
                     struct fp_error *error)
{
    return list(call, NULL, after, limit, out, error);
}

enum fp_err
fp_storage_plan_list_of(const struct fp_storage_call *call,
                        const char *household, const char *after,
                        size_t limit, struct fp_stored_plan_page *out,
                        struct fp_error *error)
{
    return list(call, household, after, limit, out, error);
}

/* locked: the row as it was found; changed: 0 rows when the version differs.
 * Sets error and *current_version accordingly. */
static enum fp_err
version_outcome(const PGresult *locked, const PGresult *changed,
                int64_t *current_version, struct fp_error *error)
{
    if (PQntuples(locked) == 0)
        return not_found(error);
    if (PQntuples(changed) == 1)
        return FP_OK;
    if (current_version != NULL)
        *current_version = fp_row_int(locked, 0, 0);
    return fp_error_set(error, FP_ECONFLICT,
                        "The plan was changed by someone else; its version "
                        "is %s now.",
                        fp_row_text(locked, 0, 0));
}

enum fp_err
fp_storage_plan_replace(const struct fp_storage_call *call, const char *id,
                        int64_t expected_version,
                        const struct fp_plan_input *plan,
                        struct fp_stored_plan *out, int64_t *current_version,
                        struct fp_error *error)
{
    char version[FP_INT_TEXT];
    struct fp_tx_failure failure = { .sqlstate = "" };
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .steps = { { .statement = FP_SQL_PLAN_LOCK,
                     .values = { call->user_id, id } },
                   { .statement = FP_SQL_PLAN_REPLACE,
                     .values = { call->user_id, id,
                                 fp_int_text(expected_version, version),
                                 plan->name != NULL ? plan->name : "",
                                 plan->document, plan->household_id },
                     .lengths = { 0, 0, 0, 0, (int)plan->document_len } } },
        .n_steps = 2,
    };
    struct fp_stored_plan made;
    enum fp_err err = check_input(plan, error);

    if (err != FP_OK)
        return err;
    if (!is_uuid(id))
        return not_found(error);
    err = fp_tx_run(call, &tx, results, &failure, error);
    if (err == FP_OK)
        err = version_outcome(results[0], results[1], current_version, error);
    if (err != FP_OK)
        return no_household(&failure, err, error);
    made = plan_of(results[1], 0);
    err = attach_document(call, plan, &made);
    if (err != FP_OK)
        return fp_error_set(error, err, "Out of memory.");
    *out = made;
    return FP_OK;
}

enum fp_err
fp_storage_plan_delete(const struct fp_storage_call *call, const char *id,
                       int64_t expected_version, int64_t *current_version,
                       struct fp_error *error)
{
    char version[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .steps = { { .statement = FP_SQL_PLAN_LOCK,
                     .values = { call->user_id, id } },
                   { .statement = FP_SQL_PLAN_DELETE,
                     .values = { call->user_id, id,
                                 fp_int_text(expected_version,
                                             version) } } },
        .n_steps = 2,
    };
    enum fp_err err;

    if (!is_uuid(id))
        return not_found(error);
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err == FP_OK)
        err = version_outcome(results[0], results[1], current_version, error);
    return err;
}
