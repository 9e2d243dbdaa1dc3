/* Counts of numbers by their leading bits. */
#include "planning/math/histogram.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    ZEROS = FP_HISTOGRAM_OCTAVES, /* the span of the zeros */
    STEP_BITS = 10, /* FP_HISTOGRAM_STEPS = 2^STEP_BITS */
    FRACTION_BITS = 52,
    BIAS = 1023,
    SPAN_BYTES = FP_HISTOGRAM_STEPS * sizeof(uint32_t)
};

/* Where a number is counted; rises with the number. */
struct place {
    int span, step;
};

static struct place
place_of(double value)
{
    struct place place = { ZEROS, 0 };
    uint64_t bits;
    int power, step;

    memcpy(&bits, &value, sizeof(bits));
    power = (int)(bits >> FRACTION_BITS & 0x7ff) - BIAS;
    step = (int)(bits >> (FRACTION_BITS - STEP_BITS) &
                 (FP_HISTOGRAM_STEPS - 1));
    if (power < FP_HISTOGRAM_LEAST)
        return place;
    if (power >= FP_HISTOGRAM_MOST) {
        power = FP_HISTOGRAM_MOST - 1;
        step = FP_HISTOGRAM_STEPS - 1;
    }
    power += 1 - FP_HISTOGRAM_LEAST;
    if (bits >> 63)
        return (struct place){ ZEROS - power, FP_HISTOGRAM_STEPS - 1 - step };
    return (struct place){ ZEROS + power, step };
}

/* The lower end of a step, and how far it goes. */
static double
begin_of(struct place place, double *width)
{
    int power = abs(place.span - ZEROS) - 1 + FP_HISTOGRAM_LEAST;
    int negative = place.span < ZEROS;
    int step = negative ? FP_HISTOGRAM_STEPS - place.step : place.step;
    double size;

    *width = 0.0;
    if (place.span == ZEROS)
        return 0.0;
    *width = ldexp(1.0, power - STEP_BITS);
    size = ldexp(1.0, power) + step * *width;
    return negative ? -size : size;
}

void
fp_histogram_open(struct fp_histogram *h, int labelled)
{
    memset(h, 0, sizeof(*h));
    h->labelled = labelled;
}

/* Rooms of a span that wait for the next run: what a run touches for the first
 * time costs a page fault each. */
static struct {
    pthread_mutex_t lock;
    void *first; /* the first word of each holds the next */
    size_t n;
} kept = { PTHREAD_MUTEX_INITIALIZER, NULL, 0 };

static void *
take_room(void)
{
    void *room;

    pthread_mutex_lock(&kept.lock);
    room = kept.first;
    if (room != NULL) {
        kept.first = *(void **)room;
        kept.n--;
    }
    pthread_mutex_unlock(&kept.lock);
    return room != NULL ? room : malloc(SPAN_BYTES);
}

static void
give_room(void *room)
{
    if (room == NULL)
        return;
    pthread_mutex_lock(&kept.lock);
    if (kept.n < FP_HISTOGRAM_KEPT) {
        *(void **)room = kept.first;
        kept.first = room;
        kept.n++;
        room = NULL;
    }
    pthread_mutex_unlock(&kept.lock);
    free(room);
}

void
fp_histogram_free(struct fp_histogram *h)
{
    for (int span = 0; span < FP_HISTOGRAM_SPANS; span++) {
        give_room(h->counts[span]);
        give_room(h->labels[span]);
    }
    memset(h, 0, sizeof(*h));
}

/* A span's room, every byte of it `fill`. */
static int
have_room(uint32_t **room, int fill)
{
    if (*room == NULL) {
        *room = take_room();
        if (*room != NULL)
            memset(*room, fill, SPAN_BYTES);
    }
    return *room != NULL;
}

int
fp_histogram_have(struct fp_histogram *h, int span)
{
    /* The counts last: where they are the labels are. */
    return (!h->labelled || have_room(&h->labels[span], 0xff)) &&
           have_room(&h->counts[span], 0);
}

static void
lower(uint32_t *label, uint32_t other)
{
    if (other < *label)
        *label = other;
}

static void
widen(struct fp_histogram *h, double least, double most)
{
    if (h->n == 0 || least < h->least)
        h->least = least;
    if (h->n == 0 || most > h->most)
        h->most = most;
}

/* Counts one number; 0: out of memory. */
static int
count(struct fp_histogram *h, double value, uint32_t label)
{
    struct place place = place_of(value);

    if (h->counts[place.span] == NULL && !fp_histogram_have(h, place.span))
        return 0;
    h->in_span[place.span]++;
    h->counts[place.span][place.step]++;
    if (h->labelled)
        lower(&h->labels[place.span][place.step], label);
    return 1;
}

enum fp_err
fp_histogram_add(struct fp_histogram *h, const double *values, size_t n,
                 uint32_t first_label)
{
    double least = INFINITY, most = -INFINITY;
    uint64_t counted = 0;
    size_t i = 0;

    for (; i < n; i++) {
        if (isnan(values[i]))
            continue;
        if (!count(h, values[i], first_label + (uint32_t)i))
            break;
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
        counted++;
    }
    if (counted > 0)
        widen(h, least, most);
    h->n += counted;
    return i == n ? FP_OK : FP_ENOMEM;
}

enum fp_err
fp_histogram_merge(struct fp_histogram *into, const struct fp_histogram *from)
{
    if (from->n == 0)
        return FP_OK;
    widen(into, from->least, from->most);
    into->n += from->n;
    for (int span = 0; span < FP_HISTOGRAM_SPANS; span++) {
        if (from->in_span[span] == 0)
            continue;
        if (!fp_histogram_have(into, span))
            return FP_ENOMEM;
        into->in_span[span] += from->in_span[span];
        for (int s = 0; s < FP_HISTOGRAM_STEPS; s++) {
            into->counts[span][s] += from->counts[span][s];
            if (into->labelled)
                lower(&into->labels[span][s], from->labels[span][s]);
        }
    }
    return FP_OK;
}

/* The place of a rank; how many values of its step come before it. */
static struct place
find(const struct fp_histogram *h, uint64_t rank, uint64_t *before)
{
    struct place place = { 0, 0 };

    while (rank >= h->in_span[place.span])
        rank -= h->in_span[place.span++];
    while (rank >= h->counts[place.span][place.step])
        rank -= h->counts[place.span][place.step++];
    *before = rank;
    return place;
}

double
fp_histogram_at(const struct fp_histogram *h, uint64_t rank)
{
    uint64_t before;
    struct place place = find(h, rank, &before);
    double width, begin = begin_of(place, &width);
    double count = h->counts[place.span][place.step];
    double value = begin + width * ((double)before + 0.5) / count;

    return value < h->least ? h->least : value > h->most ? h->most : value;
}

double
fp_histogram_percentile(const struct fp_histogram *h, double q)
{
    double position = q * (double)(h->n - 1), below = floor(position);
    uint64_t rank = (uint64_t)below;
    double at = fp_histogram_at(h, rank);

    if (position == below)
        return at;
    return at + (position - below) * (fp_histogram_at(h, rank + 1) - at);
}

uint32_t
fp_histogram_label(const struct fp_histogram *h, uint64_t rank)
{
    uint64_t before;
    struct place place = find(h, rank, &before);

    return h->labels[place.span][place.step];
}

double
fp_histogram_mean_of_least(const struct fp_histogram *h, uint64_t count)
{
    uint64_t left = count;
    double sum = 0.0;

    for (struct place place = { 0, 0 }; left > 0; place.span++) {
        for (place.step = 0; h->in_span[place.span] > 0 && left > 0 &&
                             place.step < FP_HISTOGRAM_STEPS;
             place.step++) {
            uint64_t own = h->counts[place.span][place.step];
            double width, begin = begin_of(place, &width);

            own = own < left ? own : left;
            sum += (double)own * (begin + 0.5 * width);
            left -= own;
        }
    }
    return sum / (double)count;
}
