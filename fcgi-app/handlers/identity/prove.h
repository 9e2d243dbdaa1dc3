/* Proving once more who one is: the password, and the second factor where one
 * is on. For login, and for what a stolen access token alone must not do. */
#ifndef FP_HANDLERS_IDENTITY_PROVE_H
#define FP_HANDLERS_IDENTITY_PROVE_H

#include "base/attr.h"
#include "codec/json/fields.h"
#include "handlers/call.h"
#include "storage/pool.h"

/* The fields of a body that prove it: password, totp, recovery_code. */
enum { FP_PROVE_PASSWORD, FP_PROVE_TOTP, FP_PROVE_RECOVERY, FP_PROVE_FIELDS };
extern const struct fp_field fp_prove_fields[FP_PROVE_FIELDS];

/* Compares password with that of the authenticated user, and wipes it. 0, or
 * the status of the refusal: 403 wrong_password, 429, 503. */
int fp_prove_password(struct fp_call *call, struct fp_field *password)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Checks the second factor of db->user_id, who has proved the password; a code
 * is used up. refused: the status of a refusal, 401 for a login and 403
 * otherwise; its code is mfa_required (neither field was sent) or
 * invalid_code. 0 also when no second factor is on. */
int fp_prove_factor(struct fp_call *call, struct fp_storage_call *db,
                    const struct fp_field *totp,
                    const struct fp_field *recovery, int refused)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* Both for the authenticated user, of fields laid out as above. */
int fp_prove(struct fp_call *call, struct fp_field fields[FP_PROVE_FIELDS])
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* 0, or 503: this service has no key to seal second factors with. */
int fp_prove_factors_there(struct fp_call *call) FP_MUST_CHECK FP_NONNULL(1);

/* Whether code[len] is one of the sealed secret row now. FP_OK with *step to
 * remember, FP_EAUTH, FP_EINTERNAL (the secret cannot be opened). */
struct fp_totp_row;
enum fp_err fp_prove_code(struct fp_call *call, const char *user_id,
                          const struct fp_totp_row *row, const char *code,
                          size_t len, int64_t *step)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 6);

#endif
