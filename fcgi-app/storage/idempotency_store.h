/* Idempotency keys: the first answer to a request, kept with its effect.
 *
 * Set call->once before any store function runs. The first write of the call
 * takes the key in its own transaction, which stays open until the reply is
 * known; _keep then writes the reply beside the key and commits both with the
 * effect, _drop undoes all of it. So there is never an effect without its
 * reply, or a reply without its effect. Reads before the first write run by
 * themselves, later ones see what was written.
 *
 * A key belongs to a user and a route. Replies are kept for
 * FP_IDEMPOTENCY_HOURS and cleared by later requests of the same user. Errors
 * common to all stores: pool.h. One thread a call. */
#ifndef FP_STORAGE_IDEMPOTENCY_STORE_H
#define FP_STORAGE_IDEMPOTENCY_STORE_H

#include <stddef.h>

#include "storage/pool.h"

enum { FP_IDEMPOTENCY_KEY_MAX = 255, FP_IDEMPOTENCY_HOURS = 48 };

/* FREE -> OPEN by the first write, or BUSY or USED when that finds the key
 * taken; OPEN -> FREE by _keep and _drop, or LOST when a later write fails.
 * _look: FREE or USED -> FREE, REPLAY or OTHER. */
enum fp_idempotency_state {
    FP_KEY_FREE,   /* nothing is written */
    FP_KEY_OPEN,   /* the transaction is open, conn holds it */
    FP_KEY_LOST,   /* rolled back after a failure: nothing more is written */
    FP_KEY_BUSY,   /* another request with the key is being answered */
    FP_KEY_USED,   /* the key was used before */
    FP_KEY_REPLAY, /* … for the same request: reply holds its answer */
    FP_KEY_OTHER   /* … for another request */
};

/* Texts live in the arena of the call; NULL where there was none. */
struct fp_idempotency_reply {
    int status;           /* 200 … 299 */
    const char *location;
    const char *etag;
    const char *body;     /* body[body_len] */
    size_t body_len;
};

struct fp_idempotency {
    const char *route;        /* "POST /api/v1/plans/{id}/copies" */
    const char *key;          /* 1 … FP_IDEMPOTENCY_KEY_MAX bytes of ASCII */
    const char *request_hash; /* 64 hex digits over all of the request */
    enum fp_idempotency_state state;
    struct fp_idempotency_reply reply; /* FP_KEY_REPLAY */
    void *conn;               /* private to tx.c */
};

/* What the key stands for: call->once->state becomes FP_KEY_FREE, _REPLAY or
 * _OTHER. No transaction of the key may be open. */
enum fp_err fp_idempotency_look(const struct fp_storage_call *call,
                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

/* Writes reply beside the key and commits. Afterwards no transaction is open,
 * whatever the outcome. FP_EINVAL: the reply is out of bounds. */
enum fp_err fp_idempotency_keep(const struct fp_storage_call *call,
                                const struct fp_idempotency_reply *reply,
                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Rolls back what is open, if anything: the key stays free. */
void fp_idempotency_drop(const struct fp_storage_call *call) FP_NONNULL(1);

#endif
