/* Reading a provider's reply: members of an object that the gate has passed,
 * numbers by their text. Private to market/. Pure; thread-safe. */
#ifndef FP_MARKET_REPLY_H
#define FP_MARKET_REPLY_H

#include <stdint.h>

#include "market/market.h"

/* Bytes of a checked JSON value; text NULL: there is none. */
struct fp_reply {
    const char *text;
    size_t len;
};

/* The whole body; text NULL when it is no JSON object of a reply's size. */
struct fp_reply fp_reply_open(const char *body, size_t len,
                              struct fp_arena *arena) FP_NONNULL(3);

/* The value of a member; text NULL where there is none. */
struct fp_reply fp_reply_member(struct fp_reply object, const char *name)
    FP_NONNULL(2);

/* 1 when it is an object without members. */
int fp_reply_empty(struct fp_reply object);

/* The first member of an object, then the one behind it: 1 with name (between
 * its quotes) and value, 0 at the end. *at is 0 at first. */
int fp_reply_next(struct fp_reply object, size_t *at, struct fp_reply *name,
                  struct fp_reply *value) FP_NONNULL(2, 3, 4);

/* 1 when the value is text that has one of words (NULL-terminated) somewhere
 * in it, in any case. */
int fp_reply_says(struct fp_reply value, const char *const *words)
    FP_NONNULL(2);

/* A number, bare or quoted, as a price above zero and at most a thousand
 * million with its decimals and no more. FP_EINVAL. */
enum fp_err fp_reply_close(struct fp_reply value, char close[24])
    FP_MUST_CHECK FP_NONNULL(2);

/* "2026-01-02", with or without its quotes. FP_EINVAL. */
enum fp_err fp_reply_date(struct fp_reply value, char date[11])
    FP_MUST_CHECK FP_NONNULL(2);

#endif
