/* State income tax: finding the law, and running it. The steps of a return
 * are in state_tax_common.c, what is peculiar to a state in state_tax_*.c. */
#include <string.h>

#include "planning/law/state_tax_rules.h"

static const struct fp_state_rule *const groups[] = {
    fp_state_rules_a_d, fp_state_rules_e_l, fp_state_rules_m,
    fp_state_rules_n_o, fp_state_rules_p_z
};
enum { GROUPS = sizeof groups / sizeof groups[0] };

/* SOURCE: no statute of these states lays a tax on individuals' income. New
 * Hampshire (interest and dividends, to 2024) and Washington (long-term gains)
 * are in the tables. */
static const char *const untaxed[] = {
    "AK", "FL", "NV", "SD", "TN", "TX", "WY", "none"
};

static const char *const codes[] = {
    "AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI",
    "IA", "ID", "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN",
    "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH",
    "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA",
    "WI", "WV", "WY"
};

static const int FIRST_YEAR = 2023;

const char *
fp_state_code(size_t index)
{
    return index < sizeof codes / sizeof codes[0] ? codes[index] : NULL;
}

const struct fp_state_rule *
fp_state_rule_at(int index)
{
    for (size_t g = 0; g < GROUPS; g++)
        for (const struct fp_state_rule *r = groups[g]; r->code; r++)
            if (index-- == 0)
                return r;
    return NULL;
}

/* The index of state's rules, -1 without income tax, -2 unknown. */
static int
rule_of(const char *state)
{
    int index = 0;

    for (size_t i = 0; i < sizeof untaxed / sizeof untaxed[0]; i++)
        if (strcmp(state, untaxed[i]) == 0)
            return -1;
    for (size_t g = 0; g < GROUPS; g++)
        for (const struct fp_state_rule *r = groups[g]; r->code; r++) {
            if (strcmp(state, r->code) == 0)
                return index;
            index++;
        }
    return -2;
}

/* How well a row's status fits: 3 the status itself, 2 a row for all, 1 the
 * status that stands in for it (a surviving spouse takes the joint return's
 * row, the other two the single person's), 0 not at all. */
static int
fit(enum fp_filing_status row, enum fp_filing_status status)
{
    if (row == status)
        return 3;
    if (row == FP_FILING_COUNT)
        return 2;
    if (status == FP_FILING_SURVIVING_SPOUSE)
        return row == FP_FILING_MARRIED_JOINT;
    return status != FP_FILING_MARRIED_JOINT && row == FP_FILING_SINGLE;
}

static int
holds(int from, int to, int year)
{
    return from <= year && (to == 0 || year <= to);
}

static void
load_brackets(const char *state, struct fp_state_law *law)
{
    int best_year = 0, best_fit = 0;

    for (size_t i = 0; i < fp_table_us_state_brackets_count; i++) {
        const struct fp_row_state_bracket *row =
            &fp_table_us_state_brackets[i];
        int f = fit(row->status, law->status);

        if (f == 0 || row->from_year > law->year ||
            strcmp(row->state, state) != 0)
            continue;
        if (row->from_year > best_year ||
            (row->from_year == best_year && f > best_fit)) {
            best_year = row->from_year;
            best_fit = f;
            law->n = 0;
        } else if (row->from_year != best_year || f != best_fit) {
            continue;
        }
        if (law->n < FP_STATE_BRACKETS_MAX) {
            law->floor[law->n] = row->floor;
            law->rate[law->n] = row->rate;
            law->floor_indexed[law->n++] = (unsigned char)row->indexed;
        }
    }
}

static void
load_params(const char *state, struct fp_state_law *law)
{
    int year[FP_STATE_PARAMS] = { 0 }, how[FP_STATE_PARAMS] = { 0 };

    for (size_t i = 0; i < fp_table_us_state_params_count; i++) {
        const struct fp_row_state_param *row = &fp_table_us_state_params[i];
        int f = fit(row->status, law->status), p = row->param;

        if (f == 0 || !holds(row->from_year, row->to_year, law->year) ||
            strcmp(row->state, state) != 0)
            continue;
        if (row->from_year < year[p] ||
            (row->from_year == year[p] && f <= how[p]))
            continue;
        year[p] = row->from_year;
        how[p] = f;
        law->value[p] = row->value;
        law->indexed[p] = (unsigned char)row->indexed;
    }
}

/* The rows of one table of steps lie together, by year and status. */
static void
load_steps(const char *state, struct fp_state_law *law)
{
    int year[FP_STATE_TABLES] = { 0 }, how[FP_STATE_TABLES] = { 0 };

    for (size_t i = 0; i < fp_table_us_state_steps_count; i++) {
        const struct fp_row_state_step *row = &fp_table_us_state_steps[i];
        int f = fit(row->status, law->status), t = row->table;

        if (f == 0 || !holds(row->from_year, row->to_year, law->year) ||
            strcmp(row->state, state) != 0)
            continue;
        if (row->from_year > year[t] ||
            (row->from_year == year[t] && f > how[t])) {
            year[t] = row->from_year;
            how[t] = f;
            law->steps[t].row = row;
            law->steps[t].n = 0;
        } else if (row->from_year != year[t] || f != how[t]) {
            continue;
        }
        law->steps[t].n++;
    }
}

enum fp_err
fp_state_law_get(const char *state, int year, enum fp_filing_status status,
                 struct fp_state_law *out)
{
    struct fp_state_law law;

    memset(&law, 0, sizeof law);
    law.rule = rule_of(state);
    if (law.rule == -2)
        return FP_ENOTFOUND;
    if ((int)status < 0 || status >= FP_FILING_COUNT)
        return FP_EINVAL;
    if (year < FIRST_YEAR)
        return FP_ERANGE;
    law.year = year;
    law.status = status;
    if (law.rule >= 0) {
        load_brackets(state, &law);
        load_params(state, &law);
        load_steps(state, &law);
    }
    *out = law;
    return FP_OK;
}

void
fp_state_law_years(int *first, int *last)
{
    int latest = FIRST_YEAR;

    for (size_t i = 0; i < fp_table_us_state_brackets_count; i++)
        if (fp_table_us_state_brackets[i].from_year > latest)
            latest = fp_table_us_state_brackets[i].from_year;
    *first = FIRST_YEAR;
    *last = latest;
}

void
fp_state_law_index(const struct fp_state_law *law, double factor,
                   struct fp_state_law *out)
{
    *out = *law;
    for (size_t i = 0; i < out->n; i++)
        if (out->floor_indexed[i])
            out->floor[i] *= factor;
    for (size_t i = 0; i < FP_STATE_PARAMS; i++)
        if (out->indexed[i])
            out->value[i] *= factor;
}

void
fp_state_run(const struct fp_state_law *law,
             const struct fp_state_input *input,
             struct fp_state_result *result)
{
    struct fp_state_return ret = { .law = law, .in = input, .person = -1 };

    memset(result, 0, sizeof *result);
    if (law->rule < 0)
        return;
    fp_state_lines(&ret);
    if (law->value[FP_STATE_SEPARATE] > 0.0 && input->n_taxpayers == 2 &&
        law->status == FP_FILING_MARRIED_JOINT) {
        struct fp_state_return one = { .law = law, .in = input, .person = 0 };
        struct fp_state_return two = { .law = law, .in = input, .person = 1 };

        fp_state_lines(&one);
        fp_state_lines(&two);
        if (law->value[FP_STATE_SEPARATE] > 1.0 ||
            one.line.tax + two.line.tax < ret.line.tax) {
            ret.line.base = one.line.base + two.line.base;
            ret.line.exemptions = one.line.exemptions + two.line.exemptions;
            ret.line.deduction = one.line.deduction + two.line.deduction;
            ret.line.taxable_income =
                one.line.taxable_income + two.line.taxable_income;
            ret.line.tax_before_credits =
                one.line.tax_before_credits + two.line.tax_before_credits;
            ret.line.credits = one.line.credits + two.line.credits;
            ret.line.refundable = one.line.refundable + two.line.refundable;
            ret.line.tax = one.line.tax + two.line.tax;
        }
    }
    *result = ret.line;
}

double
fp_state_tax(const struct fp_state_law *law,
             const struct fp_state_input *input)
{
    struct fp_state_result result;

    if (law->rule < 0)
        return 0.0;
    fp_state_run(law, input, &result);
    return result.tax;
}

const char *
fp_state_exactness(const char *state, int year)
{
    for (size_t i = 0; i < fp_table_us_state_notes_count; i++) {
        const struct fp_row_state_note *row = &fp_table_us_state_notes[i];

        if (strcmp(row->state, state) == 0 &&
            holds(row->from_year, row->to_year, year))
            return row->text;
    }
    return NULL;
}
