/* cmocka with the headers it needs, and assertions for doubles. */
#ifndef FP_TESTS_CMOCKA_FP_H
#define FP_TESTS_CMOCKA_FP_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* |got - want| <= tolerance, with both values printed on failure. */
#define assert_near(got, want, tolerance)                                     \
    do {                                                                      \
        double fp_got_ = (got), fp_want_ = (want);                            \
        if (!(fabs(fp_got_ - fp_want_) <= (tolerance)))                       \
            fail_msg("%s = %.10g, expected %.10g within %g", #got, fp_got_,   \
                     fp_want_, (double)(tolerance));                          \
    } while (0)

#endif
