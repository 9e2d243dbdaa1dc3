/* What the account routes share: their bodies, e-mail addresses, versions,
 * pages, users as they are shown, and the reply that carries tokens. */
#ifndef FP_HANDLERS_IDENTITY_ACCOUNT_H
#define FP_HANDLERS_IDENTITY_ACCOUNT_H

#include <stddef.h>
#include <stdint.h>

#include "auth/principal.h"
#include "base/attr.h"
#include "codec/json/fields.h"
#include "handlers/call.h"
#include "http/page.h"
#include "storage/identity/sessions_store.h"
#include "storage/identity/users_store.h"

enum { FP_ACCOUNT_BODY_MAX = 8192 }; /* bytes of a request body */

/* Reads the request's body into fields[n], after checking that this service
 * has accounts. 0, or the status of the refusal: 503, 400 for what is no JSON,
 * 422 with every fault. */
int fp_account_read(struct fp_call *call, struct fp_field *fields, size_t n)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* 1 when email is an address that we take: a dot-atom before the '@' (RFC 5321,
 * section 4.1.2; UTF-8 as RFC 6531 has it), at most 64 bytes; after it a host
 * name of at least two labels. Lower-cases the host in place: only the part
 * before the '@' belongs to the user's own system. */
int fp_account_email(char *email) FP_NONNULL(1);

/* What the client calls itself, cut to what a session keeps; NULL: nothing. */
const char *fp_account_user_agent(const struct fp_call *call) FP_NONNULL(1);

/* {"id", "email", "role", "display_name", …}: a user as they see themselves. */
void fp_account_write_user(struct fp_buf *body, const struct fp_user *user)
    FP_NONNULL(1, 2);

/* "name":"value", or null for NULL, and a comma. */
void fp_account_write_text(struct fp_buf *body, const char *name,
                           const char *value) FP_NONNULL(1, 2);

/* "name":"2026-01-02T03:04:05.678Z", or null for 0. */
void fp_account_write_time(struct fp_buf *body, const char *name,
                           int64_t unix_ms) FP_NONNULL(1, 2);

/* Adds the ETag of a version. */
void fp_account_etag(struct fp_call *call, int64_t version) FP_NONNULL(1);

/* 304 and the reply when If-None-Match names this version, else 0. */
int fp_account_not_modified(struct fp_call *call, int64_t version)
    FP_NONNULL(1);

/* 0 when If-Match names this version, or the status of the refusal: 428, 400,
 * 412. */
int fp_account_if_match(struct fp_call *call, int64_t version)
    FP_MUST_CHECK FP_NONNULL(1);

/* 0 when password may be chosen by who has this address, or 422 with a fault
 * at pointer. */
int fp_account_check_password(struct fp_call *call,
                              const struct fp_field *password,
                              const char *pointer, const char *email)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* The reply for a session whose user has just proved who they are: an access
 * token, and the refresh token whose hash was stored. 200. */
int fp_account_grant(struct fp_call *call, const struct fp_session *session,
                     const char *refresh_token)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* When a refresh token issued now ends, in unix milliseconds. */
int64_t fp_account_refresh_ends_ms(const struct fp_call *call) FP_NONNULL(1);

/* 401 with the same words for every reason. */
int fp_account_refuse(struct fp_call *call, const char *code,
                      const char *detail) FP_NONNULL(1, 2, 3);

/* 503 when no permit for a password hash came free in time, 500 otherwise; and
 * the gauges of the permits. */
int fp_account_hash_failed(struct fp_call *call, enum fp_err err)
    FP_NONNULL(1);
void fp_account_count_hash(struct fp_call *call) FP_NONNULL(1);

#endif
