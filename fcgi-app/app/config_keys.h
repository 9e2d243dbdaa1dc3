/* The table of every configuration key. */
#ifndef FP_APP_CONFIG_KEYS_H
#define FP_APP_CONFIG_KEYS_H

#include <stddef.h>
#include <stdint.h>

enum fp_key {
    FP_KEY_ENVIRONMENT,
    FP_KEY_DEBUG,
    FP_KEY_LOG_LEVEL,
    FP_KEY_ROLE,
    FP_KEY_LISTEN,
    FP_KEY_RUNTIME_DIR,
    FP_KEY_DATA_DIR,
    FP_KEY_WORKERS,
    FP_KEY_WORKER_THREADS,
    FP_KEY_QUEUE_LENGTH,
    FP_KEY_MAX_CONNECTIONS,
    FP_KEY_IDLE_TIMEOUT_SECONDS,
    FP_KEY_READ_TIMEOUT_SECONDS,
    FP_KEY_WRITE_TIMEOUT_SECONDS,
    FP_KEY_REQUEST_TIMEOUT_SECONDS,
    FP_KEY_DRAIN_TIMEOUT_SECONDS,
    FP_KEY_RETRY_AFTER_SECONDS,
    FP_KEY_MAX_REQUEST_SIZE_MB,
    FP_KEY_REQUEST_MEMORY_MB,
    FP_KEY_MARKET_MEMORY_MB,
    FP_KEY_RATE_LIMIT_REQUESTS_PER_MINUTE,
    FP_KEY_ANONYMOUS_CALCULATORS,
    FP_KEY_MAX_SIMULATION_THREADS,
    FP_KEY_MONTE_CARLO_DEFAULT_SIMULATIONS,
    FP_KEY_MONTE_CARLO_MAX_SIMULATIONS,
    FP_KEY_DATABASE_URL,
    FP_KEY_DATABASE_PASSWORD,
    FP_KEY_DATABASE_POOL_SIZE,
    FP_KEY_DATABASE_MAX_CONNECTIONS,
    FP_KEY_DATABASE_CLIENTS,
    FP_KEY_DATABASE_CONNECT_TIMEOUT_MS,
    FP_KEY_DATABASE_STATEMENT_TIMEOUT_MS,
    FP_KEY_DATABASE_LOCK_TIMEOUT_MS,
    FP_KEY_MEMCACHED_SERVERS,
    FP_KEY_CACHE_SECRET_KEY,
    FP_KEY_CACHE_TTL_SECONDS,
    FP_KEY_CACHE_TIMEOUT_MS,
    FP_KEY_JWT_ALGORITHM,
    FP_KEY_JWT_SECRET_KEY,
    FP_KEY_JWT_PRIVATE_KEY,
    FP_KEY_JWT_PUBLIC_KEY,
    FP_KEY_JWT_PREVIOUS_KEYS,
    FP_KEY_JWT_ISSUER,
    FP_KEY_JWT_AUDIENCE,
    FP_KEY_JWT_ACCESS_TOKEN_EXPIRE_MINUTES,
    FP_KEY_JWT_REFRESH_TOKEN_EXPIRE_DAYS,
    FP_KEY_TOTP_SECRET_KEY,
    FP_KEY_TOTP_PREVIOUS_KEYS,
    FP_KEY_RESULT_SIGNING_KEY,
    FP_KEY_RESULT_SIGNING_PREVIOUS_KEYS,
    FP_KEY_RESULT_SIGNATURES,
    FP_KEY_ARGON2_PERMITS,
    FP_KEY_ARGON2_WAIT_MS,
    FP_KEY_ALPHA_VANTAGE_API_KEY,
    FP_KEY_FINNHUB_API_KEY,
    FP_KEYS
};

enum fp_key_type {
    FP_KEY_TEXT,
    FP_KEY_INT,  /* in [min, max] */
    FP_KEY_BOOL, /* true or false (also 1, 0, yes, no, on, off) */
    FP_KEY_WORD  /* one of words */
};

struct fp_config_key {
    const char *name;
    enum fp_key_type type;
    int64_t min, max;
    const char *fallback;  /* the default as text; "" for none */
    const char *words;     /* FP_KEY_WORD: "a|b|c" */
    int secret;            /* never printed or logged */
    int restart;           /* 1: a reload cannot change it */
    const char *doc;       /* one line; finplan-api.conf(5) says more */
};

/* FP_KEYS entries, indexed by enum fp_key. */
extern const struct fp_config_key fp_config_keys[];

#endif
