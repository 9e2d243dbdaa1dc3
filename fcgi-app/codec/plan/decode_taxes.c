/* The taxes. */
#include <json.h>

#include "codec/plan/parts.h"
#include "codec/plan/words.h"
#include "planning/law/tax.h"

enum { YEAR_MIN = 0, YEAR_MAX = 9999 };

#define HEIR_RATE 0.22

/* "model": "us" | "none" | {"flat": rate}, or "flat": rate beside it. */
static void
read_tax_model(struct fp_taxes *taxes, const struct fp_node *node)
{
    static const char *const known[] = { "flat", NULL };
    struct fp_node model = fp_node_member(node, "model");
    struct fp_node flat = fp_node_member(node, "flat");
    int word = FP_TAX_US;

    if (json_object_is_type(model.value, json_type_object)) {
        word = FP_TAX_FLAT;
        flat = fp_node_member(&model, "flat");
        if (!fp_node_object(&model, known, "an object"))
            return;
    } else if (!model.present && flat.present) {
        word = FP_TAX_FLAT;
    } else {
        word = fp_node_word_or(&model, fp_words_tax, FP_TAX_US,
                               "United States federal tax");
    }
    taxes->model = (enum fp_tax_model)word;
    if (word == FP_TAX_FLAT)
        fp_node_number(&flat, &taxes->flat_rate);
    else if (flat.present)
        fp_node_fault(&flat, "combination",
                      "only the model \"flat\" has a rate");
}

static void
read_switches(struct fp_taxes *taxes, const struct fp_node *node)
{
    struct fp_node indexing = fp_node_member(node, "indexing");
    struct fp_node sunsets = fp_node_member(node, "sunsets");
    struct fp_node state = fp_node_member(node, "state");
    struct fp_node medicare = fp_node_member(node, "medicare");
    struct fp_node heirs = fp_node_member(node, "heir_rate");

    taxes->frozen = !fp_node_flag_or(&indexing, 1, NULL);
    taxes->no_sunsets = !fp_node_flag_or(&sunsets, 1, NULL);
    taxes->no_state = !fp_node_flag_or(&state, 1, NULL);
    taxes->medicare = (enum fp_medicare_cost)fp_node_word_or(
        &medicare, fp_words_medicare, FP_MEDICARE_IRMAA,
        taxes->model == FP_TAX_US
            ? "standard Medicare premiums are among the expenses; the "
              "surcharges of high incomes are added"
            : NULL);
    taxes->heir_rate = fp_node_number_or(
        &heirs, HEIR_RATE, "what heirs pay on traditional money");
}

/* [two years before the first, the year before] */
static void
read_prior_magi(struct fp_taxes *taxes, const struct fp_node *node)
{
    struct fp_node list = fp_node_member(node, "prior_magi");
    size_t n = 0;

    if (!list.present ||
        !fp_node_array(&list, 2, "the incomes of two years", &n))
        return;
    if (n != 2) {
        fp_node_fault(&list, "count",
                      "give the income of two years before the first, then "
                      "that of the year before");
        return;
    }
    taxes->has_prior_magi = 1;
    for (size_t i = 0; i < 2; i++) {
        struct fp_node item = fp_node_element(&list, i);

        fp_node_money(&item, &taxes->prior_magi[i]);
    }
}

/* {"share": 0.21, "year": 2034} */
static void
read_benefit_cut(struct fp_taxes *taxes, const struct fp_node *node)
{
    static const char *const known[] = { "share", "year", NULL };
    struct fp_node cut = fp_node_member(node, "benefit_cut");
    struct fp_node share = fp_node_member(&cut, "share");
    struct fp_node year = fp_node_member(&cut, "year");
    int64_t value = 0;

    if (!cut.present ||
        !fp_node_object(&cut, known, "an object with share and year"))
        return;
    fp_node_number(&share, &taxes->benefit_cut);
    if (fp_node_int(&year, YEAR_MIN, YEAR_MAX, &value))
        taxes->benefit_cut_year = (int)value;
}

void
fp_plan_read_taxes(struct fp_plan_reader *p, const struct fp_node *root)
{
    static const char *const known[] = {
        "model", "flat", "law_year", "indexing", "sunsets", "state",
        "medicare", "prior_magi", "benefit_cut", "heir_rate", NULL
    };
    struct fp_node node = fp_node_member(root, "taxes");
    struct fp_taxes *taxes = &p->plan->taxes;
    struct fp_node year;
    int first, last;

    fp_tax_law_years(&first, &last);
    taxes->law_year = last;
    if (node.present &&
        !fp_node_object(&node, known, "an object such as {\"model\": \"us\"}"))
        return;
    read_tax_model(taxes, &node);
    year = fp_node_member(&node, "law_year");
    if (taxes->model == FP_TAX_US)
        taxes->law_year = fp_node_int_or(
            &year, YEAR_MIN, YEAR_MAX, last,
            "the newest law in the tables, its amounts indexed onwards");
    else if (year.present)
        fp_node_fault(&year, "combination",
                      "only the model \"us\" has a law_year");
    read_switches(taxes, &node);
    read_prior_magi(taxes, &node);
    read_benefit_cut(taxes, &node);
}
