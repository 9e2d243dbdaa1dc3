/* Drawing the walks of paths from scrambled Sobol points, in lanes. */
#include "planning/kernel/lane_random.h"
#include "planning/market/sampling.h"
#include "planning/math/sobol.h"

/* Groups of lanes whose numbers are made beside each other. */
enum { FP_TOGETHER = FP_SAMPLING_TURNS };

struct fraction {
    lanef over, under;
};

/* SOURCE: Wichura (1988), Algorithm AS 241, Applied Statistics 37, 477-484:
 * PPND7, to about seven digits. */
static inline struct fraction
middle(lanef q)
{
    lanef r = 0.180625f - q * q;
    lanef a = r * 59.10937472f + 159.29113202f;
    lanef b = r * 67.18756360f + 78.75775766f;

    a = (a * r + 50.434271938f) * r + 3.3871327179f;
    b = (b * r + 17.895169469f) * r + 1.0f;
    return (struct fraction){ q * a, b };
}

/* The normal's distance from 0 where p, the smaller side, is below 0.075;
 * log is -2 ln p. */
static inline struct fraction
tail(lanef log)
{
    lanef r = lanef_sqrt(0.5f * log) - 1.6f;
    lanef c = r * 0.17023821103f + 1.3067284816f;
    lanef d = r * 0.12021132975f + 0.73700164250f;

    c = (c * r + 2.7568153900f) * r + 1.4234372777f;
    d = d * r + 1.0f;
    return (struct fraction){ c, d };
}

/* All bits where a < b, lane by lane. */
static inline laneu
less(lanef a, lanef b)
{
#if FP_LEVEL > 1
    return (laneu)(a < b);
#else
    return a < b ? 0xffffffffu : 0;
#endif
}

/* yes where the bits of m are set, no where they are not. */
static inline lanef
choose(laneu m, lanef yes, lanef no)
{
    return lanef_from_bits((lanef_bits(yes) & m) | (lanef_bits(no) & ~m));
}

/* n standard normals from words as from the uniforms (word + 1/2) / 2^32; n is
 * a constant where it is called, at most 4. */
static inline FP_INLINE void
normals_of(const laneu word[], int n, lanef out[])
{
    const laneu *sides[FP_TOGETHER];
    laneu upper[FP_TOGETHER], side[FP_TOGETHER];
    lanef log[FP_TOGETHER];

    FP_EACH {
        /* The halves mirror each other: word and its complement. */
        upper[i] = laneu_of(0) - (word[i] >> 31);
        side[i] = word[i] ^ upper[i];
        sides[i] = &side[i];
    }
    lane_minus_two_logs(sides, n, log);
    FP_EACH {
        lanef q = 0.5f - (laneu_float(side[i]) + 0.5f) * 0x1p-32f;
        laneu close = less(q, lanef_of(0.425f));
        struct fraction near = middle(q), far = tail(log[i]);
        lanef z = choose(close, near.over, far.over) /
                  choose(close, near.under, far.under);

        out[i] = lanef_from_bits(lanef_bits(z) ^ (~upper[i] << 31));
    }
}

lanef
FP_LEVEL_NAME(fp_sampling_normal)(laneu word)
{
    lanef out;

    normals_of(&word, 1, &out);
    return out;
}

/* Each word differs in every bit with any bit of what is hashed.
 * SOURCE: Appleby, MurmurHash3, 32-bit finaliser (public domain). */
static inline laneu
mix(laneu x)
{
    x = (x ^ x >> 16) * 0x85ebca6bu;
    x = (x ^ x >> 13) * 0xc2b2ae35u;
    return x ^ x >> 16;
}

/* A nested uniform scrambling of a reversed coordinate.
 * SOURCE: Burley (2020), section 4, after Laine & Karras (2011). */
static inline laneu
scramble(laneu x, laneu seed)
{
    x = x + seed;
    x = x ^ x * 0x6c50b47cu;
    x = x ^ x * 0xb82f1e52u;
    x = x ^ x * 0xc7afe638u;
    x = x ^ x * 0x8d22f6e6u;
    return x;
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

/* The paths of a call: `turns` groups of lanes, a replicate's next point
 * apart. */
struct spread {
    const struct fp_sampling *s;
    uint64_t seed, first;
    int turns;                       /* 1 or FP_TOGETHER */
};

/* The Sobol coordinate d of all groups, as normals q[turn]. */
static inline FP_INLINE void
draw_coordinate(const struct spread *x, laneu replicate, uint32_t d, int n,
                lanef q[FP_TOGETHER])
{
    const uint32_t *points = x->s->points + d * FP_SOBOL_BITS;
    uint32_t index = (uint32_t)(x->first / FP_REPLICATES);
    laneu own = mix(replicate * 0x9e3779b9u + d * 0x632be59bu +
                    (uint32_t)x->seed);
    laneu words[FP_TOGETHER];

    own = mix(own + (uint32_t)(x->seed >> 32));
    FP_EACH {
        uint32_t at = fp_sobol_coordinate(points, index + (uint32_t)i);

        words[i] = laneu_reverse(scramble(laneu_of(at), own));
    }
    normals_of(words, n, q);
}

/* Component k of direction j, beyond the point's coordinates. */
static void
draw_components(const struct spread *x, const struct lane_key *key, size_t j,
                size_t k, int turn, lanef four[4])
{
    const struct lane_counters paths = lane_counters_from(
        x->first + (uint64_t)turn * FP_REPLICATES);

    lane_normals(&paths, key, FP_SAMPLING_YEAR + (uint32_t)j,
                 (uint32_t)(k / 4), 1, four);
}

/* The components of direction j, q[turn][year]. */
static void
draw_direction(const struct spread *x, size_t j,
               lanef q[FP_TOGETHER][FP_SAMPLING_YEARS])
{
    const struct fp_sampling *s = x->s;
    const struct lane_key key = lane_key_of(x->seed);
    laneu replicate = replicates_from(x->first);
    size_t taken = s->coordinates[j], before = j > 0 ? s->coordinates[0] : 0;

    for (size_t k = 0; k < taken; k++) {
        lanef at[FP_TOGETHER];

        if (x->turns == FP_TOGETHER)
            draw_coordinate(x, replicate, (uint32_t)(before + k), FP_TOGETHER,
                            at);
        else
            draw_coordinate(x, replicate, (uint32_t)(before + k), 1, at);
        for (int i = 0; i < x->turns; i++)
            q[i][k] = at[i];
    }
    for (size_t k = taken; k < s->years; k = (k / 4 + 1) * 4)
        for (int i = 0; i < x->turns; i++) {
            lanef four[4];

            draw_components(x, &key, j, k, i, four);
            for (size_t m = k; m < s->years && m / 4 == k / 4; m++)
                q[i][m] = four[m % 4];
        }
}

/* step[t] = the components' sum in year t, in the order of the components. */
static void
walk(const struct fp_sampling *s, const lanef *q, lanef *step)
{
    enum { ROWS = 4 };
    size_t years = s->years, t = 0;

    for (; t + ROWS <= years; t += ROWS) {
        const float *row = s->components + t * years;
        lanef sum[ROWS];

#pragma GCC unroll 4
        for (size_t i = 0; i < ROWS; i++)
            sum[i] = row[i * years] * q[0];
        for (size_t k = 1; k < years; k++)
#pragma GCC unroll 4
            for (size_t i = 0; i < ROWS; i++)
                sum[i] = sum[i] + row[i * years + k] * q[k];
#pragma GCC unroll 4
        for (size_t i = 0; i < ROWS; i++)
            step[t + i] = sum[i];
    }
    for (; t < years; t++) {
        const float *row = s->components + t * years;

        step[t] = row[0] * q[0];
        for (size_t k = 1; k < years; k++)
            step[t] = step[t] + row[k] * q[k];
    }
}

void
FP_LEVEL_NAME(fp_sampling_lead)(const struct fp_sampling *s, uint64_t seed,
                                uint64_t first, int turns, lanef *lead)
{
    const struct spread x = { s, seed, first, turns };
    lanef q[FP_TOGETHER][FP_SAMPLING_YEARS];

    for (size_t j = 0; j < s->directions; j++) {
        draw_direction(&x, j, q);
        for (int i = 0; i < turns; i++)
            walk(s, q[i],
                 lead + ((size_t)i * s->directions + j) * s->years);
    }
}
