/* The limits of a year, from the tables of law. */
#include "planning/law/limits.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* How a limit follows prices: steps of `step` dollars, cut or to the nearest;
 * 0: not indexed. */
enum rounding { FIXED, CUT, NEAREST };

static const struct parameter {
    const char *name;
    size_t offset;
    enum rounding rounding;
    double step;
} parameters[] = {
#define AT(member) offsetof(struct fp_limits, member)
    { "elective", AT(elective), CUT, 500 },
    { "catch_up", AT(catch_up), CUT, 500 },
    { "super_catch_up", AT(super_catch_up), CUT, 500 },
    { "additions", AT(additions), CUT, 1000 },
    { "compensation", AT(compensation), CUT, 5000 },
    { "simple", AT(simple), CUT, 500 },
    { "simple_catch_up", AT(simple_catch_up), CUT, 500 },
    { "simple_super_catch_up", AT(simple_super_catch_up), CUT, 500 },
    { "ira", AT(ira), CUT, 500 },
    { "ira_catch_up", AT(ira_catch_up), CUT, 100 },
    { "hsa_self", AT(hsa_self), NEAREST, 50 },
    { "hsa_family", AT(hsa_family), NEAREST, 50 },
    { "hsa_catch_up", AT(hsa_catch_up), FIXED, 0 },
    { "roth_catch_up_wages", AT(roth_catch_up_wages), CUT, 5000 },
    { "qcd", AT(qcd), NEAREST, 1000 },
    { "gift", AT(gift), CUT, 1000 },
};

static const struct range {
    const char *start, *end;
    size_t offset;
} ranges[] = {
    { "roth_start", "roth_end", AT(roth) },
    { "covered_start", "covered_end", AT(covered) },
    { "spouse_start", "spouse_end", AT(spouse) },
#undef AT
};

static const double PHASE_OUT_STEP = 1000.0, SLACK = 1e-9;

static double *
amount_at(struct fp_limits *limits, size_t offset)
{
    return (double *)(void *)((char *)limits + offset);
}

static struct fp_phase_out *
range_at(struct fp_limits *limits, size_t offset)
{
    return (struct fp_phase_out *)(void *)((char *)limits + offset);
}

static void
take_range_row(struct fp_limits *out, const struct fp_row_limit *row)
{
    for (size_t r = 0; r < FP_COUNT(ranges); r++) {
        struct fp_phase_out *range = range_at(out, ranges[r].offset);
        int is_start = strcmp(row->param, ranges[r].start) == 0;

        if (!is_start && strcmp(row->param, ranges[r].end) != 0)
            continue;
        for (int s = 0; s < FP_FILING_COUNT; s++)
            if (row->status == FP_FILING_COUNT || (int)row->status == s)
                *(is_start ? &range[s].start : &range[s].end) = row->value;
    }
}

enum fp_err
fp_limits_get(int year, struct fp_limits *limits)
{
    struct fp_limits out = { .year = year };
    int of = 0;

    for (size_t i = 0; i < fp_table_us_limits_count; i++)
        if (fp_table_us_limits[i].year <= year &&
            fp_table_us_limits[i].year > of)
            of = fp_table_us_limits[i].year;
    if (of == 0)
        return FP_ERANGE;
    for (size_t i = 0; i < fp_table_us_limits_count; i++) {
        const struct fp_row_limit *row = &fp_table_us_limits[i];

        if (row->year != of)
            continue;
        for (size_t p = 0; p < FP_COUNT(parameters); p++)
            if (strcmp(row->param, parameters[p].name) == 0)
                *amount_at(&out, parameters[p].offset) = row->value;
        take_range_row(&out, row);
    }
    *limits = out;
    return FP_OK;
}

static double
indexed(double value, double factor, enum rounding rounding, double step)
{
    double steps = value * (factor - 1.0) / step;

    switch (rounding) {
    case CUT:
        steps = floor(steps + SLACK);
        return value + (steps > 0.0 ? steps : 0.0) * step;
    case NEAREST:
        /* Statutory: the amount itself, which is on the grid. */
        return value + floor(steps + 0.5 + SLACK) * step;
    default: return value;
    }
}

void
fp_limits_index(const struct fp_limits *limits, int year, double factor,
                struct fp_limits *out)
{
    struct fp_limits l = *limits;

    l.year = year;
    for (size_t p = 0; p < FP_COUNT(parameters); p++) {
        const struct parameter *parameter = &parameters[p];
        double *value = amount_at(&l, parameter->offset);

        *value = indexed(*value, factor, parameter->rounding,
                         parameter->step > 0.0 ? parameter->step : 1.0);
    }
    for (size_t r = 0; r < FP_COUNT(ranges); r++)
        for (int s = 0; s < FP_FILING_COUNT; s++) {
            struct fp_phase_out *range = &range_at(&l, ranges[r].offset)[s];
            double width = range->end - range->start;

            if (range->start <= 0.0)
                continue;
            range->start = indexed(range->start, factor, NEAREST,
                                   PHASE_OUT_STEP);
            range->end = range->start + width;
        }
    *out = l;
}
