/* Prices of the market: what a unit of a symbol cost at a day's close, asked of
 * the providers that there is a key for.
 *
 * Providers are asked one after the other, each at its pace, again after a
 * pause when it is busy, and no more in this run when it has had enough of us.
 * A provider's own words are never passed on: Alpha Vantage repeats the key in
 * them. One thread. */
#ifndef FP_MARKET_MARKET_H
#define FP_MARKET_MARKET_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"

enum fp_market_provider_id {
    FP_MARKET_ALPHA_VANTAGE,
    FP_MARKET_FINNHUB,
    FP_MARKET_PROVIDERS
};

/* How asking for a symbol ended. */
enum fp_market_outcome {
    FP_MARKET_GOT,
    FP_MARKET_UNKNOWN,     /* no provider has a price of it for this key */
    FP_MARKET_LIMITED,     /* too many questions; later it may be answered */
    FP_MARKET_REFUSED,     /* the key is not good */
    FP_MARKET_GARBLED,     /* the reply is not one */
    FP_MARKET_UNREACHABLE, /* no reply */
    FP_MARKET_OUTCOMES
};

/* "got", "unknown", …: the words of finplan.market_symbols. */
const char *fp_market_outcome_word(enum fp_market_outcome outcome);

/* The word for a provider, "alpha_vantage": the source of its prices. */
const char *fp_market_provider_word(enum fp_market_provider_id id);

enum {
    FP_MARKET_SYMBOL = 9,         /* bytes with the NUL */
    FP_MARKET_CLOSE_DECIMALS = 8, /* a price with more is not taken */
    FP_MARKET_PRICES_MAX = 200,   /* of one reply, the newest */
    FP_MARKET_REPLY_MAX = 1 << 20 /* bytes */
};

/* One day's price. */
struct fp_market_price {
    char date[11];  /* "2026-01-02", of the exchange */
    char close[24]; /* dollars, exactly as stated, above zero */
};

struct fp_market_answer {
    enum fp_market_outcome outcome;
    const char *source;             /* of the prices; NULL when there is none */
    struct fp_market_price prices[FP_MARKET_PRICES_MAX];
    size_t n;                       /* above zero when the outcome is GOT */
};

struct fp_market_config {
    struct {
        const char *key; /* NULL: this provider is not asked */
        const char *url; /* its address; NULL: the public one */
    } of[FP_MARKET_PROVIDERS];
    const char *ca_file; /* certificates to trust, PEM; NULL: the system's */
    int timeout_ms;      /* of one reply */
    int per_minute;      /* questions to one provider */
    int pause_ms;        /* before the first repetition; then twice that */
};

struct fp_market;

/* Texts of config must outlive the result. FP_EINVAL: a key or an address
 * cannot be used (addresses are https://, or http:// on this machine);
 * FP_EUNAVAIL, FP_ENOMEM. */
enum fp_err fp_market_new(const struct fp_market_config *config,
                          struct fp_market **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* market may be NULL. */
void fp_market_free(struct fp_market *market);

/* Whole text[len], in capitals, into symbol when it is a listing of the United
 * States as finplan.listing says; FP_EINVAL. */
enum fp_err fp_market_symbol(const char *text, size_t len,
                             char symbol[FP_MARKET_SYMBOL])
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* Asks for the last close of symbol, or with history 1 for those of the last
 * hundred days or so (a provider that has no history gives the last). Blocks
 * for pace, pauses and timeouts. Scratch memory comes from arena. */
void fp_market_ask(struct fp_market *market, const char *symbol, int history,
                   struct fp_arena *arena, struct fp_market_answer *answer)
    FP_NONNULL(1, 2, 4, 5);

/* 1 while there is a provider that may still be asked. */
int fp_market_open(const struct fp_market *market) FP_NONNULL(1);

/* How it stands with a provider: "no_key", "ok", or why it is asked no more:
 * "limited", "refused", "unreachable". */
const char *fp_market_standing(const struct fp_market *market,
                               enum fp_market_provider_id id) FP_NONNULL(1);

#endif
