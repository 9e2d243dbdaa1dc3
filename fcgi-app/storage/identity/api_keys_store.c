/* API keys. Hashes travel in hexadecimal. */
#include "storage/identity/api_keys_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "storage/rows.h"
#include "storage/tx.h"

enum { HEX = 2 * FP_API_KEY_HASH + 1 };
enum { ID, NAME, SCOPE, CREATED, EXPIRES, ROTATED, USED, PREFIX, OVERLAP };

static struct fp_api_key_row
key_of(const PGresult *result, int row)
{
    return (struct fp_api_key_row){
        .id = fp_row_text(result, row, ID),
        .name = fp_row_text(result, row, NAME),
        .scope = fp_row_text(result, row, SCOPE),
        .prefix = fp_row_text(result, row, PREFIX),
        .created_ms = fp_row_int(result, row, CREATED),
        .expires_ms = fp_row_int(result, row, EXPIRES),
        .rotated_ms = fp_row_int(result, row, ROTATED),
        .used_ms = fp_row_int(result, row, USED),
        .overlap_ms = fp_row_int(result, row, OVERLAP),
    };
}

static enum fp_err
not_found(struct fp_error *error)
{
    return fp_error_set(error, FP_ENOTFOUND, "No such API key.");
}

enum fp_err
fp_storage_api_key_create(const struct fp_storage_call *call,
                          const char *name, const char *scope,
                          int64_t expires_ms,
                          const struct fp_api_key_secret *secret,
                          struct fp_api_key_row *out, struct fp_error *error)
{
    char id[FP_UUID_TEXT], hash[HEX], expires[FP_INT_TEXT], most[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;

    if (fp_uuid7(fp_clock_unix_ms(), id) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL, "No random numbers.");
    err = fp_tx_run(
        call,
        &(struct fp_tx){
            .claim = call->user_id,
            .steps = { { .statement = FP_SQL_API_KEY_CREATE,
                         .values = { call->user_id, id, name, scope,
                                     fp_int_text(expires_ms, expires),
                                     fp_int_text(FP_API_KEYS_MAX, most) } },
                       { .statement = FP_SQL_API_KEY_ADD_SECRET,
                         .values = { call->user_id, id,
                                     fp_hex_text(secret->hash,
                                                 FP_API_KEY_HASH, hash),
                                     secret->prefix } },
                       { .statement = FP_SQL_API_KEY_LIST,
                         .values = { call->user_id, id, "1" } } },
            .n_steps = 3 },
        results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return fp_error_set(error, FP_ELIMIT,
                            "There are %d API keys already; revoke one first.",
                            (int)FP_API_KEYS_MAX);
    *out = key_of(results[2], 0);
    return FP_OK;
}

enum fp_err
fp_storage_api_key_list(const struct fp_storage_call *call,
                        struct fp_api_key_row **rows, size_t *count,
                        struct fp_error *error)
{
    struct fp_api_key_row *list;
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;
    size_t n, i;

    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .read_only = 1,
                        .steps = { { .statement = FP_SQL_API_KEY_LIST,
                                     .values = { call->user_id, NULL,
                                                 "1000" } } },
                        .n_steps = 1 },
                    results, NULL, error);
    if (err != FP_OK)
        return err;
    n = (size_t)PQntuples(results[0]);
    list = fp_arena_array(call->arena, n, sizeof(*list));
    if (list == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (i = 0; i < n; i++)
        list[i] = key_of(results[0], (int)i);
    *rows = list;
    *count = n;
    return FP_OK;
}

enum fp_err
fp_storage_api_key_rotate(const struct fp_storage_call *call, const char *id,
                          int overlap_s,
                          const struct fp_api_key_secret *secret,
                          struct fp_api_key_row *out, struct fp_error *error)
{
    char hash[HEX], overlap[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;

    if (!fp_uuid_valid(id, strlen(id)))
        return not_found(error);
    err = fp_tx_run(
        call,
        &(struct fp_tx){
            .claim = call->user_id,
            .steps = { { .statement = FP_SQL_API_KEY_ROTATE,
                         .values = { call->user_id, id,
                                     fp_int_text(overlap_s, overlap) } },
                       { .statement = FP_SQL_API_KEY_ADD_SECRET,
                         .values = { call->user_id, id,
                                     fp_hex_text(secret->hash,
                                                 FP_API_KEY_HASH, hash),
                                     secret->prefix } },
                       { .statement = FP_SQL_API_KEY_LIST,
                         .values = { call->user_id, id, "1" } } },
            .n_steps = 3 },
        results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0 || PQntuples(results[2]) == 0)
        return not_found(error);
    *out = key_of(results[2], 0);
    return FP_OK;
}

enum fp_err
fp_storage_api_key_revoke(const struct fp_storage_call *call, const char *id,
                          struct fp_error *error)
{
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;

    if (!fp_uuid_valid(id, strlen(id)))
        return not_found(error);
    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .steps = { { .statement = FP_SQL_API_KEY_REVOKE,
                                     .values = { call->user_id, id } } },
                        .n_steps = 1 },
                    results, NULL, error);
    if (err == FP_OK && PQntuples(results[0]) == 0)
        return not_found(error);
    return err;
}

enum fp_err
fp_storage_api_key_lookup(const struct fp_storage_call *call,
                          const unsigned char hash[FP_API_KEY_HASH],
                          const char **user_id, const char **role,
                          const char **scope, struct fp_error *error)
{
    char hex[HEX];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err = fp_tx_run(
        call,
        &(struct fp_tx){
            .steps = { { .statement = FP_SQL_API_KEY_LOOKUP,
                         .values = { fp_hex_text(hash, FP_API_KEY_HASH,
                                                 hex) } } },
            .n_steps = 1 },
        results, NULL, error);

    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0 ||
        strcmp(fp_row_text(results[0], 0, 0), "good") != 0)
        return fp_error_set(error, FP_EAUTH, "The API key is not valid.");
    *user_id = fp_row_text(results[0], 0, 1);
    *role = fp_row_text(results[0], 0, 2);
    *scope = fp_row_text(results[0], 0, 3);
    return FP_OK;
}
