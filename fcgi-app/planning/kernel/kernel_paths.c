/* Whole paths in lanes: engine/path.c, FP_LANES at a time. The years are
 * outside and the lanes inside, so that the law of a year is made once for the
 * block where all paths have the same prices. */
#include "planning/kernel/kernel.h"

#include <string.h>

#include "planning/kernel/kernel_market.h"
#include "planning/kernel/kernel_tally.h"
#include "planning/kernel/lane_kept.h"
#include "planning/kernel/lane_year.h"

enum {
    GROUPS = FP_KERNEL_BLOCK / FP_LANES,
    SLOTS_MAX = (1 + FP_MARKET_MONTHS) * FP_PLAN_ASSETS_MAX + 1
};

/* A block of paths on its way. */
struct block {
    const struct fp_path_context *context;
    uint64_t first;
    size_t n;
    const struct fp_path_cells *cells;
    struct fp_path_summary *summaries;
    size_t groups;
    struct fp_lane_path path[GROUPS];
    struct fp_lane_tally tally[GROUPS];
    struct fp_market_draws draws;
    struct fp_kernel_market tile[FP_KEPT_TILES];
    struct fp_lane_kept kept;
    /* The year's law by set of people alive, once for the block. */
    int same_prices;
    int has_rules[FP_ALIVE_SETS];
    struct fp_lane_rules rules[FP_ALIVE_SETS];
};

/* The lanes of group g that hold paths of the block. */
static mask
lanes_of(const struct block *b, size_t g)
{
    size_t left = b->n - g * FP_LANES;

    return mask_from_bits(left >= FP_LANES ? FP_LANES_ALL
                                           : (1u << left) - 1u);
}

static void
start(struct block *b)
{
    const struct fp_path_context *x = b->context;

    for (size_t g = 0; g < b->groups; g++) {
        struct fp_lane_path *path = &b->path[g];

        FP_LEVEL_NAME(fp_lane_year_start)(x->compiled, path);
        FP_LEVEL_NAME(fp_lane_tally_start)(&b->tally[g]);
        for (int i = 0; i < FP_LANES && x->compiled->lives_drawn; i++) {
            int lives[FP_PLAN_PEOPLE_MAX];

            for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
                lives[p] = path->years_alive[p][i];
            fp_path_draw_lives(x, b->first + g * FP_LANES + (size_t)i, lives);
            for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
                path->years_alive[p][i] = lives[p];
        }
    }
    for (size_t at = 0; at < b->n; at += FP_MARKET_TILE)
        FP_LEVEL_NAME(fp_kernel_market_start)(
            &b->draws, b->first + at,
            b->n - at < FP_MARKET_TILE ? b->n - at : FP_MARKET_TILE,
            &b->tile[at / FP_MARKET_TILE]);
}

/* The set of people alive in each lane: for each set its lanes. */
static void
split_by_set(const struct fp_compiled *c, const struct fp_lane_path *path,
             int t, mask lanes, unsigned sets[FP_ALIVE_SETS])
{
    unsigned bits = mask_bits(lanes);

    memset(sets, 0, FP_ALIVE_SETS * sizeof(*sets));
    if (!c->lives_drawn) {
        sets[fp_alive_set(c->years_alive, t)] = bits;
        return;
    }
    for (int i = 0; i < FP_LANES; i++) {
        unsigned set = 0;

        for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
            if (t < path->years_alive[p][i])
                set |= 1u << p;
        if (bits >> i & 1u)
            sets[set] |= 1u << i;
    }
}

static const struct fp_lane_rules *
rules_of(struct block *b, unsigned alive, int t, lane price)
{
    const struct fp_compiled *c = b->context->compiled;

    if (!b->same_prices || !b->has_rules[alive])
        FP_LEVEL_NAME(fp_lane_year_rules)(c, &c->rows[alive][t], price,
                                          &b->rules[alive]);
    b->has_rules[alive] = 1;
    return &b->rules[alive];
}

static void
write_cells(const struct block *b, size_t g, int t,
            const struct fp_lane_path *path,
            const struct fp_lane_result *year,
            const struct fp_lane_real *dollars)
{
    size_t at = (size_t)t * b->cells->stride + g * FP_LANES;
    size_t left = b->n - g * FP_LANES;
    lane none = lane_of(NAN);
    lane wealth = year->closing * path->per_dollar;
    lane spending = lane_pick(year->nobody, none, dollars->spending);
    lane taxes = lane_pick(year->nobody, none, dollars->taxes);
    double last[3][FP_LANES];

    if (left >= FP_LANES) {
        lane_store(b->cells->wealth + at, wealth);
        lane_store(b->cells->spending + at, spending);
        lane_store(b->cells->taxes + at, taxes);
        return;
    }
    lane_store(last[0], wealth);
    lane_store(last[1], spending);
    lane_store(last[2], taxes);
    for (size_t i = 0; i < left; i++) {
        b->cells->wealth[at + i] = last[0][i];
        b->cells->spending[at + i] = last[1][i];
        b->cells->taxes[at + i] = last[2][i];
    }
}

/* Asks for the group's cells of year t early: stores that wait for memory hold
 * up all that come behind them. */
static void
fetch_cells(const struct block *b, size_t g, int t)
{
    size_t at = (size_t)t * b->cells->stride + g * FP_LANES;

    __builtin_prefetch(b->cells->wealth + at, 1);
    __builtin_prefetch(b->cells->spending + at, 1);
    __builtin_prefetch(b->cells->taxes + at, 1);
}

static void
run_group(struct block *b, size_t g, int t, const struct fp_lane_market *market)
{
    const struct fp_path_context *x = b->context;
    struct fp_lane_path *path = &b->path[g];
    struct fp_lane_result year;
    struct fp_lane_real dollars;
    mask lanes = lanes_of(b, g);
    unsigned sets[FP_ALIVE_SETS];
    lane price = path->price_level;

    fetch_cells(b, g, t);
    dollars.per_dollar = path->per_dollar;
    fp_lane_result_start(&year);
    split_by_set(x->compiled, path, t, lanes, sets);
    FP_LEVEL_NAME(fp_lane_year_turn)(x->compiled, t, path);
    for (unsigned alive = 1; alive < FP_ALIVE_SETS; alive++)
        if (sets[alive] != 0)
            FP_LEVEL_NAME(fp_lane_year_run)(
                x->compiled, t, alive, mask_from_bits(sets[alive]),
                &x->options, rules_of(b, alive, t, price), market, path,
                &year);
    year.nobody = mask_from_bits(sets[0]);
    if (sets[0] != 0)
        FP_LEVEL_NAME(fp_lane_year_stand_still)(x->compiled, year.nobody,
                                                market->inflation, path, &year);
    path->per_dollar = 1.0 / path->price_level;
    dollars.spending = year.paid * dollars.per_dollar;
    dollars.taxes = year.taxes * dollars.per_dollar;
    FP_LEVEL_NAME(fp_lane_tally_year)(x, t, lanes, &year, &dollars,
                                      market->inflation, &b->tally[g]);
    write_cells(b, g, t, path, &year, &dollars);
}

/* The year of a tile: kept, or drawn now. */
static const double *
slots_of(struct block *b, size_t tile, int t, double *own)
{
    const double *kept = lane_kept_ready(&b->kept, tile, t);
    double *room;

    if (kept != NULL)
        return kept;
    room = lane_kept_room(&b->kept, tile, t, own);
    FP_LEVEL_NAME(fp_kernel_market_year)(&b->tile[tile], room);
    return room;
}

void
FP_LEVEL_NAME(fp_kernel_paths)(const struct fp_path_context *context,
                               uint64_t first, size_t n,
                               const struct fp_path_cells *cells,
                               struct fp_path_summary *summaries)
{
    _Alignas(64) double own[SLOTS_MAX * FP_MARKET_TILE];
    struct fp_lane_market market;
    const double *slots = NULL;
    struct block b;

    b.context = context;
    b.first = first;
    b.n = n;
    b.cells = cells;
    b.groups = (n + FP_LANES - 1) / FP_LANES;
    b.same_prices = !context->market->ar1 && !context->market->joint_inflation;
    b.draws = (struct fp_market_draws){
        context->market, context->seed,
        context->compiled->plan->time_step == FP_STEP_MONTH
    };
    start(&b);
    lane_kept_open(&b.kept, context, first, n);
    for (int t = 0; t < context->compiled->years; t++) {
        memset(b.has_rules, 0, sizeof(b.has_rules));
        for (size_t g = 0; g < b.groups; g++) {
            size_t at = g * FP_LANES % FP_MARKET_TILE;

            if (at == 0)
                slots = slots_of(&b, g * FP_LANES / FP_MARKET_TILE, t, own);
            lane_kept_read(&b.kept, slots, at, &market);
            run_group(&b, g, t, &market);
        }
    }
    lane_kept_close(&b.kept);
    for (size_t g = 0; g < b.groups; g++)
        FP_LEVEL_NAME(fp_lane_tally_finish)(
            context, lanes_of(&b, g), &b.path[g], &b.tally[g],
            summaries + g * FP_LANES);
}
