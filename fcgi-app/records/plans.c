/* Assumption sets, plans, scenarios and shares. */
#include "records/fields.h"

static const char *const model[] = { "lognormal", "student_t", "fixed", NULL };
static const char *const inflation[] = { "fixed", "ar1", NULL };

static const struct fp_record_field set_fields[] = {
    NAME("the set"),
    WORD_OR("model", model, "lognormal", "returns are lognormal",
            "The model of returns"),
    WORD_OR("basis", fp_record_words_growth, "real",
            "means are on top of inflation",
            "Whether the means of its assets are real or nominal"),
    WORD_OR("inflation_model", inflation, "fixed", "inflation is constant",
            "The model of inflation"),
    RATE_OR("inflation_mean", -1, 1, "0.025", "two and a half per cent a year",
            "Mean inflation a year, a fraction"),
};
const struct fp_record_kind fp_record_assumption_set = {
    .id = FP_RECORD_ASSUMPTION_SET, .plural = "assumption-sets",
    .key = "assumption_sets", .one = "assumption_set",
    .parent = FP_RECORD_NONE, .max = 200, KIND_FIELDS(set_fields),
    .text = "What a user expects of markets and prices",
};

static const struct fp_record_field asset_fields[] = {
    TEXT("asset", REQUIRED, 1, 64, "Id of the asset, such as us_stock; once "
         "in a set"),
    RATE("mean", REQUIRED, -1, 10, "Arithmetic mean of the yearly return, a "
         "fraction, on the basis of its set"),
    RATE("sd", REQUIRED, 0, 10, "Standard deviation of the yearly return, a "
         "fraction"),
};
static const struct fp_record_rule asset_rules[] = {
    { "asset_assumptions_asset_key", "asset", "duplicate",
      "the set has this asset already" },
    { "asset_assumptions_asset_form", "asset", "value",
      "an asset is letters, digits, '_', '-' and '.'" },
};
const struct fp_record_kind fp_record_asset_assumption = {
    .id = FP_RECORD_ASSET_ASSUMPTION, .plural = "asset-assumptions",
    .key = "asset_assumptions", .one = "asset_assumption",
    .parent = FP_RECORD_ASSUMPTION_SET, .parent_id = "assumption_set_id",
    .max = 16, KIND_FIELDS(asset_fields), KIND_RULES(asset_rules),
    .text = "What is expected of one asset",
};

static const struct fp_record_field correlation_fields[] = {
    TEXT("asset_a", REQUIRED, 1, 64, "Id of one asset, the first of the two "
         "in the alphabet"),
    TEXT("asset_b", REQUIRED, 1, 64, "Id of the other asset"),
    RATE("correlation", REQUIRED, -1, 1, "Correlation of their log returns"),
};
static const struct fp_record_rule correlation_rules[] = {
    { "correlations_pair_key", "asset_b", "duplicate",
      "the set has a correlation of these two already" },
    { "correlations_pair_order", "asset_b", "value",
      "name two assets, in the order of the alphabet" },
    { "correlations_asset_a_ref", "asset_a", "reference",
      "the set has no such asset" },
    { "correlations_asset_b_ref", "asset_b", "reference",
      "the set has no such asset" },
};
const struct fp_record_kind fp_record_correlation = {
    .id = FP_RECORD_CORRELATION, .plural = "correlations",
    .key = "correlations", .one = "correlation",
    .parent = FP_RECORD_ASSUMPTION_SET, .parent_id = "assumption_set_id",
    .max = 120, KIND_FIELDS(correlation_fields),
    KIND_RULES(correlation_rules),
    .text = "How two assets move together",
};

/* Plans have routes of their own; history and scenarios know them as records.
 */
static const struct fp_record_field plan_fields[] = {
    TEXT("name", DERIVED, 0, 200, "The plan's own name"),
    { .name = "document", .type = FP_FIELD_DOCUMENT, .flags = DERIVED,
      .text = "The plan document" },
};
const struct fp_record_kind fp_record_plan = {
    .id = FP_RECORD_PLAN, .plural = "plans", .key = "plans",
    .one = "plan_record", .parent = FP_RECORD_NONE, .household = 1,
    .max = 1000,
    KIND_FIELDS(plan_fields), .text = "A stored plan document",
};

static const struct fp_record_field scenario_fields[] = {
    NAME("the scenario"),
    TEXT("description", NULLABLE, 1, 2000, "What it tries"),
    { .name = "document", .type = FP_FIELD_DOCUMENT, .flags = REQUIRED,
      .text = "The plan document as the scenario has it" },
    INT("base_version", DERIVED, 0, 0,
        "Version of the plan from which it was made or last merged"),
};
static const struct fp_record_rule scenario_rules[] = {
    { "scenarios_document_size", "document", "length",
      "a plan document has at most 1048576 bytes here" },
};
const struct fp_record_kind fp_record_scenario = {
    .id = FP_RECORD_SCENARIO, .plural = "scenarios", .key = "scenarios",
    .one = "scenario", .parent = FP_RECORD_PLAN, .parent_id = "plan_id",
    .max = 50, KIND_FIELDS(scenario_fields), KIND_RULES(scenario_rules),
    .text = "A plan changed on trial",
};

static const struct fp_record_field share_fields[] = {
    { .name = "advisor_id", .type = FP_FIELD_ID, .flags = DERIVED,
      .text = "The advisor who may read the household" },
};
static const struct fp_record_rule share_rules[] = {
    { "shares_advisor_key", "", "duplicate",
      "the household is shared with this advisor already" },
    { "shares_other", "", "value", "you cannot share with yourself" },
};
const struct fp_record_kind fp_record_share = {
    .id = FP_RECORD_SHARE, .plural = "shares", .key = "shares",
    .one = "share", .parent = FP_RECORD_HOUSEHOLD,
    .parent_id = "household_id", .household = 1, .max = 20,
    KIND_FIELDS(share_fields), KIND_RULES(share_rules),
    .text = "Leave for an advisor to read a household",
};
