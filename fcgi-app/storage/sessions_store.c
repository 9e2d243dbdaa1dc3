/* Refresh-token families. Hashes travel in hexadecimal. */
#include "storage/sessions_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "storage/lease.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum { HEX = 2 * FP_SESSION_HASH + 1 };

enum fp_err
fp_storage_session_create(const struct fp_storage_call *call,
                          const unsigned char token_hash[FP_SESSION_HASH],
                          int64_t expires_ms, struct fp_session *out,
                          struct fp_error *error)
{
    char id[FP_UUID_TEXT], hash[HEX], expires[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    const int64_t now_ms = fp_clock_unix_ms();
    const PGresult *row;
    struct fp_tx tx;
    enum fp_err err;

    if (expires_ms <= now_ms)
        return fp_error_set(error, FP_EINVAL,
                            "A session must end in the future.");
    if (fp_uuid7(now_ms, id) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL, "No random numbers.");
    fp_hex_text(token_hash, FP_SESSION_HASH, hash);
    fp_int_text(expires_ms, expires);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = { { .statement = FP_SQL_SESSION_PURGE,
                     .values = { call->user_id } },
                   { .statement = FP_SQL_SESSION_CREATE,
                     .values = { call->user_id, id, hash, expires } } },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    row = results[1];
    if (PQntuples(row) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "No such user.");
    *out = (struct fp_session){
        .id = fp_row_text(row, 0, 0),
        .user_id = fp_row_text(row, 0, 1),
        .role = fp_row_text(row, 0, 2),
        .expires_ms = expires_ms,
    };
    return FP_OK;
}

enum fp_err
fp_storage_session_rotate(const struct fp_storage_call *call,
                          const unsigned char old_hash[FP_SESSION_HASH],
                          const unsigned char new_hash[FP_SESSION_HASH],
                          int64_t expires_ms, struct fp_session *out,
                          struct fp_error *error)
{
    char from[HEX], to[HEX], expires[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    const PGresult *row;
    struct fp_tx tx;
    enum fp_err err;

    if (expires_ms <= fp_clock_unix_ms())
        return fp_error_set(error, FP_EINVAL,
                            "A session must end in the future.");
    fp_hex_text(old_hash, FP_SESSION_HASH, from);
    fp_hex_text(new_hash, FP_SESSION_HASH, to);
    fp_int_text(expires_ms, expires);
    tx = (struct fp_tx){
        .steps = { { .statement = FP_SQL_SESSION_ROTATE,
                     .values = { from, to, expires } } },
        .n_steps = 1,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    row = results[0];
    if (strcmp(fp_row_text(row, 0, 0), "rotated") != 0) {
        /* The reason is for the log; a client learns only that it is over. */
        const struct fp_storage_event event = {
            .request_id = call->request_id != NULL ? call->request_id : "",
            .statement = "session_rotate",
            .sqlstate = "",
            .message = fp_row_text(row, 0, 0),
            .code = FP_EAUTH,
        };

        fp_lease_log(call->pool, &event);
        return fp_error_set(error, FP_EAUTH,
                            "The refresh token is not valid any more. "
                            "Log in again.");
    }
    *out = (struct fp_session){
        .id = fp_row_text(row, 0, 1),
        .user_id = fp_row_text(row, 0, 2),
        .role = fp_row_text(row, 0, 3),
        .expires_ms = expires_ms,
    };
    return FP_OK;
}

enum fp_err
fp_storage_session_revoke(const struct fp_storage_call *call,
                          const unsigned char token_hash[FP_SESSION_HASH],
                          struct fp_error *error)
{
    char hash[HEX];
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = {
        .steps = { { .statement = FP_SQL_SESSION_REVOKE,
                     .values = { fp_hex_text(token_hash, FP_SESSION_HASH,
                                             hash) } } },
        .n_steps = 1,
    };

    return fp_tx_run(call, &tx, results, NULL, error);
}

enum fp_err
fp_storage_session_revoke_all(const struct fp_storage_call *call,
                              int64_t *revoked, struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .steps = { { .statement = FP_SQL_SESSION_REVOKE_ALL,
                     .values = { call->user_id } } },
        .n_steps = 1,
    };
    enum fp_err err = fp_tx_run(call, &tx, results, NULL, error);

    if (err == FP_OK && revoked != NULL)
        *revoked = fp_row_int(results[0], 0, 0);
    return err;
}
