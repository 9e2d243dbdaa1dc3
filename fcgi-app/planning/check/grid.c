/* Survival of a portfolio by backward induction over log wealth. */
#include "planning/check/grid.h"

#include <math.h>

#include "planning/math/elementary.h"

/* Where a Gaussian of the log return is cut: 1.2e-15 is left on each side. */
#define REACH 8.0
/* Least wealth of the grid, as a part of the least spending. */
#define LEAST 1e-12

enum { ORDER = 8, POINTS_MAX = 60000 };

/* A grid of log wealth, and what its steps work with. Wealth and flows are in
 * units of the largest flow or of the wealth. */
struct grid {
    double m, s;         /* of the log return, fee included */
    double bottom, step;
    size_t n, reach;     /* points; more points at the top that count as the
                          * last one */
    double *value;       /* [n] the chance so far */
    double *next;        /* [n] */
    double *place;       /* [n + reach] log of what must be there before e is
                          * paid, for each log of what is left */
    double *weight;      /* [n + reach] derivative of place */
};

/* The flows of the recursion: what is paid at once, and in every year what is
 * spent after growth and what comes in after that. */
struct flows {
    double first;                    /* wealth after the first flow */
    double spent[FP_GRID_YEARS_MAX];
    double received[FP_GRID_YEARS_MAX];
    size_t years;
};

/* The part of a year's flow that stands before growth. */
static double
part_before(enum fp_timing timing)
{
    return timing == FP_TIMING_START ? 1.0
           : timing == FP_TIMING_END ? 0.0 : 0.5;
}

/* After growth a year pays the rest of its own flow and the first part of the
 * next year's. Two payments are one, and so are two incomes; an income after
 * a payment cannot help to pay it. */
static void
split(const struct fp_grid_problem *p, double unit, struct flows *flows)
{
    double before = part_before(p->timing);

    flows->years = p->years;
    flows->first = (p->wealth - before * p->spending[0]) / unit;
    for (size_t t = 0; t < p->years; t++) {
        double rest = (1 - before) * p->spending[t] / unit;
        double next = t + 1 < p->years
                          ? before * p->spending[t + 1] / unit : 0;

        flows->spent[t] = flows->received[t] = 0;
        *(rest > 0 ? &flows->spent[t] : &flows->received[t]) += fabs(rest);
        *(next > 0 ? &flows->spent[t] : &flows->received[t]) += fabs(next);
        /* an income and then a payment: the payment is of what both leave */
        if (rest < 0 && next > 0) {
            double net = next + rest;

            flows->spent[t] = net > 0 ? net : 0;
            flows->received[t] = net < 0 ? -net : 0;
        }
    }
}

/* value at a log of wealth between the points, by Lagrange's polynomial
 * through the ORDER nearest ones; flat outside the grid. */
static double
read_value(const struct grid *g, double y)
{
    double at = (y - g->bottom) / g->step, sum = 0;
    size_t first;

    if (at <= 0)
        return g->value[0];
    if (at >= (double)(g->n - 1))
        return g->value[g->n - 1];
    first = (size_t)at;
    first = first < ORDER / 2 - 1 ? 0 : first - (ORDER / 2 - 1);
    if (first > g->n - ORDER)
        first = g->n - ORDER;
    at -= (double)first;
    for (int j = 0; j < ORDER; j++) {
        double basis = 1;

        for (int k = 0; k < ORDER; k++)
            if (k != j)
                basis *= (at - k) / (j - k);
        sum += basis * g->value[first + (size_t)j];
    }
    return sum < 0 ? 0 : sum > 1 ? 1 : sum;
}

static void
receive(struct grid *g, double income)
{
    double *swap = g->value;

    if (!(income > 0))
        return;
    for (size_t i = 0; i < g->n; i++) {
        double y = g->bottom + (double)i * g->step;

        g->next[i] = read_value(g, fp_log(fp_exp(y) + income));
    }
    g->value = g->next;
    g->next = swap;
}

/* One year back: growth, then spending. */
static void
spend(struct grid *g, double spent)
{
    double *swap = g->value;
    double norm = g->step / (g->s * 2.50662827463100050242); /* sqrt(2 pi) */
    size_t low = 0, all = g->n + g->reach;

    for (size_t j = 0; j < all; j++) {
        double y = g->bottom + (double)j * g->step;

        g->place[j] = y;
        g->weight[j] = norm;
        if (spent > 0) {
            double left = fp_exp(y);

            g->place[j] = fp_log(left + spent);
            g->weight[j] = norm * left / (left + spent);
        }
    }
    for (size_t i = 0; i < g->n; i++) {
        double center = g->bottom + (double)i * g->step + g->m;
        double sum = 0, under = 0;

        while (low < all && g->place[low] < center - REACH * g->s)
            low++;
        for (size_t j = low; j < all; j++) {
            double z = (g->place[j] - center) / g->s;

            if (z > REACH)
                break;
            sum += fp_exp(-z * z / 2) * g->weight[j] *
                   g->value[j < g->n ? j : g->n - 1];
        }
        /* nothing spent: what falls below the grid counts as its bottom */
        if (!(spent > 0) && low == 0)
            for (double y = g->bottom - g->step;
                 y > center - REACH * g->s; y -= g->step) {
                double z = (y - center) / g->s;

                under += fp_exp(-z * z / 2) * norm;
            }
        sum += under * g->value[0];
        g->next[i] = sum < 1 ? sum : 1;
    }
    g->value = g->next;
    g->next = swap;
}

/* The range: from next to nothing to more than can be reached. */
static enum fp_err
lay_out(struct grid *g, const struct flows *flows, double part,
        struct fp_arena *arena, struct fp_error *error)
{
    double least = 1, most = flows->first > 1 ? flows->first : 1, top, low;
    double years = (double)flows->years;

    for (size_t t = 0; t < flows->years; t++) {
        if (flows->spent[t] > 0 && flows->spent[t] < least)
            least = flows->spent[t];
        most += flows->received[t];
    }
    low = fp_log(LEAST * (least > 1e-6 ? least : 1e-6));
    top = fp_log(most) + (g->m > 0 ? g->m * years : 0) +
          REACH * g->s * sqrt(years);
    g->step = part * (g->s < 0.8 ? g->s : 0.8);
    /* the wealth asked for is a point of the grid */
    if (flows->first > 0) {
        double ask = fp_log(flows->first);

        g->bottom = ask;
        if (ask > low)
            g->bottom -= ceil((ask - low) / g->step) * g->step;
    } else {
        g->bottom = low;
    }
    g->n = (size_t)ceil((top - g->bottom) / g->step) + ORDER;
    g->reach = (size_t)(2 * REACH * g->s / g->step +
                        fabs(g->m) / g->step) + 2;
    if (g->n > POINTS_MAX)
        return fp_error_set(error, FP_EDOM, "the grid would need more than "
                            "%d points", POINTS_MAX);
    g->value = fp_arena_array(arena, g->n, sizeof(double));
    g->next = fp_arena_array(arena, g->n, sizeof(double));
    g->place = fp_arena_array(arena, g->n + g->reach, sizeof(double));
    g->weight = fp_arena_array(arena, g->n + g->reach, sizeof(double));
    if (g->value == NULL || g->next == NULL || g->place == NULL ||
        g->weight == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    return FP_OK;
}

/* The chance on a grid whose step is `part` of the log return's deviation. */
static enum fp_err
solve(struct grid *g, const struct flows *flows, double part,
      struct fp_arena *arena, double *success, struct fp_error *error)
{
    enum fp_err err = lay_out(g, flows, part, arena, error);

    if (err != FP_OK)
        return err;
    for (size_t i = 0; i < g->n; i++)
        g->value[i] = 1;
    for (size_t t = flows->years; t-- > 0;) {
        receive(g, flows->received[t]);
        spend(g, flows->spent[t]);
    }
    *success = read_value(g, flows->first > 0 ? fp_log(flows->first)
                                              : g->bottom);
    return FP_OK;
}

static enum fp_err
check(const struct fp_grid_problem *p, struct fp_error *error)
{
    if (p->years < 1 || p->years > FP_GRID_YEARS_MAX)
        return fp_error_set(error, FP_EDOM, "1 to %d years can be answered",
                            FP_GRID_YEARS_MAX);
    if (!(p->mean > -1) || !(p->mean < 10) || !(p->sd >= 0))
        return fp_error_set(error, FP_EDOM, "the mean or deviation of the "
                            "return is out of range");
    if (!(p->fee >= 0) || !(p->fee < 1))
        return fp_error_set(error, FP_EDOM, "a fee is from 0 to below 1");
    if (!(p->wealth >= 0) || !(p->wealth <= 1e15))
        return fp_error_set(error, FP_EDOM, "wealth is from 0 to 1e15");
    for (size_t t = 0; t < p->years; t++)
        if (!(fabs(p->spending[t]) <= 1e15))
            return fp_error_set(error, FP_EDOM, "spending of year %zu is "
                                "out of range", t);
    return FP_OK;
}

/* The log of the gross return after the fee: its mean and deviation, so that
 * the gross return has the arithmetic mean and deviation given. */
static enum fp_err
log_return(const struct fp_grid_problem *p, struct grid *g,
           struct fp_error *error)
{
    double ratio = p->sd / (1 + p->mean);
    double variance = fp_log(1 + ratio * ratio);

    g->s = sqrt(variance);
    g->m = fp_log(1 + p->mean) - variance / 2 + fp_log(1 - p->fee);
    if (!(g->s >= 0.005) || !(g->s <= 2))
        return fp_error_set(error, FP_EDOM, "the deviation of the log return "
                            "is %g: this engine takes 0.005 to 2", g->s);
    return FP_OK;
}

enum fp_err
fp_grid_survival(const struct fp_grid_problem *problem,
                 struct fp_arena *arena, struct fp_grid_answer *answer,
                 struct fp_error *error)
{
    struct grid g = { 0 };
    struct flows *flows = fp_arena_alloc(arena, sizeof(*flows));
    double unit = 0, coarse, fine;
    enum fp_err err;

    if (flows == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    err = check(problem, error);
    if (err == FP_OK)
        err = log_return(problem, &g, error);
    if (err != FP_OK)
        return err;
    for (size_t t = 0; t < problem->years; t++)
        if (fabs(problem->spending[t]) > unit)
            unit = fabs(problem->spending[t]);
    if (!(unit > 0))
        unit = 1; /* nothing is ever spent */
    split(problem, unit, flows);
    if (flows->first < 0) {
        *answer = (struct fp_grid_answer){ 0 };
        return FP_OK;
    }
    err = solve(&g, flows, 0.8, arena, &coarse, error);
    if (err == FP_OK)
        err = solve(&g, flows, 0.4, arena, &fine, error);
    if (err != FP_OK)
        return err;
    answer->success = fine;
    answer->error = fabs(fine - coarse) + 1e-10 * (double)flows->years;
    answer->points = g.n;
    return FP_OK;
}
