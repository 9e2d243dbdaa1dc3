/* When money comes out early, and what that costs. */
#include "planning/law/early.h"

#include "planning/law/rmd.h"
#include "planning/math/tvm.h"

enum {
    AGE = 59,            /* and a half: 26 U.S.C. 72(t)(2)(A)(i) */
    SEPARATION_AGE = 55, /* 26 U.S.C. 72(t)(2)(A)(v), (c) */
    HSA_AGE = 65,        /* 26 U.S.C. 223(f)(4)(C), 42 U.S.C. 1395c */
    SEPP_YEARS = 5,      /* 26 U.S.C. 72(t)(4)(A)(ii)(I) */
    FIRST_HALF = 6       /* birthdays up to June: 59 1/2 in the year of 59 */
};

static const double SEPP_RATE_FLOOR = 0.05, MIDTERM_PART = 1.2;

struct fp_early_facts
fp_early_facts_of(const struct fp_account *account,
                  const struct fp_person *person)
{
    struct fp_early_facts facts = {
        .type = account->type,
        .employer_plan = account->employer_plan,
        .sepp_start_year = account->sepp_start_year,
        .birth_year = person->birth_year,
        .birth_month = person->birth_month,
        .separation_year = person->birth_year + person->retirement_age,
    };

    return facts;
}

int
fp_early_age_year(int birth_year, int birth_month)
{
    int early_birthday = birth_month >= 1 && birth_month <= FIRST_HALF;

    return birth_year + (early_birthday ? AGE : AGE + 1);
}

/* Left the employer whose plan it is in or after the year of 55. */
static int
separated(const struct fp_early_facts *facts, int year)
{
    return facts->employer_plan && facts->separation_year > 0 &&
           year >= facts->separation_year &&
           facts->separation_year >= facts->birth_year + SEPARATION_AGE;
}

enum fp_early
fp_early_due(const struct fp_early_facts *facts, int year)
{
    switch (facts->type) {
    case FP_ACCOUNT_TRADITIONAL:
    case FP_ACCOUNT_ROTH:
        if (year >= fp_early_age_year(facts->birth_year, facts->birth_month) ||
            separated(facts, year))
            return FP_EARLY_FREE;
        return FP_EARLY_DUE;
    case FP_ACCOUNT_HSA:
        return year >= facts->birth_year + HSA_AGE ? FP_EARLY_FREE
                                                   : FP_EARLY_DUE_HSA;
    case FP_ACCOUNT_529: return FP_EARLY_CLOSED;
    default: return FP_EARLY_FREE;
    }
}

int
fp_early_exempt(const struct fp_early_facts *facts, int year)
{
    return fp_early_due(facts, year) == FP_EARLY_FREE;
}

double
fp_sepp_payment(double balance, int age, double rate)
{
    if (!(balance > 0.0))
        return 0.0;
    return balance / fp_tvm_annuity(rate, fp_rmd_single(age), FP_TVM_END);
}

double
fp_sepp_rate_max(double federal_midterm_rate)
{
    double rate = MIDTERM_PART * federal_midterm_rate;

    return rate > SEPP_RATE_FLOOR ? rate : SEPP_RATE_FLOOR;
}

int
fp_sepp_active(const struct fp_early_facts *facts, int year)
{
    int first = facts->sepp_start_year;

    return first > 0 && year >= first &&
           (year < first + SEPP_YEARS ||
            year < fp_early_age_year(facts->birth_year, facts->birth_month));
}
