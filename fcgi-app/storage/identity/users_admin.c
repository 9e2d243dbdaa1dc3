/* Users and the audit log as an admin sees them. */
#include "storage/identity/users_admin.h"

#include <string.h>

#include "base/text.h"
#include "base/uuid.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum { ID, EMAIL, ROLE, DISABLED, CREATED, UPDATED, DISPLAY_NAME, VERSION,
       TOTP };

static struct fp_user
user_of(const PGresult *result, int row)
{
    return (struct fp_user){
        .id = fp_row_text(result, row, ID),
        .email = fp_row_text(result, row, EMAIL),
        .role = fp_row_text(result, row, ROLE),
        .disabled = (int)fp_row_int(result, row, DISABLED),
        .created_ms = fp_row_int(result, row, CREATED),
        .updated_ms = fp_row_int(result, row, UPDATED),
        .version = fp_row_int(result, row, VERSION),
        .totp = (int)fp_row_int(result, row, TOTP),
    };
}

/* Runs one listing statement for limit rows and one more, which tells whether
 * there is a next page. */
static enum fp_err
list(const struct fp_storage_call *call, enum fp_statement statement,
     const char *first, const char *second, size_t limit, PGresult **result,
     struct fp_error *error)
{
    char count[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;

    if (limit < 1 || limit > FP_ADMIN_PAGE_MAX)
        return fp_error_set(error, FP_EINVAL, "limit must be 1 to %d.",
                            (int)FP_ADMIN_PAGE_MAX);
    fp_int_text((int64_t)limit + 1, count);
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .read_only = 1,
                        .steps = { { .statement = statement,
                                     .values = { first, second, count } } },
                        .n_steps = 1 },
                    results, NULL, error);
    if (err == FP_OK)
        *result = results[0];
    return err;
}

static int
is_uuid(const char *text)
{
    return fp_uuid_valid(text, strlen(text));
}

enum fp_err
fp_storage_admin_users(const struct fp_storage_call *call, const char *after,
                       size_t limit, struct fp_user_page *out,
                       struct fp_error *error)
{
    struct fp_user_page page = { .users = NULL };
    PGresult *result = NULL;
    enum fp_err err;
    size_t found, i;

    if (after != NULL && !is_uuid(after))
        return fp_error_set(error, FP_EINVAL,
                            "The cursor is not one that this list gave.");
    err = list(call, FP_SQL_ADMIN_USERS, NULL, after, limit, &result, error);
    if (err != FP_OK)
        return err;
    found = (size_t)PQntuples(result);
    page.count = found > limit ? limit : found;
    page.users = fp_arena_array(call->arena, page.count, sizeof(*page.users));
    if (page.users == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (i = 0; i < page.count; i++)
        page.users[i] = user_of(result, (int)i);
    if (found > limit)
        page.next = page.users[page.count - 1].id;
    *out = page;
    return FP_OK;
}

enum fp_err
fp_storage_admin_user(const struct fp_storage_call *call, const char *id,
                      struct fp_user *out, struct fp_error *error)
{
    PGresult *result = NULL;
    enum fp_err err;

    if (!is_uuid(id))
        return fp_error_set(error, FP_ENOTFOUND, "No such user.");
    err = list(call, FP_SQL_ADMIN_USERS, id, NULL, 1, &result, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(result) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "No such user.");
    *out = user_of(result, 0);
    return FP_OK;
}

static enum fp_err
outcome(const char *word, struct fp_error *error)
{
    static const struct {
        const char *word;
        enum fp_err code;
        const char *detail;
    } words[] = {
        { "changed", FP_OK, "" },
        { "missing", FP_ENOTFOUND, "No such user." },
        { "version", FP_ECONFLICT, "The user was changed meanwhile." },
        { "self", FP_EINVAL, "An admin cannot change their own rights." },
    };
    size_t i;

    for (i = 0; i < FP_COUNT(words); i++)
        if (strcmp(word, words[i].word) == 0)
            return words[i].code == FP_OK
                       ? FP_OK
                       : fp_error_set(error, words[i].code, "%s",
                                      words[i].detail);
    return fp_error_set(error, FP_EFORBID, "Only an admin may do this.");
}

enum fp_err
fp_storage_admin_user_change(const struct fp_storage_call *call,
                             const char *id, int64_t version,
                             const char *role, int disabled,
                             struct fp_user *out, struct fp_error *error)
{
    char number[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;

    if (!is_uuid(id))
        return fp_error_set(error, FP_ENOTFOUND, "No such user.");
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .steps = { { .statement = FP_SQL_ADMIN_USER_CHANGE,
                                     .values = { id, fp_int_text(version,
                                                                 number),
                                                 role,
                                                 disabled < 0   ? NULL
                                                 : disabled > 0 ? "1"
                                                                : "0" } },
                                   { .statement = FP_SQL_ADMIN_USERS,
                                     .values = { id, NULL, "1" } } },
                        .n_steps = 2 },
                    results, NULL, error);
    if (err == FP_OK)
        err = outcome(fp_row_text(results[0], 0, 0), error);
    if (err == FP_OK)
        *out = user_of(results[1], 0);
    return err;
}

enum fp_err
fp_storage_admin_audit(const struct fp_storage_call *call,
                       const char *owner_id, const char *after, size_t limit,
                       struct fp_audit_page *out, struct fp_error *error)
{
    struct fp_audit_page page = { .rows = NULL };
    PGresult *result = NULL;
    int64_t before;
    enum fp_err err;
    size_t found, i;

    if ((owner_id != NULL && !is_uuid(owner_id)) ||
        (after != NULL && fp_text_int64(after, strlen(after), 1, INT64_MAX,
                                        &before) != FP_OK))
        return fp_error_set(error, FP_EINVAL,
                            "The cursor is not one that this list gave, or "
                            "the owner is no id.");
    err = list(call, FP_SQL_ADMIN_AUDIT, owner_id, after, limit, &result,
               error);
    if (err != FP_OK)
        return err;
    found = (size_t)PQntuples(result);
    page.count = found > limit ? limit : found;
    page.rows = fp_arena_array(call->arena, page.count, sizeof(*page.rows));
    if (page.rows == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (i = 0; i < page.count; i++)
        page.rows[i] = (struct fp_audit_row){
            .id = fp_row_text(result, (int)i, 0),
            .at_ms = fp_row_int(result, (int)i, 1),
            .actor_id = fp_row_text(result, (int)i, 2),
            .owner_id = fp_row_text(result, (int)i, 3),
            .action = fp_row_text(result, (int)i, 4),
            .object_id = fp_row_text(result, (int)i, 5),
            .detail = fp_row_text(result, (int)i, 6),
        };
    if (found > limit)
        page.next = page.rows[page.count - 1].id;
    *out = page;
    return FP_OK;
}
