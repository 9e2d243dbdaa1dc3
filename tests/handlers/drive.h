/* Drives the whole API in this process: a request filled by hand, the reply
 * as a string. No sockets, no database, no cache. */
#ifndef FP_TESTS_DRIVE_H
#define FP_TESTS_DRIVE_H

#include "base/arena.h"
#include "handlers/service/service.h"
#include "http/request.h"
#include "http/response.h"

struct drive {
    struct fp_service_config config;
    char history[4096];               /* path of the series in the source */
    struct fp_service *service;
    struct fp_service_worker *worker;
    struct fp_arena *arena;
    struct fp_http_request request;   /* of the last call */
    struct fp_http_response response; /* of the last call */
    const char *headers[16];          /* name, value, …, NULL; of the next */
    const char *query;                /* of the next call; NULL: none */
    int internal;                     /* of the next call */
    uint64_t deadline_ns;             /* of the next call; 0: none */
};

/* Opens a service with config as it stands in drive->config (call
 * drive_config first). Fails the test when it does not start. */
void drive_config(struct drive *drive);
void drive_open(struct drive *drive);
void drive_close(struct drive *drive);

/* One request. body NULL: none; with a body, Content-Type: application/json
 * is sent unless drive->headers names another. Returns the status; headers,
 * query, internal and deadline are cleared for the next call. */
int drive_call(struct drive *drive, const char *method, const char *path,
               const char *body);

/* The reply's body, NUL-terminated, and one of its headers or NULL. */
const char *drive_body(struct drive *drive);
const char *drive_header(struct drive *drive, const char *name);

/* A whole file of the source tree ("examples/retirement.json"), to be freed,
 * or NULL. */
char *drive_file(const char *name);

#endif
