/* Incomes, expenses and contributions to the canonical document. */
#include "codec/plan/encode_parts.h"
#include "codec/plan/words.h"

static void
social_security(struct fp_plan_writer *w, const struct fp_income *income)
{
    if (income->n_earnings == 0) {
        fp_encode_number(w, "pia_monthly", income->pia_monthly);
    } else {
        fp_encode_key(w, "earnings");
        fp_encode_open(w, '[');
        for (size_t i = 0; i < income->n_earnings; i++) {
            fp_encode_element(w);
            fp_encode_number(w, "year", income->earnings[i].year);
            fp_encode_number(w, "amount", income->earnings[i].amount);
            fp_encode_close(w, '}');
        }
        fp_encode_close(w, ']');
    }
    if (income->claim_months == 0) {
        fp_encode_number(w, "claim_age", income->claim_age);
        return;
    }
    fp_encode_key(w, "claim_age");
    fp_encode_open(w, '{');
    fp_encode_number(w, "years", income->claim_age);
    fp_encode_number(w, "months", income->claim_months);
    fp_encode_close(w, '}');
}

static void
exchange(struct fp_plan_writer *w, const char *name, const char *amount_name,
         double amount, int account)
{
    if (account < 0)
        return;
    fp_encode_key(w, name);
    fp_encode_open(w, '{');
    fp_encode_number(w, amount_name, amount);
    fp_encode_text(w, "account", w->plan->accounts[account].id);
    fp_encode_close(w, '}');
}

void
fp_encode_incomes(struct fp_plan_writer *w)
{
    size_t i;

    fp_encode_key(w, "incomes");
    fp_encode_open(w, '[');
    for (i = 0; i < w->plan->n_incomes; i++) {
        const struct fp_income *income = &w->plan->incomes[i];

        fp_encode_element(w);
        fp_encode_text(w, "id", income->id);
        fp_encode_person(w, "owner", income->owner);
        fp_encode_text(w, "kind", fp_words_income[income->kind]);
        if (income->kind == FP_INCOME_SOCIAL_SECURITY) {
            social_security(w, income);
        } else {
            fp_encode_number(w, "amount", income->amount);
            if (income->survivor_share != 0.0)
                fp_encode_number(w, "survivor_share", income->survivor_share);
            exchange(w, "purchase", "premium", income->premium,
                     income->premium_account);
            exchange(w, "lump_sum", "amount", income->lump_sum,
                     income->lump_account);
        }
        fp_encode_growth(w, income->growth, income->growth_basis);
        fp_encode_when(w, "start", &income->start);
        fp_encode_when(w, "end", &income->end);
        fp_encode_close(w, '}');
    }
    fp_encode_close(w, ']');
}

void
fp_encode_expenses(struct fp_plan_writer *w)
{
    size_t i;

    fp_encode_key(w, "expenses");
    fp_encode_open(w, '[');
    for (i = 0; i < w->plan->n_expenses; i++) {
        const struct fp_expense *expense = &w->plan->expenses[i];

        fp_encode_element(w);
        fp_encode_text(w, "id", expense->id);
        if (expense->kind != FP_EXPENSE_GENERAL)
            fp_encode_text(w, "kind", fp_words_expense[expense->kind]);
        fp_encode_number(w, "amount", expense->amount);
        fp_encode_flag(w, "essential", expense->essential);
        fp_encode_growth(w, expense->growth, expense->growth_basis);
        fp_encode_when(w, "start", &expense->start);
        fp_encode_when(w, "end", &expense->end);
        fp_encode_number(w, "survivor_share", expense->survivor_share);
        fp_encode_close(w, '}');
    }
    fp_encode_close(w, ']');
}

void
fp_encode_contributions(struct fp_plan_writer *w)
{
    size_t i;

    fp_encode_key(w, "contributions");
    fp_encode_open(w, '[');
    for (i = 0; i < w->plan->n_contributions; i++) {
        const struct fp_contribution *part = &w->plan->contributions[i];

        fp_encode_element(w);
        if (part->id != NULL && part->id[0] != '\0')
            fp_encode_text(w, "id", part->id);
        fp_encode_text(w, "account", w->plan->accounts[part->account].id);
        fp_encode_number(w, "amount", part->amount);
        fp_encode_growth(w, part->growth, part->growth_basis);
        if (part->match_rate != 0.0 || part->match_up_to_pay != 0.0) {
            fp_encode_key(w, "employer_match");
            fp_encode_open(w, '{');
            fp_encode_number(w, "rate", part->match_rate);
            fp_encode_number(w, "up_to_pay", part->match_up_to_pay);
            fp_encode_close(w, '}');
        }
        fp_encode_when(w, "start", &part->start);
        fp_encode_when(w, "end", &part->end);
        fp_encode_close(w, '}');
    }
    fp_encode_close(w, ']');
}
