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
    struct lane_counters paths;
    const struct lane_key *key;
    lanef logs[FP_PLAN_ASSETS_MAX]; /* fp_market_year_lognormal */
    lane inflation[FP_HALVES];      /* not tilted */
    lane prices[FP_HALVES];         /* of the year, tilted */
};

_Static_assert(FP_MARKET_TILE % FP_FLOATS == 0, "groups fill a tile");

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
    lanef lead[FP_SAMPLING_DIRECTIONS * FP_SAMPLING_YEARS];

    if (!tile->in_lanes || sampling->directions == 0)
        return;
    for (size_t at = 0; at < FP_MARKET_TILE; at += FP_FLOATS) {
        float *to = tile->lead + at * lead_size(sampling);

        FP_LEVEL_NAME(fp_sampling_lead)(sampling, tile->draws->seed,
                                        tile->first + at, lead);
        for (size_t k = 0; k < lead_size(sampling); k++)
            lanef_store(to + k * FP_FLOATS, lead[k]);
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

/* Draws the year's log returns and inflation. */
static void
draw_year(struct group *g)
{
    const struct fp_market_source *source = g->source;
    const struct fp_tilt *by = &source->plan->market.tilt;
    size_t n = source->n_assets, count = n + (source->ar1 ? 1 : 0);
    lanef z[FP_NORMALS_MAX];

    for (size_t k = 0; k < count; k += 4)
        lane_normals(&g->paths, g->key, (uint32_t)g->tile->t,
                     FP_VARIABLE_ASSETS + (uint32_t)(k / 4), 1, z + k);
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

/* The months of asset a: the bridge of market_months.c. */
static void
month_returns(const struct group *g, size_t a, const lanef *z,
              const lane level[FP_HALVES], double *slots)
{
    const struct fp_market_source *source = g->source;
    size_t n = source->n_assets;
    double growth = source->growth_month[fp_market_growth_row(
                                             source, g->tile->t) + a];
    lanef e[FP_MARKET_MONTHS], sum = lanef_of(0.0f), mean;
    float gross[FP_MARKET_MONTHS][FP_FLOATS];

    for (size_t m = 0; m < FP_MARKET_MONTHS; m++) {
        e[m] = source->factor_month[a][0] * z[m * n];
        for (size_t k = 1; k <= a; k++)
            e[m] = e[m] + source->factor_month[a][k] * z[m * n + k];
        sum = sum + e[m];
    }
    mean = (g->logs[a] - sum) * (1.0f / FP_MARKET_MONTHS);
#pragma GCC unroll 4
    for (size_t m = 0; m < FP_MARKET_MONTHS; m++)
        lanef_store(gross[m], source->bounded
                                  ? lane_exp2f_within(mean + e[m])
                                  : lane_exp2f(mean + e[m]));
    for (int half = 0; half < FP_HALVES; half++) {
        lane always = growth * level[half], year = lane_of(1.0);

        if (fp_market_is_tilted(source, g->tile->t))
            always = always * source->tilt_month[a];
#pragma GCC unroll 4
        for (size_t m = 0; m < FP_MARKET_MONTHS; m++) {
            lane r = always * lane_load_float(gross[m] + half * FP_LANES) -
                     1.0;

            store(g, slots, n + 1 + m * n + a, half, r);
            if (g->tile->years_wanted)
                year = year * (1.0 + r);
        }
        if (g->tile->years_wanted)
            store(g, slots, a, half, year - 1.0);
    }
}

static void
months(const struct group *g, double *slots)
{
    size_t n = g->source->n_assets;
    lanef z[FP_MARKET_MONTHS * FP_PLAN_ASSETS_MAX];
    lane level[FP_HALVES];

    for (size_t k = 0; k < FP_MARKET_MONTHS * n; k += FP_MARKET_MONTHS)
        lane_normals(&g->paths, g->key, (uint32_t)g->tile->t,
                     FP_VARIABLE_MONTH + (uint32_t)(k / 4),
                     FP_MARKET_MONTHS / 4, z + k);
    month_levels(g, slots, level);
    for (size_t a = 0; a < n; a++)
        month_returns(g, a, z, level, slots);
}

static void
sample_year(struct fp_kernel_market *tile, double *slots)
{
    const struct lane_key key = lane_key_of(tile->draws->seed);

    for (size_t at = 0; at < FP_MARKET_TILE; at += FP_FLOATS) {
        struct group g;

        g.tile = tile;
        g.source = tile->draws->source;
        g.at = at;
        g.paths = lane_counters_from(tile->first + at);
        g.key = &key;
        draw_year(&g);
        if (tile->draws->monthly)
            months(&g, slots);
        else
            year_returns(&g, slots);
        for (int half = 0; half < FP_HALVES; half++)
            lane_store(tile->inflation + at + (size_t)half * FP_LANES,
                       g.inflation[half]);
    }
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
