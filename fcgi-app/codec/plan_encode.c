/* Plans to their canonical document. */
#include "codec/plan_encode.h"

#include <stdio.h>

#include "codec/plan_words.h"

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
        close_with(w, '}');
    }
    close_with(w, ']');
    close_with(w, '}');
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
        key(w, "employer_plan");
        fp_buf_str(w->buf, account->employer_plan ? "true" : "false");
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
            number(w, "pia_monthly", income->pia_monthly);
            number(w, "claim_age", income->claim_age);
        } else {
            number(w, "amount", income->amount);
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
        number(w, "amount", expense->amount);
        key(w, "essential");
        fp_buf_str(w->buf, expense->essential ? "true" : "false");
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
withdrawal_order(struct writer *w)
{
    const struct fp_strategy *strategy = &w->plan->strategy;
    size_t i;

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
    text(w, "policy", fp_words_spending[s->spending]);
    if (s->spending == FP_SPENDING_PERCENT_OF_PORTFOLIO)
        number(w, "percent", s->percent);
    close_with(w, '}');
    withdrawal_order(w);
    text(w, "rebalance", fp_words_rebalance[s->rebalance]);
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
    close_with(w, '}');
}

/* The upper triangle, "a/b": value, without the zeros. */
static void
correlations(struct writer *w)
{
    const struct fp_market *m = &w->plan->market;
    size_t i, j;

    key(w, "correlations");
    open_with(w, '{');
    for (i = 0; i < m->n_assets; i++)
        for (j = i + 1; j < m->n_assets; j++) {
            char pair[200];

            if (m->correlations[i][j] == 0.0)
                continue;
            snprintf(pair, sizeof(pair), "%.90s/%.90s", m->assets[i].id,
                     m->assets[j].id);
            number(w, pair, m->correlations[i][j]);
        }
    close_with(w, '}');
}

static void
market(struct writer *w)
{
    const struct fp_market *m = &w->plan->market;
    size_t a;

    key(w, "market");
    open_with(w, '{');
    text(w, "model", fp_words_market[m->model]);
    key(w, "assets");
    open_with(w, '{');
    for (a = 0; a < m->n_assets; a++) {
        key(w, m->assets[a].id);
        open_with(w, '{');
        number(w, "mean", m->assets[a].mean);
        number(w, "sd", m->assets[a].sd);
        close_with(w, '}');
    }
    close_with(w, '}');
    correlations(w);
    text(w, "basis", fp_words_growth[m->basis]);
    key(w, "inflation");
    open_with(w, '{');
    text(w, "model", fp_words_inflation[m->inflation]);
    if (m->inflation == FP_INFLATION_FIXED)
        number(w, "mean", m->inflation_mean);
    close_with(w, '}');
    number(w, "block_years", m->block_years);
    if (m->from_year != 0)
        number(w, "from_year", m->from_year);
    if (m->to_year != 0)
        number(w, "to_year", m->to_year);
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
    strategy(&w);
    taxes(&w);
    market(&w);
    close_with(&w, '}');
}
