/* Partial results as bytes: the writer, and a reader that believes nothing. */
#include "planning/simulation/partial_wire.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planning/simulation/partial_layout.h"

static const char magic[4] = { 'F', 'P', 'P', 'R' };

enum { VERSION = 1, CRC_BYTES = 8, VARINT_MAX = 10 };

uint64_t
fp_partial_crc(const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    uint64_t table[256], crc = ~(uint64_t)0;

    for (unsigned i = 0; i < 256; i++) {
        uint64_t entry = i;

        for (int bit = 0; bit < 8; bit++)
            entry = entry >> 1 ^
                    (UINT64_C(0xc96c5795d7870f42) & (0 - (entry & 1)));
        table[i] = entry;
    }
    for (size_t i = 0; i < len; i++)
        crc = crc >> 8 ^ table[(crc ^ p[i]) & 0xff];
    return ~crc;
}

/* --- writing --------------------------------------------------------------- */

static void
put_fixed(struct fp_buf *out, uint64_t value, size_t bytes)
{
    unsigned char text[8];

    for (size_t i = 0; i < bytes; i++)
        text[i] = (unsigned char)(value >> 8 * i);
    fp_buf_add(out, text, bytes);
}

static void
put(struct fp_buf *out, uint64_t value)
{
    unsigned char text[VARINT_MAX];
    size_t n = 0;

    for (; value >= 0x80; value >>= 7)
        text[n++] = (unsigned char)(value | 0x80);
    text[n++] = (unsigned char)value;
    fp_buf_add(out, text, n);
}

static void
put_all(struct fp_buf *out, const uint64_t *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put(out, values[i]);
}

static void
put_double(struct fp_buf *out, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    put_fixed(out, bits, sizeof(bits));
}

static void
put_sum(struct fp_buf *out, const struct fp_exact_sum *sum)
{
    for (size_t i = 0; i < FP_EXACT_WORDS; i++)
        put_fixed(out, sum->word[i], 8);
    put_fixed(out, sum->beyond, 8);
}

static void
put_span(struct fp_buf *out, const struct fp_histogram *h, int span)
{
    const uint32_t *counts = h->counts[span];
    uint64_t used = 0;
    int last = 0;

    for (int step = 0; step < FP_HISTOGRAM_STEPS; step++)
        used += counts[step] > 0;
    put(out, used);
    for (int step = 0; step < FP_HISTOGRAM_STEPS; step++) {
        if (counts[step] == 0)
            continue;
        put(out, (uint64_t)(step - last));
        put(out, counts[step]);
        if (h->labelled)
            put(out, h->labels[span][step]);
        last = step;
    }
}

static void
put_histogram(struct fp_buf *out, const struct fp_histogram *h)
{
    uint64_t spans = 0;
    int last = 0;

    put(out, h->n);
    if (h->n == 0)
        return;
    put_double(out, h->least);
    put_double(out, h->most);
    for (int span = 0; span < FP_HISTOGRAM_SPANS; span++)
        spans += h->in_span[span] > 0;
    put(out, spans);
    for (int span = 0; span < FP_HISTOGRAM_SPANS; span++) {
        if (h->in_span[span] == 0)
            continue;
        put(out, (uint64_t)(span - last));
        put_span(out, h, span);
        last = span;
    }
}

static void
put_column(struct fp_buf *out, const struct fp_column *column)
{
    put_all(out, column->n, FP_REPLICATES);
    for (size_t g = 0; g < FP_REPLICATES; g++)
        put_sum(out, &column->sums[g]);
    put_sum(out, &column->units);
    put_sum(out, &column->squares);
    put(out, column->n_units);
    if (column->kind != FP_COLUMN_MEAN)
        put_histogram(out, &column->all);
    for (size_t g = 0; column->groups != NULL && g < FP_REPLICATES; g++)
        put_histogram(out, &column->groups[g]);
}

void
fp_partial_write(const struct fp_partial *partial, uint64_t first,
                 struct fp_buf *out)
{
    size_t begin = out->len;

    fp_buf_add(out, magic, sizeof(magic));
    put_fixed(out, VERSION, 2);
    put_fixed(out, (uint64_t)partial->columns[0].sampler, 2);
    put_fixed(out, partial->years, 4);
    put_fixed(out, partial->opened, 4);
    put(out, first);
    put(out, partial->paths);
    put(out, partial->years_lived);
    put_all(out, partial->failed_in, partial->years);
    put_all(out, partial->causes, FP_FAILURE_CAUSE_COUNT);
    put_all(out, partial->missed, FP_PLAN_GOALS_MAX);
    for (size_t c = 0; c < partial->opened; c++)
        put_column(out, &partial->columns[c]);
    if (fp_buf_error(out) == FP_OK)
        put_fixed(out, fp_partial_crc(out->data + begin, out->len - begin),
                  CRC_BYTES);
}

/* --- reading --------------------------------------------------------------- */

/* The bytes that are left, and the first thing that was wrong. */
struct input {
    const unsigned char *at, *end;
    uint64_t first, paths; /* what it is to be over */
    const char *wrong;     /* NULL: nothing yet */
    int no_memory;
};

static void
refuse(struct input *in, const char *wrong)
{
    if (in->wrong == NULL)
        in->wrong = wrong;
    in->at = in->end; /* nothing more is read */
}

static uint64_t
get_fixed(struct input *in, size_t bytes)
{
    uint64_t value = 0;

    if ((size_t)(in->end - in->at) < bytes) {
        refuse(in, "it ends too soon");
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)*in->at++ << 8 * i;
    return value;
}

/* A number of at most `most`, in its shortest form. */
static uint64_t
get(struct input *in, uint64_t most)
{
    uint64_t value = 0;

    for (int i = 0; i < VARINT_MAX; i++) {
        uint64_t part;

        if (in->at == in->end) {
            refuse(in, "it ends too soon");
            return 0;
        }
        part = *in->at++;
        value |= (part & 0x7f) << 7 * i;
        if (part & 0x80)
            continue;
        if ((part == 0 && i > 0) || (i == VARINT_MAX - 1 && part > 1) ||
            value > most)
            break;
        return value;
    }
    refuse(in, "a number is out of its range");
    return 0;
}

static uint64_t
get_all(struct input *in, uint64_t most, uint64_t *values, size_t n)
{
    uint64_t total = 0;

    for (size_t i = 0; i < n; i++) {
        values[i] = get(in, most);
        total += values[i]; /* n < 2^16, most < 2^40 */
    }
    return total;
}

static double
get_double(struct input *in)
{
    uint64_t bits = get_fixed(in, sizeof(bits));
    double value;

    memcpy(&value, &bits, sizeof(value));
    return value;
}

static void
get_sum(struct input *in, struct fp_exact_sum *sum)
{
    for (size_t i = 0; i < FP_EXACT_WORDS; i++)
        sum->word[i] = get_fixed(in, 8);
    sum->beyond = get_fixed(in, 8);
    /* Each block of paths adds one term. */
    if (sum->beyond > in->paths)
        refuse(in, "a sum has more terms than paths");
}

static void
get_span(struct input *in, struct fp_histogram *h, int span)
{
    uint64_t used = get(in, FP_HISTOGRAM_STEPS), step = 0;

    if (used == 0)
        refuse(in, "a span without values");
    if (in->wrong != NULL)
        return;
    if (!fp_histogram_have(h, span)) {
        in->no_memory = 1;
        refuse(in, "out of memory");
        return;
    }
    for (uint64_t i = 0; i < used && in->wrong == NULL; i++) {
        uint64_t gap = get(in, FP_HISTOGRAM_STEPS - 1);
        uint64_t count = get(in, in->paths);

        step += gap;
        if (step >= FP_HISTOGRAM_STEPS || (i > 0 && gap == 0) || count == 0) {
            refuse(in, "steps of a span are out of order");
            return;
        }
        h->counts[span][step] = (uint32_t)count;
        h->in_span[span] += count;
        if (!h->labelled)
            continue;
        h->labels[span][step] = (uint32_t)get(in, in->first + in->paths - 1);
        if (h->labels[span][step] < in->first)
            refuse(in, "a path that is not of this part");
    }
}

/* A histogram of n values. */
static void
get_histogram(struct input *in, struct fp_histogram *h, uint64_t n)
{
    uint64_t spans, span = 0, total = 0;

    h->n = get(in, in->paths);
    if (h->n != n)
        refuse(in, "a histogram has not the values of its column");
    if (in->wrong != NULL || n == 0)
        return;
    h->least = get_double(in);
    h->most = get_double(in);
    if (!(h->least <= h->most))
        refuse(in, "the least value is above the greatest");
    spans = get(in, FP_HISTOGRAM_SPANS);
    for (uint64_t i = 0; i < spans && in->wrong == NULL; i++) {
        uint64_t gap = get(in, FP_HISTOGRAM_SPANS - 1);

        span += gap;
        if (span >= FP_HISTOGRAM_SPANS || (i > 0 && gap == 0)) {
            refuse(in, "spans are out of order");
            return;
        }
        get_span(in, h, (int)span);
        total += h->in_span[span];
    }
    if (total != n)
        refuse(in, "the counts of a histogram do not add up");
}

static void
get_column(struct input *in, struct fp_column *column)
{
    uint64_t n = get_all(in, in->paths, column->n, FP_REPLICATES);

    if (n > in->paths)
        refuse(in, "a column has more values than paths");
    for (size_t g = 0; g < FP_REPLICATES; g++)
        get_sum(in, &column->sums[g]);
    get_sum(in, &column->units);
    get_sum(in, &column->squares);
    column->n_units = get(in, in->paths);
    if (column->kind != FP_COLUMN_MEAN)
        get_histogram(in, &column->all, n);
    for (size_t g = 0; column->groups != NULL && g < FP_REPLICATES; g++)
        get_histogram(in, &column->groups[g], column->n[g]);
}

static void
get_head(struct input *in, const struct fp_partial *partial)
{
    if (get_fixed(in, 2) != VERSION)
        refuse(in, "its version is another");
    if (get_fixed(in, 2) != (uint64_t)partial->columns[0].sampler ||
        get_fixed(in, 4) != partial->years ||
        get_fixed(in, 4) != partial->opened)
        refuse(in, "it is of another plan");
    if (get(in, UINT32_MAX) != in->first ||
        get(in, UINT32_MAX) != in->paths)
        refuse(in, "it is over other paths");
}

static void
get_counts(struct input *in, struct fp_partial *partial)
{
    uint64_t failed, causes;

    partial->paths = in->paths;
    partial->years_lived = get(in, in->paths * partial->years);
    failed = get_all(in, in->paths, partial->failed_in, partial->years);
    causes = get_all(in, in->paths, partial->causes, FP_FAILURE_CAUSE_COUNT);
    if (failed > in->paths || causes != failed)
        refuse(in, "its failures do not add up");
    (void)get_all(in, in->paths, partial->missed, FP_PLAN_GOALS_MAX);
}

/* 1 when the bytes begin as they should and their sum is right. */
static int
is_whole(const unsigned char *bytes, size_t len, uint64_t first,
         uint64_t paths)
{
    struct input sum;

    if (len < sizeof(magic) + CRC_BYTES ||
        memcmp(bytes, magic, sizeof(magic)) != 0 || paths == 0 ||
        paths > FP_SIM_STREAM_MAX || first > FP_SIM_STREAM_MAX - paths)
        return 0;
    sum = (struct input){ .at = bytes + len - CRC_BYTES, .end = bytes + len };
    return get_fixed(&sum, CRC_BYTES) ==
           fp_partial_crc(bytes, len - CRC_BYTES);
}

enum fp_err
fp_partial_read(const struct fp_path_context *context, const void *bytes,
                size_t len, uint64_t first, uint64_t paths,
                struct fp_partial **out, struct fp_error *error)
{
    const unsigned char *text = bytes;
    struct input in = { .first = first, .paths = paths };
    struct fp_partial *partial = NULL;

    if (!is_whole(text, len, first, paths))
        return fp_error_set(error, FP_EINVAL,
                            "a partial result is damaged or none");
    if (fp_partial_new(context, &partial) != FP_OK)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    in.at = text + sizeof(magic);
    in.end = text + len - CRC_BYTES;
    get_head(&in, partial);
    if (in.wrong == NULL)
        get_counts(&in, partial);
    for (size_t c = 0; c < partial->opened && in.wrong == NULL; c++)
        get_column(&in, &partial->columns[c]);
    if (in.at != in.end)
        refuse(&in, "there is more than belongs to it");
    if (in.wrong != NULL) {
        fp_partial_free(partial);
        return fp_error_set(error, in.no_memory ? FP_ENOMEM : FP_EINVAL,
                            "a partial result cannot be read: %s", in.wrong);
    }
    *out = partial;
    return FP_OK;
}
