/* What health care costs year by year. */
#include "planning/calculators/health_costs.h"

#include <math.h>

#include "planning/law/medicare.h"

enum { MEDICARE_AGE = 65, MONTHS = 12, AGE_MOST = 120 };

static int
is_amount(double x)
{
    return x >= 0.0 && isfinite(x);
}

static int
is_plan(const struct fp_health_plan *p)
{
    if (p->n_people < 1 || p->n_people > 2 || !isfinite(p->magi) ||
        !(fabs(p->premium_growth) <= 0.5) ||
        !(fabs(p->out_of_pocket_growth) <= 0.5) || !(p->rate > -1.0) ||
        !(p->rate <= 1.0))
        return 0;
    for (int i = 0; i < p->n_people; i++) {
        const struct fp_health_person *who = &p->people[i];

        if (who->age < 0 || who->until_age < who->age ||
            who->until_age > AGE_MOST ||
            who->until_age - who->age >= FP_HEALTH_YEARS_MAX ||
            !is_amount(who->premium) || !is_amount(who->benchmark) ||
            !is_amount(who->part_d) || !is_amount(who->supplement) ||
            !is_amount(who->out_of_pocket) ||
            !is_amount(who->out_of_pocket_medicare))
            return 0;
    }
    return 1;
}

static size_t
years_of(const struct fp_health_plan *p)
{
    int most = 0;

    for (int i = 0; i < p->n_people; i++)
        if (p->people[i].until_age - p->people[i].age + 1 > most)
            most = p->people[i].until_age - p->people[i].age + 1;
    return (size_t)most;
}

/* One person's part of a year; costs have grown by the factors since the first
 * year. Returns the benchmark premium, where the marketplace insures. */
static double
add_person(const struct fp_health_person *who, int age,
           const struct fp_medicare_law *law, double surcharge, double growth,
           double pocket_growth, struct fp_health_year *y,
           struct fp_health_result *r)
{
    double pocket;

    if (age < MEDICARE_AGE) {
        pocket = who->out_of_pocket * pocket_growth;
        y->premiums += who->premium * growth;
        y->out_of_pocket += pocket;
        r->before_medicare += who->premium * growth + pocket;
        return who->benchmark * growth;
    }
    pocket = who->out_of_pocket_medicare * pocket_growth;
    y->part_b += MONTHS * law->part_b * growth;
    y->part_d += who->part_d * growth;
    y->surcharges += MONTHS * surcharge * growth;
    y->supplement += who->supplement * growth;
    y->out_of_pocket += pocket;
    r->medicare += (MONTHS * (law->part_b + surcharge) + who->part_d +
                    who->supplement) * growth + pocket;
    return 0.0;
}

enum fp_err
fp_health_costs(const struct fp_health_plan *p, struct fp_health_result *out)
{
    double growth = 1.0, pocket_growth = 1.0, discount = 1.0;
    struct fp_medicare_law law;
    struct fp_aca_law aca;
    double surcharge;

    if (!is_plan(p) || fp_medicare_get(p->year, p->status, &law) != FP_OK)
        return FP_EINVAL;
    surcharge = law.surcharge[fp_medicare_tier(&law, p->magi)];
    fp_aca_get(p->year, p->year, p->area, &aca);
    *out = (struct fp_health_result){ .years = years_of(p) };
    for (size_t t = 0; t < out->years; t++) {
        struct fp_health_year y = { .year = p->year + (int)t,
                                    .ages = { -1, -1 } };
        double benchmark = 0.0;

        for (int i = 0; i < p->n_people; i++) {
            int age = p->people[i].age + (int)t;

            if (age > p->people[i].until_age)
                continue;
            y.ages[i] = age;
            benchmark += add_person(&p->people[i], age, &law, surcharge,
                                    growth, pocket_growth, &y, out);
        }
        if (benchmark > 0.0 && p->status != FP_FILING_MARRIED_SEPARATE)
            y.credit = fp_aca_credit(&aca, p->n_people, p->magi, benchmark,
                                     y.premiums, 1.0);
        out->before_medicare -= y.credit;
        y.total = y.premiums - y.credit + y.part_b + y.part_d + y.surcharges +
                  y.supplement + y.out_of_pocket;
        out->total += y.total;
        out->present_value += y.total * discount;
        out->year[t] = y;
        growth *= 1.0 + p->premium_growth;
        pocket_growth *= 1.0 + p->out_of_pocket_growth;
        discount /= 1.0 + p->rate;
    }
    return FP_OK;
}
