/* /retirement/roth-conversion: what moving money to a Roth account costs. */
#include "codec/json/member.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "codec/questions/tax_parts.h"
#include "planning/calculators/conversion.h"

/* A household in a member of its own, with its tax case inside. */
static int
read_years(struct fp_question *q, const char *name, int default_year,
           struct fp_household *out)
{
    static const char *const more[] = { FP_HOUSEHOLD_MEMBERS, NULL };
    struct fp_node node = fp_node_member(&q->root, name);
    struct fp_tax_result result;
    struct fp_tax_case one;

    if (!fp_tax_case_node(&node, more, default_year, &one))
        return 0;
    if (!fp_tax_computed(&node, &one, &result))
        return 0;
    fp_household_asked(&node, &one, out);
    return fp_question_good(q);
}

static size_t
read_schedule(struct fp_question *q, struct fp_conversion_plan *plan,
              double *schedule)
{
    static const char *const known[] = { "year", "amount", NULL };
    struct fp_node list;
    int years = plan->withdraw_from + plan->withdraw_years;
    size_t n = fp_ask_list(&q->root, "conversions", 1,
                           FP_CONVERSION_YEARS_MAX, "a list of conversions",
                           &list), last = 0;

    for (size_t i = 0; i < n; i++) {
        struct fp_node one = fp_node_element(&list, i);
        int first = plan->now.year, at;

        if (!fp_node_object(&one, known, "a conversion"))
            continue;
        at = fp_ask_whole(&one, "year", first, first + years - 1) - first;
        if (at < 0 || at >= years)
            continue;
        schedule[at] += fp_ask_money(&one, "amount");
        if ((size_t)at + 1 > last)
            last = (size_t)at + 1;
    }
    return last;
}

static void
write_conversion(struct fp_buf *buf, const struct fp_conversion_plan *plan,
                 const struct fp_conversion_result *r)
{
    int first = plan->now.year;

    fp_json_money(buf, "converted", r->converted);
    fp_json_money(buf, "cost_now", r->cost);
    fp_json_money(buf, "saved_later", r->saved);
    fp_json_money(buf, "cost_now_value", r->cost_pv);
    fp_json_money(buf, "saved_later_value", r->saved_pv);
    fp_json_money(buf, "advantage_value", r->advantage_pv);
    fp_json_int_or_null(buf, "break_even_year",
                        r->break_even >= 0 ? first + r->break_even : -1);
    fp_json_rate(buf, "rate_now", r->rate_now);
    fp_json_rate(buf, "rate_later", r->rate_later);
    fp_json_rate(buf, "break_even_rate", r->rate_break_even);
    fp_json_name(buf, "years");
    fp_buf_char(buf, '[');
    for (size_t t = 0; t < r->years; t++) {
        const struct fp_conversion_year *y = &r->year[t];

        fp_buf_printf(buf, "%s{\"year\":%d", t > 0 ? "," : "",
                      first + (int)t);
        fp_json_money(buf, "conversion", y->conversion);
        fp_json_money(buf, "cost", y->cost);
        fp_json_money(buf, "withdrawal_without", y->withdrawal_without);
        fp_json_money(buf, "withdrawal_with", y->withdrawal_with);
        fp_json_money(buf, "roth_withdrawal", y->roth_withdrawal);
        fp_json_money(buf, "paid_without", y->paid_without);
        fp_json_money(buf, "paid_with", y->paid_with);
        fp_json_money(buf, "advantage", y->advantage);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

enum fp_err
fp_question_conversion(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = {
        "now", "later", "withdraw_from", "withdraw_years", "traditional",
        "growth", "side_growth", "tax_from", "conversions", NULL
    };
    static const char *const sources[] = { "side", "conversion", NULL };
    double schedule[FP_CONVERSION_YEARS_MAX] = { 0 };
    struct fp_conversion_result *r = fp_ask_room(&q->root, 1, sizeof(*r));
    struct fp_conversion_plan plan = { .traditional = 0.0 };
    int first, last;

    if (r == NULL)
        return FP_ENOMEM;
    if (!fp_node_object(&q->root, known, "conversions"))
        return FP_EINVAL;
    fp_tax_law_years(&first, &last);
    if (!read_years(q, "now", last, &plan.now) ||
        !read_years(q, "later", plan.now.year, &plan.later))
        return FP_EINVAL;
    plan.withdraw_from = fp_ask_whole(&q->root, "withdraw_from",
                                      plan.now.year, plan.now.year + 60) -
                         plan.now.year;
    plan.withdraw_years = fp_ask_whole_or(&q->root, "withdraw_years", 1,
                                          FP_CONVERSION_YEARS_MAX - 60, 20,
                                          "withdrawals last for 20 years");
    plan.traditional = fp_ask_money(&q->root, "traditional");
    plan.growth = fp_ask_number(&q->root, "growth", -0.5, 0.5);
    plan.side_growth = fp_ask_number_or(&q->root, "side_growth", -0.5, 0.5,
                                        plan.growth,
                                        "money outside grows alike, after "
                                        "tax");
    plan.tax_from_conversion = fp_ask_word_or(
        &q->root, "tax_from", sources, 0,
        "the tax is paid from money outside");
    plan.n = read_schedule(q, &plan, schedule);
    plan.conversions = schedule;
    if (!fp_question_good(q))
        return FP_EINVAL;
    if (fp_conversion(&plan, r) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "There is no law for the year.");
    fp_question_source(q, "the whole return of each year with and without "
                          "the conversions, under the law of the first year "
                          "in its dollars");
    fp_question_source(q, "26 U.S.C. 408A(d)(3)");
    fp_question_head(q, buf);
    write_conversion(buf, &plan, r);
    fp_question_end(buf);
    return FP_OK;
}
