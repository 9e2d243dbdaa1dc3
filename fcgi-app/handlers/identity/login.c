/* POST /api/v1/auth/login {"email", "password"} → tokens; with "totp" or
 * "recovery_code" too where a second factor is on.
 *
 * An unknown address, a wrong password and a disabled account get the same
 * words after the same work, so that nothing tells them apart; and all are
 * counted (guess.h). That a second factor is on is told only to those who know
 * the password. */
#include "auth/digest.h"
#include "auth/password.h"
#include "auth/token.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/identity/account.h"
#include "handlers/identity/guess.h"
#include "handlers/identity/prove.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "storage/identity/logins_store.h"
#include "storage/identity/sessions_store.h"
#include "storage/identity/users_store.h"
#include "telemetry/metrics.h"

enum { EMAIL = FP_PROVE_FIELDS, FIELDS };

static int
refuse(struct fp_call *call)
{
    fp_metrics_add(call->service->config.metrics, FP_COUNT_LOGINS_FAILED, 1);
    return fp_account_refuse(call, "invalid_credentials",
                             "The e-mail address or the password is wrong.");
}

/* An attempt that was no guess does not count. That this fails costs the user
 * one place in a bucket. */
static void
give_back(struct fp_call *call, struct fp_storage_call *db,
          const struct fp_guess *guess)
{
    if (fp_stored_end(call, db,
                      fp_storage_throttle_give_back(db, guess->account,
                                                    guess->source, NULL)) !=
        FP_OK)
        fp_metrics_add(call->service->config.metrics, FP_COUNT_DB_ERRORS, 1);
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
open_session(struct fp_call *call, struct fp_storage_call *db,
             const struct fp_guess *guess)
{
    const struct fp_session_origin origin = {
        .account = guess->account,
        .source = guess->source,
        .user_agent = fp_account_user_agent(call),
    };
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
                            &origin, &session, &error));
    if (err == FP_ENOTFOUND)
        return refuse(call);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, "There is no such user.");
    fp_metrics_add(call->service->config.metrics, FP_COUNT_LOGINS_OK, 1);
    status = fp_account_grant(call, &session, refresh);
    fp_auth_wipe(refresh, sizeof(refresh));
    return status;
}

/* The password was right. */
static int
go_on(struct fp_call *call, struct fp_storage_call *db,
      const struct fp_user *user, const struct fp_field *fields,
      const struct fp_guess *guess)
{
    const struct fp_field *totp = &fields[FP_PROVE_TOTP];
    const struct fp_field *recovery = &fields[FP_PROVE_RECOVERY];
    int status = user->totp ? fp_prove_factor(call, db, totp, recovery, 401)
                            : 0;

    if (status == 0)
        return open_session(call, db, guess);
    if (status != 401 || (totp->value == NULL && recovery->value == NULL)) {
        db->user_id = NULL;
        give_back(call, db, guess);
    } else {
        fp_metrics_add(call->service->config.metrics, FP_COUNT_LOGINS_FAILED,
                       1);
    }
    return status;
}

int
fp_handle_auth_login(struct fp_call *call)
{
    struct fp_field fields[FIELDS] = {
        [FP_PROVE_PASSWORD] = fp_prove_fields[FP_PROVE_PASSWORD],
        [FP_PROVE_TOTP] = fp_prove_fields[FP_PROVE_TOTP],
        [FP_PROVE_RECOVERY] = fp_prove_fields[FP_PROVE_RECOVERY],
        [EMAIL] = { .name = "email", .required = 1, .min = 1,
                    .max = FP_USER_EMAIL_MAX },
    };
    struct fp_field *password = &fields[FP_PROVE_PASSWORD];
    struct fp_error error = { .code = FP_OK };
    struct fp_user user = { .id = NULL };
    struct fp_storage_call db;
    struct fp_guess guess;
    int stale = 0, status;
    int64_t wait_s = 0;
    enum fp_err err;

    status = fp_account_read(call, fields, FIELDS);
    if (status != 0)
        return status;
    fp_guess_at(call, fields[EMAIL].value, &guess);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_login_begin(
                                &db, fields[EMAIL].value, guess.account,
                                guess.source, &wait_s, &user, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, "There is no such user.");
    if (wait_s > 0)
        return fp_guess_wait(call, wait_s);
    err = fp_password_verify(call->service->passwords,
                             user.disabled ? NULL : user.password_hash,
                             password->value, password->len,
                             call->request->deadline_ns, &stale);
    fp_account_count_hash(call);
    if (err != FP_OK)
        fp_auth_wipe(password->value, password->len);
    if (err == FP_EAUTH)
        return refuse(call);
    if (err != FP_OK) {
        give_back(call, &db, &guess);
        return fp_account_hash_failed(call, err);
    }
    db.user_id = user.id;
    if (stale)
        renew_hash(call, &db, password);
    fp_auth_wipe(password->value, password->len);
    return go_on(call, &db, &user, fields, &guess);
}
