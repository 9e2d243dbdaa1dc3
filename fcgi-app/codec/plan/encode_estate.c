/* Dependents, property, debts, goals, and marketplace insurance to the
 * canonical document. */
#include "codec/plan/encode_parts.h"
#include "codec/plan/words.h"

void
fp_encode_dependents(struct fp_plan_writer *w)
{
    if (w->plan->n_dependents == 0)
        return;
    fp_encode_key(w, "dependents");
    fp_encode_open(w, '[');
    for (size_t i = 0; i < w->plan->n_dependents; i++) {
        fp_encode_element(w);
        fp_encode_number(w, "birth_year", w->plan->dependents[i].birth_year);
        fp_encode_number(w, "until_age", w->plan->dependents[i].until_age);
        fp_encode_close(w, '}');
    }
    fp_encode_close(w, ']');
}

void
fp_encode_properties(struct fp_plan_writer *w)
{
    if (w->plan->n_properties == 0)
        return;
    fp_encode_key(w, "properties");
    fp_encode_open(w, '[');
    for (size_t i = 0; i < w->plan->n_properties; i++) {
        const struct fp_property *property = &w->plan->properties[i];

        fp_encode_element(w);
        fp_encode_text(w, "id", property->id);
        fp_encode_number(w, "value", property->value);
        fp_encode_growth(w, property->growth, property->growth_basis);
        fp_encode_when(w, "sell", &property->sell);
        fp_encode_number(w, "sale_cost", property->sale_cost);
        fp_encode_flag(w, "primary_residence", property->primary_residence);
        fp_encode_number(w, "cost_basis", property->cost_basis);
        fp_encode_close(w, '}');
    }
    fp_encode_close(w, ']');
}

void
fp_encode_liabilities(struct fp_plan_writer *w)
{
    if (w->plan->n_liabilities == 0)
        return;
    fp_encode_key(w, "liabilities");
    fp_encode_open(w, '[');
    for (size_t i = 0; i < w->plan->n_liabilities; i++) {
        const struct fp_liability *loan = &w->plan->liabilities[i];

        fp_encode_element(w);
        fp_encode_text(w, "id", loan->id);
        fp_encode_number(w, "balance", loan->balance);
        fp_encode_number(w, "rate", loan->rate);
        fp_encode_number(w, "payment_monthly", loan->payment_monthly);
        if (loan->property >= 0)
            fp_encode_text(w, "property",
                           w->plan->properties[loan->property].id);
        fp_encode_close(w, '}');
    }
    fp_encode_close(w, ']');
}

void
fp_encode_goals(struct fp_plan_writer *w)
{
    if (w->plan->n_goals == 0)
        return;
    fp_encode_key(w, "goals");
    fp_encode_open(w, '[');
    for (size_t i = 0; i < w->plan->n_goals; i++) {
        const struct fp_goal *goal = &w->plan->goals[i];

        fp_encode_element(w);
        fp_encode_text(w, "id", goal->id);
        fp_encode_text(w, "kind", fp_words_goal[goal->kind]);
        fp_encode_number(w, "amount", goal->amount);
        fp_encode_growth(w, goal->growth, goal->growth_basis);
        if (goal->kind != FP_GOAL_LEGACY) {
            fp_encode_key(w, "years");
            fp_buf_printf(w->buf, "[%d,%d]", goal->from_year, goal->to_year);
        }
        fp_encode_number(w, "priority", goal->priority);
        fp_encode_close(w, '}');
    }
    fp_encode_close(w, ']');
}

void
fp_encode_marketplace(struct fp_plan_writer *w)
{
    const struct fp_marketplace *m = &w->plan->marketplace;

    if (m->benchmark == 0.0 && m->premium == 0.0)
        return;
    fp_encode_key(w, "marketplace");
    fp_encode_open(w, '{');
    fp_encode_number(w, "benchmark", m->benchmark);
    fp_encode_number(w, "premium", m->premium);
    fp_encode_when(w, "start", &m->start);
    fp_encode_when(w, "end", &m->end);
    fp_encode_close(w, '}');
}
