/* The law of a year at other prices, in lanes. This runs in every year of
 * every path where inflation is random. */
#include "planning/law/law_lanes.h"

/* What an indexed amount is a multiple of, by filing status. */
struct steps {
    double ordinary;  /* 26 U.S.C. 1(f)(7), as 1(j)(3)(B)(ii) applies it */
    double gains_low; /* where 15 % starts; 1(j)(5)(B)(i)(III): of others than
                       * joint returns and heads of household, half */
    double qbi;       /* 199A(e)(2): of a joint return, twice the others' */
    double amt;       /* exemption and second rate: 55(d)(1)(C), 55(b)(1)(A):
                       * of a separate return, half */
    double amt_phase; /* 55(d)(2): of others than joint returns, half */
    double savers;    /* 25B(b)(3): of heads of household three quarters, of
                       * others than joint returns half, of the joint one */
};

static const struct steps steps_of[FP_FILING_COUNT] = {
    [FP_FILING_SINGLE] = { 25, 25, 50, 100, 50, 250 },
    [FP_FILING_MARRIED_JOINT] = { 50, 50, 100, 100, 100, 500 },
    [FP_FILING_MARRIED_SEPARATE] = { 25, 25, 25, 50, 50, 250 },
    [FP_FILING_HEAD_OF_HOUSEHOLD] = { 50, 50, 50, 100, 50, 375 },
    [FP_FILING_SURVIVING_SPOUSE] = { 50, 50, 50, 100, 100, 250 },
};

/* Prices since the law's year. A factor of 1 leaves amounts as they are, also
 * those that are no multiple of their step. */
struct prices {
    lane factor;
    mask same;
};

/* amount times factor, rounded down to a multiple of step; the hair keeps a
 * product that is such a multiple but for its last bit. */
static inline lane
down(const struct prices *p, double amount, double step)
{
    return lane_pick(p->same, lane_of(amount),
                     lane_floor(amount * p->factor / step + 1e-9) * step);
}

static inline lane
nearest(const struct prices *p, double amount, double step)
{
    return lane_pick(p->same, lane_of(amount),
                     lane_floor(amount * p->factor / step + 0.5) * step);
}

static void
keep_fixed(const struct fp_tax_law *law, struct fp_tax_law_lanes *x)
{
    x->year = law->year;
    x->status = law->status;
    x->senior_deduction = law->senior_deduction;
    x->senior_phaseout_start = law->senior_phaseout_start;
    x->senior_phaseout_rate = law->senior_phaseout_rate;
    x->ss_base_1 = law->ss_base_1;
    x->ss_base_2 = law->ss_base_2;
    x->ss_share_1 = law->ss_share_1;
    x->ss_share_2 = law->ss_share_2;
    x->niit_threshold = law->niit_threshold;
    x->niit_rate = law->niit_rate;
    x->oasdi_rate = law->oasdi_rate;
    x->medicare_rate = law->medicare_rate;
    x->additional_medicare_threshold = law->additional_medicare_threshold;
    x->additional_medicare_rate = law->additional_medicare_rate;
    x->se_factor = law->se_factor;
    x->se_oasdi_rate = law->se_oasdi_rate;
    x->se_medicare_rate = law->se_medicare_rate;
    x->capital_loss_limit = law->capital_loss_limit;
    x->salt_cap = law->salt_cap;
    x->salt_floor = law->salt_floor;
    x->salt_phaseout_start = law->salt_phaseout_start;
    x->salt_phaseout_rate = law->salt_phaseout_rate;
    x->medical_floor = law->medical_floor;
    x->mortgage_limit = law->mortgage_limit;
    x->charity_limit = law->charity_limit;
    x->charity_floor = law->charity_floor;
    x->charity_nonitemizer = law->charity_nonitemizer;
    x->itemized_cut = law->itemized_cut;
    x->qbi_rate = law->qbi_rate;
    x->qbi_range = law->qbi_range;
    x->amt_phaseout_rate = law->amt_phaseout_rate;
    x->amt_rate_1 = law->amt_rate_1;
    x->amt_rate_2 = law->amt_rate_2;
    x->ctc_dependent = law->ctc_dependent;
    x->ctc_phaseout_start = law->ctc_phaseout_start;
    x->ctc_phaseout_rate = law->ctc_phaseout_rate;
    x->actc_rate = law->actc_rate;
    x->actc_earned = law->actc_earned;
    x->savers_contribution = law->savers_contribution;
    x->early_rate = law->early_rate;
    x->early_rate_hsa = law->early_rate_hsa;
}

static void
index_schedules(const struct fp_tax_law *law, const struct prices *p,
                const struct steps *step, struct fp_tax_law_lanes *x)
{
    x->ordinary.n = law->ordinary.n;
    for (size_t i = 0; i < law->ordinary.n; i++) {
        x->ordinary.floor[i] = down(p, law->ordinary.floor[i], step->ordinary);
        x->ordinary.rate[i] = law->ordinary.rate[i];
    }
    x->gains.n = law->gains.n;
    for (size_t i = 0; i < law->gains.n; i++) {
        x->gains.floor[i] = down(p, law->gains.floor[i],
                                 i > 1 ? 50.0 : step->gains_low);
        x->gains.rate[i] = law->gains.rate[i];
    }
}

static void
index_credits(const struct fp_tax_law *law, const struct prices *p,
              double savers, struct fp_tax_law_lanes *x)
{
    x->ctc_child = down(p, law->ctc_child, 100.0);
    x->actc_child = down(p, law->actc_child, 100.0);
    x->savers_50 = nearest(p, law->savers_50, savers);
    x->savers_20 = nearest(p, law->savers_20, savers);
    x->savers_10 = nearest(p, law->savers_10, savers);
    x->eitc_investment = down(p, law->eitc_investment, 50.0);
    for (int c = 0; c < FP_EITC_CHILDREN; c++) {
        const struct fp_eitc_law *from = &law->eitc[c];
        struct fp_eitc_law_lanes *eitc = &x->eitc[c];

        eitc->rate_in = from->rate_in;
        eitc->rate_out = from->rate_out;
        eitc->earned = nearest(p, from->earned, 10.0);
        eitc->phaseout = nearest(p, from->phaseout, 10.0);
        eitc->credit = lane_pick(p->same, lane_of(from->credit),
                                 eitc->earned * eitc->rate_in);
    }
}

void
FP_LEVEL_NAME(fp_lane_tax_law_index)(const struct fp_tax_law *law, lane factor,
                                     struct fp_tax_law_lanes *x)
{
    const struct steps *step = &steps_of[law->status];
    const struct prices prices = { factor, lane_eq(factor, lane_of(1.0)) };
    const struct prices *p = &prices;

    keep_fixed(law, x);
    index_schedules(law, p, step, x);
    x->standard_deduction = down(p, law->standard_deduction, 50.0);
    x->aged_addition = down(p, law->aged_addition, 50.0);
    /* SOURCE: 26 U.S.C. 408(d)(8)(F): to the nearest 1,000. */
    x->qcd_limit = nearest(p, law->qcd_limit, 1000.0);
    x->wage_base = nearest(p, law->wage_base, 300.0);
    x->qbi_threshold = down(p, law->qbi_threshold, step->qbi);
    x->qbi_minimum = down(p, law->qbi_minimum, 5.0);
    x->qbi_minimum_income = down(p, law->qbi_minimum_income, 5.0);
    x->amt_exemption = nearest(p, law->amt_exemption, step->amt);
    x->amt_phaseout_start =
        nearest(p, law->amt_phaseout_start, step->amt_phase);
    x->amt_rate_2_start = nearest(p, law->amt_rate_2_start, step->amt);
    index_credits(law, p, step->savers, x);
}
