/* A batch of statements on one connection, in libpq's pipeline mode: sent
 * whole, answered in order, up to one sync. Internal to storage/; what the
 * statements are for is tx.c's matter.
 *
 * Where names are allowed (lease.h), a statement that is marked so is prepared
 * in the batch that first needs it, and only named in those that follow. */
#ifndef FP_STORAGE_WIRE_H
#define FP_STORAGE_WIRE_H

#include <libpq-fe.h>
#include <stdint.h>

#include "storage/lease.h"
#include "storage/tx.h"

/* Begin, settings, who answers, purge and take of a key, the steps, commit. */
enum { FP_WIRE_STEPS = FP_TX_STEPS + 6 };

/* One message to the server that it answers with one result. */
struct fp_wire_item {
    const struct fp_tx_step *step;
    PGresult **rows;  /* where its rows go, if it has any; NULL: nowhere */
    int number;       /* of the prepared statement; -1: unnamed */
    int prepares;     /* 1: gives it its name, and runs nothing */
};

struct fp_wire {
    struct fp_conn *conn;
    const struct fp_storage_config *config;
    uint64_t deadline_ns;
    int unnamed;            /* 1: no use of names, whatever is allowed */
    struct fp_wire_item items[2 * FP_WIRE_STEPS];
    size_t n;

    uint64_t round_trips;
    int lost;               /* the connection is unusable */
    enum fp_statement failed;
    const char *statement;  /* the one that failed */
    char message[256];      /* what the server said; for the log */
    struct fp_tx_failure failure;
};

/* Adds a step, which must live until the batch has run. */
void fp_wire_add(struct fp_wire *wire, const struct fp_tx_step *step,
                 PGresult **rows) FP_NONNULL(1, 2);

/* Sends what was added and reads the answers. The rows are the caller's, also
 * of the steps that came before one that failed. FP_OK; else what failed first
 * stands in wire, and lost says whether the connection can be used again. */
enum fp_err fp_wire_run(struct fp_wire *wire) FP_MUST_CHECK FP_NONNULL(1);

/* Ends a transaction that a failed statement has left open, if need be a little
 * past the deadline, so that the connection can be kept. */
void fp_wire_roll_back(struct fp_wire *wire) FP_NONNULL(1);

#endif
