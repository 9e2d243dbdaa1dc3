/* Households, people, accounts and what is in them. */
#include "records/fields.h"

static const char *const filing[] = { "single", "married_joint",
                                      "married_separate", "head_of_household",
                                      "surviving_spouse", NULL };
static const char *const relation[] = { "primary", "spouse", "dependent",
                                        NULL };
static const char *const sex[] = { "unstated", "male", "female", NULL };
static const char *const mortality[] = { "none", "ssa_period", "ssa_cohort",
                                         NULL };
static const char *const account_type[] = {
    "taxable", "cash", "traditional", "roth", "hsa", "education_529",
    "inherited_traditional", NULL
};
static const char *const asset[] = { "us_stock", "us_bond", "us_bill",
                                     "international_stock", "real_estate",
                                     "commodity", "crypto", "other", NULL };
static const char *const market_source[] = { "alpha_vantage", "finnhub",
                                              NULL };
static const char *const source[] = { "manual", "csv", "ofx", NULL };

static const struct fp_record_field household_fields[] = {
    NAME("the household"),
    WORD_OR("filing_status", filing, "single", "taxes are those of one person",
            "The federal filing status"),
    TEXT("state", NULLABLE, 2, 2,
         "State of residence, two capital letters; null: no state income "
         "tax"),
};
static const struct fp_record_rule household_rules[] = {
    { "households_state_form", "state", "value",
      "a state has two capital letters, such as \"CA\"" },
};
const struct fp_record_kind fp_record_household = {
    .id = FP_RECORD_HOUSEHOLD, .plural = "households", .key = "households",
    .one = "household", .parent = FP_RECORD_NONE, .household = 1, .max = 200,
    KIND_FIELDS(household_fields), KIND_RULES(household_rules),
    .text = "People whose money is planned together",
};

static const struct fp_record_field person_fields[] = {
    NAME("the person"),
    WORD("relation", relation,
         "primary and spouse are planned for, one of each at most; dependents "
         "count for taxes"),
    DATE("birth_date", REQUIRED, "Day of birth"),
    WORD_OR("sex", sex, "unstated", "life tables are those of both sexes",
            "Used by the life tables alone"),
    INT("retirement_age", NULLABLE, 0, 120,
        "Whole years; null: retired or never working"),
    INT_OR("plan_to_age", 1, 120, "95", "planned to the age of 95",
           "Planned for the years before the one of this age"),
    WORD_OR("mortality", mortality, "none",
            "the person lives until plan_to_age",
            "Whether the length of life is drawn from a life table"),
};
static const struct fp_record_rule person_rules[] = {
    { "people_one_each", "relation", "duplicate",
      "the household has a person of this relation already" },
};
const struct fp_record_kind fp_record_person = {
    .id = FP_RECORD_PERSON, .plural = "people", .key = "people",
    .one = "person", .parent = FP_RECORD_HOUSEHOLD,
    .parent_id = "household_id", .household = 1, .max = 20,
    KIND_FIELDS(person_fields), KIND_RULES(person_rules),
    .text = "Somebody of a household",
};

static const struct fp_record_field account_fields[] = {
    NAME("the account"),
    TEXT("institution", NULLABLE, 1, 200, "Where the account is held"),
    REF("person_id", "Whose account it is; null: joint"),
    WORD("type", account_type, "How it is taxed"),
    MONEY_OR("opening_balance", -CENTS_MAX, CENTS_MAX, "0",
             "the account was empty before its first transaction",
             "Cash before the first transaction, dollars"),
    MONEY("cost_basis", NULLABLE, 0, CENTS_MAX,
          "Cost basis of the whole account in dollars, where lots do not say; "
          "null: its value"),
    RATE_OR("stock_share", 0, 1, "0.6",
            "sixty per cent in us_stock and the rest in us_bond, where no "
            "holdings say otherwise",
            "Part in us_stock, the rest in us_bond, of an account without "
            "holdings"),
    RATE_OR("fee", 0, 1, "0", "no fee", "Yearly fee, a fraction of the "
            "balance"),
    RATE_OR("yield_qualified", 0, 1, "0", "no qualified dividends",
            "Qualified dividends a year, a fraction of the balance"),
    RATE_OR("yield_ordinary", 0, 1, "0", "no interest or ordinary dividends",
            "Interest and ordinary dividends a year, a fraction of the "
            "balance"),
    FLAG_OR("employer_plan", "false", "not an employer's plan",
            "A 401(k) and the like"),
    MONEY("balance", COMPUTED, 0, 0,
          "Opening balance and all transactions, dollars"),
    MONEY("holdings_value", COMPUTED, 0, 0,
          "Values of its holdings, dollars"),
};
static const struct fp_record_rule account_rules[] = {
    { "accounts_person_ref", "person_id", "reference",
      "this household has no person with this id" },
    { "accounts_person_needed", "person_id", "combination",
      "only taxable and cash accounts can be joint: say whose it is" },
};
const struct fp_record_kind fp_record_account = {
    .id = FP_RECORD_ACCOUNT, .plural = "accounts", .key = "accounts",
    .one = "account", .parent = FP_RECORD_HOUSEHOLD,
    .parent_id = "household_id", .household = 1, .max = 500,
    KIND_FIELDS(account_fields), KIND_RULES(account_rules),
    .text = "An account of a household",
};

static const struct fp_record_field holding_fields[] = {
    TEXT("symbol", REQUIRED, 1, 32, "Ticker or other short name, once in an "
         "account"),
    TEXT("name", NULLABLE, 1, 200, "The full name"),
    WORD("asset", asset, "What class of asset it is"),
    { .name = "price", .type = FP_FIELD_DECIMAL, .flags = REQUIRED, .min = 0,
      .max = INT64_C(1000000000000000), .scale = 6,
      .text = "Dollars a unit, as its owner says" },
    DATE("price_date", NULLABLE,
         "Day of the price; null: no price of the market is newer"),
    { .name = "quantity", .type = FP_FIELD_DECIMAL, .flags = COMPUTED,
      .scale = 8, .text = "Units in all lots" },
    { .name = "market_price", .type = FP_FIELD_DECIMAL, .flags = COMPUTED,
      .scale = 8,
      .text = "The newest close of the symbol in the market, dollars; absent "
              "when none is known" },
    DATE("market_date", COMPUTED, "Day of that close"),
    { .name = "market_source", .type = FP_FIELD_WORD, .flags = COMPUTED,
      .words = market_source, .text = "Who said so" },
    MONEY("market_value", COMPUTED, 0, 0,
          "Quantity times market_price, dollars; absent without one"),
    MONEY("value", COMPUTED, 0, 0,
          "Quantity times market_price where that is newer than price, times "
          "price otherwise; dollars"),
    DATE("value_date", COMPUTED,
         "Day of the price that value is made with; absent when that is price "
         "and has no price_date"),
    MONEY("cost", COMPUTED, 0, 0, "Cost of all lots, dollars"),
};
static const struct fp_record_rule holding_rules[] = {
    { "holdings_symbol_key", "symbol", "duplicate",
      "the account has a holding of this symbol already" },
};
const struct fp_record_kind fp_record_holding = {
    .id = FP_RECORD_HOLDING, .plural = "holdings", .key = "holdings",
    .one = "holding", .parent = FP_RECORD_ACCOUNT, .parent_id = "account_id",
    .household = 1, .max = 2000,
    KIND_FIELDS(holding_fields), KIND_RULES(holding_rules),
    .text = "A security in an account; its lots say how much of it",
};

static const struct fp_record_field lot_fields[] = {
    DATE("acquired", REQUIRED, "Day of the purchase"),
    { .name = "quantity", .type = FP_FIELD_DECIMAL, .flags = REQUIRED,
      .min = 1, .max = INT64_C(1000000000000000000), .scale = 8,
      .text = "Units, at most eight decimals" },
    MONEY("cost", REQUIRED, 0, CENTS_MAX, "What was paid for all of them, "
          "dollars"),
};
const struct fp_record_kind fp_record_lot = {
    .id = FP_RECORD_LOT, .plural = "lots", .key = "lots", .one = "lot",
    .parent = FP_RECORD_HOLDING, .parent_id = "holding_id", .household = 1,
    .max = 5000, KIND_FIELDS(lot_fields),
    .text = "Units of a holding that were bought together",
};

static const struct fp_record_field transaction_fields[] = {
    DATE("date", REQUIRED, "Day on which it was booked"),
    MONEY("amount", REQUIRED, -CENTS_MAX, CENTS_MAX,
          "Dollars; above zero into the account, below out of it"),
    { .name = "description", .type = FP_FIELD_TEXT, .min = 0, .max = 500,
      .fallback = "\"\"", .why = "no description",
      .text = "What the statement says" },
    TEXT("category", NULLABLE, 1, 64, "Category of the owner's choice"),
    TEXT("external_id", NULLABLE, 1, 255,
         "The institution's own id (FITID), once in an account"),
    { .name = "source", .type = FP_FIELD_WORD, .flags = DERIVED,
      .words = source, .text = "How it came here" },
};
static const struct fp_record_rule transaction_rules[] = {
    { "transactions_external_key", "external_id", "duplicate",
      "the account has a transaction with this external_id already" },
    { "account_balances_count_limit", "", "limit_reached",
      "an account has at most a million transactions" },
};
const struct fp_record_kind fp_record_transaction = {
    .id = FP_RECORD_TRANSACTION, .plural = "transactions",
    .key = "transactions", .one = "transaction",
    .parent = FP_RECORD_ACCOUNT, .parent_id = "account_id", .household = 1,
    .max = 0, .date = "date",
    KIND_FIELDS(transaction_fields), KIND_RULES(transaction_rules),
    .text = "Money into or out of an account",
};
