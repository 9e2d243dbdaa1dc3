/* Drawing the walks of paths from scrambled Sobol points, in lanes. */
#include "planning/kernel/lane_random.h"
#include "planning/market/sampling.h"
#include "planning/math/sobol.h"

/* SOURCE: Wichura (1988), Algorithm AS 241, Applied Statistics 37, 477-484:
 * PPND7, to about seven digits. */
static lanef
middle(lanef q)
{
    lanef r = 0.180625f - q * q;
    lanef a = r * 59.10937472f + 159.29113202f;
    lanef b = r * 67.18756360f + 78.75775766f;

    a = (a * r + 50.434271938f) * r + 3.3871327179f;
    b = (b * r + 17.895169469f) * r + 1.0f;
    return q * a / b;
}

/* The normal's distance from 0 where p, the smaller side, is below 0.075;
 * log is -2 ln p. */
static lanef
tail(lanef log)
{
    lanef r = lanef_sqrt(0.5f * log) - 1.6f;
    lanef c = r * 0.17023821103f + 1.3067284816f;
    lanef d = r * 0.12021132975f + 0.73700164250f;

    c = (c * r + 2.7568153900f) * r + 1.4234372777f;
    d = d * r + 1.0f;
    return c / d;
}

/* All bits where a < b, lane by lane. */
static laneu
less(lanef a, lanef b)
{
#if FP_LEVEL > 1
    return (laneu)(a < b);
#else
    return a < b ? 0xffffffffu : 0;
#endif
}

lanef
FP_LEVEL_NAME(fp_sampling_normal)(laneu word)
{
    /* The halves mirror each other: word and its complement. */
    laneu upper = laneu_of(0) - (word >> 31);
    laneu side = word ^ upper;
    lanef p = (laneu_float(side) + 0.5f) * 0x1p-32f;
    lanef q = 0.5f - p;
    laneu close = less(q, lanef_of(0.425f));
    const laneu *sides[] = { &side };
    laneu bits;
    lanef log;

    lane_minus_two_logs(sides, 1, &log);
    bits = (lanef_bits(middle(q)) & close) |
           (lanef_bits(tail(log)) & ~close);
    return lanef_from_bits(bits ^ (~upper << 31));
}

/* Each word differs in every bit with any bit of what is hashed.
 * SOURCE: Appleby, MurmurHash3, 32-bit finaliser (public domain). */
static laneu
mix(laneu x)
{
    x = (x ^ x >> 16) * 0x85ebca6bu;
    x = (x ^ x >> 13) * 0xc2b2ae35u;
    return x ^ x >> 16;
}

/* A nested uniform scrambling of a reversed coordinate.
 * SOURCE: Burley (2020), section 4, after Laine & Karras (2011). */
static laneu
scramble(laneu x, laneu seed)
{
    x = x + seed;
    x = x ^ x * 0x6c50b47cu;
    x = x ^ x * 0xb82f1e52u;
    x = x ^ x * 0xc7afe638u;
    x = x ^ x * 0x8d22f6e6u;
    return x;
}

static laneu
reverse(laneu x)
{
    x = (x >> 16) | (x << 16);
    x = ((x & 0x00ff00ffu) << 8) | ((x >> 8) & 0x00ff00ffu);
    x = ((x & 0x0f0f0f0fu) << 4) | ((x >> 4) & 0x0f0f0f0fu);
    x = ((x & 0x33333333u) << 2) | ((x >> 2) & 0x33333333u);
    return ((x & 0x55555555u) << 1) | ((x >> 1) & 0x55555555u);
}

/* The replicates of the lanes. */
static laneu
replicates_from(uint64_t first)
{
    uint32_t replicate[FP_FLOATS];
    laneu out;

    for (int i = 0; i < FP_FLOATS; i++)
        replicate[i] = (uint32_t)((first + (uint64_t)i) % FP_REPLICATES);
    memcpy(&out, replicate, sizeof(out));
    return out;
}

/* The components of direction j: the point's coordinates, then normals of
 * their own. */
static void
draw_components(const struct fp_sampling *s, uint64_t seed, uint64_t first,
                size_t j, lanef *q)
{
    const struct lane_counters paths = lane_counters_from(first);
    const struct lane_key key = lane_key_of(seed);
    laneu replicate = replicates_from(first);
    uint32_t index = (uint32_t)(first / FP_REPLICATES);
    size_t k = 0, before = j > 0 ? s->coordinates[0] : 0;

    for (; k < s->coordinates[j]; k++) {
        uint32_t d = (uint32_t)(before + k);
        uint32_t x = fp_sobol_coordinate(s->points + d * FP_SOBOL_BITS, index);
        laneu own = mix(replicate * 0x9e3779b9u + d * 0x632be59bu +
                        (uint32_t)seed);

        own = mix(own + (uint32_t)(seed >> 32));
        q[k] = FP_LEVEL_NAME(fp_sampling_normal)(
            reverse(scramble(laneu_of(x), own)));
    }
    for (; k < s->years; k++) {
        lanef four[4];

        if (k == s->coordinates[j] || k % 4 == 0)
            lane_normals(&paths, &key, FP_SAMPLING_YEAR + (uint32_t)j,
                         (uint32_t)(k / 4), 1, four);
        q[k] = four[k % 4];
    }
}

void
FP_LEVEL_NAME(fp_sampling_lead)(const struct fp_sampling *s, uint64_t seed,
                                uint64_t first, lanef *lead)
{
    lanef q[FP_SAMPLING_YEARS];

    for (size_t j = 0; j < s->directions; j++) {
        draw_components(s, seed, first, j, q);
        for (size_t t = 0; t < s->years; t++) {
            const float *row = s->components + t * s->years;
            lanef sum = row[0] * q[0];

            for (size_t k = 1; k < s->years; k++)
                sum = sum + row[k] * q[k];
            lead[j * s->years + t] = sum;
        }
    }
}
