/* The law of one year: found in the tables, carried forward, explained. */
#include "planning/law/tax.h"

#include <string.h>

#include "planning/law/law_lanes.h"
#include "planning/tables.h"

#define AT(member) #member, offsetof(struct fp_tax_law, member)

enum { FIXED, INDEXED };

/* Where a parameter of the tables goes, and whether prices carry it. */
static const struct field {
    const char *param;
    size_t offset;
    int indexed;
} fields[] = {
    { AT(standard_deduction), INDEXED },
    { AT(aged_addition), INDEXED },
    { AT(senior_deduction), FIXED },
    { AT(senior_phaseout_start), FIXED },
    { AT(senior_phaseout_rate), FIXED },
    { AT(ss_base_1), FIXED },
    { AT(ss_base_2), FIXED },
    { AT(ss_share_1), FIXED },
    { AT(ss_share_2), FIXED },
    { AT(niit_threshold), FIXED },
    { AT(niit_rate), FIXED },
    { AT(wage_base), INDEXED },
    { AT(oasdi_rate), FIXED },
    { AT(medicare_rate), FIXED },
    { AT(additional_medicare_threshold), FIXED },
    { AT(additional_medicare_rate), FIXED },
    { AT(se_factor), FIXED },
    { AT(se_oasdi_rate), FIXED },
    { AT(se_medicare_rate), FIXED },
    { AT(capital_loss_limit), FIXED },
    { AT(salt_cap), FIXED },
    { AT(salt_floor), FIXED },
    { AT(salt_phaseout_start), FIXED },
    { AT(salt_phaseout_rate), FIXED },
    { AT(medical_floor), FIXED },
    { AT(mortgage_limit), FIXED },
    { AT(charity_limit), FIXED },
    { AT(charity_floor), FIXED },
    { AT(charity_nonitemizer), FIXED },
    { AT(itemized_cut), FIXED },
    { AT(qbi_rate), FIXED },
    { AT(qbi_threshold), INDEXED },
    { AT(qbi_range), FIXED },
    { AT(qbi_minimum), INDEXED },
    { AT(qbi_minimum_income), INDEXED },
    { AT(amt_exemption), INDEXED },
    { AT(amt_phaseout_start), INDEXED },
    { AT(amt_rate_2_start), INDEXED },
    { AT(amt_phaseout_rate), FIXED },
    { AT(amt_rate_1), FIXED },
    { AT(amt_rate_2), FIXED },
    { AT(ctc_child), INDEXED },
    { AT(actc_child), INDEXED },
    { AT(ctc_dependent), FIXED },
    { AT(ctc_phaseout_start), FIXED },
    { AT(ctc_phaseout_rate), FIXED },
    { AT(actc_rate), FIXED },
    { AT(actc_earned), FIXED },
    { AT(eitc_investment), INDEXED },
    { AT(savers_50), INDEXED },
    { AT(savers_20), INDEXED },
    { AT(savers_10), INDEXED },
    { AT(savers_contribution), FIXED },
    { AT(early_rate), FIXED },
    { AT(early_rate_hsa), FIXED },
    { AT(qcd_limit), INDEXED },
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

enum { FIELDS = FP_COUNT(fields) };

/* The field of a parameter, looked for from `guess` on: rows of a parameter
 * stand together, and mostly in the order of the fields. FIELDS: there is
 * none. */
static size_t
field_of(const char *param, size_t guess)
{
    for (size_t k = 0; k < FIELDS; k++) {
        size_t i = (guess + k) % FIELDS;

        if (strcmp(fields[i].param, param) == 0)
            return i;
    }
    return FIELDS;
}

/* The row of each field in force in year; NULL when none is. Of several the
 * latest counts. */
static void
rows_in_force(int year, enum fp_filing_status status,
              const struct fp_row_param *found[FIELDS])
{
    size_t field = 0;

    memset(found, 0, FIELDS * sizeof(*found));
    for (size_t i = 0; i < fp_table_us_federal_params_count; i++) {
        const struct fp_row_param *row = &fp_table_us_federal_params[i];
        size_t own;

        if ((row->status != status && row->status != FP_FILING_COUNT) ||
            row->from_year > year || (row->to_year != 0 && year > row->to_year))
            continue;
        own = field_of(row->param, field);
        if (own == FIELDS)
            continue;
        field = own;
        if (found[own] == NULL || row->from_year > found[own]->from_year)
            found[own] = row;
    }
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

/* Puts the amounts in force in year: all, or those that the statute fixes. */
static void
put_fields(struct fp_tax_law *law, int year, int all)
{
    const struct fp_row_param *rows[FIELDS];

    rows_in_force(year, law->status, rows);
    for (size_t i = 0; i < FIELDS; i++) {
        double value = rows[i] != NULL ? rows[i]->value : 0.0;

        if (all || fields[i].indexed == FIXED)
            memcpy((char *)law + fields[i].offset, &value, sizeof(double));
    }
}

static void
put_eitc(struct fp_tax_law *law, int year)
{
    for (size_t i = 0; i < fp_table_us_federal_eitc_count; i++) {
        const struct fp_row_eitc *row = &fp_table_us_federal_eitc[i];
        int joint = law->status == FP_FILING_MARRIED_JOINT;

        if (row->year != last_year_or(year) || row->children < 0 ||
            row->children >= FP_EITC_CHILDREN)
            continue;
        law->eitc[row->children] = (struct fp_eitc_law){
            row->earned, row->credit,
            joint ? row->phaseout_joint : row->phaseout_single, row->rate_in,
            row->rate_out
        };
    }
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
    put_fields(&found, year, 1);
    put_eitc(&found, year);
    *law = found;
    return FP_OK;
}

int
fp_tax_law_last_change(void)
{
    int last = last_year_or(9999);

    for (size_t i = 0; i < fp_table_us_federal_params_count; i++) {
        const struct fp_row_param *row = &fp_table_us_federal_params[i];

        if (row->from_year > last)
            last = row->from_year;
        if (row->to_year + 1 > last)
            last = row->to_year + 1;
    }
    return last;
}

enum fp_err
fp_tax_law_plan_year(int law_year, int year, enum fp_filing_status status,
                     int no_sunsets, struct fp_tax_law *law)
{
    struct fp_tax_law found;
    enum fp_err err = fp_tax_law_get(law_year, status, &found);
    int statute = no_sunsets ? last_year_or(year) : year;

    if (err != FP_OK)
        return err;
    if (statute < first_year())
        statute = first_year();
    put_fields(&found, statute, 0);
    *law = found;
    return FP_OK;
}

void
fp_tax_law_index(const struct fp_tax_law *law, double factor,
                 struct fp_tax_law *out)
{
    fp_lane_tax_law_index(law, factor, out);
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
    const struct fp_row_param *rows[FIELDS];
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
    rows_in_force(year, status, rows);
    for (size_t i = 0; i < FIELDS; i++)
        if (rows[i] != NULL)
            add_source(list, max, &n, rows[i]->param, rows[i]->value,
                       rows[i]->unit, rows[i]->source);
    return n;
}

const char *
fp_tax_tables_id(void)
{
    return fp_tables_id;
}
