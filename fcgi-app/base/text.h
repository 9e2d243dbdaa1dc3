/* Strict conversions from text. Nothing here accepts leading blanks, signs
 * where none belong, or trailing characters, and nothing depends on the
 * locale. Pure; thread-safe. */
#ifndef FP_BASE_TEXT_H
#define FP_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whole text[len] is a decimal integer in [min, max].
 * FP_EINVAL (not an integer) or FP_ERANGE (outside). */
enum fp_err fp_text_int64(const char *text, size_t len, int64_t min,
                          int64_t max, int64_t *out) FP_MUST_CHECK;

/* Whole text[len] is an unsigned decimal integer up to 2^64-1. */
enum fp_err fp_text_uint64(const char *text, size_t len, uint64_t *out)
    FP_MUST_CHECK;

/* Whole text[len] is a JSON number (RFC 8259) that is finite as a double.
 * FP_EINVAL or FP_ERANGE (overflow; underflow gives 0). */
enum fp_err fp_text_double(const char *text, size_t len, double *out)
    FP_MUST_CHECK;

/* Whole text[len] is an amount with at most two decimals ("12", "-0.05"), in
 * cents, never through a double. FP_EINVAL or FP_ERANGE. */
enum fp_err fp_text_cents(const char *text, size_t len, int64_t *cents)
    FP_MUST_CHECK;

/* Whole text[len] is "YYYY-MM-DD" and a real day of the Gregorian calendar. */
enum fp_err fp_text_date(const char *text, size_t len, int *year, int *month,
                         int *day) FP_MUST_CHECK;

/* ASCII case-insensitive equality of C strings. */
int fp_text_ieq(const char *a, const char *b) FP_NONNULL(1, 2);

/* 1 when bytes[len] is well-formed UTF-8 (no surrogates, no overlong forms,
 * nothing above U+10FFFF). */
int fp_text_utf8(const void *bytes, size_t len);

#ifdef __cplusplus
}
#endif

#endif
