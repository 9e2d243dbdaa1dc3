/* POST /api/v1/auth/login {"email", "password"} → tokens.
 *
 * An unknown address, a wrong password and a disabled account get the same
 * words after the same work, so that nothing tells them apart. */
#include "auth/digest.h"
#include "auth/password.h"
#include "auth/token.h"
#include "handlers/identity/account.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "storage/sessions_store.h"
#include "storage/users_store.h"
#include "telemetry/metrics.h"

enum { EMAIL, PASSWORD, FIELDS };

static int
refuse(struct fp_call *call)
{
    fp_metrics_add(call->service->config.metrics, FP_COUNT_LOGINS_FAILED, 1);
    return fp_account_refuse(call, "invalid_credentials",
                             "The e-mail address or the password is wrong.");
}

/* A hash of another cost is replaced while the password is at hand. That it
 * fails is no reason to refuse the login: the next one tries again. */
static void
renew_hash(struct fp_call *call, struct fp_storage_call *db,
           const struct fp_field *password)
{
    char hash[FP_PASSWORD_HASH];

    if (fp_password_hash(call->service->passwords, password->value,
                         password->len, call->request->deadline_ns,
                         hash) == FP_OK &&
        fp_stored_end(call, db, fp_storage_user_set_password(db, hash,
                                                             NULL)) != FP_OK)
        fp_metrics_add(call->service->config.metrics, FP_COUNT_DB_ERRORS, 1);
}

static int
open_session(struct fp_call *call, struct fp_storage_call *db)
{
    struct fp_error error = { .code = FP_OK };
    unsigned char hash[FP_REFRESH_HASH];
    char refresh[FP_REFRESH_TOKEN];
    struct fp_session session;
    enum fp_err err;
    int status;

    fp_refresh_token_new(refresh, hash);
    err = fp_stored_end(call, db,
                        fp_storage_session_create(
                            db, hash, fp_account_refresh_ends_ms(call),
                            &session, &error));
    if (err == FP_ENOTFOUND)
        return refuse(call);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, "There is no such user.");
    fp_metrics_add(call->service->config.metrics, FP_COUNT_LOGINS_OK, 1);
    status = fp_account_grant(call, &session, refresh);
    fp_auth_wipe(refresh, sizeof(refresh));
    return status;
}

int
fp_handle_auth_login(struct fp_call *call)
{
    struct fp_field fields[FIELDS] = {
        [EMAIL] = { .name = "email", .required = 1, .min = 1,
                    .max = FP_USER_EMAIL_MAX },
        [PASSWORD] = { .name = "password", .required = 1, .min = 1,
                       .max = FP_PASSWORD_MAX },
    };
    struct fp_field *password = &fields[PASSWORD];
    struct fp_error error = { .code = FP_OK };
    struct fp_user user = { .disabled = 1 };
    struct fp_storage_call db;
    int stale = 0, status;
    enum fp_err err;

    status = fp_account_read(call, fields, FIELDS);
    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_user_by_email(&db, fields[EMAIL].value,
                                                     &user, &error));
    if (err != FP_OK && err != FP_ENOTFOUND && err != FP_EINVAL)
        return fp_stored_failed(call, err, &error, "There is no such user.");
    err = fp_password_verify(call->service->passwords,
                             err == FP_OK && !user.disabled
                                 ? user.password_hash
                                 : NULL,
                             password->value, password->len,
                             call->request->deadline_ns, &stale);
    fp_account_count_hash(call);
    if (err == FP_EAUTH) {
        fp_auth_wipe(password->value, password->len);
        return refuse(call);
    }
    if (err != FP_OK)
        return fp_account_hash_failed(call, err);
    err = fp_stored_begin(call, &db);
    if (err != FP_OK)
        return fp_stored_failed(call, err, NULL, "There is no such user.");
    db.user_id = user.id;
    if (stale)
        renew_hash(call, &db, password);
    fp_auth_wipe(password->value, password->len);
    return open_session(call, &db);
}
