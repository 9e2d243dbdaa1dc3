/* What sets one provider apart from another: how to ask, how to read. Private
 * to market/. Both functions are pure and thread-safe. */
#ifndef FP_MARKET_PROVIDER_H
#define FP_MARKET_PROVIDER_H

#include "market/market.h"

enum { FP_MARKET_KEY_MAX = 128, FP_MARKET_ASK_MAX = 384 };

struct fp_market_provider {
    const char *url;        /* where it is, without a slash at the end */
    /* Path and query for a symbol, and a header or ""; either may hold the
     * key. Both have FP_MARKET_ASK_MAX bytes. */
    void (*ask)(const char *symbol, int history, const char *key,
                char *target, char *header);
    /* A reply of status 200: outcome and prices of answer. */
    void (*read)(const char *body, size_t len, int history,
                 struct fp_arena *arena, struct fp_market_answer *answer);
};

extern const struct fp_market_provider fp_market_alpha_vantage,
    fp_market_finnhub;

#endif
