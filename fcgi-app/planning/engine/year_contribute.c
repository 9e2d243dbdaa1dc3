/* Contributions of a year: what the law allows, and where they go. */
#include <string.h>

#include "planning/engine/year.h"
#include "planning/plan/contribute.h"

static inline double
smaller(double a, double b)
{
    return a < b ? a : b;
}

static inline double
dollars(const struct fp_year_work *k, struct fp_flow flow)
{
    return fp_flow_dollars(flow, k->price);
}

/* What the law allows of the year's contributions; without limits, what is
 * left of the owner's pay. */
static void
limit_by_law(const struct fp_year_work *k, const struct fp_limits *limits,
             double magi_last, struct fp_limit_item *items)
{
    const struct fp_plan *plan = k->compiled->plan;
    const struct fp_compiled_year *row = k->row;
    const struct fp_tax_input *in = &k->w.fixed;
    struct fp_limit_household household = { .status = row->status,
                                            .n_people = plan->n_people };
    double wanted[FP_PLAN_FLOWS_MAX], wages[FP_PLAN_PEOPLE_MAX];

    household.magi = magi_last >= 0.0
                         ? magi_last
                         : in->wages[0] + in->wages[1] +
                               in->self_employment[0] +
                               in->self_employment[1] +
                               in->retirement_income + in->rental_income +
                               in->other_income;
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++) {
        struct fp_limit_person *person = &household.people[p];

        wages[p] = in->wages[p];
        person->age = row->ages[p] >= 0 ? row->ages[p] : 0;
        person->pay = wages[p] + (in->self_employment[p] > 0.0
                                      ? in->self_employment[p]
                                      : 0.0);
        person->prior_wages = wages[p];
    }
    for (size_t i = 0; i < plan->n_contributions; i++)
        wanted[i] = dollars(k, row->contributions[i]);
    fp_contribute(plan, limits, &household, wanted, wages, items);
}

/* Without law: contributions to retirement accounts never exceed what is left
 * of the owner's pay. */
static void
limit_by_pay(const struct fp_year_work *k, struct fp_limit_item *items)
{
    const struct fp_plan *plan = k->compiled->plan;
    double pay[FP_PLAN_PEOPLE_MAX];

    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        pay[p] = dollars(k, k->row->wages[p]) +
                 dollars(k, k->row->self_employment[p]);
    for (size_t i = 0; i < plan->n_contributions; i++) {
        const struct fp_contribution *part = &plan->contributions[i];
        const struct fp_account *account = &plan->accounts[part->account];
        int owner = account->owner >= 0 ? account->owner : 0;
        double amount = dollars(k, k->row->contributions[i]);

        if (!fp_is_taxed_yearly(account->type)) {
            amount = smaller(amount, pay[owner] > 0.0 ? pay[owner] : 0.0);
            pay[owner] -= amount;
        }
        items[i].kind = FP_LIMIT_FREE;
        items[i].allowed = items[i].deductible = amount;
        items[i].employer_allowed =
            part->match_rate *
            smaller(amount, part->match_up_to_pay *
                                dollars(k, k->row->wages[owner]));
    }
}

int
fp_year_contributes(const struct fp_compiled *compiled,
                    const struct fp_compiled_year *row)
{
    for (size_t i = 0; i < compiled->plan->n_contributions; i++)
        if (row->contributions[i].real != 0.0 ||
            row->contributions[i].nominal != 0.0)
            return 1;
    return 0;
}

const struct fp_limits *
fp_year_limits(const struct fp_compiled *compiled,
               const struct fp_compiled_year *row, double price,
               struct fp_limits *room)
{
    if (row->limits == NULL || !fp_year_contributes(compiled, row))
        return NULL;
    fp_limits_index(row->limits, row->year,
                    compiled->plan->taxes.frozen ? 1.0 : price, room);
    return room;
}

void
fp_year_limit(const struct fp_year_work *k, const struct fp_limits *limits,
              double magi_last, struct fp_limit_item *items)
{
    if (limits != NULL)
        limit_by_law(k, limits, magi_last, items);
    else
        limit_by_pay(k, items);
}

/* Contributions leave the cash and enter the account; those to traditional
 * accounts lower the income tax as far as they are deductible. The employer's
 * match is new money. */
void
fp_year_contribute(struct fp_year_work *k, const struct fp_path_state *state)
{
    const struct fp_plan *plan = k->compiled->plan;
    struct fp_limit_item items[FP_PLAN_FLOWS_MAX];
    struct fp_limits room;

    memset(k->w.deferrals, 0, sizeof(k->w.deferrals));
    fp_year_limit(k, fp_year_limits(k->compiled, k->row, k->price, &room),
                  state->magi[1], items);
    for (size_t i = 0; i < plan->n_contributions; i++) {
        int to = plan->contributions[i].account;
        const struct fp_account *account = &plan->accounts[to];
        int place = k->row->slots[account->owner >= 0 ? account->owner : 0];
        double amount = items[i].allowed;
        double match = items[i].employer_allowed;
        double untaxed = items[i].kind == FP_LIMIT_IRA ? items[i].deductible
                                                       : amount;

        if (amount <= 0.0)
            continue;
        if (account->type == FP_ACCOUNT_HSA)
            k->w.fixed.adjustments += amount;
        if (account->type == FP_ACCOUNT_TRADITIONAL ||
            account->type == FP_ACCOUNT_ROTH)
            k->w.fixed.savers_contributions[place] += amount;
        if (account->type == FP_ACCOUNT_TRADITIONAL) {
            k->w.fixed.pretax_deferrals += untaxed;
            k->w.deferrals[place] += untaxed;
        }
        k->w.cash -= amount;
        k->match += match;
        k->in[to] += amount + match;
    }
    for (size_t i = 0; i < k->compiled->n_accounts; i++) {
        double lump = dollars(k, k->row->rolled_in[i]);

        k->in[i] += lump;
        k->rolled_in += lump;
    }
}
