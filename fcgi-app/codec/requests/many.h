/* Several plans under one set of options, to be compared on the same random
 * numbers: plans of the caller's, or one plan under several spending policies.
 *
 * Order of use as in request.h: decode (or put two requests in the list by
 * hand), options, complete, identity. */
#ifndef FP_CODEC_REQUEST_MANY_H
#define FP_CODEC_REQUEST_MANY_H

#include "codec/requests/request.h"
#include "planning/answers/compare.h"

enum fp_many_kind {
    FP_MANY_PLANS,    /* {"plans": [plan, …], "paths", "seed",
                       * "deadline_ms"} */
    FP_MANY_POLICIES  /* {"plan": plan, "policies": [spending, …], …} */
};

struct fp_request_many {
    enum fp_many_kind kind;
    size_t n;
    struct fp_request list[FP_COMPARE_PLANS_MAX]; /* simulations, options and
                                                   * all */
};

/* 2 to FP_COMPARE_PLANS_MAX plans or policies; a policy is what a plan has at
 * /strategy/spending, and its faults are named by their place in the list.
 * FP_EINVAL or FP_ELIMIT (faults were added), FP_ENOMEM. */
enum fp_err fp_request_many_decode(enum fp_many_kind kind, const char *bytes,
                                   size_t len, struct fp_arena *arena,
                                   struct fp_faults *faults,
                                   struct fp_request_many *out)
    FP_MUST_CHECK FP_NONNULL(4, 5, 6);

/* The names of the options, NULL behind the last. */
const char *const *fp_request_many_options(void);

/* As fp_request_option, for all of them. */
enum fp_err fp_request_many_option(struct fp_request_many *many,
                                   const char *name, const char *value,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

void fp_request_many_complete(struct fp_request_many *many,
                              uint64_t default_paths) FP_NONNULL(1);

int fp_request_many_needs_history(const struct fp_request_many *many)
    FP_NONNULL(1);

/* As fp_request_identity. */
void fp_request_many_identity(struct fp_buf *buf,
                              const struct fp_request_many *many,
                              const struct fp_history *history)
    FP_NONNULL(1, 2);

#endif
