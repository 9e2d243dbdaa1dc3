/* Sums in fixed point. */
#include "planning/math/exact_sum.h"

#include <math.h>
#include <string.h>

enum {
    BELOW = 64,          /* bits behind the point */
    FRACTION_BITS = 52,
    BIAS = 1023
};

/* Adds low and high at words `at` and at + 1, carrying on. */
static void
add_at(uint64_t word[FP_EXACT_WORDS], int at, uint64_t low, uint64_t high)
{
    uint64_t carry = 0;

    for (int i = at; i < FP_EXACT_WORDS; i++) {
        uint64_t term = i == at ? low : i == at + 1 ? high : 0;
        uint64_t with = word[i] + term;
        uint64_t out = with < term;

        word[i] = with + carry;
        carry = out | (word[i] < carry);
    }
}

static void
subtract_at(uint64_t word[FP_EXACT_WORDS], int at, uint64_t low,
            uint64_t high)
{
    uint64_t borrow = 0;

    for (int i = at; i < FP_EXACT_WORDS; i++) {
        uint64_t term = i == at ? low : i == at + 1 ? high : 0;
        uint64_t less = word[i] - term;
        uint64_t out = word[i] < term;

        word[i] = less - borrow;
        borrow = out | (less < borrow);
    }
}

void
fp_exact_add(struct fp_exact_sum *sum, double term)
{
    uint64_t bits, fraction, high;
    int place, shift;

    if (!(fabs(term) < 0x1p150)) {
        sum->beyond++;
        return;
    }
    memcpy(&bits, &term, sizeof(bits));
    place = (int)(bits >> FRACTION_BITS & 0x7ff);
    fraction = bits & (((uint64_t)1 << FRACTION_BITS) - 1);
    if (place > 0)
        fraction |= (uint64_t)1 << FRACTION_BITS;
    place += (place == 0) - BIAS - FRACTION_BITS + BELOW;
    if (place < 0) {
        fraction = place > -BELOW ? fraction >> -place : 0;
        place = 0;
    }
    shift = place % 64;
    high = shift > 0 ? fraction >> (64 - shift) : 0;
    if (bits >> 63)
        subtract_at(sum->word, place / 64, fraction << shift, high);
    else
        add_at(sum->word, place / 64, fraction << shift, high);
}

void
fp_exact_merge(struct fp_exact_sum *into, const struct fp_exact_sum *from)
{
    for (int i = 0; i < FP_EXACT_WORDS; i++)
        add_at(into->word, i, from->word[i], 0);
    into->beyond += from->beyond;
}

double
fp_exact_value(const struct fp_exact_sum *sum)
{
    static const double weight[FP_EXACT_WORDS] = { 0x1p-64, 1.0, 0x1p64,
                                                   0x1p128 };
    uint64_t word[FP_EXACT_WORDS] = { 0 };
    int negative = (int)(sum->word[FP_EXACT_WORDS - 1] >> 63);
    double value = 0.0;

    if (sum->beyond > 0)
        return NAN;
    for (int i = 0; i < FP_EXACT_WORDS; i++) {
        if (negative)
            subtract_at(word, i, sum->word[i], 0);
        else
            word[i] = sum->word[i];
    }
    for (int i = FP_EXACT_WORDS; i-- > 0;)
        value += (double)word[i] * weight[i];
    return negative ? -value : value;
}
