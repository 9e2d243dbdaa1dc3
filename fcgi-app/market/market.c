/* Providers in turn: pace, pauses, and when to stop asking one. */
#include "market/market.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "market/https.h"
#include "market/provider.h"

enum {
    TRIES = 3,           /* of one question */
    LOST_MAX = 3,        /* questions in a row without a reply */
    PAUSE_MAX_MS = 60000 /* however long a provider says */
};

#define NS_PER_MS UINT64_C(1000000)

static const struct {
    const char *word;
    const struct fp_market_provider *how;
} providers[FP_MARKET_PROVIDERS] = {
    [FP_MARKET_ALPHA_VANTAGE] = { "alpha_vantage", &fp_market_alpha_vantage },
    [FP_MARKET_FINNHUB] = { "finnhub", &fp_market_finnhub },
};

struct state {
    const char *key, *url; /* key NULL: it is not asked */
    enum fp_market_outcome closed; /* why it is asked no more; FP_MARKET_GOT:
                                    * it may be asked */
    uint64_t next_ns; /* of the monotonic clock: not before */
    int lost;         /* questions in a row without a reply */
};

struct fp_market {
    struct state of[FP_MARKET_PROVIDERS];
    struct fp_https *https;
    struct fp_buf body;
    int per_minute, pause_ms;
};

const char *
fp_market_outcome_word(enum fp_market_outcome outcome)
{
    static const char *const words[FP_MARKET_OUTCOMES] = {
        [FP_MARKET_GOT] = "got",         [FP_MARKET_UNKNOWN] = "unknown",
        [FP_MARKET_LIMITED] = "limited", [FP_MARKET_REFUSED] = "refused",
        [FP_MARKET_GARBLED] = "garbled",
        [FP_MARKET_UNREACHABLE] = "unreachable",
    };

    return words[outcome];
}

const char *
fp_market_provider_word(enum fp_market_provider_id id)
{
    return providers[id].word;
}

enum fp_err
fp_market_symbol(const char *text, size_t len, char symbol[FP_MARKET_SYMBOL])
{
    char out[FP_MARKET_SYMBOL] = "";
    size_t n;

    if (len == 0 || len >= sizeof(out))
        return FP_EINVAL;
    for (size_t i = 0; i < len; i++)
        out[i] = (char)(text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A'
                                                         : text[i]);
    n = strspn(out, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    if (n == 0 || n > 6 || out[0] < 'A')
        return FP_EINVAL;
    if (n != len && !(n + 2 == len && (out[n] == '.' || out[n] == '-') &&
                      out[n + 1] >= 'A' && out[n + 1] <= 'C'))
        return FP_EINVAL;
    memcpy(symbol, out, sizeof(out));
    return FP_OK;
}

/* --- set-up ------------------------------------------------------------- */

/* A key goes into a query or a header as it is. */
static int
good_key(const char *key)
{
    const size_t n = strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789_-");

    return n > 0 && n <= FP_MARKET_KEY_MAX && key[n] == '\0';
}

enum fp_err
fp_market_new(const struct fp_market_config *config, struct fp_market **out,
              struct fp_error *error)
{
    struct fp_market *market = calloc(1, sizeof(*market));
    enum fp_err err = FP_OK;

    if (market == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    fp_buf_init(&market->body, FP_MARKET_REPLY_MAX);
    market->per_minute = config->per_minute;
    market->pause_ms = config->pause_ms;
    for (size_t i = 0; err == FP_OK && i < FP_MARKET_PROVIDERS; i++) {
        struct state *state = &market->of[i];

        state->key = config->of[i].key;
        state->url = config->of[i].url != NULL ? config->of[i].url
                                               : providers[i].how->url;
        state->closed = FP_MARKET_GOT;
        if (state->key != NULL && !good_key(state->key))
            err = fp_error_set(error, FP_EINVAL,
                               "The key of %s is not made of letters, "
                               "digits, - and _.", providers[i].word);
        else if (!fp_https_good(state->url))
            err = fp_error_set(error, FP_EINVAL,
                               "The address of %s is not https://HOST, or "
                               "http:// on this machine.", providers[i].word);
    }
    if (err == FP_OK)
        err = fp_https_new(config->ca_file, config->timeout_ms,
                           &market->https, error);
    if (err != FP_OK) {
        fp_market_free(market);
        return err;
    }
    *out = market;
    return FP_OK;
}

void
fp_market_free(struct fp_market *market)
{
    if (market == NULL)
        return;
    fp_https_free(market->https);
    fp_buf_fini(&market->body);
    free(market);
}

/* --- asking --------------------------------------------------------------- */

static void
sleep_ms(int64_t ms)
{
    const struct timespec span = { .tv_sec = (time_t)(ms / 1000),
                                   .tv_nsec = (long)(ms % 1000) * 1000000L };

    nanosleep(&span, NULL);
}

static void
keep_pace(struct fp_market *market, struct state *state)
{
    const uint64_t now = fp_clock_monotonic_ns();

    if (now < state->next_ns)
        sleep_ms((int64_t)((state->next_ns - now) / NS_PER_MS) + 1);
    state->next_ns = fp_clock_monotonic_ns() +
                     UINT64_C(60000) * NS_PER_MS /
                         (uint64_t)market->per_minute;
}

/* What a status means; FP_MARKET_GOT: the body tells. A provider has prices
 * that this key may not see: for this key they are not there. */
static enum fp_market_outcome
by_status(long status)
{
    switch (status) {
    case 200: return FP_MARKET_GOT;
    case 401: return FP_MARKET_REFUSED;
    case 403:
    case 404: return FP_MARKET_UNKNOWN;
    case 429: return FP_MARKET_LIMITED;
    default:
        return status >= 500 ? FP_MARKET_UNREACHABLE : FP_MARKET_GARBLED;
    }
}

static void
ask_once(struct fp_market *market, enum fp_market_provider_id id,
         const char *symbol, int history, struct fp_arena *arena,
         struct fp_market_answer *answer, int *wait_s)
{
    struct state *state = &market->of[id];
    char url[256 + FP_MARKET_ASK_MAX], target[FP_MARKET_ASK_MAX],
        header[FP_MARKET_ASK_MAX];
    size_t n = strlen(state->url);
    long status = 0;
    enum fp_err err;

    keep_pace(market, state);
    while (n > 0 && state->url[n - 1] == '/')
        n--;
    providers[id].how->ask(symbol, history, state->key, target, header);
    snprintf(url, sizeof(url), "%.*s%s", (int)n, state->url, target);
    fp_buf_reset(&market->body);
    answer->n = 0;
    answer->source = NULL;
    err = fp_https_get(market->https, url, header, &market->body, &status,
                       wait_s);
    explicit_bzero(url, sizeof(url));
    explicit_bzero(target, sizeof(target));
    explicit_bzero(header, sizeof(header));
    answer->outcome = err == FP_OK       ? by_status(status)
                      : err == FP_ELIMIT ? FP_MARKET_GARBLED
                                         : FP_MARKET_UNREACHABLE;
    if (answer->outcome == FP_MARKET_GOT)
        providers[id].how->read(fp_buf_text(&market->body), market->body.len,
                                history, arena, answer);
    if (answer->outcome == FP_MARKET_GOT)
        answer->source = providers[id].word;
}

/* Again when it is busy or does not answer, after a pause that doubles and is
 * at least what the provider asks for. */
static void
ask_patiently(struct fp_market *market, enum fp_market_provider_id id,
              const char *symbol, int history, struct fp_arena *arena,
              struct fp_market_answer *answer)
{
    struct state *state = &market->of[id];

    for (int i = 0;; i++) {
        int64_t pause = (int64_t)market->pause_ms << i;
        int wait_s = 0;

        ask_once(market, id, symbol, history, arena, answer, &wait_s);
        if ((answer->outcome != FP_MARKET_LIMITED &&
             answer->outcome != FP_MARKET_UNREACHABLE) || i + 1 == TRIES)
            break;
        if (pause < (int64_t)wait_s * 1000)
            pause = (int64_t)wait_s * 1000;
        sleep_ms(pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS);
    }
    state->lost = answer->outcome == FP_MARKET_UNREACHABLE ? state->lost + 1
                                                           : 0;
    if (answer->outcome == FP_MARKET_LIMITED ||
        answer->outcome == FP_MARKET_REFUSED || state->lost == LOST_MAX)
        state->closed = answer->outcome;
}

static int
is_open(const struct state *state)
{
    return state->key != NULL && state->closed == FP_MARKET_GOT;
}

int
fp_market_open(const struct fp_market *market)
{
    for (size_t i = 0; i < FP_MARKET_PROVIDERS; i++)
        if (is_open(&market->of[i]))
            return 1;
    return 0;
}

const char *
fp_market_standing(const struct fp_market *market,
                   enum fp_market_provider_id id)
{
    const struct state *state = &market->of[id];

    if (state->key == NULL)
        return "no_key";
    return state->closed == FP_MARKET_GOT
               ? "ok" : fp_market_outcome_word(state->closed);
}

void
fp_market_ask(struct fp_market *market, const char *symbol, int history,
              struct fp_arena *arena, struct fp_market_answer *answer)
{
    /* Finnhub answers sixty a minute and Alpha Vantage few a day; but only
     * the latter has a history. */
    static const enum fp_market_provider_id order[2][FP_MARKET_PROVIDERS] = {
        { FP_MARKET_FINNHUB, FP_MARKET_ALPHA_VANTAGE },
        { FP_MARKET_ALPHA_VANTAGE, FP_MARKET_FINNHUB },
    };
    enum fp_market_outcome worst = FP_MARKET_UNKNOWN;

    answer->n = 0;
    answer->source = NULL;
    for (size_t i = 0; i < FP_MARKET_PROVIDERS; i++) {
        const enum fp_market_provider_id id = order[history != 0][i];

        if (!is_open(&market->of[id])) {
            /* It might have known. */
            if (market->of[id].key != NULL)
                worst = market->of[id].closed;
            continue;
        }
        ask_patiently(market, id, symbol, history, arena, answer);
        if (answer->outcome == FP_MARKET_GOT)
            return;
        if (answer->outcome != FP_MARKET_UNKNOWN)
            worst = answer->outcome;
    }
    answer->outcome = worst;
    answer->n = 0;
}
