/* Members of JSON objects. */
#include "codec/json/member.h"

#include <inttypes.h>

enum { MONEY = 2, RATE = 6 };

void
fp_json_name(struct fp_buf *buf, const char *name)
{
    fp_buf_char(buf, ',');
    fp_buf_json(buf, name);
    fp_buf_char(buf, ':');
}

void
fp_json_member(struct fp_buf *buf, const char *name, double value,
               int decimals)
{
    fp_json_name(buf, name);
    fp_buf_fixed(buf, value, decimals);
}

void
fp_json_money(struct fp_buf *buf, const char *name, double value)
{
    fp_json_member(buf, name, value, MONEY);
}

void
fp_json_rate(struct fp_buf *buf, const char *name, double value)
{
    fp_json_member(buf, name, value, RATE);
}

void
fp_json_int(struct fp_buf *buf, const char *name, int64_t value)
{
    fp_json_name(buf, name);
    fp_buf_int(buf, value);
}

void
fp_json_int_or_null(struct fp_buf *buf, const char *name, int value)
{
    fp_json_name(buf, name);
    if (value >= 0)
        fp_buf_int(buf, value);
    else
        fp_buf_str(buf, "null");
}

void
fp_json_text(struct fp_buf *buf, const char *name, const char *value)
{
    fp_json_name(buf, name);
    if (value != NULL)
        fp_buf_json(buf, value);
    else
        fp_buf_str(buf, "null");
}

void
fp_json_flag(struct fp_buf *buf, const char *name, int value)
{
    fp_json_name(buf, name);
    fp_buf_str(buf, value ? "true" : "false");
}

void
fp_json_cents(struct fp_buf *buf, const char *name, int64_t cents)
{
    fp_json_name(buf, name);
    fp_json_cents_value(buf, cents);
}

void
fp_json_cents_value(struct fp_buf *buf, int64_t cents)
{
    uint64_t size = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;

    fp_buf_printf(buf, "%s%" PRIu64 ".%02d", cents < 0 ? "-" : "",
                  size / 100, (int)(size % 100));
}
