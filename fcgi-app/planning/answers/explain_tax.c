/* The return of a year, explained from its own lines. */
#include <math.h>
#include <string.h>

#include "planning/answers/explain.h"

/* What the lines share. */
struct context {
    struct fp_explainer *e;
    const struct fp_tax_input *in;
    const struct fp_tax_result *r;
    struct fp_tax_law law;
};

/* Where a parameter of the law comes from. */
static const char *
source_of(const struct context *x, const char *parameter)
{
    struct fp_tax_source list[160];
    size_t n = fp_tax_sources(x->e->plan->taxes.law_year, x->e->row->status,
                              list, FP_COUNT(list));

    for (size_t i = 0; i < n && i < FP_COUNT(list); i++)
        if (strcmp(list[i].parameter, parameter) == 0)
            return list[i].source;
    n = fp_tax_sources(x->e->row->year, x->e->row->status, list,
                       FP_COUNT(list));
    for (size_t i = 0; i < n && i < FP_COUNT(list); i++)
        if (strcmp(list[i].parameter, parameter) == 0)
            return list[i].source;
    return "26 U.S.C.";
}

static struct fp_explained *
federal(struct context *x, const char *line, double value,
        const char *formula, const char *source)
{
    return fp_explain_line(x->e, "federal", line, value, formula, source);
}

static void
agi(struct context *x)
{
    const struct fp_tax_input *in = x->in;
    double gains = in->short_term_gains + in->long_term_gains;
    struct fp_explained *line;

    line = federal(x, "capital_gain", fmax(gains, -x->law.capital_loss_limit),
                   "max(short_term_gains + long_term_gains, -limit)",
                   source_of(x, "capital_loss_limit"));
    fp_explain_input(line, "short_term_gains", in->short_term_gains);
    fp_explain_input(line, "long_term_gains", in->long_term_gains);
    fp_explain_input(line, "limit", x->law.capital_loss_limit);
    line = federal(x, "agi", x->r->agi,
                   "wages + self_employment + interest + dividends + "
                   "capital_gain + rents + retirement_income + other_income + "
                   "taxable_social_security - pretax_deferrals - "
                   "half_of_self_employment_tax - adjustments",
                   "26 U.S.C. 62(a)");
    fp_explain_input(line, "wages", in->wages[0] + in->wages[1]);
    fp_explain_input(line, "self_employment",
                     in->self_employment[0] + in->self_employment[1]);
    fp_explain_input(line, "interest", in->interest);
    fp_explain_input(line, "dividends", in->ordinary_dividends);
    fp_explain_input(line, "capital_gain",
                     fmax(gains, -x->law.capital_loss_limit));
    fp_explain_input(line, "rents", in->rental_income);
    fp_explain_input(line, "retirement_income", in->retirement_income);
    fp_explain_input(line, "other_income", in->other_income);
    fp_explain_input(line, "taxable_social_security",
                     x->r->taxable_social_security);
    fp_explain_input(line, "pretax_deferrals", in->pretax_deferrals);
    fp_explain_input(line, "half_of_self_employment_tax",
                     x->r->se_deduction);
    fp_explain_input(line, "adjustments", in->adjustments);
}

static void
social_security(struct context *x)
{
    double benefits = x->in->social_security;
    double others = x->r->agi - x->r->taxable_social_security +
                    x->in->tax_exempt_interest;
    struct fp_explained *line;

    if (benefits <= 0.0)
        return;
    line = federal(x, "taxable_social_security",
                   x->r->taxable_social_security,
                   "min(share_2 * benefits, share_2 * max(0, income + 0.5 * "
                   "benefits - base_2) + min(share_1 * benefits, share_1 * "
                   "max(0, min(income + 0.5 * benefits, base_2) - base_1)))",
                   source_of(x, "ss_base_1"));
    fp_explain_input(line, "benefits", benefits);
    fp_explain_input(line, "income", others);
    fp_explain_input(line, "base_1", x->law.ss_base_1);
    fp_explain_input(line, "base_2", x->law.ss_base_2);
    fp_explain_input(line, "share_1", x->law.ss_share_1);
    fp_explain_input(line, "share_2", x->law.ss_share_2);
}

static void
deductions(struct context *x)
{
    const struct fp_tax_result *r = x->r;
    double extra = r->standard_deduction - x->law.standard_deduction;
    struct fp_explained *line;

    line = federal(x, "standard_deduction", r->standard_deduction,
                   "basic + additions * addition",
                   source_of(x, "standard_deduction"));
    fp_explain_input(line, "basic", x->law.standard_deduction);
    fp_explain_input(line, "additions",
                     x->law.aged_addition > 0.0
                         ? floor(extra / x->law.aged_addition + 0.5)
                         : 0.0);
    fp_explain_input(line, "addition", x->law.aged_addition);
    if (r->senior_deduction > 0.0) {
        double cut = x->law.senior_phaseout_rate *
                     fmax(0.0, r->agi - x->law.senior_phaseout_start);

        line = federal(x, "senior_deduction", r->senior_deduction,
                       "people * (amount - rate * max(0, agi - start))",
                       source_of(x, "senior_deduction"));
        fp_explain_input(line, "people",
                         floor(r->senior_deduction /
                                   (x->law.senior_deduction - cut) + 0.5));
        fp_explain_input(line, "amount", x->law.senior_deduction);
        fp_explain_input(line, "rate", x->law.senior_phaseout_rate);
        fp_explain_input(line, "agi", r->agi);
        fp_explain_input(line, "start", x->law.senior_phaseout_start);
    }
    line = federal(x, "deduction", r->deduction,
                   "max(standard_deduction + gifts_beside_it, itemized)",
                   "26 U.S.C. 63(b) and (e) and 170(p)");
    fp_explain_input(line, "standard_deduction", r->standard_deduction);
    fp_explain_input(line, "gifts_beside_it",
                     fmin(x->in->charity_cash, x->law.charity_nonitemizer));
    fp_explain_input(line, "itemized", r->itemized_deduction);
    line = federal(x, "taxable_income", r->taxable_income,
                   "max(0, agi - deduction - senior_deduction) - "
                   "business_income_deduction",
                   "26 U.S.C. 63(a) and (b)");
    fp_explain_input(line, "agi", r->agi);
    fp_explain_input(line, "deduction", r->deduction);
    fp_explain_input(line, "senior_deduction", r->senior_deduction);
    fp_explain_input(line, "business_income_deduction", r->qbid);
}

/* What the steps of a schedule take between two incomes. */
static double
between(const struct fp_tax_schedule *steps, double low, double high)
{
    double tax = 0.0;

    for (size_t k = 0; k < steps->n; k++) {
        double from = fmax(steps->floor[k], low);
        double to = k + 1 < steps->n ? fmin(steps->floor[k + 1], high) : high;

        tax += to > from ? steps->rate[k] * (to - from) : 0.0;
    }
    return tax;
}

/* Tax of a schedule between two incomes, step by step. */
static void
schedule(struct context *x, const char *name, double value,
         const struct fp_tax_schedule *steps, double low, double high,
         const char *source)
{
    const char *formula = "";
    struct fp_explained *line;

    for (size_t k = 0; k < steps->n && formula != NULL; k++) {
        double from = fmax(steps->floor[k], low);
        double to = k + 1 < steps->n ? fmin(steps->floor[k + 1], high) : high;

        if (to > from)
            formula = fp_arena_printf(x->e->arena, "%s%s%.10g * (%.2f - %.2f)",
                                      formula, formula[0] != '\0' ? " + " : "",
                                      steps->rate[k], to, from);
    }
    if (formula == NULL) {
        x->e->failed = 1;
        return;
    }
    line = federal(x, name, value, formula[0] != '\0' ? formula : "0", source);
    fp_explain_input(line, "from", low);
    fp_explain_input(line, "to", high);
}

static void
credits(struct context *x)
{
    const struct fp_tax_result *r = x->r;
    struct fp_explained *line = federal(
        x, "income_tax", r->income_tax,
        "ordinary_tax + gains_tax + alternative_minimum_tax - child_credits - "
        "child_credits_refunded",
        "26 U.S.C. 1, 24 and 55");

    fp_explain_input(line, "ordinary_tax", r->ordinary_tax);
    fp_explain_input(line, "gains_tax", r->gains_tax);
    fp_explain_input(line, "alternative_minimum_tax", r->amt);
    fp_explain_input(line, "child_credits", r->ctc_odc_nonrefundable);
    fp_explain_input(line, "child_credits_refunded", r->ctc_refundable);
    line = federal(x, "federal_tax", r->federal_tax,
                   "income_tax - savers_credit - earned_income_credit + niit "
                   "+ early_penalty",
                   "26 U.S.C. 25B, 32, 72(t) and 1411");
    fp_explain_input(line, "income_tax", r->income_tax);
    fp_explain_input(line, "savers_credit", r->savers_credit);
    fp_explain_input(line, "earned_income_credit", r->eitc);
    fp_explain_input(line, "niit", r->niit);
    fp_explain_input(line, "early_penalty", r->early_penalty);
}

static void
investment_tax(struct context *x)
{
    const struct fp_tax_input *in = x->in;
    double gains = fmax(in->short_term_gains + in->long_term_gains,
                        -x->law.capital_loss_limit);
    struct fp_explained *line;

    if (x->r->niit <= 0.0)
        return;
    line = federal(x, "niit", x->r->niit,
                   "rate * min(investment_income, agi - threshold)",
                   source_of(x, "niit_threshold"));
    fp_explain_input(line, "rate", x->law.niit_rate);
    fp_explain_input(line, "investment_income",
                     in->interest + in->ordinary_dividends + gains +
                         in->rental_income);
    fp_explain_input(line, "agi", x->r->agi);
    fp_explain_input(line, "threshold", x->law.niit_threshold);
}

static void
payroll(struct context *x)
{
    const struct fp_tax_input *in = x->in;
    struct fp_explained *line;

    if (in->wages[0] + in->wages[1] <= 0.0)
        return;
    line = fp_explain_line(
        x->e, "payroll", "fica", x->r->fica,
        "oasdi * (min(wages_1, base) + min(wages_2, base)) + medicare * "
        "(wages_1 + wages_2)", source_of(x, "wage_base"));
    fp_explain_input(line, "wages_1", in->wages[0]);
    fp_explain_input(line, "wages_2", in->wages[1]);
    fp_explain_input(line, "base", x->law.wage_base);
    fp_explain_input(line, "oasdi", x->law.oasdi_rate);
    fp_explain_input(line, "medicare", x->law.medicare_rate);
}

static void
total(struct context *x)
{
    const struct fp_ledger_year *row = x->e->row;
    struct fp_explained *line;

    if (row->state_tax != 0.0) {
        line = fp_explain_line(x->e, "state", "state_tax", row->state_tax,
                               "before_credits - credits - refundable",
                               "tables us_state_brackets and us_state_params");
        fp_explain_input(line, "before_credits",
                         row->state.tax_before_credits);
        fp_explain_input(line, "credits", row->state.credits);
        fp_explain_input(line, "refundable", row->state.refundable);
    }
    line = fp_explain_line(x->e, "ledger", "taxes", row->taxes,
                           "federal_tax + fica + additional_medicare + "
                           "self_employment_tax + state_tax - unpaid",
                           "docs/methods.md: taxes");
    fp_explain_input(line, "federal_tax", x->r->federal_tax);
    fp_explain_input(line, "fica", x->r->fica);
    fp_explain_input(line, "additional_medicare", x->r->additional_medicare);
    fp_explain_input(line, "self_employment_tax", x->r->se_tax);
    fp_explain_input(line, "state_tax", row->state_tax);
    fp_explain_input(line, "unpaid",
                     x->r->total + row->state_tax - row->taxes);
}

void
fp_explain_tax(struct fp_explainer *e)
{
    const struct fp_taxes *taxes = &e->plan->taxes;
    struct fp_tax_law base;
    struct context x = { .e = e, .in = &e->row->tax_input,
                         .r = &e->row->tax };
    const struct fp_tax_schedule *gains = &x.law.gains;
    double rest = x.r->taxable_income - x.r->preferential_income;

    if (taxes->model != FP_TAX_US || e->row->ages[0] + e->row->ages[1] == -2 ||
        fp_tax_law_plan_year(taxes->law_year, e->row->year, e->row->status,
                             taxes->no_sunsets, &base) != FP_OK)
        return;
    fp_tax_law_index(&base, taxes->frozen ? 1.0 : e->row->price_level, &x.law);
    social_security(&x);
    agi(&x);
    deductions(&x);
    schedule(&x, "ordinary_tax", x.r->ordinary_tax, &x.law.ordinary, 0.0, rest,
             source_of(&x, "ordinary_bracket_1_floor"));
    /* The whole is never more than the ordinary schedule gives. */
    if (between(&x.law.ordinary, rest, x.r->taxable_income) <
        between(gains, rest, x.r->taxable_income))
        gains = &x.law.ordinary;
    if (x.r->preferential_income > 0.0)
        schedule(&x, "gains_tax", x.r->gains_tax, gains, rest,
                 x.r->taxable_income, source_of(&x, "gains_bracket_1_floor"));
    investment_tax(&x);
    credits(&x);
    payroll(&x);
    total(&x);
}
