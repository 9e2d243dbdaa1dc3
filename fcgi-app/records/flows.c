/* What comes in and goes out, year by year. */
#include "records/fields.h"

const char *const fp_record_words_growth[] = { "real", "nominal", NULL };
const char *const fp_record_words_frequency[] = {
    "weekly", "biweekly", "semimonthly", "monthly", "quarterly", "yearly", NULL
};
const char *const fp_record_words_event[] = { "retirement", "death", "claim",
                                              NULL };

static const char *const income[] = { "salary", "self_employment", "pension",
                                      "annuity", "rental", "social_security",
                                      "other", "tax_free", NULL };
static const char *const expense[] = { "general", "medical", "charity",
                                       "property_tax", NULL };

static const struct fp_record_field saving_fields[] = {
    MONEY("amount", REQUIRED, 0, CENTS_MAX, "Paid into the account, dollars "
          "of the plan's first year"),
    FREQUENCY,
    GROWTH,
    RATE_OR("match_rate", 0, 10, "0", "no match of the employer",
            "What the employer adds, a fraction of what is paid in"),
    RATE_OR("match_up_to_pay", 0, 1, "0", "no match of the employer",
            "The match counts at most this fraction of pay"),
    REF("person_id", "Whose ages and events start and end mean"),
    SPAN,
};
static const struct fp_record_rule saving_rules[] = {
    SPAN_RULES("savings"),
};
const struct fp_record_kind fp_record_saving = {
    .id = FP_RECORD_SAVING, .plural = "savings", .key = "savings",
    .one = "saving", .parent = FP_RECORD_ACCOUNT, .parent_id = "account_id",
    .household = 1, .max = 100,
    KIND_FIELDS(saving_fields), KIND_RULES(saving_rules),
    .text = "What is paid into an account regularly",
};

static const struct fp_record_field income_fields[] = {
    NAME("the income"),
    WORD("kind", income, "How it is taxed"),
    REF("person_id", "Whose income it is; null: the household's"),
    MONEY_OR("amount", 0, CENTS_MAX, "0", "no amount",
             "Dollars of the plan's first year; Social Security is computed "
             "from pia_monthly and has none"),
    FREQUENCY,
    GROWTH,
    MONEY("pia_monthly", NULLABLE, 0, CENTS_MAX,
          "Social Security: primary insurance amount a month, dollars of the "
          "plan's first year"),
    INT("claim_age", NULLABLE, 62, 70, "Social Security: age of the claim; "
        "null: 67"),
    SPAN,
};
static const struct fp_record_rule income_rules[] = {
    { "incomes_social_security", "pia_monthly", "combination",
      "Social Security has pia_monthly and a person and no amount; other "
      "incomes have neither pia_monthly nor claim_age" },
    SPAN_RULES("incomes"),
};
const struct fp_record_kind fp_record_income = {
    .id = FP_RECORD_INCOME, .plural = "incomes", .key = "incomes",
    .one = "income", .parent = FP_RECORD_HOUSEHOLD,
    .parent_id = "household_id", .household = 1, .max = 200,
    KIND_FIELDS(income_fields), KIND_RULES(income_rules),
    .text = "What a household earns or receives",
};

static const struct fp_record_field expense_fields[] = {
    NAME("the expense"),
    WORD_OR("kind", expense, "general", "not deductible",
            "How it counts for taxes"),
    TEXT("category", NULLABLE, 1, 64, "Category of the owner's choice"),
    MONEY("amount", REQUIRED, 0, CENTS_MAX, "Dollars of the plan's first "
          "year"),
    FREQUENCY,
    FLAG_OR("essential", "true", "it is essential",
            "Spending rules do not cut what is essential"),
    GROWTH,
    RATE_OR("survivor_share", 0, 1, "1",
            "it stays the same after the first death",
            "Part that is left after the first death"),
    REF("person_id", "Whose ages and events start and end mean"),
    SPAN,
};
static const struct fp_record_rule expense_rules[] = {
    SPAN_RULES("expenses"),
};
const struct fp_record_kind fp_record_expense = {
    .id = FP_RECORD_EXPENSE, .plural = "expenses", .key = "expenses",
    .one = "expense", .parent = FP_RECORD_HOUSEHOLD,
    .parent_id = "household_id", .household = 1, .max = 500,
    KIND_FIELDS(expense_fields), KIND_RULES(expense_rules),
    .text = "What a household spends",
};
