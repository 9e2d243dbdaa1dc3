/* interim */
#include "planning/law/state_lanes.h"
void
FP_LEVEL_NAME(fp_lane_state_law_index)(const struct fp_state_law *law, lane factor, struct fp_state_law_lanes *out)
{
    struct fp_state_law one;
    out->rule = law->rule; out->year = law->year; out->status = law->status; out->n = law->n;
    for (size_t k = 0; k < law->n; k++) { out->rate[k] = law->rate[k]; out->floor[k] = lane_of(law->floor[k]); }
    for (int k = 0; k < FP_STATE_PARAMS; k++) out->value[k] = lane_of(law->value[k]);
    for (int k = 0; k < FP_STATE_TABLES; k++) { out->steps[k].row = law->steps[k].row; out->steps[k].n = law->steps[k].n; }
    for (int i = 0; i < FP_LANES; i++) {
        fp_state_law_index(law, lane_get(factor, i), &one);
        for (size_t k = 0; k < law->n; k++) out->floor[k] = lane_put(out->floor[k], i, one.floor[k]);
        for (int k = 0; k < FP_STATE_PARAMS; k++) out->value[k] = lane_put(out->value[k], i, one.value[k]);
    }
}
lane
FP_LEVEL_NAME(fp_lane_state_tax)(const struct fp_state_law_lanes *law, const struct fp_state_input_lanes *input)
{
    double r[FP_LANES];
    if (law->rule < 0) return lane_of(0.0);
    for (int i = 0; i < FP_LANES; i++) {
        struct fp_state_law one; struct fp_state_input in;
        one.rule = law->rule; one.year = law->year; one.status = law->status; one.n = law->n;
        for (size_t k = 0; k < law->n; k++) { one.rate[k] = law->rate[k]; one.floor[k] = lane_get(law->floor[k], i); }
        for (int k = 0; k < FP_STATE_PARAMS; k++) one.value[k] = lane_get(law->value[k], i);
        for (int k = 0; k < FP_STATE_TABLES; k++) { one.steps[k].row = law->steps[k].row; one.steps[k].n = law->steps[k].n; }
        in.n_taxpayers = input->n_taxpayers; in.n_dependents = input->n_dependents;
        for (int k = 0; k < 2; k++) in.ages[k] = input->ages[k];
        for (int k = 0; k < FP_STATE_DEPENDENTS_MAX; k++) in.dependent_ages[k] = input->dependent_ages[k];
        for (int k = 0; k < 2; k++) in.wages[k] = lane_get(input->wages[k], i);
        for (int k = 0; k < 2; k++) in.self_employment[k] = lane_get(input->self_employment[k], i);
        for (int k = 0; k < 2; k++) in.pensions[k] = lane_get(input->pensions[k], i);
        for (int k = 0; k < 2; k++) in.distributions[k] = lane_get(input->distributions[k], i);
        for (int k = 0; k < 2; k++) in.social_security[k] = lane_get(input->social_security[k], i);
        in.interest = lane_get(input->interest, i);
        in.treasury_interest = lane_get(input->treasury_interest, i);
        in.ordinary_dividends = lane_get(input->ordinary_dividends, i);
        in.qualified_dividends = lane_get(input->qualified_dividends, i);
        in.short_term_gains = lane_get(input->short_term_gains, i);
        in.long_term_gains = lane_get(input->long_term_gains, i);
        in.rental_income = lane_get(input->rental_income, i);
        in.other_income = lane_get(input->other_income, i);
        for (int k = 0; k < 2; k++) in.fica[k] = lane_get(input->fica[k], i);
        in.agi = lane_get(input->agi, i);
        in.taxable_social_security = lane_get(input->taxable_social_security, i);
        in.taxable_income = lane_get(input->taxable_income, i);
        in.deduction = lane_get(input->deduction, i);
        in.senior_deduction = lane_get(input->senior_deduction, i);
        in.itemized = lane_get(input->itemized, i);
        in.income_tax = lane_get(input->income_tax, i);
        in.eitc = lane_get(input->eitc, i);
        in.child_credit = lane_get(input->child_credit, i);
        r[i] = fp_state_tax(&one, &in);
    }
    return lane_load(r);
}
