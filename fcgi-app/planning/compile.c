/* Compiles a plan into flat tables by year. */
#include "planning/compile.h"

#include <math.h>

#include "planning/benefits.h"
#include "planning/calendar.h"
#include "planning/elementary.h"

/* What is written while compiling; the public view is const. */
struct build {
    const struct fp_plan *plan;
    struct fp_compiled *compiled;
    struct fp_compiled_year *list;
    struct fp_arena *arena;
};

/* amount after t years of its own growth, as a flow. */
static struct fp_flow
grown(double amount, double growth, enum fp_growth_basis basis, int t)
{
    struct fp_flow flow = { 0.0, 0.0 };
    double value = growth == 0.0 ? amount : amount * fp_pow(1.0 + growth, t);

    if (basis == FP_GROWTH_REAL)
        flow.real = value;
    else
        flow.nominal = value;
    return flow;
}

static void
add(struct fp_flow *sum, struct fp_flow part)
{
    sum->real += part.real;
    sum->nominal += part.nominal;
}

static int
anyone_gone(const struct fp_plan *plan, int year)
{
    size_t p;

    for (p = 0; p < plan->n_people; p++)
        if (!fp_calendar_alive(&plan->people[p], year))
            return 1;
    return 0;
}

/* Yearly Social Security benefit in real dollars that the person's own record
 * pays in year, 0 before the claim. Deaths are not looked at. A birthday on
 * January 1 counts for the year before (20 CFR 404.2(c)(4)). */
static double
own_benefit(const struct fp_plan *plan, const struct fp_income *income,
            int year)
{
    const struct fp_person *person = &plan->people[income->owner];
    int birth_year = person->birth_year;
    double factor = 0.0;

    if (year < person->birth_year + income->claim_age)
        return 0.0;
    if (person->birth_month == 1 && person->birth_day == 1)
        birth_year--;
    if (fp_ss_claim_factor(birth_year, income->claim_age * 12, &factor) !=
        FP_OK)
        return 0.0;
    return income->pia_monthly * 12.0 * factor;
}

/* The part of a Social Security income that is paid in year: a survivor is
 * paid the larger of the two benefits once the other person is gone. The
 * surplus of the deceased's benefit is booked on the deceased's income, so
 * that the rows add up to what the household receives. */
static double
benefit_paid(const struct fp_plan *plan, const struct fp_income *income,
             int year)
{
    const struct fp_person *owner = &plan->people[income->owner];
    double own = own_benefit(plan, income, year), survivor = 0.0;
    int survivor_alive = 0;
    size_t i;

    if (fp_calendar_alive(owner, year))
        return own;
    for (i = 0; i < plan->n_people; i++)
        if ((int)i != income->owner &&
            fp_calendar_alive(&plan->people[i], year))
            survivor_alive = 1;
    if (!survivor_alive)
        return 0.0;
    /* A record that was never claimed has paid nothing to follow on. */
    if (owner->plan_to_age <= income->claim_age)
        return 0.0;
    for (i = 0; i < plan->n_incomes; i++)
        if (plan->incomes[i].kind == FP_INCOME_SOCIAL_SECURITY &&
            plan->incomes[i].owner != income->owner)
            survivor += own_benefit(plan, &plan->incomes[i], year);
    return own > survivor ? own - survivor : 0.0;
}

static struct fp_flow
income_flow(const struct fp_plan *plan, const struct fp_income *income, int t)
{
    struct fp_flow flow = { 0.0, 0.0 };
    int year = plan->start_year + t;

    if (income->kind == FP_INCOME_SOCIAL_SECURITY) {
        flow.real = benefit_paid(plan, income, year);
        return flow;
    }
    if (!fp_calendar_active(plan, &income->start, &income->end, year))
        return flow;
    if (income->owner >= 0 &&
        !fp_calendar_alive(&plan->people[income->owner], year))
        return flow;
    return grown(income->amount, income->growth, income->growth_basis, t);
}

static enum fp_err
compile_incomes(struct build *b, int t)
{
    const struct fp_plan *plan = b->plan;
    struct fp_compiled_year *row = &b->list[t];
    struct fp_flow *flows =
        fp_arena_array(b->arena, plan->n_incomes + 1, sizeof(*flows));
    size_t i;

    if (flows == NULL)
        return FP_ENOMEM;
    for (i = 0; i < plan->n_incomes; i++) {
        const struct fp_income *income = &plan->incomes[i];

        flows[i] = income_flow(plan, income, t);
        switch (income->kind) {
        case FP_INCOME_SALARY:
            add(&row->wages[income->owner > 0 ? income->owner : 0], flows[i]);
            break;
        case FP_INCOME_SELF_EMPLOYMENT:
            add(&row->self_employment[income->owner > 0 ? income->owner : 0],
                flows[i]);
            break;
        case FP_INCOME_PENSION:
        case FP_INCOME_ANNUITY: add(&row->retirement, flows[i]); break;
        case FP_INCOME_RENTAL: add(&row->rental, flows[i]); break;
        case FP_INCOME_SOCIAL_SECURITY:
            add(&row->social_security, flows[i]);
            break;
        case FP_INCOME_OTHER: add(&row->other, flows[i]); break;
        case FP_INCOME_TAX_FREE: add(&row->tax_free, flows[i]); break;
        case FP_INCOME_KIND_COUNT: break;
        }
    }
    row->incomes = flows;
    return FP_OK;
}

static enum fp_err
compile_outflows(struct build *b, int t)
{
    const struct fp_plan *plan = b->plan;
    struct fp_compiled_year *row = &b->list[t];
    struct fp_flow *flows =
        fp_arena_array(b->arena, plan->n_contributions + 1, sizeof(*flows));
    int widowed = anyone_gone(plan, row->year);
    size_t i;

    if (flows == NULL)
        return FP_ENOMEM;
    for (i = 0; i < plan->n_expenses; i++) {
        const struct fp_expense *expense = &plan->expenses[i];
        double share = widowed ? expense->survivor_share : 1.0;

        if (fp_calendar_active(plan, &expense->start, &expense->end,
                               row->year))
            add(&row->expenses, grown(expense->amount * share, expense->growth,
                                      expense->growth_basis, t));
    }
    for (i = 0; i < plan->n_contributions; i++) {
        const struct fp_contribution *part = &plan->contributions[i];
        int owner = plan->accounts[part->account].owner;

        if (fp_calendar_active(plan, &part->start, &part->end, row->year) &&
            (owner < 0 || fp_calendar_alive(&plan->people[owner], row->year)))
            flows[i] =
                grown(part->amount, part->growth, part->growth_basis, t);
    }
    row->contributions = flows;
    return FP_OK;
}

/* Who is there, who files how, and under which law. */
static enum fp_err
compile_people(struct build *b, int t, struct fp_error *error)
{
    const struct fp_plan *plan = b->plan;
    struct fp_compiled_year *row = &b->list[t];
    struct fp_tax_law law;
    int alive = 0;
    enum fp_err err;
    size_t p;

    row->year = plan->start_year + t;
    for (p = 0; p < plan->n_people; p++) {
        row->ages[p] = -1;
        if (!fp_calendar_alive(&plan->people[p], row->year))
            continue;
        row->ages[p] = row->year - plan->people[p].birth_year;
        row->tax_ages[alive++] = row->ages[p];
    }
    row->status = plan->filing_status;
    if (plan->n_people == 2 && alive < 2)
        row->status = FP_FILING_SINGLE;
    row->n_taxpayers =
        row->status == FP_FILING_MARRIED_JOINT && alive == 2 ? 2 : 1;
    if (plan->taxes.model != FP_TAX_US)
        return FP_OK;
    err = fp_tax_law_get(plan->taxes.law_year, row->status, &law);
    if (err == FP_OK) {
        struct fp_tax_law of_year;

        /* The law year gives the amounts; what has ended by statute when the
         * plan's year comes stays ended. */
        row->law = law;
        if (row->year > law.year &&
            fp_tax_law_get(row->year, row->status, &of_year) == FP_OK &&
            of_year.senior_deduction == 0.0)
            row->law.senior_deduction = 0.0;
        return FP_OK;
    }
    return fp_error_set(error, err, "there is no tax law for %d",
                        plan->taxes.law_year);
}

/* Account weights of the year: the glide path where there is one, linear
 * between its points by the age the first person has or would have. */
static void
glide_weights(const struct fp_plan *plan, int year, double *weights)
{
    const struct fp_strategy *strategy = &plan->strategy;
    int age = year - plan->people[0].birth_year;
    size_t k = 0, a;

    while (k + 1 < strategy->n_glide && strategy->glide[k + 1].age <= age)
        k++;
    for (a = 0; a < plan->market.n_assets; a++) {
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

static enum fp_err
compile_accounts(struct build *b, int t)
{
    const struct fp_plan *plan = b->plan;
    const struct fp_compiled *c = b->compiled;
    struct fp_compiled_year *row = &b->list[t];
    double *weights = fp_arena_array(b->arena, c->n_accounts * c->n_assets + 1,
                                     sizeof(*weights));
    double *divisors =
        fp_arena_array(b->arena, c->n_accounts + 1, sizeof(*divisors));
    size_t i, a;

    if (weights == NULL || divisors == NULL)
        return FP_ENOMEM;
    for (i = 0; i < c->n_accounts; i++) {
        double *w = weights + i * c->n_assets;
        /* The account of the surplus is invested as the first account. */
        const struct fp_account *account =
            &plan->accounts[i < plan->n_accounts ? i : 0];

        if (plan->strategy.n_glide > 0 &&
            c->accounts[i].type != FP_ACCOUNT_CASH)
            glide_weights(plan, row->year, w);
        else if (plan->n_accounts > 0)
            for (a = 0; a < c->n_assets; a++)
                w[a] = account->weights[a];
        else if (c->n_assets > 0)
            w[0] = 1.0;
        if (c->accounts[i].type == FP_ACCOUNT_TRADITIONAL) {
            /* After the owner's death the survivor's own schedule counts, as
             * for a spouse who treats the account as their own. */
            int owner = account->owner >= 0 ? account->owner : 0;

            if (row->ages[owner] < 0)
                owner = plan->n_people - 1 - (size_t)owner;
            if (row->ages[owner] >=
                fp_rmd_start_age(plan->people[owner].birth_year))
                divisors[i] = fp_rmd_divisor(row->ages[owner]);
        }
    }
    row->weights = weights;
    row->rmd_divisor = divisors;
    return FP_OK;
}

/* Rank in the conventional order: cash, taxable, traditional, Roth. */
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
    size_t n = 0, i;
    int rank;

    if (strategy->order_kind == FP_ORDER_LIST) {
        for (i = 0; i < strategy->n_order; i++) {
            int account = strategy->order[i];

            if (!taken[account])
                c->order[n++] = account;
            taken[account] = 1;
        }
    }
    for (rank = 0; rank <= 5; rank++)
        for (i = 0; i < c->n_accounts; i++)
            if (!taken[i] && conventional_rank(c->accounts[i].type) == rank) {
                c->order[n++] = (int)i;
                taken[i] = 1;
            }
}

static void
copy_accounts(struct fp_compiled *c)
{
    const struct fp_plan *plan = c->plan;
    int cash = -1;
    size_t i;

    c->surplus_account = -1;
    for (i = 0; i < plan->n_accounts; i++) {
        const struct fp_account *from = &plan->accounts[i];
        struct fp_compiled_account *to = &c->accounts[i];

        to->type = from->type;
        to->balance = from->balance;
        to->basis = from->cost_basis;
        to->fee = from->fee;
        to->yield_qualified = from->yield_qualified;
        to->yield_ordinary = from->yield_ordinary;
        c->initial_wealth += from->balance;
        if (from->type == FP_ACCOUNT_TAXABLE && c->surplus_account < 0)
            c->surplus_account = (int)i;
        if (from->type == FP_ACCOUNT_CASH && cash < 0)
            cash = (int)i;
    }
    c->n_accounts = plan->n_accounts;
    if (c->surplus_account < 0)
        c->surplus_account = cash;
    if (c->surplus_account < 0) {
        c->surplus_account = (int)c->n_accounts;
        c->accounts[c->n_accounts].type = FP_ACCOUNT_TAXABLE;
        if (plan->n_accounts > 0)
            c->accounts[c->n_accounts].fee = plan->accounts[0].fee;
        c->n_accounts++;
    }
}

enum fp_err
fp_compile(const struct fp_plan *plan, struct fp_arena *arena,
           const struct fp_compiled **out, struct fp_error *error)
{
    struct build b = { .plan = plan, .arena = arena };
    enum fp_err err = FP_OK;
    int years = fp_plan_years(plan), t;

    if (years < 1 || years > FP_PLAN_YEARS_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "the plan covers %d years; 1 to %d are possible",
                            years, FP_PLAN_YEARS_MAX);
    b.compiled = fp_arena_alloc(arena, sizeof(*b.compiled));
    b.list = fp_arena_array(arena, (size_t)years, sizeof(*b.list));
    if (b.compiled == NULL || b.list == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    b.compiled->plan = plan;
    b.compiled->years = years;
    b.compiled->n_assets = plan->market.n_assets;
    b.compiled->drifts = plan->strategy.rebalance == FP_REBALANCE_NEVER;
    b.compiled->list = b.list;
    copy_accounts(b.compiled);
    compile_order(b.compiled);
    for (t = 0; t < years && err == FP_OK; t++) {
        err = compile_people(&b, t, error);
        if (err != FP_OK)
            return err;
        err = compile_incomes(&b, t);
        if (err == FP_OK)
            err = compile_outflows(&b, t);
        if (err == FP_OK)
            err = compile_accounts(&b, t);
    }
    if (err != FP_OK)
        return fp_error_set(error, err, "out of memory");
    *out = b.compiled;
    return FP_OK;
}
