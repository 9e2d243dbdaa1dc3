/* A state return on top of the federal one, of what a household says beside its
 * federal figures. Pure; thread-safe. */
#ifndef FP_PLANNING_STATE_RETURN_H
#define FP_PLANNING_STATE_RETURN_H

#include "base/attr.h"
#include "base/err.h"
#include "planning/law/state_tax.h"
#include "planning/law/tax.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_state_facts {
    char state[8];      /* two letters, "none"; "" not named */
    double pensions;    /* taxable, of both spouses; part of the input's
                         * retirement_income */
    int n_dependents;
    int dependent_ages[FP_STATE_DEPENDENTS_MAX];
};

/* What the state's return asks. The facts do not say whose a couple's pensions
 * and benefits are: they are in equal parts those of the spouses who are 60 or
 * older, else the first's. State and local taxes (of the federal cap salt_cap
 * at most) are no part of a state's itemised deductions. */
struct fp_state_input
fp_state_return_input(const struct fp_state_facts *facts, double salt_cap,
                      const struct fp_tax_input *input,
                      const struct fp_tax_result *federal)
    FP_NONNULL(1, 3, 4);

/* The state's return; all zeros where no state was named. FP_ERANGE: no law
 * for the year. */
enum fp_err fp_state_return(const struct fp_state_facts *facts, int year,
                            enum fp_filing_status status,
                            const struct fp_tax_input *input,
                            const struct fp_tax_result *federal,
                            struct fp_state_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5, 6);

#ifdef __cplusplus
}
#endif

#endif
