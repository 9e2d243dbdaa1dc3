/* Base32. */
#include "auth/base32.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void
fp_base32_encode(const void *bytes, size_t len, char *text)
{
    const unsigned char *in = bytes;
    uint32_t bits = 0;
    unsigned held = 0;
    size_t i;

    for (i = 0; i < len; i++) {
        bits = bits << 8 | in[i];
        for (held += 8; held >= 5; held -= 5)
            *text++ = alphabet[bits >> (held - 5) & 31];
        bits &= (1U << held) - 1;
    }
    if (held > 0)
        *text++ = alphabet[bits << (5 - held) & 31];
    *text = '\0';
}

/* 0 … 31, or -1. */
static int
value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    if (c >= '2' && c <= '7')
        return c - '2' + 26;
    return -1;
}

enum fp_err
fp_base32_decode(const char *text, size_t len, void *out, size_t cap,
                 size_t *out_len)
{
    unsigned char *to = out;
    uint32_t bits = 0;
    unsigned held = 0;
    size_t i, n = 0;

    for (i = 0; i < len; i++) {
        int value = value_of(text[i]);

        if (text[i] == '-' || text[i] == ' ')
            continue;
        if (value < 0)
            return FP_EINVAL;
        bits = bits << 5 | (uint32_t)value;
        held += 5;
        if (held >= 8) {
            if (n == cap)
                return FP_ELIMIT;
            held -= 8;
            to[n++] = (unsigned char)(bits >> held);
            bits &= (1U << held) - 1;
        }
    }
    if (held >= 5 || bits != 0)
        return FP_EINVAL;
    *out_len = n;
    return FP_OK;
}
