/* The ledger of a year, explained. */
#include "planning/answers/explain.h"

#define CONVENTION "docs/methods.md: one year of one path"

struct fp_explained *
fp_explain_line(struct fp_explainer *e, const char *section, const char *line,
                double value, const char *formula, const char *source)
{
    struct fp_explanation *out = e->out;
    size_t at = out->n < FP_EXPLAIN_LINES ? out->n++ : FP_EXPLAIN_LINES;
    struct fp_explained *new = &out->lines[at];

    *new = (struct fp_explained){ .section = section, .line = line,
                                  .value = value, .formula = formula,
                                  .source = source };
    return new;
}

void
fp_explain_input(struct fp_explained *line, const char *name, double value)
{
    if (line->n_inputs == FP_EXPLAIN_INPUTS)
        return;
    line->inputs[line->n_inputs].name = name;
    line->inputs[line->n_inputs++].value = value;
}

static struct fp_explained *
ledger(struct fp_explainer *e, const char *line, double value,
       const char *formula)
{
    return fp_explain_line(e, "ledger", line, value, formula, CONVENTION);
}

/* Incomes by their ids; more of them than a line holds are added up. */
static void
incomes(struct fp_explainer *e)
{
    const struct fp_ledger_year *row = e->row;
    struct fp_explained *line = ledger(e, "incomes", row->incomes, "sum");
    double rest = 0.0;

    for (size_t i = 0; i < e->plan->n_incomes; i++) {
        if (row->income_amounts[i] == 0.0)
            continue;
        if (line->n_inputs < FP_EXPLAIN_INPUTS - 1)
            fp_explain_input(line, e->plan->incomes[i].id,
                             row->income_amounts[i]);
        else
            rest += row->income_amounts[i];
    }
    if (rest > 0.0)
        fp_explain_input(line, "others", rest);
    line = ledger(e, "inflows", row->inflows,
                  "incomes + match + rolled_in + sale");
    fp_explain_input(line, "incomes", row->incomes);
    fp_explain_input(line, "match", row->match);
    fp_explain_input(line, "rolled_in", row->rolled_in);
    fp_explain_input(line, "sale", row->sale);
}

static void
outflows(struct fp_explainer *e)
{
    const struct fp_ledger_year *row = e->row;
    struct fp_explained *line = ledger(e, "spending_wanted",
                                       row->spending_wanted,
                                       "living + debt_service + goals");

    fp_explain_input(line, "living", row->spending);
    fp_explain_input(line, "debt_service", row->debt_service);
    fp_explain_input(line, "goals", row->goals);
    line = ledger(e, "spending_paid", row->spending_paid,
                  "spending_wanted - shortfall");
    fp_explain_input(line, "spending_wanted", row->spending_wanted);
    fp_explain_input(line, "shortfall", row->shortfall);
    line = fp_explain_line(e, "ledger", "health_insurance", row->health,
                           "medicare + marketplace - premium_credit",
                           "42 U.S.C. 1395r(i); 26 U.S.C. 36B");
    fp_explain_input(line, "medicare", row->medicare);
    fp_explain_input(line, "marketplace", row->marketplace);
    fp_explain_input(line, "premium_credit", row->premium_credit);
    line = ledger(e, "outflows", row->outflows,
                  "spending_paid + health_insurance + annuities_bought");
    fp_explain_input(line, "spending_paid", row->spending_paid);
    fp_explain_input(line, "health_insurance", row->health);
    fp_explain_input(line, "annuities_bought", row->premiums);
}

static void
balance(struct fp_explainer *e)
{
    const struct fp_ledger_year *row = e->row;
    struct fp_explained *line = ledger(
        e, "closing", row->closing,
        "opening + inflows + growth - outflows - taxes - fees");

    fp_explain_input(line, "opening", row->opening);
    fp_explain_input(line, "inflows", row->inflows);
    fp_explain_input(line, "growth", row->growth);
    fp_explain_input(line, "outflows", row->outflows);
    fp_explain_input(line, "taxes", row->taxes);
    fp_explain_input(line, "fees", row->fees);
}

static void
accounts(struct fp_explainer *e, const struct fp_projection *projection)
{
    for (size_t i = 0; i < projection->n_accounts; i++) {
        const struct fp_ledger_account *a = &e->row->accounts[i];
        const char *id = i < e->plan->n_accounts
                             ? e->plan->accounts[i].id
                             : projection->added[i - e->plan->n_accounts];
        const char *name = fp_arena_printf(e->arena, "%s closing", id);
        struct fp_explained *line;

        if (name == NULL) {
            e->failed = 1;
            return;
        }
        line = fp_explain_line(e, "accounts", name, a->closing,
                               "opening + contributions + deposits + "
                               "converted - withdrawals + growth - fees",
                               CONVENTION);
        fp_explain_input(line, "opening", a->opening);
        fp_explain_input(line, "contributions", a->contributions);
        fp_explain_input(line, "deposits", a->deposits);
        fp_explain_input(line, "converted", a->converted);
        fp_explain_input(line, "withdrawals", a->withdrawals);
        fp_explain_input(line, "growth", a->growth);
        fp_explain_input(line, "fees", a->fees);
    }
}

enum fp_err
fp_explain(const struct fp_plan *plan, const struct fp_projection *projection,
           int year, struct fp_arena *arena, struct fp_explanation *out,
           struct fp_error *error)
{
    struct fp_explanation built = { .year = year };
    struct fp_explainer e = { .plan = plan, .arena = arena, .out = &built };
    int t = year - plan->start_year;

    if (t < 0 || (size_t)t >= projection->years)
        return fp_error_set(error, FP_ENOTFOUND,
                            "the plan has the years %d to %d, not %d",
                            plan->start_year,
                            plan->start_year + (int)projection->years - 1,
                            year);
    built.lines = fp_arena_array(arena, FP_EXPLAIN_LINES + 1,
                                 sizeof(*built.lines));
    if (built.lines == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    e.row = &projection->rows[t];
    incomes(&e);
    outflows(&e);
    fp_explain_tax(&e);
    balance(&e);
    accounts(&e, projection);
    if (e.failed)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    *out = built;
    return FP_OK;
}
