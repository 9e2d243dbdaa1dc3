/* Direction numbers of the Sobol sequence. */
#include "planning/math/sobol.h"

uint32_t
fp_sobol_reverse(uint32_t x)
{
    x = (x >> 16) | (x << 16);
    x = ((x & 0x00ff00ffu) << 8) | ((x >> 8) & 0x00ff00ffu);
    x = ((x & 0x0f0f0f0fu) << 4) | ((x >> 4) & 0x0f0f0f0fu);
    x = ((x & 0x33333333u) << 2) | ((x >> 2) & 0x33333333u);
    return ((x & 0x55555555u) << 1) | ((x >> 1) & 0x55555555u);
}

/* Powers of the polynomial's leading term. */
static int
degree_of(uint32_t polynomial)
{
    int degree = 0;

    while (polynomial >> (degree + 1) != 0)
        degree++;
    return degree;
}

/* v_k = m_k 2^(32 - k), m_k from those `degree` places before it by the
 * polynomial's bits. SOURCE: Joe & Kuo (2008), equation (2). */
static void
fill(const struct fp_row_sobol *row, uint32_t *out)
{
    uint32_t polynomial = (uint32_t)row->polynomial;
    int degree = degree_of(polynomial);
    const int first[] = { row->m1, row->m2, row->m3, row->m4, row->m5,
                          row->m6, row->m7, row->m8, row->m9 };
    uint32_t m[FP_SOBOL_BITS];

    for (int k = 0; k < FP_SOBOL_BITS; k++) {
        if (degree == 0) {
            m[k] = 1;
        } else if (k < degree) {
            m[k] = (uint32_t)first[k];
        } else {
            m[k] = m[k - degree] ^ m[k - degree] << degree;
            for (int i = 1; i < degree; i++)
                if (polynomial >> (degree - i) & 1u)
                    m[k] ^= m[k - i] << i;
        }
        out[k] = fp_sobol_reverse(m[k] << (FP_SOBOL_BITS - 1 - k));
    }
}

void
fp_sobol_directions(size_t n, uint32_t *out)
{
    for (size_t d = 0; d < n && d < fp_table_sobol_directions_count; d++)
        fill(&fp_table_sobol_directions[d], out + d * FP_SOBOL_BITS);
}
