/* The words of plan documents, in the order of the enums of planning/plan.h;
 * each list ends with NULL. Private to codec/. */
#ifndef FP_CODEC_PLAN_WORDS_H
#define FP_CODEC_PLAN_WORDS_H

extern const char *const fp_words_filing[];
extern const char *const fp_words_sex[];
extern const char *const fp_words_account[];
extern const char *const fp_words_income[];
extern const char *const fp_words_growth[];
extern const char *const fp_words_event[]; /* from FP_WHEN_RETIREMENT on */
extern const char *const fp_words_spending[];
extern const char *const fp_words_order[]; /* FP_ORDER_LIST left out */
extern const char *const fp_words_rebalance[];
extern const char *const fp_words_timing[];
extern const char *const fp_words_tax[];
extern const char *const fp_words_market[];
extern const char *const fp_words_inflation[];
extern const char *const fp_words_mortality[];
extern const char *const fp_words_beneficiary[];
extern const char *const fp_words_coverage[]; /* by hsa_family */
extern const char *const fp_words_expense[];
extern const char *const fp_words_goal[];
extern const char *const fp_words_conversion[];
extern const char *const fp_words_medicare[];
extern const char *const fp_words_step[];
extern const char *const fp_words_sampler[];
extern const char *const fp_words_parameters[];
extern const char *const fp_words_bootstrap[];
extern const char *const fp_words_asset[];
extern const char *const fp_words_regime_step[]; /* of regime_monthly */
extern const char *const fp_words_regime[];      /* the built-in ones */

#endif
