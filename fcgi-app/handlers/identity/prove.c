/* Passwords and second factors of those who are asked again. */
#include "handlers/identity/prove.h"

#include <stdio.h>

#include "auth/digest.h"
#include "auth/opaque.h"
#include "auth/password.h"
#include "auth/seal.h"
#include "auth/totp.h"
#include "base/clock.h"
#include "handlers/identity/account.h"
#include "handlers/identity/guess.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "storage/identity/totp_store.h"

_Static_assert((int)FP_TOTP_SECRET + (int)FP_SEAL_OVERHEAD <=
                   (int)FP_TOTP_SEALED_MAX,
               "storage/ must hold a sealed secret");
_Static_assert((int)FP_RECOVERY_HASH == (int)FP_OPAQUE_HASH,
               "storage/ must hold the hash of a recovery code");

const struct fp_field fp_prove_fields[FP_PROVE_FIELDS] = {
    [FP_PROVE_PASSWORD] = { .name = "password", .required = 1, .min = 1,
                            .max = FP_PASSWORD_MAX },
    [FP_PROVE_TOTP] = { .name = "totp", .min = FP_TOTP_DIGITS,
                        .max = FP_TOTP_DIGITS },
    [FP_PROVE_RECOVERY] = { .name = "recovery_code", .min = 16, .max = 32 },
};

static const char gone[] = "The account is no longer there.";

int
fp_prove_password(struct fp_call *call, struct fp_field *password)
{
    struct fp_error error = { .code = FP_OK };
    unsigned char subject[FP_SUBJECT];
    struct fp_storage_call db;
    const char *hash = NULL;
    int64_t wait_s = 0;
    enum fp_err err;

    fp_guess_subject(call, "password", call->user_id, subject);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_own_password(&db, subject, &wait_s,
                                                    &hash, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, gone);
    if (wait_s > 0)
        return fp_guess_wait(call, wait_s);
    err = fp_password_verify(call->service->passwords, hash, password->value,
                             password->len, call->request->deadline_ns, NULL);
    fp_auth_wipe(password->value, password->len);
    fp_account_count_hash(call);
    if (err == FP_EAUTH)
        return fp_call_problem(call, 403, "wrong_password",
                               "The password is wrong.");
    return err == FP_OK ? 0 : fp_account_hash_failed(call, err);
}

int
fp_prove_factors_there(struct fp_call *call)
{
    if (call->service->sealer != NULL)
        return 0;
    return fp_call_unavailable(call, "mfa_unavailable",
                               "This service is not set up for second "
                               "factors.");
}

enum fp_err
fp_prove_code(struct fp_call *call, const char *user_id,
              const struct fp_totp_row *row, const char *code, size_t len,
              int64_t *step)
{
    unsigned char secret[FP_TOTP_SEALED_MAX];
    char context[64];
    enum fp_err err;
    int stale;

    if (row->sealed_len != FP_TOTP_SECRET + FP_SEAL_OVERHEAD)
        return FP_EINTERNAL;
    snprintf(context, sizeof(context), "totp:%s", user_id);
    if (fp_unseal(call->service->sealer, context, row->sealed,
                  row->sealed_len, secret, &stale) != FP_OK)
        return FP_EINTERNAL;
    err = fp_totp_check(secret, code, len, fp_clock_unix_ms() / 1000,
                        row->last_step, step);
    fp_auth_wipe(secret, sizeof(secret));
    return err;
}

static int
wrong_code(struct fp_call *call, int refused)
{
    static const char detail[] = "The code is not good, or was used before.";

    return refused == 401 ? fp_account_refuse(call, "invalid_code", detail)
                          : fp_call_problem(call, refused, "invalid_code",
                                            detail);
}

static int
by_recovery_code(struct fp_call *call, struct fp_storage_call *db,
                 const struct fp_field *code, int refused)
{
    struct fp_error error = { .code = FP_OK };
    unsigned char hash[FP_OPAQUE_HASH];
    enum fp_err err = fp_recovery_code_hash(code->value, code->len, hash);

    if (err == FP_OK)
        err = fp_stored_end(call, db,
                            fp_storage_recovery_use(db, hash, &error));
    if (err == FP_EAUTH)
        return wrong_code(call, refused);
    return err == FP_OK ? 0 : fp_stored_failed(call, err, &error, gone);
}

int
fp_prove_factor(struct fp_call *call, struct fp_storage_call *db,
                const struct fp_field *totp, const struct fp_field *recovery,
                int refused)
{
    static const char needed[] = "The account has a second factor: send the "
                                 "code of its app as totp, or one of its "
                                 "recovery codes as recovery_code.";
    struct fp_error error = { .code = FP_OK };
    struct fp_totp_row row;
    int64_t step = 0;
    enum fp_err err;

    err = fp_stored_end(call, db, fp_storage_totp_get(db, &row, &error));
    if (err == FP_ENOTFOUND || (err == FP_OK && !row.confirmed))
        return 0;
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, gone);
    if (totp->value == NULL && recovery->value == NULL)
        return refused == 401
                   ? fp_account_refuse(call, "mfa_required", needed)
                   : fp_call_problem(call, refused, "mfa_required", needed);
    if (totp->value == NULL)
        return by_recovery_code(call, db, recovery, refused);
    if (call->service->sealer == NULL)
        return fp_prove_factors_there(call);
    err = fp_prove_code(call, db->user_id, &row, totp->value, totp->len,
                        &step);
    if (err == FP_OK)
        err = fp_stored_end(call, db, fp_storage_totp_use(db, step, &error));
    if (err == FP_EAUTH)
        return wrong_code(call, refused);
    if (err == FP_EINTERNAL)
        return fp_call_internal(call, "second factor", NULL);
    return err == FP_OK ? 0 : fp_stored_failed(call, err, &error, gone);
}

int
fp_prove(struct fp_call *call, struct fp_field fields[FP_PROVE_FIELDS])
{
    struct fp_storage_call db;
    int status = fp_prove_password(call, &fields[FP_PROVE_PASSWORD]);
    enum fp_err err;

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err != FP_OK)
        return fp_stored_failed(call, err, NULL, gone);
    return fp_prove_factor(call, &db, &fields[FP_PROVE_TOTP],
                           &fields[FP_PROVE_RECOVERY], 403);
}
