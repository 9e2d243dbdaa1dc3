/* Opening a connection without ever blocking past a deadline, and waiting for
 * one. Internal to storage/. */
#ifndef FP_STORAGE_CONNECT_H
#define FP_STORAGE_CONNECT_H

#include <libpq-fe.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

struct fp_connect_params {
    const char *url;
    const char *password;         /* default, when url has none; or NULL */
    const char *database;         /* overrides that of url; or NULL */
    const char *application_name; /* default, when url has none */
};

/* Connects with PQconnectStart and PQconnectPoll before deadline_ns
 * (monotonic). FP_OK, FP_ETIMEOUT, FP_EUNAVAIL or FP_ENOMEM. On failure too,
 * *conn may be set, for its error message; the caller calls PQfinish on it. */
enum fp_err fp_storage_connect(const struct fp_connect_params *params,
                               uint64_t deadline_ns, PGconn **conn)
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* Waits until fd is ready for events (POLLIN, POLLOUT) or the deadline:
 * FP_OK, FP_ETIMEOUT or FP_EIO. *revents (may be NULL): what is ready. */
enum fp_err fp_storage_wait(int fd, short events, uint64_t deadline_ns,
                            short *revents) FP_MUST_CHECK;

/* 1 when url can be read as a connection string. */
int fp_storage_url_valid(const char *url);

/* First line of a libpq message, into text, for logs and operators. */
void fp_storage_first_line(const char *message, char *text, size_t size);

#endif
