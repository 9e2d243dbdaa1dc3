/* Strict conversions from text. */
#include "base/text.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits of text[len] (at least one, nothing else) as an unsigned number. */
static enum fp_err
digits_value(const char *text, size_t len, uint64_t *out)
{
    uint64_t value = 0;
    size_t i;

    if (len == 0)
        return FP_EINVAL;
    for (i = 0; i < len; i++)
        if (!is_digit(text[i]))
            return FP_EINVAL;
    for (i = 0; i < len; i++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value))
            return FP_ERANGE;
    *out = value;
    return FP_OK;
}

enum fp_err
fp_text_uint64(const char *text, size_t len, uint64_t *out)
{
    return digits_value(text, len, out);
}

enum fp_err
fp_text_int64(const char *text, size_t len, int64_t min, int64_t max,
              int64_t *out)
{
    int negative = len > 0 && text[0] == '-';
    uint64_t magnitude;
    int64_t value;
    enum fp_err err;

    err = digits_value(text + negative, len - (size_t)negative, &magnitude);
    if (err != FP_OK)
        return err;
    if (negative) {
        if (magnitude > (uint64_t)INT64_MAX + 1)
            return FP_ERANGE;
        value = (int64_t)(0 - magnitude);
    } else {
        if (magnitude > INT64_MAX)
            return FP_ERANGE;
        value = (int64_t)magnitude;
    }
    if (value < min || value > max)
        return FP_ERANGE;
    *out = value;
    return FP_OK;
}

/* Length of the JSON number at the start of text, 0 if there is none. */
static size_t
json_number_length(const char *text, size_t len)
{
    size_t i = 0;

    if (i < len && text[i] == '-')
        i++;
    if (i == len || !is_digit(text[i]))
        return 0;
    if (text[i] == '0')
        i++;
    else
        while (i < len && is_digit(text[i]))
            i++;
    if (i < len && text[i] == '.') {
        i++;
        if (i == len || !is_digit(text[i]))
            return 0;
        while (i < len && is_digit(text[i]))
            i++;
    }
    if (i < len && (text[i] == 'e' || text[i] == 'E')) {
        i++;
        if (i < len && (text[i] == '+' || text[i] == '-'))
            i++;
        if (i == len || !is_digit(text[i]))
            return 0;
        while (i < len && is_digit(text[i]))
            i++;
    }
    return i;
}

enum fp_err
fp_text_double(const char *text, size_t len, double *out)
{
    static locale_t c_locale;
    char copy[512];
    double value;
    locale_t locale;

    if (len == 0 || json_number_length(text, len) != len)
        return FP_EINVAL;
    if (len >= sizeof(copy))
        return FP_ERANGE;
    memcpy(copy, text, len);
    copy[len] = '\0';
    locale = __atomic_load_n(&c_locale, __ATOMIC_ACQUIRE);
    if (locale == (locale_t)0) {
        locale_t expected = (locale_t)0;

        locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
        if (locale == (locale_t)0)
            return FP_ENOMEM;
        if (!__atomic_compare_exchange_n(&c_locale, &expected, locale, 0,
                                         __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            freelocale(locale);
            locale = expected;
        }
    }
    value = strtod_l(copy, NULL, locale);
    if (!isfinite(value))
        return FP_ERANGE;
    *out = value;
    return FP_OK;
}

enum fp_err
fp_text_cents(const char *text, size_t len, int64_t *cents)
{
    int negative = len > 0 && text[0] == '-';
    const char *whole = text + negative;
    size_t whole_len = len - (size_t)negative;
    const char *point = memchr(whole, '.', whole_len);
    uint64_t units, fraction = 0;
    int64_t value;
    enum fp_err err;

    if (point != NULL) {
        size_t places = whole_len - (size_t)(point - whole) - 1;

        if (places < 1 || places > 2)
            return FP_EINVAL;
        err = digits_value(point + 1, places, &fraction);
        if (err != FP_OK)
            return err;
        if (places == 1)
            fraction *= 10;
        whole_len = (size_t)(point - whole);
    }
    if (whole_len > 1 && whole[0] == '0')
        return FP_EINVAL;
    err = digits_value(whole, whole_len, &units);
    if (err != FP_OK)
        return err;
    if (units > INT64_MAX ||
        __builtin_mul_overflow((int64_t)units, 100, &value) ||
        __builtin_add_overflow(value, (int64_t)fraction, &value))
        return FP_ERANGE;
    *cents = negative ? -value : value;
    return FP_OK;
}

enum fp_err
fp_text_date(const char *text, size_t len, int *year, int *month, int *day)
{
    static const int month_days[] = { 31, 28, 31, 30, 31, 30,
                                      31, 31, 30, 31, 30, 31 };
    uint64_t y, m, d;
    int last;

    if (len != 10 || text[4] != '-' || text[7] != '-' ||
        digits_value(text, 4, &y) != FP_OK ||
        digits_value(text + 5, 2, &m) != FP_OK ||
        digits_value(text + 8, 2, &d) != FP_OK)
        return FP_EINVAL;
    if (y < 1 || m < 1 || m > 12 || d < 1)
        return FP_ERANGE;
    last = month_days[m - 1];
    if (m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)))
        last = 29;
    if (d > (uint64_t)last)
        return FP_ERANGE;
    *year = (int)y;
    *month = (int)m;
    *day = (int)d;
    return FP_OK;
}

static char
ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

int
fp_text_ieq(const char *a, const char *b)
{
    while (*a != '\0' && ascii_lower(*a) == ascii_lower(*b)) {
        a++;
        b++;
    }
    return ascii_lower(*a) == ascii_lower(*b);
}

int
fp_text_utf8(const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    size_t i = 0;

    while (i < len) {
        unsigned char lead = p[i];
        unsigned long code;
        size_t more, k;

        if (lead < 0x80) {
            i++;
            continue;
        }
        if (lead >= 0xc2 && lead <= 0xdf) {
            more = 1;
            code = lead & 0x1f;
        } else if (lead >= 0xe0 && lead <= 0xef) {
            more = 2;
            code = lead & 0x0f;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            more = 3;
            code = lead & 0x07;
        } else {
            return 0;
        }
        if (len - i <= more)
            return 0;
        for (k = 1; k <= more; k++) {
            if ((p[i + k] & 0xc0) != 0x80)
                return 0;
            code = code << 6 | (p[i + k] & 0x3f);
        }
        if ((more == 2 && code < 0x800) || (more == 3 && code < 0x10000) ||
            (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
            return 0;
        i += more + 1;
    }
    return 1;
}
