/* The federal law in lanes (kernel/lanes.h): the return, Medicare's surcharge,
 * the premium credit and the layers of Roth accounts. Private to planning/.
 * The same source gives the public functions of tax.h, medicare.h, aca.h and
 * roth.h at level 1, where a lane is a double and the types here are theirs. */
#ifndef FP_PLANNING_LAW_LANES_H
#define FP_PLANNING_LAW_LANES_H

#include "planning/kernel/lanes.h"
#include "planning/law/aca.h"
#include "planning/law/medicare.h"
#include "planning/law/roth.h"
#include "planning/law/tax.h"

#if FP_LEVEL == 1
#define fp_tax_schedule_lanes fp_tax_schedule
#define fp_tax_law_lanes fp_tax_law
#define fp_tax_input_lanes fp_tax_input
#define fp_tax_result_lanes fp_tax_result
#define fp_eitc_law_lanes fp_eitc_law
#define fp_medicare_law_lanes fp_medicare_law
#define fp_roth_lanes fp_roth
#else
#define FP_REAL lane
#define FP_TAX_TAG(name) name##_lanes
#include "planning/law/tax_types.inc"
#undef FP_TAX_TAG
#undef FP_REAL

struct fp_medicare_law_lanes {
    int year;
    enum fp_filing_status status;
    size_t n;
    lane over[FP_MEDICARE_TIERS_MAX];
    lane surcharge_b[FP_MEDICARE_TIERS_MAX];
    lane surcharge_d[FP_MEDICARE_TIERS_MAX];
    lane surcharge[FP_MEDICARE_TIERS_MAX];
    lane part_b, part_d;
};

struct fp_roth_lanes {
    lane contributions;
    lane conversions[FP_ROTH_YEARS];
    int year;
    int first_year;
};
#endif

/* What withdrawals cannot change of a return. */
struct fp_tax_fixed_lanes {
    lane income;              /* in adjusted gross income before investments
                               * and retirement income */
    lane fica, se_tax, se_deduction, additional_medicare;
    lane earned;              /* for the credits */
    lane standard_deduction;
    lane savers;              /* contributions that count */
    int aged;
    int has_benefits, itemizes, has_profit, saves, has_earned; /* 0: in no lane */
};

/* The law with indexed amounts times factor: fp_tax_law_index. */
void FP_LEVEL_NAME(fp_lane_tax_law_index)(const struct fp_tax_law *law,
                                          lane factor,
                                          struct fp_tax_law_lanes *out);

/* fixed from an input whose interest, dividends, gains, retirement income and
 * early distributions are not looked at. */
void FP_LEVEL_NAME(fp_lane_tax_prepare)(const struct fp_tax_law_lanes *law,
                                        const struct fp_tax_input_lanes *input,
                                        struct fp_tax_fixed_lanes *fixed);

/* Every line of the return but the marginal rate; fixed is input's. */
void FP_LEVEL_NAME(fp_lane_tax_run)(const struct fp_tax_law_lanes *law,
                                    const struct fp_tax_fixed_lanes *fixed,
                                    const struct fp_tax_input_lanes *input,
                                    struct fp_tax_result_lanes *result);

/* fp_medicare_index, the monthly surcharge of an income of two years earlier,
 * and fp_medicare_threshold. */
void FP_LEVEL_NAME(fp_lane_medicare_index)(
    const struct fp_medicare_law *from, int year, lane factor,
    struct fp_medicare_law_lanes *out);
lane FP_LEVEL_NAME(fp_lane_medicare_surcharge)(
    const struct fp_medicare_law_lanes *law, lane magi);

/* fp_aca_credit. */
lane FP_LEVEL_NAME(fp_lane_aca_credit)(const struct fp_aca_law *law, int people,
                                       lane magi, lane benchmark, lane premium,
                                       lane factor);

#if FP_LEVEL > 1
/* roth.h, in the year that the layers have been advanced to. A withdrawal
 * takes contributions, conversions by age, earnings. */
void FP_LEVEL_NAME(fp_lane_roth_of)(const struct fp_roth *one,
                                    struct fp_roth_lanes *roth);
void FP_LEVEL_NAME(fp_lane_roth_advance)(struct fp_roth_lanes *roth, int year);
lane FP_LEVEL_NAME(fp_lane_roth_basis)(const struct fp_roth_lanes *roth);
void FP_LEVEL_NAME(fp_lane_roth_withdraw)(struct fp_roth_lanes *roth,
                                          lane amount);
void FP_LEVEL_NAME(fp_lane_roth_contribute)(struct fp_roth_lanes *roth,
                                            lane amount);
void FP_LEVEL_NAME(fp_lane_roth_convert)(struct fp_roth_lanes *roth,
                                         lane amount);
#endif

#endif
