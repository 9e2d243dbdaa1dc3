/* Growing buffer and text writers. */
#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUF_DEFAULT_MAX ((size_t)64 << 20)
#define BUF_FIRST 256

void
fp_buf_init(struct fp_buf *buf, size_t max)
{
    memset(buf, 0, sizeof(*buf));
    buf->max = max != 0 ? max : BUF_DEFAULT_MAX;
}

void
fp_buf_fini(struct fp_buf *buf)
{
    free(buf->data);
    memset(buf, 0, sizeof(*buf));
}

void
fp_buf_reset(struct fp_buf *buf)
{
    buf->len = 0;
    buf->err = FP_OK;
    if (buf->data != NULL)
        buf->data[0] = '\0';
}

enum fp_err
fp_buf_error(const struct fp_buf *buf)
{
    return buf->err;
}

const char *
fp_buf_text(const struct fp_buf *buf)
{
    return buf->data != NULL ? buf->data : "";
}

/* Room for len more bytes and a NUL, or a sticking error. */
static int
reserve(struct fp_buf *buf, size_t len)
{
    size_t need, cap;
    char *data;

    if (buf->err != FP_OK)
        return 0;
    if (len > buf->max || buf->len > buf->max - len) {
        buf->err = FP_ELIMIT;
        return 0;
    }
    need = buf->len + len + 1;
    if (need <= buf->cap)
        return 1;
    cap = buf->cap != 0 ? buf->cap : BUF_FIRST;
    while (cap < need)
        cap += cap / 2 + BUF_FIRST;
    data = realloc(buf->data, cap);
    if (data == NULL) {
        buf->err = FP_ENOMEM;
        return 0;
    }
    buf->data = data;
    buf->cap = cap;
    return 1;
}

void
fp_buf_add(struct fp_buf *buf, const void *bytes, size_t len)
{
    if (!reserve(buf, len))
        return;
    if (len > 0)
        memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void
fp_buf_char(struct fp_buf *buf, char c)
{
    fp_buf_add(buf, &c, 1);
}

void
fp_buf_str(struct fp_buf *buf, const char *text)
{
    fp_buf_add(buf, text, strlen(text));
}

void
fp_buf_printf(struct fp_buf *buf, const char *fmt, ...)
{
    va_list args;
    int len;

    va_start(args, fmt);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0) {
        buf->err = buf->err != FP_OK ? buf->err : FP_EINVAL;
        return;
    }
    if (!reserve(buf, (size_t)len))
        return;
    va_start(args, fmt);
    vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
    va_end(args);
    buf->len += (size_t)len;
}

void
fp_buf_int(struct fp_buf *buf, int64_t value)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left != 0);
    if (value < 0)
        digits[--at] = '-';
    fp_buf_add(buf, digits + at, sizeof(digits) - at);
}

void
fp_buf_fixed(struct fp_buf *buf, double value, int decimals)
{
    static const double scale[] = { 1e0, 1e1, 1e2, 1e3, 1e4,
                                    1e5, 1e6, 1e7, 1e8, 1e9 };
    char digits[48];
    size_t at = sizeof(digits);
    double magnitude;
    uint64_t left;
    int i;

    if (!isfinite(value)) {
        fp_buf_str(buf, "null");
        return;
    }
    if (decimals < 0)
        decimals = 0;
    if (decimals > 9)
        decimals = 9;
    magnitude = fabs(value) * scale[decimals];
    if (magnitude >= 9e15) {
        /* Past 2^53 a double has no fraction left to round. */
        fp_buf_printf(buf, "%.*f", decimals, value);
        return;
    }
    left = (uint64_t)floor(magnitude + 0.5);
    if (left == 0)
        value = 0.0;
    for (i = 0; i < decimals; i++) {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    }
    if (decimals > 0)
        digits[--at] = '.';
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left != 0);
    if (value < 0.0)
        digits[--at] = '-';
    fp_buf_add(buf, digits + at, sizeof(digits) - at);
}

void
fp_buf_double(struct fp_buf *buf, double value)
{
    char text[40];
    int precision;

    if (!isfinite(value)) {
        fp_buf_str(buf, "null");
        return;
    }
    if (value == floor(value) && fabs(value) < 1e15) {
        fp_buf_int(buf, (int64_t)value);
        return;
    }
    for (precision = 15; precision <= 17; precision++) {
        snprintf(text, sizeof(text), "%.*g", precision, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fp_buf_str(buf, text);
}

void
fp_buf_json_n(struct fp_buf *buf, const char *text, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    size_t i, from = 0;

    fp_buf_char(buf, '"');
    for (i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        fp_buf_add(buf, text + from, i - from);
        from = i + 1;
        switch (c) {
        case '"': fp_buf_str(buf, "\\\""); break;
        case '\\': fp_buf_str(buf, "\\\\"); break;
        case '\n': fp_buf_str(buf, "\\n"); break;
        case '\r': fp_buf_str(buf, "\\r"); break;
        case '\t': fp_buf_str(buf, "\\t"); break;
        default:
            fp_buf_str(buf, "\\u00");
            fp_buf_char(buf, hex[c >> 4]);
            fp_buf_char(buf, hex[c & 15]);
        }
    }
    fp_buf_add(buf, text + from, len - from);
    fp_buf_char(buf, '"');
}

void
fp_buf_json(struct fp_buf *buf, const char *text)
{
    fp_buf_json_n(buf, text, strlen(text));
}

void
fp_buf_hex(struct fp_buf *buf, const void *bytes, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *p = bytes;
    size_t i;

    for (i = 0; i < len; i++) {
        fp_buf_char(buf, hex[p[i] >> 4]);
        fp_buf_char(buf, hex[p[i] & 15]);
    }
}
