/* Decimal fractions. SOURCE: RFC 8259, section 6, December 2017 (the form of a
 * number). */
#include "codec/json/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { EXPONENT_MAX = 1000 };

static int
is_digit(const char *p, const char *end)
{
    return p < end && *p >= '0' && *p <= '9';
}

static enum fp_err
times_ten(int64_t *value, int plus)
{
    return __builtin_mul_overflow(*value, 10, value) ||
                   __builtin_add_overflow(*value, plus, value)
               ? FP_ERANGE
               : FP_OK;
}

/* Takes the digits at *p. Zeros are pending until another digit follows, so
 * that those at the end cost nothing. FP_ERANGE: too many digits. */
static enum fp_err
take_digits(const char **p, const char *end, int64_t *value, int *pending)
{
    for (; is_digit(*p, end); (*p)++) {
        if (**p == '0') {
            if (*value != 0)
                (*pending)++;
            continue;
        }
        for (; *pending > 0; (*pending)--)
            if (times_ten(value, 0) != FP_OK)
                return FP_ERANGE;
        if (times_ten(value, **p - '0') != FP_OK)
            return FP_ERANGE;
    }
    return FP_OK;
}

/* An exponent at *p; 0 when its form is wrong. */
static int
take_exponent(const char **p, const char *end, int *exponent)
{
    int sign = 1, value = 0;

    if (*p == end || (**p != 'e' && **p != 'E'))
        return 1;
    (*p)++;
    if (*p < end && (**p == '+' || **p == '-'))
        sign = *(*p)++ == '-' ? -1 : 1;
    if (!is_digit(*p, end))
        return 0;
    for (; is_digit(*p, end); (*p)++)
        if (value < EXPONENT_MAX)
            value = 10 * value + (**p - '0');
    *exponent = sign * value;
    return 1;
}

enum fp_err
fp_decimal_read(const char *text, size_t len, int scale, int64_t *out)
{
    const char *p = text, *end = text + len;
    int64_t value = 0;
    int negative, pending = 0, exponent = 0, shift;
    size_t decimals = 0;

    negative = p < end && *p == '-';
    p += negative;
    if (!is_digit(p, end) || (*p == '0' && is_digit(p + 1, end)))
        return FP_EINVAL;
    if (take_digits(&p, end, &value, &pending) != FP_OK)
        return FP_ERANGE;
    if (p < end && *p == '.') {
        const char *point = ++p;

        if (!is_digit(p, end))
            return FP_EINVAL;
        if (take_digits(&p, end, &value, &pending) != FP_OK)
            return FP_ERANGE;
        decimals = (size_t)(p - point);
    }
    if (!take_exponent(&p, end, &exponent) || p != end)
        return FP_EINVAL;
    if (value == 0) {
        *out = 0;
        return FP_OK;
    }
    if (decimals > EXPONENT_MAX)
        return FP_EDOM;
    /* value * 10^pending * 10^(exponent - decimals), in units of 10^-scale. */
    shift = pending + exponent - (int)decimals + scale;
    if (shift < 0)
        return FP_EDOM;
    for (; shift > 0; shift--)
        if (times_ten(&value, 0) != FP_OK)
            return FP_ERANGE;
    *out = negative ? -value : value;
    return FP_OK;
}

const char *
fp_decimal_write(int64_t value, int scale, int least,
                 char text[FP_DECIMAL_TEXT])
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t unit = 1;
    size_t len;

    for (int i = 0; i < scale; i++)
        unit *= 10;
    len = (size_t)snprintf(text, FP_DECIMAL_TEXT, "%s%" PRIu64,
                           value < 0 ? "-" : "", size / unit);
    if (scale == 0)
        return text;
    len += (size_t)snprintf(text + len, FP_DECIMAL_TEXT - len, ".%0*" PRIu64,
                            scale, size % unit);
    for (int i = scale; i > least && text[len - 1] == '0'; i--)
        text[--len] = '\0';
    if (text[len - 1] == '.')
        text[--len] = '\0';
    return text;
}
