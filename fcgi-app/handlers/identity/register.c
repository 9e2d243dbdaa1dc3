/* POST /api/v1/auth/register {"email", "password"} → 201 and the user.
 *
 * An address that is taken answers 409 and so tells that it is known. The way
 * around that is an account that is only made by a letter, and then programs
 * could not make one; the rate limit of nginx bounds how many addresses can be
 * tried. Login, refresh and password reset tell nothing. */
#include "auth/digest.h"
#include "auth/password.h"
#include "handlers/identity/account.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "storage/identity/users_store.h"

enum { EMAIL, PASSWORD, FIELDS };

/* 0, or the status of the refusal. */
static int
read_account(struct fp_call *call, struct fp_field fields[FIELDS])
{
    struct fp_error error = { .code = FP_OK };
    struct fp_faults faults;
    int status = fp_account_read(call, fields, FIELDS);

    if (status != 0)
        return status;
    fp_faults_init(&faults, call->arena);
    if (!fp_account_email(fields[EMAIL].value))
        fp_faults_add(&faults, "/email", "format",
                      "This is not an e-mail address, such as "
                      "name@example.org.");
    if (fp_password_policy(fields[PASSWORD].value, fields[PASSWORD].len,
                           fields[EMAIL].value, &error) != FP_OK)
        fp_faults_add(&faults, "/password", "password", "%s", error.detail);
    return fp_faults_none(&faults)
               ? 0
               : fp_call_faults(call, 422, "invalid",
                                "The account cannot be made like this.",
                                &faults);
}

static int
reply_user(struct fp_call *call, const struct fp_user *user)
{
    fp_account_write_user(&call->response->body, user);
    fp_buf_char(&call->response->body, '\n');
    fp_account_etag(call, user->version);
    fp_call_header(call, "Location", "/api/v1/users/me");
    return fp_call_json(call, 201);
}

int
fp_handle_auth_register(struct fp_call *call)
{
    /* The policy speaks about the length of passwords in its own words. */
    struct fp_field fields[FIELDS] = {
        [EMAIL] = { .name = "email", .required = 1, .min = 3,
                    .max = FP_USER_EMAIL_MAX },
        [PASSWORD] = { .name = "password", .required = 1,
                       .max = FP_ACCOUNT_BODY_MAX },
    };
    struct fp_error error = { .code = FP_OK };
    char hash[FP_PASSWORD_HASH];
    struct fp_storage_call db;
    struct fp_user user;
    enum fp_err err;
    int status = read_account(call, fields);

    if (status != 0)
        return status;
    err = fp_password_hash(call->service->passwords, fields[PASSWORD].value,
                           fields[PASSWORD].len, call->request->deadline_ns,
                           hash);
    fp_auth_wipe(fields[PASSWORD].value, fields[PASSWORD].len);
    fp_account_count_hash(call);
    if (err != FP_OK)
        return fp_account_hash_failed(call, err);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_user_create(&db, fields[EMAIL].value,
                                                   hash, &user, &error));
    if (err == FP_ECONFLICT)
        return fp_call_problem(call, 409, "email_taken",
                               "There is an account with this e-mail "
                               "address.");
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, "There is no such user.");
    return reply_user(call, &user);
}
