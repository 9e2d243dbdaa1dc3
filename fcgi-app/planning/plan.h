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
#include "planning/market/sampler.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Limits of one plan. */
enum {
    FP_PLAN_PEOPLE_MAX = 2,
    FP_PLAN_ACCOUNTS_MAX = 32,
    FP_PLAN_DEPENDENTS_MAX = 16,
    FP_PLAN_FLOWS_MAX = 64, /* incomes, expenses, contributions: each */
    FP_PLAN_DEBTS_MAX = 16,
    FP_PLAN_PROPERTIES_MAX = 8,
    FP_PLAN_GOALS_MAX = 32,
    FP_PLAN_EARNINGS_MAX = 80, /* years of one earnings record */
    FP_PLAN_ASSETS_MAX = 16,
    FP_PLAN_YEARS_MAX = 100,
    FP_PLAN_GLIDE_MAX = 64,
    FP_PLAN_PHASES_MAX = 16
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

/* How long a person lives. */
enum fp_mortality {
    FP_MORTALITY_NONE,       /* until plan_to_age, in every path */
    FP_MORTALITY_SSA_PERIOD, /* drawn from the period life table */
    FP_MORTALITY_SSA_COHORT, /* drawn from the cohort's life table */
    FP_MORTALITY_COUNT
};

struct fp_person {
    const char *id;
    int birth_year;
    int birth_month;    /* 1..12, 0 when only the year is known */
    int birth_day;      /* 1..31, 0 when only the year is known */
    enum fp_sex sex;
    int retirement_age; /* whole years */
    int plan_to_age;    /* planned for the years before the one of this age;
                         * the latest possible end where death is drawn */
    int blind;          /* for the standard deduction */
    enum fp_mortality mortality;
};

/* A child or other dependent; counts as a child for the credit until the year
 * of 17, as a dependent until the year of dependent_until. */
struct fp_dependent {
    int birth_year;
    int until_age;      /* dependent in the years before this age; 19 or, for
                         * students, 24 */
};

/* A point in time of the plan. */
enum fp_when_kind {
    FP_WHEN_NONE,       /* start: first year; end: never */
    FP_WHEN_YEAR,
    FP_WHEN_AGE,        /* the year in which person has that age */
    FP_WHEN_RETIREMENT, /* person's retirement_age */
    FP_WHEN_DEATH,      /* the year after the person's last one */
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
    FP_ACCOUNT_HSA,         /* free of tax for medical expenses */
    FP_ACCOUNT_529,         /* free of tax for education goals, pays nothing
                             * else */
    FP_ACCOUNT_INHERITED,   /* traditional, from somebody else's estate */
    FP_ACCOUNT_TYPE_COUNT
};

/* Who inherited a traditional account, for the ten-year rule. */
enum fp_beneficiary {
    FP_BENEFICIARY_TEN_YEAR, /* any individual who is none of the others */
    FP_BENEFICIARY_SPOUSE,
    FP_BENEFICIARY_MINOR,    /* child of the decedent, until 21 */
    FP_BENEFICIARY_DISABLED, /* or chronically ill */
    FP_BENEFICIARY_NEAR_AGE, /* not more than ten years younger */
    FP_BENEFICIARY_COUNT
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
    double roth_basis;      /* Roth: contributions and conversions older than
                             * five years inside the balance */
    int roth_first_year;    /* Roth: year of the first contribution; 0: five
                             * years or more before the plan */
    int inherited_year;     /* inherited: the year of the owner's death */
    int decedent_birth_year; /* inherited */
    enum fp_beneficiary beneficiary; /* inherited */
    int hsa_family;         /* HSA: 1 for family coverage */
    int sepp_start_year;    /* substantially equal periodic payments (26
                             * U.S.C. 72(t)(2)(A)(iv)) from this year on, by
                             * amortisation; 0: none */
    double sepp_rate;       /* their interest rate a year */
};

enum fp_income_kind {
    FP_INCOME_SALARY,          /* wages: income tax and payroll tax */
    FP_INCOME_SELF_EMPLOYMENT, /* net profit of a business */
    FP_INCOME_PENSION,         /* ordinary income */
    FP_INCOME_ANNUITY,         /* ordinary income */
    FP_INCOME_RENTAL,          /* net; ordinary investment income */
    FP_INCOME_SOCIAL_SECURITY, /* from pia_monthly and claim_age */
    FP_INCOME_OTHER,           /* ordinary income */
    FP_INCOME_TAX_FREE,
    FP_INCOME_KIND_COUNT
};

/* One year of an earnings record. */
struct fp_earning {
    int year;
    double amount;             /* dollars of that year */
};

struct fp_income {
    const char *id;
    int owner;                 /* index into people; -1: the household */
    enum fp_income_kind kind;
    double amount;             /* dollars a year; unused for Social Security */
    double growth;             /* a year, from the plan's start */
    enum fp_growth_basis growth_basis;
    struct fp_when start, end; /* active from start until before end */
    double survivor_share;     /* pension, annuity: part that goes on to the
                                * other person after the owner's death */
    double pia_monthly;        /* Social Security: primary insurance amount in
                                * dollars of the first year, a month; 0 with
                                * earnings: computed from them */
    const struct fp_earning *earnings; /* [n_earnings] */
    size_t n_earnings;
    int claim_age;             /* Social Security: 62..70 */
    int claim_months;          /* beyond claim_age: 0..11 */
    double premium;            /* annuity: bought for this amount (dollars of
                                * the first year) in its start year, from … */
    int premium_account;       /* … this account; -1: not bought in the plan */
    double lump_sum;           /* pension: taken instead in its start year
                                * (dollars of that year), rolled over into … */
    int lump_account;          /* … this traditional account; -1: not taken */
};

enum fp_expense_kind {
    FP_EXPENSE_GENERAL,
    FP_EXPENSE_MEDICAL,      /* may come out of a health savings account;
                              * deductible beyond the floor */
    FP_EXPENSE_CHARITY,      /* deductible gifts of cash; qualified charitable
                              * distributions where the strategy says so */
    FP_EXPENSE_PROPERTY_TAX, /* deductible under the cap */
    FP_EXPENSE_KIND_COUNT
};

struct fp_expense {
    const char *id;
    enum fp_expense_kind kind;
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

/* A loan, paid by the month until it is gone. */
struct fp_liability {
    const char *id;
    double balance;          /* dollars at the plan's start */
    double rate;             /* nominal, a year, compounded monthly */
    double payment_monthly;  /* nominal dollars */
    int property;            /* index into properties: paid off when that is
                              * sold, its interest deductible; -1: none */
};

struct fp_property {
    const char *id;
    double value;            /* dollars at the plan's start */
    double growth;
    enum fp_growth_basis growth_basis;
    struct fp_when sell;     /* FP_WHEN_NONE: kept */
    double sale_cost;        /* part of the price */
    int primary_residence;   /* 1: gain excluded up to 26 U.S.C. 121 */
    double cost_basis;       /* nominal dollars */
};

enum fp_goal_kind {
    FP_GOAL_OTHER,
    FP_GOAL_EDUCATION,       /* paid from 529 accounts first */
    FP_GOAL_HOME,
    FP_GOAL_TRAVEL,
    FP_GOAL_VEHICLE,
    FP_GOAL_LEGACY,          /* wealth of at least amount at the plan's end */
    FP_GOAL_KIND_COUNT
};

struct fp_goal {
    const char *id;
    enum fp_goal_kind kind;
    double amount;           /* dollars a year, in each of its years */
    double growth;
    enum fp_growth_basis growth_basis;
    int from_year, to_year;  /* both included; legacy: unused */
    int priority;            /* 1 is given up last */
};

/* How much a household spends in a year; planning/spending/spending.h has the formula
 * and the source of each. */
enum fp_spending_policy {
    FP_SPENDING_CONSTANT_REAL,    /* the expenses as they stand, or an amount
                                   * that follows prices */
    FP_SPENDING_CONSTANT_NOMINAL, /* the same dollars every year */
    FP_SPENDING_PERCENT_OF_PORTFOLIO,
    FP_SPENDING_FLOOR_CEILING,    /* percent within bounds of the first year */
    FP_SPENDING_GUYTON_KLINGER,   /* guardrails of the withdrawal rate */
    FP_SPENDING_RISK_GUARDRAILS,  /* guardrails of the chance of success */
    FP_SPENDING_VPW,              /* annuity payment of the balance */
    FP_SPENDING_RMD_DIVISOR,      /* balance over the uniform table's years */
    FP_SPENDING_ONE_OVER_N,       /* balance over the years left */
    FP_SPENDING_CAPE,             /* percent that rises with earnings yield */
    FP_SPENDING_ENDOWMENT,        /* smoothed percent */
    FP_SPENDING_HEBELER_AUTOPILOT, /* smoothed annuity payment */
    FP_SPENDING_NINETY_FIVE_RULE, /* percent, never below 95 % of last year */
    FP_SPENDING_VANGUARD_DYNAMIC, /* percent, yearly steps bounded */
    FP_SPENDING_SMILE,            /* real spending changes with age */
    FP_SPENDING_PHASES,           /* factors by age */
    FP_SPENDING_LIFECYCLE_MERTON, /* optimal for constant risk aversion */
    FP_SPENDING_COUNT
};

/* From this age of the first person on, spending is factor times what it
 * would be. */
struct fp_spending_phase {
    int age;
    double factor;
};

/* The value of a rate that the rule leaves to the plan or its market. */
#define FP_SPENDING_UNSET (-1.0)

/* A policy with its parameters. fp_spending_defaults() fills all of them;
 * fp_spending_params (planning/spending/spending.h) says which belong to a policy,
 * their bounds and their defaults. Parts are fractions (0.04 = 4 %); dollars
 * are those of the plan's first year. */
struct fp_spending_rule {
    enum fp_spending_policy policy;
    struct fp_when start;      /* the expenses as they stand before; NONE: from
                                * the plan's first year */
    double amount;             /* first year's spending, dollars; 0: … */
    double initial_rate;       /* … as part of the portfolio; both 0: the
                                * plan's expenses of that year */
    double floor, ceiling;     /* dollars a year that follow prices; 0: none */
    int add_income;            /* 1: the policy says what the portfolio pays,
                                * other income is spent on top; 0: it says
                                * what the household spends. What starts from
                                * the plan's expenses is always the latter */
    int floor_essential;       /* 1: never below the essential expenses */
    int to_age;                /* the years left are those before this age of
                                * the youngest person alive; 0: of the plan */
    double percent;            /* of the portfolio, a year */
    double max_rise, max_fall; /* floor_ceiling: from the first year's real
                                * spending; vanguard_dynamic: from last year's
                                * (real) */
    double guard_above, guard_below; /* guyton_klinger: the withdrawal rate may
                                * be off the first one by these parts */
    double cut, raise;         /* … and spending then changes by these */
    int no_cut_years;          /* … without cuts in so many last years */
    double inflation_cap;      /* … raised by at most this for prices; 0: by
                                * all of inflation */
    int skip_after_loss;       /* … 1: not raised for prices after a year of
                                * loss while the rate is above the first one */
    double target_success, lower_success, upper_success; /* risk_guardrails */
    double stock_return, bond_return; /* vpw: real, a year; the latter also
                                * discounts later income */
    double rate;               /* vpw, hebeler_autopilot: real return of the
                                * annuity; vpw: UNSET from the two above */
    double future_value;       /* vpw: dollars to be left at the end */
    double multiplier;         /* rmd_divisor */
    double cape_base, cape_weight; /* cape: base + weight / CAPE */
    double cape;               /* CAPE where the path has none */
    double smoothing;          /* endowment, hebeler_autopilot: weight of last
                                * year's spending in today's prices */
    double keep;               /* ninety_five_rule: part of last year's */
    double risk_aversion, time_preference; /* lifecycle_merton */
    double expected_return, volatility; /* of the portfolio, real, a year:
                                * arithmetic mean and standard deviation;
                                * UNSET: of the market's assets as held */
    struct fp_spending_phase phases[FP_PLAN_PHASES_MAX]; /* rising ages */
    size_t n_phases;
};

enum fp_withdrawal_order {
    FP_ORDER_CONVENTIONAL, /* cash, taxable, traditional, Roth */
    FP_ORDER_PROPORTIONAL, /* every account in proportion to its balance */
    FP_ORDER_LIST,         /* order[] */
    FP_ORDER_BRACKET_FILL  /* traditional up to the top of a bracket, then as
                            * conventional */
};

enum fp_rebalance {
    FP_REBALANCE_YEARLY,
    FP_REBALANCE_NEVER,
    FP_REBALANCE_BAND      /* when a weight is off by more than the band */
};

enum fp_conversion_policy {
    FP_CONVERSION_NONE,
    FP_CONVERSION_FIXED,        /* amount a year */
    FP_CONVERSION_FILL_BRACKET, /* ordinary taxable income up to the top of
                                 * the bracket of rate */
    FP_CONVERSION_FILL_IRMAA    /* income up to the threshold of tier */
};

/* Moves from traditional accounts to the Roth account of the same owner. */
struct fp_conversion {
    enum fp_conversion_policy policy;
    double amount;             /* fixed: dollars of the first year, a year */
    double rate;               /* fill_bracket: the marginal rate, 0.22 */
    int tier;                  /* fill_irmaa: 0 stays below the first
                                * surcharge, 1 below the second, … */
    struct fp_when start, end;
};

enum fp_timing { FP_TIMING_START, FP_TIMING_END, FP_TIMING_MID };

struct fp_glide_point {
    int age;                            /* of the first person */
    double weights[FP_PLAN_ASSETS_MAX]; /* linear between the points */
};

struct fp_strategy {
    struct fp_spending_rule spending;
    enum fp_withdrawal_order order_kind;
    int order[FP_PLAN_ACCOUNTS_MAX];
    size_t n_order;
    double fill_rate;          /* bracket_fill: the bracket's rate */
    struct fp_conversion conversion;
    int charity_from_ira;      /* 1: gifts are qualified charitable
                                * distributions from 70 1/2 on */
    enum fp_rebalance rebalance;
    double band;               /* band: absolute deviation of a weight */
    enum fp_timing timing;     /* when withdrawals happen in the year */
    const struct fp_glide_point *glide; /* replaces account weights, all
                                         * accounts but cash; n_glide 0: none */
    size_t n_glide;
};

enum fp_tax_model { FP_TAX_US, FP_TAX_NONE, FP_TAX_FLAT };

/* Which Medicare costs the engine adds for people of 65 and over. */
enum fp_medicare_cost {
    FP_MEDICARE_IRMAA,         /* the surcharges of high incomes; standard
                                * premiums are among the expenses */
    FP_MEDICARE_FULL,          /* Part B and D premiums as well */
    FP_MEDICARE_NONE
};

struct fp_taxes {
    enum fp_tax_model model;
    double flat_rate;          /* FP_TAX_FLAT: of all ordinary income,
                                * traditional withdrawals and realised gains */
    int law_year;              /* whose amounts are indexed onwards */
    int frozen;                /* 1: amounts do not follow inflation */
    int no_sunsets;            /* 1: what ends by statute goes on */
    int no_state;              /* 1: the state's income tax is left out */
    enum fp_medicare_cost medicare;
    int has_prior_magi;        /* 1: income of the two years before is known */
    double prior_magi[2];      /* two years before the first, the year before;
                                * dollars */
    double benefit_cut;        /* part of Social Security that is cut … */
    int benefit_cut_year;      /* … from this year on; 0: never */
    double heir_rate;          /* what heirs pay on traditional money they
                                * inherit, for the legacy after tax */
};

/* Marketplace insurance before Medicare, with the premium tax credit. */
struct fp_marketplace {
    double benchmark;          /* premium of the benchmark plan a year for
                                * each person under 65, dollars of the first
                                * year; 0: nobody is covered */
    double premium;            /* of the plan bought, the same unit */
    struct fp_when start, end;
};

enum fp_market_model {
    FP_MARKET_LOGNORMAL,
    FP_MARKET_BOOTSTRAP,
    FP_MARKET_HISTORICAL,
    FP_MARKET_FIXED,           /* every year is the mean */
    FP_MARKET_STUDENT_T,
    FP_MARKET_REGIME,          /* a Markov chain over regimes */
    FP_MARKET_COUNT
};

/* What mean and sd of an asset are. */
enum fp_market_parameters {
    FP_PARAMETERS_ARITHMETIC,  /* of the yearly simple return */
    FP_PARAMETERS_LOG          /* drift mu and sd of a log return that is
                                * N(mu - sd^2 / 2, sd^2); lognormal only */
};

enum fp_bootstrap {
    FP_BOOTSTRAP_BLOCK,        /* blocks of block_years */
    FP_BOOTSTRAP_STATIONARY    /* of geometric length, block_years on average */
};

enum fp_asset_class {
    FP_ASSET_UNSTATED,         /* as the table us_cma says of the id */
    FP_ASSET_STOCK,
    FP_ASSET_BOND,
    FP_ASSET_BILL,
    FP_ASSET_OTHER,
    FP_ASSET_CLASS_COUNT
};

struct fp_asset {
    const char *id;            /* "us_stock", "us_bond", "us_bill", … */
    double mean;               /* arithmetic mean of the yearly return */
    double sd;                 /* its standard deviation */
};

enum fp_inflation_model {
    FP_INFLATION_FIXED,
    FP_INFLATION_HISTORICAL,   /* joint with the returns (bootstrap and
                                * historical markets) */
    FP_INFLATION_BOOTSTRAP,    /* the same: rows of a history are whole */
    FP_INFLATION_AR1,          /* mean-reverting */
    FP_INFLATION_COUNT
};

enum { FP_REGIMES_MAX = 4 };

/* Moments of the yearly simple returns while a regime lasts; inside it they
 * are lognormal. */
struct fp_regime {
    const char *id;
    double means[FP_PLAN_ASSETS_MAX];
    double sds[FP_PLAN_ASSETS_MAX];
    double correlations[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX];
};

/* Where valuations stand now; expected returns start there and reach the
 * assets' own means in equal steps. */
struct fp_conditioning {
    double cape;               /* of stocks; 0: not used */
    int has_bond_yield;
    double bond_yield;         /* of bonds, nominal */
    int years;                 /* until the long-run means hold, 1.. */
};

/* Years from the plan's start in which the market does better or worse than
 * its law: what is drawn is multiplied, so that it stays as uncertain. */
struct fp_tilt {
    int years;                 /* 0: none */
    double inflation;          /* (1 + i) becomes (1 + i) (1 + this) */
    double returns[FP_PLAN_ASSETS_MAX]; /* nominal gross returns likewise */
};

struct fp_history;             /* planning/market/history.h */

struct fp_market {
    enum fp_market_model model;
    enum fp_sampler sampler;   /* how paths are spread; the result is the same
                                * but for its errors */
    int control_variate;       /* 1: means and the probability are corrected
                                * by what is known of the market
                                * (lognormal ones only) */
    enum fp_market_parameters parameters;
    const struct fp_asset *assets;
    size_t n_assets;
    enum fp_asset_class kinds[FP_PLAN_ASSETS_MAX]; /* by asset: for
                                * conditioning, regimes and stresses */
    double correlations[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX]; /* of log
                                * returns (Student t: of returns); symmetric,
                                * ones on the diagonal */
    enum fp_growth_basis basis; /* of the means above */
    enum fp_inflation_model inflation;
    double inflation_mean;     /* fixed and ar1: a year */
    double inflation_sd;       /* ar1: in the long run */
    double inflation_persistence; /* ar1: part of a deviation that is left
                                * after a year, 0 .. below 1 */
    int has_inflation_start;
    double inflation_start;    /* ar1: in the year before the first */
    double inflation_correlations[FP_PLAN_ASSETS_MAX]; /* ar1: of its shocks
                                * with the assets' returns */
    double degrees_of_freedom; /* student_t: above 2 */
    const struct fp_regime *regimes; /* [n_regimes]; n_regimes 0: built-in */
    size_t n_regimes;
    double transition[FP_REGIMES_MAX][FP_REGIMES_MAX]; /* from row to column */
    int regime_monthly;        /* 1: the chain moves every month */
    int start_regime;          /* 1..: the first year's; 0: drawn from the
                                * long-run shares */
    enum fp_bootstrap bootstrap;
    int block_years;           /* bootstrap: length of a block, 1.. */
    int from_year, to_year;    /* part of the history used; 0: all */
    const struct fp_history *series; /* in place of the history; NULL: none */
    const struct fp_history *opening; /* the first years of every path, with
                                * a column for each asset; NULL: none */
    struct fp_conditioning conditioning;
    struct fp_tilt tilt;
};

enum fp_time_step { FP_STEP_YEAR, FP_STEP_MONTH };

struct fp_plan {
    const char *name;
    int start_year;
    enum fp_filing_status filing_status;
    char state[8];             /* "CA", or "none" */
    const struct fp_person *people;
    size_t n_people;
    const struct fp_dependent *dependents;
    size_t n_dependents;
    const struct fp_account *accounts;
    size_t n_accounts;
    const struct fp_income *incomes;
    size_t n_incomes;
    const struct fp_expense *expenses;
    size_t n_expenses;
    const struct fp_contribution *contributions;
    size_t n_contributions;
    const struct fp_liability *liabilities;
    size_t n_liabilities;
    const struct fp_property *properties;
    size_t n_properties;
    const struct fp_goal *goals;
    size_t n_goals;
    struct fp_strategy strategy;
    struct fp_taxes taxes;
    struct fp_marketplace marketplace;
    struct fp_market market;
    enum fp_time_step time_step;
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
