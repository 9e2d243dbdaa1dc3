/* What a service and a worker hold. Private to handlers/. */
#ifndef FP_HANDLERS_STATE_H
#define FP_HANDLERS_STATE_H

#include <stdatomic.h>
#include <stdint.h>

#include "auth/digest.h"
#include "auth/keys.h"
#include "auth/password.h"
#include "auth/seal.h"
#include "auth/token.h"
#include "base/buf.h"
#include "base/memo.h"
#include "cache/cache.h"
#include "handlers/service/service.h"
#include "mail/mail.h"
#include "planning/market/history.h"
#include "planning/market/market_paths.h"
#include "storage/pool.h"
#include "telemetry/otlp.h"
#include "telemetry/trace.h"

/* Counts of other rooms that the metrics have already. */
struct fp_figures_seen {
    uint64_t log_dropped;
    uint64_t db_connects, db_timeouts, db_exhausted, db_retries;
};

/* Immutable after fp_service_new but for the atomics, and for what its comment
 * gives to one thread. */
struct fp_service {
    struct fp_service_config config;
    uint64_t started_ns;      /* monotonic */
    atomic_int draining;
    struct fp_figures_seen seen; /* service/figures.c */
    struct fp_otlp *otlp;     /* NULL: no traces */

    struct fp_arena *arena;   /* holds the history */
    struct fp_history history;
    struct fp_market_paths *markets; /* locks by itself; NULL: none are kept */
    struct fp_storage_pool *storage; /* NULL: none configured */
    struct fp_cache *cache;   /* never NULL; without servers all is a miss */

    struct fp_memo *recall;   /* questions/recall.h; NULL: nothing is cached */

    struct fp_keys *keys;     /* these three NULL: no accounts configured */
    struct fp_tokens *tokens;
    struct fp_passwords *passwords;
    struct fp_mail *mail;     /* NULL: no letters are sent */
    struct fp_sealer *sealer; /* NULL: second factors cannot be kept */
    struct fp_keys *signing;  /* of results; NULL: none are signed */
    unsigned char log_key[32];   /* hashes user ids in the log */
    unsigned char cache_key[32]; /* hashes cache keys */
    unsigned char page_key[32];  /* seals the cursors of lists */
    unsigned char throttle_key[32]; /* hashes what guesses are counted under */

    int self_test_ok;
    int conformant;           /* every conformance case passed */
    struct fp_buf conformance; /* the run, as JSON; empty: could not be done */
    struct fp_buf openapi;    /* the document, and its strong tag */
    char openapi_etag[FP_SHA256_HEX + 2];
};

/* Belongs to one thread. */
struct fp_service_worker {
    struct fp_service *service;
    struct fp_arena *arena;   /* of one computation; reset before each request */
    struct fp_trace trace;    /* of the request */
};

#endif
