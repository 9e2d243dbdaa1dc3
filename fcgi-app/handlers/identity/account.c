/* What the account routes share. */
#include "handlers/identity/account.h"

#include <string.h>

#include "auth/digest.h"
#include "auth/password.h"
#include "auth/token.h"
#include "base/clock.h"
#include "handlers/state.h"
#include "http/etag.h"
#include "telemetry/metrics.h"

int
fp_account_read(struct fp_call *call, struct fp_field *fields, size_t n)
{
    const struct fp_service *service = call->service;
    struct fp_faults faults;
    int syntax = 0;
    enum fp_err err;

    if (service->tokens == NULL || !fp_keys_can_sign(service->keys))
        return fp_call_unavailable(call, "accounts_unavailable",
                                   "This service is not set up for "
                                   "accounts.");
    fp_faults_init(&faults, call->arena);
    err = fp_fields_read(call->request->body, call->request->body_len,
                         call->arena, fields, n, &faults, &syntax);
    if (err == FP_OK)
        return 0;
    if (err == FP_ENOMEM)
        return fp_call_internal(call, "account body", NULL);
    return syntax ? fp_call_faults(call, 400, "malformed",
                                   "The body is not a JSON document that "
                                   "can be read.", &faults)
                  : fp_call_faults(call, 422, "invalid",
                                   "The body has wrong fields.", &faults);
}

/* atext of RFC 5322, section 3.2.3, and bytes of UTF-8 beyond ASCII. */
static int
atom_char(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c >= 0x80 ||
           (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static int
good_local(const char *text, size_t len)
{
    size_t i;

    if (len == 0 || len > 64 || text[0] == '.' || text[len - 1] == '.')
        return 0;
    for (i = 0; i < len; i++)
        if (text[i] == '.' ? text[i + 1] == '.'
                           : !atom_char((unsigned char)text[i]))
            return 0;
    return 1;
}

/* Labels of letters, digits and inner hyphens, two or more of them. */
static int
good_host(char *text)
{
    size_t label = 0, labels = 1, i;

    for (i = 0; text[i] != '\0'; i++) {
        char c = text[i];

        if (c >= 'A' && c <= 'Z')
            text[i] = c = (char)(c - 'A' + 'a');
        if (c == '.') {
            if (label == 0 || text[i - 1] == '-')
                return 0;
            labels++;
            label = 0;
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                   (c == '-' && label > 0)) {
            if (++label > 63)
                return 0;
        } else {
            return 0;
        }
    }
    return labels >= 2 && label > 0 && text[i - 1] != '-';
}

int
fp_account_email(char *email)
{
    char *at = strrchr(email, '@');

    return at != NULL && good_local(email, (size_t)(at - email)) &&
           good_host(at + 1);
}

int64_t
fp_account_refresh_ends_ms(const struct fp_call *call)
{
    return fp_clock_unix_ms() +
           (int64_t)call->service->config.refresh_ttl_s * 1000;
}

/* Bytes that no log and no page could trip over. */
const char *
fp_account_user_agent(const struct fp_call *call)
{
    const char *header = fp_http_header(call->request, "User-Agent");
    size_t len, i;
    char *text;

    if (header == NULL || header[0] == '\0')
        return NULL;
    len = strnlen(header, FP_SESSION_AGENT_MAX);
    text = fp_arena_strndup(call->arena, header, len);
    for (i = 0; text != NULL && i < len; i++)
        if (text[i] < 0x20 || text[i] > 0x7e)
            text[i] = '?';
    return text;
}

void
fp_account_write_text(struct fp_buf *body, const char *name,
                      const char *value)
{
    fp_buf_json(body, name);
    fp_buf_char(body, ':');
    if (value != NULL)
        fp_buf_json(body, value);
    else
        fp_buf_str(body, "null");
    fp_buf_char(body, ',');
}

void
fp_account_write_time(struct fp_buf *body, const char *name, int64_t unix_ms)
{
    char text[FP_CLOCK_TEXT];

    fp_buf_json(body, name);
    fp_buf_char(body, ':');
    if (unix_ms == 0) {
        fp_buf_str(body, "null");
    } else {
        fp_clock_rfc3339(unix_ms, text);
        fp_buf_json(body, text);
    }
}

void
fp_account_write_user(struct fp_buf *body, const struct fp_user *user)
{
    fp_buf_char(body, '{');
    fp_account_write_text(body, "id", user->id);
    fp_account_write_text(body, "email", user->email);
    fp_account_write_text(body, "role", user->role);
    fp_account_write_text(body, "display_name", user->display_name);
    fp_account_write_time(body, "created", user->created_ms);
    fp_buf_char(body, ',');
    fp_account_write_time(body, "updated", user->updated_ms);
    fp_buf_printf(body, ",\"version\":%lld,\"totp\":%s,"
                  "\"recovery_codes\":%d}", (long long)user->version,
                  user->totp ? "true" : "false", user->recovery_codes);
}

void
fp_account_etag(struct fp_call *call, int64_t version)
{
    const char *etag = fp_etag_version(call->arena, version);

    if (etag != NULL)
        fp_http_response_header(call->response, "ETag", etag);
}

int
fp_account_not_modified(struct fp_call *call, int64_t version)
{
    const char *header = fp_http_header(call->request, "If-None-Match");
    const char *etag = fp_etag_version(call->arena, version);

    if (fp_etag_if_none_match(header, etag) != FP_ETAG_MATCH)
        return 0;
    fp_account_etag(call, version);
    fp_call_no_content(call);
    return call->response->status = 304;
}

int
fp_account_if_match(struct fp_call *call, int64_t version)
{
    const char *etag = fp_etag_version(call->arena, version);

    switch (fp_etag_if_match(fp_http_header(call->request, "If-Match"),
                             etag)) {
    case FP_ETAG_MATCH:
        return 0;
    case FP_ETAG_ABSENT:
        return fp_call_problem(call, 428, "if_match_required",
                               "Say which version you mean: send its ETag as "
                               "If-Match.");
    case FP_ETAG_MALFORMED:
        return fp_call_problem(call, 400, "bad_if_match",
                               "If-Match must be a list of entity tags in "
                               "double quotes, or *.");
    case FP_ETAG_NO_MATCH:
        break;
    }
    return fp_call_problem(call, 412, "version_mismatch",
                           "It has changed since the version that If-Match "
                           "names; read it again.");
}

int
fp_account_check_password(struct fp_call *call,
                          const struct fp_field *password,
                          const char *pointer, const char *email)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_faults faults;

    if (fp_password_policy(password->value, password->len, email, &error) ==
        FP_OK)
        return 0;
    fp_faults_init(&faults, call->arena);
    fp_faults_add(&faults, pointer, "password", "%s", error.detail);
    return fp_call_faults(call, 422, "invalid",
                          "The password cannot be taken.", &faults);
}

int
fp_account_grant(struct fp_call *call, const struct fp_session *session,
                 const char *refresh_token)
{
    struct fp_buf *body = &call->response->body;
    struct fp_tokens *tokens = call->service->tokens;
    struct fp_principal principal = { .grants = 0 };
    char token[FP_TOKEN_MAX], scope[FP_GRANTS_TEXT];

    if (strlen(session->user_id) >= sizeof(principal.user_id) ||
        strlen(session->id) >= sizeof(principal.session_id) ||
        fp_role_parse(session->role, strlen(session->role),
                      &principal.role) != FP_OK)
        return fp_call_internal(call, "account of the database", NULL);
    memcpy(principal.user_id, session->user_id, strlen(session->user_id) + 1);
    memcpy(principal.session_id, session->id, strlen(session->id) + 1);
    principal.grants = fp_role_grants(principal.role);
    if (fp_token_issue(tokens, &principal, fp_clock_unix_ms() / 1000,
                       token) != FP_OK)
        return fp_call_internal(call, "access token", NULL);
    fp_grants_write(principal.grants, scope);
    fp_buf_str(body, "{\"access_token\":");
    fp_buf_json(body, token);
    fp_buf_str(body, ",\"token_type\":\"Bearer\",\"expires_in\":");
    fp_buf_int(body, fp_tokens_access_ttl_s(tokens));
    fp_buf_str(body, ",\"refresh_token\":");
    fp_buf_json(body, refresh_token);
    fp_buf_str(body, ",\"refresh_expires_in\":");
    fp_buf_int(body, call->service->config.refresh_ttl_s);
    fp_buf_str(body, ",\"scope\":");
    fp_buf_json(body, scope);
    fp_buf_str(body, "}\n");
    return fp_call_json(call, 200);
}

int
fp_account_refuse(struct fp_call *call, const char *code, const char *detail)
{
    fp_http_response_header(call->response, "WWW-Authenticate",
                            "Bearer realm=\"finplan\"");
    return fp_call_problem(call, 401, code, detail);
}

void
fp_account_count_hash(struct fp_call *call)
{
    struct fp_metrics *metrics = call->service->config.metrics;
    struct fp_passwords_stats stats;

    fp_passwords_stats(call->service->passwords, &stats);
    fp_metrics_gauge(metrics, FP_GAUGE_ARGON2_PERMITS, stats.permits);
    fp_metrics_gauge(metrics, FP_GAUGE_ARGON2_IN_USE, stats.in_use);
}

int
fp_account_hash_failed(struct fp_call *call, enum fp_err err)
{
    struct fp_error error;

    if (err == FP_EUNAVAIL) {
        fp_metrics_add(call->service->config.metrics, FP_COUNT_ARGON2_BUSY,
                       1);
        return fp_call_unavailable(call, "busy",
                                   "Too many logins are being checked at "
                                   "the moment. Try again shortly.");
    }
    fp_error_set(&error, err, "The password could not be hashed.");
    return fp_call_internal(call, "password hash", &error);
}
