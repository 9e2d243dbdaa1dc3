/* What is owed, owned, insured and wanted. */
#include "records/fields.h"

static const char *const liability[] = { "mortgage", "auto", "student",
                                         "credit_card", "personal", "other",
                                         NULL };
static const char *const insurance[] = {
    "life_term", "life_permanent", "disability", "long_term_care", "health",
    "home", "auto", "umbrella", "other", NULL
};
static const char *const goal[] = { "other", "education", "home", "travel",
                                    "vehicle", "legacy", NULL };

static const struct fp_record_field liability_fields[] = {
    NAME("the debt"),
    WORD_OR("kind", liability, "other", "none of the usual kinds",
            "What kind of debt it is"),
    MONEY("balance", REQUIRED, 0, CENTS_MAX, "What is owed now, dollars"),
    RATE("rate", REQUIRED, 0, 10,
         "Interest a year, nominal, compounded monthly; a fraction"),
    MONEY("payment_monthly", REQUIRED, 0, CENTS_MAX, "Paid a month, dollars"),
    REF("property_id", "The property that secures it"),
};
static const struct fp_record_rule liability_rules[] = {
    { "liabilities_property_ref", "property_id", "reference",
      "this household has no property with this id" },
};
const struct fp_record_kind fp_record_liability = {
    .id = FP_RECORD_LIABILITY, .plural = "liabilities", .key = "liabilities",
    .one = "liability", .parent = FP_RECORD_HOUSEHOLD,
    .parent_id = "household_id", .household = 1, .max = 200,
    KIND_FIELDS(liability_fields), KIND_RULES(liability_rules),
    .text = "What a household owes",
};

static const struct fp_record_field property_fields[] = {
    NAME("the property"),
    MONEY("value", REQUIRED, 0, CENTS_MAX, "What it is worth now, dollars"),
    GROWTH,
    MONEY("cost_basis", NULLABLE, 0, CENTS_MAX,
          "What it cost, dollars; null: its value"),
    RATE_OR("sale_cost", 0, 1, "0.06", "six per cent of the price",
            "What a sale costs, a fraction of the price"),
    FLAG_OR("primary_residence", "false", "not the home",
            "The home: its gain is partly free of tax"),
    INT("sell_year", NULLABLE, YEAR_MIN, YEAR_MAX,
        "Calendar year of the sale; null: kept"),
};
const struct fp_record_kind fp_record_property = {
    .id = FP_RECORD_PROPERTY, .plural = "properties", .key = "properties",
    .one = "property", .parent = FP_RECORD_HOUSEHOLD,
    .parent_id = "household_id", .household = 1, .max = 100,
    KIND_FIELDS(property_fields),
    .text = "Real estate and other things of value",
};

static const struct fp_record_field insurance_fields[] = {
    NAME("the policy"),
    WORD("kind", insurance, "What it insures"),
    REF("person_id", "Who is insured; null: the household"),
    TEXT("insurer", NULLABLE, 1, 200, "Name of the company"),
    MONEY("coverage", REQUIRED, 0, CENTS_MAX, "What it pays, dollars; "
          "disability and long-term care: a year"),
    MONEY("premium", REQUIRED, 0, CENTS_MAX, "The premium, dollars"),
    FREQUENCY,
    TEXT("beneficiary", NULLABLE, 1, 200, "Who is paid"),
    DATE("start_date", NULLABLE, "First day of cover"),
    DATE("end_date", NULLABLE, "Last day of cover"),
};
static const struct fp_record_rule insurance_rules[] = {
    { "insurance_person_ref", "person_id", "reference",
      "this household has no person with this id" },
    { "insurance_dates", "end_date", "range",
      "the end lies before the start" },
};
const struct fp_record_kind fp_record_insurance = {
    .id = FP_RECORD_INSURANCE, .plural = "insurance", .key = "insurance",
    .one = "insurance_policy", .parent = FP_RECORD_HOUSEHOLD,
    .parent_id = "household_id", .household = 1, .max = 100,
    KIND_FIELDS(insurance_fields), KIND_RULES(insurance_rules),
    .text = "An insurance policy",
};

static const struct fp_record_field goal_fields[] = {
    NAME("the goal"),
    WORD_OR("kind", goal, "other", "none of the special kinds",
            "education is paid from 529 accounts first; legacy is wealth to be "
            "left at the end"),
    MONEY("amount", REQUIRED, 1, CENTS_MAX,
          "Dollars wanted in each of its years, of today's value"),
    DATE("due", REQUIRED, "Day on which the first amount is wanted"),
    INT_OR("years", 1, 60, "1", "wanted once", "In how many years running the "
           "amount is wanted"),
    GROWTH,
    INT_OR("priority", 1, 100, "1", "given up last", "1 is given up last"),
    MONEY("saved", COMPUTED, 0, 0, "All contributions so far, dollars"),
};
const struct fp_record_kind fp_record_goal = {
    .id = FP_RECORD_GOAL, .plural = "goals", .key = "goals", .one = "goal",
    .parent = FP_RECORD_HOUSEHOLD, .parent_id = "household_id",
    .household = 1, .max = 200, KIND_FIELDS(goal_fields),
    .text = "Something that a household saves for",
};

static const struct fp_record_field contribution_fields[] = {
    DATE("date", REQUIRED, "Day of the contribution"),
    MONEY("amount", REQUIRED, -CENTS_MAX, CENTS_MAX,
          "Dollars; below zero was taken out again"),
    TEXT("note", NULLABLE, 1, 500, "A note of the owner"),
};
const struct fp_record_kind fp_record_contribution = {
    .id = FP_RECORD_CONTRIBUTION, .plural = "contributions",
    .key = "contributions", .one = "contribution", .parent = FP_RECORD_GOAL,
    .parent_id = "goal_id", .household = 1, .max = 10000, .date = "date",
    KIND_FIELDS(contribution_fields),
    .text = "Money put aside for a goal",
};
