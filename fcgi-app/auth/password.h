/* Passwords: Argon2id hashes, behind a bounded number of permits.
 *
 * One hash takes 64 MiB and tens of milliseconds of one core. Without a bound
 * a burst of logins would take all memory, so at most `permits` hashes run at
 * once in a process; a caller that finds none free waits a little and is then
 * told FP_EUNAVAIL, which is answered 503 with Retry-After.
 *
 * Thread-safe. Create it once per process, after fork. */
#ifndef FP_AUTH_PASSWORD_H
#define FP_AUTH_PASSWORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

enum {
    FP_PASSWORD_HASH = 128, /* bytes of a hash text, its NUL included */
    /* SOURCE: NIST SP 800-63B-4, section 3.1.1.2 (at least 8 characters where
     * a second factor is used, 15 recommended as a single factor; at least 64
     * must be allowed; no composition rules), August 2025. 12 is the project's
     * choice between the two. */
    FP_PASSWORD_MIN = 12,   /* bytes */
    FP_PASSWORD_MAX = 256   /* bytes */
};

struct fp_passwords;

/* Figures of one process. */
struct fp_passwords_stats {
    unsigned permits;  /* hashes that may run at once */
    unsigned in_use;   /* running now */
    uint64_t hashed;   /* hashes and checks done */
    uint64_t busy;     /* callers that got no permit in time */
};

/* permits: 1 … 64 (64 MiB each). wait_ms: how long a caller may wait for one,
 * 0 … 60000; its own deadline shortens that. NULL with error set: FP_EINVAL
 * or FP_ENOMEM. Computes one hash (the one that unknown users are checked
 * against), so it takes as long as a login. */
struct fp_passwords *fp_passwords_new(unsigned permits, int wait_ms,
                                      struct fp_error *error) FP_MUST_CHECK;

/* No call may be running. passwords may be NULL. */
void fp_passwords_free(struct fp_passwords *passwords);

void fp_passwords_stats(struct fp_passwords *passwords,
                        struct fp_passwords_stats *out) FP_NONNULL(1, 2);

/* FP_OK when password[len] may be chosen: FP_PASSWORD_MIN … FP_PASSWORD_MAX bytes
 * of UTF-8 and not the e-mail address itself or its part before the '@' (in
 * any case). Otherwise FP_EINVAL, and error says what to do. */
enum fp_err fp_password_policy(const char *password, size_t len,
                               const char *email, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* The hash to store, "$argon2id$…". deadline_ns: monotonic, 0 for none.
 * FP_EUNAVAIL (no permit in time), FP_EINVAL (longer than FP_PASSWORD_MAX),
 * FP_ENOMEM. */
enum fp_err fp_password_hash(struct fp_passwords *passwords,
                             const char *password, size_t len,
                             uint64_t deadline_ns, char hash[FP_PASSWORD_HASH])
    FP_MUST_CHECK FP_NONNULL(1, 2, 5);

/* Checks password[len] against a stored hash. hash NULL: there is no such
 * user; a hash of nobody's password is checked instead, so that the answer
 * takes as long, and is always FP_EAUTH. *stale (may be NULL) is set to 1 when
 * the hash was right but made at another cost, and should be replaced.
 * FP_OK, FP_EAUTH, FP_EUNAVAIL (no permit in time), FP_ENOMEM. */
enum fp_err fp_password_verify(struct fp_passwords *passwords,
                               const char *hash, const char *password,
                               size_t len, uint64_t deadline_ns, int *stale)
    FP_MUST_CHECK FP_NONNULL(1, 3);

#endif
