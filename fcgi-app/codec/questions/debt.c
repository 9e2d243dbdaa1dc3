/* /projections/debt: which debt to pay first, and what each order costs. */
#include "codec/json/member.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/calculators/debts.h"

static const char *const orders[] = { "avalanche", "snowball", "fixed",
                                      "minimum", NULL };

struct plan {
    struct fp_debt debts[FP_DEBTS_MAX];
    const char *ids[FP_DEBTS_MAX];
    size_t n;
    enum fp_debt_order order;
    double extra, minimum;
};

static void
read_debts(struct fp_question *q, struct plan *plan)
{
    static const char *const known[] = { "id", "balance", "rate",
                                         "minimum_payment", NULL };
    struct fp_node list;
    size_t n = fp_ask_list(&q->root, "debts", 1, FP_DEBTS_MAX,
                           "a list of debts", &list);

    for (size_t i = 0; i < n; i++) {
        struct fp_node one = fp_node_element(&list, i);

        if (!fp_node_object(&one, known, "a debt"))
            continue;
        plan->ids[i] = fp_ask_text(&one, "id");
        plan->debts[i].balance =
            (double)fp_ask_cents(&one, "balance", 1, 100000000000000) /
            100.0;
        plan->debts[i].rate = fp_question_debt_rate(q, &one);
        plan->debts[i].minimum =
            (double)fp_ask_cents(&one, "minimum_payment", 1,
                                 100000000000000) / 100.0;
        plan->minimum += plan->debts[i].minimum;
    }
    plan->n = n;
}

static void
write_order(struct fp_buf *buf, const struct plan *plan,
            const struct fp_debts_result *r)
{
    fp_json_int(buf, "months", r->months);
    fp_json_money(buf, "interest", r->interest);
    fp_json_money(buf, "paid", r->paid);
    fp_json_name(buf, "paid_off");
    fp_buf_char(buf, '[');
    for (size_t k = 0; k < plan->n; k++) {
        size_t i = r->first[k];

        fp_buf_str(buf, k > 0 ? ",{\"id\":" : "{\"id\":");
        fp_buf_json(buf, plan->ids[i]);
        fp_json_int(buf, "month", r->debts[i].month);
        fp_json_money(buf, "interest", r->debts[i].interest);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

/* Every order beside the one that was asked for; one that does not end is
 * null. */
static void
write_all(struct fp_buf *buf, const struct plan *plan, double budget,
          struct fp_debts_result *room)
{
    fp_json_name(buf, "compared");
    fp_buf_char(buf, '{');
    for (int o = 0; o < FP_DEBTS_ORDERS; o++) {
        if (o > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, orders[o]);
        fp_buf_char(buf, ':');
        if (fp_debts_pay(plan->debts, plan->n, (enum fp_debt_order)o, budget,
                         room) != FP_OK) {
            fp_buf_str(buf, "null");
            continue;
        }
        fp_buf_printf(buf, "{\"order\":\"%s\"", orders[o]);
        write_order(buf, plan, room);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, '}');
}

enum fp_err
fp_question_debt(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = { "debts", "order", "extra_monthly",
                                         NULL };
    struct plan *plan = fp_ask_room(&q->root, 1, sizeof(*plan));
    struct fp_debts_result *r = fp_ask_room(&q->root, 2, sizeof(*r));
    enum fp_err err;

    if (plan == NULL || r == NULL)
        return FP_ENOMEM;
    if (!fp_node_object(&q->root, known, "debts"))
        return FP_EINVAL;
    read_debts(q, plan);
    plan->order = (enum fp_debt_order)fp_ask_word_or(
        &q->root, "order", orders, FP_DEBTS_AVALANCHE,
        "the debt with the highest rate is paid first");
    plan->extra = fp_ask_money_or(&q->root, "extra_monthly", 0.0, NULL);
    if (!fp_question_good(q))
        return FP_EINVAL;
    err = fp_debts_pay(plan->debts, plan->n, plan->order,
                       plan->minimum + plan->extra, r);
    if (err == FP_EDOM)
        return fp_error_set(&q->error, FP_EDOM, "These payments do not pay "
                            "the debts off within %d months.",
                            FP_DEBTS_MONTHS_MAX);
    if (err != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE, "The debts are too large.");
    fp_question_source(q, "interest of a month is balance x rate / 12, "
                          "rounded half up to the cent; what a debt that is "
                          "gone leaves free goes on to the next");
    fp_question_head(q, buf);
    fp_json_text(buf, "order", orders[plan->order]);
    fp_json_money(buf, "budget_monthly", plan->minimum + plan->extra);
    write_order(buf, plan, r);
    fp_json_name(buf, "owed");
    fp_buf_char(buf, '[');
    for (int m = 0; m < r->months; m++) {
        if (m > 0)
            fp_buf_char(buf, ',');
        fp_buf_fixed(buf, r->owed[m], 2);
    }
    fp_buf_char(buf, ']');
    write_all(buf, plan, plan->minimum + plan->extra, &r[1]);
    fp_question_end(buf);
    return FP_OK;
}
