/* planning: the states' income taxes in lanes give the bits of the public
 * functions, line by line, whatever each lane's return and price factor. */
#include "tests/cmocka_fp.h"

#include <string.h>

#include "planning/math/rng.h"
#include "tests/planning/state_probe.h"

enum { LAST_YEAR = 2040, LANES = 8, ROUNDS = 28, EDGES_MAX = 160 };

struct dice {
    uint64_t i;
    uint32_t n;
    double kept;
};

/* The next number of [0, 1) of the stream i. */
static double
roll(struct dice *dice)
{
    double u[2];

    if (dice->n++ % 2 == 1)
        return dice->kept;
    fp_rng_uniform2(20261124, dice->i, dice->n, 0, u);
    dice->kept = u[1];
    return u[0];
}

static int
roll_below(struct dice *dice, int n)
{
    return (int)(roll(dice) * n);
}

/* An amount up to most, small ones more often; nothing in a third. */
static double
amount(struct dice *dice, double most)
{
    double u = roll(dice);

    return u < 1.0 / 3.0 ? 0.0 : most * u * u * roll(dice);
}

/* Where a state's law changes: its floors, limits and steps. */
struct edges {
    size_t n;
    double at[EDGES_MAX];
};

static void
edges_of(const struct fp_state_law *law, struct edges *edges)
{
    edges->n = 0;
    for (size_t i = 0; i < law->n; i++)
        edges->at[edges->n++] = law->floor[i];
    for (size_t i = 0; i < FP_STATE_PARAMS; i++)
        if (law->value[i] >= 100.0)
            edges->at[edges->n++] = law->value[i];
    for (size_t t = 0; t < FP_STATE_TABLES; t++)
        for (size_t i = 0; i < law->steps[t].n && edges->n < EDGES_MAX; i++)
            edges->at[edges->n++] = law->steps[t].row[i].floor;
}

/* One of the edges, itself or a cent beside it. */
static double
edge(struct dice *dice, const struct edges *edges, double factor)
{
    double at = edges->at[roll_below(dice, (int)edges->n)];
    double u = roll(dice);

    if (roll(dice) < 0.3)
        at *= factor;
    return u < 0.5 ? at : u < 0.75 ? at - 0.01 : at + 0.01;
}

/* Who is on the return: the same in all lanes. */
static void
draw_people(struct dice *dice, enum fp_filing_status status,
            struct fp_state_input *in)
{
    memset(in, 0, sizeof(*in));
    in->n_taxpayers =
        status == FP_FILING_MARRIED_JOINT && roll(dice) < 0.8 ? 2 : 1;
    for (int p = 0; p < 2; p++)
        in->ages[p] = 30 + roll_below(dice, 66);
    if (roll(dice) < 0.5)
        in->n_dependents = roll_below(dice, 5);
    for (int d = 0; d < in->n_dependents; d++)
        in->dependent_ages[d] = roll_below(dice, roll(dice) < 0.1 ? 90 : 25);
}

/* What one lane's return received, and lines of a federal return that need
 * not follow from it: no rule may depend on that. */
static void
draw_amounts(struct dice *dice, const struct edges *edges, double factor,
             struct fp_state_input *in)
{
    double scale = roll(dice) < 0.1 ? 20.0 : 1.0;

    for (int p = 0; p < 2; p++) {
        in->wages[p] = amount(dice, 3e5 * scale);
        in->self_employment[p] = amount(dice, 5e4);
        in->pensions[p] = amount(dice, 2e5);
        in->distributions[p] = amount(dice, 2e5 * scale);
        in->social_security[p] = amount(dice, 6e4);
        in->fica[p] = 0.0765 * in->wages[p];
    }
    in->interest = amount(dice, 6e4 * scale);
    in->treasury_interest = in->interest * roll(dice);
    in->ordinary_dividends = amount(dice, 6e4 * scale);
    in->qualified_dividends = in->ordinary_dividends * roll(dice);
    in->short_term_gains = amount(dice, 4e4 * scale) - 1e4 * roll(dice);
    in->long_term_gains = amount(dice, 2e5 * scale) - 2e4 * roll(dice);
    in->rental_income = amount(dice, 8e4) - 1e4 * roll(dice);
    in->other_income = amount(dice, 5e4) - 1e4 * roll(dice);
    in->agi = roll(dice) < 0.4 ? edge(dice, edges, factor)
                               : amount(dice, 4e5 * scale) - 1e4 * roll(dice);
    in->taxable_social_security =
        0.85 * roll(dice) * (in->social_security[0] + in->social_security[1]);
    in->deduction = amount(dice, 6e4);
    in->senior_deduction = amount(dice, 1.2e4);
    in->taxable_income =
        in->agi > in->deduction ? in->agi - in->deduction : 0.0;
    in->itemized = amount(dice, 9e4);
    in->income_tax = amount(dice, 1e5 * scale);
    in->eitc = amount(dice, 9e3);
    in->child_credit = amount(dice, 8e3);
    if (roll(dice) < 0.2) {
        double at = edge(dice, edges, factor);

        in->pensions[0] = at > 0.0 ? at : 0.0;
    }
}

static void
assert_lines(const char *code, const struct fp_state_law *law, int level,
             const struct fp_state_result *got,
             const struct fp_state_result *want)
{
    if (memcmp(got, want, sizeof(*got)) == 0)
        return;
    fail_msg("%s %d status %d at %s: tax %.17g, not %.17g; before credits "
             "%.17g, not %.17g; base %.17g, not %.17g",
             code, law->year, (int)law->status, fp_level_names[level],
             got->tax, want->tax, got->tax_before_credits,
             want->tax_before_credits, got->base, want->base);
}

/* A batch of lanes at every level against the public functions. */
static void
compare(const char *code, const struct fp_state_law *law, const double *factor,
        const struct fp_state_input *in)
{
    struct fp_state_result want[LANES], got[LANES];
    double tax[LANES];

    for (int i = 0; i < LANES; i++) {
        struct fp_state_law indexed;

        fp_state_law_index(law, factor[i], &indexed);
        fp_state_run(&indexed, &in[i], &want[i]);
        assert_true(fp_state_tax(&indexed, &in[i]) == want[i].tax);
    }
    for (int level = FP_LEVEL_REFERENCE; level < FP_LEVEL_COUNT; level++) {
        state_probe *run = state_probe_of((enum fp_level)level);

        if (run == NULL)
            continue;
        run(law, factor, in, LANES, got, tax);
        for (int i = 0; i < LANES; i++) {
            assert_lines(code, law, level, &got[i], &want[i]);
            assert_true(tax[i] == want[i].tax);
        }
    }
}

static void
lanes_equal_the_public_functions(void **state)
{
    const char *code;
    uint64_t stream = 0;

    (void)state;
    for (size_t s = 0; (code = fp_state_code(s)) != NULL; s++)
        for (int year = 2023; year <= LAST_YEAR; year++)
            for (int status = 0; status < FP_FILING_COUNT; status++) {
                struct fp_state_law law;
                struct edges edges;

                assert_int_equal(
                    fp_state_law_get(code, year,
                                     (enum fp_filing_status)status, &law),
                    FP_OK);
                if (law.rule < 0)
                    continue;
                edges_of(&law, &edges);
                for (int round = 0; round < ROUNDS; round++) {
                    struct dice dice = { .i = stream++ };
                    struct fp_state_input in[LANES];
                    double factor[LANES];

                    draw_people(&dice, law.status, &in[0]);
                    for (int i = 0; i < LANES; i++) {
                        in[i] = in[0];
                        factor[i] =
                            round % 4 == 0 ? 1.0 : 0.9 + roll(&dice);
                        draw_amounts(&dice, &edges, factor[i], &in[i]);
                    }
                    compare(code, &law, factor, in);
                }
            }
    assert_true(stream > 100000);
}

/* A state without an income tax asks for none in any lane. */
static void
no_tax_in_any_lane(void **state)
{
    static const struct fp_state_input in[LANES] = {
        { .n_taxpayers = 1, .ages = { 70 }, .pensions = { 9e4 }, .agi = 9e4 }
    };
    const double factor[LANES] = { 1, 1, 1, 1, 1, 1, 1, 1 };
    struct fp_state_law law;

    (void)state;
    assert_int_equal(fp_state_law_get("TX", 2030, FP_FILING_SINGLE, &law),
                     FP_OK);
    compare("TX", &law, factor, in);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_equal_the_public_functions),
        cmocka_unit_test(no_tax_in_any_lane),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
