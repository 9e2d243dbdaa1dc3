/* Members of a question's objects by their names, each within its range. A
 * fault is noted at the member and reading goes on with a harmless value (min,
 * or the fallback). Private to codec/; see codec/json/reader.h. */
#ifndef FP_CODEC_ASK_H
#define FP_CODEC_ASK_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "codec/json/reader.h"

/* The most that an amount of dollars may be. */
#define FP_ASK_MONEY_MAX 1e13

/* A member that must be there; and one that may be left out, whose fallback is
 * then listed as assumed with `text` (NULL: absence means what it says). */
double fp_ask_number(const struct fp_node *object, const char *name,
                     double min, double max) FP_NONNULL(1, 2);
double fp_ask_number_or(const struct fp_node *object, const char *name,
                        double min, double max, double fallback,
                        const char *text) FP_NONNULL(1, 2);

/* Dollars from 0 (signed: from -FP_ASK_MONEY_MAX) to FP_ASK_MONEY_MAX, a
 * number or a text. */
double fp_ask_money(const struct fp_node *object, const char *name)
    FP_NONNULL(1, 2);
double fp_ask_money_or(const struct fp_node *object, const char *name,
                       double fallback, const char *text) FP_NONNULL(1, 2);
double fp_ask_signed(const struct fp_node *object, const char *name)
    FP_NONNULL(1, 2);

/* Dollars and cents, read from their text and never through a double: a
 * number or a text with at most two decimals. The same for absent ones with a
 * silent fallback. */
int64_t fp_ask_cents(const struct fp_node *object, const char *name,
                     int64_t min, int64_t max) FP_NONNULL(1, 2);
int64_t fp_ask_cents_or(const struct fp_node *object, const char *name,
                        int64_t min, int64_t max, int64_t fallback)
    FP_NONNULL(1, 2);

int fp_ask_whole(const struct fp_node *object, const char *name, int min,
                 int max) FP_NONNULL(1, 2);
int fp_ask_whole_or(const struct fp_node *object, const char *name, int min,
                    int max, int fallback, const char *text)
    FP_NONNULL(1, 2);
int fp_ask_flag_or(const struct fp_node *object, const char *name,
                   int fallback, const char *text) FP_NONNULL(1, 2);

/* The index of the member's text among words (NULL-terminated). */
int fp_ask_word(const struct fp_node *object, const char *name,
                const char *const *words) FP_NONNULL(1, 2, 3);
int fp_ask_word_or(const struct fp_node *object, const char *name,
                   const char *const *words, int fallback, const char *text)
    FP_NONNULL(1, 2, 3);

/* A text, NULL when it is absent or wrong. */
const char *fp_ask_text_or_null(const struct fp_node *object,
                                const char *name) FP_NONNULL(1, 2);
/* A text that must be there; "" when it is wrong. */
const char *fp_ask_text(const struct fp_node *object, const char *name)
    FP_NONNULL(1, 2);

/* Elements of an array member, 0 when it is absent (needed: a fault) or
 * wrong; *list is its node. */
size_t fp_ask_list(const struct fp_node *object, const char *name, int needed,
                   size_t max, const char *what, struct fp_node *list)
    FP_NONNULL(1, 2, 5, 6);

/* n zeroed elements of size bytes in the reader's arena; NULL for n 0 and,
 * with a fault at the node, out of memory. */
void *fp_ask_room(const struct fp_node *node, size_t n, size_t size)
    FP_NONNULL(1);

#endif
