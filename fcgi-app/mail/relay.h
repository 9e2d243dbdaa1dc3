/* Handing one letter to a relay. Private to mail/; the only file of the room
 * that includes libcurl, which brings STARTTLS, SMTP AUTH, IPv6 and time
 * limits that a client of our own would have to repeat.
 * SOURCE: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 4954 (AUTH). */
#ifndef FP_MAIL_RELAY_H
#define FP_MAIL_RELAY_H

#include <stdatomic.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "mail/mail.h"

/* Prepares libcurl; before threads, again is harmless. FP_EUNAVAIL. */
enum fp_err fp_relay_init(void) FP_MUST_CHECK;

/* Sends text[len]. *stop: set by another thread to break it off.
 * FP_OK; FP_EUNAVAIL (try again later); FP_EINVAL (refused for good). error
 * has a sentence without addresses. Blocks for config->timeout_ms at most. */
enum fp_err fp_relay_send(const struct fp_mail_config *config, const char *to,
                          const char *text, size_t len, atomic_int *stop,
                          struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5, 6);

#endif
