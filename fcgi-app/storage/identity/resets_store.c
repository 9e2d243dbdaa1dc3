/* Password resets. Hashes travel in hexadecimal. */
#include "storage/identity/resets_store.h"

#include <string.h>

#include "base/text.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum { HEX = 2 * FP_RESET_HASH + 1 };

/* One statement of one row {id, email}; absent when there is none. */
static enum fp_err
whose(const struct fp_storage_call *call, const struct fp_tx_step *step,
      enum fp_err absent, struct fp_reset *out, struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    enum fp_err err =
        fp_tx_run(call, &(struct fp_tx){ .steps = { *step }, .n_steps = 1 },
                  results, NULL, error);

    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, absent, "There is no such reset.");
    out->user_id = fp_row_text(results[0], 0, 0);
    out->email = fp_row_text(results[0], 0, 1);
    return FP_OK;
}

enum fp_err
fp_storage_reset_request(const struct fp_storage_call *call,
                         const char *email,
                         const unsigned char account[FP_SUBJECT],
                         const unsigned char hash[FP_RESET_HASH],
                         int64_t ends_ms, struct fp_reset *out,
                         struct fp_error *error)
{
    char subject[HEX], token[HEX], ends[FP_INT_TEXT];

    return whose(call,
                 &(struct fp_tx_step){
                     .statement = FP_SQL_RESET_REQUEST,
                     .values = { fp_text_utf8(email, strlen(email)) ? email
                                                                    : "",
                                 fp_hex_text(account, FP_SUBJECT, subject),
                                 fp_hex_text(hash, FP_RESET_HASH, token),
                                 fp_int_text(ends_ms, ends) } },
                 FP_ENOTFOUND, out, error);
}

enum fp_err
fp_storage_reset_lookup(const struct fp_storage_call *call,
                        const unsigned char hash[FP_RESET_HASH],
                        struct fp_reset *out, struct fp_error *error)
{
    char token[HEX];

    return whose(call,
                 &(struct fp_tx_step){
                     .statement = FP_SQL_RESET_LOOKUP,
                     .values = { fp_hex_text(hash, FP_RESET_HASH, token) } },
                 FP_EAUTH, out, error);
}

enum fp_err
fp_storage_reset_use(const struct fp_storage_call *call,
                     const unsigned char hash[FP_RESET_HASH],
                     const char *password_hash,
                     const unsigned char account[FP_SUBJECT],
                     const unsigned char source[FP_SUBJECT],
                     struct fp_error *error)
{
    char token[HEX], first[HEX], second[HEX];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = fp_tx_run(
        call,
        &(struct fp_tx){
            .steps = { { .statement = FP_SQL_RESET_USE,
                         .values = { fp_hex_text(hash, FP_RESET_HASH, token),
                                     password_hash,
                                     fp_hex_text(account, FP_SUBJECT, first),
                                     fp_hex_text(source, FP_SUBJECT,
                                                 second) } } },
            .n_steps = 1 },
        results, NULL, error);

    if (err == FP_OK && fp_row_int(results[0], 0, 0) == 0)
        return fp_error_set(error, FP_EAUTH, "There is no such reset.");
    return err;
}
