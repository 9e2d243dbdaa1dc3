/* Refresh-token families. Hashes travel in hexadecimal. */
#include "storage/identity/sessions_store.h"

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
                          int64_t expires_ms,
                          const struct fp_session_origin *origin,
                          struct fp_session *out, struct fp_error *error)
{
    char id[FP_UUID_TEXT], hash[HEX], expires[FP_INT_TEXT];
    char account[HEX], source[HEX];
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
                     .values = { call->user_id, id, hash, expires,
                                 origin != NULL ? origin->user_agent
                                                : NULL } } },
        .n_steps = 2,
    };
    if (origin != NULL)
        tx.steps[tx.n_steps++] = (struct fp_tx_step){
            .statement = FP_SQL_LOGIN_SUCCEEDED,
            .values = { fp_hex_text(origin->account, FP_SESSION_HASH, account),
                        fp_hex_text(origin->source, FP_SESSION_HASH,
                                    source) },
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

enum fp_err
fp_storage_session_list(const struct fp_storage_call *call, const char *after,
                        size_t limit, struct fp_session_page *out,
                        struct fp_error *error)
{
    char count[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    struct fp_session_page page = { .rows = NULL };
    enum fp_err err;
    size_t found, i;

    if (limit < 1 || limit > FP_SESSIONS_PAGE_MAX)
        return fp_error_set(error, FP_EINVAL, "limit must be 1 to %d.",
                            (int)FP_SESSIONS_PAGE_MAX);
    if (after != NULL && !fp_uuid_valid(after, strlen(after)))
        return fp_error_set(error, FP_EINVAL,
                            "The cursor is not one that this list gave.");
    fp_int_text((int64_t)limit + 1, count);
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .read_only = 1,
                        .steps = { { .statement = FP_SQL_SESSION_LIST,
                                     .values = { call->user_id, after,
                                                 count } } },
                        .n_steps = 1 },
                    results, NULL, error);
    if (err != FP_OK)
        return err;
    found = (size_t)PQntuples(results[0]);
    page.count = found > limit ? limit : found;
    page.rows = fp_arena_array(call->arena, page.count, sizeof(*page.rows));
    if (page.rows == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (i = 0; i < page.count; i++)
        page.rows[i] = (struct fp_session_row){
            .id = fp_row_text(results[0], (int)i, 0),
            .user_agent = fp_row_text(results[0], (int)i, 1),
            .created_ms = fp_row_int(results[0], (int)i, 2),
            .used_ms = fp_row_int(results[0], (int)i, 3),
            .expires_ms = fp_row_int(results[0], (int)i, 4),
        };
    if (found > limit)
        page.next = page.rows[page.count - 1].id;
    *out = page;
    return FP_OK;
}

/* One statement about the session id of call->user_id, which answers one row,
 * or none when there is no such session. */
static enum fp_err
about_one(const struct fp_storage_call *call, enum fp_statement statement,
          int read_only, const char *id, PGresult **result,
          struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;

    if (!fp_uuid_valid(id, strlen(id)))
        return fp_error_set(error, FP_ENOTFOUND, "No such session.");
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .read_only = read_only,
                        .steps = { { .statement = statement,
                                     .values = { call->user_id, id } } },
                        .n_steps = 1 },
                    results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_ENOTFOUND, "No such session.");
    *result = results[0];
    return FP_OK;
}

enum fp_err
fp_storage_session_live(const struct fp_storage_call *call, const char *id,
                        const char **role, struct fp_error *error)
{
    PGresult *result = NULL;
    enum fp_err err =
        about_one(call, FP_SQL_SESSION_LIVE, 1, id, &result, error);

    if (err == FP_OK)
        *role = fp_row_text(result, 0, 0);
    return err;
}

enum fp_err
fp_storage_session_revoke_one(const struct fp_storage_call *call,
                              const char *id, struct fp_error *error)
{
    PGresult *result = NULL;

    return about_one(call, FP_SQL_SESSION_REVOKE_ONE, 0, id, &result, error);
}

enum fp_err
fp_storage_session_revoke_others(const struct fp_storage_call *call,
                                 const char *id, int64_t *revoked,
                                 struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    enum fp_err err =
        fp_tx_run(call,
                  &(struct fp_tx){
                      .claim = call->user_id,
                      .steps = { { .statement = FP_SQL_SESSION_REVOKE_OTHERS,
                                   .values = { call->user_id, id,
                                               "user" } } },
                      .n_steps = 1 },
                  results, NULL, error);

    if (err == FP_OK)
        *revoked = fp_row_int(results[0], 0, 0);
    return err;
}
