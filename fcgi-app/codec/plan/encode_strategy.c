/* Strategy and taxes to the canonical document. */
#include "codec/plan/encode.h"
#include "codec/plan/encode_parts.h"
#include "codec/plan/words.h"

static void
conversion(struct fp_plan_writer *w)
{
    const struct fp_conversion *c = &w->plan->strategy.conversion;

    if (c->policy == FP_CONVERSION_NONE)
        return;
    fp_encode_key(w, "roth_conversion");
    fp_encode_open(w, '{');
    fp_encode_text(w, "policy", fp_words_conversion[c->policy]);
    if (c->policy == FP_CONVERSION_FIXED)
        fp_encode_number(w, "amount", c->amount);
    if (c->policy == FP_CONVERSION_FILL_BRACKET)
        fp_encode_number(w, "rate", c->rate);
    if (c->policy == FP_CONVERSION_FILL_IRMAA)
        fp_encode_number(w, "tier", c->tier);
    fp_encode_when(w, "start", &c->start);
    fp_encode_when(w, "end", &c->end);
    fp_encode_close(w, '}');
}

static void
withdrawal_order(struct fp_plan_writer *w)
{
    const struct fp_strategy *strategy = &w->plan->strategy;
    size_t i;

    if (strategy->order_kind == FP_ORDER_BRACKET_FILL) {
        fp_encode_key(w, "withdrawal_order");
        fp_encode_open(w, '{');
        fp_encode_text(w, "policy", "bracket_fill");
        fp_encode_number(w, "rate", strategy->fill_rate);
        fp_encode_close(w, '}');
        return;
    }
    if (strategy->order_kind != FP_ORDER_LIST) {
        fp_encode_text(w, "withdrawal_order",
             fp_words_order[strategy->order_kind]);
        return;
    }
    fp_encode_key(w, "withdrawal_order");
    fp_buf_char(w->buf, '[');
    for (i = 0; i < strategy->n_order; i++) {
        fp_buf_str(w->buf, i > 0 ? "," : "");
        fp_buf_json(w->buf, w->plan->accounts[strategy->order[i]].id);
    }
    fp_buf_char(w->buf, ']');
}

void
fp_encode_strategy(struct fp_plan_writer *w)
{
    const struct fp_strategy *s = &w->plan->strategy;
    size_t i;

    fp_encode_key(w, "strategy");
    fp_encode_open(w, '{');
    fp_encode_key(w, "spending");
    fp_encode_open(w, '{');
    fp_encode_text(w, "policy", fp_words_spending[s->spending.policy]);
    fp_encode_when(w, "start", &s->spending.start);
    fp_plan_encode_spending(w->buf, w->plan);
    fp_encode_close(w, '}');
    withdrawal_order(w);
    conversion(w);
    if (s->rebalance == FP_REBALANCE_BAND) {
        fp_encode_key(w, "rebalance");
        fp_encode_open(w, '{');
        fp_encode_number(w, "band", s->band);
        fp_encode_close(w, '}');
    } else {
        fp_encode_text(w, "rebalance", fp_words_rebalance[s->rebalance]);
    }
    if (s->charity_from_ira)
        fp_encode_flag(w, "charity_from_ira", 1);
    if (s->n_glide > 0) {
        fp_encode_key(w, "glide_path");
        fp_encode_open(w, '[');
        for (i = 0; i < s->n_glide; i++) {
            fp_encode_element(w);
            fp_encode_number(w, "age", s->glide[i].age);
            fp_encode_weights(w, s->glide[i].weights);
            fp_encode_close(w, '}');
        }
        fp_encode_close(w, ']');
    }
    fp_encode_text(w, "withdrawal_timing", fp_words_timing[s->timing]);
    fp_encode_close(w, '}');
}

static void
tax_switches(struct fp_plan_writer *w, const struct fp_taxes *t)
{
    if (t->frozen)
        fp_encode_flag(w, "indexing", 0);
    if (t->no_sunsets)
        fp_encode_flag(w, "sunsets", 0);
    if (t->no_state)
        fp_encode_flag(w, "state", 0);
    fp_encode_text(w, "medicare", fp_words_medicare[t->medicare]);
    if (t->has_prior_magi) {
        fp_encode_key(w, "prior_magi");
        fp_buf_char(w->buf, '[');
        fp_buf_double(w->buf, t->prior_magi[0]);
        fp_buf_char(w->buf, ',');
        fp_buf_double(w->buf, t->prior_magi[1]);
        fp_buf_char(w->buf, ']');
    }
    if (t->benefit_cut_year != 0) {
        fp_encode_key(w, "benefit_cut");
        fp_encode_open(w, '{');
        fp_encode_number(w, "share", t->benefit_cut);
        fp_encode_number(w, "year", t->benefit_cut_year);
        fp_encode_close(w, '}');
    }
    fp_encode_number(w, "heir_rate", t->heir_rate);
}

void
fp_encode_taxes(struct fp_plan_writer *w)
{
    const struct fp_taxes *t = &w->plan->taxes;

    fp_encode_key(w, "taxes");
    fp_encode_open(w, '{');
    if (t->model == FP_TAX_FLAT) {
        fp_encode_key(w, "model");
        fp_encode_open(w, '{');
        fp_encode_number(w, "flat", t->flat_rate);
        fp_encode_close(w, '}');
    } else {
        fp_encode_text(w, "model", fp_words_tax[t->model]);
        if (t->model == FP_TAX_US)
            fp_encode_number(w, "law_year", t->law_year);
    }
    tax_switches(w, t);
    fp_encode_close(w, '}');
}
