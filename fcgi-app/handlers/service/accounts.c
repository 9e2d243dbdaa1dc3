/* The keys of a service, and what is derived from them. */
#include "handlers/service/parts.h"

#include "auth/digest.h"
#include "handlers/state.h"

enum { TOKENS_REMEMBERED = 4096 };

/* The key that signs results, apart from the one that signs tokens. */
enum fp_err
fp_service_open_signing(struct fp_service *service, struct fp_error *error)
{
    const struct fp_keys_config keys = {
        .algorithm = "EdDSA",
        .private_key = service->config.signing_key,
        .previous = service->config.signing_previous,
    };
    enum fp_err err = FP_OK;

    if (keys.private_key != NULL)
        err = fp_keys_new(&keys, &service->signing, NULL);
    return err == FP_OK ? FP_OK
                        : fp_error_set(error, err,
                                       "RESULT_SIGNING_KEY or "
                                       "RESULT_SIGNING_PREVIOUS_KEYS is no "
                                       "Ed25519 key: PEM, or for the former "
                                       "the seed of 32 bytes as base64url.");
}

/* Accounts: keys, tokens, passwords, and what is derived from the keys. */
enum fp_err
fp_service_open_accounts(struct fp_service *service, struct fp_error *error)
{
    const struct fp_service_config *config = &service->config;
    struct fp_tokens_config tokens = {
        .issuer = config->token_issuer,
        .audience = config->token_audience,
        .access_ttl_s = config->access_ttl_s,
        .remembered = TOKENS_REMEMBERED,
    };
    enum fp_err err;

    /* Without keys the pseudonyms still must not be guessable. */
    fp_auth_random(service->log_key, sizeof(service->log_key));
    fp_auth_random(service->cache_key, sizeof(service->cache_key));
    fp_auth_random(service->page_key, sizeof(service->page_key));
    fp_auth_random(service->throttle_key, sizeof(service->throttle_key));
    if (config->keys.algorithm == NULL)
        return FP_OK;
    err = fp_keys_new(&config->keys, &service->keys, error);
    if (err != FP_OK)
        return err;
    fp_keys_derive(service->keys, "log", service->log_key);
    fp_keys_derive(service->keys, "cache", service->cache_key);
    fp_keys_derive(service->keys, "page", service->page_key);
    fp_keys_derive(service->keys, "throttle", service->throttle_key);
    tokens.keys = service->keys;
    err = fp_tokens_new(&tokens, &service->tokens, error);
    if (err == FP_OK && config->totp_key != NULL)
        err = fp_sealer_new("TOTP_SECRET_KEY", config->totp_key,
                            "TOTP_PREVIOUS_KEYS", config->totp_previous,
                            &service->sealer, error);
    if (err != FP_OK)
        return err;
    service->passwords = fp_passwords_new(config->argon2_permits,
                                          config->argon2_wait_ms, error);
    return service->passwords != NULL ? FP_OK : FP_EINVAL;
}
