/* The directory that letters wait in. Private to mail/.
 *
 * A letter appears there whole (written under another name, synchronised,
 * renamed). Who works on one holds a lock on its file, which the kernel lets
 * go when a process dies, so several processes share one directory. */
#ifndef FP_MAIL_OUTBOX_H
#define FP_MAIL_OUTBOX_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "mail/letter.h"

/* Writes the letter to the directory. FP_EIO with error saying why, without an
 * address. */
enum fp_err fp_outbox_write(const char *directory,
                            const struct fp_letter *letter,
                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* A letter taken out for delivery. */
struct fp_outbox_held {
    int fd;                    /* locked */
    char name[FP_LETTER_NAME];
    char *text;                /* from malloc */
    size_t len;
};

/* The names of the letters that wait, oldest first, at most max of them.
 * Returns how many. */
size_t fp_outbox_list(const char *directory, char (*names)[FP_LETTER_NAME],
                      size_t max) FP_NONNULL(1);

/* Takes one. FP_ENOTFOUND: it is gone, or another holds it. FP_EIO,
 * FP_ENOMEM. */
enum fp_err fp_outbox_take(const char *directory, const char *name,
                           struct fp_outbox_held *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* What becomes of it: it goes on waiting, is removed, or is kept as failed. */
enum fp_outbox_end { FP_OUTBOX_WAITS, FP_OUTBOX_DONE, FP_OUTBOX_FAILED };
void fp_outbox_end(const char *directory, struct fp_outbox_held *held,
                   enum fp_outbox_end end) FP_NONNULL(1, 2);

#endif
