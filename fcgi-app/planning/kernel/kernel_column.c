/* A column of paths in lanes. */
#include "planning/kernel/kernel_column.h"

#include "planning/kernel/lanes.h"
#include "planning/math/sums.h"

enum {
    ROW = FP_REPLICATES,      /* values of a step */
    PARTS = ROW / FP_LANES,
    SUMS = FP_SUMS / FP_LANES /* the sums, as lanes */
};

_Static_assert(ROW % FP_LANES == 0 && FP_SUMS % FP_LANES == 0 &&
                   ROW % FP_SUMS == 0,
               "rows are whole lanes and whole sets of sums");

struct scan {
    lane sum[SUMS], lost[SUMS], total[PARTS], least[PARTS], most[PARTS];
    mask gaps;
};

static inline void
scan_row(struct scan *s, const double *values)
{
#pragma GCC unroll 16
    for (int i = 0; i < PARTS; i++) {
        lane value = lane_load(values + i * FP_LANES);
        lane sum = s->sum[i % SUMS], next = sum + value, part = next - sum;

        s->lost[i % SUMS] =
            s->lost[i % SUMS] + ((sum - (next - part)) + (value - part));
        s->sum[i % SUMS] = next;
        s->total[i] = s->total[i] + value;
        s->least[i] = lane_min(value, s->least[i]);
        s->most[i] = lane_max(value, s->most[i]);
        s->gaps = mask_or(s->gaps, lane_ne(value, value));
    }
}

/* What is left of a column that is no whole row. */
static void
scan_rest(const double *values, size_t n, struct fp_sums *sums,
          struct fp_kernel_column *out)
{
    size_t whole = n - n % FP_SUMS;

    for (size_t i = 0; i < n; i++) {
        double value = values[i];

        fp_sums_add(sums, i < whole ? i % FP_SUMS : 0, value);
        out->totals[i] += value;
        out->least = value < out->least ? value : out->least;
        out->most = value > out->most ? value : out->most;
        out->has_gaps |= value != value;
    }
}

void
FP_LEVEL_NAME(fp_kernel_column)(const double *values, size_t n,
                                struct fp_kernel_column *out)
{
    const lane zero = lane_of(0.0);
    double least[ROW], most[ROW];
    struct fp_sums sums;
    struct scan s;
    size_t at;

    for (int i = 0; i < PARTS; i++) {
        s.sum[i % SUMS] = s.lost[i % SUMS] = s.total[i] = zero;
        s.least[i] = s.most[i] = lane_of(values[0]);
    }
    s.gaps = mask_of(0);
    for (at = 0; at + ROW <= n; at += ROW)
        scan_row(&s, values + at);
    for (int i = 0; i < SUMS; i++) {
        lane_store(sums.sum + i * FP_LANES, s.sum[i]);
        lane_store(sums.lost + i * FP_LANES, s.lost[i]);
    }
    for (int i = 0; i < PARTS; i++) {
        lane_store(out->totals + i * FP_LANES, s.total[i]);
        lane_store(least + i * FP_LANES, s.least[i]);
        lane_store(most + i * FP_LANES, s.most[i]);
    }
    out->least = least[0];
    out->most = most[0];
    for (int i = 1; i < ROW; i++) {
        out->least = least[i] < out->least ? least[i] : out->least;
        out->most = most[i] > out->most ? most[i] : out->most;
    }
    out->has_gaps = mask_any(s.gaps);
    scan_rest(values + at, n - at, &sums, out);
    /* Of zeros of both signs any may have come out. */
    out->least += 0.0;
    out->most += 0.0;
    out->average = fp_sums_total(&sums) / (double)n;
}
