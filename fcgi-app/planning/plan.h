/* The plan: what a household has, earns, spends and wants, as the engine
 * takes it. codec/ makes one from a document; programs may fill one by hand.
 *
 * Amounts are dollars of the plan's first year unless a growth basis says
 * nominal; rates are fractions (0.05 = 5 %); ages are whole years; a person's
 * age in a year is the year minus the birth year. Texts and arrays are owned
 * by the caller (usually one arena) and must outlive the plan.
 * A plan is immutable once validated and may be shared between threads. */
#ifndef FP_PLANNING_PLAN_H
#define FP_PLANNING_PLAN_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Limits of one plan. */
enum {
    FP_PLAN_PEOPLE_MAX = 2,
    FP_PLAN_ACCOUNTS_MAX = 32,
    FP_PLAN_FLOWS_MAX = 64, /* incomes, expenses, contributions: each */
    FP_PLAN_ASSETS_MAX = 16,
    FP_PLAN_YEARS_MAX = 100,
    FP_PLAN_GLIDE_MAX = 64
};

enum fp_filing_status {
    FP_FILING_SINGLE,
    FP_FILING_MARRIED_JOINT,
    FP_FILING_MARRIED_SEPARATE,
    FP_FILING_HEAD_OF_HOUSEHOLD,
    FP_FILING_SURVIVING_SPOUSE,
    FP_FILING_COUNT
};

enum fp_sex { FP_SEX_UNSTATED, FP_SEX_MALE, FP_SEX_FEMALE };

struct fp_person {
    const char *id;
    int birth_year;
    int birth_month;    /* 1..12, 0 when only the year is known */
    int birth_day;      /* 1..31, 0 when only the year is known */
    enum fp_sex sex;
    int retirement_age; /* whole years */
    int plan_to_age;    /* planned for the years before the one of this age */
};

/* A point in time of the plan. */
enum fp_when_kind {
    FP_WHEN_NONE,       /* start: first year; end: never */
    FP_WHEN_YEAR,
    FP_WHEN_AGE,        /* the year in which person has that age */
    FP_WHEN_RETIREMENT, /* person's retirement_age */
    FP_WHEN_DEATH,      /* person's plan_to_age */
    FP_WHEN_CLAIM       /* person's Social Security claim age */
};

struct fp_when {
    enum fp_when_kind kind;
    int value;          /* the year or the age */
    int person;         /* index into people */
};

enum fp_growth_basis {
    FP_GROWTH_REAL,     /* on top of inflation */
    FP_GROWTH_NOMINAL   /* as is, inflation does not matter */
};

enum fp_account_type {
    FP_ACCOUNT_TAXABLE,
    FP_ACCOUNT_CASH,        /* taxable; all in the bill asset unless said */
    FP_ACCOUNT_TRADITIONAL,
    FP_ACCOUNT_ROTH,
    FP_ACCOUNT_TYPE_COUNT
};

struct fp_account {
    const char *id;
    int owner;              /* index into people; -1 is joint */
    enum fp_account_type type;
    double balance;         /* dollars at the start of the first year */
    double cost_basis;      /* taxable and cash accounts; 0..; may exceed
                             * the balance (a loss) */
    double weights[FP_PLAN_ASSETS_MAX]; /* by plan asset; they sum to 1 */
    double fee;             /* of the balance after growth, a year */
    double yield_qualified; /* part of the balance paid as qualified
                             * dividends in a year, taxed, reinvested */
    double yield_ordinary;  /* same, as interest */
    int employer_plan;      /* 1: 401(k) and the like */
};

enum fp_income_kind {
    FP_INCOME_SALARY,          /* wages: income tax and payroll tax */
    FP_INCOME_PENSION,         /* ordinary income */
    FP_INCOME_ANNUITY,         /* ordinary income */
    FP_INCOME_RENTAL,          /* net; ordinary investment income */
    FP_INCOME_SOCIAL_SECURITY, /* from pia_monthly and claim_age */
    FP_INCOME_OTHER,           /* ordinary income */
    FP_INCOME_TAX_FREE,
    FP_INCOME_KIND_COUNT
};

struct fp_income {
    const char *id;
    int owner;                 /* index into people; -1: the household */
    enum fp_income_kind kind;
    double amount;             /* dollars a year; unused for Social Security */
    double growth;             /* a year, from the plan's start */
    enum fp_growth_basis growth_basis;
    struct fp_when start, end; /* active from start until before end */
    double pia_monthly;        /* Social Security: primary insurance amount in
                                * dollars of the first year, a month */
    int claim_age;             /* Social Security: 62..70 */
};

struct fp_expense {
    const char *id;
    double amount;             /* dollars a year */
    int essential;
    double growth;
    enum fp_growth_basis growth_basis;
    struct fp_when start, end;
    double survivor_share;     /* part that stays after the first death */
};

struct fp_contribution {
    const char *id;
    int account;               /* index into accounts */
    double amount;             /* dollars a year */
    double growth;
    enum fp_growth_basis growth_basis;
    struct fp_when start, end;
    double match_rate;         /* employer pays this part of the contribution */
    double match_up_to_pay;    /* … counting at most this part of pay */
};

enum fp_spending_policy {
    FP_SPENDING_CONSTANT_REAL,       /* the expenses as they stand */
    FP_SPENDING_PERCENT_OF_PORTFOLIO /* percent of the balance at year start,
                                      * in place of the expenses */
};

enum fp_withdrawal_order {
    FP_ORDER_CONVENTIONAL, /* cash, taxable, traditional, Roth */
    FP_ORDER_PROPORTIONAL, /* every account in proportion to its balance */
    FP_ORDER_LIST          /* order[] */
};

enum fp_rebalance {
    FP_REBALANCE_YEARLY,
    FP_REBALANCE_NEVER
};

enum fp_timing { FP_TIMING_START, FP_TIMING_END, FP_TIMING_MID };

struct fp_glide_point {
    int age;                            /* of the first person */
    double weights[FP_PLAN_ASSETS_MAX]; /* linear between the points */
};

struct fp_strategy {
    enum fp_spending_policy spending;
    double percent;            /* percent_of_portfolio: 0..1 */
    enum fp_withdrawal_order order_kind;
    int order[FP_PLAN_ACCOUNTS_MAX];
    size_t n_order;
    enum fp_rebalance rebalance;
    enum fp_timing timing;     /* when withdrawals happen in the year */
    const struct fp_glide_point *glide; /* replaces account weights, all
                                         * accounts but cash; n_glide 0: none */
    size_t n_glide;
};

enum fp_tax_model { FP_TAX_US, FP_TAX_NONE, FP_TAX_FLAT };

struct fp_taxes {
    enum fp_tax_model model;
    double flat_rate;          /* FP_TAX_FLAT: of all ordinary income,
                                * traditional withdrawals and realised gains */
    int law_year;              /* whose amounts are indexed onwards */
};

enum fp_market_model {
    FP_MARKET_LOGNORMAL,
    FP_MARKET_BOOTSTRAP,
    FP_MARKET_HISTORICAL,
    FP_MARKET_FIXED            /* every year is the mean */
};

struct fp_asset {
    const char *id;            /* "us_stock", "us_bond", "us_bill", … */
    double mean;               /* arithmetic mean of the yearly return */
    double sd;                 /* its standard deviation */
};

enum fp_inflation_model {
    FP_INFLATION_FIXED,
    FP_INFLATION_HISTORICAL    /* joint with the returns (bootstrap and
                                * historical markets) */
};

struct fp_market {
    enum fp_market_model model;
    const struct fp_asset *assets;
    size_t n_assets;
    double correlations[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX]; /* of log
                                * returns; symmetric, ones on the diagonal */
    enum fp_growth_basis basis; /* of the means above */
    enum fp_inflation_model inflation;
    double inflation_mean;     /* fixed model: a year */
    int block_years;           /* bootstrap: length of a block, 1.. */
    int from_year, to_year;    /* part of the history used; 0: all */
};

struct fp_plan {
    const char *name;
    int start_year;
    enum fp_filing_status filing_status;
    char state[8];             /* "CA", or "none" */
    const struct fp_person *people;
    size_t n_people;
    const struct fp_account *accounts;
    size_t n_accounts;
    const struct fp_income *incomes;
    size_t n_incomes;
    const struct fp_expense *expenses;
    size_t n_expenses;
    const struct fp_contribution *contributions;
    size_t n_contributions;
    struct fp_strategy strategy;
    struct fp_taxes taxes;
    struct fp_market market;
};

/* Years the plan covers: the first person's or the later person's last year
 * minus start_year. Born 1961, start 2026, plan_to_age 95: 30. May be <= 0 for
 * a plan that was not validated. */
int fp_plan_years(const struct fp_plan *plan) FP_NONNULL(1);

/* Everything that is impossible goes to faults, everything unusual (and
 * everything that the engine leaves out, such as state income tax) to
 * warnings; both name the field as in the plan document
 * ("/accounts/0/allocation"). Returns FP_OK or FP_EINVAL (faults were found).
 * Pure; thread-safe. */
enum fp_err fp_plan_validate(const struct fp_plan *plan,
                             struct fp_faults *faults,
                             struct fp_faults *warnings)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#ifdef __cplusplus
}
#endif

#endif
