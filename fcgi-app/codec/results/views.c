/* Cash flow and net worth of a projection. */
#include "codec/results/views.h"

#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "codec/results/encode.h"

enum { MONEY = 2, LEVEL = 6 };

static void
money(struct fp_buf *buf, const char *name, double value)
{
    fp_json_member(buf, name, value, MONEY);
}

/* The plan's account, or one that the plan has not. */
static const char *
account_id(const struct fp_plan *plan, const struct fp_projection *result,
           size_t i)
{
    return i < plan->n_accounts ? plan->accounts[i].id
                                : result->added[i - plan->n_accounts];
}

static void
head(struct fp_buf *buf, const struct fp_request *request,
     const char *result_id, const struct fp_history *history,
     const struct fp_projection *result)
{
    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_printf(buf, ",\"start_year\":%d,\"years\":%zu,\"failed_year\":",
                  request->document.plan.start_year, result->years);
    if (result->failed_year != 0)
        fp_buf_int(buf, result->failed_year);
    else
        fp_buf_str(buf, "null");
}

/* "name":[{"account":…,"amount":…}], those with an amount. */
static void
by_account(struct fp_buf *buf, const char *name, const struct fp_plan *plan,
           const struct fp_projection *result,
           const struct fp_ledger_year *row,
           double (*amount)(const struct fp_ledger_account *))
{
    int first = 1;

    fp_buf_char(buf, ',');
    fp_buf_json(buf, name);
    fp_buf_str(buf, ":[");
    for (size_t i = 0; i < result->n_accounts; i++) {
        double value = amount(&row->accounts[i]);

        if (value == 0.0)
            continue;
        fp_buf_str(buf, first ? "{\"account\":" : ",{\"account\":");
        fp_buf_json(buf, account_id(plan, result, i));
        money(buf, "amount", value);
        fp_buf_char(buf, '}');
        first = 0;
    }
    fp_buf_char(buf, ']');
}

static double
withdrawn(const struct fp_ledger_account *account)
{
    return account->withdrawals;
}

static double
contributed(const struct fp_ledger_account *account)
{
    return account->contributions;
}

static double
deposited(const struct fp_ledger_account *account)
{
    return account->deposits;
}

static double
sum_of(const struct fp_projection *result, const struct fp_ledger_year *row,
       double (*amount)(const struct fp_ledger_account *))
{
    double sum = 0.0;

    for (size_t i = 0; i < result->n_accounts; i++)
        sum += amount(&row->accounts[i]);
    return sum;
}

static void
cash_in(struct fp_buf *buf, const struct fp_plan *plan,
        const struct fp_projection *result, const struct fp_ledger_year *row)
{
    int first = 1;

    fp_buf_str(buf, ",\"in\":{\"incomes\":[");
    for (size_t i = 0; i < plan->n_incomes; i++) {
        if (row->income_amounts[i] == 0.0)
            continue;
        fp_buf_str(buf, first ? "{\"id\":" : ",{\"id\":");
        fp_buf_json(buf, plan->incomes[i].id);
        fp_buf_str(buf, ",\"kind\":");
        fp_buf_json(buf, fp_words_income[plan->incomes[i].kind]);
        money(buf, "amount", row->income_amounts[i]);
        fp_buf_char(buf, '}');
        first = 0;
    }
    fp_buf_char(buf, ']');
    money(buf, "employer_match", row->match);
    money(buf, "rolled_in", row->rolled_in);
    money(buf, "property_sale", row->sale);
    by_account(buf, "withdrawals", plan, result, row, withdrawn);
    money(buf, "required_distributions", row->rmd);
    money(buf, "total",
          row->inflows + sum_of(result, row, withdrawn));
    fp_buf_char(buf, '}');
}

static void
cash_out(struct fp_buf *buf, const struct fp_plan *plan,
         const struct fp_projection *result, const struct fp_ledger_year *row)
{
    fp_buf_str(buf, ",\"out\":{\"spending\":");
    fp_buf_fixed(buf, row->spending_paid, MONEY);
    money(buf, "health_insurance", row->health);
    money(buf, "annuities_bought", row->premiums);
    money(buf, "taxes", row->taxes);
    by_account(buf, "contributions", plan, result, row, contributed);
    by_account(buf, "deposits", plan, result, row, deposited);
    money(buf, "total",
          row->outflows + row->taxes + sum_of(result, row, contributed) +
              sum_of(result, row, deposited));
    fp_buf_str(buf, "},\"wanted\":{\"living\":");
    fp_buf_fixed(buf, row->spending, MONEY);
    money(buf, "debt_service", row->debt_service);
    money(buf, "goals", row->goals);
    money(buf, "total", row->spending_wanted);
    fp_buf_char(buf, '}');
}

void
fp_result_cash_flow(struct fp_buf *buf, const struct fp_request *request,
                    const char *result_id, const struct fp_history *history,
                    const struct fp_projection *result)
{
    const struct fp_plan *plan = &request->document.plan;

    head(buf, request, result_id, history, result);
    fp_buf_str(buf, ",\"basis\":\"nominal\",\"cash_flow\":[");
    for (size_t t = 0; t < result->years; t++) {
        const struct fp_ledger_year *row = &result->rows[t];

        fp_buf_printf(buf, "%s{\"year\":%d", t > 0 ? "," : "", row->year);
        fp_json_member(buf, "price_level", row->price_level, LEVEL);
        cash_in(buf, plan, result, row);
        cash_out(buf, plan, result, row);
        money(buf, "shortfall", row->shortfall);
        fp_buf_char(buf, '}');
    }
    fp_buf_str(buf, "]}\n");
}

/* Totals, nominal and real, and the braces' end. */
static void
worth(struct fp_buf *buf, double accounts, double property, double debts,
      double price_level)
{
    double net = accounts + property - debts;

    money(buf, "accounts_total", accounts);
    money(buf, "property", property);
    money(buf, "assets", accounts + property);
    money(buf, "debts", debts);
    money(buf, "net_worth", net);
    money(buf, "net_worth_real", net / price_level);
    fp_buf_char(buf, '}');
}

/* What the plan starts with. */
static void
start(struct fp_buf *buf, const struct fp_plan *plan)
{
    double accounts = 0.0, property = 0.0, debts = 0.0;

    fp_buf_str(buf, ",\"start\":{\"accounts\":[");
    for (size_t i = 0; i < plan->n_accounts; i++) {
        fp_buf_str(buf, i > 0 ? ",{\"account\":" : "{\"account\":");
        fp_buf_json(buf, plan->accounts[i].id);
        money(buf, "balance", plan->accounts[i].balance);
        fp_buf_char(buf, '}');
        accounts += plan->accounts[i].balance;
    }
    for (size_t i = 0; i < plan->n_properties; i++)
        property += plan->properties[i].value;
    for (size_t i = 0; i < plan->n_liabilities; i++)
        debts += plan->liabilities[i].balance;
    fp_buf_char(buf, ']');
    worth(buf, accounts, property, debts, 1.0);
}

void
fp_result_net_worth(struct fp_buf *buf, const struct fp_request *request,
                    const char *result_id, const struct fp_history *history,
                    const struct fp_projection *result)
{
    const struct fp_plan *plan = &request->document.plan;

    head(buf, request, result_id, history, result);
    start(buf, plan);
    fp_buf_str(buf, ",\"net_worth\":[");
    for (size_t t = 0; t < result->years; t++) {
        const struct fp_ledger_year *row = &result->rows[t];

        fp_buf_printf(buf, "%s{\"year\":%d,\"accounts\":[", t > 0 ? "," : "",
                      row->year);
        for (size_t i = 0; i < result->n_accounts; i++) {
            fp_buf_str(buf, i > 0 ? ",{\"account\":" : "{\"account\":");
            fp_buf_json(buf, account_id(plan, result, i));
            money(buf, "balance", row->accounts[i].closing);
            fp_buf_char(buf, '}');
        }
        fp_buf_char(buf, ']');
        worth(buf, row->closing, row->property, row->debts,
              row->price_level * (1.0 + row->inflation));
    }
    fp_buf_str(buf, "]}\n");
}
