/* Credentials of a request: an access token, or an API key in its place. */
#include "handlers/identity/authenticate.h"

#include <string.h>
#include <strings.h>

#include "auth/opaque.h"
#include "auth/token.h"
#include "base/clock.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "storage/identity/api_keys_store.h"
#include "storage/identity/sessions_store.h"

_Static_assert((int)FP_API_KEY_HASH == (int)FP_OPAQUE_HASH,
               "storage/ must hold the hash of an API key");

int
fp_unauthenticated(struct fp_call *call, const char *challenge,
                   const char *detail)
{
    fp_http_response_header(call->response, "WWW-Authenticate", challenge);
    return fp_call_problem(call, 401, "unauthenticated", detail);
}

static int
invalid(struct fp_call *call, const char *detail)
{
    return fp_unauthenticated(call,
                              "Bearer realm=\"finplan\", "
                              "error=\"invalid_token\"",
                              detail);
}

/* The scheme is a word in any case, RFC 9110, section 11.1. */
static const char *
bearer_text(const char *authorization)
{
    return strncasecmp(authorization, "bearer ", 7) == 0 ? authorization + 7
                                                         : "";
}

/* What a role may do now, whatever was granted before. */
static int
take_role(struct fp_call *call, const char *role)
{
    struct fp_principal *who = &call->principal;

    if (fp_role_parse(role, strlen(role), &who->role) != FP_OK)
        return 0;
    who->grants &= fp_role_grants(who->role);
    return 1;
}

/* An API key is looked up each time, so that a revoked one ends at once. */
static int
by_api_key(struct fp_call *call, const char *key)
{
    const char *user_id = NULL, *role = NULL, *scope = NULL;
    struct fp_principal *who = &call->principal;
    struct fp_error error = { .code = FP_OK };
    unsigned char hash[FP_OPAQUE_HASH];
    struct fp_storage_call db;
    enum fp_err err = fp_api_key_hash(key, strlen(key), hash);

    if (err == FP_OK)
        err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_api_key_lookup(&db, hash, &user_id,
                                                      &role, &scope,
                                                      &error));
    if (err == FP_EAUTH)
        return invalid(call, "The API key is not valid.");
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, "There is no such user.");
    memset(who, 0, sizeof(*who));
    if (strlen(user_id) >= sizeof(who->user_id) ||
        fp_grants_parse(scope, strlen(scope), &who->grants) != FP_OK ||
        !take_role(call, role))
        return fp_call_internal(call, "API key of the database", NULL);
    memcpy(who->user_id, user_id, strlen(user_id) + 1);
    who->grants &= ~(unsigned)FP_GRANT_ACCOUNT;
    return 0;
}

static int
by_token(struct fp_call *call, const char *authorization)
{
    struct fp_error error = { .code = FP_OK };

    if (fp_token_verify_bearer(call->service->tokens, authorization,
                               fp_clock_unix_ms() / 1000, &call->principal,
                               &error) == FP_OK)
        return 0;
    return invalid(call, error.detail[0] != '\0'
                             ? error.detail
                             : "The access token is not valid.");
}

/* Routes of the account and of admins ask the database whether the session
 * behind the token is still open, and which role its user has now. */
static int
still_open(struct fp_call *call)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    const char *role = NULL;
    enum fp_err err;

    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_session_live(
                                &db, call->principal.session_id, &role,
                                &error));
    if (err == FP_ENOTFOUND)
        return invalid(call, "The session is over. Log in again.");
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, "There is no session.");
    return take_role(call, role)
               ? 0
               : fp_call_internal(call, "role of the database", NULL);
}

int
fp_authenticate(struct fp_call *call, const char *authorization)
{
    const char *bearer = bearer_text(authorization);
    const unsigned guarded = FP_GRANT_ACCOUNT | FP_GRANT_ADMIN;
    int is_key = fp_api_key_like(bearer), status;

    if (call->service->tokens == NULL)
        return fp_call_unavailable(call, "accounts_unavailable",
                                   "This service is not set up for "
                                   "accounts.");
    status = is_key ? by_api_key(call, bearer)
                    : by_token(call, authorization);
    if (status != 0)
        return status;
    call->user_id = call->principal.user_id;
    if (!is_key && (call->route->grants & guarded) != 0)
        status = still_open(call);
    if (status != 0)
        return status;
    if (!fp_principal_may(&call->principal, call->route->grants))
        return fp_call_problem(call, 403, "forbidden",
                               is_key ? "The API key does not allow this."
                                      : "The access token does not allow "
                                        "this.");
    return 0;
}
