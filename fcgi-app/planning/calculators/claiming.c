/* When to claim Social Security. Months count from now: month t ends at t + 1.
 */
#include "planning/calculators/claiming.h"

#include <math.h>
#include <string.h>

#include "planning/math/mortality.h"
#include "planning/math/tvm.h"

enum { YEAR = 12, MONTHS = FP_MORTALITY_AGES * YEAR };

/* One of the two, month by month. */
struct life {
    const struct fp_claimant *who;
    int age;                   /* months, now */
    int claim;                 /* month of the claim, from now; >= 0 */
    double own;                /* a month, from the claim on */
    double alive[MONTHS + 1];  /* at the start of month t */
    double worth[MONTHS + 2];  /* 1 a month from month t on, while alive */
};

static int
is_good(const struct fp_claims *c, const int claim[2])
{
    if (c->n_people < 1 || c->n_people > 2 ||
        c->model == FP_MORTALITY_NONE || c->model >= FP_MORTALITY_COUNT ||
        !(c->rate > -1.0) || !(c->rate <= 1.0))
        return 0;
    for (int i = 0; i < c->n_people; i++) {
        int age = c->now - fp_ss_birth_month(c->people[i].birth);

        if (age < 0 || age >= MONTHS || !(c->people[i].pia >= 0.0) ||
            !isfinite(c->people[i].pia) || claim[i] < FP_SS_EARLIEST_CLAIM ||
            claim[i] > FP_SS_LATEST_CREDIT)
            return 0;
    }
    return 1;
}

/* Chances of being alive by month: even deaths between birthdays. */
static void
fill_alive(const struct fp_claims *c, struct life *life)
{
    double curve[FP_MORTALITY_CURVE], at_now = 1.0;
    int first = life->age / YEAR;

    fp_mortality_curve(c->model, life->who->sex,
                       fp_ss_birth_year(life->who->birth), first, curve,
                       FP_MORTALITY_CURVE);
    for (int t = 0; t <= MONTHS; t++) {
        int months = life->age + t - first * YEAR, k = months / YEAR;
        double part = (double)(months % YEAR) / YEAR, alive = 0.0;

        if (k + 1 < FP_MORTALITY_CURVE)
            alive = curve[k] + part * (curve[k + 1] - curve[k]);
        if (t == 0)
            at_now = alive;
        life->alive[t] = at_now > 0.0 ? alive / at_now : 0.0;
    }
}

static enum fp_err
fill_life(const struct fp_claims *c, int i, int claim, const double *discount,
          struct life *life)
{
    const struct fp_ss_worker worker = { c->people[i].birth,
                                         c->people[i].pia, claim };

    life->who = &c->people[i];
    life->age = c->now - fp_ss_birth_month(life->who->birth);
    life->claim = claim > life->age ? claim - life->age : 0;
    fill_alive(c, life);
    life->worth[MONTHS] = life->worth[MONTHS + 1] = 0.0;
    for (int t = MONTHS - 1; t >= 0; t--)
        life->worth[t] = life->worth[t + 1] +
                         life->alive[t + 1] * discount[t + 1];
    return fp_ss_own_benefit(&worker, &life->own);
}

/* What i gets beside the own benefit once j dies, over every month of j's
 * death. */
static double
survivor_value(const struct life *i, const struct life *j, int claim_j)
{
    struct fp_ss_deceased gone = { { j->who->birth, j->who->pia, claim_j },
                                   0, 0 };
    int full = fp_ss_survivor_retirement_months(
        fp_ss_birth_year(i->who->birth));
    double sum = 0.0, monthly = 0.0;
    int settled = 0; /* claimed, and nothing is taken off: it stays so */

    for (int d = 0; d < MONTHS; d++) {
        double dies = j->alive[d] - j->alive[d + 1];
        int start = d, from_own;

        if (dies <= 0.0)
            continue;
        if (i->age + start < FP_SS_EARLIEST_SURVIVOR)
            start = FP_SS_EARLIEST_SURVIVOR - i->age;
        if (start >= MONTHS)
            break;
        gone.death_months = j->age + d;
        gone.claimed = d >= j->claim;
        if (!settled && fp_ss_survivor_benefit(&gone, i->who->birth,
                                               i->age + start, &monthly) !=
                            FP_OK)
            continue;
        settled = gone.claimed && i->age + start >= full;
        from_own = start > i->claim ? start : i->claim;
        sum += dies * monthly * (i->worth[start] - i->worth[from_own]);
        if (monthly > i->own)
            sum += dies * (monthly - i->own) * i->worth[from_own];
    }
    return sum;
}

/* The spouse's benefit of i on j's record, while both live. */
static enum fp_err
spousal_value(const struct life *i, const struct life *j, const int claims[2],
              const double *discount, double *value)
{
    const struct fp_ss_worker worker = { j->who->birth, j->who->pia,
                                         claims[0] };
    const struct fp_ss_worker spouse = { i->who->birth, i->who->pia,
                                         claims[1] };
    int from = i->claim > j->claim ? i->claim : j->claim;
    double monthly, sum = 0.0;
    enum fp_err err = fp_ss_spousal_excess(&worker, &spouse, &monthly);

    if (err != FP_OK)
        return err;
    for (int t = from; t < MONTHS; t++)
        sum += i->alive[t + 1] * j->alive[t + 1] * discount[t + 1];
    *value = monthly * sum;
    return FP_OK;
}

enum fp_err
fp_claims_value(const struct fp_claims *c, const int claim[2],
                struct fp_claims_value *out)
{
    double discount[MONTHS + 1];
    struct fp_claims_value v = { 0 };
    struct life lives[2];
    double month;
    enum fp_err err = FP_OK;

    if (!is_good(c, claim))
        return FP_EINVAL;
    month = fp_tvm_growth(c->rate, -1.0 / YEAR);
    discount[0] = 1.0;
    for (int t = 1; t <= MONTHS; t++)
        discount[t] = discount[t - 1] * month;
    for (int i = 0; i < c->n_people && err == FP_OK; i++) {
        err = fill_life(c, i, claim[i], discount, &lives[i]);
        if (err == FP_OK)
            v.total += v.own[i] = lives[i].own * lives[i].worth[lives[i].claim];
    }
    for (int i = 0; i < 2 && c->n_people == 2 && err == FP_OK; i++) {
        const int both[2] = { claim[1 - i], claim[i] };

        err = spousal_value(&lives[i], &lives[1 - i], both, discount,
                            &v.spousal[i]);
        v.survivor[i] = survivor_value(&lives[i], &lives[1 - i],
                                       claim[1 - i]);
        v.total += v.spousal[i] + v.survivor[i];
    }
    if (err == FP_OK)
        *out = v;
    return err;
}

int
fp_claims_break_even(double early, int early_claim, double late,
                     int late_claim, double rate)
{
    double month = fp_tvm_growth(rate, -1.0 / YEAR), discount = 1.0;
    double ahead = 0.0;

    for (int age = early_claim; age < MONTHS; age++) {
        discount *= month;
        ahead += early * discount;
        if (age >= late_claim)
            ahead -= late * discount;
        if (age >= late_claim && ahead <= 1e-9)
            return age + 1;
    }
    return -1;
}
