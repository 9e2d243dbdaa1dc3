/* Selection. First the values are counted in equal steps between the least and
 * the greatest, and only those of the steps that hold a wanted rank are kept;
 * once that no longer helps, partitioning finds the ranks among them. */
#include "planning/math/select.h"

#include <stdint.h>
#include <string.h>

enum {
    STEPS = 1024,
    FEW = 128, /* below it counting costs more than it saves */
    SMALL = 16 /* ranges up to this long are sorted by insertion */
};

static void
swap(double *a, double *b)
{
    double t = *a;

    *a = *b;
    *b = t;
}

static void
sift_down(double *heap, size_t root, size_t n)
{
    double value = heap[root];

    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && heap[child + 1] > heap[child])
            child++;
        if (heap[child] <= value)
            break;
        heap[root] = heap[child];
    }
    heap[root] = value;
}

/* n log n whatever the order; used when partitioning goes badly. */
static void
heap_sort(double *values, size_t n)
{
    for (size_t i = n / 2; i-- > 0;)
        sift_down(values, i, n);
    for (size_t end = n; end-- > 1;) {
        swap(&values[0], &values[end]);
        sift_down(values, 0, end);
    }
}

static void
insertion_sort(double *values, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double value = values[i];
        size_t j = i;

        for (; j > 0 && values[j - 1] > value; j--)
            values[j] = values[j - 1];
        values[j] = value;
    }
}

/* Splits values[n], n >= 3, around the median of its ends and middle; both
 * scans stop at equal values, so runs of ties split evenly. Returns the length
 * of the left part, 1..n-1: nothing in it is greater than anything right. */
static size_t
partition(double *values, size_t n)
{
    size_t i = 0, j = n - 1, middle = n / 2;
    double pivot;

    if (values[middle] < values[0])
        swap(&values[middle], &values[0]);
    if (values[n - 1] < values[middle]) {
        swap(&values[n - 1], &values[middle]);
        if (values[middle] < values[0])
            swap(&values[middle], &values[0]);
    }
    pivot = values[middle];
    for (;;) {
        do
            i++;
        while (values[i] < pivot);
        do
            j--;
        while (values[j] > pivot);
        if (i >= j)
            return j + 1;
        swap(&values[i], &values[j]);
    }
}

/* Puts the k-th smallest of values[n] (k < n) in its place: nothing before it
 * is greater, nothing after it is smaller. */
static void
select_kth(double *values, size_t n, size_t k)
{
    int tries = 4;

    for (size_t m = n; m > 1; m /= 2)
        tries += 2;
    while (n > SMALL) {
        size_t left;

        if (tries-- == 0) {
            heap_sort(values, n);
            return;
        }
        left = partition(values, n);
        if (k < left) {
            n = left;
        } else {
            values += left;
            n -= left;
            k -= left;
        }
    }
    insertion_sort(values, n);
}

/* Equal steps between two values; the step of a value never falls as the value
 * rises. */
struct scale {
    double least, steps_per_unit;
};

static inline uint32_t
step_of(const struct scale *scale, double value)
{
    double at = (value - scale->least) * scale->steps_per_unit;

    return at < STEPS - 1 ? (uint32_t)(int32_t)at : STEPS - 1;
}

/* 0 when there is nothing to scale: all values are the same, or too far apart
 * for their difference to be a number. */
static int
find_scale(const double *values, size_t n, struct scale *scale)
{
    double least = values[0], most = values[0], width;

    for (size_t i = 1; i < n; i++) {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    scale->least = least;
    width = most - least;
    scale->steps_per_unit = STEPS / width;
    return width > 0.0 && width <= 1e300 && scale->steps_per_unit <= 1e300;
}

/* Marks the steps that hold a rank, and takes from each rank what lies below
 * it in the others. */
static void
mark(const uint32_t counts[STEPS], size_t *ranks, size_t n_ranks,
     unsigned char wanted[STEPS])
{
    size_t below = 0, dropped = 0, r = 0;

    for (size_t s = 0; s < STEPS; s++) {
        wanted[s] = 0;
        for (; r < n_ranks && ranks[r] < below + counts[s]; r++) {
            wanted[s] = 1;
            ranks[r] -= dropped;
        }
        below += counts[s];
        if (!wanted[s])
            dropped += counts[s];
    }
}

/* Moves the values that matter to the front; returns how many there are. */
static size_t
narrow(double *values, size_t n, size_t *ranks, size_t n_ranks)
{
    unsigned char wanted[STEPS];
    uint32_t counts[STEPS] = { 0 };
    struct scale scale;
    size_t kept = 0;

    if (!find_scale(values, n, &scale))
        return n;
    for (size_t i = 0; i < n; i++)
        counts[step_of(&scale, values[i])]++;
    mark(counts, ranks, n_ranks, wanted);
    for (size_t i = 0; i < n; i++) {
        double value = values[i];

        values[kept] = value;
        kept += wanted[step_of(&scale, value)];
    }
    return kept;
}

void
fp_select(double *values, size_t n, const size_t *ranks, size_t n_ranks,
          double *out)
{
    size_t left[FP_SELECT_RANKS_MAX], done = 0, before;

    memcpy(left, ranks, n_ranks * sizeof(*left));
    do {
        before = n;
        if (n > FEW && n <= UINT32_MAX)
            n = narrow(values, n, left, n_ranks);
    } while (n < before - before / 4);
    for (size_t i = 0; i < n_ranks; i++) {
        if (left[i] >= done) {
            select_kth(values + done, n - done, left[i] - done);
            done = left[i];
        }
        out[i] = values[left[i]];
    }
}
