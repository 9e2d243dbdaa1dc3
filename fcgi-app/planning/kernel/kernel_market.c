/* A tile's markets: the lognormal one in lanes, as market/market.c,
 * market_sampled.c and market_months.c have it for one path; years in which
 * all paths are alike once; every other market path by path. */
#include "planning/kernel/kernel_market.h"

#include "planning/kernel/lane_math.h"
#include "planning/kernel/lane_random.h"

/* The paths of a lanef, and what the year has made of them so far. */
struct group {
    const struct fp_kernel_market *tile;
    const struct fp_market_source *source;
    size_t at;                      /* its first path in the tile */
    lanef logs[FP_PLAN_ASSETS_MAX]; /* fp_market_year_lognormal */
    lane inflation[FP_HALVES];      /* not tilted */
    lane prices[FP_HALVES];         /* of the year, tilted */
};

_Static_assert(FP_MARKET_TILE % FP_FLOATS == 0, "groups fill a tile");
_Static_assert((int)FP_MARKET_TILE == (int)FP_SAMPLING_SHARED &&
                   (int)FP_REPLICATES % (int)FP_FLOATS == 0,
               "a tile's paths share their months");

#define SIGN UINT32_C(0x80000000)

/* x, or -x where sign is SIGN. */
static inline lanef
signed_float(lanef x, uint32_t sign)
{
    return lanef_from_bits(lanef_bits(x) ^ sign);
}

/* How many lanefs a group's walks are. */
static size_t
lead_size(const struct fp_sampling *sampling)
{
    return sampling->directions * sampling->years;
}

static void
lead_tile(struct fp_kernel_market *tile)
{
    const struct fp_sampling *sampling = &tile->draws->source->sampling;
    lanef lead[FP_SAMPLING_TURNS * FP_SAMPLING_DIRECTIONS *
               FP_SAMPLING_YEARS];
    size_t size = lead_size(sampling);

    if (!tile->in_lanes || sampling->directions == 0)
        return;
    for (size_t at = 0; at < FP_REPLICATES; at += FP_FLOATS) {
        FP_LEVEL_NAME(fp_sampling_lead)(sampling, tile->draws->seed,
                                        tile->first + at, FP_SAMPLING_TURNS,
                                        lead);
        for (size_t turn = 0; turn < FP_SAMPLING_TURNS; turn++) {
            float *to = tile->lead + (at + turn * FP_REPLICATES) * size;

            for (size_t k = 0; k < size; k++)
                lanef_store(to + k * FP_FLOATS, lead[turn * size + k]);
        }
    }
}

/* Puts the walks' steps of the tile's year into a group's normals. */
static void
lead_year(const struct group *g, lanef *z)
{
    const struct fp_sampling *sampling = &g->source->sampling;
    size_t years = sampling->years;
    const float *from = g->tile->lead + g->at * lead_size(sampling);
    lanef step[FP_SAMPLING_DIRECTIONS];

    if (sampling->directions == 0)
        return;
    for (size_t j = 0; j < sampling->directions; j++)
        step[j] = lanef_load(from +
                             (j * years + (size_t)g->tile->t) * FP_FLOATS);
    fp_sampling_turn(sampling, step, z);
}

void
FP_LEVEL_NAME(fp_kernel_market_start)(const struct fp_market_draws *draws,
                                      uint64_t first, size_t n,
                                      struct fp_kernel_market *tile)
{
    const struct fp_market_source *source = draws->source;
    double prices = 1.0;

    tile->draws = draws;
    tile->first = first;
    tile->n = source->model == FP_MARKET_HISTORICAL ? n : FP_MARKET_TILE;
    tile->t = 0;
    tile->in_lanes = source->model == FP_MARKET_LOGNORMAL &&
                     source->sampling.sampler != FP_SAMPLER_ANTITHETIC;
    tile->years_wanted = !draws->monthly || source->plan->strategy.rebalance !=
                                                FP_REBALANCE_YEARLY;
    tile->month_level = fp_market_twelfth(1.0 + source->inflation_mean);
    for (int m = 0; m < FP_MARKET_MONTHS; m++)
        prices *= 1.0 + (tile->month_level - 1.0);
    tile->year_prices = prices - 1.0;
    for (size_t i = 0; i < tile->n; i++) {
        fp_market_walk_start(NULL, draws, first + i, &tile->walk[i]);
        tile->inflation[i] = tile->walk[i].path.inflation;
    }
    lead_tile(tile);
}

/* Path i of the tile walks a year; its values go to `copies` paths. */
static void
walk_year(struct fp_kernel_market *tile, size_t i, size_t copies,
          double *slots)
{
    const struct fp_market_draws *draws = tile->draws;
    size_t n = draws->source->n_assets;
    double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX];
    double returns[FP_PLAN_ASSETS_MAX], inflation;

    fp_market_walk_year(&tile->walk[i], returns, &inflation, months);
    for (size_t to = i; to < i + copies; to++) {
        double *at = slots + to;

        for (size_t a = 0; a < n; a++, at += FP_MARKET_TILE)
            *at = returns[a];
        *at = inflation;
        for (size_t m = 0; draws->monthly && m < FP_MARKET_MONTHS; m++)
            for (size_t a = 0; a < n; a++)
                *(at += FP_MARKET_TILE) = months[m][a];
        tile->inflation[to] = tile->walk[i].path.inflation;
    }
}

/* fp_market_shock. */
static lane
inflation_shock(const struct group *g, const lanef *z, int half)
{
    size_t row = g->source->n_assets;
    lane sum = lane_of(0.0);

    for (size_t k = 0; k <= row; k++)
        sum = sum + g->source->chol.at[row][k] * lanef_double(z[k], half);
    return sum;
}

/* Mean-reverting inflation, as market.c has it. */
static lane
next_inflation(const struct group *g, const lanef *z, int half)
{
    const struct fp_market *market = &g->source->plan->market;
    double phi = market->inflation_persistence;
    double sd = market->inflation_sd * sqrt(1.0 - phi * phi);
    lane before = lane_load(g->tile->inflation + g->at +
                            (size_t)half * FP_LANES);
    lane pi = market->inflation_mean +
              phi * (before - market->inflation_mean) +
              sd * inflation_shock(g, z, half);

    return lane_max(pi, lane_of(FP_DEFLATION_MAX));
}

enum { GROUPS = FP_MARKET_TILE / FP_FLOATS };

/* The normals of a tile's year, two groups of lanes at a time: one alone would
 * be a chain of operations that wait for each other. */
static void
draw_normals(const struct fp_kernel_market *tile, const struct lane_key *key,
             size_t count, lanef z[GROUPS][FP_NORMALS_MAX])
{
    enum { TOGETHER = 2 };
    _Static_assert(GROUPS % TOGETHER == 0, "groups are drawn in pairs");

    for (size_t g = 0; g < GROUPS; g += TOGETHER) {
        struct lane_counters paths[TOGETHER];

        for (size_t i = 0; i < TOGETHER; i++)
            paths[i] = lane_counters_from(tile->first + (g + i) * FP_FLOATS);
        for (size_t k = 0; k < count; k += 4) {
            uint32_t variable = FP_VARIABLE_ASSETS + (uint32_t)(k / 4);
            laneu words[4 * TOGETHER];
            lanef normals[4 * TOGETHER];

#pragma GCC unroll 2
            for (size_t i = 0; i < TOGETHER; i++)
                lane_words(&paths[i], key, (uint32_t)tile->t, variable,
                           words + 4 * i);
            lane_normal_pairs(words, 2 * TOGETHER, normals);
            for (size_t i = 0; i < 4; i++) {
                z[g][k + i] = normals[i];
                z[g + 1][k + i] = normals[4 + i];
            }
        }
    }
}

/* Makes the year's log returns and inflation of the normals. */
static void
draw_year(struct group *g, lanef *z)
{
    const struct fp_market_source *source = g->source;
    const struct fp_tilt *by = &source->plan->market.tilt;
    size_t n = source->n_assets;

    lead_year(g, z);
    for (size_t a = 0; a < n; a++) {
        g->logs[a] = source->factor[a][0] * z[0];
        for (size_t k = 1; k <= a; k++)
            g->logs[a] = g->logs[a] + source->factor[a][k] * z[k];
    }
    for (int half = 0; half < FP_HALVES; half++) {
        lane pi = source->ar1 ? next_inflation(g, z, half)
                              : lane_of(source->inflation_mean);

        g->inflation[half] = g->prices[half] = pi;
        if (fp_market_is_tilted(source, g->tile->t))
            g->prices[half] = (1.0 + pi) * (1.0 + by->inflation) - 1.0;
    }
}

static void
store(const struct group *g, double *slots, size_t slot, int half, lane x)
{
    lane_store(slots + slot * FP_MARKET_TILE + g->at +
                   (size_t)half * FP_LANES, x);
}

static void
year_returns(const struct group *g, double *slots)
{
    const struct fp_market_source *source = g->source;
    const struct fp_tilt *by = &source->plan->market.tilt;
    const double *growth =
        source->growth + fp_market_growth_row(source, g->tile->t);
    int tilted = fp_market_is_tilted(source, g->tile->t);

    for (size_t a = 0; a < source->n_assets; a++) {
        lanef gross = lane_exp2f(g->logs[a]);

        for (int half = 0; half < FP_HALVES; half++) {
            lane level = lane_of(1.0), r;

            if (source->real)
                level = 1.0 + g->inflation[half];
            r = growth[a] * level * lanef_double(gross, half) - 1.0;
            if (tilted)
                r = (1.0 + r) * (1.0 + by->returns[a]) - 1.0;
            store(g, slots, a, half, r);
        }
    }
    for (int half = 0; half < FP_HALVES; half++)
        store(g, slots, source->n_assets, half, g->prices[half]);
}

/* fp_market_twelfth. */
static lane
twelfth(lane gross)
{
    return lane_where(lane_gt(gross, lane_of(0.0)),
                      lane_exp(lane_log(gross) / (double)FP_MARKET_MONTHS));
}

/* What a month multiplies real returns by, and the year's inflation as its
 * months have it. */
static void
month_levels(const struct group *g, double *slots, lane level[FP_HALVES])
{
    const struct fp_market_source *source = g->source;
    int tilted = fp_market_is_tilted(source, g->tile->t);

    for (int half = 0; half < FP_HALVES; half++) {
        lane month = lane_of(g->tile->month_level);
        lane year = lane_of(g->tile->year_prices);

        level[half] = lane_of(1.0);
        if (source->ar1)
            month = twelfth(1.0 + g->inflation[half]);
        if (source->real)
            level[half] = month;
        if (tilted)
            month = twelfth(1.0 + g->prices[half]);
        if (tilted || source->ar1) {
            month = 1.0 + (month - 1.0);
            year = lane_of(1.0);
            for (int m = 0; m < FP_MARKET_MONTHS; m++)
                year = year * month;
            year = year - 1.0;
        }
        store(g, slots, source->n_assets, half, year);
    }
}

/* The months' shares of a year before the bridge: of each asset, and what its
 * twelve add up to. */
struct months {
    lanef e[FP_PLAN_ASSETS_MAX][FP_MARKET_MONTHS];
    lanef sum[FP_PLAN_ASSETS_MAX];
};

static void
shape_months(const struct fp_market_source *source, const lanef *z,
             struct months *out)
{
    size_t n = source->n_assets;

    for (size_t a = 0; a < n; a++) {
        lanef *e = out->e[a], sum = lanef_of(0.0f);

        for (size_t m = 0; m < FP_MARKET_MONTHS; m++) {
            e[m] = source->factor_month[a][0] * z[m * n];
            for (size_t k = 1; k <= a; k++)
                e[m] = e[m] + source->factor_month[a][k] * z[m * n + k];
            sum = sum + e[m];
        }
        out->sum[a] = sum;
    }
}

/* The shares as powers of two: what months multiply the year's part by. */
struct powers {
    float up[FP_PLAN_ASSETS_MAX][FP_MARKET_MONTHS][FP_FLOATS];
    float down[FP_PLAN_ASSETS_MAX][FP_MARKET_MONTHS][FP_FLOATS]; /* of the
                                             * opposite shares */
};

static inline FP_INLINE void
raise_asset(const lanef *e, int bounded, float up[FP_MARKET_MONTHS][FP_FLOATS],
            float down[FP_MARKET_MONTHS][FP_FLOATS])
{
#pragma GCC unroll 4
    for (size_t m = 0; m < FP_MARKET_MONTHS; m++) {
        lanef one, other;

        lane_exp2f_both(bounded ? e[m] : lane_exp2f_clamp(e[m]), &one, &other);
        lanef_store(up[m], one);
        lanef_store(down[m], other);
    }
}

static void
raise_months(const struct fp_market_source *source,
             const struct months *months, struct powers *out)
{
    for (size_t a = 0; a < source->n_assets; a++)
        if (source->bounded)
            raise_asset(months->e[a], 1, out->up[a], out->down[a]);
        else
            raise_asset(months->e[a], 0, out->up[a], out->down[a]);
}

/* Stores the months' returns of half of the lanes; gives the year's, where it
 * is wanted. */
static inline FP_INLINE lane
compound(const float gross[FP_MARKET_MONTHS][FP_FLOATS], int half, lane always,
         int year_wanted, size_t stride, double *to)
{
    lane year = lane_of(1.0);

#pragma GCC unroll 12
    for (size_t m = 0; m < FP_MARKET_MONTHS; m++, to += stride) {
        lane r = always * lane_load_float(gross[m] + half * FP_LANES) - 1.0;

        lane_store(to, r);
        if (year_wanted)
            year = year * (1.0 + r);
    }
    return year - 1.0;
}

/* The months of asset a, the bridge of market_months.c. gross: the powers of
 * the shares, which add up to sum. */
static void
month_returns(const struct group *g, size_t a, lanef sum,
              const float gross[FP_MARKET_MONTHS][FP_FLOATS],
              const lane level[FP_HALVES], double *slots)
{
    const struct fp_market_source *source = g->source;
    size_t n = source->n_assets, stride = n * FP_MARKET_TILE;
    double growth = source->growth_month[fp_market_growth_row(
                                             source, g->tile->t) + a];
    double *to = slots + (n + 1 + a) * FP_MARKET_TILE + g->at;
    lanef mean = (g->logs[a] - sum) * (1.0f / FP_MARKET_MONTHS);
    struct lane_power part = lane_power_of(
        source->bounded ? mean : lane_exp2f_clamp(mean));

    for (int half = 0; half < FP_HALVES; half++, to += FP_LANES) {
        lane always = growth * level[half] * lane_power_double(&part, half);

        if (fp_market_is_tilted(source, g->tile->t))
            always = always * source->tilt_month[a];
        if (g->tile->years_wanted)
            store(g, slots, a, half, compound(gross, half, always, 1, stride,
                                              to));
        else
            compound(gross, half, always, 0, stride, to);
    }
}

static void
draw_months(const struct fp_kernel_market *tile, const struct lane_key *key,
            uint64_t first, lanef *z)
{
    const struct lane_counters paths = lane_counters_from(first);
    size_t n = tile->draws->source->n_assets;

    for (size_t k = 0; k < FP_MARKET_MONTHS * n; k += FP_MARKET_MONTHS)
        lane_normals(&paths, key, (uint32_t)tile->t,
                     FP_VARIABLE_MONTH + (uint32_t)(k / 4),
                     FP_MARKET_MONTHS / 4, z + k);
}

static void
draw_tile(struct fp_kernel_market *tile, const struct lane_key *key,
          struct group groups[GROUPS])
{
    const struct fp_market_source *source = tile->draws->source;
    lanef z[GROUPS][FP_NORMALS_MAX];

    draw_normals(tile, key, source->n_assets + (source->ar1 ? 1 : 0), z);
    for (size_t i = 0; i < GROUPS; i++) {
        struct group *g = &groups[i];

        g->tile = tile;
        g->source = source;
        g->at = i * FP_FLOATS;
        draw_year(g, z[i]);
        for (int half = 0; half < FP_HALVES; half++)
            lane_store(tile->inflation + g->at + (size_t)half * FP_LANES,
                       g->inflation[half]);
    }
}

/* The year of a group whose months have the shares, or the opposite ones. */
static void
year_by_months(const struct group *g, const struct months *months,
               const struct powers *powers, int opposite, double *slots)
{
    lane level[FP_HALVES];

    month_levels(g, slots, level);
    for (size_t a = 0; a < g->source->n_assets; a++)
        month_returns(g, a, opposite ? -months->sum[a] : months->sum[a],
                      opposite ? powers->down[a] : powers->up[a], level,
                      slots);
}

/* Months of their own for every path. */
static void
sample_months(const struct fp_kernel_market *tile, const struct lane_key *key,
              const struct group groups[GROUPS], double *slots)
{
    const struct fp_market_source *source = tile->draws->source;
    lanef z[FP_MARKET_MONTHS * FP_PLAN_ASSETS_MAX];
    struct months months;
    struct powers powers;

    for (size_t i = 0; i < GROUPS; i++) {
        draw_months(tile, key, tile->first + i * FP_FLOATS, z);
        shape_months(source, z, &months);
        raise_months(source, &months, &powers);
        year_by_months(&groups[i], &months, &powers, 0, slots);
    }
}

/* Four paths' months in turns: fp_sampling_months_of. */
static void
share_months(const struct fp_kernel_market *tile, const struct lane_key *key,
             const struct group groups[GROUPS], double *slots)
{
    enum { APART = FP_REPLICATES / FP_FLOATS }; /* groups from turn to turn */
    const struct fp_market_source *source = tile->draws->source;
    size_t n = FP_MARKET_MONTHS * source->n_assets;
    lanef z[2][FP_MARKET_MONTHS * FP_PLAN_ASSETS_MAX];
    struct months months;
    struct powers powers;

    for (size_t i = 0; i < APART; i++) {
        int turn;

        draw_months(tile, key,
                    fp_sampling_months_of(tile->first + i * FP_FLOATS, &turn),
                    z[0]);
        fp_sampling_exchange(z[0], n, z[1]);
        for (size_t half = 0; half < 2; half++) {
            const struct group *g = &groups[i + 2 * half * APART];

            shape_months(source, z[half], &months);
            raise_months(source, &months, &powers);
            year_by_months(g, &months, &powers, 0, slots);
            year_by_months(g + APART, &months, &powers, 1, slots);
        }
    }
}

static void
sample_year(struct fp_kernel_market *tile, double *slots)
{
    const struct lane_key key = lane_key_of(tile->draws->seed);
    struct group groups[GROUPS];

    draw_tile(tile, &key, groups);
    if (!tile->draws->monthly)
        for (size_t i = 0; i < GROUPS; i++)
            year_returns(&groups[i], slots);
    else if (tile->draws->source->sampling.directions > 0)
        share_months(tile, &key, groups, slots);
    else
        sample_months(tile, &key, groups, slots);
}

void
FP_LEVEL_NAME(fp_kernel_market_year)(struct fp_kernel_market *tile,
                                     double *slots)
{
    const struct fp_market_source *source = tile->draws->source;

    if (source->model == FP_MARKET_FIXED ||
        (tile->in_lanes && (size_t)tile->t < source->n_opening))
        walk_year(tile, 0, FP_MARKET_TILE, slots);
    else if (tile->in_lanes)
        sample_year(tile, slots);
    else
        for (size_t i = 0; i < tile->n; i++)
            walk_year(tile, i, i + 1 < tile->n ? 1 : FP_MARKET_TILE - i,
                      slots);
    tile->t++;
}
