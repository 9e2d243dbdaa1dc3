/* Plans and the market history for engine tests. */
#include "tests/planning/plan_kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planning/math/rng.h"
#include "planning/spending/spending.h"

enum { YEARS = 98, COLUMNS = 3 };

static void
person(struct fp_person *p, const char *id, int birth_year, int to_age)
{
    memset(p, 0, sizeof(*p));
    p->id = id;
    p->birth_year = birth_year;
    p->retirement_age = 65;
    p->plan_to_age = to_age;
}

static void
base(struct kit *kit, int years)
{
    memset(kit, 0, sizeof(*kit));
    kit->plan.name = "test";
    kit->plan.start_year = 2026;
    strcpy(kit->plan.state, "none"); /* fits: state[8] */
    person(&kit->people[0], "alex", 2026 - 95 + years, 95);
    kit->plan.people = kit->people;
    kit->plan.n_people = 1;
    kit->plan.accounts = kit->accounts;
    kit->plan.incomes = kit->incomes;
    kit->plan.expenses = kit->expenses;
    kit->plan.contributions = kit->contributions;
    kit->plan.taxes.model = FP_TAX_NONE;
    kit->plan.taxes.law_year = 2026;
    kit->plan.market.assets = kit->assets;
    kit->plan.market.basis = FP_GROWTH_REAL;
    kit->plan.market.block_years = 5;
}

static void
account(struct kit *kit, const char *id, int owner, enum fp_account_type type,
        double balance)
{
    struct fp_account *a = &kit->accounts[kit->plan.n_accounts++];

    a->id = id;
    a->owner = owner;
    a->type = type;
    a->balance = balance;
    a->cost_basis = balance;
    a->weights[0] = 1.0;
}

static void
expense(struct kit *kit, double amount)
{
    struct fp_expense *e = &kit->expenses[kit->plan.n_expenses++];

    e->id = "living";
    e->amount = amount;
    e->survivor_share = 1.0;
}

static void
asset(struct kit *kit, const char *id, double mean, double sd)
{
    size_t n = kit->plan.market.n_assets++;

    kit->assets[n].id = id;
    kit->assets[n].mean = mean;
    kit->assets[n].sd = sd;
    kit->plan.market.correlations[n][n] = 1.0;
}

void
kit_simple(struct kit *kit, int years, double wealth, double spend,
           double mean, double sd)
{
    base(kit, years);
    asset(kit, "us_stock", mean, sd);
    account(kit, "portfolio", 0, FP_ACCOUNT_TAXABLE, wealth);
    expense(kit, spend);
}

void
kit_history(struct kit *kit, int years, double wealth, double spend,
            double stock)
{
    base(kit, years);
    asset(kit, "us_stock", 0.0, 0.0);
    asset(kit, "us_bond", 0.0, 0.0);
    kit->plan.market.model = FP_MARKET_HISTORICAL;
    kit->plan.market.inflation = FP_INFLATION_HISTORICAL;
    account(kit, "portfolio", 0, FP_ACCOUNT_TAXABLE, wealth);
    kit->accounts[0].weights[0] = stock;
    kit->accounts[0].weights[1] = 1.0 - stock;
    expense(kit, spend);
}

static void
income(struct kit *kit, const char *id, int owner, enum fp_income_kind kind,
       double amount)
{
    struct fp_income *i = &kit->incomes[kit->plan.n_incomes++];

    i->id = id;
    i->owner = owner;
    i->kind = kind;
    i->amount = amount;
}

static void
benefit(struct kit *kit, const char *id, int owner, double pia, int claim)
{
    income(kit, id, owner, FP_INCOME_SOCIAL_SECURITY, 0.0);
    kit->incomes[kit->plan.n_incomes - 1].pia_monthly = pia;
    kit->incomes[kit->plan.n_incomes - 1].claim_age = claim;
}

void
kit_couple(struct kit *kit)
{
    size_t i;

    base(kit, 30);
    person(&kit->people[0], "alex", 1964, 90);
    person(&kit->people[1], "sam", 1966, 95);
    kit->plan.n_people = 2;
    kit->plan.filing_status = FP_FILING_MARRIED_JOINT;
    kit->plan.taxes.model = FP_TAX_US;
    kit->plan.market.inflation_mean = 0.025;
    asset(kit, "us_stock", 0.07, 0.18);
    asset(kit, "us_bond", 0.02, 0.07);
    asset(kit, "us_bill", 0.005, 0.03);
    kit->plan.market.correlations[0][1] = 0.1;
    kit->plan.market.correlations[1][0] = 0.1;
    account(kit, "cash", -1, FP_ACCOUNT_CASH, 40000);
    account(kit, "brokerage", -1, FP_ACCOUNT_TAXABLE, 350000);
    account(kit, "k401", 0, FP_ACCOUNT_TRADITIONAL, 700000);
    account(kit, "ira", 1, FP_ACCOUNT_TRADITIONAL, 300000);
    account(kit, "roth", 1, FP_ACCOUNT_ROTH, 120000);
    for (i = 1; i < kit->plan.n_accounts; i++) {
        kit->accounts[i].weights[0] = 0.6;
        kit->accounts[i].weights[1] = 0.4;
        kit->accounts[i].fee = 0.002;
    }
    kit->accounts[0].weights[0] = 0.0;
    kit->accounts[0].weights[2] = 1.0;
    kit->accounts[1].cost_basis = 200000;
    kit->accounts[1].yield_qualified = 0.012;
    kit->accounts[1].yield_ordinary = 0.008;
    income(kit, "job", 0, FP_INCOME_SALARY, 90000);
    kit->incomes[0].end = (struct fp_when){ FP_WHEN_RETIREMENT, 0, 0 };
    income(kit, "pension", 1, FP_INCOME_PENSION, 12000);
    kit->incomes[1].growth_basis = FP_GROWTH_NOMINAL;
    kit->incomes[1].start = (struct fp_when){ FP_WHEN_AGE, 65, 1 };
    benefit(kit, "ss_alex", 0, 2600, 67);
    benefit(kit, "ss_sam", 1, 1500, 65);
    expense(kit, 80000);
    kit->expenses[0].survivor_share = 0.75;
    kit->contributions[0] =
        (struct fp_contribution){ .id = "save", .account = 2,
                                  .amount = 15000, .match_rate = 0.5,
                                  .match_up_to_pay = 0.06 };
    kit->contributions[0].end = (struct fp_when){ FP_WHEN_RETIREMENT, 0, 0 };
    kit->plan.n_contributions = 1;
}

void
kit_random(struct kit *kit, uint64_t seed)
{
    static const enum fp_timing timings[] = { FP_TIMING_START, FP_TIMING_END,
                                              FP_TIMING_MID };
    double u[20];
    uint32_t i;
    size_t k;

    for (i = 0; i < 20; i += 2)
        fp_rng_uniform2(seed, 7, i, 0, u + i);
    kit_couple(kit);
    for (k = 0; k < kit->plan.n_accounts; k++) {
        kit->accounts[k].balance *= 3.0 * u[k];
        kit->accounts[k].cost_basis = kit->accounts[k].balance * 1.3 * u[5];
    }
    kit->expenses[0].amount = 20000 + 130000 * u[6];
    kit->incomes[0].amount = 250000 * u[7];
    kit->people[0].birth_year = 1945 + (int)(40 * u[8]);
    kit->people[1].birth_year = 1945 + (int)(40 * u[9]);
    kit->plan.strategy.timing = timings[(int)(3 * u[10])];
    kit->plan.strategy.order_kind =
        u[11] < 0.5 ? FP_ORDER_CONVENTIONAL : FP_ORDER_PROPORTIONAL;
    kit->plan.strategy.rebalance =
        u[12] < 0.5 ? FP_REBALANCE_YEARLY : FP_REBALANCE_NEVER;
    kit->plan.market.inflation_mean = 0.08 * u[13];
    kit->contributions[0].amount = 40000 * u[14];
    if (u[15] < 0.25) {
        kit->plan.n_people = 1;
        kit->plan.filing_status = FP_FILING_SINGLE;
        kit->plan.n_incomes = 1;
        for (k = 0; k < kit->plan.n_accounts; k++)
            kit->accounts[k].owner = 0;
    }
    if (u[16] < 0.4) {
        struct fp_spending_rule *rule = &kit->plan.strategy.spending;

        fp_spending_defaults(
            (enum fp_spending_policy)(int)(FP_SPENDING_COUNT * u[18]), rule);
        rule->percent = 0.1 * u[17];
        rule->initial_rate = u[19] < 0.5 ? 0.1 * u[17] : 0.0;
        rule->add_income = u[19] > 0.25;
        rule->phases[0] = (struct fp_spending_phase){ 75, 0.8 };
        rule->n_phases = 1;
    }
}

static double
percent_field(char **at)
{
    char *end;
    double value = strtod(*at, &end);

    if (end == *at)
        value = NAN;
    *at = end + (*end == ',');
    return value / 100.0;
}

const struct fp_history *
kit_us_history(void)
{
    static double returns[YEARS * COLUMNS], inflation[YEARS];
    static struct fp_history history;
    const char *top = getenv("FP_SRCDIR");
    char line[512], path[1024];
    int skip, year = 0;
    FILE *file;

    if (history.n_years != 0)
        return &history;
    snprintf(path, sizeof(path),
             "%s/fcgi-app/planning/data/us_annual_1928_2025.csv",
             top != NULL ? top : ".");
    file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    while (fgets(line, sizeof(line), file) != NULL && year < YEARS) {
        char *at = line;

        if (line[0] < '0' || line[0] > '9')
            continue;
        strtol(line, &at, 10);
        at++;
        for (skip = 0; skip < COLUMNS; skip++)
            returns[year * COLUMNS + skip] = percent_field(&at);
        inflation[year++] = percent_field(&(char *){ strrchr(line, ',') + 1 });
    }
    fclose(file);
    history = (struct fp_history){ .name = "us_annual_1928_2025",
                                   .source = "", .first_year = 1928,
                                   .n_years = (size_t)year,
                                   .n_columns = COLUMNS,
                                   .columns = { "us_stock", "us_bond",
                                                "us_bill" },
                                   .returns = returns,
                                   .inflation = inflation };
    return &history;
}
