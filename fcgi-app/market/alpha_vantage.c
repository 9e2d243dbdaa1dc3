/* Alpha Vantage: GLOBAL_QUOTE for the last close, TIME_SERIES_DAILY for the
 * last hundred. It answers 200 to everything: what went wrong is told by the
 * member that is there. The key can only travel in the query.
 *
 * SOURCE: Alpha Vantage API Documentation, sections "Quote Endpoint" and
 * "TIME_SERIES_DAILY", as of 2026-11. */
#include <stdio.h>

#include "market/provider.h"
#include "market/reply.h"

static void
ask(const char *symbol, int history, const char *key, char *target,
    char *header)
{
    snprintf(target, FP_MARKET_ASK_MAX,
             "/query?function=%s&symbol=%s&datatype=json&apikey=%s",
             history ? "TIME_SERIES_DAILY&outputsize=compact"
                     : "GLOBAL_QUOTE",
             symbol, key);
    header[0] = '\0';
}

/* "Note" and "Information" tell of limits in changing words, and link to what
 * is sold against them, so limits are looked for first. */
static enum fp_market_outcome
refusal(struct fp_reply whole)
{
    static const char *const limit[] = { "rate limit", "call frequency",
                                         "requests per", "calls per", NULL };
    static const char *const key[] = { "apikey", "api key", NULL };
    static const char *const paid[] = { "premium", NULL };
    static const char *const members[] = { "Note", "Information",
                                           "Error Message" };
    struct fp_reply said = { NULL, 0 };

    for (size_t i = 0; said.text == NULL && i < FP_COUNT(members); i++)
        said = fp_reply_member(whole, members[i]);
    if (said.text == NULL)
        return FP_MARKET_GARBLED;
    if (fp_reply_says(said, limit))
        return FP_MARKET_LIMITED;
    if (fp_reply_says(said, paid))
        return FP_MARKET_UNKNOWN;
    if (fp_reply_says(said, key))
        return FP_MARKET_REFUSED;
    return fp_reply_member(whole, "Error Message").text != NULL
               ? FP_MARKET_UNKNOWN : FP_MARKET_GARBLED;
}

static void
read_quote(struct fp_reply quote, struct fp_market_answer *answer)
{
    struct fp_market_price *price = &answer->prices[0];

    /* An unknown symbol has a quote of nothing. */
    if (fp_reply_empty(quote)) {
        answer->outcome = FP_MARKET_UNKNOWN;
    } else if (fp_reply_date(fp_reply_member(quote, "07. latest trading day"),
                             price->date) == FP_OK &&
               fp_reply_close(fp_reply_member(quote, "05. price"),
                              price->close) == FP_OK) {
        answer->outcome = FP_MARKET_GOT;
        answer->n = 1;
    }
}

/* Days come newest first. One that cannot be read spoils all of them: then
 * this is not the reply that we know. */
static void
read_days(struct fp_reply days, struct fp_market_answer *answer)
{
    struct fp_reply name, value;
    size_t at = 0, n = 0;

    while (n < FP_MARKET_PRICES_MAX &&
           fp_reply_next(days, &at, &name, &value)) {
        struct fp_market_price *price = &answer->prices[n];

        if (value.text[0] != '{' ||
            fp_reply_date(name, price->date) != FP_OK ||
            fp_reply_close(fp_reply_member(value, "4. close"),
                           price->close) != FP_OK)
            return;
        n++;
    }
    answer->n = n;
    answer->outcome = n > 0 ? FP_MARKET_GOT : FP_MARKET_UNKNOWN;
}

static void
read_reply(const char *body, size_t len, int history, struct fp_arena *arena,
           struct fp_market_answer *answer)
{
    const struct fp_reply whole = fp_reply_open(body, len, arena);
    const struct fp_reply data = fp_reply_member(
        whole, history ? "Time Series (Daily)" : "Global Quote");

    answer->outcome = FP_MARKET_GARBLED;
    if (data.text == NULL)
        answer->outcome = refusal(whole);
    else if (data.text[0] == '{' && history)
        read_days(data, answer);
    else if (data.text[0] == '{')
        read_quote(data, answer);
}

const struct fp_market_provider fp_market_alpha_vantage = {
    .url = "https://www.alphavantage.co", .ask = ask, .read = read_reply
};
