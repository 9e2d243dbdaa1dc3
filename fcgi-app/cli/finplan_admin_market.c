/* finplan-admin market-data: fetching prices of the market. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/finplan_admin.h"
#include "market/market.h"
#include "storage/operator/market.h"
#include "telemetry/log.h"

enum { ALSO_MAX = 1000, HOURS = 6, SCRATCH_BYTES = 32 << 20 };

struct settings {
    struct fp_market_config market;
    const char *also[ALSO_MAX]; /* symbols of MARKET_DATA_SYMBOLS */
    size_t n_also;
    int max_symbols;
    int hours;                  /* what was answered since is not asked again */
    int history;
};

/* What one run came to. */
struct tally {
    int64_t waiting;  /* symbols that were due */
    int64_t asked, got, unknown, failed;
    int64_t prices;   /* that were new or different */
    uint64_t began_ns;
};

/* --- settings --------------------------------------------------------------- */

static enum fp_err
read_number(struct fp_arena *arena, const char *name, int min, int max,
            int fallback, int *out, struct fp_error *error)
{
    const char *text = NULL;
    int64_t value = fallback;
    enum fp_err err = fp_admin_env(arena, name, &text, error);

    if (err == FP_OK && text != NULL &&
        fp_text_int64(text, strlen(text), min, max, &value) != FP_OK)
        err = fp_error_set(error, FP_EINVAL,
                           "%s is not a whole number from %d to %d.", name,
                           min, max);
    if (err == FP_OK)
        *out = (int)value;
    return err;
}

/* Symbols with commas or blanks between them. */
static enum fp_err
read_symbols(struct fp_arena *arena, struct settings *settings,
             struct fp_error *error)
{
    static const char between[] = ", \t\r\n";
    const char *text = NULL;
    enum fp_err err = fp_admin_env(arena, "MARKET_DATA_SYMBOLS", &text, error);

    if (err != FP_OK || text == NULL)
        return err;
    for (text += strspn(text, between); *text != '\0';
         text += strspn(text, between)) {
        const size_t n = strcspn(text, between);
        char *symbol = fp_arena_alloc(arena, FP_MARKET_SYMBOL);

        if (symbol == NULL || settings->n_also == ALSO_MAX)
            return fp_error_set(error, FP_ELIMIT,
                                "MARKET_DATA_SYMBOLS has more than %d "
                                "symbols.", ALSO_MAX);
        if (fp_market_symbol(text, n, symbol) != FP_OK)
            return fp_error_set(error, FP_EINVAL,
                                "MARKET_DATA_SYMBOLS: %.*s is not a listing "
                                "of the United States.",
                                n < 40 ? (int)n : 40, text);
        settings->also[settings->n_also++] = symbol;
        text += n;
    }
    return FP_OK;
}

static enum fp_err
read_settings(struct fp_arena *arena, struct settings *settings,
              struct fp_error *error)
{
    static const char *const keys[] = {
        [FP_MARKET_ALPHA_VANTAGE] = "ALPHA_VANTAGE_API_KEY",
        [FP_MARKET_FINNHUB] = "FINNHUB_API_KEY",
    };
    static const char *const urls[] = {
        [FP_MARKET_ALPHA_VANTAGE] = "ALPHA_VANTAGE_URL",
        [FP_MARKET_FINNHUB] = "FINNHUB_URL",
    };
    struct fp_market_config *market = &settings->market;
    enum fp_err err = FP_OK;
    int seconds = 0;

    for (size_t i = 0; err == FP_OK && i < FP_MARKET_PROVIDERS; i++) {
        err = fp_admin_env(arena, keys[i], &market->of[i].key, error);
        if (err == FP_OK)
            err = fp_admin_env(arena, urls[i], &market->of[i].url, error);
    }
    if (err == FP_OK)
        err = fp_admin_env(arena, "MARKET_DATA_CA_FILE", &market->ca_file,
                           error);
    if (err == FP_OK)
        err = read_number(arena, "MARKET_DATA_TIMEOUT_SECONDS", 1, 120, 15,
                          &seconds, error);
    if (err == FP_OK)
        err = read_number(arena, "MARKET_DATA_REQUESTS_PER_MINUTE", 1, 60000,
                          30, &market->per_minute, error);
    if (err == FP_OK)
        err = read_number(arena, "MARKET_DATA_PAUSE_MS", 1, 60000, 2000,
                          &market->pause_ms, error);
    if (err == FP_OK)
        err = read_number(arena, "MARKET_DATA_MAX_SYMBOLS", 1, 100000, 1000,
                          &settings->max_symbols, error);
    if (err == FP_OK)
        err = read_symbols(arena, settings, error);
    market->timeout_ms = seconds * 1000;
    return err;
}

/* --- the run ------------------------------------------------------------------ */

static enum fp_err
keep(struct fp_storage_admin *admin, const char *symbol,
     const struct fp_market_answer *answer, struct tally *tally,
     struct fp_error *error)
{
    struct fp_storage_price prices[FP_MARKET_PRICES_MAX];
    const char *outcome = fp_market_outcome_word(answer->outcome);
    int64_t kept = 0, changed = 0;
    enum fp_err err;

    for (size_t i = 0; i < answer->n; i++)
        prices[i] = (struct fp_storage_price){ answer->prices[i].date,
                                               answer->prices[i].close };
    err = fp_storage_market_answer(admin, symbol, outcome, answer->source,
                                   prices, answer->n, &kept, &changed, error);
    if (err != FP_OK)
        return err;
    tally->prices += changed;
    if (answer->outcome == FP_MARKET_UNKNOWN)
        tally->unknown++;
    else if (answer->outcome == FP_MARKET_GOT && kept > 0)
        tally->got++;
    else
        tally->failed++;
    return FP_OK;
}

/* What was got is kept symbol by symbol, whatever comes after. */
static enum fp_err
fetch_all(struct fp_storage_admin *admin, const struct settings *settings,
          struct fp_market *market, struct fp_arena *arena,
          struct tally *tally, struct fp_error *error)
{
    static struct fp_market_answer answer; /* some kilobytes; one thread */
    struct fp_arena *scratch = fp_arena_new(SCRATCH_BYTES);
    const char *const *symbols = NULL;
    size_t n = 0;
    enum fp_err err;

    if (scratch == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    err = fp_storage_market_due(admin, settings->also, settings->n_also,
                                settings->hours, settings->max_symbols, arena,
                                &symbols, &n, &tally->waiting, error);
    for (size_t i = 0; err == FP_OK && i < n && fp_market_open(market); i++) {
        fp_arena_reset(scratch);
        fp_market_ask(market, symbols[i], settings->history, scratch,
                      &answer);
        tally->asked++;
        err = keep(admin, symbols[i], &answer, tally, error);
    }
    /* Those that nobody is left to ask for. */
    if (err == FP_OK)
        tally->failed += (int64_t)n - tally->asked;
    fp_arena_free(scratch);
    return err;
}

static void
report(const struct fp_market *market, const struct tally *tally,
       const struct fp_error *error)
{
    const int good = error->code == FP_OK && tally->failed == 0;
    struct fp_log_line line;

    fp_log_begin(&line, good ? FP_LOG_INFO : FP_LOG_WARN, "market data");
    for (size_t i = 0; i < FP_MARKET_PROVIDERS; i++)
        fp_log_str(&line, fp_market_provider_word(i),
                   fp_market_standing(market, i));
    fp_log_int(&line, "due", tally->waiting);
    fp_log_int(&line, "asked", tally->asked);
    fp_log_int(&line, "got", tally->got);
    fp_log_int(&line, "unknown", tally->unknown);
    fp_log_int(&line, "failed", tally->failed);
    fp_log_int(&line, "left",
               tally->waiting - tally->got - tally->unknown - tally->failed);
    fp_log_int(&line, "prices", tally->prices);
    fp_log_ms(&line, "ms", fp_clock_monotonic_ns() - tally->began_ns);
    if (error->code != FP_OK)
        fp_log_str(&line, "error", error->detail);
    fp_log_end(&line);
}

static int
fetch(struct fp_arena *arena, const struct settings *settings, int wait_ms)
{
    struct tally tally = { .began_ns = fp_clock_monotonic_ns() };
    struct fp_storage_admin *admin = NULL;
    struct fp_market *market = NULL;
    struct fp_error error = { .code = FP_OK };
    enum fp_err err;

    if (fp_market_new(&settings->market, &market, &error) != FP_OK)
        return fp_admin_fail(&error);
    if (!fp_market_open(market)) {
        report(market, &tally, &error);
        fp_market_free(market);
        return FP_ADMIN_DONE;
    }
    err = fp_admin_connect(arena, 1, wait_ms, &admin, &error);
    if (err == FP_OK)
        err = fetch_all(admin, settings, market, arena, &tally, &error);
    fp_storage_admin_close(admin);
    report(market, &tally, &error);
    fp_market_free(market);
    if (err != FP_OK)
        return fp_admin_fail(&error);
    return tally.failed > 0 || (tally.asked > 0 && tally.got == 0)
               ? FP_ADMIN_NO : FP_ADMIN_DONE;
}

int
fp_admin_market(int argc, char **argv, struct fp_arena *arena)
{
    static const struct option options[] = {
        { "again", no_argument, NULL, 'a' },
        { "history", no_argument, NULL, 'y' },
        { "wait", required_argument, NULL, 'w' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    struct settings settings = { .hours = HOURS };
    struct fp_error error = { .code = FP_OK };
    int wait_ms = 0, c;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
        switch (c) {
        case 'a': settings.hours = 0; break;
        case 'y': settings.history = 1; break;
        case 'w':
            if (fp_admin_seconds(optarg, &wait_ms) != FP_OK)
                return fp_admin_usage("--wait takes 0 to 3600 seconds");
            break;
        case 'h':
            printf("Usage: finplan-admin market-data fetch [--history] "
                   "[--again] [--wait SECONDS]\n"
                   "Ask the providers that there is a key for "
                   "(FINNHUB_API_KEY,\nALPHA_VANTAGE_API_KEY) for the last "
                   "price of every symbol that holdings name and\nof "
                   "MARKET_DATA_SYMBOLS. Logs in with DATABASE_URL, as "
                   "finplan_market, and\nwrites one line of JSON on standard "
                   "error.\n\n"
                   "  --history  the prices of the last hundred days, where "
                   "the provider has them\n"
                   "  --again    also what was answered within the last %d "
                   "hours\n", HOURS);
            return FP_ADMIN_DONE;
        default: return fp_admin_usage("market-data takes no such option");
        }
    if (argc - optind != 1 || strcmp(argv[optind], "fetch") != 0)
        return fp_admin_usage("market-data needs the word fetch");
    fp_log_init(FP_LOG_INFO, "market-data");
    if (read_settings(arena, &settings, &error) != FP_OK)
        return fp_admin_fail(&error);
    return fetch(arena, &settings, wait_ms);
}
