/* Questions that need no plan: one JSON document asks, one answers. The
 * service and the command line share these, so that both give the same bytes.
 *
 * Every reply begins with `question`, `engine`, `tables`, `assumed` (each
 * default that was taken), `warnings` and `sources` (publications that the
 * answer rests on, with their effective dates). Money has two decimals, rates
 * and parts six. */
#ifndef FP_CODEC_QUESTION_H
#define FP_CODEC_QUESTION_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/faults.h"
#include "codec/json/reader.h"
#include "codec/plan/assume.h"

enum { FP_QUESTION_SOURCES = 64 };

/* A document that was read, and what an answer collects on its way. */
struct fp_question {
    const char *name;            /* "tax/federal" */
    const char *part;            /* "tax/state/{code}": the code; NULL: none */
    const char *bytes;           /* the document as it came */
    size_t len;
    struct fp_arena *arena;      /* of everything here */
    struct fp_faults faults, warnings;
    struct fp_assumed assumed;
    struct fp_reader reader;
    struct fp_node root;
    int is_json;                 /* 0: the document is no JSON at all */
    const char *sources[FP_QUESTION_SOURCES];
    size_t n_sources;
    struct fp_error error;       /* why what was asked has no answer */
};

/* Reads q->root, computes by one function of planning/ and writes the reply
 * into buf, one line end at the end. FP_OK; FP_EINVAL (q->faults),
 * FP_EDOM, FP_ERANGE or FP_ELIMIT (q->error: well asked, but without an
 * answer), FP_ENOTFOUND (q->part names nothing), FP_ENOMEM. Nothing is written on failure. */
typedef enum fp_err (*fp_question_fn)(struct fp_question *q,
                                      struct fp_buf *buf);

struct fp_question_kind {
    const char *name;            /* its path below /api/v1/ */
    const char *what;            /* a line for a person */
    fp_question_fn answer;
};

/* Every question, and their number; immutable. */
extern const struct fp_question_kind fp_questions[];
extern const size_t fp_questions_count;

/* The question of that path, or NULL. */
const struct fp_question_kind *fp_question_find(const char *name)
    FP_NONNULL(1);

/* Reads the document of a question; part as above. FP_EINVAL or FP_ELIMIT
 * (q->faults), FP_ENOMEM. */
enum fp_err fp_question_open(struct fp_question *q, const char *name,
                             const char *part, const char *bytes, size_t len,
                             struct fp_arena *arena)
    FP_MUST_CHECK FP_NONNULL(1, 2, 6);

/* --- for the answers, private to codec/ --- */

/* 1 when nothing was wrong so far. */
int fp_question_good(const struct fp_question *q) FP_NONNULL(1);

/* A warning at a pointer; code is a string constant. */
void fp_question_warn(struct fp_question *q, const char *pointer,
                      const char *code, const char *fmt, ...)
    FP_PRINTF(4, 5) FP_NONNULL(1, 2, 3, 4);

/* The member "rate" of a debt: what it costs a year, a fraction up to 10. Above
 * 1 it warns: per cents are easily sent for a fraction. */
double fp_question_debt_rate(struct fp_question *q,
                             const struct fp_node *object) FP_NONNULL(1, 2);

/* A source of the answer; each is listed once. text must outlive q. */
void fp_question_source(struct fp_question *q, const char *text)
    FP_NONNULL(1, 2);

/* `{"question":…,"engine":…,"tables":…,"assumed":…,"warnings":…,
 * "sources":…`, without the closing brace. */
void fp_question_head(struct fp_question *q, struct fp_buf *buf)
    FP_NONNULL(1, 2);

/* `}` and the line end. */
void fp_question_end(struct fp_buf *buf) FP_NONNULL(1);

#endif
