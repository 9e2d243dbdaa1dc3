/* Selection. First the values are counted in equal steps between the least and
 * the greatest, and only those of the steps that hold a wanted rank are kept;
 * once that no longer helps, partitioning finds the ranks among them. A value
 * that many paths share (a budget that was paid whole, a tax before retirement)
 * would stay in every round and is taken out first. */
#include "planning/math/select.h"

#include <stdint.h>
#include <string.h>

#include "planning/kernel/kernel_steps.h"

enum {
    CHUNK = 512, /* values whose steps are found at once */
    FEW = 128, /* below it counting costs more than it saves */
    SMALL = 16, /* ranges up to this long are sorted by insertion */
    LANES = 4,  /* least and greatest are kept of every fourth value */
    ROUNDS = 8, /* of counting, at most */
    SAMPLES = 7 /* values that are looked at to find one that many share */
};

/* The ranks that are still sought among the values that are left. */
struct sought {
    size_t n;
    size_t ranks[FP_SELECT_RANKS_MAX];  /* rising */
    size_t places[FP_SELECT_RANKS_MAX]; /* … and where each is asked for */
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

void
fp_select_bounds(const double *values, size_t n, double *from, double *to)
{
    double least[LANES], most[LANES];
    size_t i;

    for (size_t l = 0; l < LANES; l++)
        least[l] = most[l] = values[0];
    for (i = 0; i + LANES <= n; i += LANES)
        for (size_t l = 0; l < LANES; l++) {
            double value = values[i + l];

            least[l] = value < least[l] ? value : least[l];
            most[l] = value > most[l] ? value : most[l];
        }
    for (; i < n; i++) {
        least[0] = values[i] < least[0] ? values[i] : least[0];
        most[0] = values[i] > most[0] ? values[i] : most[0];
    }
    for (size_t l = 1; l < LANES; l++) {
        least[0] = least[l] < least[0] ? least[l] : least[0];
        most[0] = most[l] > most[0] ? most[l] : most[0];
    }
    *from = least[0];
    *to = most[0];
}

/* Marks the steps that hold a rank, and takes from each rank what lies below
 * it in the others. */
static void
mark(const uint32_t counts[FP_SELECT_STEPS], struct sought *sought,
     unsigned char wanted[FP_SELECT_STEPS])
{
    size_t below = 0, dropped = 0, r = 0;

    memset(wanted, 0, FP_SELECT_STEPS);
    for (size_t s = 0; r < sought->n && s < FP_SELECT_STEPS; s++) {
        for (; r < sought->n && sought->ranks[r] < below + counts[s]; r++) {
            wanted[s] = 1;
            sought->ranks[r] -= dropped;
        }
        below += counts[s];
        if (!wanted[s])
            dropped += counts[s];
    }
}

/* How many of the next values are looked at together. */
static size_t
chunk_of(size_t left)
{
    return left < CHUNK ? left : CHUNK;
}

/* Takes the values that matter to `to`, which may be values; returns how many
 * there are. */
static size_t
narrow(const double *values, size_t n, const struct fp_select_scale *scale,
       fp_select_steps *steps_of, struct sought *sought, double *to)
{
    unsigned char wanted[FP_SELECT_STEPS];
    uint32_t counts[FP_SELECT_STEPS] = { 0 };
    uint16_t steps[CHUNK];
    size_t kept = 0;

    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = chunk_of(n - at);

        steps_of(scale, values + at, some, steps);
        for (size_t i = 0; i < some; i++)
            counts[steps[i]]++;
    }
    mark(counts, sought, wanted);
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = chunk_of(n - at);

        steps_of(scale, values + at, some, steps);
        for (size_t i = 0; i < some; i++) {
            to[kept] = values[at + i];
            kept += wanted[steps[i]];
        }
    }
    return kept;
}

/* 1 when two of a few values are the same: it is likely that many are. */
static int
find_shared(const double *values, size_t n, double *shared)
{
    for (size_t i = 1; i < SAMPLES; i++)
        for (size_t j = 0; j < i; j++)
            if (values[i * (n / SAMPLES)] == values[j * (n / SAMPLES)]) {
                *shared = values[i * (n / SAMPLES)];
                return 1;
            }
    return 0;
}

/* Leaves out a value that many share, wherever it is, and answers the ranks that
 * fall on it; takes the other values to `to`, which may be values, and returns
 * how many there are. */
static size_t
take_out(const double *values, size_t n, double shared, struct sought *sought,
         double *to, double *out)
{
    size_t kept = 0, below = 0, open = 0;

    for (size_t i = 0; i < n; i++) {
        double value = values[i];

        to[kept] = value;
        kept += value != shared;
        below += value < shared;
    }
    for (size_t r = 0; r < sought->n; r++) {
        size_t rank = sought->ranks[r];

        if (rank >= below && rank < below + (n - kept)) {
            out[sought->places[r]] = shared;
            continue;
        }
        sought->ranks[open] = rank < below ? rank : rank - (n - kept);
        sought->places[open++] = sought->places[r];
    }
    sought->n = open;
    return kept;
}

void
fp_select(double *values, size_t n, const size_t *ranks, size_t n_ranks,
          double *out)
{
    double least, most;

    fp_select_bounds(values, n, &least, &most);
    fp_select_within(values, n, least, most, fp_kernel_steps, ranks, n_ranks,
                     values, out);
}

/* One round; 0: it would not help. Moves *values to scratch. */
static int
leave_fewer(const double **values, size_t *n, double least, double most,
            fp_select_steps *steps_of, struct sought *sought, double *scratch,
            double *out)
{
    struct fp_select_scale scale = { least, 0.0 };
    double width = most - least, shared;

    if (find_shared(*values, *n, &shared)) {
        *n = take_out(*values, *n, shared, sought, scratch, out);
    } else {
        scale.steps_per_unit = FP_SELECT_STEPS / width;
        if (!(width <= 1e300 && scale.steps_per_unit <= 1e300))
            return 0; /* too far apart, or too near each other */
        *n = narrow(*values, *n, &scale, steps_of, sought, scratch);
    }
    *values = scratch;
    return 1;
}

void
fp_select_within(const double *values, size_t n, double least, double most,
                 fp_select_steps *steps_of, const size_t *ranks, size_t n_ranks,
                 double *scratch, double *out)
{
    struct sought sought = { .n = n_ranks };
    size_t done = 0, before = n + 1;

    for (size_t i = 0; i < n_ranks; i++) {
        sought.ranks[i] = ranks[i];
        sought.places[i] = i;
    }
    for (int round = 0; round < ROUNDS && n > FEW && n <= UINT32_MAX &&
                        n < before && sought.n > 0;
         round++) {
        before = n;
        if (!leave_fewer(&values, &n, least, most, steps_of, &sought, scratch,
                         out))
            break;
        if (n > 0)
            fp_select_bounds(values, n, &least, &most);
    }
    if (values != scratch)
        memcpy(scratch, values, n * sizeof(*scratch));
    for (size_t i = 0; i < sought.n; i++) {
        size_t rank = sought.ranks[i];

        if (rank >= done) {
            select_kth(scratch + done, n - done, rank - done);
            done = rank;
        }
        out[sought.places[i]] = scratch[rank];
    }
}
