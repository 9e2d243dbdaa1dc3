/* POST /api/v1/auth/password {"current_password", "new_password"} → 204: a new
 * password; every other session ends. */
#include "auth/digest.h"
#include "auth/password.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/identity/account.h"
#include "handlers/identity/notices.h"
#include "handlers/identity/prove.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "storage/identity/users_store.h"

enum { CURRENT, NEW, FIELDS };

static const char gone[] = "The account is no longer there.";

int
fp_handle_auth_password(struct fp_call *call)
{
    struct fp_field fields[FIELDS] = {
        [CURRENT] = { .name = "current_password", .required = 1, .min = 1,
                      .max = FP_PASSWORD_MAX },
        [NEW] = { .name = "new_password", .required = 1,
                  .max = FP_ACCOUNT_BODY_MAX },
    };
    struct fp_error error = { .code = FP_OK };
    char hash[FP_PASSWORD_HASH];
    struct fp_storage_call db;
    struct fp_user user;
    enum fp_err err;
    int status = fp_account_read(call, fields, FIELDS);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_user_self(&db, &user, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, gone);
    status = fp_account_check_password(call, &fields[NEW], "/new_password",
                                       user.email);
    if (status == 0)
        status = fp_prove_password(call, &fields[CURRENT]);
    if (status != 0)
        return status;
    err = fp_password_hash(call->service->passwords, fields[NEW].value,
                           fields[NEW].len, call->request->deadline_ns, hash);
    fp_auth_wipe(fields[NEW].value, fields[NEW].len);
    fp_account_count_hash(call);
    if (err != FP_OK)
        return fp_account_hash_failed(call, err);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_user_change_password(
                                &db, hash, call->principal.session_id,
                                &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, gone);
    fp_notice_password_changed(call, user.email);
    return fp_call_no_content(call);
}
