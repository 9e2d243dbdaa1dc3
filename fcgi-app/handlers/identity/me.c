/* /api/v1/users/me: the account itself, read, changed and erased. */
#include <string.h>

#include "auth/digest.h"
#include "auth/password.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/identity/account.h"
#include "handlers/identity/notices.h"
#include "handlers/identity/prove.h"
#include "handlers/stored.h"
#include "storage/identity/users_store.h"

enum { EMAIL, DISPLAY_NAME, PASSWORD, FIELDS };
enum { DISPLAY_NAME_MAX = 400 }; /* bytes; the database counts characters */

static const char gone[] = "The account is no longer there.";

static enum fp_err
read_self(struct fp_call *call, struct fp_user *user, struct fp_error *error)
{
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err != FP_OK)
        return err;
    return fp_stored_end(call, &db, fp_storage_user_self(&db, user, error));
}

static int
reply_user(struct fp_call *call, const struct fp_user *user)
{
    fp_account_write_user(&call->response->body, user);
    fp_buf_char(&call->response->body, '\n');
    fp_account_etag(call, user->version);
    return fp_call_json(call, 200);
}

/* GET /api/v1/users/me */
int
fp_handle_me_get(struct fp_call *call)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_user user;
    enum fp_err err = read_self(call, &user, &error);

    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, gone);
    return fp_account_not_modified(call, user.version)
               ? 304
               : reply_user(call, &user);
}

/* 0, or the status of the refusal. An address is who one is here, so changing
 * it needs the password. */
static int
check_email(struct fp_call *call, struct fp_field *email,
            struct fp_field *password)
{
    struct fp_faults faults;

    fp_faults_init(&faults, call->arena);
    if (!fp_account_email(email->value))
        fp_faults_add(&faults, "/email", "format",
                      "This is not an e-mail address, such as "
                      "name@example.org.");
    if (password->value == NULL)
        fp_faults_add(&faults, "/password", "required",
                      "A change of the address needs the password.");
    if (!fp_faults_none(&faults))
        return fp_call_faults(call, 422, "invalid",
                              "The account cannot be changed like this.",
                              &faults);
    return fp_prove_password(call, password);
}

/* PATCH /api/v1/users/me */
int
fp_handle_me_change(struct fp_call *call)
{
    struct fp_field fields[FIELDS] = {
        [EMAIL] = { .name = "email", .min = 3, .max = FP_USER_EMAIL_MAX },
        [DISPLAY_NAME] = { .name = "display_name", .nullable = 1, .min = 1,
                           .max = DISPLAY_NAME_MAX },
        [PASSWORD] = { .name = "password", .min = 1, .max = FP_PASSWORD_MAX },
    };
    struct fp_error error = { .code = FP_OK };
    struct fp_user_change change;
    struct fp_user before, user;
    struct fp_storage_call db;
    enum fp_err err;
    int status = fp_account_read(call, fields, FIELDS);

    if (status != 0)
        return status;
    err = read_self(call, &before, &error);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, gone);
    status = fp_account_if_match(call, before.version);
    if (status == 0 && fields[EMAIL].value != NULL)
        status = check_email(call, &fields[EMAIL], &fields[PASSWORD]);
    if (status != 0)
        return status;
    change = (struct fp_user_change){
        .email = fields[EMAIL].value,
        .sets_display_name = fields[DISPLAY_NAME].present,
        .display_name = fields[DISPLAY_NAME].value,
    };
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_user_change(&db, before.version,
                                                   &change, &user, &error));
    if (err == FP_ECONFLICT)
        return fp_call_problem(call, 409, "email_taken",
                               "There is an account with this e-mail "
                               "address.");
    if (err == FP_ENOTFOUND)
        return fp_call_problem(call, 412, "version_mismatch",
                               "The account was changed meanwhile; read it "
                               "again.");
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, gone);
    if (strcmp(user.email, before.email) != 0)
        fp_notice_email_changed(call, before.email);
    return reply_user(call, &user);
}

/* POST /api/v1/users/me/erase {"password", "totp" or "recovery_code"} */
int
fp_handle_me_erase(struct fp_call *call)
{
    struct fp_field fields[FP_PROVE_FIELDS];
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err;
    int status;

    memcpy(fields, fp_prove_fields, sizeof(fields));
    status = fp_account_read(call, fields, FP_PROVE_FIELDS);
    if (status == 0)
        status = fp_prove(call, fields);
    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db, fp_storage_user_erase(&db, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, gone);
    return fp_call_no_content(call);
}
