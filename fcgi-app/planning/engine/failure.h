/* Why plans fail. */
#ifndef FP_PLANNING_FAILURE_H
#define FP_PLANNING_FAILURE_H

#ifdef __cplusplus
extern "C" {
#endif

/* Why a path could not pay, judged in its first failed year. */
enum fp_failure_cause {
    FP_FAILURE_UNDERFUNDED,   /* the plan fails at expected returns too */
    FP_FAILURE_EARLY_RETURNS, /* half or more of what the returns fell short
                               * of the expected was lost in ten years */
    FP_FAILURE_LATE_RETURNS,  /* returns fell short later */
    FP_FAILURE_INFLATION,     /* a point a year above the expected, on average */
    FP_FAILURE_LONG_LIFE,     /* returns were as expected, life was longer */
    FP_FAILURE_GOALS,         /* only goals went unpaid */
    FP_FAILURE_CAUSE_COUNT
};

/* "underfunded", "early_returns", … */
extern const char *const fp_failure_cause_names[FP_FAILURE_CAUSE_COUNT];

#ifdef __cplusplus
}
#endif

#endif
