/* /retirement/{pension,annuity,longevity}: income for life and how long that
 * is. */
#include <math.h>

#include "codec/json/member.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "codec/questions/lives.h"
#include "planning/calculators/longevity.h"
#include "planning/calculators/pension.h"

enum { FORMS_MAX = 20, YEARS_CERTAIN_MAX = 60, MONTHS = 12 };

static const char *const dues[] = { "start", "end", NULL };

/* Terms of a stream of payments that objects have. */
#define TERMS "survivor_share", "reduced_after", "certain_years", \
              "defer_years", "cola"

static void
read_terms(const struct fp_node *object, struct fp_annuity *a)
{
    static const char *const after[] = { "annuitant", "either", NULL };

    a->survivor_share = fp_ask_number_or(object, "survivor_share", 0.0, 1.0,
                                         0.0, NULL);
    a->either = fp_ask_word_or(object, "reduced_after", after, 0, NULL);
    a->certain_years = fp_ask_whole_or(object, "certain_years", 0,
                                       YEARS_CERTAIN_MAX, 0, NULL);
    a->defer_years = fp_ask_whole_or(object, "defer_years", 0, 100, 0, NULL);
    a->cola = fp_ask_number_or(object, "cola", -0.5, 1.0, 0.0, NULL);
}

static void
write_terms(struct fp_buf *buf, const struct fp_annuity *a)
{
    fp_json_rate(buf, "survivor_share", a->survivor_share);
    fp_json_int(buf, "certain_years", a->certain_years);
    fp_json_int(buf, "defer_years", a->defer_years);
    fp_json_rate(buf, "cola", a->cola);
}

/* What is common to both: lives, table, rate, when payments are made. */
static int
read_common(struct fp_question *q, struct fp_annuity *a)
{
    a->n_lives = fp_lives_asked(q, a->lives, &a->model);
    a->rate = fp_ask_number(&q->root, "rate", -0.5, 1.0);
    a->per_year = MONTHS;
    a->due = fp_ask_word_or(&q->root, "due", dues, 0,
                            "payments are at the start of each month") == 0
                 ? FP_TVM_START : FP_TVM_END;
    return fp_question_good(q);
}

static void
write_common(struct fp_question *q, struct fp_buf *buf,
             const struct fp_annuity *a)
{
    fp_lives_source(q, a->model);
    fp_question_source(q, "expected present value, deaths spread evenly over "
                          "the year; Bowers et al., Actuarial Mathematics, "
                          "2nd ed. 1997");
    fp_question_head(q, buf);
    fp_json_text(buf, "life_table", fp_life_table_name(a->model));
    fp_json_rate(buf, "rate", a->rate);
}

/* --- pension --------------------------------------------------------------- */

struct forms {
    struct fp_pension_form list[FORMS_MAX];
    struct fp_pension_value values[FORMS_MAX];
    const char *names[FORMS_MAX];
    size_t n;
    double lump_sum;
};

static void
read_forms(struct fp_question *q, const struct fp_annuity *common,
           struct forms *forms)
{
    static const char *const known[] = { "name", "monthly", TERMS, NULL };
    struct fp_node list;

    forms->n = fp_ask_list(&q->root, "options", 1, FORMS_MAX,
                           "a list of the pension's forms", &list);
    for (size_t i = 0; i < forms->n; i++) {
        struct fp_node one = fp_node_element(&list, i);
        struct fp_pension_form *form = &forms->list[i];

        form->terms = *common;
        if (!fp_node_object(&one, known, "a form of the pension"))
            continue;
        forms->names[i] = fp_ask_text(&one, "name");
        form->monthly = fp_ask_money(&one, "monthly");
        read_terms(&one, &form->terms);
        if (form->terms.survivor_share > 0.0 && common->n_lives < 2) {
            struct fp_node share = fp_node_member(&one, "survivor_share");

            fp_node_fault(&share, "value",
                          "there is no second person to survive");
        }
    }
}

static void
write_forms(struct fp_buf *buf, const struct forms *forms)
{
    size_t best = 0;

    fp_json_name(buf, "options");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < forms->n; i++) {
        const struct fp_pension_value *v = &forms->values[i];

        if (v->value > forms->values[best].value)
            best = i;
        fp_buf_str(buf, i > 0 ? ",{\"name\":" : "{\"name\":");
        fp_buf_json(buf, forms->names[i]);
        fp_json_money(buf, "monthly", forms->list[i].monthly);
        write_terms(buf, &forms->list[i].terms);
        fp_json_money(buf, "value", v->value);
        fp_json_money(buf, "less_lump_sum",
                      forms->lump_sum > 0.0 ? v->difference : NAN);
        fp_json_rate(buf, "rate_of_return", v->rate);
        fp_json_member(buf, "break_even_years", v->break_even_years, 2);
        fp_json_money(buf, "monthly_worth_the_lump_sum",
                      forms->lump_sum > 0.0 ? v->equal_monthly : NAN);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    fp_json_text(buf, "most_valuable",
                 forms->lump_sum > forms->values[best].value
                     ? "lump_sum" : forms->names[best]);
}

enum fp_err
fp_question_pension(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = { "people", "life_table", "rate",
                                         "due", "lump_sum", "options", NULL };
    struct forms *forms = fp_ask_room(&q->root, 1, sizeof(*forms));
    struct fp_annuity common = { .n_lives = 0 };

    if (forms == NULL)
        return FP_ENOMEM;
    if (!fp_node_object(&q->root, known, "a pension"))
        return FP_EINVAL;
    (void)read_common(q, &common);
    read_forms(q, &common, forms);
    forms->lump_sum = fp_ask_money_or(&q->root, "lump_sum", 0.0, NULL);
    if (!fp_question_good(q))
        return FP_EINVAL;
    for (size_t i = 0; i < forms->n; i++)
        if (fp_pension(&forms->list[i], forms->lump_sum, &forms->values[i]) !=
            FP_OK)
            return fp_error_set(&q->error, FP_EDOM, "Nobody would be paid "
                                "under the option %s.", forms->names[i]);
    write_common(q, buf, &common);
    fp_json_money(buf, "lump_sum",
                  forms->lump_sum > 0.0 ? forms->lump_sum : NAN);
    write_forms(buf, forms);
    fp_question_end(buf);
    return FP_OK;
}

/* --- annuity --------------------------------------------------------------- */

enum fp_err
fp_question_annuity(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = {
        "people", "life_table", "rate", "due", "premium", "monthly", "load",
        TERMS, NULL
    };
    struct fp_annuity a = { .n_lives = 0 };
    double price, premium, monthly, worth = NAN;

    if (!fp_node_object(&q->root, known, "an annuity"))
        return FP_EINVAL;
    (void)read_common(q, &a);
    read_terms(&q->root, &a);
    a.load = fp_ask_number_or(&q->root, "load", 0.0, 0.99, 0.0, NULL);
    premium = fp_ask_money_or(&q->root, "premium", NAN, NULL);
    monthly = fp_ask_money_or(&q->root, "monthly", NAN, NULL);
    if (isnan(premium) && isnan(monthly))
        fp_node_fault(&q->root, "count",
                      "give premium or monthly; both for the worth of a "
                      "quote");
    if (!fp_question_good(q))
        return FP_EINVAL;
    if (fp_annuity_price(&a, &price) != FP_OK || !(price > 0.0))
        return fp_error_set(&q->error, FP_EDOM, "Nobody would be paid.");
    if (!isnan(premium) && !isnan(monthly) && premium > 0.0 &&
        fp_annuity_worth(&a, premium, monthly * MONTHS, &worth) != FP_OK)
        worth = NAN;
    write_common(q, buf, &a);
    write_terms(buf, &a);
    fp_json_rate(buf, "load", a.load);
    fp_json_rate(buf, "price_of_1_a_year", price);
    fp_json_rate(buf, "payout_rate", 1.0 / price);
    fp_json_money(buf, "premium", !isnan(premium) ? premium
                                                  : monthly * MONTHS * price);
    fp_json_money(buf, "monthly", !isnan(monthly) ? monthly
                                                  : premium / price / MONTHS);
    fp_json_rate(buf, "moneys_worth", worth);
    fp_question_end(buf);
    return FP_OK;
}

/* --- longevity ------------------------------------------------------------- */

static void
write_reached(struct fp_buf *buf, const struct fp_longevity *l,
              const double *curve, const char *name)
{
    static const double chances[] = { 0.9, 0.75, 0.5, 0.25, 0.1, 0.05 };

    fp_json_name(buf, name);
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < FP_COUNT(chances); i++) {
        fp_buf_str(buf, i > 0 ? ",{\"chance\":" : "{\"chance\":");
        fp_buf_fixed(buf, chances[i], 2);
        fp_json_int(buf, "years",
                    (int64_t)fp_longevity_years(curve, l->n, chances[i]));
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

static void
write_curve(struct fp_buf *buf, const struct fp_longevity *l,
            const struct fp_annuity_life *lives, int n)
{
    fp_json_name(buf, "curve");
    fp_buf_char(buf, '[');
    for (size_t k = 0; k < l->n; k++) {
        fp_buf_printf(buf, "%s{\"years\":%zu,\"ages\":[%d", k > 0 ? "," : "",
                      k, lives[0].age + (int)k);
        if (n == 2)
            fp_buf_printf(buf, ",%d", lives[1].age + (int)k);
        fp_buf_str(buf, "],\"alive\":[");
        fp_buf_fixed(buf, l->alive[0][k], 6);
        if (n == 2) {
            fp_buf_char(buf, ',');
            fp_buf_fixed(buf, l->alive[1][k], 6);
        }
        fp_buf_char(buf, ']');
        fp_json_rate(buf, "both", l->both[k]);
        fp_json_rate(buf, "either", l->either[k]);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

enum fp_err
fp_question_longevity(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = { "people", "life_table", NULL };
    struct fp_longevity *l = fp_ask_room(&q->root, 1, sizeof(*l));
    struct fp_annuity_life lives[2];
    enum fp_mortality model;
    int n;

    if (l == NULL)
        return FP_ENOMEM;
    if (!fp_node_object(&q->root, known, "people"))
        return FP_EINVAL;
    n = fp_lives_asked(q, lives, &model);
    if (!fp_question_good(q) || fp_longevity(model, lives, n, l) != FP_OK)
        return FP_EINVAL;
    fp_lives_source(q, model);
    fp_question_head(q, buf);
    fp_json_text(buf, "life_table", fp_life_table_name(model));
    fp_json_name(buf, "expectancy");
    fp_buf_char(buf, '[');
    for (int i = 0; i < n; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        fp_buf_fixed(buf, l->expectancy[i], 2);
    }
    fp_buf_char(buf, ']');
    fp_json_member(buf, "expectancy_both", l->expectancy_both, 2);
    fp_json_member(buf, "expectancy_either", l->expectancy_either, 2);
    write_reached(buf, l, l->either, "either_alive");
    write_reached(buf, l, l->both, "both_alive");
    write_curve(buf, l, lives, n);
    fp_question_end(buf);
    return FP_OK;
}
