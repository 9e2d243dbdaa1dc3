/* What the five characters mean that PostgreSQL gives an error. Internal to
 * storage/. Pure.
 * SOURCE: PostgreSQL 15, appendix A, "PostgreSQL Error Codes". */
#ifndef FP_STORAGE_SQLSTATE_H
#define FP_STORAGE_SQLSTATE_H

#include "base/attr.h"
#include "base/err.h"

/* What it is to a caller; FP_EINTERNAL for what no request should cause. */
enum fp_err fp_sqlstate_code(const char *sqlstate) FP_NONNULL(1);

/* 1 when no later transaction would fare better on this connection: the
 * server is going away, or became a standby after a failover. */
int fp_sqlstate_hopeless(const char *sqlstate) FP_NONNULL(1);

/* 1 when the server gave the transaction up for the sake of another one, so
 * that the same again may succeed. */
int fp_sqlstate_collision(const char *sqlstate) FP_NONNULL(1);

/* 1 when a prepared statement is not what was prepared: it is gone, was there
 * already, or a column of its result has another type now. */
int fp_sqlstate_stale(const char *sqlstate) FP_NONNULL(1);

/* The sentence for a client, who must not see the server's own. */
const char *fp_storage_detail(enum fp_err err);

#endif
