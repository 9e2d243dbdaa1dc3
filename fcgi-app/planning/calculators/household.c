/* One household in one year. */
#include "planning/calculators/household.h"

enum { MEDICARE_LAG = 2, MONTHS = 12 };

const char *const fp_income_added_names[FP_ADD_COUNT + 1] = {
    "wages", "self_employment", "ordinary", "retirement", "interest",
    "tax_exempt_interest", "qualified_dividends", "short_term_gains",
    "long_term_gains", "social_security", NULL
};

enum fp_err
fp_household_law_get(const struct fp_household *h,
                     struct fp_household_law *law)
{
    const char *state = h->state.state[0] != '\0' ? h->state.state : "none";
    enum fp_err err = fp_tax_law_get(h->year, h->status, &law->federal);

    if (err == FP_OK)
        err = fp_state_law_get(state, h->year, h->status, &law->state);
    if (err == FP_OK)
        err = fp_medicare_get(h->year + MEDICARE_LAG, h->status,
                              &law->medicare);
    if (err == FP_OK)
        fp_aca_get(h->year, h->year, fp_aca_area_of(state), &law->aca);
    return err;
}

void
fp_household_run(const struct fp_household_law *law,
                 const struct fp_household *h,
                 const struct fp_tax_input *input,
                 struct fp_household_costs *out)
{
    const struct fp_tax_result *r = &out->federal;
    struct fp_state_input in;

    fp_tax_run(&law->federal, input, &out->federal);
    in = fp_state_return_input(&h->state, law->federal.salt_cap, input, r);
    fp_state_run(&law->state, &in, &out->state);
    out->medicare_tier = fp_medicare_tier(&law->medicare, r->magi);
    out->medicare = MONTHS * h->medicare_people *
                    law->medicare.surcharge[out->medicare_tier];
    out->aca_magi = r->magi + input->social_security -
                    r->taxable_social_security;
    out->aca_credit = 0.0;
    if (h->aca_people > 0 && h->status != FP_FILING_MARRIED_SEPARATE)
        out->aca_credit = fp_aca_credit(&law->aca, h->aca_people,
                                        out->aca_magi, h->aca_benchmark,
                                        h->aca_premium, 1.0);
    out->payroll = r->fica + r->se_tax + r->additional_medicare;
    out->total = r->federal_tax + out->payroll + out->state.tax +
                 out->medicare - out->aca_credit;
}

struct fp_tax_input
fp_household_add(const struct fp_tax_input *input, enum fp_income_added kind,
                 double amount)
{
    struct fp_tax_input more = *input;

    switch (kind) {
    case FP_ADD_WAGES: more.wages[0] += amount; break;
    case FP_ADD_SELF_EMPLOYMENT: more.self_employment[0] += amount; break;
    case FP_ADD_RETIREMENT: more.retirement_income += amount; break;
    case FP_ADD_INTEREST: more.interest += amount; break;
    case FP_ADD_EXEMPT_INTEREST: more.tax_exempt_interest += amount; break;
    case FP_ADD_DIVIDENDS:
        more.qualified_dividends += amount;
        more.ordinary_dividends += amount;
        break;
    case FP_ADD_SHORT_GAINS: more.short_term_gains += amount; break;
    case FP_ADD_LONG_GAINS: more.long_term_gains += amount; break;
    case FP_ADD_SOCIAL_SECURITY: more.social_security += amount; break;
    default: more.other_income += amount; break;
    }
    return more;
}
