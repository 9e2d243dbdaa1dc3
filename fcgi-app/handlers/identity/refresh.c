/* POST /api/v1/auth/refresh {"refresh_token"} → new tokens.
 *
 * Each refresh token works once. One that comes back was copied, so storage/
 * ends the whole session, and whoever holds its newest token logs in again. */
#include "auth/digest.h"
#include "auth/token.h"
#include "handlers/identity/account.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "storage/identity/sessions_store.h"

static int
refuse(struct fp_call *call)
{
    return fp_account_refuse(call, "invalid_refresh_token",
                             "The refresh token is not valid any more. Log "
                             "in again.");
}

int
fp_handle_auth_refresh(struct fp_call *call)
{
    unsigned char old_hash[FP_REFRESH_HASH], new_hash[FP_REFRESH_HASH];
    struct fp_field field = { .name = "refresh_token", .required = 1,
                              .min = 1, .max = 256 };
    struct fp_error error = { .code = FP_OK };
    char refresh[FP_REFRESH_TOKEN];
    struct fp_session session;
    struct fp_storage_call db;
    enum fp_err err;
    int status;

    status = fp_account_read(call, &field, 1);
    if (status != 0)
        return status;
    if (fp_refresh_token_hash(field.value, field.len, old_hash) != FP_OK)
        return refuse(call);
    fp_refresh_token_new(refresh, new_hash);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_session_rotate(
                                &db, old_hash, new_hash,
                                fp_account_refresh_ends_ms(call), &session,
                                &error));
    if (err == FP_EAUTH)
        return refuse(call);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, "There is no session.");
    status = fp_account_grant(call, &session, refresh);
    fp_auth_wipe(refresh, sizeof(refresh));
    return status;
}
