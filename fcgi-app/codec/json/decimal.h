/* Decimal fractions as whole numbers of their last decimal, never through a
 * double. Pure; thread-safe. */
#ifndef FP_CODEC_DECIMAL_H
#define FP_CODEC_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

enum { FP_DECIMAL_TEXT = 32 };

/* Whole text[len] is a number as JSON writes it (1234.5, 5e-05), as so many
 * units of 10^-scale. FP_EINVAL: not a number; FP_EDOM: it has more decimals
 * than scale (zeros at the end do not count); FP_ERANGE: too large. */
enum fp_err fp_decimal_read(const char *text, size_t len, int scale,
                            int64_t *out) FP_MUST_CHECK FP_NONNULL(1, 4);

/* value * 10^-scale with at least `least` and at most scale decimals, without
 * zeros at the end beyond `least`. Returns text. */
const char *fp_decimal_write(int64_t value, int scale, int least,
                             char text[FP_DECIMAL_TEXT]) FP_NONNULL(4);

#endif
