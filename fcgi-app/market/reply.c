/* Members of a provider's reply. */
#include "market/reply.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "codec/json/decimal.h"
#include "codec/json/gate.h"
#include "codec/json/slice.h"

/* 1,000,000,000 dollars, as holdings have it. */
#define CLOSE_MAX INT64_C(100000000000000000)

static const struct fp_reply none = { NULL, 0 };

struct fp_reply
fp_reply_open(const char *body, size_t len, struct fp_arena *arena)
{
    /* A full history has some 6,500 days of six members each. */
    static const struct fp_json_limits limits = {
        .bytes = FP_MARKET_REPLY_MAX, .depth = 6, .members = 10000,
        .elements = 1000, .values = 100000,
    };
    struct fp_json_fault fault;
    struct fp_reply whole = { body, len };
    size_t at = 0;

    if (fp_json_gate(body, len, &limits, arena, &fault) != FP_OK)
        return none;
    while (at < len && strchr(" \t\r\n", body[at]) != NULL)
        at++;
    return at < len && body[at] == '{' ? whole : none;
}

struct fp_reply
fp_reply_member(struct fp_reply object, const char *name)
{
    struct fp_reply value = none;

    if (object.text == NULL ||
        !fp_json_slice(object.text, object.len, name, &value.text,
                       &value.len))
        return none;
    return value;
}

int
fp_reply_next(struct fp_reply object, size_t *at, struct fp_reply *name,
              struct fp_reply *value)
{
    return object.text != NULL &&
           fp_json_slice_next(object.text, object.len, at, &name->text,
                              &name->len, &value->text, &value->len);
}

int
fp_reply_empty(struct fp_reply object)
{
    struct fp_reply name, value;
    size_t at = 0;

    return object.text != NULL && object.text[0] == '{' &&
           !fp_reply_next(object, &at, &name, &value);
}

int
fp_reply_says(struct fp_reply value, const char *const *words)
{
    if (value.text == NULL || value.text[0] != '"')
        return 0;
    for (; *words != NULL; words++) {
        const size_t n = strlen(*words);

        for (size_t i = 0; i + n <= value.len; i++)
            if (strncasecmp(value.text + i, *words, n) == 0)
                return 1;
    }
    return 0;
}

static struct fp_reply
unquoted(struct fp_reply value)
{
    if (value.text != NULL && value.len >= 2 && value.text[0] == '"')
        return (struct fp_reply){ value.text + 1, value.len - 2 };
    return value;
}

enum fp_err
fp_reply_close(struct fp_reply value, char close[24])
{
    const struct fp_reply plain = unquoted(value);
    char digits[FP_DECIMAL_TEXT];
    int64_t amount = 0;

    if (plain.text == NULL ||
        fp_decimal_read(plain.text, plain.len, FP_MARKET_CLOSE_DECIMALS,
                        &amount) != FP_OK ||
        amount <= 0 || amount > CLOSE_MAX)
        return FP_EINVAL;
    memccpy(close, fp_decimal_write(amount, FP_MARKET_CLOSE_DECIMALS, 0,
                                    digits), '\0', 24);
    return FP_OK;
}

enum fp_err
fp_reply_date(struct fp_reply value, char date[11])
{
    const struct fp_reply plain = unquoted(value);
    int year, month, day;

    if (plain.text == NULL || plain.len != 10 ||
        fp_text_date(plain.text, plain.len, &year, &month, &day) != FP_OK)
        return FP_EINVAL;
    memcpy(date, plain.text, 10);
    date[10] = '\0';
    return FP_OK;
}
