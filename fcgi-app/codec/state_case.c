/* The state return of a tax case. */
#include "codec/state_case.h"

#include <string.h>

const char *
fp_state_case_state(struct fp_state_case *one, const char *text)
{
    struct fp_state_law law;
    size_t len = strlen(text);
    int first, last;

    if (len == 0)
        return NULL;
    fp_state_law_years(&first, &last);
    if (len >= sizeof one->state ||
        fp_state_law_get(text, last, FP_FILING_SINGLE, &law) != FP_OK)
        return "a state is two capital letters, DC, or none";
    memcpy(one->state, text, len + 1);
    return NULL;
}

const char *
fp_state_case_dependent(struct fp_state_case *one, int age)
{
    if (one->n_dependents == FP_STATE_DEPENDENTS_MAX)
        return "at most 12 dependents are possible";
    one->dependent_ages[one->n_dependents++] = age;
    return NULL;
}

void
fp_state_case_finish(struct fp_state_case *one,
                     const struct fp_tax_input *input)
{
    int known = one->n_dependents;

    for (int i = known; i < input->children_under_17 +
                            input->other_dependents &&
                        i < FP_STATE_DEPENDENTS_MAX; i++)
        one->dependent_ages[one->n_dependents++] =
            i < input->children_under_17 ? 10 : 17;
}

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

enum fp_err
fp_state_case_compute(const struct fp_state_case *one, int year,
                      enum fp_filing_status status,
                      const struct fp_tax_input *input,
                      const struct fp_tax_result *federal,
                      struct fp_state_result *out)
{
    struct fp_state_law law;
    struct fp_tax_law federal_law;
    struct fp_state_input in = { .n_taxpayers = input->n_taxpayers };
    double wages = input->wages[0] + input->wages[1];

    if (fp_state_law_get(one->state[0] != '\0' ? one->state : "none", year,
                         status, &law) != FP_OK ||
        fp_tax_law_get(year, status, &federal_law) != FP_OK)
        return FP_ERANGE;
    for (int i = 0; i < 2; i++) {
        in.ages[i] = input->ages[i];
        in.wages[i] = input->wages[i];
        in.self_employment[i] = input->self_employment[i];
        in.fica[i] = wages > 0.0 ? federal->fica * input->wages[i] / wages
                                 : 0.0;
    }
    in.n_dependents = one->n_dependents;
    memcpy(in.dependent_ages, one->dependent_ages,
           sizeof in.dependent_ages);
    divide(input, one->pensions, in.pensions);
    divide(input, input->retirement_income - one->pensions,
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
                       less(input->salt_paid, federal_law.salt_cap));
    in.senior_deduction = federal->senior_deduction;
    in.income_tax = more(federal->federal_tax,
                         federal->niit + federal->early_penalty);
    in.eitc = federal->eitc;
    in.child_credit = federal->ctc_odc_nonrefundable +
                      federal->ctc_refundable;
    fp_state_run(&law, &in, out);
    return FP_OK;
}

void
fp_state_case_json(struct fp_buf *buf, const struct fp_state_case *one,
                   int year, const struct fp_state_result *result)
{
    const struct {
        const char *name;
        double value;
    } lines[] = {
        { "base", result->base },
        { "exemptions", result->exemptions },
        { "deduction", result->deduction },
        { "taxable_income", result->taxable_income },
        { "tax_before_credits", result->tax_before_credits },
        { "credits", result->credits },
        { "refundable_credits", result->refundable },
        { "tax", result->tax },
    };
    const char *left_out = fp_state_exactness(one->state, year);

    fp_buf_str(buf, "{\"state\":");
    fp_buf_json(buf, one->state);
    for (size_t i = 0; i < FP_COUNT(lines); i++) {
        fp_buf_char(buf, ',');
        fp_buf_json(buf, lines[i].name);
        fp_buf_char(buf, ':');
        fp_buf_fixed(buf, lines[i].value, 2);
    }
    if (left_out != NULL) {
        fp_buf_str(buf, ",\"left_out\":");
        fp_buf_json(buf, left_out);
    }
    fp_buf_char(buf, '}');
}
