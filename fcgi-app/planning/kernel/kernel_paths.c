/* Whole paths in lanes: engine/path.c, FP_LANES at a time. The years are
 * outside and the lanes inside, so that the law of a year is made once for the
 * block where all paths have the same prices. */
#include "planning/kernel/kernel.h"

#include <string.h>

#include "planning/kernel/kernel_tally.h"
#include "planning/kernel/lane_kept.h"
#include "planning/kernel/lane_year.h"

enum { GROUPS = FP_KERNEL_BLOCK / FP_LANES };

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
    struct fp_market_path walk[FP_KERNEL_BLOCK];
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
    for (size_t i = 0; i < b->n; i++)
        fp_market_path_start(x->market, x->seed, b->first + i, &b->walk[i]);
}

/* The set of people alive in each lane: for each set its lanes. */
static void
split_by_set(const struct fp_lane_path *path, int t, mask lanes,
             unsigned sets[FP_ALIVE_SETS])
{
    unsigned bits = mask_bits(lanes);

    memset(sets, 0, FP_ALIVE_SETS * sizeof(*sets));
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
            const struct fp_lane_result *year)
{
    size_t at = (size_t)t * b->cells->stride + g * FP_LANES;
    size_t left = b->n - g * FP_LANES;
    lane none = lane_of(NAN);
    lane wealth = year->closing / path->price_level;
    lane spending = lane_pick(year->nobody, none,
                              year->paid / year->price_level);
    lane taxes = lane_pick(year->nobody, none,
                           year->taxes / year->price_level);
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

static void
run_group(struct block *b, size_t g, int t, const struct fp_lane_market *market)
{
    const struct fp_path_context *x = b->context;
    struct fp_lane_path *path = &b->path[g];
    struct fp_lane_result year;
    mask lanes = lanes_of(b, g);
    unsigned sets[FP_ALIVE_SETS];
    lane price = path->price_level;

    memset(&year, 0, sizeof(year));
    split_by_set(path, t, lanes, sets);
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
    FP_LEVEL_NAME(fp_lane_tally_year)(x, t, lanes, &year, market->inflation,
                                      &b->tally[g]);
    write_cells(b, g, t, path, &year);
}

/* The months of a path in lane i of the group. */
static void
draw_months(struct fp_market_path *walk, size_t n_assets, int i,
            double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX][FP_LANES],
            double inflation[FP_LANES])
{
    double one[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX];
    double prices[FP_MARKET_MONTHS], level = 1.0;

    fp_market_path_months(walk, one, prices);
    for (int m = 0; m < FP_MARKET_MONTHS; m++) {
        level *= 1.0 + prices[m];
        for (size_t a = 0; a < n_assets; a++)
            months[m][a][i] = one[m][a];
    }
    inflation[i] = level - 1.0;
}

/* The months of the group's next year, and what they compound to. */
static void
draw_group_months(struct block *b, size_t g,
                  lane months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX],
                  struct fp_lane_market *market)
{
    size_t n_assets = b->context->compiled->n_assets;
    double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX][FP_LANES];
    double inflation[FP_LANES] = { 0.0 };

    memset(returns, 0, sizeof(returns));
    for (size_t i = 0; i < FP_LANES && g * FP_LANES + i < b->n; i++)
        draw_months(&b->walk[g * FP_LANES + i], n_assets, (int)i, returns,
                    inflation);
    for (int m = 0; m < FP_MARKET_MONTHS; m++)
        for (size_t a = 0; a < n_assets; a++)
            months[m][a] = lane_load(returns[m][a]);
    for (size_t a = 0; a < n_assets; a++) {
        lane growth = lane_of(1.0);

        for (int m = 0; m < FP_MARKET_MONTHS; m++)
            growth = growth * (1.0 + months[m][a]);
        market->returns[a] = growth - 1.0;
    }
    market->inflation = lane_load(inflation);
    market->months = (const lane(*)[FP_PLAN_ASSETS_MAX])months;
}

static void
draw_group(struct block *b, size_t g, struct fp_lane_market *market)
{
    size_t n_assets = b->context->compiled->n_assets;
    double returns[FP_PLAN_ASSETS_MAX][FP_LANES] = { { 0.0 } };
    double inflation[FP_LANES] = { 0.0 };

    for (size_t i = 0; i < FP_LANES && g * FP_LANES + i < b->n; i++) {
        double one[FP_PLAN_ASSETS_MAX];

        fp_market_path_year(&b->walk[g * FP_LANES + i], one, &inflation[i]);
        for (size_t a = 0; a < n_assets; a++)
            returns[a][i] = one[a];
    }
    for (size_t a = 0; a < n_assets; a++)
        market->returns[a] = lane_load(returns[a]);
    market->inflation = lane_load(inflation);
    market->months = NULL;
}

void
FP_LEVEL_NAME(fp_kernel_paths)(const struct fp_path_context *context,
                               uint64_t first, size_t n,
                               const struct fp_path_cells *cells,
                               struct fp_path_summary *summaries)
{
    lane months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX];
    struct fp_lane_market market;
    int monthly = context->compiled->plan->time_step == FP_STEP_MONTH;
    struct block b;

    b.context = context;
    b.first = first;
    b.n = n;
    b.cells = cells;
    b.groups = (n + FP_LANES - 1) / FP_LANES;
    b.same_prices = !context->market->ar1 && !context->market->joint_inflation;
    start(&b);
    lane_kept_open(&b.kept, context, first, n);
    for (int t = 0; t < context->compiled->years; t++) {
        memset(b.has_rules, 0, sizeof(b.has_rules));
        for (size_t g = 0; g < b.groups; g++) {
            if (!lane_kept_read(&b.kept, g, t, months, &market)) {
                if (monthly)
                    draw_group_months(&b, g, months, &market);
                else
                    draw_group(&b, g, &market);
                lane_kept_write(&b.kept, g, t, &market);
            }
            run_group(&b, g, t, &market);
        }
    }
    lane_kept_close(&b.kept);
    for (size_t g = 0; g < b.groups; g++)
        FP_LEVEL_NAME(fp_lane_tally_finish)(
            context, lanes_of(&b, g), &b.path[g], &b.tally[g],
            summaries + g * FP_LANES);
}
