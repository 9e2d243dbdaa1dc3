/* The plan compiled once into flat tables by year, so that a path's inner
 * loop looks nothing up and allocates nothing. Private to planning/.
 *
 * Every flow is kept in two parts: `real` dollars of the first year, which
 * the path multiplies by its price level, and `nominal` dollars, which it
 * takes as they are. Where deaths are drawn, a year is compiled once for each
 * set of people who may be alive in it. Immutable once built; shared by all
 * threads. */
#ifndef FP_PLANNING_COMPILE_H
#define FP_PLANNING_COMPILE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/law/aca.h"
#include "planning/law/limits.h"
#include "planning/law/medicare.h"
#include "planning/plan.h"
#include "planning/law/state_tax.h"
#include "planning/law/tax.h"

enum {
    /* More than a plan may have: the account that takes a surplus when the
     * plan names none, and a Roth account for each person who converts. */
    FP_COMPILED_ACCOUNTS_MAX = FP_PLAN_ACCOUNTS_MAX + 1 + FP_PLAN_PEOPLE_MAX,
    FP_ALIVE_SETS = 1 << FP_PLAN_PEOPLE_MAX /* bit p: person p is alive */
};

struct fp_flow {
    double real;
    double nominal;
};

static inline double
fp_flow_dollars(struct fp_flow flow, double price_level)
{
    return flow.real * price_level + flow.nominal;
}

/* What the year's law says about one account. */
struct fp_account_rules {
    double rmd_divisor;      /* 0: nothing is required */
    unsigned char empty;     /* inherited: all of it is required this year */
    unsigned char early;     /* 1: withdrawals bear the additional tax */
    unsigned char qualified; /* Roth: earnings are free of tax by now */
    unsigned char closed;    /* pays for nothing but its purpose (529) */
    unsigned char gives;     /* 1: gifts may go straight out of it */
    unsigned char sepp_starts; /* 1: this year sets the payment */
    double sepp_factor;      /* > 0: periodic payments, as a part of the
                              * balance at the series' start */
};

/* What the calendar decides about one year, whatever the market does. */
struct fp_compiled_year {
    int year;
    unsigned alive;                 /* bit p: person p */
    int ages[FP_PLAN_PEOPLE_MAX];   /* -1 once the person is gone */
    enum fp_filing_status status;
    int n_taxpayers;
    int tax_ages[2];
    int tax_blind[2];
    int slots[FP_PLAN_PEOPLE_MAX];  /* each person's place on the return */
    int children;                   /* under 17 */
    int dependents;                 /* others */
    int eitc_children;              /* under 19 */
    int n_dependent_ages;
    int dependent_ages[FP_STATE_DEPENDENTS_MAX];
    int on_medicare;                /* people of 65 and over */
    int on_marketplace;             /* people whom the marketplace covers */
    struct fp_tax_law law;          /* amounts of the law year, not indexed */
    const struct fp_state_law *state; /* NULL: no state tax */
    const struct fp_medicare_law *medicare; /* NULL: nobody, or not asked */
    const struct fp_aca_law *aca;   /* NULL: nobody is covered */
    const struct fp_limits *limits; /* of contributions; NULL: none */
    struct fp_flow wages[FP_PLAN_PEOPLE_MAX];
    struct fp_flow self_employment[FP_PLAN_PEOPLE_MAX]; /* net profit */
    struct fp_flow retirement[FP_PLAN_PEOPLE_MAX]; /* pensions, annuities */
    struct fp_flow rental;
    struct fp_flow other;
    struct fp_flow benefits[FP_PLAN_PEOPLE_MAX]; /* Social Security received */
    struct fp_flow tax_free;
    struct fp_flow expenses;        /* all kinds together */
    struct fp_flow essential;       /* part of them */
    struct fp_flow medical, charity, property_tax; /* parts of them */
    double debt_service;            /* nominal, as all of the debts */
    double mortgage_interest;       /* part of it: on property */
    double mortgage_balance;        /* average of those loans */
    struct fp_flow sale;            /* price less cost of the sale */
    struct fp_flow sale_gain;       /* before the exclusion */
    double sale_exclusion;
    double sale_payoff;             /* loans paid off with it */
    struct fp_flow equity;          /* at the year's end: unsold property … */
    double debts;                   /* … and what is still owed */
    const struct fp_flow *goals;    /* [n_goals] of the plan */
    const struct fp_flow *incomes;  /* [n_incomes]; Social Security: zero */
    const struct fp_flow *contributions; /* [n_contributions] of the plan */
    const struct fp_flow *rolled_in; /* [n_accounts]: lump sums, untaxed */
    const struct fp_flow *premiums; /* [n_accounts]: annuities bought */
    const struct fp_account_rules *rules; /* [n_accounts] */
    const double *weights;          /* [n_accounts][n_assets] */
    int converts;                   /* 1: conversions happen this year */
    int policy_started;             /* 1: the spending rule is in force */
    double later_income;            /* real value of the incomes after this
                                     * year at the rule's bond return, as if
                                     * the same people lived on */
};

struct fp_compiled_account {
    enum fp_account_type type;
    int owner;                      /* person; 0 for joint ones */
    int like;                       /* plan account whose investments it has;
                                     * -1: none */
    double balance, basis;
    double roth_basis;
    int roth_first_year;            /* as in the plan */
    double fee, yield_qualified, yield_ordinary;
    double kept_month;              /* of a dollar, after a month's fee */
    int converts_into;              /* traditional: the Roth account that
                                     * takes conversions; -1: none */
};

struct fp_compiled {
    const struct fp_plan *plan;
    int years;
    size_t n_assets;
    size_t n_accounts;              /* the plan's, and perhaps more */
    struct fp_compiled_account accounts[FP_COMPILED_ACCOUNTS_MAX];
    int order[FP_COMPILED_ACCOUNTS_MAX]; /* withdrawal order; all accounts */
    int surplus_account;
    int drifts;                     /* weights are kept by path: rebalancing
                                     * is off or has a band */
    int lives_drawn;                /* 1: some person's death is drawn */
    int years_alive[FP_PLAN_PEOPLE_MAX]; /* by the calendar */
    const double *survival[FP_PLAN_PEOPLE_MAX]; /* [years]: part of people who
                                     * are alive in year t; NULL: not drawn */
    double initial_wealth;
    /* For spending rules: the assets' real moments, and which are shares. */
    double real_mean[FP_PLAN_ASSETS_MAX];
    double real_covariance[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX];
    int is_stock[FP_PLAN_ASSETS_MAX];
    double marketplace_benchmark, marketplace_premium; /* real, a person */
    /* By set of people alive, [years]; NULL: that set never happens. */
    const struct fp_compiled_year *rows[FP_ALIVE_SETS];
    /* Survivor's Social Security, real dollars, where deaths are drawn:
     * widowed[p][d * years + t] is what person p receives in year t when the
     * other one is gone from year d on. NULL: rows say it. */
    const double *widowed[FP_PLAN_PEOPLE_MAX];
};

/* The set of people alive in year t under given years of life. */
static inline unsigned
fp_alive_set(const int years_alive[FP_PLAN_PEOPLE_MAX], int t)
{
    unsigned set = 0;

    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        if (t < years_alive[p])
            set |= 1u << p;
    return set;
}

/* Compiles a validated plan; everything lives in arena.
 * FP_EINVAL (the plan covers no year), FP_ERANGE (no tax law for a year) or
 * FP_ENOMEM. */
enum fp_err fp_compile(const struct fp_plan *plan, struct fp_arena *arena,
                       const struct fp_compiled **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* --- the parts of compiling, one file each ------------------------------- */

struct fp_build {
    const struct fp_plan *plan;
    struct fp_compiled *compiled;
    struct fp_arena *arena;
};

/* Accounts, their order, and what does not change by year. */
void fp_compile_holdings(struct fp_build *build) FP_NONNULL(1);

/* The parts of one year; row->year, alive and ages are set. */
enum fp_err fp_compile_incomes(struct fp_build *build, int t,
                               struct fp_compiled_year *row)
    FP_MUST_CHECK FP_NONNULL(1, 3);
enum fp_err fp_compile_outflows(struct fp_build *build, int t,
                                struct fp_compiled_year *row)
    FP_MUST_CHECK FP_NONNULL(1, 3);
enum fp_err fp_compile_estate(struct fp_build *build, int t,
                              struct fp_compiled_year *row)
    FP_MUST_CHECK FP_NONNULL(1, 3);
enum fp_err fp_compile_accounts(struct fp_build *build,
                                struct fp_compiled_year *row)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Social Security of every year and set of people; after all rows exist. */
enum fp_err fp_compile_benefits(struct fp_build *build,
                                struct fp_compiled_year *rows[FP_ALIVE_SETS])
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Spending rules; after the benefits. */
void fp_compile_spending(struct fp_build *build,
                         struct fp_compiled_year *rows[FP_ALIVE_SETS])
    FP_NONNULL(1, 2);

/* amount after t years of its own growth, as a flow. */
struct fp_flow fp_flow_grown(double amount, double growth,
                             enum fp_growth_basis basis, int t);

static inline void
fp_flow_add(struct fp_flow *sum, struct fp_flow part)
{
    sum->real += part.real;
    sum->nominal += part.nominal;
}

/* 1 when a flow is active in year while the people of the set are alive. */
int fp_compile_active(const struct fp_plan *plan, const struct fp_when *start,
                      const struct fp_when *end, int year, unsigned alive)
    FP_NONNULL(1, 2, 3);

#endif
