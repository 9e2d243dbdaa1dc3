/* /retirement/{rmd,contributions,roth-conversion}: what must come out of
 * accounts, what may go in, and what moving it costs. */
#include <math.h>
#include <stdio.h>

#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "codec/questions/tax_parts.h"
#include "planning/calculators/conversion.h"
#include "planning/calculators/distributions.h"
#include "planning/law/limits.h"
#include "planning/tables.h"

enum { ACCOUNTS_MAX = 50, ITEMS_MAX = 50, YEAR_LEAST = 2023, YEAR_MOST = 2100 };

/* --- required distributions ------------------------------------------------ */

struct account {
    const char *id;
    struct fp_distribution_case c;
};

static void
read_inherited(const struct fp_node *one, struct fp_distribution_case *c)
{
    static const char *const known[] = { "death_year", "decedent_birth_year",
                                         "decedent_birth_month",
                                         "beneficiary", NULL };
    struct fp_node node = fp_node_member(one, "inherited");

    c->inherited = node.present;
    if (!node.present || !fp_node_object(&node, known, "an inheritance"))
        return;
    c->from.death_year = fp_ask_whole(&node, "death_year", 1980, YEAR_MOST);
    c->from.decedent_birth_year = fp_ask_whole(&node, "decedent_birth_year",
                                               1880, YEAR_MOST);
    c->from.decedent_birth_month = fp_ask_whole_or(
        &node, "decedent_birth_month", 1, 12, 0, NULL);
    c->from.beneficiary = (enum fp_beneficiary)fp_ask_word_or(
        &node, "beneficiary", fp_words_beneficiary, FP_BENEFICIARY_TEN_YEAR,
        "an heir who is none of the exceptions");
    c->from.birth_year = c->birth_year;
}

static void
read_account(const struct fp_node *one, struct account *account)
{
    static const char *const known[] = {
        "id", "balance", "growth", "birth_year", "birth_month",
        "spouse_birth_year", "retirement_year", "inherited", "gift", NULL
    };
    struct fp_distribution_case *c = &account->c;

    if (!fp_node_object(one, known, "an account"))
        return;
    account->id = fp_ask_text(one, "id");
    c->balance = fp_ask_money(one, "balance");
    c->growth = fp_ask_number_or(one, "growth", -0.9, 1.0, 0.0,
                                 "the balance does not grow");
    c->birth_year = fp_ask_whole(one, "birth_year", 1900, YEAR_MOST);
    c->birth_month = fp_ask_whole_or(one, "birth_month", 1, 12, 0, NULL);
    c->spouse_birth_year = fp_ask_whole_or(one, "spouse_birth_year", 1900,
                                           YEAR_MOST, 0, NULL);
    c->retirement_year = fp_ask_whole_or(one, "retirement_year", 1980,
                                         YEAR_MOST, 0, NULL);
    c->gift = fp_ask_money_or(one, "gift", 0.0, NULL);
    read_inherited(one, c);
}

static const char *
table_source(enum fp_rmd_table table)
{
    switch (table) {
    case FP_RMD_UNIFORM: return fp_table_us_rmd_uniform[0].source;
    case FP_RMD_JOINT: return fp_table_us_rmd_joint[0].source;
    case FP_RMD_SINGLE: return fp_table_us_rmd_single[0].source;
    default: return "26 U.S.C. 401(a)(9); SECURE 2.0 Act, section 107, "
                    "effective 2023-01-01";
    }
}

static void
write_account(struct fp_buf *buf, const struct account *account,
              const struct fp_distribution *d, size_t n, double *sum)
{
    fp_buf_str(buf, "{\"id\":");
    fp_buf_json(buf, account->id);
    fp_json_int_or_null(buf, "first_year",
                        account->c.inherited
                            ? -1
                            : fp_rmd_start_year(account->c.birth_year,
                                                account->c.birth_month));
    fp_json_name(buf, "years");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < n; i++) {
        fp_buf_printf(buf, "%s{\"year\":%d", i > 0 ? "," : "", d[i].year);
        fp_json_int(buf, "age", d[i].age);
        fp_json_money(buf, "opening", d[i].opening);
        fp_json_text(buf, "table", fp_rmd_table_names[d[i].table]);
        fp_json_member(buf, "divisor", d[i].divisor > 0.0 ? d[i].divisor
                                                          : NAN, 1);
        fp_json_money(buf, "required", d[i].required);
        fp_json_money(buf, "gift", d[i].gift);
        fp_json_money(buf, "taxable", d[i].taxable);
        fp_json_money(buf, "closing", d[i].closing);
        fp_buf_char(buf, '}');
        sum[i] += d[i].required;
    }
    fp_buf_str(buf, "]}");
}

/* Who reaches the age may take the first distribution a little later. */
static void
warn_first(struct fp_question *q, const struct account *account,
           const struct fp_distribution *d, size_t n, size_t index)
{
    int first = fp_rmd_start_year(account->c.birth_year,
                                  account->c.birth_month);
    char pointer[32];

    if (account->c.inherited)
        return;
    snprintf(pointer, sizeof(pointer), "/accounts/%zu", index);
    for (size_t k = 0; k < n; k++)
        if (d[k].year == first && d[k].required > 0.0)
            fp_question_warn(q, pointer, "first_year", "The first "
                             "distribution may wait until April 1 of %d; "
                             "that year then has two.", first + 1);
}

enum fp_err
fp_question_rmd(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = { "year", "years", "accounts", NULL };
    struct account *accounts =
        fp_ask_room(&q->root, ACCOUNTS_MAX, sizeof(*accounts));
    struct fp_distribution *d = fp_ask_room(
        &q->root, (size_t)ACCOUNTS_MAX * FP_DISTRIBUTIONS_MAX, sizeof(*d));
    double sum[FP_DISTRIBUTIONS_MAX] = { 0 };
    struct fp_limits limits;
    struct fp_node list;
    size_t n, years;
    int year;

    if (accounts == NULL || d == NULL)
        return FP_ENOMEM;
    if (!fp_node_object(&q->root, known, "accounts"))
        return FP_EINVAL;
    year = fp_ask_whole(&q->root, "year", YEAR_LEAST, YEAR_MOST);
    years = (size_t)fp_ask_whole_or(&q->root, "years", 1,
                                    FP_DISTRIBUTIONS_MAX, 1, NULL);
    n = fp_ask_list(&q->root, "accounts", 1, ACCOUNTS_MAX,
                    "a list of accounts", &list);
    for (size_t i = 0; i < n; i++) {
        struct fp_node one = fp_node_element(&list, i);

        read_account(&one, &accounts[i]);
    }
    if (!fp_question_good(q) || fp_limits_get(year, &limits) != FP_OK)
        return FP_EINVAL;
    for (size_t i = 0; i < n; i++) {
        struct fp_distribution *rows = d + i * FP_DISTRIBUTIONS_MAX;

        accounts[i].c.gift_limit = limits.qcd;
        if (fp_distributions(&accounts[i].c, year, years, rows) != FP_OK)
            return fp_error_set(&q->error, FP_ERANGE,
                                "The account %s is too large.",
                                accounts[i].id);
        for (size_t k = 0; k < years; k++)
            fp_question_source(q, table_source(rows[k].table));
        warn_first(q, &accounts[i], rows, years, i);
    }
    fp_question_head(q, buf);
    fp_json_money(buf, "gift_limit", limits.qcd);
    fp_json_name(buf, "accounts");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        write_account(buf, &accounts[i], d + i * FP_DISTRIBUTIONS_MAX,
                      years, sum);
    }
    fp_buf_str(buf, "],\"required\":[");
    for (size_t k = 0; k < years; k++) {
        fp_buf_printf(buf, "%s{\"year\":%d", k > 0 ? "," : "",
                      year + (int)k);
        fp_json_money(buf, "amount", sum[k]);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    fp_question_end(buf);
    return FP_OK;
}

/* --- contributions --------------------------------------------------------- */

static const char *const kinds[] = { "deferral", "simple", "sep", "ira",
                                     "roth_ira", "hsa", "education_529",
                                     "taxable", NULL };

struct wanted {
    struct fp_limit_household household;
    struct fp_limit_item items[ITEMS_MAX];
    const char *ids[ITEMS_MAX];
    size_t n;
};

static void
read_savers(const struct fp_node *root, struct fp_limit_household *h)
{
    static const char *const known[] = { "age", "pay", "prior_wages",
                                         "covered", "hsa_coverage", NULL };
    struct fp_node list;

    h->n_people = fp_ask_list(root, "people", 1, 2, "one or two people",
                              &list);
    for (size_t i = 0; i < h->n_people; i++) {
        struct fp_node one = fp_node_element(&list, i);
        struct fp_limit_person *who = &h->people[i];

        if (!fp_node_object(&one, known, "a person"))
            continue;
        who->age = fp_ask_whole(&one, "age", 0, 120);
        who->pay = fp_ask_money(&one, "pay");
        who->prior_wages = fp_ask_money_or(&one, "prior_wages", who->pay,
                                           "wages of the year before were "
                                           "the pay of this one");
        who->covered = fp_ask_flag_or(&one, "covered", 0,
                                      "no employer's plan covers this "
                                      "person");
        who->hsa_family = fp_ask_word_or(&one, "hsa_coverage",
                                         fp_words_coverage, 0, NULL);
    }
}

static void
read_items(const struct fp_node *root, struct wanted *w)
{
    static const char *const known[] = { "id", "kind", "person", "wanted",
                                         "employer", "roth", NULL };
    struct fp_node list;

    w->n = fp_ask_list(root, "contributions", 1, ITEMS_MAX,
                       "a list of contributions", &list);
    for (size_t i = 0; i < w->n; i++) {
        struct fp_node one = fp_node_element(&list, i);
        struct fp_limit_item *item = &w->items[i];

        if (!fp_node_object(&one, known, "a contribution"))
            continue;
        w->ids[i] = fp_ask_text(&one, "id");
        item->kind = (enum fp_limit_kind)fp_ask_word(&one, "kind", kinds);
        item->person = fp_ask_whole_or(&one, "person", 0, 1, 0, NULL);
        item->wanted = fp_ask_money(&one, "wanted");
        item->employer = fp_ask_money_or(&one, "employer", 0.0, NULL);
        item->roth = fp_ask_flag_or(&one, "roth", 0, NULL);
        if (item->person >= (int)w->household.n_people) {
            struct fp_node person = fp_node_member(&one, "person");

            fp_node_fault(&person, "range", "there is no such person");
        }
    }
}

static void
write_limits(struct fp_buf *buf, const struct fp_limits *limits,
             enum fp_filing_status status)
{
    const struct {
        const char *name;
        double value;
    } lines[] = {
        { "deferral", limits->elective },
        { "deferral_catch_up", limits->catch_up },
        { "deferral_catch_up_60_63", limits->super_catch_up },
        { "total_additions", limits->additions },
        { "compensation", limits->compensation },
        { "simple", limits->simple },
        { "simple_catch_up", limits->simple_catch_up },
        { "ira", limits->ira },
        { "ira_catch_up", limits->ira_catch_up },
        { "hsa_self", limits->hsa_self },
        { "hsa_family", limits->hsa_family },
        { "hsa_catch_up", limits->hsa_catch_up },
        { "gift_exclusion", limits->gift },
        { "roth_ira_from", limits->roth[status].start },
        { "roth_ira_to", limits->roth[status].end },
        { "deduction_covered_from", limits->covered[status].start },
        { "deduction_covered_to", limits->covered[status].end },
        { "deduction_spouse_from", limits->spouse[status].start },
        { "deduction_spouse_to", limits->spouse[status].end },
    };

    fp_json_name(buf, "limits");
    fp_buf_printf(buf, "{\"year\":%d", limits->year);
    for (size_t i = 0; i < FP_COUNT(lines); i++)
        fp_json_money(buf, lines[i].name, lines[i].value);
    fp_buf_char(buf, '}');
}

static void
limit_sources(struct fp_question *q, int year, enum fp_filing_status status)
{
    for (size_t i = 0; i < fp_table_us_limits_count; i++) {
        const struct fp_row_limit *row = &fp_table_us_limits[i];

        if (row->year == year &&
            (row->status == status || row->status == FP_FILING_COUNT))
            fp_question_source(q, row->source);
    }
    fp_question_source(q, "IRS Pub. 590-A, 560 and 969");
}

static void
write_items(struct fp_buf *buf, const struct wanted *w)
{
    fp_json_name(buf, "contributions");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < w->n; i++) {
        const struct fp_limit_item *item = &w->items[i];

        fp_buf_str(buf, i > 0 ? ",{\"id\":" : "{\"id\":");
        fp_buf_json(buf, w->ids[i]);
        fp_json_text(buf, "kind", kinds[item->kind]);
        fp_json_int(buf, "person", item->person);
        fp_json_money(buf, "wanted", item->wanted);
        fp_json_money(buf, "allowed", item->allowed);
        fp_json_money(buf, "excess", item->excess);
        fp_json_money(buf, "employer_allowed", item->employer_allowed);
        fp_json_money(buf, "deductible", item->deductible);
        fp_json_text(buf, "reason", item->reason);
        fp_json_text(buf, "note", item->note);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

enum fp_err
fp_question_contributions(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = { "year", "filing_status", "magi",
                                         "people", "contributions", NULL };
    int last = 0, year;
    struct wanted *w = fp_ask_room(&q->root, 1, sizeof(*w));
    struct fp_limits limits;
    double sum = 0.0;

    if (w == NULL)
        return FP_ENOMEM;
    for (size_t i = 0; i < fp_table_us_limits_count; i++)
        if (fp_table_us_limits[i].year > last)
            last = fp_table_us_limits[i].year;
    if (!fp_node_object(&q->root, known, "a household that saves"))
        return FP_EINVAL;
    year = fp_ask_whole_or(&q->root, "year", YEAR_LEAST, last, last,
                           "the last year that the tables have");
    w->household.status = (enum fp_filing_status)fp_ask_word(
        &q->root, "filing_status", fp_words_filing);
    w->household.magi = fp_ask_signed(&q->root, "magi");
    read_savers(&q->root, &w->household);
    read_items(&q->root, w);
    if (!fp_question_good(q) || fp_limits_get(year, &limits) != FP_OK)
        return FP_EINVAL;
    if (fp_limits_apply(&limits, &w->household, w->items, w->n) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "These amounts cannot be contributed.");
    limit_sources(q, year, w->household.status);
    fp_question_head(q, buf);
    fp_json_text(buf, "filing_status",
                 fp_words_filing[w->household.status]);
    write_items(buf, w);
    for (size_t i = 0; i < w->n; i++)
        sum += w->items[i].allowed;
    fp_json_money(buf, "allowed", sum);
    write_limits(buf, &limits, w->household.status);
    fp_question_end(buf);
    return FP_OK;
}

/* --- Roth conversions ------------------------------------------------------ */

/* A household in a member of its own, with its tax case inside. */
static int
read_years(struct fp_question *q, const char *name, int default_year,
           struct fp_household *out)
{
    static const char *const more[] = { FP_HOUSEHOLD_MEMBERS, NULL };
    struct fp_node node = fp_node_member(&q->root, name);
    struct fp_tax_result result;
    struct fp_tax_case one;
    struct fp_error error;

    if (!fp_tax_case_node(&node, more, default_year, &one))
        return 0;
    if (fp_tax_case_compute(&one, &result, &error) != FP_OK) {
        fp_node_fault(&node, "value", "%s", error.detail);
        return 0;
    }
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
