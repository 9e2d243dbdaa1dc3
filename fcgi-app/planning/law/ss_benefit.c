/* From the primary insurance amount to what is paid a month. */
#include <math.h>

#include "planning/law/social_security.h"
#include "planning/tables.h"

enum { STEEP_MONTHS = 36 };

#define HAIR 1e-6

static const struct fp_row_fra *
retirement_row(int birth_year)
{
    size_t i = 0;

    while (i + 1 < fp_table_us_ss_retirement_age_count &&
           birth_year > fp_table_us_ss_retirement_age[i].born_to)
        i++;
    return &fp_table_us_ss_retirement_age[i];
}

int
fp_ss_full_retirement_months(int birth_year)
{
    return retirement_row(birth_year)->fra_months;
}

int
fp_ss_survivor_retirement_months(int birth_year)
{
    size_t i = 0;

    while (i + 1 < fp_table_us_ss_survivor_age_count &&
           birth_year > fp_table_us_ss_survivor_age[i].born_to)
        i++;
    return fp_table_us_ss_survivor_age[i].fra_months;
}

/* The part that is taken off for months before full retirement age: a rate
 * for the first 36 of them, another one beyond. */
static double
early_reduction(int months, double steep, double flat)
{
    int first = months < STEEP_MONTHS ? months : STEEP_MONTHS;

    return months <= 0 ? 0.0 : first * steep + (months - first) * flat;
}

enum fp_err
fp_ss_claim_factor(int birth_year, int claim_months, double *factor)
{
    const struct fp_row_fra *row = retirement_row(birth_year);
    int early = row->fra_months - claim_months;

    if (claim_months < FP_SS_EARLIEST_CLAIM ||
        claim_months > FP_SS_LATEST_CREDIT)
        return FP_EDOM;
    if (early > 0)
        *factor = 1.0 - early_reduction(early, fp_ss_rule("early_rate_36"),
                                        fp_ss_rule("early_rate_beyond"));
    else
        *factor = 1.0 + -early * row->credit_annual / 12.0;
    return FP_OK;
}

static double
to_the_dollar(double amount)
{
    return floor(amount + HAIR);
}

static int
credited_claim(const struct fp_ss_worker *worker)
{
    return worker->claim_months < FP_SS_LATEST_CREDIT ? worker->claim_months
                                                      : FP_SS_LATEST_CREDIT;
}

enum fp_err
fp_ss_own_benefit(const struct fp_ss_worker *worker, double *monthly)
{
    double factor;
    enum fp_err err = fp_ss_claim_factor(fp_ss_birth_year(worker->birth),
                                         credited_claim(worker), &factor);

    if (err != FP_OK)
        return err;
    *monthly = to_the_dollar(worker->pia * factor);
    return FP_OK;
}

enum fp_err
fp_ss_spousal_excess(const struct fp_ss_worker *worker,
                     const struct fp_ss_worker *spouse, double *monthly)
{
    int born = fp_ss_birth_month(spouse->birth);
    int worker_claims = fp_ss_birth_month(worker->birth) +
                        worker->claim_months;
    int fra = fp_ss_full_retirement_months(fp_ss_birth_year(spouse->birth));
    int from = spouse->claim_months;
    double half = fp_ss_rule("spouse_share") * worker->pia;
    double own, paid, reduction;
    enum fp_err err = fp_ss_own_benefit(spouse, &own);

    if (err != FP_OK)
        return err;
    if (worker_claims - born > from)
        from = worker_claims - born;
    reduction = early_reduction(fra - from,
                                fp_ss_rule("spouse_early_rate_36"),
                                fp_ss_rule("spouse_early_rate_beyond"));
    paid = half > spouse->pia
               ? to_the_dollar((half - spouse->pia) * (1.0 - reduction))
               : 0.0;
    /* Delayed credits on one's own benefit come out of the excess. */
    if (spouse->claim_months > fra)
        paid = fmax(fmin(paid, to_the_dollar(half) - own), 0.0);
    *monthly = paid;
    return FP_OK;
}

/* What the worker's record is worth to a survivor of full retirement age. */
static enum fp_err
unreduced(const struct fp_ss_deceased *deceased, double *amount)
{
    int fra =
        fp_ss_full_retirement_months(fp_ss_birth_year(deceased->worker.birth));
    struct fp_ss_worker worker = deceased->worker;

    *amount = worker.pia;
    if (!deceased->claimed)
        worker.claim_months = deceased->death_months;
    if (worker.claim_months <= fra)
        return FP_OK;
    return fp_ss_own_benefit(&worker, amount);
}

enum fp_err
fp_ss_survivor_benefit(const struct fp_ss_deceased *deceased,
                       struct fp_ss_birth survivor, int survivor_months,
                       double *monthly)
{
    int fra = fp_ss_survivor_retirement_months(fp_ss_birth_year(survivor));
    int worker_fra =
        fp_ss_full_retirement_months(fp_ss_birth_year(deceased->worker.birth));
    double amount, own;
    enum fp_err err;

    if (survivor_months < FP_SS_EARLIEST_SURVIVOR)
        return FP_EDOM;
    err = unreduced(deceased, &amount);
    if (err != FP_OK)
        return err;
    if (survivor_months < fra)
        amount *= 1.0 - fp_ss_rule("survivor_reduction_at_60") *
                            (fra - survivor_months) /
                            (fra - FP_SS_EARLIEST_SURVIVOR);
    if (deceased->claimed && deceased->worker.claim_months < worker_fra) {
        /* The limit is compared with what the reduction for age has left.
         * SOURCE: 42 U.S.C. 402(e)(2)(D); POMS RS 00615.320, A.3. */
        err = fp_ss_own_benefit(&deceased->worker, &own);
        if (err != FP_OK)
            return err;
        amount = fmin(amount, fmax(own, fp_ss_rule("survivor_limit") *
                                            deceased->worker.pia));
    }
    *monthly = to_the_dollar(amount);
    return FP_OK;
}

double
fp_ss_earnings_test(double earnings, double benefits, int months_to_fra)
{
    int year_of = months_to_fra < 12;
    double exempt = fp_ss_rule(year_of ? "earnings_test_exempt_year_of"
                                       : "earnings_test_exempt_under");
    double share = fp_ss_rule(year_of ? "earnings_test_share_year_of"
                                      : "earnings_test_share_under");
    double counted = earnings * months_to_fra / 12.0;
    double withheld;

    /* In the year of full retirement age only what is earned before it
     * counts, against the exempt amount of the whole year. */
    withheld = share * fmax((year_of ? counted : earnings) - exempt, 0.0);
    return fmin(withheld, benefits * months_to_fra / 12.0);
}
