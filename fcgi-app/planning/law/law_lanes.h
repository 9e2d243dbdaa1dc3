/* interim */
#ifndef FP_LAW_LANES_H
#define FP_LAW_LANES_H
#include "planning/kernel/lanes.h"
#include "planning/law/tax.h"
#include "planning/law/medicare.h"
#include "planning/law/roth.h"
#include <string.h>
struct fp_lane_tax_input {
    int n_taxpayers;           /* 1 or 2 */
    int ages[2];               /* at year end */
    int blind[2];
    int children_under_17;     /* for the child tax credit */
    int other_dependents;
    int eitc_children;         /* qualifying children of the earned income
                                * credit: under 19, students under 24 */
    int no_eitc;               /* 1: the earned income credit is not claimed */
    lane wages[2];           /* per person, dollars, before deferrals */
    lane self_employment[2]; /* per person: net profit, or loss */
    lane pretax_deferrals;   /* put into traditional accounts: lowers the
                                * income tax, not payroll tax */
    lane adjustments;        /* others above the line: health savings
                                * accounts, … */
    lane savers_contributions[2]; /* to retirement accounts, per person */
    lane interest;           /* taxable interest and ordinary yields */
    lane tax_exempt_interest;
    lane ordinary_dividends; /* total, including the qualified ones */
    lane qualified_dividends;
    lane short_term_gains;   /* net */
    lane long_term_gains;    /* net */
    lane retirement_income;  /* IRA and plan distributions, pensions */
    lane early_distribution; /* part of it that bears the additional tax of
                                * 26 U.S.C. 72(t) */
    lane early_distribution_hsa; /* … of 26 U.S.C. 223(f)(4) */
    lane rental_income;
    lane other_income;
    lane social_security;    /* benefits received */
    lane medical_expenses;   /* itemised deductions: paid, before floors, */
    lane salt_paid;          /* caps and limits */
    lane mortgage_interest;
    lane mortgage_balance;   /* average of the year */
    lane charity_cash;
};
struct fp_lane_tax_result {
    lane se_tax;             /* self-employment tax */
    lane se_deduction;       /* half of it */
    lane agi;
    lane magi;               /* agi and tax-exempt interest: Medicare's */
    lane taxable_social_security;
    lane standard_deduction; /* with the additions for age and blindness */
    lane salt_deducted;      /* state and local taxes, under the cap */
    lane itemized_deduction; /* after floors, caps and limits */
    lane deduction;          /* the one that was taken, and gifts beside the
                                * standard one */
    lane senior_deduction;
    lane qbid;               /* qualified business income deduction */
    lane taxable_income;
    lane preferential_income; /* part taxed at the gains schedule */
    lane ordinary_tax;
    lane gains_tax;
    lane regular_tax;        /* ordinary_tax + gains_tax */
    lane amt;                /* alternative minimum tax, beyond regular_tax */
    lane ctc_odc_nonrefundable; /* child and dependent credits */
    lane ctc_refundable;
    lane savers_credit;
    lane eitc;               /* earned income credit */
    lane income_tax;         /* regular_tax + amt - child and dependent
                                * credits; negative: refunded */
    lane niit;
    lane early_penalty;
    lane federal_tax;        /* income_tax - savers_credit - eitc + niit +
                                * early_penalty */
    lane fica;               /* employees' OASDI and Medicare */
    lane additional_medicare;
    lane total;              /* federal_tax + se_tax + fica +
                                * additional_medicare */
    lane marginal_rate;      /* of one more dollar of ordinary income, by
                                * exact difference over one dollar, all lines
                                * but payroll */
    lane net_capital_loss_unused; /* beyond the yearly limit, >= 0 */
    lane loss_carried_short; /* 26 U.S.C. 1212(b): both >= 0 */
    lane loss_carried_long;
};

struct fp_lane_tax_law { struct fp_tax_law one[FP_LANES]; lane qcd_limit; };
struct fp_lane_medicare_law { struct fp_medicare_law one[FP_LANES]; lane part_b, part_d; };
struct fp_lane_roth { struct fp_roth one[FP_LANES]; };
static inline void FP_LEVEL_NAME(fp_lane_roth_of)(const struct fp_roth *r, struct fp_lane_roth *o){ for(int i=0;i<FP_LANES;i++) o->one[i]=*r; }
static inline void FP_LEVEL_NAME(fp_lane_roth_advance)(struct fp_lane_roth *o,int y){ for(int i=0;i<FP_LANES;i++) fp_roth_advance(&o->one[i],y); }
static inline lane FP_LEVEL_NAME(fp_lane_roth_basis)(const struct fp_lane_roth *o){ double x[FP_LANES]; for(int i=0;i<FP_LANES;i++) x[i]=fp_roth_basis(&o->one[i]); return lane_load(x);}
static inline lane FP_LEVEL_NAME(fp_lane_roth_free)(const struct fp_lane_roth *o,int y){ double x[FP_LANES]; for(int i=0;i<FP_LANES;i++) x[i]=fp_roth_free(&o->one[i],y); return lane_load(x);}
static inline void FP_LEVEL_NAME(fp_lane_roth_withdraw)(struct fp_lane_roth *o,lane a,int y){ for(int i=0;i<FP_LANES;i++) fp_roth_withdraw(&o->one[i],lane_get(a,i),y,1); }
static inline void FP_LEVEL_NAME(fp_lane_roth_contribute)(struct fp_lane_roth *o,lane a,int y){ for(int i=0;i<FP_LANES;i++) fp_roth_contribute(&o->one[i],lane_get(a,i),y); }
static inline void FP_LEVEL_NAME(fp_lane_roth_convert)(struct fp_lane_roth *o,lane a,int y){ for(int i=0;i<FP_LANES;i++) if (lane_get(a,i)>0) fp_roth_convert(&o->one[i],lane_get(a,i),y); }
static inline void FP_LEVEL_NAME(fp_lane_roth_pick)(mask m,const struct fp_lane_roth *a,struct fp_lane_roth *o){ for(int i=0;i<FP_LANES;i++) if (mask_get(m,i)) o->one[i]=a->one[i]; }
static inline lane FP_LEVEL_NAME(fp_lane_medicare_surcharge)(const struct fp_lane_medicare_law *l, lane magi){ double x[FP_LANES]; for(int i=0;i<FP_LANES;i++) x[i]=l->one[i].surcharge[fp_medicare_tier(&l->one[i],lane_get(magi,i))]; return lane_load(x);}
#endif
