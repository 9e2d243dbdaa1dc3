/* Letters that the service sends: written to a directory, and from there, when
 * a relay is set, sent on.
 *
 * A request only puts its letter into a bounded queue; one thread writes it
 * to the outbox (a file of its own that appears whole, mode 0600) and talks to
 * the relay, so that neither a slow disk nor a slow relay holds a request, and
 * a request with a letter takes as long as one without. Letters in the outbox
 * outlive the process; whichever process comes by a letter that nobody holds
 * sends it, with growing pauses while the relay is away. A letter that the
 * relay refuses for good, or that is too old, is renamed to *.failed.
 *
 * Create it after fork. Every function is thread-safe. */
#ifndef FP_MAIL_MAIL_H
#define FP_MAIL_MAIL_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

enum {
    FP_MAIL_ADDRESS_MAX = 254, /* bytes */
    FP_MAIL_SUBJECT_MAX = 200, /* bytes of printable ASCII */
    FP_MAIL_TEXT_MAX = 8192,   /* bytes of UTF-8 */
    FP_MAIL_QUEUE = 256        /* letters that wait to be written */
};

/* What the relay's connection must be. */
enum fp_mail_tls {
    FP_MAIL_TLS_REQUIRED, /* smtps://, or STARTTLS; else nothing is sent */
    FP_MAIL_TLS_OFFERED,  /* STARTTLS where the relay has it */
    FP_MAIL_TLS_OFF
};

enum fp_mail_event {
    FP_MAIL_WRITTEN,   /* to the outbox */
    FP_MAIL_SENT,      /* the relay took it */
    FP_MAIL_DEFERRED,  /* the relay is away; it is tried again */
    FP_MAIL_FAILED,    /* refused for good, or too old */
    FP_MAIL_LOST,      /* the outbox cannot be written */
    FP_MAIL_DROPPED    /* the queue was full */
};

/* reason: a sentence without addresses, or "". Called by the thread of the
 * mail, or by that of fp_mail_post (FP_MAIL_DROPPED). */
typedef void (*fp_mail_event_fn)(void *data, enum fp_mail_event event,
                                 const char *reason);

struct fp_mail_config {
    const char *outbox;    /* directory; its last part is made when missing */
    const char *from;      /* address of the sender */
    const char *relay;     /* smtp://HOST[:PORT] or smtps://…; NULL: letters
                            * stay in the outbox */
    const char *username;  /* at the relay; NULL: none */
    const char *password;
    enum fp_mail_tls tls;
    const char *ca_file;   /* PEM certificates to trust; NULL: the system's */
    int timeout_ms;        /* of one delivery */
    int keep_s;            /* after that a letter is not sent any more */
    fp_mail_event_fn event; /* NULL: silent */
    void *event_data;
};

struct fp_mail;

/* 1 when text is an address that can stand in a letter: one '@' with something
 * on both sides, UTF-8, at most FP_MAIL_ADDRESS_MAX bytes, and no control
 * character, blank, comma, semicolon, quote, backslash or bracket. */
int fp_mail_address(const char *text) FP_NONNULL(1);

/* FP_OK when outbox, sender and relay can be what they are said to be;
 * FP_EINVAL with error naming the setting. Pure. */
enum fp_err fp_mail_config_check(const struct fp_mail_config *config,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

/* Texts are copied. FP_EINVAL (an address or the relay's URL is wrong; error
 * says which), FP_ENOMEM, FP_EIO (no thread). That the outbox cannot be written
 * is no failure here: each letter then reports FP_MAIL_LOST. */
enum fp_err fp_mail_new(const struct fp_mail_config *config,
                        struct fp_mail **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Writes what is queued to the outbox, breaks a delivery off, and ends the
 * thread. mail may be NULL. */
void fp_mail_free(struct fp_mail *mail);

/* Queues a letter. text: lines that end in '\n'. Never waits for a disk or a
 * network. FP_EINVAL (an address, subject or text that no letter may hold),
 * FP_ELIMIT (the queue is full), FP_ENOMEM. */
enum fp_err fp_mail_post(struct fp_mail *mail, const char *to,
                         const char *subject, const char *text)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

#endif
