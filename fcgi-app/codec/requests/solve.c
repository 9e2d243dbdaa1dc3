/* What is solved for. */
#include "codec/requests/solve.h"

#include <string.h>

#include "base/text.h"

#define SUCCESS 0.9
#define SUCCESS_IS "success is a number above 0 and at most 1 (0.9 is 90 %)"

static const char *const words[] = { "spending",       "savings",   "wealth",
                                     "retirement_age", "claim_age", "sale_year",
                                     NULL };
_Static_assert(FP_COUNT(words) == FP_SOLVE_COUNT + 1,
               "a word for each quantity");

/* The numbers among the options, by name. */
static double *
number_called(struct fp_solve_request *solve, const char *name)
{
    if (strcmp(name, "success") == 0)
        return &solve->options.success;
    if (strcmp(name, "low") == 0)
        return &solve->low;
    if (strcmp(name, "high") == 0)
        return &solve->high;
    if (strcmp(name, "tolerance") == 0)
        return &solve->options.tolerance;
    return NULL;
}

/* Takes a number; 0 when it is out of bounds. */
static int
take_number(struct fp_solve_request *solve, const char *name, double value)
{
    double *at = number_called(solve, name);

    if (at == &solve->options.success && !(value > 0.0 && value <= 1.0))
        return 0;
    if (at == &solve->options.tolerance && !(value >= 1e-6 && value <= 1.0))
        return 0;
    if (at == &solve->low)
        solve->has_low = 1;
    if (at == &solve->high)
        solve->has_high = 1;
    *at = value;
    return 1;
}

static const char *
bounds_of(const char *name)
{
    if (strcmp(name, "success") == 0)
        return SUCCESS_IS;
    return "tolerance is a number from 0.000001 to 1";
}

void
fp_request_read_solve(struct fp_request *request, const struct fp_node *body)
{
    static const char *const numbers[] = { "success", "low", "high",
                                           "tolerance" };
    struct fp_solve_request *solve = &request->solve;
    struct fp_node what = fp_node_member(body, "for");
    struct fp_node person = fp_node_member(body, "person");
    struct fp_node property = fp_node_member(body, "property");
    int index;

    if (what.present && fp_node_word(&what, words, &index)) {
        solve->has_what = 1;
        solve->options.what = (enum fp_solve_for)index;
    }
    if (person.present)
        (void)fp_node_text(&person, &solve->person);
    if (property.present)
        (void)fp_node_text(&property, &solve->property);
    for (size_t i = 0; i < FP_COUNT(numbers); i++) {
        struct fp_node node = fp_node_member(body, numbers[i]);
        double value;

        if (node.present && fp_node_number(&node, &value) &&
            !take_number(solve, numbers[i], value))
            fp_node_fault(&node, "range", "%s", bounds_of(numbers[i]));
    }
}

enum fp_err
fp_request_solve_option(struct fp_request *request, const char *name,
                        const char *value, struct fp_error *error)
{
    struct fp_solve_request *solve = &request->solve;
    double number;

    if (strcmp(name, "for") == 0) {
        for (int i = 0; words[i] != NULL; i++)
            if (strcmp(words[i], value) == 0) {
                solve->has_what = 1;
                solve->options.what = (enum fp_solve_for)i;
                return FP_OK;
            }
        return fp_error_set(error, FP_EINVAL,
                            "for is spending, savings, wealth, "
                            "retirement_age, claim_age or sale_year");
    }
    if (strcmp(name, "person") == 0) {
        solve->person = value;
        return FP_OK;
    }
    if (strcmp(name, "property") == 0) {
        solve->property = value;
        return FP_OK;
    }
    if (number_called(solve, name) == NULL)
        return fp_error_set(error, FP_ENOTFOUND,
                            "there is no such option here");
    if (fp_text_double(value, strlen(value), &number) != FP_OK)
        return fp_error_set(error, FP_EINVAL, "%s is a number", name);
    if (!take_number(solve, name, number))
        return fp_error_set(error, FP_EINVAL, "%s", bounds_of(name));
    return FP_OK;
}

void
fp_request_complete_solve(struct fp_request *request)
{
    if (request->solve.options.success > 0.0)
        return;
    request->solve.options.success = SUCCESS;
    fp_assumed_add(&request->document.assumed, "/success", "0.9",
                   "the usual probability to be reached");
}

void
fp_request_identify_solve(struct fp_buf *buf,
                          const struct fp_request *request)
{
    const struct fp_solve_options *options = &request->solve.options;

    fp_buf_printf(buf, "%s %zu ", words[options->what], options->which);
    fp_buf_double(buf, options->success);
    fp_buf_char(buf, ' ');
    fp_buf_double(buf, options->tolerance);
    if (options->has_range) {
        fp_buf_char(buf, ' ');
        fp_buf_double(buf, options->low);
        fp_buf_char(buf, ' ');
        fp_buf_double(buf, options->high);
    }
    fp_buf_char(buf, ' ');
}

/* The person or property that the options name; the first when they name
 * none. */
static void
find_which(struct fp_request *request, struct fp_faults *faults)
{
    const struct fp_plan *plan = &request->document.plan;
    struct fp_solve_request *solve = &request->solve;
    int sale = solve->options.what == FP_SOLVE_SALE_YEAR;
    int of_person = solve->options.what == FP_SOLVE_RETIREMENT_AGE ||
                    solve->options.what == FP_SOLVE_CLAIM_AGE;

    if (solve->person != NULL && !of_person)
        fp_faults_add(faults, "/person", "unused",
                      "%s is of no person", words[solve->options.what]);
    if (solve->property != NULL && !sale)
        fp_faults_add(faults, "/property", "unused",
                      "%s is of no property", words[solve->options.what]);
    if (solve->person != NULL && of_person) {
        for (size_t p = 0; p < plan->n_people; p++)
            if (strcmp(plan->people[p].id, solve->person) == 0) {
                solve->options.which = p;
                return;
            }
        fp_faults_add(faults, "/person", "reference",
                      "the plan has no person %s", solve->person);
    }
    if (solve->property != NULL && sale) {
        for (size_t i = 0; i < plan->n_properties; i++)
            if (strcmp(plan->properties[i].id, solve->property) == 0) {
                solve->options.which = i;
                return;
            }
        fp_faults_add(faults, "/property", "reference",
                      "the plan has no property %s", solve->property);
    }
}

enum fp_err
fp_request_solve(struct fp_request *request, struct fp_faults *faults)
{
    struct fp_solve_request *solve = &request->solve;
    struct fp_solve_options *options = &solve->options;
    size_t before = faults->count + faults->dropped;
    struct fp_error error;
    double low, high, base;
    int whole;

    if (!solve->has_what) {
        fp_faults_add(faults, "/for", "required",
                      "what is solved for: spending, savings, wealth, "
                      "retirement_age, claim_age or sale_year");
        return FP_EINVAL;
    }
    find_which(request, faults);
    if (faults->count + faults->dropped > before)
        return FP_EINVAL;
    if (fp_solve_range(&request->document.plan, options, &low, &high, &base,
                       &whole, &error) != FP_OK) {
        fp_faults_add(faults, "/for", "infeasible", "%s", error.detail);
        return FP_EINVAL;
    }
    if (!solve->has_low && !solve->has_high)
        return FP_OK;
    options->has_range = 1;
    options->low = solve->has_low ? solve->low : low;
    options->high = solve->has_high ? solve->high : high;
    if (fp_solve_range(&request->document.plan, options, &low, &high, &base,
                       &whole, &error) != FP_OK) {
        fp_faults_add(faults, solve->has_low ? "/low" : "/high", "range", "%s",
                      error.detail);
        return FP_EINVAL;
    }
    return FP_OK;
}
