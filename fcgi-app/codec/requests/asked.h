/* A question as it was asked: its kind, the body, and the options that came
 * beside it. What is kept of a result so that it can be computed again, and
 * what a result is checked against. */
#ifndef FP_CODEC_ASKED_H
#define FP_CODEC_ASKED_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/faults.h"
#include "codec/requests/many.h"

enum { FP_ASKED_OPTIONS = 16 };

struct fp_asked {
    int is_many;              /* 1: a comparison, of … */
    enum fp_many_kind many;
    enum fp_request_kind kind; /* … otherwise this */
    const char *body;         /* [body_len]: a bare plan or an envelope */
    size_t body_len;
    struct {
        const char *name, *value;
    } options[FP_ASKED_OPTIONS]; /* they go over those of the body */
    size_t n_options;
    uint64_t default_paths;   /* of a question that does not say */
    const char *goal;         /* the goal's id, where one is asked about */
    /* Not encoded: */
    struct fp_asked_ran {
        uint64_t paths, runs; /* how far the answer had come; 0: not known */
        int ours;             /* 1: this service kept it; paths are not
                               * doubted */
    } ran;
    int replays;              /* 1: what was answered is to come out again: of
                               * what time ended so much as in `ran`, however
                               * long that takes */
    int may_defer;            /* 1: what is more than one request computes is
                               * read too, since it can become a job */
    int keep;                 /* 1: such a job keeps its result */
    enum fp_request_kind view; /* of a simulation: FP_REQUEST_PLAN, or what
                               * is asked of one path of it, … */
    const char *path, *year;  /* … as options of that kind say it; year may be
                               * NULL */
};

/* "simulate", "compare", … */
const char *fp_asked_kind_name(const struct fp_asked *asked) FP_NONNULL(1);

/* The value of an option beside the body, NULL when it was not given. */
const char *fp_asked_option(const struct fp_asked *asked, const char *name)
    FP_NONNULL(1, 2);

/* Sets one, in place of an older value. FP_ELIMIT: there are too many. */
enum fp_err fp_asked_set(struct fp_asked *asked, const char *name,
                         const char *value) FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* How far result[len], an answer to the question, says that it had come: the
 * paths of a simulation, the runs of what was stopped. No result: 0. */
struct fp_asked_ran fp_asked_ran_of(const char *result, size_t len)
    FP_NONNULL(1);

/* {"kind":…,"options":{…},"default_paths":…,"goal":…,"body":…}; the head is
 * the same without the body. */
void fp_asked_encode(struct fp_buf *buf, const struct fp_asked *asked)
    FP_NONNULL(1, 2);
void fp_asked_encode_head(struct fp_buf *buf, const struct fp_asked *asked)
    FP_NONNULL(1, 2);

/* The same read back; default_paths may be left out. text[len] has passed the
 * gate and must outlive *out; prefix stands before the pointers of faults.
 * FP_EINVAL (faults were added), FP_ENOMEM. */
enum fp_err fp_asked_decode(const char *text, size_t len, const char *prefix,
                            uint64_t default_paths, struct fp_arena *arena,
                            struct fp_faults *faults, struct fp_asked *out)
    FP_MUST_CHECK FP_NONNULL(1, 3, 5, 6, 7);

#endif
