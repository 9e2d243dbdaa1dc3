/* Paying debts off. Balances are cents in int64_t while they run. */
#include "planning/calculators/debts.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define BALANCE_MAX 1e12
#define HOPELESS INT64_C(1000000000000000000) /* cents, of all debts */

struct run {
    const struct fp_debt *debts;
    size_t n;
    size_t order[FP_DEBTS_MAX];  /* who gets the rest first */
    int64_t owed[FP_DEBTS_MAX], minimum[FP_DEBTS_MAX];
    int64_t interest[FP_DEBTS_MAX];
};

static int64_t
cents(double dollars)
{
    return (int64_t)floor(dollars * 100.0 + 0.5);
}

/* 1 when debt a is to be paid before debt b, which stands after it. */
static int
is_before(const struct fp_debt *a, const struct fp_debt *b,
          enum fp_debt_order order)
{
    if (order == FP_DEBTS_AVALANCHE)
        return a->rate >= b->rate;
    return order != FP_DEBTS_SNOWBALL || a->balance <= b->balance;
}

static void
sort(struct run *run, enum fp_debt_order order)
{
    for (size_t i = 0; i < run->n; i++) {
        size_t k = i;

        for (; k > 0 && !is_before(&run->debts[run->order[k - 1]],
                                   &run->debts[i], order);
             k--)
            run->order[k] = run->order[k - 1];
        run->order[k] = i;
    }
}

/* Interest of a month on every debt; returns what is owed with it. No debt is
 * beyond HOPELESS before, and none grows more than tenfold. */
static int64_t
accrue(struct run *run)
{
    int64_t sum = 0;

    for (size_t i = 0; i < run->n; i++) {
        int64_t interest = (int64_t)floor(
            (double)run->owed[i] * run->debts[i].rate / 12.0 + 0.5);

        run->owed[i] += interest;
        run->interest[i] += interest;
        sum += run->owed[i];
    }
    return sum;
}

static int64_t
pay(struct run *run, size_t i, int64_t most)
{
    int64_t paid = most < run->owed[i] ? most : run->owed[i];

    run->owed[i] -= paid;
    return paid;
}

/* One month; returns what was paid. budget < 0: minimum payments alone. */
static int64_t
next_month(struct run *run, int64_t budget)
{
    int64_t paid = 0;

    for (size_t i = 0; i < run->n; i++)
        paid += pay(run, i, run->minimum[i]);
    for (size_t k = 0; k < run->n && budget > paid; k++)
        paid += pay(run, run->order[k], budget - paid);
    return paid;
}

static int
are_debts(const struct fp_debt *debts, size_t n, double *minimum)
{
    if (n == 0 || n > FP_DEBTS_MAX)
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (!(debts[i].balance > 0.0 && debts[i].balance <= BALANCE_MAX) ||
            !(debts[i].rate >= 0.0 && debts[i].rate <= 10.0) ||
            !(debts[i].minimum > 0.0 && debts[i].minimum <= BALANCE_MAX))
            return 0;
        *minimum += debts[i].minimum;
    }
    return 1;
}

enum fp_err
fp_debts_pay(const struct fp_debt *debts, size_t n, enum fp_debt_order order,
             double budget, struct fp_debts_result *out)
{
    struct run run = { .debts = debts, .n = n };
    int64_t paid = 0, owed = 1, spend, now;
    double minimum = 0.0;
    size_t gone = 0;
    int month = 0;

    if (!are_debts(debts, n, &minimum) || !isfinite(budget) ||
        budget > BALANCE_MAX)
        return FP_EINVAL;
    spend = order == FP_DEBTS_MINIMUM ? -1 : cents(budget);
    if (spend >= 0 && spend < cents(minimum))
        return FP_ELIMIT;
    for (size_t i = 0; i < n; i++) {
        run.owed[i] = cents(debts[i].balance);
        run.minimum[i] = cents(debts[i].minimum);
        out->debts[i] = (struct fp_debt_end){ 0, 0.0 };
    }
    sort(&run, order);
    while (owed > 0) {
        if (month == FP_DEBTS_MONTHS_MAX)
            return FP_EDOM;
        owed = accrue(&run);
        if (owed > HOPELESS)
            return FP_EDOM;
        now = next_month(&run, spend);
        paid += now;
        owed -= now;
        out->owed[month++] = (double)owed / 100.0;
        for (size_t k = 0; k < n; k++) {
            size_t i = run.order[k];

            if (run.owed[i] > 0 || out->debts[i].month != 0)
                continue;
            out->debts[i].month = month;
            out->debts[i].interest = (double)run.interest[i] / 100.0;
            out->first[gone++] = i;
        }
    }
    out->months = month;
    out->paid = (double)paid / 100.0;
    out->interest = 0.0;
    for (size_t i = 0; i < n; i++)
        out->interest += out->debts[i].interest;
    return FP_OK;
}
