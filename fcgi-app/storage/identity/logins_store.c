/* Logins and the bounds on guessing. */
#include "storage/identity/logins_store.h"

#include <string.h>

#include "base/text.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum { HEX = 2 * FP_SUBJECT + 1 };
enum { WAIT, ID, EMAIL, ROLE, PASSWORD_HASH, DISABLED, TOTP };

enum fp_err
fp_storage_login_begin(const struct fp_storage_call *call, const char *email,
                       const unsigned char account[FP_SUBJECT],
                       const unsigned char source[FP_SUBJECT],
                       int64_t *wait_s, struct fp_user *out,
                       struct fp_error *error)
{
    char first[HEX], second[HEX];
    PGresult *results[FP_TX_STEPS];
    const PGresult *row;
    enum fp_err err;

    if (!fp_text_utf8(email, strlen(email)))
        email = "";
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .steps = { { .statement = FP_SQL_LOGIN_BEGIN,
                                     .values = { email,
                                                 fp_hex_text(account,
                                                             FP_SUBJECT,
                                                             first),
                                                 fp_hex_text(source,
                                                             FP_SUBJECT,
                                                             second) } } },
                        .n_steps = 1 },
                    results, NULL, error);
    if (err != FP_OK)
        return err;
    row = results[0];
    *wait_s = fp_row_int(row, 0, WAIT);
    if (*wait_s > 0)
        return FP_OK;
    *out = (struct fp_user){
        .id = fp_row_text(row, 0, ID),
        .email = fp_row_text(row, 0, EMAIL),
        .role = fp_row_text(row, 0, ROLE),
        .password_hash = fp_row_text(row, 0, PASSWORD_HASH),
        .disabled = (int)fp_row_int(row, 0, DISABLED),
        .totp = (int)fp_row_int(row, 0, TOTP),
    };
    return FP_OK;
}

enum fp_err
fp_storage_throttle_give_back(const struct fp_storage_call *call,
                              const unsigned char account[FP_SUBJECT],
                              const unsigned char source[FP_SUBJECT],
                              struct fp_error *error)
{
    char first[HEX], second[HEX];
    PGresult *results[FP_TX_STEPS];

    return fp_tx_run(call,
                     &(struct fp_tx){
                         .steps = { { .statement = FP_SQL_THROTTLE_GIVE_BACK,
                                      .values = { fp_hex_text(source,
                                                              FP_SUBJECT,
                                                              first) } },
                                    { .statement = FP_SQL_THROTTLE_GIVE_BACK,
                                      .values = { fp_hex_text(account,
                                                              FP_SUBJECT,
                                                              second) } } },
                         .n_steps = 2 },
                     results, NULL, error);
}

enum fp_err
fp_storage_own_password(const struct fp_storage_call *call,
                        const unsigned char subject[FP_SUBJECT],
                        int64_t *wait_s, const char **hash,
                        struct fp_error *error)
{
    char text[HEX];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = fp_tx_run(
        call,
        &(struct fp_tx){
            .claim = call->user_id,
            .steps = { { .statement = FP_SQL_THROTTLE_TAKE,
                         .values = { fp_hex_text(subject, FP_SUBJECT, text),
                                     "10", "60" } },
                       { .statement = FP_SQL_USER_PASSWORD_HASH } },
            .n_steps = 2 },
        results, NULL, error);

    if (err != FP_OK)
        return err;
    if (fp_row_text(results[1], 0, 0) == NULL)
        return fp_error_set(error, FP_ENOTFOUND, "No such user.");
    *wait_s = fp_row_int(results[0], 0, 0);
    if (*wait_s == 0)
        *hash = fp_row_text(results[1], 0, 0);
    return FP_OK;
}
