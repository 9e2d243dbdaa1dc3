/* Results of projections: the whole ledger, and each year's tax return. */
#include "codec/results/encode.h"

#include "codec/json/member.h"
#include "codec/plan/words.h"

/* "name":value in dollars and cents, after a comma. */
static void
money(struct fp_buf *buf, const char *name, double value)
{
    fp_json_member(buf, name, value, 2);
}

static void
rate(struct fp_buf *buf, const char *name, double value)
{
    fp_json_member(buf, name, value, 6);
}

static void
people(struct fp_buf *buf, const struct fp_plan *plan,
       const struct fp_ledger_year *row)
{
    size_t p;

    fp_buf_str(buf, ",\"ages\":{");
    for (p = 0; p < plan->n_people; p++) {
        if (p > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, plan->people[p].id);
        fp_buf_char(buf, ':');
        if (row->ages[p] >= 0)
            fp_buf_int(buf, row->ages[p]);
        else
            fp_buf_str(buf, "null");
    }
    fp_buf_char(buf, '}');
}

static void
tax_return(struct fp_buf *buf, const struct fp_plan *plan,
           const struct fp_ledger_year *row)
{
    const struct fp_tax_input *in = &row->tax_input;
    const struct fp_tax_result *tax = &row->tax;

    fp_buf_str(buf, ",\"tax\":{\"total\":");
    fp_buf_fixed(buf, row->taxes, 2);
    if (plan->taxes.model == FP_TAX_US) {
        fp_buf_str(buf, ",\"filing_status\":");
        fp_buf_json(buf, fp_words_filing[row->status]);
        money(buf, "wages", in->wages[0] + in->wages[1]);
        money(buf, "self_employment",
              in->self_employment[0] + in->self_employment[1]);
        money(buf, "pretax_deferrals", in->pretax_deferrals);
        money(buf, "interest", in->interest);
        money(buf, "ordinary_dividends", in->ordinary_dividends);
        money(buf, "qualified_dividends", in->qualified_dividends);
        money(buf, "long_term_gains", in->long_term_gains);
        money(buf, "retirement_income", in->retirement_income);
        money(buf, "rental_income", in->rental_income);
        money(buf, "other_income", in->other_income);
        money(buf, "social_security", in->social_security);
        money(buf, "taxable_social_security", tax->taxable_social_security);
        money(buf, "agi", tax->agi);
        money(buf, "standard_deduction", tax->standard_deduction);
        money(buf, "itemized_deduction", tax->itemized_deduction);
        money(buf, "deduction", tax->deduction);
        money(buf, "senior_deduction", tax->senior_deduction);
        money(buf, "qbid", tax->qbid);
        money(buf, "taxable_income", tax->taxable_income);
        money(buf, "ordinary_tax", tax->ordinary_tax);
        money(buf, "gains_tax", tax->gains_tax);
        money(buf, "amt", tax->amt);
        money(buf, "child_credits", tax->ctc_odc_nonrefundable);
        money(buf, "child_credits_refunded", tax->ctc_refundable);
        money(buf, "income_tax", tax->income_tax);
        money(buf, "savers_credit", tax->savers_credit);
        money(buf, "eitc", tax->eitc);
        money(buf, "niit", tax->niit);
        money(buf, "early_penalty", tax->early_penalty);
        money(buf, "federal_tax", tax->federal_tax);
        money(buf, "se_tax", tax->se_tax);
        money(buf, "fica", tax->fica);
        money(buf, "additional_medicare", tax->additional_medicare);
        money(buf, "state_base", row->state.base);
        money(buf, "state_taxable_income", row->state.taxable_income);
        money(buf, "state_tax", row->state_tax);
        rate(buf, "marginal_rate", tax->marginal_rate);
    }
    fp_buf_char(buf, '}');
}

static void
accounts(struct fp_buf *buf, const struct fp_plan *plan,
         const struct fp_projection *result, const struct fp_ledger_year *row)
{
    size_t i;

    fp_buf_str(buf, ",\"accounts\":[");
    for (i = 0; i < result->n_accounts; i++) {
        const struct fp_ledger_account *a = &row->accounts[i];

        fp_buf_str(buf, i > 0 ? ",{\"id\":" : "{\"id\":");
        fp_buf_json(buf, i < plan->n_accounts ? plan->accounts[i].id
                         : result->added[i - plan->n_accounts]);
        money(buf, "opening", a->opening);
        money(buf, "contributions", a->contributions);
        money(buf, "deposits", a->deposits);
        money(buf, "converted", a->converted);
        money(buf, "withdrawals", a->withdrawals);
        money(buf, "rmd", a->rmd);
        money(buf, "growth", a->growth);
        money(buf, "fees", a->fees);
        money(buf, "closing", a->closing);
        if (i >= plan->n_accounts ||
            plan->accounts[i].type == FP_ACCOUNT_TAXABLE ||
            plan->accounts[i].type == FP_ACCOUNT_CASH) {
            money(buf, "cost_basis", a->basis);
            money(buf, "realised_gain", a->realised_gain);
        }
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

static void
incomes_and_returns(struct fp_buf *buf, const struct fp_plan *plan,
                    const struct fp_ledger_year *row)
{
    size_t i;

    fp_buf_str(buf, ",\"income_amounts\":[");
    for (i = 0; i < plan->n_incomes; i++) {
        fp_buf_str(buf, i > 0 ? ",{\"id\":" : "{\"id\":");
        fp_buf_json(buf, plan->incomes[i].id);
        money(buf, "amount", row->income_amounts[i]);
        fp_buf_char(buf, '}');
    }
    fp_buf_str(buf, "],\"returns\":{");
    for (i = 0; i < plan->market.n_assets; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, plan->market.assets[i].id);
        fp_buf_char(buf, ':');
        fp_buf_fixed(buf, row->returns[i], 6);
    }
    fp_buf_char(buf, '}');
}

/* The goals of the year that were not paid in full. */
static void
missed_goals(struct fp_buf *buf, const struct fp_plan *plan,
             const struct fp_ledger_year *row)
{
    int first = 1;

    fp_buf_str(buf, ",\"goals_missed\":[");
    for (size_t g = 0; g < plan->n_goals; g++) {
        if (!(row->goals_missed >> g & 1u))
            continue;
        if (!first)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, plan->goals[g].id);
        first = 0;
    }
    fp_buf_char(buf, ']');
}

static void
ledger_row(struct fp_buf *buf, const struct fp_plan *plan,
           const struct fp_projection *result,
           const struct fp_ledger_year *row)
{
    fp_buf_printf(buf, "{\"year\":%d", row->year);
    people(buf, plan, row);
    rate(buf, "price_level", row->price_level);
    rate(buf, "inflation", row->inflation);
    money(buf, "opening", row->opening);
    money(buf, "incomes", row->incomes);
    money(buf, "employer_match", row->match);
    money(buf, "rolled_in", row->rolled_in);
    money(buf, "property_sale", row->sale);
    money(buf, "inflows", row->inflows);
    money(buf, "growth", row->growth);
    money(buf, "living", row->spending);
    money(buf, "debt_service", row->debt_service);
    money(buf, "goals", row->goals);
    money(buf, "spending_wanted", row->spending_wanted);
    money(buf, "spending_paid", row->spending_paid);
    money(buf, "shortfall", row->shortfall);
    money(buf, "health_insurance", row->health);
    money(buf, "annuities_bought", row->premiums);
    money(buf, "outflows", row->outflows);
    money(buf, "taxes", row->taxes);
    money(buf, "fees", row->fees);
    money(buf, "withdrawals", row->withdrawals);
    money(buf, "rmd", row->rmd);
    money(buf, "deposits", row->deposits);
    money(buf, "converted", row->converted);
    money(buf, "closing", row->closing);
    money(buf, "property", row->property);
    money(buf, "debts", row->debts);
    missed_goals(buf, plan, row);
    incomes_and_returns(buf, plan, row);
    tax_return(buf, plan, row);
    accounts(buf, plan, result, row);
    fp_buf_char(buf, '}');
}

void
fp_result_project(struct fp_buf *buf, const struct fp_request *request,
                  const char *result_id, const struct fp_history *history,
                  const struct fp_projection *result)
{
    const struct fp_plan *plan = &request->document.plan;
    size_t t;

    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_printf(buf,
                  ",\"start_year\":%d,\"years\":%zu,\"basis\":\"nominal\","
                  "\"failed_year\":",
                  plan->start_year, result->years);
    if (result->failed_year != 0)
        fp_buf_int(buf, result->failed_year);
    else
        fp_buf_str(buf, "null");
    money(buf, "ending_real", result->ending_real);
    money(buf, "legacy_after_tax", result->legacy_after_tax);
    fp_buf_str(buf, ",\"ledger\":[");
    for (t = 0; t < result->years; t++) {
        if (t > 0)
            fp_buf_char(buf, ',');
        ledger_row(buf, plan, result, &result->rows[t]);
    }
    fp_buf_str(buf, "]}\n");
}
