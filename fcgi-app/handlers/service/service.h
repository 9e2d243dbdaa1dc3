/* The API as one object: give it a request, get a reply. No sockets here;
 * transport/ and the tests call it the same way.
 *
 * One struct fp_service per process (made after fork), one struct
 * fp_service_worker per thread. fp_service_serve may run in any number of
 * threads at once, each with its own worker. */
#ifndef FP_HANDLERS_SERVICE_H
#define FP_HANDLERS_SERVICE_H

#include <stddef.h>
#include <stdint.h>

#include "auth/keys.h"
#include "base/attr.h"
#include "base/err.h"
#include "cache/cache.h"
#include "http/request.h"
#include "http/response.h"
#include "jobs/cut.h"
#include "jobs/whole.h"
#include "mail/mail.h"
#include "planning/market/history.h"
#include "storage/pool.h"
#include "telemetry/metrics.h"
#include "telemetry/otlp.h"

/* What becomes a job, and how many of them. */
struct fp_jobs_limits {
    uint64_t sync_path_years; /* a simulation of more is a job */
    uint64_t max_paths;       /* of a job; more is 422 */
    int most_open, most_kept; /* jobs of a user: not over, over */
    int64_t keep_ms;          /* results, and rows of cancelled jobs */
    struct fp_jobs_cut cut;
};

/* Everything that the configuration decides. app/ fills it from the
 * environment and the file; fp_service_config_init gives the defaults. Texts
 * are borrowed and must outlive the service. */
struct fp_service_config {
    const char *role;           /* "api" or "sim": for logs and /status */
    const char *version;        /* of the package, for /status */
    const char *environment;    /* "production", … for /status */
    int anonymous;              /* 1: calculators answer without a token */
    const char *cors_origins;   /* http/cors.h; NULL: no page of another origin
                                 * may read replies */
    const char *history_path;   /* CSV of the annual series; NULL: installed */

    uint64_t default_paths;     /* of a simulation that does not say */
    uint64_t max_paths;         /* more is 422 */
    int max_threads;            /* of one simulation, 1..64 */
    struct fp_jobs_limits jobs;
    int event_stream_s;         /* how long a stream of events goes on */
    size_t max_body;            /* bytes of a request body; more is 413 */
    size_t arena_bytes;         /* cap of one request's results; 0: 256 MiB */
    size_t market_bytes;        /* for market paths kept from one simulation
                                 * for the next; 0: none are */
    int retry_after_s;          /* said with 503; 0: 5 */

    struct fp_storage_config storage; /* url NULL or "": no database; its log
                                 * function is set by the service when NULL */

    struct fp_cache_config cache; /* servers and times; secret, hash and event
                                 * are set by the service where NULL */

    struct fp_keys_config keys; /* algorithm NULL: no accounts, user routes
                                 * answer 503 */
    const char *signing_key;    /* Ed25519, PEM or seed, of results; NULL:
                                 * they are not signed */
    const char *signing_previous; /* keys of before, which verify; or NULL */
    int sign_always;            /* 1: also where the request does not ask */
    const char *token_issuer;
    const char *token_audience;
    int access_ttl_s;           /* JWT_ACCESS_TOKEN_EXPIRE_MINUTES */
    int refresh_ttl_s;          /* JWT_REFRESH_TOKEN_EXPIRE_DAYS */
    const char *totp_key;       /* seals second factors, TOTP_SECRET_KEY; NULL:
                                 * none can be enrolled */
    const char *totp_previous;  /* TOTP_PREVIOUS_KEYS, or NULL */
    int reset_ttl_s;            /* PASSWORD_RESET_EXPIRE_MINUTES */
    const char *reset_url;      /* before the token in a letter; NULL: the
                                 * token alone */
    struct fp_mail_config mail; /* outbox NULL: no letters are sent; event is
                                 * set by the service where NULL */
    unsigned argon2_permits;    /* password hashes at once, 64 MiB each */
    int argon2_wait_ms;         /* how long a login waits for one */

    struct fp_metrics *metrics; /* shared segment; NULL: none are kept */
    struct fp_otlp_config traces; /* url NULL: no traces. service, version, role,
                                 * environment and metrics are set by the
                                 * service */
    struct fp_trace_rules trace_rules; /* on is set by the service */
};

/* The defaults of the deployment contract. */
void fp_service_config_init(struct fp_service_config *config) FP_NONNULL(1);

struct fp_service;
struct fp_service_worker;

/* Loads the historical series and runs the self-test. A database or a cache
 * that is down is no failure: readiness says so and stored routes answer 503
 * until it is back. FP_EINVAL (configuration; error names the key), FP_EIO
 * (the historical series cannot be read), FP_ENOMEM. */
struct fp_service *fp_service_new(const struct fp_service_config *config,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

/* Every worker must have been freed. service may be NULL. */
void fp_service_free(struct fp_service *service);

/* Readiness fails from now on; requests are still answered. Any thread. */
void fp_service_drain(struct fp_service *service) FP_NONNULL(1);

/* Carries the figures that other rooms keep for themselves into the shared
 * segment; app/ calls it every second, one thread at a time. */
void fp_service_figures(struct fp_service *service) FP_NONNULL(1);

/* A worker for one thread; NULL with error set (FP_ENOMEM, FP_EIO). */
struct fp_service_worker *fp_service_worker_new(struct fp_service *service,
                                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);
void fp_service_worker_free(struct fp_service_worker *worker);

/* Looks at the replies that go on (http/stream.h), which handlers of this
 * service made; by a thread with a worker of its own. */
void fp_service_streams_look(struct fp_service_worker *worker,
                             struct fp_http_stream *const *list, size_t n)
    FP_NONNULL(1, 2);

/* What answers a whole question in a process that works on jobs; one worker a
 * thread. The bytes are those of the reply to the same question. */
enum fp_err fp_service_answer(struct fp_service_worker *worker,
                              struct fp_jobs_whole *whole,
                              struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* What the processes that serve nobody use of a service: its database (NULL:
 * none configured), its history, where its traces go (NULL: nowhere), and how it logs the database's failures. */
struct fp_storage_pool *fp_service_storage(struct fp_service *service)
    FP_NONNULL(1);
const struct fp_history *fp_service_history(const struct fp_service *service)
    FP_NONNULL(1);
struct fp_otlp *fp_service_otlp(struct fp_service *service) FP_NONNULL(1);
void fp_service_log_storage(void *data, const struct fp_storage_event *event)
    FP_NONNULL(2);

/* Answers request into response (reset first). Always leaves a whole reply;
 * logs one line and counts it. The reply's texts live in the request's arena,
 * in constants, or in the worker until its next request. */
void fp_service_serve(struct fp_service_worker *worker,
                      struct fp_http_request *request,
                      struct fp_http_response *response)
    FP_NONNULL(1, 2, 3);

#endif
