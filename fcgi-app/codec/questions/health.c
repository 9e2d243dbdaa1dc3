/* /tax/irmaa and /tax/aca: what health insurance costs by income. */
#include <math.h>

#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/law/aca.h"
#include "planning/law/medicare.h"
#include "planning/law/state_tax.h"

enum { MONTHS = 12, PEOPLE_MAX = 20 };

static int
last_medicare_year(void)
{
    return fp_table_us_medicare[fp_table_us_medicare_count - 1].year;
}

static const char *
medicare_source(int year)
{
    for (size_t i = 0; i < fp_table_us_medicare_count; i++)
        if (fp_table_us_medicare[i].year == year)
            return fp_table_us_medicare[i].source;
    return "42 U.S.C. 1395r(i)";
}

/* The year of a question about a table that begins at first and is carried on
 * unchanged after last. */
static int
read_year(struct fp_question *q, int first, int last)
{
    int year = fp_ask_whole_or(&q->root, "year", first, 2100, last,
                               "the last year that the tables have");

    if (year > last)
        fp_question_warn(q, "/year", "carried_forward", "The tables end with "
                         "%d, whose amounts are taken unchanged.", last);
    return year;
}

static void
write_tiers(struct fp_buf *buf, const struct fp_medicare_law *law)
{
    fp_json_name(buf, "tiers");
    fp_buf_char(buf, '[');
    for (size_t k = 0; k < law->n; k++) {
        fp_buf_printf(buf, "%s{\"tier\":%zu", k > 0 ? "," : "", k);
        fp_json_money(buf, "above", law->over[k]);
        fp_json_money(buf, "part_b_surcharge", law->surcharge_b[k]);
        fp_json_money(buf, "part_d_surcharge", law->surcharge_d[k]);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

enum fp_err
fp_question_tax_irmaa(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = { "year", "filing_status", "magi",
                                         "people", NULL };
    struct fp_medicare_law law;
    enum fp_filing_status status;
    double magi, month, room;
    int year, people;
    size_t tier;

    if (!fp_node_object(&q->root, known, "an income"))
        return FP_EINVAL;
    year = read_year(q, fp_table_us_medicare[0].year, last_medicare_year());
    status = (enum fp_filing_status)fp_ask_word(&q->root, "filing_status",
                                                fp_words_filing);
    magi = fp_ask_signed(&q->root, "magi");
    people = fp_ask_whole_or(&q->root, "people", 1, 2, 1,
                             "one person has Medicare");
    if (!fp_question_good(q) || fp_medicare_get(year, status, &law) != FP_OK)
        return FP_EINVAL;
    tier = fp_medicare_tier(&law, magi);
    month = law.part_b + law.surcharge[tier];
    room = fp_medicare_threshold(&law, (int)tier) - magi;
    fp_question_source(q, medicare_source(law.year));
    fp_question_source(q, "42 U.S.C. 1395r(i)(4)(B): by the return of two "
                          "years before");
    fp_question_head(q, buf);
    fp_json_int(buf, "year", year);
    fp_json_int(buf, "income_year", year - 2);
    fp_json_text(buf, "filing_status", fp_words_filing[status]);
    fp_json_int(buf, "tier", (int64_t)tier);
    fp_json_money(buf, "part_b_standard", law.part_b);
    fp_json_money(buf, "part_d_base", law.part_d);
    fp_json_money(buf, "part_b_surcharge", law.surcharge_b[tier]);
    fp_json_money(buf, "part_d_surcharge", law.surcharge_d[tier]);
    fp_json_money(buf, "part_b_monthly", law.part_b + law.surcharge_b[tier]);
    fp_json_money(buf, "surcharge_yearly",
                  MONTHS * people * law.surcharge[tier]);
    fp_json_money(buf, "premiums_yearly", MONTHS * people * month);
    fp_json_money(buf, "room_to_next_tier", room);
    fp_json_money(buf, "next_tier_costs",
                  tier + 1 < law.n ? MONTHS * people *
                                         (law.surcharge[tier + 1] -
                                          law.surcharge[tier])
                                   : 0.0);
    write_tiers(buf, &law);
    fp_question_end(buf);
    return FP_OK;
}

/* --- the premium credit ---------------------------------------------------- */

/* The part of income that is asked of a household at this level. */
static double
asked_part(const struct fp_aca_law *law, double level)
{
    for (size_t k = 0; k < law->n; k++) {
        double above = law->bands[k].above, below = law->bands[k].below;

        if (level >= above &&
            (level < below || (k + 1 == law->n && level <= below)))
            return law->bands[k].initial +
                   (law->bands[k].final - law->bands[k].initial) *
                       (level - above) / (below - above);
    }
    return NAN;
}

static void
aca_sources(struct fp_question *q, int year)
{
    size_t n = fp_table_us_aca_poverty_count;
    const struct fp_row_poverty *poverty = &fp_table_us_aca_poverty[n - 1];

    for (size_t i = 0; i < n; i++)
        if (fp_table_us_aca_poverty[i].year == year)
            poverty = &fp_table_us_aca_poverty[i];
    fp_question_source(q, poverty->source);
    for (size_t i = 0; i < fp_table_us_aca_percentages_count; i++)
        if (fp_table_us_aca_percentages[i].from_year <= year &&
            year <= fp_table_us_aca_percentages[i].to_year)
            fp_question_source(q, fp_table_us_aca_percentages[i].source);
}

struct market {
    int year, people;
    double magi, benchmark, premium;
    struct fp_aca_law law;
};

static void
read_market(struct fp_question *q, struct market *m)
{
    struct fp_node node = fp_node_member(&q->root, "state");
    const char *state = fp_ask_text_or_null(&q->root, "state");
    struct fp_state_law known;
    size_t n = fp_table_us_aca_poverty_count;

    m->year = read_year(q, fp_table_us_aca_poverty[0].year,
                        fp_table_us_aca_poverty[n - 1].year);
    m->people = fp_ask_whole(&q->root, "people", 1, PEOPLE_MAX);
    m->magi = fp_ask_signed(&q->root, "magi");
    m->benchmark = fp_ask_money(&q->root, "benchmark");
    m->premium = fp_ask_money_or(&q->root, "premium", m->benchmark,
                                 "the plan bought is the benchmark plan");
    if (state == NULL && !node.present)
        fp_node_assume_word(&node, "none",
                            "the poverty line of the contiguous states");
    else if (state != NULL &&
             fp_state_law_get(state, 2025, FP_FILING_SINGLE, &known) != FP_OK)
        fp_node_fault(&node, "value",
                      "a state is two capital letters, DC, or none");
    fp_aca_get(m->year, m->year, fp_aca_area_of(state != NULL ? state : ""),
               &m->law);
}

enum fp_err
fp_question_tax_aca(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = { "year", "people", "magi",
                                         "benchmark", "premium", "state",
                                         NULL };
    struct market m;
    double poverty, level, part, credit, end, lost;

    if (!fp_node_object(&q->root, known, "marketplace insurance"))
        return FP_EINVAL;
    read_market(q, &m);
    if (!fp_question_good(q))
        return FP_EINVAL;
    poverty = m.law.poverty_first + m.law.poverty_more * (m.people - 1);
    level = m.magi / poverty;
    part = asked_part(&m.law, level);
    credit = fp_aca_credit(&m.law, m.people, m.magi, m.benchmark, m.premium,
                           1.0);
    end = m.law.n > 0 ? m.law.bands[m.law.n - 1].below * poverty : 0.0;
    lost = fp_aca_credit(&m.law, m.people, end, m.benchmark, m.premium, 1.0);
    aca_sources(q, m.year);
    if (level < 1.0)
        fp_question_warn(q, "/magi", "below_poverty", "There is no credit "
                         "below the poverty line; Medicaid is left out.");
    fp_question_head(q, buf);
    fp_json_int(buf, "year", m.year);
    fp_json_money(buf, "poverty_line", poverty);
    fp_json_rate(buf, "poverty_level", level);
    fp_json_rate(buf, "expected_part", part);
    fp_json_money(buf, "expected_contribution", part * m.magi);
    fp_json_money(buf, "credit", credit);
    fp_json_money(buf, "credit_monthly", credit / MONTHS);
    fp_json_money(buf, "net_premium", m.premium - credit);
    fp_json_money(buf, "credit_ends_above", end < 1e9 ? end : NAN);
    fp_json_money(buf, "lost_at_the_end", end < 1e9 ? lost : 0.0);
    fp_question_end(buf);
    return FP_OK;
}
