/* The words of plan documents. */
#include "codec/plan_words.h"

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
const char *const fp_words_spending[] = { "constant_real",
                                          "percent_of_portfolio", NULL };
const char *const fp_words_order[] = { "conventional", "proportional", NULL };
const char *const fp_words_rebalance[] = { "yearly", "never", NULL };
const char *const fp_words_timing[] = { "start", "end", "mid", NULL };
const char *const fp_words_tax[] = { "us", "none", "flat", NULL };
const char *const fp_words_market[] = { "lognormal", "bootstrap",
                                        "historical", "fixed", NULL };
const char *const fp_words_inflation[] = { "fixed", "historical", NULL };
