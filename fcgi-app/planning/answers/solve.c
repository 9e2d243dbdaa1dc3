/* The search: bracket the answer, then narrow the bracket. */
#include "planning/answers/solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planning/answers/project.h"
#include "planning/math/elementary.h"

#define TOLERANCE 0.001
#define FIRST_STEP 0.1 /* how far beyond the plan's own factor it looks first */

enum { POINTS_MAX = FP_PLAN_YEARS_MAX + 64 };

const char *const fp_solve_state_names[4] = { "found", "all", "none",
                                              "stopped" };

struct search {
    const struct fp_plan *plan;
    const struct fp_history *history;
    const struct fp_sim_options *options;
    const struct fp_solve_options *solve;
    struct fp_arena *scratch;    /* of one run */
    struct fp_error *error;
    double low, high, tolerance;
    double rising;               /* 1: success rises with the value, else -1 */
    struct fp_solve_point points[POINTS_MAX];
    struct fp_solve_result r;
};

/* Runs the plan at `value` and moves the bracket there if that narrows it. */
static enum fp_err
try(struct search *s, double value, struct fp_solve_point *out)
{
    struct fp_solve_point point = { .value = value };
    struct fp_sim_result run;
    struct fp_plan plan;
    enum fp_err err;

    if (s->r.n == POINTS_MAX)
        return fp_error_set(s->error, FP_EINTERNAL,
                            "the search does not end");
    fp_arena_reset(s->scratch);
    err = fp_solve_apply(s->plan, s->solve, value, s->scratch, &plan,
                         s->error);
    if (err == FP_OK)
        err = fp_simulate(&plan, s->history, s->options, s->scratch, &run,
                          s->error);
    if (err != FP_OK)
        return err;
    point.success = run.success;
    point.success_se = run.success_se;
    s->points[s->r.n++] = point;
    /* Both ends move inwards only: best away from where success is certain,
     * beyond towards it. */
    if (point.success >= s->solve->success) {
        if (!s->r.has_best || s->rising * (s->r.best.value - value) > 0.0)
            s->r.best = point;
        s->r.has_best = 1;
    } else {
        if (!s->r.has_beyond || s->rising * (value - s->r.beyond.value) > 0.0)
            s->r.beyond = point;
        s->r.has_beyond = 1;
    }
    *out = point;
    return FP_OK;
}

/* Every whole number of the range; the first that succeeds is the answer, the
 * best of what fails is beyond. */
static enum fp_err
try_each(struct search *s)
{
    enum fp_err err = FP_OK;

    for (double value = s->low; value <= s->high && err == FP_OK;
         value += 1.0) {
        struct fp_solve_point best = s->r.best, beyond = s->r.beyond, point;
        int had_best = s->r.has_best, had_beyond = s->r.has_beyond;

        err = try(s, value, &point);
        if (had_best)
            s->r.best = best;
        if (had_beyond && beyond.success >= s->r.beyond.success)
            s->r.beyond = beyond;
    }
    if (err == FP_OK)
        s->r.state = !s->r.has_best     ? FP_SOLVE_NONE
                     : !s->r.has_beyond ? FP_SOLVE_ALL
                                        : FP_SOLVE_FOUND;
    return err;
}

/* Where success lies, on a scale on which it is nearly straight. */
static double
straighten(const struct search *s, double success)
{
    double least = 0.5 / ((double)s->options->paths + 1.0);

    return fp_log((success + least) / (1.0 - success + least));
}

/* Looks outwards from the plan's own value until the bracket has both ends or
 * the range ends. */
static enum fp_err
widen(struct search *s)
{
    double at = fmin(fmax(s->r.base, s->low), s->high);
    double step = s->solve->what == FP_SOLVE_RETIREMENT_AGE ? 2.0 : FIRST_STEP;
    struct fp_solve_point point;
    enum fp_err err = try(s, at, &point);

    while (err == FP_OK && !(s->r.has_best && s->r.has_beyond)) {
        /* Up while success may fall there, or must rise. */
        int up = s->r.has_best ? s->rising < 0.0 : s->rising > 0.0;

        if (at == (up ? s->high : s->low)) {
            s->r.state = s->r.has_best ? FP_SOLVE_ALL : FP_SOLVE_NONE;
            return FP_OK;
        }
        at = up ? fmin(at + step, s->high) : fmax(at - step, s->low);
        step *= 2.0;
        err = try(s, at, &point);
    }
    return err;
}

/* The next value to be tried: where a straight line through the ends meets the
 * target, moved a little towards the middle so that the bracket closes from
 * both sides, and never so far off the middle that halving would have been
 * quicker than `spare` (what halving would leave, less half the bracket).
 * SOURCE: Oliveira & Takahashi (2020), An Enhancement of the Bisection Method
 * Average Performance Preserving Minmax Optimality, ACM Transactions on
 * Mathematical Software 47(1), with kappa_1 = 0.2 over the first width,
 * kappa_2 = 2 and n_0 = 1. Not closer to an end than `limit`, the width that
 * the bracket may keep: a line that is right there closes it at once. */
static double
between(const struct search *s, double first_width, double spare, double limit)
{
    double a = s->r.best.value, b = s->r.beyond.value, middle = 0.5 * (a + b);
    double za = straighten(s, s->r.best.success);
    double zb = straighten(s, s->r.beyond.success);
    double z = straighten(s, s->solve->success), line = middle, step;
    double most = fmax(0.5 * fabs(b - a) - 0.999 * limit, 0.0);

    if (za != zb)
        line = a + (z - za) / (zb - za) * (b - a);
    step = 0.2 * (b - a) * (b - a) / first_width;
    if (step >= fabs(middle - line))
        line = middle;
    else
        line += middle > line ? step : -step;
    spare = fmin(spare, most);
    return fmin(fmax(line, middle - spare), middle + spare);
}

/* A whole number strictly between the ends. */
static double
whole_between(const struct search *s, double at)
{
    double from = fmin(s->r.best.value, s->r.beyond.value);
    double to = fmax(s->r.best.value, s->r.beyond.value);

    return fmin(fmax(floor(at + 0.5), from + 1.0), to - 1.0);
}

static enum fp_err
narrow(struct search *s, int whole)
{
    double limit = whole ? 1.0 : s->tolerance;
    double first = fabs(s->r.beyond.value - s->r.best.value), width = first;
    double halved = 0.5 * limit;
    enum fp_err err = FP_OK;

    /* What as many halvings as are needed, and one to spare, could leave. */
    while (halved < first)
        halved *= 2.0;
    while (err == FP_OK && width > limit) {
        struct fp_solve_point point;
        double spare = fmax(halved - 0.5 * width, 0.0);
        double at = between(s, first, spare, limit);

        err = try(s, whole ? whole_between(s, at) : at, &point);
        width = fabs(s->r.beyond.value - s->r.best.value);
        halved *= 0.5;
    }
    return err;
}

static int
by_value(const void *a, const void *b)
{
    const struct fp_solve_point *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

/* Standard error of the answer: the nearest tried values on its two sides
 * whose successes differ from its own by more than chance give the slope, on
 * the scale on which success is nearly straight:
 *   dp / dx = p (1 - p) dz / dx,  z = log(p / (1 - p)).
 * Infinite where no value that was tried moves success beyond chance. */
static double
error_of_value(const struct search *s)
{
    const struct fp_solve_point *best = &s->r.best;
    const struct fp_solve_point *left = best, *right = best;
    double least = 2.0 * best->success_se, p = best->success, slope;

    for (size_t i = 0; i < s->r.n; i++) {
        const struct fp_solve_point *at = &s->r.points[i];

        if (fabs(at->success - best->success) <= least)
            continue;
        if (at->value < best->value)
            left = at;
        else if (at->value > best->value && right == best)
            right = at;
    }
    if (left->success == right->success)
        return INFINITY;
    slope = p * (1.0 - p) *
            (straighten(s, right->success) - straighten(s, left->success)) /
            (right->value - left->value);
    return slope != 0.0 ? best->success_se / fabs(slope) : INFINITY;
}

/* Mean over the years of what the plan wants to spend at expected returns. */
static enum fp_err
spending_of(struct search *s)
{
    struct fp_projection projection;
    struct fp_plan plan;
    double sum = 0.0;
    enum fp_err err;

    fp_arena_reset(s->scratch);
    err = fp_solve_apply(s->plan, s->solve, s->r.best.value, s->scratch, &plan,
                         s->error);
    if (err == FP_OK)
        err = fp_project(&plan, s->history, s->scratch, &projection, s->error);
    if (err != FP_OK)
        return err;
    for (size_t t = 0; t < projection.years; t++)
        sum += projection.rows[t].spending_wanted /
               projection.rows[t].price_level;
    s->r.spending_mean = sum / (double)projection.years;
    return FP_OK;
}

static enum fp_err
conclude(struct search *s, struct fp_arena *arena)
{
    s->r.points = fp_arena_array(arena, s->r.n + 1, sizeof(*s->r.points));
    if (s->r.points == NULL)
        return fp_error_set(s->error, FP_ENOMEM, "out of memory");
    memcpy(s->r.points, s->points, s->r.n * sizeof(*s->r.points));
    qsort(s->r.points, s->r.n, sizeof(*s->r.points), by_value);
    if (!s->r.has_best)
        return FP_OK;
    s->r.standard_error = error_of_value(s);
    return spending_of(s);
}

static enum fp_err
search(struct search *s, int whole)
{
    enum fp_err err;

    if (s->solve->what == FP_SOLVE_CLAIM_AGE ||
        s->solve->what == FP_SOLVE_SALE_YEAR) {
        err = try_each(s);
    } else {
        err = widen(s);
        if (err == FP_OK && s->r.has_best && s->r.has_beyond)
            err = narrow(s, whole);
    }
    if (err == FP_ECANCELED && s->r.n > 0) {
        s->r.state = FP_SOLVE_STOPPED;
        err = FP_OK;
    }
    return err;
}

enum fp_err
fp_solve(const struct fp_plan *plan, const struct fp_history *history,
         const struct fp_sim_options *options,
         const struct fp_solve_options *solve, struct fp_arena *arena,
         struct fp_solve_result *result, struct fp_error *error)
{
    struct fp_sim_options shared = *options;
    struct search s = { .plan = plan, .history = history, .solve = solve,
                        .error = error, .options = &shared };
    int whole;
    enum fp_err err;

    if (!(solve->success > 0.0 && solve->success <= 1.0))
        return fp_error_set(error, FP_EINVAL,
                            "a success to be reached is above 0 and at most 1");
    err = fp_solve_range(plan, solve, &s.low, &s.high, &s.r.base, &whole,
                         error);
    if (err != FP_OK)
        return err;
    s.tolerance = solve->tolerance > 0.0 ? solve->tolerance : TOLERANCE;
    s.rising = solve->what == FP_SOLVE_SPENDING ? -1.0 : 1.0;
    s.r.target = solve->success;
    s.scratch = fp_arena_new(0);
    if (s.scratch == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    shared.markets = fp_market_paths_borrow(options->markets);
    err = search(&s, whole);
    if (err == FP_OK)
        err = conclude(&s, arena);
    if (err == FP_OK)
        *result = s.r;
    fp_market_paths_return(shared.markets, options->markets);
    fp_arena_free(s.scratch);
    return err;
}
