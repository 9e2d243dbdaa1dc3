/* /retirement/rmd: what must come out of accounts. */
#include <stdio.h>

#include <math.h>

#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/calculators/distributions.h"
#include "planning/law/limits.h"
#include "planning/tables.h"

enum { ACCOUNTS_MAX = 50, YEAR_LEAST = 2023, YEAR_MOST = 2100 };

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
        if (accounts[i].c.birth_year > year) {
            struct fp_node born = fp_node_member(&one, "birth_year");

            fp_node_fault(&born, "order", "who is born in %d has no account "
                          "in %d", accounts[i].c.birth_year, year);
        }
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
