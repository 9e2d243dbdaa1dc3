/* The law of one year: found in the tables, carried forward, explained. */
#include "planning/tax.h"

#include <string.h>

#include "planning/tables.h"

/* Where a parameter of the tables goes. */
static const struct field {
    const char *param;
    size_t offset;
} fields[] = {
    { "standard_deduction", offsetof(struct fp_tax_law, standard_deduction) },
    { "aged_addition", offsetof(struct fp_tax_law, aged_addition) },
    { "senior_deduction", offsetof(struct fp_tax_law, senior_deduction) },
    { "senior_phaseout_start",
      offsetof(struct fp_tax_law, senior_phaseout_start) },
    { "senior_phaseout_rate",
      offsetof(struct fp_tax_law, senior_phaseout_rate) },
    { "ss_base_1", offsetof(struct fp_tax_law, ss_base_1) },
    { "ss_base_2", offsetof(struct fp_tax_law, ss_base_2) },
    { "ss_share_1", offsetof(struct fp_tax_law, ss_share_1) },
    { "ss_share_2", offsetof(struct fp_tax_law, ss_share_2) },
    { "niit_threshold", offsetof(struct fp_tax_law, niit_threshold) },
    { "niit_rate", offsetof(struct fp_tax_law, niit_rate) },
    { "wage_base", offsetof(struct fp_tax_law, wage_base) },
    { "oasdi_rate", offsetof(struct fp_tax_law, oasdi_rate) },
    { "medicare_rate", offsetof(struct fp_tax_law, medicare_rate) },
    { "additional_medicare_threshold",
      offsetof(struct fp_tax_law, additional_medicare_threshold) },
    { "additional_medicare_rate",
      offsetof(struct fp_tax_law, additional_medicare_rate) },
    { "capital_loss_limit", offsetof(struct fp_tax_law, capital_loss_limit) },
};

/* What the steps of the two schedules are called, from the first on. */
static const char *const bracket_names[2][FP_TAX_BRACKETS_MAX][2] = {
    {
        { "ordinary_bracket_1_floor", "ordinary_bracket_1_rate" },
        { "ordinary_bracket_2_floor", "ordinary_bracket_2_rate" },
        { "ordinary_bracket_3_floor", "ordinary_bracket_3_rate" },
        { "ordinary_bracket_4_floor", "ordinary_bracket_4_rate" },
        { "ordinary_bracket_5_floor", "ordinary_bracket_5_rate" },
        { "ordinary_bracket_6_floor", "ordinary_bracket_6_rate" },
        { "ordinary_bracket_7_floor", "ordinary_bracket_7_rate" },
        { "ordinary_bracket_8_floor", "ordinary_bracket_8_rate" },
    },
    {
        { "gains_bracket_1_floor", "gains_bracket_1_rate" },
        { "gains_bracket_2_floor", "gains_bracket_2_rate" },
        { "gains_bracket_3_floor", "gains_bracket_3_rate" },
        { "gains_bracket_4_floor", "gains_bracket_4_rate" },
        { "gains_bracket_5_floor", "gains_bracket_5_rate" },
        { "gains_bracket_6_floor", "gains_bracket_6_rate" },
        { "gains_bracket_7_floor", "gains_bracket_7_rate" },
        { "gains_bracket_8_floor", "gains_bracket_8_rate" },
    },
};

/* The row of a parameter in force in year; NULL when none is. Of several the
 * latest counts. */
static const struct fp_row_param *
param_row(const char *param, int year, enum fp_filing_status status)
{
    const struct fp_row_param *found = NULL;

    for (size_t i = 0; i < fp_table_us_federal_params_count; i++) {
        const struct fp_row_param *row = &fp_table_us_federal_params[i];

        if ((row->status == status || row->status == FP_FILING_COUNT) &&
            row->from_year <= year &&
            (row->to_year == 0 || year <= row->to_year) &&
            strcmp(row->param, param) == 0 &&
            (found == NULL || row->from_year > found->from_year))
            found = row;
    }
    return found;
}

void
fp_tax_law_years(int *first, int *last)
{
    size_t n = fp_table_us_federal_brackets_count;

    *first = fp_table_us_federal_brackets[0].year;
    *last = fp_table_us_federal_brackets[n - 1].year;
}

static int
first_year(void)
{
    int first, last;

    fp_tax_law_years(&first, &last);
    return first;
}

static int
last_year_or(int year)
{
    int first, last;

    fp_tax_law_years(&first, &last);
    return year < last ? year : last;
}

enum fp_err
fp_tax_law_get(int year, enum fp_filing_status status, struct fp_tax_law *law)
{
    struct fp_tax_law found = { .year = year, .status = status };

    if (status < 0 || status >= FP_FILING_COUNT)
        return FP_EINVAL;
    if (year < first_year())
        return FP_ERANGE;
    for (size_t i = 0; i < fp_table_us_federal_brackets_count; i++) {
        const struct fp_row_bracket *row = &fp_table_us_federal_brackets[i];
        struct fp_tax_schedule *to =
            row->gains ? &found.gains : &found.ordinary;

        if (row->status != status || row->year != last_year_or(year))
            continue;
        if (to->n == FP_TAX_BRACKETS_MAX)
            return FP_EINTERNAL;
        to->floor[to->n] = row->floor;
        to->rate[to->n++] = row->rate;
    }
    for (size_t i = 0; i < FP_COUNT(fields); i++) {
        const struct fp_row_param *row =
            param_row(fields[i].param, year, status);

        if (row != NULL)
            memcpy((char *)&found + fields[i].offset, &row->value,
                   sizeof(double));
    }
    *law = found;
    return FP_OK;
}

static void
index_schedule(struct fp_tax_schedule *schedule, double factor)
{
    for (size_t i = 0; i < schedule->n; i++)
        schedule->floor[i] *= factor;
}

void
fp_tax_law_index(const struct fp_tax_law *law, double factor,
                 struct fp_tax_law *out)
{
    struct fp_tax_law indexed = *law;

    index_schedule(&indexed.ordinary, factor);
    index_schedule(&indexed.gains, factor);
    /* Named here and not looked up in fields[]: this runs in every year of
     * every path. */
    indexed.standard_deduction *= factor;
    indexed.aged_addition *= factor;
    indexed.wage_base *= factor;
    *out = indexed;
}

static void
add_source(struct fp_tax_source *list, size_t max, size_t *n,
           const char *parameter, double value, const char *unit,
           const char *source)
{
    if (*n < max)
        list[*n] = (struct fp_tax_source){ .parameter = parameter,
                                           .value = value,
                                           .unit = unit,
                                           .source = source };
    ++*n;
}

size_t
fp_tax_sources(int year, enum fp_filing_status status,
               struct fp_tax_source *list, size_t max)
{
    size_t n = 0, steps[2] = { 0, 0 }, step;

    if (year < first_year())
        return 0;
    for (size_t i = 0; i < fp_table_us_federal_brackets_count; i++) {
        const struct fp_row_bracket *row = &fp_table_us_federal_brackets[i];

        if (row->status != status || row->year != last_year_or(year))
            continue;
        step = steps[row->gains]++;
        if (step >= FP_TAX_BRACKETS_MAX)
            continue;
        add_source(list, max, &n, bracket_names[row->gains][step][0],
                   row->floor, "USD", row->source);
        add_source(list, max, &n, bracket_names[row->gains][step][1],
                   row->rate, "rate", row->source);
    }
    for (size_t i = 0; i < FP_COUNT(fields); i++) {
        const struct fp_row_param *row =
            param_row(fields[i].param, year, status);

        if (row != NULL)
            add_source(list, max, &n, row->param, row->value, row->unit,
                       row->source);
    }
    return n;
}

const char *
fp_tax_tables_id(void)
{
    return fp_tables_id;
}
