/* What must hold between configuration keys. */
#include <string.h>

#include "app/config.h"
#include "auth/digest.h"
#include "auth/keys.h"
#include "auth/seal.h"
#include "http/cors.h"
#include "mail/mail.h"
#include "transport/listen.h"

enum { CACHE_SECRET_MIN = 16 }; /* as cache/cache.h asks */

static int
good(const struct fp_config *config, enum fp_key a, enum fp_key b)
{
    return fp_config_good(config, a) && fp_config_good(config, b);
}

static void
check_database(const struct fp_config *config,
               struct fp_config_errors *errors)
{
    int64_t pool = fp_config_number(config, FP_KEY_DATABASE_POOL_SIZE);
    int64_t workers = fp_config_number(config, FP_KEY_WORKERS);
    int64_t max = fp_config_number(config, FP_KEY_DATABASE_MAX_CONNECTIONS);
    int64_t clients = fp_config_number(config, FP_KEY_DATABASE_CLIENTS);

    if (good(config, FP_KEY_DATABASE_POOL_SIZE, FP_KEY_WORKERS) &&
        pool < workers)
        fp_config_error(errors, "DATABASE_POOL_SIZE (%lld) must be at least "
                        "WORKERS (%lld): each worker process needs a "
                        "connection.", (long long)pool, (long long)workers);
    if (good(config, FP_KEY_DATABASE_POOL_SIZE, FP_KEY_DATABASE_CLIENTS) &&
        fp_config_good(config, FP_KEY_DATABASE_MAX_CONNECTIONS) &&
        max != 0 && pool * clients > max)
        fp_config_error(errors, "DATABASE_POOL_SIZE (%lld) times "
                        "DATABASE_CLIENTS (%lld) is more than "
                        "DATABASE_MAX_CONNECTIONS (%lld).", (long long)pool,
                        (long long)clients, (long long)max);
}

static void
check_tokens(const struct fp_config *config, struct fp_config_errors *errors)
{
    static const enum fp_key material[] = {
        FP_KEY_JWT_SECRET_KEY, FP_KEY_JWT_PRIVATE_KEY, FP_KEY_JWT_PUBLIC_KEY
    };
    struct fp_error error = { .code = FP_OK };
    struct fp_keys_config keys_config = {
        .algorithm = fp_config_text(config, FP_KEY_JWT_ALGORITHM),
        .secret = fp_config_text(config, FP_KEY_JWT_SECRET_KEY),
        .private_key = fp_config_text(config, FP_KEY_JWT_PRIVATE_KEY),
        .public_key = fp_config_text(config, FP_KEY_JWT_PUBLIC_KEY),
        .previous = fp_config_text(config, FP_KEY_JWT_PREVIOUS_KEYS),
    };
    struct fp_keys *keys = NULL;
    size_t i;

    for (i = 0; i < FP_COUNT(material); i++)
        if (!good(config, material[i], FP_KEY_JWT_ALGORITHM))
            return;
    if (keys_config.algorithm[0] == '\0') {
        for (i = 0; i < FP_COUNT(material); i++)
            if (fp_config_is_set(config, material[i])) {
                fp_config_error(errors, "JWT_ALGORITHM must say what %s is "
                                "for: RS256, EdDSA or HS256.",
                                fp_config_keys[material[i]].name);
                return;
            }
        return;
    }
    if (keys_config.public_key[0] == '\0')
        keys_config.public_key = NULL;
    if (keys_config.private_key[0] == '\0')
        keys_config.private_key = NULL;
    if (keys_config.secret[0] == '\0')
        keys_config.secret = NULL;
    if (fp_auth_init() != FP_OK ||
        fp_keys_new(&keys_config, &keys, &error) != FP_OK)
        fp_config_error(errors, "%s", error.detail[0] != '\0'
                                          ? error.detail
                                          : "libsodium cannot be used.");
    fp_keys_free(keys);
}

static void
check_origins(const struct fp_config *config, struct fp_config_errors *errors)
{
    if (!fp_cors_valid(fp_config_text(config, FP_KEY_CORS_ALLOWED_ORIGINS)))
        fp_config_error(errors, "CORS_ALLOWED_ORIGINS is neither * nor origins "
                        "with blanks between them, as "
                        "https://app.example.com or http://localhost:5173.");
}

static void
check_signing(const struct fp_config *config, struct fp_config_errors *errors)
{
    struct fp_keys_config keys_config = {
        .algorithm = "EdDSA",
        .private_key = fp_config_text(config, FP_KEY_RESULT_SIGNING_KEY),
        .previous = fp_config_text(config,
                                   FP_KEY_RESULT_SIGNING_PREVIOUS_KEYS),
    };
    struct fp_keys *keys = NULL;

    if (!fp_config_is_set(config, FP_KEY_RESULT_SIGNING_KEY)) {
        if (strcmp(fp_config_text(config, FP_KEY_RESULT_SIGNATURES),
                   "always") == 0)
            fp_config_error(errors, "RESULT_SIGNATURES is always, which needs "
                            "RESULT_SIGNING_KEY.");
        return;
    }
    if (fp_auth_init() != FP_OK ||
        fp_keys_new(&keys_config, &keys, NULL) != FP_OK)
        fp_config_error(errors, "RESULT_SIGNING_KEY or "
                        "RESULT_SIGNING_PREVIOUS_KEYS is no Ed25519 key: PEM, "
                        "or for the former the seed of 32 bytes as "
                        "base64url.");
    fp_keys_free(keys);
}

static void
check_second_factors(const struct fp_config *config,
                     struct fp_config_errors *errors)
{
    const char *key = fp_config_text(config, FP_KEY_TOTP_SECRET_KEY);
    struct fp_error error = { .code = FP_OK };
    struct fp_sealer *sealer = NULL;

    if (!good(config, FP_KEY_TOTP_SECRET_KEY, FP_KEY_TOTP_PREVIOUS_KEYS))
        return;
    if (key[0] != '\0' &&
        fp_sealer_new("TOTP_SECRET_KEY", key, "TOTP_PREVIOUS_KEYS",
                      fp_config_text(config, FP_KEY_TOTP_PREVIOUS_KEYS),
                      &sealer, &error) != FP_OK)
        fp_config_error(errors, "%s", error.detail);
    fp_sealer_free(sealer);
}

static void
check_mail(const struct fp_config *config, struct fp_config_errors *errors)
{
    const char *relay = fp_config_text(config, FP_KEY_SMTP_RELAY_URL);
    const struct fp_mail_config mail = {
        .outbox = fp_config_text(config, FP_KEY_MAIL_OUTBOX_DIR),
        .from = fp_config_text(config, FP_KEY_MAIL_FROM),
        .relay = relay[0] != '\0' ? relay : NULL,
    };
    struct fp_error error = { .code = FP_OK };

    if (fp_mail_config_check(&mail, &error) != FP_OK)
        fp_config_error(errors, "%s", error.detail);
}

static void
check_paths(const struct fp_config *config, struct fp_config_errors *errors)
{
    static const enum fp_key directories[] = { FP_KEY_RUNTIME_DIR,
                                               FP_KEY_DATA_DIR };
    struct fp_error error = { .code = FP_OK };
    size_t i;

    for (i = 0; i < FP_COUNT(directories); i++)
        if (fp_config_text(config, directories[i])[0] != '/')
            fp_config_error(errors, "%s must be an absolute path.",
                            fp_config_keys[directories[i]].name);
    if (fp_listen_check(fp_config_text(config, FP_KEY_LISTEN), &error) !=
        FP_OK)
        fp_config_error(errors, "%s", error.detail);
}

void
fp_config_check(const struct fp_config *config,
                struct fp_config_errors *errors)
{
    check_paths(config, errors);
    check_database(config, errors);
    check_tokens(config, errors);
    check_signing(config, errors);
    check_origins(config, errors);
    check_second_factors(config, errors);
    check_mail(config, errors);
    if (fp_config_is_set(config, FP_KEY_CACHE_SECRET_KEY) &&
        strlen(fp_config_text(config, FP_KEY_CACHE_SECRET_KEY)) <
            CACHE_SECRET_MIN)
        fp_config_error(errors, "CACHE_SECRET_KEY must have at least %d "
                        "bytes.", CACHE_SECRET_MIN);
    if (good(config, FP_KEY_MONTE_CARLO_DEFAULT_SIMULATIONS,
             FP_KEY_MONTE_CARLO_MAX_SIMULATIONS) &&
        fp_config_number(config, FP_KEY_MONTE_CARLO_DEFAULT_SIMULATIONS) >
            fp_config_number(config, FP_KEY_MONTE_CARLO_MAX_SIMULATIONS))
        fp_config_error(errors, "MONTE_CARLO_DEFAULT_SIMULATIONS must not be "
                        "more than MONTE_CARLO_MAX_SIMULATIONS.");
    if (good(config, FP_KEY_DRAIN_TIMEOUT_SECONDS,
             FP_KEY_REQUEST_TIMEOUT_SECONDS) &&
        fp_config_number(config, FP_KEY_DRAIN_TIMEOUT_SECONDS) <
            fp_config_number(config, FP_KEY_REQUEST_TIMEOUT_SECONDS))
        fp_config_error(errors, "DRAIN_TIMEOUT_SECONDS must be at least "
                        "REQUEST_TIMEOUT_SECONDS, or a stop loses requests.");
}
