/* One letter as text. Private to mail/. Pure but for the clock and the random
 * numbers of its id.
 * SOURCE: RFC 5322 (form), RFC 2045 (MIME), RFC 3834 (automatic letters). */
#ifndef FP_MAIL_LETTER_H
#define FP_MAIL_LETTER_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "mail/mail.h"

enum { FP_LETTER_NAME = 64 };

struct fp_letter {
    char name[FP_LETTER_NAME]; /* of its file: when it was made and an id */
    char *text;                /* with CRLF line ends; its first line is
                                * "To: <address>" */
    size_t len;
    struct fp_letter *next;    /* in the queue */
};

/* A letter from malloc. FP_EINVAL, FP_ENOMEM, FP_EIO (no random numbers). */
enum fp_err fp_letter_new(const char *from, const char *to,
                          const char *subject, const char *text,
                          struct fp_letter **out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5);

/* Wipes it: a letter may hold a secret. letter may be NULL. */
void fp_letter_free(struct fp_letter *letter);

/* The address of a letter's text[len], into to. FP_EINVAL: the text does not
 * begin as ours do. */
enum fp_err fp_letter_to(const char *text, size_t len,
                         char to[FP_MAIL_ADDRESS_MAX + 1])
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* When a letter of this file name was made, unix milliseconds; -1: the name is
 * not one of ours. */
int64_t fp_letter_made_ms(const char *name) FP_NONNULL(1);

#endif
