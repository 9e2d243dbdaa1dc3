/* Idempotency keys. The taking of a key is in tx.c, with the first write. */
#include "storage/idempotency_store.h"

#include <limits.h>

#include "storage/rows.h"
#include "storage/tx.h"

enum { SAME_REQUEST, STATUS, LOCATION, ETAG, BODY };

enum fp_err
fp_idempotency_look(const struct fp_storage_call *call,
                    struct fp_error *error)
{
    struct fp_idempotency *once = call->once;
    struct fp_storage_call plain = *call;
    PGresult *results[FP_TX_STEPS];
    char hours[FP_INT_TEXT];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .read_only = 1,
        .steps = { { .statement = FP_SQL_KEY_LOOK,
                     .values = { call->user_id, once->route, once->key,
                                 once->request_hash,
                                 fp_int_text(FP_IDEMPOTENCY_HOURS,
                                             hours) } } },
        .n_steps = 1,
    };
    enum fp_err err;

    plain.once = NULL;
    err = fp_tx_run(&plain, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0) {
        once->state = FP_KEY_FREE;
    } else if (!fp_row_int(results[0], 0, SAME_REQUEST)) {
        once->state = FP_KEY_OTHER;
    } else {
        once->reply = (struct fp_idempotency_reply){
            .status = (int)fp_row_int(results[0], 0, STATUS),
            .location = fp_row_text(results[0], 0, LOCATION),
            .etag = fp_row_text(results[0], 0, ETAG),
            .body = fp_row_text(results[0], 0, BODY),
            .body_len = (size_t)PQgetlength(results[0], 0, BODY),
        };
        once->state = FP_KEY_REPLAY;
    }
    return FP_OK;
}

enum fp_err
fp_idempotency_keep(const struct fp_storage_call *call,
                    const struct fp_idempotency_reply *reply,
                    struct fp_error *error)
{
    const struct fp_idempotency *once = call->once;
    PGresult *results[FP_TX_STEPS];
    char status[FP_INT_TEXT];
    const struct fp_tx tx = {
        .claim = call->user_id,
        .commit = 1,
        .steps = { { .statement = FP_SQL_KEY_KEEP,
                     .values = { call->user_id, once->route, once->key,
                                 fp_int_text(reply->status, status),
                                 reply->location, reply->etag,
                                 reply->body_len > 0 ? reply->body : NULL },
                     .lengths = { 0, 0, 0, 0, 0, 0,
                                  (int)reply->body_len } } },
        .n_steps = 1,
    };

    if (reply->body_len > INT_MAX) {
        fp_tx_abandon(call);
        return fp_error_set(error, FP_EINVAL, "The reply is too large.");
    }
    return fp_tx_run(call, &tx, results, NULL, error);
}

void
fp_idempotency_drop(const struct fp_storage_call *call)
{
    fp_tx_abandon(call);
}
