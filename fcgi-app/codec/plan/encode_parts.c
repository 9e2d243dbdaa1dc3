/* Members of the canonical document. */
#include "codec/plan/encode_parts.h"

#include "codec/plan/words.h"

void
fp_encode_key(struct fp_plan_writer *w, const char *name)
{
    if (!w->first)
        fp_buf_char(w->buf, ',');
    w->first = 0;
    fp_buf_json(w->buf, name);
    fp_buf_char(w->buf, ':');
}

void
fp_encode_open(struct fp_plan_writer *w, char bracket)
{
    fp_buf_char(w->buf, bracket);
    w->first = 1;
}

void
fp_encode_close(struct fp_plan_writer *w, char bracket)
{
    fp_buf_char(w->buf, bracket);
    w->first = 0;
}

/* An element of an array of objects. */
void
fp_encode_element(struct fp_plan_writer *w)
{
    if (!w->first)
        fp_buf_char(w->buf, ',');
    fp_encode_open(w, '{');
}

void
fp_encode_text(struct fp_plan_writer *w, const char *name, const char *value)
{
    fp_encode_key(w, name);
    fp_buf_json(w->buf, value);
}

void
fp_encode_number(struct fp_plan_writer *w, const char *name, double value)
{
    fp_encode_key(w, name);
    fp_buf_double(w->buf, value);
}

void
fp_encode_person(struct fp_plan_writer *w, const char *name, int person)
{
    if (person >= 0 && (size_t)person < w->plan->n_people)
        fp_encode_text(w, name, w->plan->people[person].id);
    else
        fp_encode_text(w, name, "joint");
}

void
fp_encode_when(struct fp_plan_writer *w, const char *name,
               const struct fp_when *value)
{
    if (value->kind == FP_WHEN_NONE)
        return;
    fp_encode_key(w, name);
    fp_encode_open(w, '{');
    if (value->kind == FP_WHEN_YEAR) {
        fp_encode_number(w, "year", value->value);
    } else {
        if (value->kind == FP_WHEN_AGE)
            fp_encode_number(w, "age", value->value);
        else
            fp_encode_text(w, "event",
                           fp_words_event[value->kind - FP_WHEN_RETIREMENT]);
        fp_encode_person(w, "person", value->person);
    }
    fp_encode_close(w, '}');
}

/* Weights by asset; zeros are left out unless all are zero. */
void
fp_encode_weights(struct fp_plan_writer *w, const double *values)
{
    size_t a;

    for (a = 0; a < w->plan->market.n_assets; a++)
        if (values[a] != 0.0)
            fp_encode_number(w, w->plan->market.assets[a].id, values[a]);
}

void
fp_encode_flag(struct fp_plan_writer *w, const char *name, int value)
{
    fp_encode_key(w, name);
    fp_buf_str(w->buf, value ? "true" : "false");
}

void
fp_encode_growth(struct fp_plan_writer *w, double rate,
                 enum fp_growth_basis basis)
{
    fp_encode_number(w, "growth", rate);
    fp_encode_text(w, "growth_basis", fp_words_growth[basis]);
}
