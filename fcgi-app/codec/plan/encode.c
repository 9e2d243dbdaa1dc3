/* Plans to their canonical document. */
#include "codec/plan/encode.h"

#include <stdio.h>

#include "codec/plan/words.h"

/* Writes members with commas between them; first is 1 behind a brace. */
struct writer {
    struct fp_buf *buf;
    const struct fp_plan *plan;
    int first;
};

static void
key(struct writer *w, const char *name)
{
    if (!w->first)
        fp_buf_char(w->buf, ',');
    w->first = 0;
    fp_buf_json(w->buf, name);
    fp_buf_char(w->buf, ':');
}

static void
open_with(struct writer *w, char bracket)
{
    fp_buf_char(w->buf, bracket);
    w->first = 1;
}

static void
close_with(struct writer *w, char bracket)
{
    fp_buf_char(w->buf, bracket);
    w->first = 0;
}

/* An element of an array of objects. */
static void
element(struct writer *w)
{
    if (!w->first)
        fp_buf_char(w->buf, ',');
    open_with(w, '{');
}

static void
text(struct writer *w, const char *name, const char *value)
{
    key(w, name);
    fp_buf_json(w->buf, value);
}

static void
number(struct writer *w, const char *name, double value)
{
    key(w, name);
    fp_buf_double(w->buf, value);
}

static void
person_id(struct writer *w, const char *name, int person)
{
    if (person >= 0 && (size_t)person < w->plan->n_people)
        text(w, name, w->plan->people[person].id);
    else
        text(w, name, "joint");
}

static void
when(struct writer *w, const char *name, const struct fp_when *value)
{
    if (value->kind == FP_WHEN_NONE)
        return;
    key(w, name);
    open_with(w, '{');
    if (value->kind == FP_WHEN_YEAR) {
        number(w, "year", value->value);
    } else {
        if (value->kind == FP_WHEN_AGE)
            number(w, "age", value->value);
        else
            text(w, "event", fp_words_event[value->kind - FP_WHEN_RETIREMENT]);
        person_id(w, "person", value->person);
    }
    close_with(w, '}');
}

/* Weights by asset; zeros are left out unless all are zero. */
static void
weights(struct writer *w, const double *values)
{
    size_t a;

    for (a = 0; a < w->plan->market.n_assets; a++)
        if (values[a] != 0.0)
            number(w, w->plan->market.assets[a].id, values[a]);
}

static void
flag(struct writer *w, const char *name, int value)
{
    key(w, name);
    fp_buf_str(w->buf, value ? "true" : "false");
}

static void
dependents(struct writer *w)
{
    if (w->plan->n_dependents == 0)
        return;
    key(w, "dependents");
    open_with(w, '[');
    for (size_t i = 0; i < w->plan->n_dependents; i++) {
        element(w);
        number(w, "birth_year", w->plan->dependents[i].birth_year);
        number(w, "until_age", w->plan->dependents[i].until_age);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void
household(struct writer *w)
{
    size_t p;

    key(w, "household");
    open_with(w, '{');
    text(w, "filing_status", fp_words_filing[w->plan->filing_status]);
    text(w, "state", w->plan->state);
    key(w, "people");
    open_with(w, '[');
    for (p = 0; p < w->plan->n_people; p++) {
        const struct fp_person *person = &w->plan->people[p];

        element(w);
        text(w, "id", person->id);
        if (person->birth_month != 0) {
            char date[32];

            snprintf(date, sizeof(date), "%04d-%02d-%02d", person->birth_year,
                     person->birth_month, person->birth_day);
            text(w, "birth_date", date);
        } else {
            number(w, "birth_year", person->birth_year);
        }
        if (person->sex != FP_SEX_UNSTATED)
            text(w, "sex", fp_words_sex[person->sex]);
        number(w, "retirement_age", person->retirement_age);
        number(w, "plan_to_age", person->plan_to_age);
        if (person->mortality != FP_MORTALITY_NONE)
            text(w, "mortality", fp_words_mortality[person->mortality]);
        if (person->blind)
            flag(w, "blind", 1);
        close_with(w, '}');
    }
    close_with(w, ']');
    dependents(w);
    close_with(w, '}');
}

/* What only accounts of one type have. */
static void
account_law(struct writer *w, const struct fp_account *account)
{
    if (account->type == FP_ACCOUNT_ROTH) {
        number(w, "roth_basis", account->roth_basis);
        if (account->roth_first_year != 0)
            number(w, "roth_first_year", account->roth_first_year);
    }
    if (account->type == FP_ACCOUNT_INHERITED) {
        number(w, "inherited_year", account->inherited_year);
        number(w, "decedent_birth_year", account->decedent_birth_year);
        text(w, "beneficiary", fp_words_beneficiary[account->beneficiary]);
    }
    if (account->type == FP_ACCOUNT_HSA)
        text(w, "hsa_coverage", fp_words_coverage[account->hsa_family != 0]);
    if (account->sepp_start_year != 0) {
        key(w, "sepp");
        open_with(w, '{');
        number(w, "start_year", account->sepp_start_year);
        number(w, "rate", account->sepp_rate);
        close_with(w, '}');
    }
}

static void
accounts(struct writer *w)
{
    size_t i;

    key(w, "accounts");
    open_with(w, '[');
    for (i = 0; i < w->plan->n_accounts; i++) {
        const struct fp_account *account = &w->plan->accounts[i];

        element(w);
        text(w, "id", account->id);
        person_id(w, "owner", account->owner);
        text(w, "type", fp_words_account[account->type]);
        number(w, "balance", account->balance);
        if (account->type == FP_ACCOUNT_TAXABLE ||
            account->type == FP_ACCOUNT_CASH)
            number(w, "cost_basis", account->cost_basis);
        key(w, "allocation");
        open_with(w, '{');
        weights(w, account->weights);
        close_with(w, '}');
        number(w, "fee", account->fee);
        number(w, "yield_qualified", account->yield_qualified);
        number(w, "yield_ordinary", account->yield_ordinary);
        flag(w, "employer_plan", account->employer_plan);
        account_law(w, account);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void
growth(struct writer *w, double rate, enum fp_growth_basis basis)
{
    number(w, "growth", rate);
    text(w, "growth_basis", fp_words_growth[basis]);
}

static void
social_security(struct writer *w, const struct fp_income *income)
{
    if (income->n_earnings == 0) {
        number(w, "pia_monthly", income->pia_monthly);
    } else {
        key(w, "earnings");
        open_with(w, '[');
        for (size_t i = 0; i < income->n_earnings; i++) {
            element(w);
            number(w, "year", income->earnings[i].year);
            number(w, "amount", income->earnings[i].amount);
            close_with(w, '}');
        }
        close_with(w, ']');
    }
    if (income->claim_months == 0) {
        number(w, "claim_age", income->claim_age);
        return;
    }
    key(w, "claim_age");
    open_with(w, '{');
    number(w, "years", income->claim_age);
    number(w, "months", income->claim_months);
    close_with(w, '}');
}

static void
exchange(struct writer *w, const char *name, const char *amount_name,
         double amount, int account)
{
    if (account < 0)
        return;
    key(w, name);
    open_with(w, '{');
    number(w, amount_name, amount);
    text(w, "account", w->plan->accounts[account].id);
    close_with(w, '}');
}

static void
incomes(struct writer *w)
{
    size_t i;

    key(w, "incomes");
    open_with(w, '[');
    for (i = 0; i < w->plan->n_incomes; i++) {
        const struct fp_income *income = &w->plan->incomes[i];

        element(w);
        text(w, "id", income->id);
        person_id(w, "owner", income->owner);
        text(w, "kind", fp_words_income[income->kind]);
        if (income->kind == FP_INCOME_SOCIAL_SECURITY) {
            social_security(w, income);
        } else {
            number(w, "amount", income->amount);
            if (income->survivor_share != 0.0)
                number(w, "survivor_share", income->survivor_share);
            exchange(w, "purchase", "premium", income->premium,
                     income->premium_account);
            exchange(w, "lump_sum", "amount", income->lump_sum,
                     income->lump_account);
        }
        growth(w, income->growth, income->growth_basis);
        when(w, "start", &income->start);
        when(w, "end", &income->end);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void
expenses(struct writer *w)
{
    size_t i;

    key(w, "expenses");
    open_with(w, '[');
    for (i = 0; i < w->plan->n_expenses; i++) {
        const struct fp_expense *expense = &w->plan->expenses[i];

        element(w);
        text(w, "id", expense->id);
        if (expense->kind != FP_EXPENSE_GENERAL)
            text(w, "kind", fp_words_expense[expense->kind]);
        number(w, "amount", expense->amount);
        flag(w, "essential", expense->essential);
        growth(w, expense->growth, expense->growth_basis);
        when(w, "start", &expense->start);
        when(w, "end", &expense->end);
        number(w, "survivor_share", expense->survivor_share);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void
contributions(struct writer *w)
{
    size_t i;

    key(w, "contributions");
    open_with(w, '[');
    for (i = 0; i < w->plan->n_contributions; i++) {
        const struct fp_contribution *part = &w->plan->contributions[i];

        element(w);
        if (part->id != NULL && part->id[0] != '\0')
            text(w, "id", part->id);
        text(w, "account", w->plan->accounts[part->account].id);
        number(w, "amount", part->amount);
        growth(w, part->growth, part->growth_basis);
        if (part->match_rate != 0.0 || part->match_up_to_pay != 0.0) {
            key(w, "employer_match");
            open_with(w, '{');
            number(w, "rate", part->match_rate);
            number(w, "up_to_pay", part->match_up_to_pay);
            close_with(w, '}');
        }
        when(w, "start", &part->start);
        when(w, "end", &part->end);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void
properties(struct writer *w)
{
    if (w->plan->n_properties == 0)
        return;
    key(w, "properties");
    open_with(w, '[');
    for (size_t i = 0; i < w->plan->n_properties; i++) {
        const struct fp_property *property = &w->plan->properties[i];

        element(w);
        text(w, "id", property->id);
        number(w, "value", property->value);
        growth(w, property->growth, property->growth_basis);
        when(w, "sell", &property->sell);
        number(w, "sale_cost", property->sale_cost);
        flag(w, "primary_residence", property->primary_residence);
        number(w, "cost_basis", property->cost_basis);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void
liabilities(struct writer *w)
{
    if (w->plan->n_liabilities == 0)
        return;
    key(w, "liabilities");
    open_with(w, '[');
    for (size_t i = 0; i < w->plan->n_liabilities; i++) {
        const struct fp_liability *loan = &w->plan->liabilities[i];

        element(w);
        text(w, "id", loan->id);
        number(w, "balance", loan->balance);
        number(w, "rate", loan->rate);
        number(w, "payment_monthly", loan->payment_monthly);
        if (loan->property >= 0)
            text(w, "property", w->plan->properties[loan->property].id);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void
goals(struct writer *w)
{
    if (w->plan->n_goals == 0)
        return;
    key(w, "goals");
    open_with(w, '[');
    for (size_t i = 0; i < w->plan->n_goals; i++) {
        const struct fp_goal *goal = &w->plan->goals[i];

        element(w);
        text(w, "id", goal->id);
        text(w, "kind", fp_words_goal[goal->kind]);
        number(w, "amount", goal->amount);
        growth(w, goal->growth, goal->growth_basis);
        if (goal->kind != FP_GOAL_LEGACY) {
            key(w, "years");
            fp_buf_printf(w->buf, "[%d,%d]", goal->from_year, goal->to_year);
        }
        number(w, "priority", goal->priority);
        close_with(w, '}');
    }
    close_with(w, ']');
}

static void
marketplace(struct writer *w)
{
    const struct fp_marketplace *m = &w->plan->marketplace;

    if (m->benchmark == 0.0 && m->premium == 0.0)
        return;
    key(w, "marketplace");
    open_with(w, '{');
    number(w, "benchmark", m->benchmark);
    number(w, "premium", m->premium);
    when(w, "start", &m->start);
    when(w, "end", &m->end);
    close_with(w, '}');
}

static void
conversion(struct writer *w)
{
    const struct fp_conversion *c = &w->plan->strategy.conversion;

    if (c->policy == FP_CONVERSION_NONE)
        return;
    key(w, "roth_conversion");
    open_with(w, '{');
    text(w, "policy", fp_words_conversion[c->policy]);
    if (c->policy == FP_CONVERSION_FIXED)
        number(w, "amount", c->amount);
    if (c->policy == FP_CONVERSION_FILL_BRACKET)
        number(w, "rate", c->rate);
    if (c->policy == FP_CONVERSION_FILL_IRMAA)
        number(w, "tier", c->tier);
    when(w, "start", &c->start);
    when(w, "end", &c->end);
    close_with(w, '}');
}

static void
withdrawal_order(struct writer *w)
{
    const struct fp_strategy *strategy = &w->plan->strategy;
    size_t i;

    if (strategy->order_kind == FP_ORDER_BRACKET_FILL) {
        key(w, "withdrawal_order");
        open_with(w, '{');
        text(w, "policy", "bracket_fill");
        number(w, "rate", strategy->fill_rate);
        close_with(w, '}');
        return;
    }
    if (strategy->order_kind != FP_ORDER_LIST) {
        text(w, "withdrawal_order",
             fp_words_order[strategy->order_kind]);
        return;
    }
    key(w, "withdrawal_order");
    fp_buf_char(w->buf, '[');
    for (i = 0; i < strategy->n_order; i++) {
        fp_buf_str(w->buf, i > 0 ? "," : "");
        fp_buf_json(w->buf, w->plan->accounts[strategy->order[i]].id);
    }
    fp_buf_char(w->buf, ']');
}

static void
strategy(struct writer *w)
{
    const struct fp_strategy *s = &w->plan->strategy;
    size_t i;

    key(w, "strategy");
    open_with(w, '{');
    key(w, "spending");
    open_with(w, '{');
    text(w, "policy", fp_words_spending[s->spending.policy]);
    when(w, "start", &s->spending.start);
    fp_plan_encode_spending(w->buf, w->plan);
    close_with(w, '}');
    withdrawal_order(w);
    conversion(w);
    if (s->rebalance == FP_REBALANCE_BAND) {
        key(w, "rebalance");
        open_with(w, '{');
        number(w, "band", s->band);
        close_with(w, '}');
    } else {
        text(w, "rebalance", fp_words_rebalance[s->rebalance]);
    }
    if (s->charity_from_ira)
        flag(w, "charity_from_ira", 1);
    if (s->n_glide > 0) {
        key(w, "glide_path");
        open_with(w, '[');
        for (i = 0; i < s->n_glide; i++) {
            element(w);
            number(w, "age", s->glide[i].age);
            weights(w, s->glide[i].weights);
            close_with(w, '}');
        }
        close_with(w, ']');
    }
    text(w, "withdrawal_timing", fp_words_timing[s->timing]);
    close_with(w, '}');
}

static void
tax_switches(struct writer *w, const struct fp_taxes *t)
{
    if (t->frozen)
        flag(w, "indexing", 0);
    if (t->no_sunsets)
        flag(w, "sunsets", 0);
    if (t->no_state)
        flag(w, "state", 0);
    text(w, "medicare", fp_words_medicare[t->medicare]);
    if (t->has_prior_magi) {
        key(w, "prior_magi");
        fp_buf_char(w->buf, '[');
        fp_buf_double(w->buf, t->prior_magi[0]);
        fp_buf_char(w->buf, ',');
        fp_buf_double(w->buf, t->prior_magi[1]);
        fp_buf_char(w->buf, ']');
    }
    if (t->benefit_cut_year != 0) {
        key(w, "benefit_cut");
        open_with(w, '{');
        number(w, "share", t->benefit_cut);
        number(w, "year", t->benefit_cut_year);
        close_with(w, '}');
    }
    number(w, "heir_rate", t->heir_rate);
}

static void
taxes(struct writer *w)
{
    const struct fp_taxes *t = &w->plan->taxes;

    key(w, "taxes");
    open_with(w, '{');
    if (t->model == FP_TAX_FLAT) {
        key(w, "model");
        open_with(w, '{');
        number(w, "flat", t->flat_rate);
        close_with(w, '}');
    } else {
        text(w, "model", fp_words_tax[t->model]);
        if (t->model == FP_TAX_US)
            number(w, "law_year", t->law_year);
    }
    tax_switches(w, t);
    close_with(w, '}');
}

void
fp_plan_encode(struct fp_buf *buf, const struct fp_plan *plan)
{
    struct writer w = { .buf = buf, .plan = plan };

    open_with(&w, '{');
    text(&w, "name", plan->name != NULL ? plan->name : "");
    number(&w, "start_year", plan->start_year);
    household(&w);
    accounts(&w);
    incomes(&w);
    expenses(&w);
    contributions(&w);
    properties(&w);
    liabilities(&w);
    goals(&w);
    strategy(&w);
    taxes(&w);
    marketplace(&w);
    if (plan->time_step == FP_STEP_MONTH)
        text(&w, "time_step", fp_words_step[plan->time_step]);
    key(&w, "market");
    fp_plan_encode_market(buf, &plan->market);
    close_with(&w, '}');
}
