/* Accounts: what does not change by year, and what each year's calendar and
 * law say about each of them. */
#include "planning/engine/compile.h"
#include "planning/law/early.h"
#include "planning/law/rmd.h"
#include "planning/market/market.h"
#include "planning/math/elementary.h"

enum { ROTH_YEARS = 5 };

/* Rank in the conventional order: cash, taxable, traditional, Roth, and what
 * has a purpose of its own last. */
static int
conventional_rank(enum fp_account_type type)
{
    switch (type) {
    case FP_ACCOUNT_CASH: return 0;
    case FP_ACCOUNT_TAXABLE: return 1;
    case FP_ACCOUNT_TRADITIONAL: return 2;
    case FP_ACCOUNT_INHERITED: return 2;
    case FP_ACCOUNT_ROTH: return 3;
    case FP_ACCOUNT_HSA: return 4;
    case FP_ACCOUNT_529: return 5;
    case FP_ACCOUNT_TYPE_COUNT: break;
    }
    return 5;
}

/* A listed order first; whatever it leaves out follows conventionally, so
 * that no money is ever out of reach. */
static void
compile_order(struct fp_compiled *c)
{
    const struct fp_strategy *strategy = &c->plan->strategy;
    int taken[FP_COMPILED_ACCOUNTS_MAX] = { 0 };
    size_t n = 0;

    if (strategy->order_kind == FP_ORDER_LIST) {
        for (size_t i = 0; i < strategy->n_order; i++) {
            int account = strategy->order[i];

            if (!taken[account])
                c->order[n++] = account;
            taken[account] = 1;
        }
    }
    for (int rank = 0; rank <= 5; rank++)
        for (size_t i = 0; i < c->n_accounts; i++)
            if (!taken[i] && conventional_rank(c->accounts[i].type) == rank) {
                c->order[n++] = (int)i;
                taken[i] = 1;
            }
}

static void
set_fee(struct fp_compiled_account *to, double fee)
{
    to->fee = fee;
    to->kept_month =
        fee > 0.0 ? fp_pow(1.0 - fee, 1.0 / FP_MARKET_MONTHS) : 1.0;
}

/* One more account than the plan has, invested and charged as another one. */
static int
add_account(struct fp_compiled *c, enum fp_account_type type, int owner,
            int like)
{
    struct fp_compiled_account *to = &c->accounts[c->n_accounts];

    to->type = type;
    to->owner = owner;
    to->like = like;
    to->converts_into = -1;
    to->roth_first_year = c->plan->start_year;
    set_fee(to, like >= 0 ? c->plan->accounts[like].fee : 0.0);
    return (int)c->n_accounts++;
}

static int
first_of(const struct fp_compiled *c, enum fp_account_type type, int owner)
{
    for (size_t i = 0; i < c->n_accounts; i++)
        if (c->accounts[i].type == type &&
            (owner < 0 || c->accounts[i].owner == owner))
            return (int)i;
    return -1;
}

/* Each traditional account converts into the first Roth account of its owner,
 * or into a new one. */
static void
compile_conversions(struct fp_compiled *c)
{
    size_t n = c->n_accounts;

    if (c->plan->strategy.conversion.policy == FP_CONVERSION_NONE)
        return;
    for (size_t i = 0; i < n; i++) {
        struct fp_compiled_account *from = &c->accounts[i];
        int into;

        if (from->type != FP_ACCOUNT_TRADITIONAL)
            continue;
        into = first_of(c, FP_ACCOUNT_ROTH, from->owner);
        if (into < 0)
            into = add_account(c, FP_ACCOUNT_ROTH, from->owner, (int)i);
        from->converts_into = into;
    }
}

void
fp_compile_holdings(struct fp_build *build)
{
    const struct fp_plan *plan = build->plan;
    struct fp_compiled *c = build->compiled;

    for (size_t i = 0; i < plan->n_accounts; i++) {
        const struct fp_account *from = &plan->accounts[i];
        struct fp_compiled_account *to = &c->accounts[i];

        to->type = from->type;
        to->owner = from->owner > 0 ? from->owner : 0;
        to->like = (int)i;
        to->balance = from->balance;
        to->basis = from->cost_basis;
        to->roth_basis = from->roth_basis;
        to->roth_first_year = from->roth_first_year;
        set_fee(to, from->fee);
        to->yield_qualified = from->yield_qualified;
        to->yield_ordinary = from->yield_ordinary;
        to->converts_into = -1;
        c->initial_wealth += from->balance;
    }
    c->n_accounts = plan->n_accounts;
    c->surplus_account = first_of(c, FP_ACCOUNT_TAXABLE, -1);
    if (c->surplus_account < 0)
        c->surplus_account = first_of(c, FP_ACCOUNT_CASH, -1);
    if (c->surplus_account < 0)
        c->surplus_account = add_account(c, FP_ACCOUNT_TAXABLE, 0,
                                         plan->n_accounts > 0 ? 0 : -1);
    compile_conversions(c);
    compile_order(c);
}

/* Account weights of the year: the glide path where there is one, linear
 * between its points by the age the first person has or would have. */
static void
glide_weights(const struct fp_plan *plan, int year, double *weights)
{
    const struct fp_strategy *strategy = &plan->strategy;
    int age = year - plan->people[0].birth_year;
    size_t k = 0;

    while (k + 1 < strategy->n_glide && strategy->glide[k + 1].age <= age)
        k++;
    for (size_t a = 0; a < plan->market.n_assets; a++) {
        const struct fp_glide_point *left = &strategy->glide[k];
        const struct fp_glide_point *right = left;
        double part = 0.0;

        if (age > left->age && k + 1 < strategy->n_glide) {
            right = &strategy->glide[k + 1];
            part = (double)(age - left->age) / (right->age - left->age);
        }
        weights[a] = left->weights[a] +
                     part * (right->weights[a] - left->weights[a]);
    }
}

static void
account_weights(const struct fp_compiled *c, size_t i, int year, double *w)
{
    const struct fp_plan *plan = c->plan;
    int like = c->accounts[i].like;

    if (plan->strategy.n_glide > 0 && c->accounts[i].type != FP_ACCOUNT_CASH)
        glide_weights(plan, year, w);
    else if (like >= 0)
        for (size_t a = 0; a < c->n_assets; a++)
            w[a] = plan->accounts[like].weights[a];
    else if (c->n_assets > 0)
        w[0] = 1.0;
}

/* Whose age counts: the owner's, or after the owner's death the survivor's,
 * as for a spouse who treats the account as their own (26 U.S.C.
 * 408(d)(3)(C)). -1: nobody is there. */
static int
holder(const struct fp_plan *plan, const struct fp_compiled_year *row,
       int owner)
{
    if (row->ages[owner] >= 0)
        return owner;
    if (plan->n_people == 2 && row->ages[1 - owner] >= 0)
        return 1 - owner;
    return -1;
}

/* The additional tax, periodic payments, and the Roth clock. A survivor's own
 * age counts for what was the late spouse's. */
static void
early_rules(const struct fp_plan *plan, const struct fp_compiled_year *row,
            const struct fp_compiled_account *account, int who,
            struct fp_account_rules *rules)
{
    const struct fp_person *person = &plan->people[who];
    const struct fp_account *from = &plan->accounts[account->like];
    struct fp_early_facts facts = fp_early_facts_of(from, person);

    facts.type = account->type;
    switch (fp_early_due(&facts, row->year)) {
    case FP_EARLY_DUE: rules->early = 1; break;
    case FP_EARLY_DUE_HSA: rules->early = 1; break;
    case FP_EARLY_FREE:
    case FP_EARLY_CLOSED: break;
    }
    if (account->type == FP_ACCOUNT_TRADITIONAL &&
        fp_sepp_active(&facts, row->year)) {
        int age = from->sepp_start_year - person->birth_year;

        rules->sepp_starts = row->year == from->sepp_start_year;
        rules->sepp_factor = fp_sepp_payment(1.0, age, from->sepp_rate);
    }
    if (account->type == FP_ACCOUNT_ROTH) {
        int first = account->roth_first_year;

        /* SOURCE: 26 U.S.C. 408A(d)(2), effective 1998-01-01. */
        rules->qualified =
            row->year >= fp_early_age_year(person->birth_year,
                                           person->birth_month) &&
            (first == 0 || row->year >= first + ROTH_YEARS);
        rules->early = row->year < fp_early_age_year(person->birth_year,
                                                     person->birth_month);
    }
}

static void
inherited_rules(const struct fp_plan *plan, const struct fp_compiled_year *row,
                const struct fp_compiled_account *account, int who,
                struct fp_account_rules *rules)
{
    const struct fp_account *from = &plan->accounts[account->like];
    struct fp_inherited facts = {
        .death_year = from->inherited_year,
        .decedent_birth_year = from->decedent_birth_year,
        .beneficiary = from->beneficiary,
        .birth_year = plan->people[who].birth_year
    };
    struct fp_inherited_rule rule = fp_inherited_rule(&facts, row->year);

    rules->rmd_divisor = rule.divisor;
    rules->empty = rule.must_empty != 0;
}

static void
account_rules(const struct fp_plan *plan, const struct fp_compiled_year *row,
              const struct fp_compiled_account *account,
              struct fp_account_rules *rules)
{
    int who = holder(plan, row, account->owner);

    rules->closed = account->type == FP_ACCOUNT_529;
    rules->qualified = 1;
    if (who < 0 || account->like < 0)
        return;
    early_rules(plan, row, account, who, rules);
    if (account->type == FP_ACCOUNT_INHERITED)
        inherited_rules(plan, row, account, who, rules);
    if (account->type == FP_ACCOUNT_TRADITIONAL) {
        int spouse = plan->n_people == 2 ? row->ages[1 - who] : -1;

        if (!fp_rmd_postponed(&plan->accounts[account->like],
                              &plan->people[who], row->year))
            rules->rmd_divisor =
                fp_rmd_divisor_of(plan->people[who].birth_year,
                                  row->ages[who], spouse);
        rules->gives = row->year >=
                       fp_qcd_start_year(plan->people[who].birth_year,
                                         plan->people[who].birth_month);
    }
}

static int
conversions_happen(const struct fp_plan *plan,
                   const struct fp_compiled_year *row)
{
    const struct fp_conversion *conversion = &plan->strategy.conversion;

    return conversion->policy != FP_CONVERSION_NONE &&
           fp_compile_active(plan, &conversion->start, &conversion->end,
                             row->year, row->alive);
}

enum fp_err
fp_compile_accounts(struct fp_build *build, struct fp_compiled_year *row)
{
    const struct fp_compiled *c = build->compiled;
    double *weights = fp_arena_array(
        build->arena, c->n_accounts * c->n_assets + 1, sizeof(*weights));
    struct fp_account_rules *rules =
        fp_arena_array(build->arena, c->n_accounts, sizeof(*rules));

    if (weights == NULL || rules == NULL)
        return FP_ENOMEM;
    for (size_t i = 0; i < c->n_accounts; i++) {
        account_weights(c, i, row->year, weights + i * c->n_assets);
        account_rules(build->plan, row, &c->accounts[i], &rules[i]);
    }
    row->weights = weights;
    row->rules = rules;
    row->converts = conversions_happen(build->plan, row);
    return FP_OK;
}
