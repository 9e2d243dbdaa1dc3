/* /retirement/social-security: what each age of claiming pays and is worth. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "codec/questions/lives.h"
#include "planning/calculators/claiming.h"
#include "planning/math/mortality.h"

enum { YEAR = 12, EARNINGS_MAX = 80, FIRST = 62, LAST = 70,
       AGES = LAST - FIRST + 1 };

struct asked {
    struct fp_claims claims;
    int claim[2];           /* months; 0: every age is compared */
};

/* "1962-05-15" */
static void
read_birth(const struct fp_node *one, struct fp_ss_birth *birth)
{
    struct fp_node node = fp_node_member(one, "birth");
    const char *text;
    int y, m, d;

    *birth = (struct fp_ss_birth){ 1960, 6, 15 };
    if (!fp_node_text(&node, &text))
        return;
    if (fp_text_date(text, strlen(text), &y, &m, &d) != FP_OK ||
        y < 1900 || y > 2100)
        fp_node_fault(&node, "value",
                      "a birth is a day such as \"1962-05-15\"");
    else
        *birth = (struct fp_ss_birth){ y, m, d };
}

/* "pia", or the amount of "earnings". */
static double
read_pia(const struct fp_node *one, struct fp_ss_birth birth)
{
    static const char *const known[] = { "year", "amount", NULL };
    struct fp_node pia = fp_node_member(one, "pia"), list;
    struct fp_earning earnings[EARNINGS_MAX];
    struct fp_ss_record record;
    size_t n = fp_ask_list(one, "earnings", 0, EARNINGS_MAX,
                           "a list of yearly earnings", &list);

    if (pia.present == list.present) {
        fp_node_fault(one, "count", "give either pia or earnings");
        return 0.0;
    }
    if (pia.present)
        return fp_ask_money(one, "pia");
    for (size_t i = 0; i < n; i++) {
        struct fp_node e = fp_node_element(&list, i);

        earnings[i] = (struct fp_earning){ 0, 0.0 };
        if (!fp_node_object(&e, known, "the earnings of a year"))
            continue;
        earnings[i].year = fp_ask_whole(&e, "year", 1937, 2100);
        earnings[i].amount = fp_ask_money(&e, "amount");
    }
    if (one->reader->failed ||
        fp_ss_record_pia(birth, earnings, n, &record) != FP_OK)
        return 0.0;
    return record.eligible ? record.pia_cola : 0.0;
}

static void
read_person(const struct fp_node *one, struct asked *a, int i)
{
    static const char *const known[] = { "sex", "birth", "pia", "earnings",
                                         "claim_age", "claim_months", NULL };
    struct fp_claimant *who = &a->claims.people[i];
    int years;

    if (!fp_node_object(one, known, "a person"))
        return;
    who->sex = (enum fp_sex)fp_ask_word_or(one, "sex", fp_words_sex,
                                           FP_SEX_UNSTATED,
                                           "the mean of both sexes");
    read_birth(one, &who->birth);
    who->pia = read_pia(one, who->birth);
    years = fp_ask_whole_or(one, "claim_age", FIRST, LAST, 0, NULL);
    a->claim[i] = years * YEAR +
                  fp_ask_whole_or(one, "claim_months", 0, YEAR - 1, 0, NULL);
    if (a->claim[i] > LAST * YEAR || (years == 0 && a->claim[i] > 0)) {
        struct fp_node node = fp_node_member(one, "claim_months");

        fp_node_fault(&node, "range",
                      "a claim is at 62 years to 70, its months beside "
                      "claim_age");
    }
}

/* "as_of": a month "2026-01"; by default the one in which the older of the
 * two reaches 62. */
static void
read_now(struct fp_question *q, struct asked *a)
{
    struct fp_node node = fp_node_member(&q->root, "as_of");
    int first = fp_ss_birth_month(a->claims.people[0].birth);
    char text[32];
    const char *given;
    int y, m, d;

    if (a->claims.n_people == 2 &&
        fp_ss_birth_month(a->claims.people[1].birth) < first)
        first = fp_ss_birth_month(a->claims.people[1].birth);
    a->claims.now = first + FP_SS_EARLIEST_CLAIM;
    if (!node.present) {
        snprintf(text, sizeof(text), "%04d-%02d", a->claims.now / YEAR,
                 a->claims.now % YEAR + 1);
        fp_node_assume_word(&node, text, "valued in the month in which the "
                            "older one reaches 62");
        return;
    }
    if (!fp_node_text(&node, &given))
        return;
    if (strlen(given) != 7 ||
        snprintf(text, sizeof(text), "%s-01", given) >= (int)sizeof(text) ||
        fp_text_date(text, strlen(text), &y, &m, &d) != FP_OK) {
        fp_node_fault(&node, "value", "a month is written \"2026-01\"");
        return;
    }
    a->claims.now = y * YEAR + m - 1;
    for (int i = 0; i < a->claims.n_people; i++)
        if (a->claims.now < fp_ss_birth_month(a->claims.people[i].birth) ||
            a->claims.now - fp_ss_birth_month(a->claims.people[i].birth) >=
                FP_MORTALITY_AGES * YEAR)
            fp_node_fault(&node, "range", "everybody is between 0 and 119 "
                          "years old in that month");
}

static void
read_claims(struct fp_question *q, struct asked *a)
{
    static const char *const known[] = { "people", "life_table", "rate",
                                         "as_of", NULL };
    static const char *const tables[] = { "period", "cohort", NULL };
    struct fp_node list;
    size_t n;

    if (!fp_node_object(&q->root, known, "people and their records"))
        return;
    n = fp_ask_list(&q->root, "people", 1, 2, "one or two people", &list);
    a->claims.n_people = (int)n;
    for (size_t i = 0; i < n; i++) {
        struct fp_node one = fp_node_element(&list, i);

        read_person(&one, a, (int)i);
    }
    a->claims.model = fp_ask_word_or(&q->root, "life_table", tables, 1,
                                     "the tables of those born in the same "
                                     "year") == 1
                          ? FP_MORTALITY_SSA_COHORT : FP_MORTALITY_SSA_PERIOD;
    a->claims.rate = fp_ask_number_or(&q->root, "rate", -0.1, 0.5, 0.02,
                                      "2 % a year above inflation");
    if (fp_question_good(q))
        read_now(q, a);
}

/* --- the answer ------------------------------------------------------------ */

/* The least age in whole years at which i can still claim. */
static int
first_age(const struct asked *a, int i)
{
    int age = a->claims.now - fp_ss_birth_month(a->claims.people[i].birth);
    int years = (age + YEAR - 1) / YEAR;

    return years < FIRST ? FIRST : years > LAST ? LAST : years;
}

static double
monthly_at(const struct asked *a, int i, int claim)
{
    const struct fp_ss_worker worker = { a->claims.people[i].birth,
                                         a->claims.people[i].pia, claim };
    double monthly;

    return fp_ss_own_benefit(&worker, &monthly) == FP_OK ? monthly : NAN;
}

static void
write_person(struct fp_buf *buf, const struct asked *a, int i)
{
    const struct fp_claimant *who = &a->claims.people[i];
    int from = first_age(a, i);
    struct asked alone = *a;

    alone.claims.people[0] = *who;
    alone.claims.n_people = 1;
    fp_buf_str(buf, i > 0 ? ",{\"pia\":" : "{\"pia\":");
    fp_buf_fixed(buf, who->pia, 2);
    fp_json_int(buf, "full_retirement_months",
                fp_ss_full_retirement_months(fp_ss_birth_year(who->birth)));
    fp_json_name(buf, "claims");
    fp_buf_char(buf, '[');
    for (int age = from; age <= LAST; age++) {
        const int claim[2] = { age * YEAR, 0 };
        struct fp_claims_value v = { .total = NAN };
        double monthly = monthly_at(a, i, claim[0]), factor = NAN;
        double first = monthly_at(a, i, from * YEAR);

        (void)!fp_claims_value(&alone.claims, claim, &v);
        (void)!fp_ss_claim_factor(fp_ss_birth_year(who->birth), claim[0],
                                  &factor);
        fp_buf_printf(buf, "%s{\"age\":%d", age > from ? "," : "", age);
        fp_json_rate(buf, "part_of_pia", factor);
        fp_json_money(buf, "monthly", monthly);
        fp_json_money(buf, "value", v.total);
        fp_json_int_or_null(buf, "break_even_months",
                            age > from ? fp_claims_break_even(
                                             first, from * YEAR, monthly,
                                             claim[0], a->claims.rate)
                                       : -1);
        fp_buf_char(buf, '}');
    }
    fp_buf_str(buf, "]}");
}

static void
write_value(struct fp_buf *buf, const struct fp_claims_value *v, int n)
{
    const struct {
        const char *name;
        const double *values;
    } parts[] = { { "own", v->own }, { "spousal", v->spousal },
                  { "survivor", v->survivor } };

    fp_json_money(buf, "value", v->total);
    for (size_t k = 0; k < FP_COUNT(parts); k++) {
        fp_json_name(buf, parts[k].name);
        fp_buf_char(buf, '[');
        for (int i = 0; i < n; i++) {
            if (i > 0)
                fp_buf_char(buf, ',');
            fp_buf_fixed(buf, parts[k].values[i], 2);
        }
        fp_buf_char(buf, ']');
    }
}

static void
write_claim(struct fp_buf *buf, const int claim[2], int n,
            const struct fp_claims_value *v)
{
    fp_buf_printf(buf, "{\"claim_months\":[%d", claim[0]);
    if (n == 2)
        fp_buf_printf(buf, ",%d", claim[1]);
    fp_buf_char(buf, ']');
    write_value(buf, v, n);
    fp_buf_char(buf, '}');
}

/* Every pair of whole ages, those that were asked for held fixed; the best at
 * the end. */
static enum fp_err
write_grid(struct fp_buf *buf, const struct asked *a)
{
    int n = a->claims.n_people, from[2] = { FIRST, 0 }, to[2] = { LAST, 0 };
    struct fp_claims_value best = { .total = -1.0 }, v;
    int best_claim[2] = { 0, 0 }, shown = 0;

    for (int i = 0; i < n; i++) {
        from[i] = first_age(a, i);
        to[i] = LAST;
        if (a->claim[i] != 0)
            from[i] = to[i] = 0;
    }
    fp_json_name(buf, "together");
    fp_buf_char(buf, '[');
    for (int x = from[0]; x <= to[0]; x++)
        for (int y = from[1]; y <= to[1]; y++) {
            const int claim[2] = { x != 0 ? x * YEAR : a->claim[0],
                                   y != 0 ? y * YEAR : a->claim[1] };
            enum fp_err err = fp_claims_value(&a->claims, claim, &v);

            if (err != FP_OK)
                return err;
            if (v.total > best.total) {
                best = v;
                best_claim[0] = claim[0];
                best_claim[1] = claim[1];
            }
            if (shown++ > 0)
                fp_buf_char(buf, ',');
            write_claim(buf, claim, n, &v);
        }
    fp_buf_char(buf, ']');
    fp_json_name(buf, "best");
    write_claim(buf, best_claim, n, &best);
    return FP_OK;
}

enum fp_err
fp_question_claims(struct fp_question *q, struct fp_buf *buf)
{
    struct asked a = { .claim = { 0, 0 } };
    enum fp_err err;

    read_claims(q, &a);
    if (!fp_question_good(q))
        return FP_EINVAL;
    fp_lives_source(q, a.claims.model);
    fp_question_source(q, "42 U.S.C. 402, 415 and 416; 20 CFR 404.313, "
                          "404.410 and 404.411");
    fp_question_head(q, buf);
    fp_json_text(buf, "life_table", fp_life_table_name(a.claims.model));
    fp_json_rate(buf, "rate", a.claims.rate);
    fp_json_name(buf, "as_of");
    fp_buf_printf(buf, "\"%04d-%02d\"", a.claims.now / YEAR,
                  a.claims.now % YEAR + 1);
    fp_buf_str(buf, ",\"people\":[");
    for (int i = 0; i < a.claims.n_people; i++)
        write_person(buf, &a, i);
    fp_buf_char(buf, ']');
    err = write_grid(buf, &a);
    fp_json_text(buf, "left_out", "children's, divorced spouses' and parents' "
                 "benefits, the earnings test, the family maximum");
    fp_question_end(buf);
    if (err != FP_OK) {
        fp_buf_reset(buf);
        return fp_error_set(&q->error, FP_EDOM,
                            "These claims have no value.");
    }
    return FP_OK;
}
