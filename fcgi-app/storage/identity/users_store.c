/* Users. Registration runs under the claim of the user being made, so it
 * needs no privilege that a logged-in user lacks. */
#include "storage/identity/users_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum { ID, EMAIL, ROLE, DISABLED, CREATED, UPDATED, DISPLAY_NAME, VERSION };

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
        .display_name = fp_row_text(result, row, DISPLAY_NAME),
        .version = fp_row_int(result, row, VERSION),
    };
}

static enum fp_err
check_email(const char *email, struct fp_error *error)
{
    const size_t len = strlen(email);
    const char *at = strchr(email, '@');

    if (len > FP_USER_EMAIL_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "The e-mail address is longer than %d bytes.",
                            (int)FP_USER_EMAIL_MAX);
    if (len < 3 || at == NULL || at == email)
        return fp_error_set(error, FP_EINVAL,
                            "The e-mail address has no name before an @.");
    if (!fp_text_utf8(email, len))
        return fp_error_set(error, FP_EINVAL,
                            "The e-mail address is not UTF-8.");
    return FP_OK;
}

static enum fp_err
check_hash(const char *password_hash, struct fp_error *error)
{
    const size_t len = strlen(password_hash);

    if (len < 1 || len > FP_USER_PASSWORD_HASH_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "A password hash has 1 to %d bytes.",
                            (int)FP_USER_PASSWORD_HASH_MAX);
    return FP_OK;
}

enum fp_err
fp_storage_user_create(const struct fp_storage_call *call, const char *email,
                       const char *password_hash, struct fp_user *out,
                       struct fp_error *error)
{
    char id[FP_UUID_TEXT];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = check_email(email, error);

    if (err == FP_OK)
        err = check_hash(password_hash, error);
    if (err != FP_OK)
        return err;
    if (fp_uuid7(fp_clock_unix_ms(), id) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL, "No random numbers.");
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = id,
                        .steps = { { .statement = FP_SQL_USER_CREATE,
                                     .values = { id, email,
                                                 password_hash } } },
                        .n_steps = 1 },
                    results, NULL, error);
    if (err == FP_ECONFLICT)
        return fp_error_set(error, err,
                            "An account with this e-mail address exists.");
    if (err != FP_OK)
        return err;
    *out = user_of(results[0], 0);
    return FP_OK;
}

enum fp_err
fp_storage_user_self(const struct fp_storage_call *call, struct fp_user *out,
                     struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    enum fp_err err =
        fp_tx_run(call,
                  &(struct fp_tx){
                      .claim = call->user_id,
                      .read_only = 1,
                      .steps = { { .statement = FP_SQL_USER_SELF,
                                   .values = { call->user_id } },
                                 { .statement = FP_SQL_USER_FACTORS,
                                   .values = { call->user_id } } },
                      .n_steps = 2 },
                  results, NULL, error);

    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "No such user.");
    *out = user_of(results[0], 0);
    out->totp = fp_row_int(results[1], 0, 0) > 0;
    out->recovery_codes = (int)fp_row_int(results[1], 0, 1);
    return FP_OK;
}

enum fp_err
fp_storage_user_set_password(const struct fp_storage_call *call,
                             const char *password_hash,
                             struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = check_hash(password_hash, error);

    if (err != FP_OK)
        return err;
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .steps = { { .statement = FP_SQL_USER_SET_PASSWORD,
                                     .values = { call->user_id,
                                                 password_hash } } },
                        .n_steps = 1 },
                    results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "No such user.");
    return FP_OK;
}

enum fp_err
fp_storage_user_change_password(const struct fp_storage_call *call,
                                const char *password_hash,
                                const char *session_id,
                                struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = check_hash(password_hash, error);

    if (err != FP_OK)
        return err;
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .steps = { { .statement = FP_SQL_USER_CHANGE_PASSWORD,
                                     .values = { call->user_id,
                                                 password_hash } },
                                   { .statement = FP_SQL_SESSION_REVOKE_OTHERS,
                                     .values = { call->user_id, session_id,
                                                 "password" } },
                                   { .statement = FP_SQL_RESET_CLEAR,
                                     .values = { call->user_id } } },
                        .n_steps = 3 },
                    results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "No such user.");
    return FP_OK;
}

enum fp_err
fp_storage_user_change(const struct fp_storage_call *call, int64_t version,
                       const struct fp_user_change *change,
                       struct fp_user *out, struct fp_error *error)
{
    char number[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = FP_OK;

    if (change->email != NULL)
        err = check_email(change->email, error);
    if (err != FP_OK)
        return err;
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .steps = { { .statement = FP_SQL_USER_CHANGE,
                                     .values = { call->user_id,
                                                 fp_int_text(version, number),
                                                 change->email,
                                                 change->sets_display_name
                                                     ? "1" : "0",
                                                 change->display_name } },
                                   { .statement = FP_SQL_USER_FACTORS,
                                     .values = { call->user_id } } },
                        .n_steps = 2 },
                    results, NULL, error);
    if (err == FP_ECONFLICT)
        return fp_error_set(error, err,
                            "An account with this e-mail address exists.");
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "No such user.");
    *out = user_of(results[0], 0);
    out->totp = fp_row_int(results[1], 0, 0) > 0;
    out->recovery_codes = (int)fp_row_int(results[1], 0, 1);
    return FP_OK;
}

enum fp_err
fp_storage_user_erase(const struct fp_storage_call *call,
                      struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = fp_tx_run(
        call,
        &(struct fp_tx){ .claim = call->user_id,
                         .steps = { { .statement = FP_SQL_USER_ERASE } },
                         .n_steps = 1 },
        results, NULL, error);

    if (err != FP_OK)
        return err;
    if (fp_row_int(results[0], 0, 0) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "No such user.");
    return FP_OK;
}
