/* The kept market paths of one owner: a list under a lock, and tiles that
 * threads claim without it.
 *
 * Lock order: there is one lock, and nothing else is taken under it. A tile's
 * state goes EMPTY -> DRAWING (by the thread that claims it) -> READY, once;
 * its values are written before READY is published and never after. */
#include "planning/market/market_kept.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { EMPTY, DRAWING, READY };
enum { SEEN = 64 }; /* markets whose first run is remembered */

struct fp_market_kept {
    struct fp_market_kept *next;
    struct fp_buf key;          /* every input of the draws */
    uint64_t paths;             /* room for … */
    int years;
    size_t slots;
    size_t bytes;
    unsigned runs;              /* under way; under the lock */
    uint64_t used;              /* order of use; under the lock */
    double *values;
    unsigned char *states;      /* [tiles], atomics */
};

struct fp_market_paths {
    pthread_mutex_t lock;       /* of all that follows */
    size_t bytes_max;
    enum fp_market_keep keep;
    uint64_t clock;
    uint64_t seen[SEEN];        /* hashes of markets that had a run; 0: none */
    size_t seen_next;           /* the one that is forgotten next */
    struct fp_market_kept *list;
    struct fp_market_paths_counts counts;
};

struct fp_market_paths *
fp_market_paths_new(size_t bytes, enum fp_market_keep keep)
{
    struct fp_market_paths *markets = calloc(1, sizeof(*markets));

    if (markets == NULL)
        return NULL;
    if (pthread_mutex_init(&markets->lock, NULL) != 0) {
        free(markets);
        return NULL;
    }
    markets->bytes_max = bytes;
    markets->keep = keep;
    return markets;
}

static void
free_kept(struct fp_market_kept *kept)
{
    if (kept == NULL)
        return;
    fp_buf_fini(&kept->key);
    free(kept->states);
    free(kept->values);
    free(kept);
}

void
fp_market_paths_free(struct fp_market_paths *markets)
{
    if (markets == NULL)
        return;
    while (markets->list != NULL) {
        struct fp_market_kept *first = markets->list;

        markets->list = first->next;
        free_kept(first);
    }
    pthread_mutex_destroy(&markets->lock);
    free(markets);
}

struct fp_market_paths *
fp_market_paths_borrow(struct fp_market_paths *callers)
{
    return callers != NULL ? callers
                           : fp_market_paths_new(FP_MARKET_PATHS_BYTES,
                                                 FP_MARKET_KEEP_ALWAYS);
}

void
fp_market_paths_return(struct fp_market_paths *borrowed,
                       struct fp_market_paths *callers)
{
    if (borrowed != callers)
        fp_market_paths_free(borrowed);
}

void
fp_market_paths_count(struct fp_market_paths *markets,
                      struct fp_market_paths_counts *counts)
{
    pthread_mutex_lock(&markets->lock);
    *counts = markets->counts;
    pthread_mutex_unlock(&markets->lock);
}

/* --- which market it is ---------------------------------------------------- */

/* All that opening a market reads, whole: a parameter that a market gains is
 * part of the key without a line here. Texts are left out (they name things);
 * where the market points, what it points to is written. */
static void
write_key(struct fp_buf *key, const struct fp_market_draws *draws)
{
    const struct fp_market_source *source = draws->source;
    const struct fp_market *market = &source->plan->market;
    struct fp_market flat;

    memcpy(&flat, market, sizeof(flat));
    flat.assets = NULL;
    flat.control_variate = 0; /* paths are the same with it */
    flat.regimes = NULL;
    flat.series = flat.opening = NULL;
    fp_buf_add(key, &flat, sizeof(flat));
    fp_buf_add(key, &source->model, sizeof(source->model));
    fp_buf_add(key, &source->years, sizeof(source->years));
    fp_buf_add(key, &draws->seed, sizeof(draws->seed));
    fp_buf_add(key, &draws->monthly, sizeof(draws->monthly));
    for (size_t a = 0; a < market->n_assets; a++) {
        struct fp_asset asset = market->assets[a];

        asset.id = NULL;
        fp_buf_add(key, &asset, sizeof(asset));
    }
    for (size_t k = 0; k < market->n_regimes; k++) {
        struct fp_regime regime = market->regimes[k];

        regime.id = NULL;
        fp_buf_add(key, &regime, sizeof(regime));
    }
    fp_buf_add(key, &source->n_history, sizeof(source->n_history));
    if (source->n_history > 0) {
        fp_buf_add(key, source->returns,
                   source->n_history * source->n_assets * sizeof(double));
        fp_buf_add(key, source->inflation,
                   source->n_history * sizeof(double));
    }
    fp_buf_add(key, &source->n_opening, sizeof(source->n_opening));
    if (source->n_opening > 0) {
        fp_buf_add(key, source->opening,
                   source->n_opening * source->n_assets * sizeof(double));
        fp_buf_add(key, source->opening_inflation,
                   source->n_opening * sizeof(double));
    }
}

static int
same_key(const struct fp_buf *a, const struct fp_buf *b)
{
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* FNV-1a, never 0. Two markets of one hash are taken for one only in the
 * question whether either was seen before. */
static uint64_t
hash_of(const struct fp_buf *key)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < key->len; i++)
        hash = (hash ^ (unsigned char)key->data[i]) * UINT64_C(1099511628211);
    return hash != 0 ? hash : 1;
}

/* 1 when the market had a run before; it has one now. */
static int
was_seen(struct fp_market_paths *markets, uint64_t hash)
{
    for (size_t i = 0; i < SEEN; i++)
        if (markets->seen[i] == hash)
            return 1;
    markets->seen[markets->seen_next] = hash;
    markets->seen_next = (markets->seen_next + 1) % SEEN;
    return 0;
}

/* --- room ------------------------------------------------------------------- */

static void
drop(struct fp_market_paths *markets, struct fp_market_kept *kept)
{
    struct fp_market_kept **at = &markets->list;

    while (*at != kept)
        at = &(*at)->next;
    *at = kept->next;
    markets->counts.bytes -= kept->bytes;
    free_kept(kept);
}

/* What gives way first: an idle one of the same market, which is too small,
 * then the one used longest ago. */
static struct fp_market_kept *
idle_one(struct fp_market_paths *markets, const struct fp_buf *key)
{
    struct fp_market_kept *oldest = NULL;

    for (struct fp_market_kept *k = markets->list; k != NULL; k = k->next) {
        if (k->runs > 0)
            continue;
        if (same_key(&k->key, key))
            return k;
        if (oldest == NULL || k->used < oldest->used)
            oldest = k;
    }
    return oldest;
}

/* Takes over the key on success. */
static struct fp_market_kept *
add(struct fp_market_paths *markets, struct fp_buf *key,
    const struct fp_market_draws *draws, uint64_t paths)
{
    size_t tiles = (size_t)((paths + FP_MARKET_TILE - 1) / FP_MARKET_TILE);
    int years = draws->source->years;
    size_t slots = fp_market_slots(draws->source->n_assets, draws->monthly);
    size_t tile = (size_t)years * slots * FP_MARKET_TILE * sizeof(double);
    struct fp_market_kept *kept;

    if (tile == 0 || tiles > markets->bytes_max / tile)
        return NULL;
    while (markets->counts.bytes > markets->bytes_max - tiles * tile) {
        kept = idle_one(markets, key);
        if (kept == NULL)
            return NULL;
        drop(markets, kept);
    }
    kept = calloc(1, sizeof(*kept));
    if (kept == NULL)
        return NULL;
    kept->values = aligned_alloc(64, tiles * tile);
    kept->states = calloc(tiles, 1);
    if (kept->values == NULL || kept->states == NULL) {
        free_kept(kept);
        return NULL;
    }
    kept->key = *key;
    fp_buf_init(key, 0);
    kept->paths = paths;
    kept->years = years;
    kept->slots = slots;
    kept->bytes = tiles * tile;
    kept->next = markets->list;
    markets->list = kept;
    markets->counts.bytes += kept->bytes;
    return kept;
}

/* 1 when drawing costs more than reading. Measured over all levels; see "Kept
 * market paths" in docs/methods.md. */
static int
is_worth_keeping(const struct fp_market_draws *draws, enum fp_level level)
{
    switch (draws->source->model) {
    case FP_MARKET_FIXED:
    case FP_MARKET_HISTORICAL: return 0;
    case FP_MARKET_LOGNORMAL:
        return !draws->monthly || level == FP_LEVEL_REFERENCE;
    default: return 1;
    }
}

struct fp_market_kept *
fp_market_kept_take(struct fp_market_paths *markets,
                    const struct fp_market_draws *draws, uint64_t paths,
                    enum fp_level level)
{
    struct fp_market_kept *kept;
    struct fp_buf key;

    if (markets == NULL || !is_worth_keeping(draws, level))
        return NULL;
    fp_buf_init(&key, 0);
    write_key(&key, draws);
    if (fp_buf_error(&key) != FP_OK) {
        fp_buf_fini(&key);
        return NULL;
    }
    pthread_mutex_lock(&markets->lock);
    for (kept = markets->list; kept != NULL; kept = kept->next)
        if (kept->paths >= paths && same_key(&kept->key, &key))
            break;
    if (kept != NULL) {
        markets->counts.hits++;
    } else if (markets->keep == FP_MARKET_KEEP_REPEATED &&
               !was_seen(markets, hash_of(&key))) {
        markets->counts.passed++;
    } else {
        kept = add(markets, &key, draws, paths);
        if (kept != NULL)
            markets->counts.misses++;
        else
            markets->counts.refused++;
    }
    if (kept != NULL) {
        kept->runs++;
        kept->used = ++markets->clock;
    }
    pthread_mutex_unlock(&markets->lock);
    fp_buf_fini(&key);
    return kept;
}

void
fp_market_kept_give(struct fp_market_paths *markets,
                    struct fp_market_kept *kept)
{
    if (kept == NULL)
        return;
    pthread_mutex_lock(&markets->lock);
    kept->runs--;
    pthread_mutex_unlock(&markets->lock);
}

static double *
values_of(const struct fp_market_kept *kept, uint64_t tile)
{
    return kept->values +
           (size_t)tile * (size_t)kept->years * kept->slots * FP_MARKET_TILE;
}

const double *
fp_market_kept_ready(const struct fp_market_kept *kept, uint64_t tile)
{
    if (__atomic_load_n(&kept->states[tile], __ATOMIC_ACQUIRE) != READY)
        return NULL;
    return values_of(kept, tile);
}

double *
fp_market_kept_claim(struct fp_market_kept *kept, uint64_t tile, int years)
{
    unsigned char empty = EMPTY;

    if (years != kept->years ||
        !__atomic_compare_exchange_n(&kept->states[tile], &empty, DRAWING, 0,
                                     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return NULL;
    return values_of(kept, tile);
}

void
fp_market_kept_done(struct fp_market_kept *kept, uint64_t tile)
{
    __atomic_store_n(&kept->states[tile], READY, __ATOMIC_RELEASE);
}

const double *
fp_market_kept_tile(struct fp_market_kept *kept,
                    const struct fp_market_draws *draws, uint64_t tile,
                    fp_market_tile_draw *draw)
{
    const double *ready;
    double *fresh;

    if (kept == NULL)
        return NULL;
    ready = fp_market_kept_ready(kept, tile);
    if (ready != NULL)
        return ready;
    fresh = fp_market_kept_claim(kept, tile, kept->years);
    if (fresh == NULL)
        return NULL;
    draw(draws, tile * FP_MARKET_TILE, kept->years, fresh);
    fp_market_kept_done(kept, tile);
    return fresh;
}
