/* POST /api/v1/auth/logout {"refresh_token"} → 204: the session is over.
 *
 * A token that is unknown or ended already gets the same answer: what was
 * asked for is so. Access tokens that were issued stay good until they expire,
 * because they are checked without the database. */
#include "auth/token.h"
#include "handlers/identity/account.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "storage/identity/sessions_store.h"

int
fp_handle_auth_logout(struct fp_call *call)
{
    struct fp_field field = { .name = "refresh_token", .required = 1,
                              .min = 1, .max = 256 };
    struct fp_error error = { .code = FP_OK };
    unsigned char hash[FP_REFRESH_HASH];
    struct fp_storage_call db;
    enum fp_err err;
    int status;

    status = fp_account_read(call, &field, 1);
    if (status != 0)
        return status;
    if (fp_refresh_token_hash(field.value, field.len, hash) != FP_OK)
        return fp_call_no_content(call);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_session_revoke(&db, hash, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, "There is no session.");
    return fp_call_no_content(call);
}
