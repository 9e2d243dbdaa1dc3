/* The flat objects inside tokens. */
#include "auth/claims.h"

#include <string.h>

#include "base/text.h"

struct cursor {
    const char *at;
    const char *end;
};

static int
take(struct cursor *in, char c)
{
    if (in->at == in->end || *in->at != c)
        return 0;
    in->at++;
    return 1;
}

/* A string without escapes and control characters; the UTF-8 of the whole
 * was checked before. */
static int
take_string(struct cursor *in, const char **text, size_t *len)
{
    if (!take(in, '"'))
        return 0;
    *text = in->at;
    while (in->at < in->end && *in->at != '"') {
        if ((unsigned char)*in->at < 0x20 || *in->at == '\\')
            return 0;
        in->at++;
    }
    *len = (size_t)(in->at - *text);
    return take(in, '"');
}

static int
take_number(struct cursor *in, int64_t *number)
{
    const char *from = in->at;

    while (in->at < in->end && *in->at >= '0' && *in->at <= '9')
        in->at++;
    if (in->at - from > 1 && *from == '0')
        return 0;
    return fp_text_int64(from, (size_t)(in->at - from), 0, INT64_MAX,
                         number) == FP_OK;
}

static int
take_claim(struct cursor *in, struct fp_claim *claim)
{
    memset(claim, 0, sizeof(*claim));
    if (!take_string(in, &claim->name, &claim->name_len) || !take(in, ':') ||
        in->at == in->end)
        return 0;
    if (*in->at == '"')
        return take_string(in, &claim->text, &claim->text_len);
    return take_number(in, &claim->number);
}

static int
has_name(const struct fp_claim *claim, const char *name, size_t len)
{
    return claim->name_len == len && memcmp(claim->name, name, len) == 0;
}

enum fp_err
fp_claims_read(const char *text, size_t len, struct fp_claims *out)
{
    struct cursor in = { text, text + len };
    struct fp_claims claims = { .n = 0 };
    size_t i;

    if (!fp_text_utf8(text, len) || !take(&in, '{'))
        return FP_EINVAL;
    do {
        struct fp_claim *claim = &claims.list[claims.n];

        if (claims.n == FP_CLAIMS_MAX || !take_claim(&in, claim))
            return FP_EINVAL;
        for (i = 0; i < claims.n; i++)
            if (has_name(&claims.list[i], claim->name, claim->name_len))
                return FP_EINVAL;
        claims.n++;
    } while (take(&in, ','));
    if (!take(&in, '}') || in.at != in.end)
        return FP_EINVAL;
    *out = claims;
    return FP_OK;
}

const struct fp_claim *
fp_claims_find(const struct fp_claims *claims, const char *name)
{
    size_t len = strlen(name), i;

    for (i = 0; i < claims->n; i++)
        if (has_name(&claims->list[i], name, len))
            return &claims->list[i];
    return NULL;
}

int
fp_claim_is(const struct fp_claim *claim, const char *value)
{
    return claim != NULL && claim->text != NULL &&
           claim->text_len == strlen(value) &&
           memcmp(claim->text, value, claim->text_len) == 0;
}
