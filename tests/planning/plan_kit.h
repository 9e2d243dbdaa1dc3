/* Plans and the market history for engine tests, built by hand: planning has
 * no reader of documents. */
#ifndef FP_TESTS_PLANNING_PLAN_KIT_H
#define FP_TESTS_PLANNING_PLAN_KIT_H

#include <stdint.h>

#include "planning/market/history.h"
#include "planning/plan.h"

enum { KIT_ACCOUNTS = 6, KIT_INCOMES = 6, KIT_EXPENSES = 3 };

/* A plan with room for everything that its pointers need. */
struct kit {
    struct fp_plan plan;
    struct fp_person people[2];
    struct fp_account accounts[KIT_ACCOUNTS];
    struct fp_income incomes[KIT_INCOMES];
    struct fp_expense expenses[KIT_EXPENSES];
    struct fp_contribution contributions[2];
    struct fp_asset assets[3];
};

/* One person, `years` years from 2026, one taxable account of `wealth` in one
 * lognormal real asset, `spend` a year, no tax, no inflation, start timing. */
void kit_simple(struct kit *kit, int years, double wealth, double spend,
                double mean, double sd);

/* The same household with stock and bond weights over the market's history. */
void kit_history(struct kit *kit, int years, double wealth, double spend,
                 double stock);

/* A couple with four accounts, salaries, Social Security, a pension and
 * federal tax over three correlated assets. */
void kit_couple(struct kit *kit);

/* A random valid plan, a function of seed alone. */
void kit_random(struct kit *kit, uint64_t seed);

/* The project's own series, read from $FP_SRCDIR; fails the test if it cannot.
 * The same object each time. */
const struct fp_history *kit_us_history(void);

#endif
