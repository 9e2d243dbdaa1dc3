/* The state return of a tax case. */
#include "codec/cases/state.h"

#include <string.h>

const char *
fp_state_case_state(struct fp_state_facts *one, const char *text)
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
fp_state_case_dependent(struct fp_state_facts *one, int age)
{
    if (one->n_dependents == FP_STATE_DEPENDENTS_MAX)
        return "at most 12 dependents are possible";
    one->dependent_ages[one->n_dependents++] = age;
    return NULL;
}

void
fp_state_case_finish(struct fp_state_facts *one,
                     const struct fp_tax_input *input)
{
    int known = one->n_dependents;

    for (int i = known; i < input->children_under_17 +
                            input->other_dependents &&
                        i < FP_STATE_DEPENDENTS_MAX; i++)
        one->dependent_ages[one->n_dependents++] =
            i < input->children_under_17 ? 10 : 17;
}

void
fp_state_case_json(struct fp_buf *buf, const struct fp_state_facts *one,
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
