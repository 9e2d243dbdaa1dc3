/* Bounds on guessing: what an attempt is counted under, and the reply for one
 * too many.
 *
 * A login is counted for the account and the network that it comes from (20 in
 * a row, then one a minute), and, unless the account has been entered from
 * that network before, for the account alone (100 in a row, then two a
 * minute). Waiting is never made longer by trying. So whoever guesses from
 * everywhere cannot bar the owner from where they usually are; open sessions
 * go on, and a reset by mail begins anew. Addresses that nobody has are counted
 * alike. */
#ifndef FP_HANDLERS_IDENTITY_GUESS_H
#define FP_HANDLERS_IDENTITY_GUESS_H

#include <stdint.h>

#include "base/attr.h"
#include "handlers/call.h"
#include "storage/identity/logins_store.h"

/* What a login to an address is counted under: alone, and with where the
 * request comes from (an IPv4 address, or the /64 of an IPv6 one). */
struct fp_guess {
    unsigned char account[FP_SUBJECT];
    unsigned char source[FP_SUBJECT];
};
void fp_guess_at(const struct fp_call *call, const char *email,
                 struct fp_guess *out) FP_NONNULL(1, 2, 3);

/* For other guesses: `what` names them ("reset", "password"), whom is an
 * address or a user's id. */
void fp_guess_subject(const struct fp_call *call, const char *what,
                      const char *whom, unsigned char out[FP_SUBJECT])
    FP_NONNULL(1, 2, 3, 4);

/* 429 with Retry-After. */
int fp_guess_wait(struct fp_call *call, int64_t wait_s) FP_NONNULL(1);

#endif
