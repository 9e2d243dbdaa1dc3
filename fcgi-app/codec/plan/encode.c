/* Plans to their canonical document: household and accounts, and the order of
 * the parts. */
#include "codec/plan/encode.h"

#include <stdio.h>

#include "codec/plan/encode_parts.h"
#include "codec/plan/words.h"

static void
household(struct fp_plan_writer *w)
{
    size_t p;

    fp_encode_key(w, "household");
    fp_encode_open(w, '{');
    fp_encode_text(w, "filing_status", fp_words_filing[w->plan->filing_status]);
    fp_encode_text(w, "state", w->plan->state);
    fp_encode_key(w, "people");
    fp_encode_open(w, '[');
    for (p = 0; p < w->plan->n_people; p++) {
        const struct fp_person *person = &w->plan->people[p];

        fp_encode_element(w);
        fp_encode_text(w, "id", person->id);
        if (person->birth_month != 0) {
            char date[32];

            snprintf(date, sizeof(date), "%04d-%02d-%02d", person->birth_year,
                     person->birth_month, person->birth_day);
            fp_encode_text(w, "birth_date", date);
        } else {
            fp_encode_number(w, "birth_year", person->birth_year);
        }
        if (person->sex != FP_SEX_UNSTATED)
            fp_encode_text(w, "sex", fp_words_sex[person->sex]);
        fp_encode_number(w, "retirement_age", person->retirement_age);
        fp_encode_number(w, "plan_to_age", person->plan_to_age);
        if (person->mortality != FP_MORTALITY_NONE)
            fp_encode_text(w, "mortality",
                           fp_words_mortality[person->mortality]);
        if (person->blind)
            fp_encode_flag(w, "blind", 1);
        fp_encode_close(w, '}');
    }
    fp_encode_close(w, ']');
    fp_encode_dependents(w);
    fp_encode_close(w, '}');
}

/* What only accounts of one type have. */
static void
account_law(struct fp_plan_writer *w, const struct fp_account *account)
{
    if (account->type == FP_ACCOUNT_ROTH) {
        fp_encode_number(w, "roth_basis", account->roth_basis);
        if (account->roth_first_year != 0)
            fp_encode_number(w, "roth_first_year", account->roth_first_year);
    }
    if (account->type == FP_ACCOUNT_INHERITED) {
        fp_encode_number(w, "inherited_year", account->inherited_year);
        fp_encode_number(w, "decedent_birth_year",
                         account->decedent_birth_year);
        fp_encode_text(w, "beneficiary",
                       fp_words_beneficiary[account->beneficiary]);
    }
    if (account->type == FP_ACCOUNT_HSA)
        fp_encode_text(w, "hsa_coverage",
                       fp_words_coverage[account->hsa_family != 0]);
    if (account->sepp_start_year != 0) {
        fp_encode_key(w, "sepp");
        fp_encode_open(w, '{');
        fp_encode_number(w, "start_year", account->sepp_start_year);
        fp_encode_number(w, "rate", account->sepp_rate);
        fp_encode_close(w, '}');
    }
}

static void
accounts(struct fp_plan_writer *w)
{
    size_t i;

    fp_encode_key(w, "accounts");
    fp_encode_open(w, '[');
    for (i = 0; i < w->plan->n_accounts; i++) {
        const struct fp_account *account = &w->plan->accounts[i];

        fp_encode_element(w);
        fp_encode_text(w, "id", account->id);
        fp_encode_person(w, "owner", account->owner);
        fp_encode_text(w, "type", fp_words_account[account->type]);
        fp_encode_number(w, "balance", account->balance);
        if (account->type == FP_ACCOUNT_TAXABLE ||
            account->type == FP_ACCOUNT_CASH)
            fp_encode_number(w, "cost_basis", account->cost_basis);
        fp_encode_key(w, "allocation");
        fp_encode_open(w, '{');
        fp_encode_weights(w, account->weights);
        fp_encode_close(w, '}');
        fp_encode_number(w, "fee", account->fee);
        fp_encode_number(w, "yield_qualified", account->yield_qualified);
        fp_encode_number(w, "yield_ordinary", account->yield_ordinary);
        fp_encode_flag(w, "employer_plan", account->employer_plan);
        account_law(w, account);
        fp_encode_close(w, '}');
    }
    fp_encode_close(w, ']');
}

void
fp_plan_encode(struct fp_buf *buf, const struct fp_plan *plan)
{
    struct fp_plan_writer w = { .buf = buf, .plan = plan };

    fp_encode_open(&w, '{');
    fp_encode_text(&w, "name", plan->name != NULL ? plan->name : "");
    fp_encode_number(&w, "start_year", plan->start_year);
    household(&w);
    accounts(&w);
    fp_encode_incomes(&w);
    fp_encode_expenses(&w);
    fp_encode_contributions(&w);
    fp_encode_properties(&w);
    fp_encode_liabilities(&w);
    fp_encode_goals(&w);
    fp_encode_strategy(&w);
    fp_encode_taxes(&w);
    fp_encode_marketplace(&w);
    if (plan->time_step == FP_STEP_MONTH)
        fp_encode_text(&w, "time_step", fp_words_step[plan->time_step]);
    fp_encode_key(&w, "market");
    fp_plan_encode_market(buf, &plan->market);
    fp_encode_close(&w, '}');
}
