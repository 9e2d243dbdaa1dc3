/* /tax/marginal and /tax/bracket-room: the next dollar, and how many fit. */
#include <math.h>

#include "codec/json/member.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "codec/questions/tax_parts.h"
#include "planning/calculators/marginal.h"

enum { POINTS = 51 };

static const char *const parts[FP_COST_PARTS] = {
    "federal", "payroll", "state", "medicare", "premium_credit"
};

static const char method[] =
    "the whole return differenced: federal, payroll and state tax, Medicare's "
    "surcharges of two years later, the premium credit";

/* The household, its law, and the kind of income that is added. */
static enum fp_err
read_household(struct fp_question *q, const char *const *more,
               struct fp_tax_asked *asked, struct fp_household *h,
               struct fp_household_law *law, enum fp_income_added *kind)
{
    enum fp_err err = fp_tax_asked(q, more, asked);

    if (err != FP_OK)
        return err;
    fp_household_asked(&q->root, &asked->one, h);
    *kind = (enum fp_income_added)fp_ask_word_or(
        &q->root, "add", fp_income_added_names, FP_ADD_ORDINARY,
        "ordinary income without payroll tax is added");
    if (!fp_question_good(q))
        return FP_EINVAL;
    if (h->medicare_people > 0 &&
        h->year + 2 > fp_table_us_medicare[fp_table_us_medicare_count - 1].year)
        fp_question_warn(q, "/year", "carried_forward", "Medicare's tiers of "
                         "%d are not published; the last ones are taken "
                         "unchanged.", h->year + 2);
    if (fp_household_law_get(h, law) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "There is no law for the year.");
    fp_question_source(q, method);
    fp_question_source(q, "26 U.S.C., 42 U.S.C. 1395r(i) and the states' laws "
                          "by the tables; /tax/tables/{year} has each figure "
                          "with its publication");
    return FP_OK;
}

static void
write_points(struct fp_buf *buf, const struct fp_marginal_curve *curve)
{
    fp_json_name(buf, "points");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < curve->n_points; i++) {
        const struct fp_marginal_point *p = &curve->points[i];

        fp_buf_str(buf, i > 0 ? ",{\"added\":" : "{\"added\":");
        fp_buf_fixed(buf, p->added, 2);
        fp_json_money(buf, "total", p->total);
        fp_json_rate(buf, "marginal", p->marginal);
        fp_json_rate(buf, "average", p->average);
        for (int k = 0; k < FP_COST_PARTS; k++)
            fp_json_money(buf, parts[k], p->parts[k]);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

static void
write_cliffs(struct fp_buf *buf, const struct fp_marginal_curve *curve)
{
    fp_json_name(buf, "cliffs");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < curve->n_cliffs; i++) {
        const struct fp_marginal_cliff *c = &curve->cliffs[i];

        fp_buf_str(buf, i > 0 ? ",{\"added\":" : "{\"added\":");
        fp_buf_fixed(buf, c->added, 2);
        fp_json_money(buf, "step", c->step);
        fp_json_text(buf, "part", parts[c->part]);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    fp_json_int(buf, "more_cliffs", (int64_t)curve->more_cliffs);
}

enum fp_err
fp_question_tax_marginal(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const more[] = { FP_HOUSEHOLD_MEMBERS, "add", "up_to",
                                        "points", NULL };
    struct fp_marginal_curve *curve =
        fp_ask_room(&q->root, 1, sizeof(*curve));
    struct fp_household_law law;
    struct fp_household h;
    struct fp_tax_asked asked;
    enum fp_income_added kind;
    double most;
    int points;
    enum fp_err err = read_household(q, more, &asked, &h, &law, &kind);

    if (curve == NULL)
        return FP_ENOMEM;
    if (err != FP_OK)
        return err;
    most = fp_ask_number_or(&q->root, "up_to", 1.0, 1e9, 100000.0,
                            "the curve goes to 100,000 dollars more");
    points = fp_ask_whole_or(&q->root, "points", 2, FP_MARGINAL_POINTS_MAX,
                             POINTS, NULL);
    if (!fp_question_good(q))
        return FP_EINVAL;
    err = fp_marginal_curve(&law, &h, kind, most, (size_t)points, curve);
    if (err != FP_OK)
        return err;
    fp_question_head(q, buf);
    fp_tax_case_year(buf, &asked.one);
    fp_json_text(buf, "add", fp_income_added_names[kind]);
    fp_json_rate(buf, "marginal_rate", curve->points[0].marginal);
    fp_json_rate(buf, "effective_rate",
                 asked.result.agi > 0.0
                     ? curve->points[0].total / asked.result.agi : 0.0);
    write_points(buf, curve);
    write_cliffs(buf, curve);
    fp_question_end(buf);
    return FP_OK;
}

enum fp_err
fp_question_tax_bracket_room(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const more[] = { FP_HOUSEHOLD_MEMBERS, "add", NULL };
    struct fp_edge edges[FP_EDGES_MAX];
    struct fp_household_law law;
    struct fp_household h;
    struct fp_tax_asked asked;
    enum fp_income_added kind;
    enum fp_err err = read_household(q, more, &asked, &h, &law, &kind);
    size_t n;

    if (err != FP_OK)
        return err;
    n = fp_bracket_room(&law, &h, kind, edges);
    fp_question_head(q, buf);
    fp_tax_case_year(buf, &asked.one);
    fp_json_text(buf, "add", fp_income_added_names[kind]);
    fp_json_money(buf, "taxable_income", asked.result.taxable_income);
    fp_json_money(buf, "agi", asked.result.agi);
    fp_json_money(buf, "magi", asked.result.magi);
    fp_json_name(buf, "edges");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < n; i++) {
        fp_buf_str(buf, i > 0 ? ",{\"edge\":" : "{\"edge\":");
        fp_buf_json(buf, fp_edge_names[edges[i].kind]);
        fp_json_money(buf, "at", edges[i].at);
        fp_json_money(buf, "now", edges[i].now);
        fp_json_rate(buf, "rate_beyond",
                     edges[i].rate > 0.0 ? edges[i].rate : NAN);
        fp_json_money(buf, "room", edges[i].room);
        fp_json_money(buf, "cost",
                      isfinite(edges[i].room) ? edges[i].cost : NAN);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    fp_question_end(buf);
    return FP_OK;
}
