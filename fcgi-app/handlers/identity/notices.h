/* What users are told by mail. Nothing here waits or fails a request: a letter
 * that cannot be queued is logged, and where no mail is configured there is
 * none. */
#ifndef FP_HANDLERS_IDENTITY_NOTICES_H
#define FP_HANDLERS_IDENTITY_NOTICES_H

#include <stdint.h>

#include "base/attr.h"
#include "handlers/call.h"

/* The token of a password reset, good until ends_ms. */
void fp_notice_reset(struct fp_call *call, const char *email,
                     const char *token, int64_t ends_ms)
    FP_NONNULL(1, 2, 3);

/* That the password was changed, by a reset or by who knew it. */
void fp_notice_password_changed(struct fp_call *call, const char *email)
    FP_NONNULL(1, 2);

/* To the address of before: that it is not the account's any more. */
void fp_notice_email_changed(struct fp_call *call, const char *email)
    FP_NONNULL(1, 2);

#endif
