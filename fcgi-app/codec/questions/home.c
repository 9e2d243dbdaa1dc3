/* /rent-or-buy: two households with the same money, one of which buys. */
#include <math.h>

#include "codec/json/member.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/calculators/rent_or_buy.h"

static void
read_home(const struct fp_node *root, struct fp_rent_or_buy *h)
{
    h->price = fp_ask_number(root, "price", 0.01, FP_ASK_MONEY_MAX);
    h->down_payment = fp_ask_money_or(root, "down_payment", 0.2 * h->price,
                                      "a fifth of the price is paid down");
    if (h->down_payment > h->price) {
        struct fp_node node = fp_node_member(root, "down_payment");

        fp_node_fault(&node, "range", "no more is paid down than the price");
    }
    h->rate = fp_ask_number(root, "rate", 0.0, 1.0);
    h->months = fp_ask_whole_or(root, "months", 1, 600, 360,
                                "the mortgage runs for thirty years");
    h->closing_rate = fp_ask_number_or(root, "closing_rate", 0.0, 0.5, 0.03,
                                       "buying costs 3 % of the price");
    h->selling_rate = fp_ask_number_or(root, "selling_rate", 0.0, 0.5, 0.06,
                                       "selling costs 6 % of the value");
    h->tax_rate = fp_ask_number_or(root, "property_tax_rate", 0.0, 0.5, 0.01,
                                   "property tax is 1 % of the value a "
                                   "year");
    h->upkeep_rate = fp_ask_number_or(root, "upkeep_rate", 0.0, 0.5, 0.015,
                                      "maintenance and insurance are 1.5 % "
                                      "of the value a year");
    h->dues = fp_ask_money_or(root, "dues_monthly", 0.0, NULL);
    h->appreciation = fp_ask_number_or(root, "appreciation", -0.5, 0.5, 0.03,
                                       "the value rises by 3 % a year");
    h->saving_rate = fp_ask_number_or(root, "tax_saving_rate", 0.0, 1.0, 0.0,
                                      "interest and property tax lower no "
                                      "income tax");
}

static void
read_rent(const struct fp_node *root, struct fp_rent_or_buy *h)
{
    h->rent = fp_ask_money(root, "rent_monthly");
    h->renter_insurance = fp_ask_money_or(root, "renter_insurance_monthly",
                                          0.0, NULL);
    h->rent_growth = fp_ask_number_or(root, "rent_growth", -0.5, 0.5, 0.03,
                                      "rents rise by 3 % a year");
    h->return_rate = fp_ask_number_or(root, "return_rate", -0.5, 0.5, 0.05,
                                      "what is put by earns 5 % a year after "
                                      "tax");
    h->years = fp_ask_whole_or(root, "years", 1, FP_RENT_YEARS_MAX, 10,
                               "they stay for ten years");
}

enum fp_err
fp_question_rent_or_buy(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = {
        "price", "down_payment", "rate", "months", "closing_rate",
        "selling_rate", "property_tax_rate", "upkeep_rate", "dues_monthly",
        "appreciation", "tax_saving_rate", "rent_monthly",
        "renter_insurance_monthly", "rent_growth", "return_rate", "years",
        NULL
    };
    struct fp_rent_or_buy h = { .price = 0.0 };
    struct fp_rent_result r;
    const struct fp_rent_year *last;

    if (!fp_node_object(&q->root, known, "a home and a rent"))
        return FP_EINVAL;
    read_home(&q->root, &h);
    read_rent(&q->root, &h);
    if (!fp_question_good(q))
        return FP_EINVAL;
    if (fp_rent_or_buy(&h, &r) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "These amounts are too large.");
    last = &r.year[r.years - 1];
    fp_question_source(q, "both households have the same money; whoever pays "
                          "less in a month puts the difference by");
    fp_question_source(q, "26 U.S.C. 121: the gain on the sale is taken to "
                          "be excluded");
    fp_question_head(q, buf);
    fp_json_text(buf, "basis", "nominal");
    fp_json_text(buf, "better", last->owner_worth >= last->renter_worth
                                    ? "buy" : "rent");
    fp_json_money(buf, "ahead", fabs(last->owner_worth -
                                     last->renter_worth));
    fp_json_int_or_null(buf, "break_even_year", r.break_even_year);
    fp_json_money(buf, "break_even_rent_monthly", r.break_even_rent);
    fp_json_money(buf, "payment_monthly", r.payment);
    fp_json_name(buf, "years");
    fp_buf_char(buf, '[');
    for (size_t y = 0; y < r.years; y++) {
        fp_buf_printf(buf, "%s{\"year\":%zu", y > 0 ? "," : "", y + 1);
        fp_json_money(buf, "value", r.year[y].value);
        fp_json_money(buf, "mortgage", r.year[y].balance);
        fp_json_money(buf, "owner_paid", r.year[y].owner_paid);
        fp_json_money(buf, "renter_paid", r.year[y].renter_paid);
        fp_json_money(buf, "owner_worth", r.year[y].owner_worth);
        fp_json_money(buf, "renter_worth", r.year[y].renter_worth);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    fp_question_end(buf);
    return FP_OK;
}
