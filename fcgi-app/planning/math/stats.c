/* Percentiles by selection, intervals, means with their standard errors. */
#include "planning/math/stats.h"

#include <math.h>

enum { SMALL = 16 }; /* ranges up to this long are sorted by insertion */

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
fp_stats_percentiles(double *values, size_t n, const double *q, size_t n_q,
                     double *out)
{
    size_t done = 0; /* values[0..done) are in place or below */

    for (size_t i = 0; i < n_q; i++) {
        double where = q[i] * (double)(n - 1);
        size_t k = (size_t)floor(where);
        double part = where - (double)k;

        if (k >= done) {
            select_kth(values + done, n - done, k - done);
            done = k;
        }
        out[i] = values[k];
        if (part > 0.0 && k + 1 < n) {
            double next = values[k + 1];

            for (size_t j = k + 2; j < n; j++)
                if (values[j] < next)
                    next = values[j];
            out[i] += part * (next - values[k]);
        }
    }
}

void
fp_stats_wilson(double k, double n, double z, double *low, double *high)
{
    double p = k / n, z2 = z * z;
    double middle = p + z2 / (2.0 * n);
    double half = z * sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
    double scale = 1.0 + z2 / n;

    /* At the ends the bound is exact, and rounding must not pass it. */
    *low = k <= 0.0 ? 0.0 : (middle - half) / scale;
    *high = k >= n ? 1.0 : (middle + half) / scale;
}

/* Neumaier's running sum: the part lost by each addition is kept beside.
 * SOURCE: Neumaier (1974), ZAMM 54, 39-51. */
static void
add(double *sum, double *lost, double value)
{
    double next = *sum + value;

    *lost += fabs(*sum) >= fabs(value) ? (*sum - next) + value
                                       : (value - next) + *sum;
    *sum = next;
}

void
fp_stats_mean(const double *values, size_t n, double *mean,
              double *standard_error)
{
    double sum = 0.0, lost = 0.0, average;

    if (n == 0) {
        *mean = 0.0;
        *standard_error = 0.0;
        return;
    }
    for (size_t i = 0; i < n; i++)
        add(&sum, &lost, values[i]);
    average = (sum + lost) / (double)n;
    sum = lost = 0.0;
    for (size_t i = 0; i < n; i++) {
        double off = values[i] - average;

        add(&sum, &lost, off * off);
    }
    *mean = average;
    *standard_error =
        n < 2 ? 0.0 : sqrt((sum + lost) / (double)(n - 1) / (double)n);
}
