/* A new password for those who forgot theirs.
 *
 * POST /api/v1/auth/password-reset {"email"} → 202, whether or not somebody
 * has the address, and after the same time: the database writes in both cases,
 * a letter is only put into a queue, and the rest of a tenth of a second is
 * waited out, about as long as a login takes. A letter carries a token that is
 * good once; only its hash is kept.
 *
 * POST /api/v1/auth/password-reset/confirm {"token", "password"} → 204: the
 * password holds, every session has ended. A second factor stays on. */
#include <errno.h>
#include <time.h>

#include "auth/digest.h"
#include "auth/password.h"
#include "auth/token.h"
#include "base/clock.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/identity/account.h"
#include "handlers/identity/guess.h"
#include "handlers/identity/notices.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "storage/identity/resets_store.h"

enum { TOKEN, PASSWORD, FIELDS };
enum { REPLY_MS = 100 };

static const char missing[] = "There is no such reset.";

/* Until REPLY_MS after from_ns. */
static void
wait_out(uint64_t from_ns)
{
    const uint64_t until_ns = from_ns + UINT64_C(1000000) * REPLY_MS;
    const struct timespec until = {
        .tv_sec = (time_t)(until_ns / 1000000000),
        .tv_nsec = (long)(until_ns % 1000000000),
    };

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) ==
           EINTR)
        ;
}

int
fp_handle_reset_request(struct fp_call *call)
{
    struct fp_field email = { .name = "email", .required = 1, .min = 1,
                              .max = FP_USER_EMAIL_MAX };
    const uint64_t from_ns = fp_clock_monotonic_ns();
    unsigned char subject[FP_SUBJECT], hash[FP_REFRESH_HASH];
    struct fp_error error = { .code = FP_OK };
    char token[FP_REFRESH_TOKEN];
    struct fp_reset reset;
    struct fp_storage_call db;
    int64_t ends_ms;
    enum fp_err err;
    int status = fp_account_read(call, &email, 1);

    if (status != 0)
        return status;
    if (call->service->mail == NULL)
        return fp_call_unavailable(call, "mail_unavailable",
                                   "This service is not set up to send "
                                   "mail.");
    ends_ms = fp_clock_unix_ms() +
              (int64_t)call->service->config.reset_ttl_s * 1000;
    fp_refresh_token_new(token, hash);
    fp_guess_subject(call, "reset", email.value, subject);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_reset_request(&db, email.value,
                                                     subject, hash, ends_ms,
                                                     &reset, &error));
    if (err == FP_OK)
        fp_notice_reset(call, reset.email, token, ends_ms);
    fp_auth_wipe(token, sizeof(token));
    if (err != FP_OK && err != FP_ENOTFOUND)
        return fp_stored_failed(call, err, &error, missing);
    wait_out(from_ns);
    fp_call_no_content(call);
    return call->response->status = 202;
}

static int
refuse(struct fp_call *call)
{
    return fp_call_problem(call, 403, "invalid_reset_token",
                           "The token is not good, was used, or is too old. "
                           "Ask for a new one.");
}

int
fp_handle_reset_confirm(struct fp_call *call)
{
    struct fp_field fields[FIELDS] = {
        [TOKEN] = { .name = "token", .required = 1, .min = 1, .max = 256 },
        [PASSWORD] = { .name = "password", .required = 1,
                       .max = FP_ACCOUNT_BODY_MAX },
    };
    struct fp_field *password = &fields[PASSWORD];
    struct fp_error error = { .code = FP_OK };
    unsigned char hash[FP_REFRESH_HASH];
    char text[FP_PASSWORD_HASH];
    struct fp_storage_call db;
    struct fp_reset reset;
    struct fp_guess guess;
    enum fp_err err;
    int status = fp_account_read(call, fields, FIELDS);

    if (status != 0)
        return status;
    err = fp_refresh_token_hash(fields[TOKEN].value, fields[TOKEN].len, hash);
    if (err == FP_OK)
        err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_reset_lookup(&db, hash, &reset,
                                                    &error));
    if (err == FP_EAUTH)
        return refuse(call);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    status = fp_account_check_password(call, password, "/password",
                                       reset.email);
    if (status != 0)
        return status;
    err = fp_password_hash(call->service->passwords, password->value,
                           password->len, call->request->deadline_ns, text);
    fp_auth_wipe(password->value, password->len);
    fp_account_count_hash(call);
    if (err != FP_OK)
        return fp_account_hash_failed(call, err);
    fp_guess_at(call, reset.email, &guess);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_reset_use(&db, hash, text,
                                                 guess.account, guess.source,
                                                 &error));
    if (err == FP_EAUTH)
        return refuse(call);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    fp_notice_password_changed(call, reset.email);
    return fp_call_no_content(call);
}
