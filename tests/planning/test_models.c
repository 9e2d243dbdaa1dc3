/* planning: tax and Social Security against independent models. The tax cases
 * travel with the tests, and a selection of those of benefits, whose whole file
 * is compared too where the reference set is at hand ($FP_SHARED). Prints what
 * it compared and the largest deviation of each line. */
#include "tests/cmocka_fp.h"
#include "tests/planning/cases.h"

#include "planning/law/social_security.h"
#include "planning/law/tax.h"

enum { LINES_MAX = 16 };

/* Largest deviation by line of the return. */
struct deviations {
    size_t n, cases;
    const char *line[LINES_MAX];
    double most[LINES_MAX];
    size_t compared[LINES_MAX];
};

/* got and want may differ by tolerance. */
static void
compare_line(struct deviations *seen, const struct cases *cases,
             const char *line, double got, double want, double tolerance)
{
    size_t i = 0;
    double off = fabs(got - want);

    while (i < seen->n && strcmp(seen->line[i], line) != 0)
        i++;
    if (i == seen->n) {
        assert_true(seen->n < LINES_MAX);
        seen->line[seen->n++] = line;
    }
    seen->compared[i]++;
    if (off > seen->most[i])
        seen->most[i] = off;
    if (!(off <= tolerance))
        fail_msg("%s: %s = %.2f, expected %.2f",
                 cases_text(cases, "case_id"), line, got, want);
}

static void
print_deviations(const char *title, const struct deviations *seen)
{
    print_message("%s: %zu cases\n", title, seen->cases);
    for (size_t i = 0; i < seen->n; i++)
        print_message("    %-24s %4zu compared, largest deviation %.4f\n",
                      seen->line[i], seen->compared[i], seen->most[i]);
}

static enum fp_filing_status
status_of(const struct cases *cases)
{
    static const char *const words[FP_FILING_COUNT] = { "single", "mfj",
                                                        "mfs", "hoh", "qss" };
    int status = 0;

    while (status < FP_FILING_COUNT &&
           strcmp(words[status], cases_text(cases, "filing_status")) != 0)
        status++;
    assert_true(status < FP_FILING_COUNT);
    return status;
}

static struct fp_tax_result
tax_of(const struct cases *cases, struct fp_tax_input *input)
{
    enum fp_filing_status status = status_of(cases);
    struct fp_tax_law law;
    struct fp_tax_result result;

    input->n_taxpayers = status == FP_FILING_MARRIED_JOINT ? 2 : 1;
    input->ages[0] = (int)cases_number(cases, "age_head");
    input->ages[1] = (int)cases_number(cases, "age_spouse");
    input->wages[0] = cases_number(cases, "wages_head");
    input->wages[1] = cases_number(cases, "wages_spouse");
    input->interest = cases_number(cases, "taxable_interest");
    input->qualified_dividends = cases_number(cases, "qualified_dividends");
    input->short_term_gains = cases_number(cases, "short_term_gains");
    input->long_term_gains = cases_number(cases, "long_term_gains");
    input->social_security = cases_number(cases, "social_security");
    assert_int_equal(
        fp_tax_law_get((int)cases_number(cases, "year"), status, &law),
        FP_OK);
    assert_int_equal(fp_tax_compute(&law, input, &result), FP_OK);
    assert_true(fp_tax_total(&law, input) == result.total);
    return result;
}

/* --- Tax-Calculator ---------------------------------------------------------- */

static void
check_tax_calculator_case(struct deviations *seen, const struct cases *cases)
{
    struct fp_tax_input input = {
        .ordinary_dividends = cases_number(cases, "ordinary_dividends_total"),
        .retirement_income = cases_number(cases, "ira_distributions"),
        .children_under_17 = (int)cases_number(cases, "children_under_17"),
        .other_dependents = (int)cases_number(cases, "other_dependents"),
        .self_employment[0] = cases_number(cases, "self_employment_head"),
    };
    struct fp_tax_result r = tax_of(cases, &input);
    const struct {
        const char *column;
        double got;
    } lines[] = {
        { "agi", r.agi },
        { "taxable_social_security", r.taxable_social_security },
        { "standard_deduction", r.standard_deduction },
        { "senior_deduction", r.senior_deduction },
        { "niit", r.niit },
        { "amt", r.amt },
        { "ctc_odc_nonrefundable", r.ctc_odc_nonrefundable },
        { "ctc_refundable", r.ctc_refundable },
        { "fica_employee", r.fica },
        { "additional_medicare_tax", r.additional_medicare },
        { "se_tax", r.se_tax },
        /* Last: the three that follow from the business deduction. */
        { "qbid", r.qbid },
        { "taxable_income", r.taxable_income },
        { "income_tax", r.income_tax },
    };
    size_t n = FP_COUNT(lines);

    /* A surviving spouse within the range over which the deduction ends: the
     * other model has a joint return's range, 26 U.S.C. 199A(b)(3)(B)(ii)
     * gives it to joint returns only. */
    if (strcmp(cases_text(cases, "case_id"), "tax213") == 0)
        n -= 3;
    for (size_t i = 0; i < n; i++)
        compare_line(seen, cases, lines[i].column, lines[i].got,
                     cases_number(cases, lines[i].column), 1.0);
}

static void
tax_calculator(void **state)
{
    struct cases cases;
    struct deviations seen = { .n = 0 };

    (void)state;
    assert_true(cases_open(&cases,
                           cases_own_path("../../cli/data/tax_federal.csv")));
    while (cases_next(&cases)) {
        check_tax_calculator_case(&seen, &cases);
        seen.cases++;
    }
    print_deviations("Tax-Calculator 6.8.1", &seen);
    assert_int_equal(seen.cases, 211);
}

/* --- TAXSIM and PolicyEngine --------------------------------------------------- */

/* Ages between semicolons, put where the credits look for them. */
static void
put_dependents(const struct cases *cases, struct fp_tax_input *input)
{
    const char *at = cases_text(cases, "dependent_ages");

    while (*at != '\0') {
        char *end;
        long age = strtol(at, &end, 10);

        assert_ptr_not_equal(at, end);
        input->children_under_17 += age < 17;
        input->other_dependents += age >= 17;
        input->eitc_children += age < 19;
        at = *end == ';' ? end + 1 : end;
    }
}

static void
taxsim(void **state)
{
    struct cases cases;
    struct deviations seen = { .n = 0 };

    (void)state;
    assert_true(cases_open(
        &cases, cases_own_path("tax_federal_state_taxsim_policyengine.csv")));
    while (cases_next(&cases)) {
        struct fp_tax_input input = {
            .ordinary_dividends = cases_number(&cases, "qualified_dividends"),
            .retirement_income = cases_number(&cases, "pensions_taxable"),
        };
        struct fp_tax_result r;

        put_dependents(&cases, &input);
        r = tax_of(&cases, &input);
        compare_line(&seen, &cases, "agi", r.agi,
                     cases_number(&cases, "agi"), 1.0);
        compare_line(&seen, &cases, "taxable_social_security",
                     r.taxable_social_security,
                     cases_number(&cases, "taxable_social_security"), 1.0);
        compare_line(&seen, &cases, "taxable_income", r.taxable_income,
                     cases_number(&cases, "taxable_income"), 1.0);
        compare_line(&seen, &cases, "niit", r.niit,
                     cases_number(&cases, "niit"), 1.0);
        compare_line(&seen, &cases, "federal_tax", r.federal_tax,
                     cases_number(&cases, "federal_tax"), 1.0);
        seen.cases++;
    }
    print_deviations("TAXSIM and PolicyEngine", &seen);
    assert_int_equal(seen.cases, 597);
}

/* --- Social Security -------------------------------------------------------------- */

/* Born on the first of January: the year before (20 CFR 404.102, an age is
 * attained the day before the birthday). */
static int
benefit_birth_year(const char *birth)
{
    int year = atoi(birth);
    const char *rest = strchr(birth, '-');

    assert_non_null(rest);
    return strcmp(rest, "-1-1") == 0 ? year - 1 : year;
}

static int
check_claims(const char *path)
{
    struct cases cases;
    struct deviations seen = { .n = 0 };

    if (!cases_open(&cases, path))
        return -1;
    while (cases_next(&cases)) {
        int born = benefit_birth_year(cases_text(&cases, "birth"));
        double factor;

        assert_int_equal(
            fp_ss_claim_factor(
                born, (int)cases_number(&cases, "filing_age_months"),
                &factor),
            FP_OK);
        compare_line(&seen, &cases, "fra_months",
                     fp_ss_full_retirement_months(born),
                     cases_number(&cases, "fra_months"), 0);
        /* The model pays whole dollars. */
        compare_line(&seen, &cases, "monthly_benefit",
                     floor(cases_number(&cases, "pia") * factor + 1e-9),
                     cases_number(&cases, "monthly_benefit"), 1.0);
        seen.cases++;
    }
    print_deviations("ssa.tools, own benefit", &seen);
    return (int)seen.cases;
}

static void
claims_selection(void **state)
{
    (void)state;
    assert_true(check_claims(cases_own_path("ss_claim_cases.csv")) >= 20);
}

static void
claims_all(void **state)
{
    int compared =
        check_claims(cases_shared_path("oracles/ss_own_benefit.csv"));

    (void)state;
    if (compared < 0)
        skip();
    assert_true(compared >= 60);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tax_calculator),
        cmocka_unit_test(taxsim),
        cmocka_unit_test(claims_selection),
        cmocka_unit_test(claims_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
