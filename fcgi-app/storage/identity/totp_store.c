/* Second factors. Bytes travel in hexadecimal. */
#include "storage/identity/totp_store.h"

#include <string.h>

#include "storage/rows.h"
#include "storage/tx.h"

enum {
    SEALED_HEX = 2 * FP_TOTP_SEALED_MAX + 1,
    HASH_HEX = 2 * FP_RECOVERY_HASH + 1,
    HASHES_TEXT = FP_RECOVERY_CODES * HASH_HEX
};

static int
nibble(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

enum fp_err
fp_storage_totp_get(const struct fp_storage_call *call,
                    struct fp_totp_row *out, struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    const char *hex;
    enum fp_err err;
    size_t i;

    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .read_only = 1,
                        .steps = { { .statement = FP_SQL_TOTP_GET,
                                     .values = { call->user_id } } },
                        .n_steps = 1 },
                    results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "No second factor.");
    hex = fp_row_text(results[0], 0, 0);
    if (strlen(hex) > 2 * (size_t)FP_TOTP_SEALED_MAX)
        return fp_error_set(error, FP_EINTERNAL, "A secret is too long.");
    out->sealed_len = strlen(hex) / 2;
    for (i = 0; i < out->sealed_len; i++)
        out->sealed[i] = (unsigned char)(nibble(hex[2 * i]) << 4 |
                                         nibble(hex[2 * i + 1]));
    out->confirmed = (int)fp_row_int(results[0], 0, 1);
    out->last_step = fp_row_int(results[0], 0, 2);
    return FP_OK;
}

enum fp_err
fp_storage_totp_enrol(const struct fp_storage_call *call,
                      const unsigned char *sealed, size_t len,
                      struct fp_error *error)
{
    char hex[SEALED_HEX];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;

    if (len > FP_TOTP_SEALED_MAX)
        return fp_error_set(error, FP_EINTERNAL, "A secret is too long.");
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .steps = { { .statement = FP_SQL_TOTP_CLEAR,
                                     .values = { call->user_id } },
                                   { .statement = FP_SQL_TOTP_ENROL,
                                     .values = { call->user_id,
                                                 fp_hex_text(sealed, len,
                                                             hex) } } },
                        .n_steps = 2 },
                    results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[1]) == 0)
        return fp_error_set(error, FP_ECONFLICT,
                            "A second factor is on already.");
    return FP_OK;
}

/* The hashes as one parameter. */
static const char *
hashes_text(unsigned char hashes[FP_RECOVERY_CODES][FP_RECOVERY_HASH],
            char text[HASHES_TEXT])
{
    size_t i;

    for (i = 0; i < FP_RECOVERY_CODES; i++) {
        fp_hex_text(hashes[i], FP_RECOVERY_HASH, text + i * HASH_HEX);
        if (i + 1 < FP_RECOVERY_CODES)
            text[(i + 1) * HASH_HEX - 1] = ',';
    }
    return text;
}

enum fp_err
fp_storage_totp_confirm(
    const struct fp_storage_call *call, const unsigned char *sealed,
    size_t len, int64_t step,
    unsigned char hashes[FP_RECOVERY_CODES][FP_RECOVERY_HASH],
    struct fp_error *error)
{
    char hex[SEALED_HEX], text[HASHES_TEXT], number[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;

    if (len > FP_TOTP_SEALED_MAX)
        return fp_error_set(error, FP_EINTERNAL, "A secret is too long.");
    err = fp_tx_run(
        call,
        &(struct fp_tx){
            .claim = call->user_id,
            .steps = { { .statement = FP_SQL_TOTP_CONFIRM,
                         .values = { call->user_id, fp_int_text(step, number),
                                     fp_hex_text(sealed, len, hex) } },
                       { .statement = FP_SQL_RECOVERY_ADD,
                         .values = { call->user_id,
                                     hashes_text(hashes, text) } } },
            .n_steps = 2 },
        results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_ECONFLICT,
                            "The second factor was confirmed or enrolled "
                            "anew meanwhile.");
    return FP_OK;
}

/* One statement; *rows: how many it gave. */
static enum fp_err
run_one(const struct fp_storage_call *call, const struct fp_tx_step *step,
        int *rows, struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = fp_tx_run(call,
                                &(struct fp_tx){ .claim = call->user_id,
                                                 .steps = { *step },
                                                 .n_steps = 1 },
                                results, NULL, error);

    if (err == FP_OK)
        *rows = PQntuples(results[0]);
    return err;
}

enum fp_err
fp_storage_totp_use(const struct fp_storage_call *call, int64_t step,
                    struct fp_error *error)
{
    char number[FP_INT_TEXT];
    int rows = 0;
    enum fp_err err = run_one(call,
                              &(struct fp_tx_step){
                                  .statement = FP_SQL_TOTP_USE,
                                  .values = { call->user_id,
                                              fp_int_text(step, number) } },
                              &rows, error);

    if (err == FP_OK && rows == 0)
        return fp_error_set(error, FP_EAUTH, "The code was used.");
    return err;
}

enum fp_err
fp_storage_recovery_use(const struct fp_storage_call *call,
                        const unsigned char hash[FP_RECOVERY_HASH],
                        struct fp_error *error)
{
    char hex[HASH_HEX];
    int rows = 0;
    enum fp_err err =
        run_one(call,
                &(struct fp_tx_step){
                    .statement = FP_SQL_RECOVERY_USE,
                    .values = { call->user_id,
                                fp_hex_text(hash, FP_RECOVERY_HASH, hex) } },
                &rows, error);

    if (err == FP_OK && rows == 0)
        return fp_error_set(error, FP_EAUTH, "The code is not good.");
    return err;
}

enum fp_err
fp_storage_recovery_renew(
    const struct fp_storage_call *call,
    unsigned char hashes[FP_RECOVERY_CODES][FP_RECOVERY_HASH],
    struct fp_error *error)
{
    char text[HASHES_TEXT];
    PGresult *results[FP_TX_STEPS];

    return fp_tx_run(call,
                     &(struct fp_tx){
                         .claim = call->user_id,
                         .steps = { { .statement = FP_SQL_RECOVERY_CLEAR,
                                      .values = { call->user_id } },
                                    { .statement = FP_SQL_RECOVERY_ADD,
                                      .values = { call->user_id,
                                                  hashes_text(hashes,
                                                              text) } } },
                         .n_steps = 2 },
                     results, NULL, error);
}

enum fp_err
fp_storage_totp_remove(const struct fp_storage_call *call,
                       struct fp_error *error)
{
    int rows = 0;
    enum fp_err err = run_one(call,
                              &(struct fp_tx_step){
                                  .statement = FP_SQL_TOTP_REMOVE,
                                  .values = { call->user_id } },
                              &rows, error);

    if (err == FP_OK && rows == 0)
        return fp_error_set(error, FP_ENOTFOUND, "No second factor.");
    return err;
}
