/* Random households for properties: everything that a plan may hold. */
#ifndef FP_TESTS_PLANNING_PLAN_HOUSE_H
#define FP_TESTS_PLANNING_PLAN_HOUSE_H

#include <stdint.h>

#include "tests/planning/plan_kit.h"

/* A household with more than accounts. */
struct house {
    struct kit kit;
    struct fp_liability loans[2];
    struct fp_property home;
    struct fp_goal goals[2];
    struct fp_account accounts[KIT_ACCOUNTS + 2];
};

/* A valid plan, a function of seed alone. */
void kit_random_house(struct house *h, uint64_t seed);

/* The same with more of the market's models, orders of withdrawal and bands:
 * what kernels must run as the reference does. Needs kit_us_history(). */
void kit_random_market(struct house *h, uint64_t seed);

#endif
