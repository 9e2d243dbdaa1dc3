/* Social Security of every year and set of people: own benefits by the claim,
 * the spouse's addition, the survivor's benefit, what is withheld for
 * earnings, and a cut. Real dollars.
 *
 * A benefit is paid for the whole of the calendar year in which its age is
 * reached, and earnings of the future are worth what they are in dollars of
 * the plan's first year: wages and prices are taken to grow alike. */
#include <math.h>

#include "planning/engine/compile.h"
#include "planning/law/social_security.h"

enum { MONTHS = 12, RECORD_MAX = FP_PLAN_EARNINGS_MAX + FP_PLAN_YEARS_MAX };

/* One person's record as the years need it. */
struct record {
    int exists;
    struct fp_ss_worker worker;
    int claim_year;
    int full_year;           /* of full retirement age … */
    int months_before;       /* … and its months before that age */
    double own;              /* a year, until full retirement age … */
    double own_after;        /* … and from then on, what was withheld given
                              * back */
    double excess;           /* of the other one's record, a year */
    int excess_year;         /* from which it is paid */
    double withheld[FP_PLAN_YEARS_MAX];
};

/* The income that carries a person's record; NULL: none. */
static const struct fp_income *
income_of(const struct fp_plan *plan, int person)
{
    for (size_t i = 0; i < plan->n_incomes; i++)
        if (plan->incomes[i].kind == FP_INCOME_SOCIAL_SECURITY &&
            plan->incomes[i].owner == person)
            return &plan->incomes[i];
    return NULL;
}

static struct fp_ss_birth
birth_of(const struct fp_person *person)
{
    struct fp_ss_birth birth = { person->birth_year, person->birth_month,
                                 person->birth_day };

    return birth;
}

/* Pay of a person in year t, real dollars; what is paid in nominal dollars
 * counts as it stands. */
static double
earnings_in(const struct fp_compiled_year *row, int person)
{
    struct fp_flow wages = row->wages[person];
    struct fp_flow profit = row->self_employment[person];

    return wages.real + wages.nominal + fmax(profit.real + profit.nominal, 0.0);
}

/* The PIA as given, or from the earnings so far and those of the plan. */
static double
pia_of(const struct fp_build *build, const struct fp_income *income,
       const struct fp_compiled_year *rows)
{
    const struct fp_plan *plan = build->plan;
    const struct fp_person *person = &plan->people[income->owner];
    struct fp_earning list[RECORD_MAX];
    struct fp_ss_record record;
    size_t n = 0;

    if (income->n_earnings == 0)
        return income->pia_monthly;
    for (size_t i = 0; i < income->n_earnings; i++)
        if (income->earnings[i].year < plan->start_year)
            list[n++] = income->earnings[i];
    for (int t = 0; t < build->compiled->years && rows != NULL; t++) {
        if (rows[t].year == 0)
            continue;
        list[n].year = rows[t].year;
        list[n++].amount = earnings_in(&rows[t], income->owner);
    }
    if (fp_ss_record_pia(birth_of(person), list, n, &record) != FP_OK ||
        !record.eligible)
        return 0.0;
    return record.pia_cola;
}

static void
open_record(const struct fp_build *build, int person,
            const struct fp_compiled_year *rows, struct record *r)
{
    const struct fp_income *income = income_of(build->plan, person);
    const struct fp_person *owner = &build->plan->people[person];
    int fra, months;

    r->worker.birth = birth_of(owner);
    fra = fp_ss_full_retirement_months(fp_ss_birth_year(r->worker.birth));
    r->full_year = (fp_ss_birth_month(r->worker.birth) + fra) / MONTHS;
    r->months_before = (fp_ss_birth_month(r->worker.birth) + fra) % MONTHS;
    if (income == NULL)
        return;
    months = income->claim_age * MONTHS + income->claim_months;
    r->exists = 1;
    r->worker.pia = pia_of(build, income, rows);
    r->worker.claim_months = months;
    r->claim_year = owner->birth_year + income->claim_age;
    if (owner->birth_month > 0 &&
        owner->birth_month + income->claim_months > MONTHS)
        r->claim_year++;
    if (fp_ss_own_benefit(&r->worker, &r->own) != FP_OK)
        r->own = 0.0;
    r->own *= MONTHS;
    r->own_after = r->own;
}

/* What is withheld for earnings before full retirement age; months without a
 * benefit move the claim by as many months.
 * SOURCE: 42 U.S.C. 403(b) and (f) and 402(q)(7), effective 2000-01-01. */
static void
withhold(const struct fp_build *build, int person,
         const struct fp_compiled_year *rows, struct record *r)
{
    int fra = fp_ss_full_retirement_months(fp_ss_birth_year(r->worker.birth));
    struct fp_ss_worker later = r->worker;
    double total = 0.0, monthly;

    for (int t = 0; t < build->compiled->years; t++) {
        int year = build->plan->start_year + t;
        int before = year < r->full_year    ? MONTHS
                     : year == r->full_year ? r->months_before
                                            : 0;

        if (rows == NULL || rows[t].year == 0 || year < r->claim_year ||
            before == 0)
            continue;
        r->withheld[t] = fp_ss_earnings_test(earnings_in(&rows[t], person),
                                             r->own, before);
        total += r->withheld[t];
    }
    if (total <= 0.0 || r->own <= 0.0 || r->worker.claim_months >= fra)
        return;
    later.claim_months += (int)(total / (r->own / MONTHS) + 0.5);
    if (later.claim_months > fra)
        later.claim_months = fra;
    if (fp_ss_own_benefit(&later, &monthly) == FP_OK)
        r->own_after = monthly * MONTHS;
}

/* The spouse's addition on the other one's record. */
static void
add_excess(struct record *r, const struct record *other,
           const struct fp_person *person)
{
    struct fp_ss_worker self = r->worker;
    double monthly;

    if (!other->exists)
        return;
    if (!r->exists) {
        /* Without a record the addition is claimed with the other one's
         * benefit, from 62 on. */
        int at = (other->claim_year - person->birth_year) * MONTHS;

        self.pia = 0.0;
        self.claim_months =
            at > FP_SS_EARLIEST_CLAIM ? at : FP_SS_EARLIEST_CLAIM;
        r->excess_year = person->birth_year + self.claim_months / MONTHS;
    } else {
        r->excess_year = r->claim_year > other->claim_year
                             ? r->claim_year
                             : other->claim_year;
    }
    if (fp_ss_spousal_excess(&other->worker, &self, &monthly) == FP_OK)
        r->excess = monthly * MONTHS;
}

static double
own_in(const struct record *r, int t, int year)
{
    double paid;

    if (!r->exists || year < r->claim_year)
        return 0.0;
    paid = (year < r->full_year ? r->own : r->own_after) - r->withheld[t];
    return paid > 0.0 ? paid : 0.0;
}

/* Both alive. */
static double
couple_in(const struct record *r, int t, int year)
{
    double paid = own_in(r, t, year);

    return year >= r->excess_year && r->excess > 0.0 ? paid + r->excess
                                                     : paid;
}

/* What person receives when the other one is gone from the year `gone` on:
 * the larger of the own and the survivor's benefit, which starts at once, but
 * not before 60. */
static double
widowed_in(const struct fp_plan *plan, const struct record records[2],
           int person, int t, int gone)
{
    const struct record *r = &records[person], *late = &records[1 - person];
    const struct fp_person *self = &plan->people[person];
    const struct fp_person *dead = &plan->people[1 - person];
    int year = plan->start_year + t, from = gone;
    struct fp_ss_deceased deceased = {
        .worker = late->worker,
        .claimed = gone > late->claim_year,
        .death_months = (gone - dead->birth_year) * MONTHS
    };
    double own = own_in(r, t, year), monthly;

    if (!late->exists)
        return own;
    if (from < self->birth_year + FP_SS_EARLIEST_SURVIVOR / MONTHS)
        from = self->birth_year + FP_SS_EARLIEST_SURVIVOR / MONTHS;
    if (year < from ||
        fp_ss_survivor_benefit(&deceased, r->worker.birth,
                               (from - self->birth_year) * MONTHS,
                               &monthly) != FP_OK)
        return own;
    return fmax(own, monthly * MONTHS);
}

static double
after_cut(const struct fp_taxes *taxes, double benefit, int year)
{
    if (taxes->benefit_cut_year == 0 || year < taxes->benefit_cut_year)
        return benefit;
    return benefit * (1.0 - taxes->benefit_cut);
}

static enum fp_err
compile_widowed(struct fp_build *build, const struct record records[2],
                int person)
{
    const struct fp_plan *plan = build->plan;
    size_t years = (size_t)build->compiled->years;
    double *table =
        fp_arena_array(build->arena, years * years, sizeof(*table));

    if (table == NULL)
        return FP_ENOMEM;
    for (int d = 0; d < (int)years; d++)
        for (int t = d; t < (int)years; t++)
            table[(size_t)d * years + (size_t)t] = after_cut(
                &plan->taxes,
                widowed_in(plan, records, person, t, plan->start_year + d),
                plan->start_year + t);
    build->compiled->widowed[person] = table;
    return FP_OK;
}

static void
fill_row(const struct fp_build *build, const struct record records[2],
         unsigned alive, int t, struct fp_compiled_year *row)
{
    const struct fp_plan *plan = build->plan;
    unsigned everyone = (1u << plan->n_people) - 1u;

    for (int p = 0; p < (int)plan->n_people; p++) {
        int gone = plan->start_year + build->compiled->years_alive[1 - p];
        double benefit;

        if (!(alive >> p & 1u))
            continue;
        benefit = alive == everyone
                      ? couple_in(&records[p], t, row->year)
                      : widowed_in(plan, records, p, t, gone);
        row->benefits[p].real = after_cut(&plan->taxes, benefit, row->year);
    }
}

enum fp_err
fp_compile_benefits(struct fp_build *build,
                    struct fp_compiled_year *rows[FP_ALIVE_SETS])
{
    const struct fp_plan *plan = build->plan;
    struct fp_compiled *c = build->compiled;
    const struct fp_compiled_year *all = rows[(1u << plan->n_people) - 1u];
    struct record *records =
        fp_arena_array(build->arena, FP_PLAN_PEOPLE_MAX, sizeof(*records));

    if (records == NULL)
        return FP_ENOMEM;
    for (int p = 0; p < (int)plan->n_people; p++) {
        open_record(build, p, all, &records[p]);
        if (records[p].exists)
            withhold(build, p, all, &records[p]);
    }
    if (plan->n_people == 2)
        for (int p = 0; p < 2; p++)
            add_excess(&records[p], &records[1 - p], &plan->people[p]);
    for (unsigned alive = 1; alive < FP_ALIVE_SETS; alive++)
        for (int t = 0; rows[alive] != NULL && t < c->years; t++)
            if (rows[alive][t].year != 0)
                fill_row(build, records, alive, t, &rows[alive][t]);
    for (int p = 0; p < 2 && c->lives_drawn && plan->n_people == 2; p++) {
        enum fp_err err = compile_widowed(build, records, p);

        if (err != FP_OK)
            return err;
    }
    return FP_OK;
}
