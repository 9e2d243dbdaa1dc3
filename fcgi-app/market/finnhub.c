/* Finnhub: /quote, the last price and its moment; the close once the exchange
 * has closed. An unknown symbol has zeros. Statuses tell what went wrong, and
 * the key travels in a header.
 *
 * SOURCE: Finnhub API Documentation, sections "Quote" and "Rate Limits", as of
 * 2026-11. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "base/text.h"
#include "market/provider.h"
#include "market/reply.h"

/* Exchanges of the United States go by New York, four or five hours behind
 * UTC, and none trades in the hour in which that makes another day. */
#define EXCHANGE_OFFSET_S (5 * 3600)
#define LATEST_S INT64_C(253402300799) /* the end of 9999 */

static void
ask(const char *symbol, int history, const char *key, char *target,
    char *header)
{
    (void)history;
    snprintf(target, FP_MARKET_ASK_MAX, "/api/v1/quote?symbol=%s", symbol);
    snprintf(header, FP_MARKET_ASK_MAX, "X-Finnhub-Token: %s", key);
}

static int
is_zero(struct fp_reply value)
{
    return value.text != NULL && value.len == 1 && value.text[0] == '0';
}

static enum fp_err
read_day(struct fp_reply value, char date[11])
{
    struct tm day;
    int64_t at;
    time_t when;

    if (value.text == NULL ||
        fp_text_int64(value.text, value.len, 86400, LATEST_S, &at) != FP_OK)
        return FP_EINVAL;
    when = (time_t)(at - EXCHANGE_OFFSET_S);
    if (gmtime_r(&when, &day) == NULL ||
        strftime(date, 11, "%Y-%m-%d", &day) != 10)
        return FP_EINVAL;
    return FP_OK;
}

static void
read_reply(const char *body, size_t len, int history, struct fp_arena *arena,
           struct fp_market_answer *answer)
{
    const struct fp_reply whole = fp_reply_open(body, len, arena);
    const struct fp_reply price = fp_reply_member(whole, "c");
    const struct fp_reply at = fp_reply_member(whole, "t");

    (void)history;
    answer->outcome = FP_MARKET_GARBLED;
    if (is_zero(price) && is_zero(at)) {
        answer->outcome = FP_MARKET_UNKNOWN;
    } else if (fp_reply_close(price, answer->prices[0].close) == FP_OK &&
               read_day(at, answer->prices[0].date) == FP_OK) {
        answer->outcome = FP_MARKET_GOT;
        answer->n = 1;
    }
}

const struct fp_market_provider fp_market_finnhub = {
    .url = "https://finnhub.io", .ask = ask, .read = read_reply
};
