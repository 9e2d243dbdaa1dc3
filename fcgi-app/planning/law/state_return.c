/* A state return on top of the federal one. */
#include "planning/law/state_return.h"

#include <string.h>

static double
more(double amount, double than)
{
    return amount > than ? amount - than : 0.0;
}

static double
less(double a, double b)
{
    return a < b ? a : b;
}

/* A couple's amount, in equal parts of those who are 60 or older. */
static void
divide(const struct fp_tax_input *input, double sum, double out[2])
{
    int second = input->n_taxpayers == 2 && input->ages[1] >= 60;

    out[0] = !second ? sum : input->ages[0] >= 60 ? sum / 2.0 : 0.0;
    out[1] = sum - out[0];
}

struct fp_state_input
fp_state_return_input(const struct fp_state_facts *facts, double salt_cap,
                      const struct fp_tax_input *input,
                      const struct fp_tax_result *federal)
{
    struct fp_state_input in = { .n_taxpayers = input->n_taxpayers };
    double wages = input->wages[0] + input->wages[1];

    for (int i = 0; i < 2; i++) {
        in.ages[i] = input->ages[i];
        in.wages[i] = input->wages[i];
        in.self_employment[i] = input->self_employment[i];
        in.fica[i] = wages > 0.0 ? federal->fica * input->wages[i] / wages
                                 : 0.0;
    }
    in.n_dependents = facts->n_dependents;
    memcpy(in.dependent_ages, facts->dependent_ages,
           sizeof in.dependent_ages);
    divide(input, facts->pensions, in.pensions);
    divide(input, input->retirement_income - facts->pensions,
           in.distributions);
    divide(input, input->social_security, in.social_security);
    in.interest = input->interest;
    in.ordinary_dividends = input->ordinary_dividends;
    in.qualified_dividends = input->qualified_dividends;
    in.short_term_gains = input->short_term_gains;
    in.long_term_gains = input->long_term_gains;
    in.rental_income = input->rental_income;
    in.other_income = input->other_income;
    in.agi = federal->agi;
    in.taxable_social_security = federal->taxable_social_security;
    in.taxable_income = federal->taxable_income;
    in.deduction = federal->deduction;
    in.itemized = more(federal->itemized_deduction,
                       less(input->salt_paid, salt_cap));
    in.senior_deduction = federal->senior_deduction;
    in.income_tax = more(federal->federal_tax,
                         federal->niit + federal->early_penalty);
    in.eitc = federal->eitc;
    in.child_credit = federal->ctc_odc_nonrefundable +
                      federal->ctc_refundable;
    return in;
}

enum fp_err
fp_state_return(const struct fp_state_facts *facts, int year,
                enum fp_filing_status status,
                const struct fp_tax_input *input,
                const struct fp_tax_result *federal,
                struct fp_state_result *out)
{
    struct fp_state_law law;
    struct fp_tax_law federal_law;
    struct fp_state_input in;

    if (fp_state_law_get(facts->state[0] != '\0' ? facts->state : "none",
                         year, status, &law) != FP_OK ||
        fp_tax_law_get(year, status, &federal_law) != FP_OK)
        return FP_ERANGE;
    in = fp_state_return_input(facts, federal_law.salt_cap, input, federal);
    fp_state_run(&law, &in, out);
    return FP_OK;
}
