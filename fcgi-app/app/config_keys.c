/* Every configuration key: name, type, range, default, what it is for.
 * A test compares this table with finplan-api.conf(5). */
#include "app/config_keys.h"

#define TEXT(name_, fallback_, doc_)                                          \
    { .name = name_, .type = FP_KEY_TEXT, .fallback = fallback_, .doc = doc_ }
#define SECRET(name_, doc_)                                                   \
    { .name = name_, .type = FP_KEY_TEXT, .fallback = "", .secret = 1,        \
      .doc = doc_ }
#define NUMBER(name_, min_, max_, fallback_, doc_)                            \
    { .name = name_, .type = FP_KEY_INT, .min = min_, .max = max_,            \
      .fallback = fallback_, .doc = doc_ }
#define SWITCH(name_, fallback_, doc_)                                        \
    { .name = name_, .type = FP_KEY_BOOL, .fallback = fallback_, .doc = doc_ }

const struct fp_config_key fp_config_keys[FP_KEYS] = {
    [FP_KEY_ENVIRONMENT] = TEXT("ENVIRONMENT", "production",
        "name of the deployment, shown by /status"),
    [FP_KEY_DEBUG] = SWITCH("DEBUG", "false",
        "true: LOG_LEVEL is debug unless it is set"),
    [FP_KEY_LOG_LEVEL] = { .name = "LOG_LEVEL", .type = FP_KEY_WORD,
        .fallback = "info", .words = "error|warn|warning|info|debug",
        .doc = "least important lines that are logged" },
    [FP_KEY_ROLE] = { .name = "ROLE", .type = FP_KEY_WORD,
        .fallback = "api", .words = "api|sim", .restart = 1,
        .doc = "which pool this daemon is" },
    [FP_KEY_LISTEN] = { .name = "LISTEN", .type = FP_KEY_TEXT,
        .fallback = "", .restart = 1,
        .doc = "unix:/PATH, 127.0.0.1:PORT or [::1]:PORT; none: "
               "unix:RUNTIME_DIR/ROLE.sock" },
    [FP_KEY_RUNTIME_DIR] = { .name = "RUNTIME_DIR", .type = FP_KEY_TEXT,
        .fallback = FP_RUNTIMEDIR, .restart = 1,
        .doc = "directory of the sockets and of the shared metrics" },
    [FP_KEY_DATA_DIR] = TEXT("DATA_DIR", FP_PKGDATADIR,
        "directory of the historical series"),
    [FP_KEY_WORKERS] = NUMBER("WORKERS", 1, 32, "4",
        "worker processes"),
    [FP_KEY_WORKER_THREADS] = NUMBER("WORKER_THREADS", 0, 256, "0",
        "threads of each worker; 0: 8 for api, 2 for sim"),
    [FP_KEY_QUEUE_LENGTH] = NUMBER("QUEUE_LENGTH", 1, 65536, "64",
        "requests of one worker process that may wait for a thread"),
    [FP_KEY_MAX_CONNECTIONS] = NUMBER("MAX_CONNECTIONS", 1, 65536, "512",
        "connections that one worker process holds open"),
    [FP_KEY_IDLE_TIMEOUT_SECONDS] = NUMBER("IDLE_TIMEOUT_SECONDS", 1, 3600,
        "75", "a kept connection without a request is closed after this"),
    [FP_KEY_READ_TIMEOUT_SECONDS] = NUMBER("READ_TIMEOUT_SECONDS", 1, 600,
        "10", "a request must have come in whole after this"),
    [FP_KEY_WRITE_TIMEOUT_SECONDS] = NUMBER("WRITE_TIMEOUT_SECONDS", 1, 600,
        "30", "a reply must have been taken after this"),
    [FP_KEY_REQUEST_TIMEOUT_SECONDS] = NUMBER("REQUEST_TIMEOUT_SECONDS", 1,
        3600, "30", "a request must be answered after this"),
    [FP_KEY_DRAIN_TIMEOUT_SECONDS] = NUMBER("DRAIN_TIMEOUT_SECONDS", 1, 3600,
        "35", "what still runs this long after a stop is cut"),
    [FP_KEY_RETRY_AFTER_SECONDS] = NUMBER("RETRY_AFTER_SECONDS", 1, 3600,
        "5", "Retry-After of replies with status 503"),
    [FP_KEY_MAX_REQUEST_SIZE_MB] = NUMBER("MAX_REQUEST_SIZE_MB", 1, 1024,
        "10", "largest request body, in MiB"),
    [FP_KEY_REQUEST_MEMORY_MB] = NUMBER("REQUEST_MEMORY_MB", 16, 65536,
        "256", "memory that one request may use, in MiB"),
    [FP_KEY_MARKET_MEMORY_MB] = NUMBER("MARKET_MEMORY_MB", 0, 65536,
        "128", "market paths kept for the next simulation, MiB a process"),
    [FP_KEY_RATE_LIMIT_REQUESTS_PER_MINUTE] =
        NUMBER("RATE_LIMIT_REQUESTS_PER_MINUTE", 1, 1000000, "100",
               "limit of one client; nginx enforces it"),
    [FP_KEY_ANONYMOUS_CALCULATORS] = SWITCH("ANONYMOUS_CALCULATORS", "false",
        "true: simulations of a plan in the body need no token"),
    [FP_KEY_MAX_SIMULATION_THREADS] = NUMBER("MAX_SIMULATION_THREADS", 0, 64,
        "0", "threads of one simulation; 0: the processors it may use"),
    [FP_KEY_MONTE_CARLO_DEFAULT_SIMULATIONS] =
        NUMBER("MONTE_CARLO_DEFAULT_SIMULATIONS", 1, 10000000, "10000",
               "paths of a simulation that does not say how many"),
    [FP_KEY_MONTE_CARLO_MAX_SIMULATIONS] =
        NUMBER("MONTE_CARLO_MAX_SIMULATIONS", 1, 10000000, "200000",
               "most paths that a simulation may ask for"),
    [FP_KEY_DATABASE_URL] = SECRET("DATABASE_URL",
        "PostgreSQL; none: stored resources answer 503"),
    [FP_KEY_DATABASE_PASSWORD] = SECRET("DATABASE_PASSWORD",
        "used when DATABASE_URL has none"),
    [FP_KEY_DATABASE_POOL_SIZE] = NUMBER("DATABASE_POOL_SIZE", 1, 1000,
        "20", "connections of this daemon, shared out to its workers"),
    [FP_KEY_DATABASE_MAX_CONNECTIONS] = NUMBER("DATABASE_MAX_CONNECTIONS", 0,
        100000, "0", "connections the database allows; 0: not stated"),
    [FP_KEY_DATABASE_CLIENTS] = NUMBER("DATABASE_CLIENTS", 1, 10000, "1",
        "daemons that share DATABASE_MAX_CONNECTIONS: pods times pools"),
    [FP_KEY_DATABASE_CONNECT_TIMEOUT_MS] =
        NUMBER("DATABASE_CONNECT_TIMEOUT_MS", 1, 60000, "2000",
               "longest wait for a new database connection"),
    [FP_KEY_DATABASE_STATEMENT_TIMEOUT_MS] =
        NUMBER("DATABASE_STATEMENT_TIMEOUT_MS", 1, 600000, "10000",
               "longest statement"),
    [FP_KEY_DATABASE_LOCK_TIMEOUT_MS] =
        NUMBER("DATABASE_LOCK_TIMEOUT_MS", 1, 600000, "2000",
               "longest wait for a lock"),
    [FP_KEY_MEMCACHED_SERVERS] = TEXT("MEMCACHED_SERVERS", "",
        "HOST:PORT, separated by commas; none: no cache"),
    [FP_KEY_CACHE_SECRET_KEY] = SECRET("CACHE_SECRET_KEY",
        "hides the cache's keys; the same on all pods, 16 bytes or more"),
    [FP_KEY_CACHE_TTL_SECONDS] = NUMBER("CACHE_TTL_SECONDS", 1, 2592000,
        "3600", "life of a cached result"),
    [FP_KEY_CACHE_TIMEOUT_MS] = NUMBER("CACHE_TIMEOUT_MS", 1, 1000, "20",
        "a cache that takes longer is a miss"),
    [FP_KEY_JWT_ALGORITHM] = { .name = "JWT_ALGORITHM", .type = FP_KEY_WORD,
        .fallback = "", .words = "RS256|EdDSA|HS256",
        .doc = "how tokens are signed; none: no accounts" },
    [FP_KEY_JWT_SECRET_KEY] = SECRET("JWT_SECRET_KEY",
        "HS256: the secret, 256 bits or more"),
    [FP_KEY_JWT_PRIVATE_KEY] = SECRET("JWT_PRIVATE_KEY",
        "RS256, EdDSA: the signing key, PEM"),
    [FP_KEY_JWT_PUBLIC_KEY] = TEXT("JWT_PUBLIC_KEY", "",
        "RS256, EdDSA: the verifying key, PEM"),
    [FP_KEY_JWT_PREVIOUS_KEYS] = SECRET("JWT_PREVIOUS_KEYS",
        "keys of before the last rotation, which still verify"),
    [FP_KEY_JWT_ISSUER] = TEXT("JWT_ISSUER", "finplan",
        "issuer of access tokens"),
    [FP_KEY_JWT_AUDIENCE] = TEXT("JWT_AUDIENCE", "finplan-api",
        "audience of access tokens"),
    [FP_KEY_JWT_ACCESS_TOKEN_EXPIRE_MINUTES] =
        NUMBER("JWT_ACCESS_TOKEN_EXPIRE_MINUTES", 1, 1440, "30",
               "life of an access token"),
    [FP_KEY_JWT_REFRESH_TOKEN_EXPIRE_DAYS] =
        NUMBER("JWT_REFRESH_TOKEN_EXPIRE_DAYS", 1, 365, "7",
               "life of a refresh token"),
    [FP_KEY_ARGON2_PERMITS] = NUMBER("ARGON2_PERMITS", 1, 64, "2",
        "password hashes at once in one worker process, 64 MiB each"),
    [FP_KEY_ARGON2_WAIT_MS] = NUMBER("ARGON2_WAIT_MS", 1, 60000, "2000",
        "a login waits this long for a permit, then 503"),
    [FP_KEY_ALPHA_VANTAGE_API_KEY] = SECRET("ALPHA_VANTAGE_API_KEY",
        "key of a market-data provider"),
    [FP_KEY_FINNHUB_API_KEY] = SECRET("FINNHUB_API_KEY",
        "key of a market-data provider"),
};
