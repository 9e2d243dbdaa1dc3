/* Unescaping strings that the gate has checked. */
#include "codec/json/text.h"

#include <string.h>

unsigned
fp_json_hex4(const unsigned char *s)
{
    unsigned value = 0;

    for (int i = 0; i < 4; i++) {
        unsigned c = s[i];

        value = value * 16 + (c <= '9' ? c - '0' : (c | 32u) - 'a' + 10);
    }
    return value;
}

static size_t
utf8_put(uint32_t c, unsigned char out[4])
{
    if (c < 0x80) {
        out[0] = (unsigned char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (unsigned char)(0xc0 | c >> 6);
        out[1] = (unsigned char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (unsigned char)(0xe0 | c >> 12);
        out[1] = (unsigned char)(0x80 | (c >> 6 & 63));
        out[2] = (unsigned char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (unsigned char)(0xf0 | c >> 18);
    out[1] = (unsigned char)(0x80 | (c >> 12 & 63));
    out[2] = (unsigned char)(0x80 | (c >> 6 & 63));
    out[3] = (unsigned char)(0x80 | (c & 63));
    return 4;
}

/* The next unescaped bytes of a checked string at *at; returns how many. */
size_t
fp_json_unescape(const unsigned char *text, size_t *at, unsigned char out[4])
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    const unsigned char *s = text + *at;
    const char *found;
    uint32_t c;

    if (s[0] != '\\') {
        out[0] = s[0];
        *at += 1;
        return 1;
    }
    if (s[1] != 'u') {
        found = strchr(from, s[1]);
        out[0] = found != NULL ? (unsigned char)to[found - from] : s[1];
        *at += 2;
        return 1;
    }
    c = fp_json_hex4(s + 2);
    *at += 6;
    if (c >= 0xd800 && c < 0xdc00) {
        c = 0x10000 + ((c - 0xd800) << 10) + (fp_json_hex4(s + 8) - 0xdc00);
        *at += 6;
    }
    return utf8_put(c, out);
}

uint32_t
fp_json_key_hash(const unsigned char *text, const struct fp_json_key *key)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    unsigned char part[4];
    size_t at = key->at;

    while (at < key->end) {
        size_t got = fp_json_unescape(text, &at, part);

        for (size_t i = 0; i < got; i++)
            hash = (hash ^ part[i]) * 16777619u;
    }
    return hash;
}

/* Both are walked a character at a time; one may be escaped and the other
 * not, so that their parts may differ in length. */
int
fp_json_key_equal(const unsigned char *text, const struct fp_json_key *a,
                  const struct fp_json_key *b)
{
    unsigned char pa[4], pb[4];
    size_t ia = a->at, ib = b->at, na = 0, nb = 0, ua = 0, ub = 0;

    for (;;) {
        if (ua == na) {
            na = ia < a->end ? fp_json_unescape(text, &ia, pa) : 0;
            ua = 0;
        }
        if (ub == nb) {
            nb = ib < b->end ? fp_json_unescape(text, &ib, pb) : 0;
            ub = 0;
        }
        if (na == 0 || nb == 0)
            return na == nb;
        if (pa[ua++] != pb[ub++])
            return 0;
    }
}
