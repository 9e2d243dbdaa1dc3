/* A loan against its replacement. */
#include "planning/calculators/refinance.h"

#include <math.h>

#include "planning/math/tvm.h"

/* One loan as it goes: what was paid so far, discounted, and what is owed. */
struct run {
    const struct fp_loan_row *rows;
    int months;              /* rows there are */
    double paid;
};

/* Cost to the end of `month`: paid until then and owed then. */
static double
cost_at(struct run *run, int month, double discount)
{
    if (month > run->months)
        return run->paid;
    run->paid += (run->rows[month - 1].payment + run->rows[month - 1].extra) *
                 discount;
    return run->paid + run->rows[month - 1].balance * discount;
}

enum fp_err
fp_refinance(const struct fp_refinance *q, struct fp_refinance_result *out)
{
    struct fp_loan_row old_rows[FP_LOAN_MONTHS_MAX];
    struct fp_loan_row new_rows[FP_LOAN_MONTHS_MAX];
    struct fp_refinance_result r = { .break_even_months = -1,
                                     .cheaper_until = -1 };
    struct run before, after;
    double v, discount = 1.0, costs;
    enum fp_err err;

    if (!(q->costs_paid >= 0.0) || !isfinite(q->costs_paid) ||
        !(q->discount_rate >= 0.0) || !(q->discount_rate <= 1.0) ||
        q->keep_months < 1 || q->keep_months > FP_LOAN_MONTHS_MAX)
        return FP_EINVAL;
    err = fp_amortize(&q->old_loan, old_rows, &r.old_loan);
    if (err == FP_OK)
        err = fp_amortize(&q->new_loan, new_rows, &r.new_loan);
    if (err != FP_OK)
        return err;
    before = (struct run){ old_rows, r.old_loan.months, 0.0 };
    after = (struct run){ new_rows, r.new_loan.months, q->costs_paid };
    v = 1.0 / (1.0 + q->discount_rate / 12.0);
    for (int month = 1; month <= q->keep_months; month++) {
        discount *= v;
        r.old_cost = cost_at(&before, month, discount);
        r.new_cost = cost_at(&after, month, discount);
        if (!(r.new_cost < r.old_cost))
            continue;
        r.cheaper_until = month;
        if (r.break_even_months < 0)
            r.break_even_months = month;
    }
    r.saving = r.old_cost - r.new_cost;
    r.saving_monthly = r.old_loan.payment - r.new_loan.payment;
    costs = q->costs_paid + q->new_loan.balance - q->old_loan.balance;
    r.simple_months = -1;
    if (costs <= 0.0 && r.saving_monthly >= 0.0)
        r.simple_months = 0;
    else if (r.saving_monthly > 0.0)
        r.simple_months = (int)fmin(ceil(costs / r.saving_monthly), 1e9);
    r.interest_saved = r.old_loan.interest - r.new_loan.interest -
                       q->costs_paid -
                       (q->new_loan.balance - q->old_loan.balance);
    *out = r;
    return FP_OK;
}
