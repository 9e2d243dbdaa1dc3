/* Running sums that keep beside them what each addition lost. Private to
 * planning/. */
#ifndef FP_PLANNING_SUMS_H
#define FP_PLANNING_SUMS_H

#include <stddef.h>

enum { FP_SUMS = 8 }; /* beside each other, for speed: value i goes to sum
                       * i mod FP_SUMS, what is left at the end to the first */

/* SOURCE: Neumaier (1974), ZAMM 54, 39-51, for the sum; Knuth, TAOCP 2, 4.2.2,
 * for what is lost, without a branch. */
struct fp_sums {
    double sum[FP_SUMS], lost[FP_SUMS];
};

static inline void
fp_sums_add(struct fp_sums *sums, size_t i, double value)
{
    double sum = sums->sum[i], next = sum + value, part = next - sum;

    sums->lost[i] += (sum - (next - part)) + (value - part);
    sums->sum[i] = next;
}

static inline double
fp_sums_total(struct fp_sums *sums)
{
    for (size_t i = 1; i < FP_SUMS; i++) {
        fp_sums_add(sums, 0, sums->sum[i]);
        sums->lost[0] += sums->lost[i];
    }
    return sums->sum[0] + sums->lost[0];
}

#endif
