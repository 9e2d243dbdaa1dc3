/* The words of plan documents. */
#include "codec/plan/words.h"

#include <stddef.h>

const char *const fp_words_filing[] = {
    "single", "married_joint", "married_separate", "head_of_household",
    "surviving_spouse", NULL
};
const char *const fp_words_sex[] = { "unstated", "male", "female", NULL };
const char *const fp_words_account[] = { "taxable", "cash", "traditional",
                                         "roth", "hsa", "education_529",
                                         "inherited_traditional", NULL };
const char *const fp_words_income[] = { "salary", "self_employment",
                                        "pension", "annuity", "rental",
                                        "social_security", "other",
                                        "tax_free", NULL };
const char *const fp_words_growth[] = { "real", "nominal", NULL };
const char *const fp_words_event[] = { "retirement", "death", "claim", NULL };
const char *const fp_words_spending[] = {
    "constant_real", "constant_nominal", "percent_of_portfolio",
    "floor_ceiling", "guyton_klinger", "risk_guardrails", "vpw",
    "rmd_divisor", "one_over_n", "cape", "endowment", "hebeler_autopilot",
    "ninety_five_rule", "vanguard_dynamic", "smile", "phases",
    "lifecycle_merton", NULL
};
const char *const fp_words_order[] = { "conventional", "proportional",
                                       "bracket_fill", NULL };
const char *const fp_words_rebalance[] = { "yearly", "never", NULL };
const char *const fp_words_timing[] = { "start", "end", "mid", NULL };
const char *const fp_words_tax[] = { "us", "none", "flat", NULL };
const char *const fp_words_market[] = { "lognormal", "bootstrap",
                                        "historical", "fixed", "student_t",
                                        "regime", NULL };
const char *const fp_words_inflation[] = { "fixed", "historical", "bootstrap",
                                           "ar1", NULL };
const char *const fp_words_parameters[] = { "arithmetic", "log", NULL };
const char *const fp_words_bootstrap[] = { "block", "stationary", NULL };
const char *const fp_words_asset[] = { "unstated", "stock", "bond", "bill",
                                       "other", NULL };
const char *const fp_words_regime_step[] = { "year", "month", NULL };
const char *const fp_words_regime[] = { "calm", "turbulent", NULL };
const char *const fp_words_mortality[] = { "none", "ssa_period", "ssa_cohort",
                                           NULL };
const char *const fp_words_beneficiary[] = { "ten_year", "spouse", "minor",
                                             "disabled", "near_age", NULL };
const char *const fp_words_coverage[] = { "self", "family", NULL };
const char *const fp_words_expense[] = { "general", "medical", "charity",
                                         "property_tax", NULL };
const char *const fp_words_goal[] = { "other", "education", "home", "travel",
                                      "vehicle", "legacy", NULL };
const char *const fp_words_conversion[] = { "none", "fixed", "fill_bracket",
                                            "fill_irmaa", NULL };
const char *const fp_words_medicare[] = { "irmaa", "full", "none", NULL };
const char *const fp_words_step[] = { "year", "month", NULL };
const char *const fp_words_sampler[] = { "auto", "plain", "antithetic",
                                         "sobol", NULL };
