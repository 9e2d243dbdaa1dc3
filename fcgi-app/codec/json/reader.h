/* Reading fields out of a JSON tree: every fault is noted with its pointer and
 * reading goes on with a harmless value. Private to codec/.
 *
 * A node is a place in the document: its value (NULL: absent or JSON null)
 * and its pointer from the plan's root. Not thread-safe. */
#ifndef FP_CODEC_READER_H
#define FP_CODEC_READER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/faults.h"
#include "codec/plan/assume.h"

struct json_object;

enum { FP_TEXT_MAX = 200 }; /* bytes of a name or an id */

struct fp_reader {
    struct fp_arena *arena;
    struct fp_faults *faults;
    struct fp_assumed *assumed;
    const char *prefix;      /* before every pointer of a fault */
    int failed;              /* 1 when any fault was noted by this reader */
};

struct fp_node {
    struct fp_reader *reader;
    struct json_object *value;
    const char *pointer;
    int present;             /* the key stands in the document */
};

/* Notes a fault at the node. */
void fp_node_fault(const struct fp_node *node, const char *code,
                   const char *fmt, ...) FP_PRINTF(3, 4) FP_NONNULL(1, 2, 3);

/* Lists a default that was taken at the node. value is JSON text. */
void fp_node_assume(const struct fp_node *node, const char *value,
                    const char *text) FP_NONNULL(1, 2, 3);
void fp_node_assume_number(const struct fp_node *node, double value,
                           const char *text) FP_NONNULL(1, 3);
void fp_node_assume_word(const struct fp_node *node, const char *value,
                         const char *text) FP_NONNULL(1, 2, 3);

/* The member `name` of an object node, or the element `index` of an array. */
struct fp_node fp_node_member(const struct fp_node *node, const char *name)
    FP_NONNULL(1, 2);
struct fp_node fp_node_element(const struct fp_node *node, size_t index)
    FP_NONNULL(1);

/* Calls fn for every member of an object node, in document order. */
void fp_node_each(const struct fp_node *node,
                  void (*fn)(void *context, const char *name,
                             const struct fp_node *member),
                  void *context) FP_NONNULL(1, 2);

/* 1 when the node is an object whose keys are all in known (NULL-terminated);
 * unknown ones are faults that name the known, but do not make it 0. 0 with a
 * fault when it is something else; `what` names it for a person. */
int fp_node_object(const struct fp_node *node, const char *const *known,
                   const char *what) FP_NONNULL(1, 3);

/* 1 when the node is an array of at most max elements; *n is their number. */
int fp_node_array(const struct fp_node *node, size_t max, const char *what,
                  size_t *n) FP_NONNULL(1, 3, 4);

/* What the JSON value is: "an object", "a number", … */
const char *fp_node_kind(const struct fp_node *node) FP_NONNULL(1);

/* Each of these returns 1 and sets *out, or notes a fault (wrong type; absent
 * too, for the plain forms) and returns 0 leaving *out. */
int fp_node_number(const struct fp_node *node, double *out)
    FP_NONNULL(1, 2);
int fp_node_int(const struct fp_node *node, int64_t min, int64_t max,
                int64_t *out) FP_NONNULL(1, 4);
int fp_node_flag(const struct fp_node *node, int *out) FP_NONNULL(1, 2);
int fp_node_text(const struct fp_node *node, const char **out)
    FP_NONNULL(1, 2);
/* One of words (NULL-terminated): its index. */
int fp_node_word(const struct fp_node *node, const char *const *words,
                 int *out) FP_NONNULL(1, 2, 3);
/* Dollars: a number, or a text with at most two decimals. */
int fp_node_money(const struct fp_node *node, double *out) FP_NONNULL(1, 2);

/* The same with a default, taken and listed with `text` when the field is
 * absent (text NULL: absence means what it says, nothing is listed). */
double fp_node_number_or(const struct fp_node *node, double fallback,
                         const char *text) FP_NONNULL(1);
double fp_node_money_or(const struct fp_node *node, double fallback,
                        const char *text) FP_NONNULL(1);
int fp_node_int_or(const struct fp_node *node, int min, int max, int fallback,
                   const char *text) FP_NONNULL(1);
int fp_node_flag_or(const struct fp_node *node, int fallback,
                    const char *text) FP_NONNULL(1);
int fp_node_word_or(const struct fp_node *node, const char *const *words,
                    int fallback, const char *text) FP_NONNULL(1, 2);

#endif
