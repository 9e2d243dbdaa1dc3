/* Conformance figures of the accounts' law: distributions, early payments,
 * Medicare, the premium tax credit, contribution limits. */
#include <math.h>

#include "planning/law/aca.h"
#include "planning/check/conformance_rows.h"
#include "planning/law/early.h"
#include "planning/law/limits.h"
#include "planning/law/medicare.h"
#include "planning/law/rmd.h"

double
fp_conformance_rmd_spouse(const struct fp_row_conformance_figure *r)
{
    return r->d / fp_rmd_divisor_of((int)r->a, (int)r->b, (int)r->c);
}

double
fp_conformance_inherited(const struct fp_row_conformance_figure *r)
{
    struct fp_inherited account = { .death_year = (int)r->a,
                                    .decedent_birth_year = (int)r->b,
                                    .beneficiary = (enum fp_beneficiary)r->c,
                                    .birth_year = (int)r->d };

    return r->f / fp_inherited_divisor(&account, (int)r->e);
}

double
fp_conformance_sepp(const struct fp_row_conformance_figure *r)
{
    return fp_sepp_payment(r->a, (int)r->b, r->c);
}

double
fp_conformance_medicare(const struct fp_row_conformance_figure *r)
{
    struct fp_medicare_law law;
    size_t tier;

    if (fp_medicare_get((int)r->a, (enum fp_filing_status)r->b, &law) !=
        FP_OK)
        return NAN;
    tier = fp_medicare_tier(&law, r->c);
    return law.part_b + law.surcharge_b[tier] + law.surcharge_d[tier];
}

double
fp_conformance_aca(const struct fp_row_conformance_figure *r)
{
    struct fp_aca_law law;

    fp_aca_get((int)r->a, (int)r->a, FP_ACA_CONTIGUOUS, &law);
    return fp_aca_credit(&law, (int)r->b, r->c, r->d, r->e, 1.0);
}

double
fp_conformance_contribution(const struct fp_row_conformance_figure *r)
{
    struct fp_limits limits;
    struct fp_limit_household household = {
        .status = (enum fp_filing_status)r->d, .magi = r->e,
        .people = { { .age = (int)r->b, .pay = 1e6,
                      .hsa_family = r->f != 0.0 } },
        .n_people = 1,
    };
    struct fp_limit_item item = { .kind = (enum fp_limit_kind)r->c,
                                  .wanted = 1e6 };

    if (fp_limits_get((int)r->a, &limits) != FP_OK ||
        fp_limits_apply(&limits, &household, &item, 1) != FP_OK)
        return NAN;
    return item.allowed;
}
