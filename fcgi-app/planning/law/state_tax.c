/* State income tax: finding the law, and running it. The steps of a return
 * are in state_tax_common.c, what is peculiar to a state in state_tax_*.c. */
#include <string.h>

#include "planning/law/state_tax_rules.h"

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

/* The index of state's rules, -1 without income tax, -2 unknown. */
static int
rule_of(const char *state)
{
    const struct fp_state_rule *rule;
    int index = 0;

    for (size_t i = 0; i < sizeof untaxed / sizeof untaxed[0]; i++)
        if (strcmp(state, untaxed[i]) == 0)
            return -1;
    for (; (rule = fp_state_rule_at(index)) != NULL; index++)
        if (strcmp(state, rule->code) == 0)
            return index;
    return -2;
}

int
fp_state_fit(enum fp_filing_status row, enum fp_filing_status status)
{
    if (row == status)
        return 3;
    if (row == FP_FILING_COUNT)
        return 2;
    if (status == FP_FILING_SURVIVING_SPOUSE)
        return row == FP_FILING_MARRIED_JOINT;
    return status != FP_FILING_MARRIED_JOINT && row == FP_FILING_SINGLE;
}

/* Whether a row is of state. Both are codes of two letters. */
static int
of_state(const char *row, const char *state)
{
    return row[0] == state[0] && row[1] == state[1];
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
        int f;

        if (!of_state(row->state, state) || row->from_year > law->year)
            continue;
        f = fp_state_fit(row->status, law->status);
        if (f == 0)
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
        int f, p = row->param;

        if (!of_state(row->state, state) ||
            !holds(row->from_year, row->to_year, law->year))
            continue;
        f = fp_state_fit(row->status, law->status);
        if (f == 0 || row->from_year < year[p] ||
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
        int f, t = row->table;

        if (!of_state(row->state, state) ||
            !holds(row->from_year, row->to_year, law->year))
            continue;
        f = fp_state_fit(row->status, law->status);
        if (f == 0)
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

/* The rate that each bracket adds, and which common lines are not 0. */
static void
prepare(struct fp_state_law *law)
{
    static const struct {
        unsigned line;
        enum fp_state_param amount;
    } amounts[] = {
        { FP_STATE_HAS_RETIREMENT, FP_STATE_RET_CAP },
        { FP_STATE_HAS_RETIREMENT, FP_STATE_RET_CAP_YOUNG },
        { FP_STATE_HAS_GAINS, FP_STATE_GAINS_SHARE },
        { FP_STATE_HAS_GAINS, FP_STATE_GAINS_FLAT },
        { FP_STATE_HAS_EXEMPTIONS, FP_STATE_EX_RETURN },
        { FP_STATE_HAS_EXEMPTIONS, FP_STATE_EX_PERSON },
        { FP_STATE_HAS_EXEMPTIONS, FP_STATE_EX_AGED },
        { FP_STATE_HAS_EXEMPTIONS, FP_STATE_EX_DEP },
        { FP_STATE_HAS_EXEMPTIONS, FP_STATE_EX_YOUNG },
        { FP_STATE_HAS_CREDITS, FP_STATE_CR_RETURN },
        { FP_STATE_HAS_CREDITS, FP_STATE_CR_PERSON },
        { FP_STATE_HAS_CREDITS, FP_STATE_CR_AGED },
        { FP_STATE_HAS_CREDITS, FP_STATE_CR_DEP },
        { FP_STATE_HAS_CREDITS, FP_STATE_CR_YOUNG },
        { FP_STATE_HAS_EITC, FP_STATE_EITC_RATE },
        { FP_STATE_HAS_CHILD_CREDIT, FP_STATE_CHILD_CREDIT },
        { FP_STATE_HAS_REBATE, FP_STATE_REBATE },
        { FP_STATE_HAS_REBATE, FP_STATE_REBATE_AGED }
    };

    for (size_t i = 0; i < law->n; i++)
        law->step[i] = law->rate[i] - (i > 0 ? law->rate[i - 1] : 0.0);
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++)
        if (law->value[amounts[i].amount] != 0.0)
            law->has |= amounts[i].line;
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
        law.own = fp_state_rule_at(law.rule);
        prepare(&law);
    }
    memcpy(law.plain, law.value, sizeof(law.plain));
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
    fp_lane_state_law_index(law, factor, out);
}

void
fp_state_run(const struct fp_state_law *law,
             const struct fp_state_input *input,
             struct fp_state_result *result)
{
    fp_lane_state_run(law, input, result);
}

double
fp_state_tax(const struct fp_state_law *law,
             const struct fp_state_input *input)
{
    return fp_lane_state_tax(law, input);
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
