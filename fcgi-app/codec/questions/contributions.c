/* /retirement/contributions: what may go into accounts. */
#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/law/limits.h"
#include "planning/tables.h"

enum { ITEMS_MAX = 50, YEAR_LEAST = 2023 };

static const char *const kinds[] = { "deferral", "simple", "sep", "ira",
                                     "roth_ira", "hsa", "education_529",
                                     "taxable", NULL };

struct wanted {
    struct fp_limit_household household;
    struct fp_limit_item items[ITEMS_MAX];
    const char *ids[ITEMS_MAX];
    size_t n;
};

static void
read_savers(const struct fp_node *root, struct fp_limit_household *h)
{
    static const char *const known[] = { "age", "pay", "prior_wages",
                                         "covered", "hsa_coverage", NULL };
    struct fp_node list;

    h->n_people = fp_ask_list(root, "people", 1, 2, "one or two people",
                              &list);
    for (size_t i = 0; i < h->n_people; i++) {
        struct fp_node one = fp_node_element(&list, i);
        struct fp_limit_person *who = &h->people[i];

        if (!fp_node_object(&one, known, "a person"))
            continue;
        who->age = fp_ask_whole(&one, "age", 0, 120);
        who->pay = fp_ask_money(&one, "pay");
        who->prior_wages = fp_ask_money_or(&one, "prior_wages", who->pay,
                                           "wages of the year before were "
                                           "the pay of this one");
        who->covered = fp_ask_flag_or(&one, "covered", 0,
                                      "no employer's plan covers this "
                                      "person");
        who->hsa_family = fp_ask_word_or(&one, "hsa_coverage",
                                         fp_words_coverage, 0, NULL);
    }
}

static void
read_items(const struct fp_node *root, struct wanted *w)
{
    static const char *const known[] = { "id", "kind", "person", "wanted",
                                         "employer", "roth", NULL };
    struct fp_node list;

    w->n = fp_ask_list(root, "contributions", 1, ITEMS_MAX,
                       "a list of contributions", &list);
    for (size_t i = 0; i < w->n; i++) {
        struct fp_node one = fp_node_element(&list, i);
        struct fp_limit_item *item = &w->items[i];

        if (!fp_node_object(&one, known, "a contribution"))
            continue;
        w->ids[i] = fp_ask_text(&one, "id");
        item->kind = (enum fp_limit_kind)fp_ask_word(&one, "kind", kinds);
        item->person = fp_ask_whole_or(&one, "person", 0, 1, 0, NULL);
        item->wanted = fp_ask_money(&one, "wanted");
        item->employer = fp_ask_money_or(&one, "employer", 0.0, NULL);
        item->roth = fp_ask_flag_or(&one, "roth", 0, NULL);
        if (item->person >= (int)w->household.n_people) {
            struct fp_node person = fp_node_member(&one, "person");

            fp_node_fault(&person, "range", "there is no such person");
        }
    }
}

static void
write_limits(struct fp_buf *buf, const struct fp_limits *limits,
             enum fp_filing_status status)
{
    const struct {
        const char *name;
        double value;
    } lines[] = {
        { "deferral", limits->elective },
        { "deferral_catch_up", limits->catch_up },
        { "deferral_catch_up_60_63", limits->super_catch_up },
        { "total_additions", limits->additions },
        { "compensation", limits->compensation },
        { "simple", limits->simple },
        { "simple_catch_up", limits->simple_catch_up },
        { "ira", limits->ira },
        { "ira_catch_up", limits->ira_catch_up },
        { "hsa_self", limits->hsa_self },
        { "hsa_family", limits->hsa_family },
        { "hsa_catch_up", limits->hsa_catch_up },
        { "gift_exclusion", limits->gift },
        { "roth_ira_from", limits->roth[status].start },
        { "roth_ira_to", limits->roth[status].end },
        { "deduction_covered_from", limits->covered[status].start },
        { "deduction_covered_to", limits->covered[status].end },
        { "deduction_spouse_from", limits->spouse[status].start },
        { "deduction_spouse_to", limits->spouse[status].end },
    };

    fp_json_name(buf, "limits");
    fp_buf_printf(buf, "{\"year\":%d", limits->year);
    for (size_t i = 0; i < FP_COUNT(lines); i++)
        fp_json_money(buf, lines[i].name, lines[i].value);
    fp_buf_char(buf, '}');
}

static void
limit_sources(struct fp_question *q, int year, enum fp_filing_status status)
{
    for (size_t i = 0; i < fp_table_us_limits_count; i++) {
        const struct fp_row_limit *row = &fp_table_us_limits[i];

        if (row->year == year &&
            (row->status == status || row->status == FP_FILING_COUNT))
            fp_question_source(q, row->source);
    }
    fp_question_source(q, "IRS Pub. 590-A, 560 and 969");
}

static void
write_items(struct fp_buf *buf, const struct wanted *w)
{
    fp_json_name(buf, "contributions");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < w->n; i++) {
        const struct fp_limit_item *item = &w->items[i];

        fp_buf_str(buf, i > 0 ? ",{\"id\":" : "{\"id\":");
        fp_buf_json(buf, w->ids[i]);
        fp_json_text(buf, "kind", kinds[item->kind]);
        fp_json_int(buf, "person", item->person);
        fp_json_money(buf, "wanted", item->wanted);
        fp_json_money(buf, "allowed", item->allowed);
        fp_json_money(buf, "excess", item->excess);
        fp_json_money(buf, "employer_allowed", item->employer_allowed);
        fp_json_money(buf, "deductible", item->deductible);
        fp_json_text(buf, "reason", item->reason);
        fp_json_text(buf, "note", item->note);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

enum fp_err
fp_question_contributions(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = { "year", "filing_status", "magi",
                                         "people", "contributions", NULL };
    int last = 0, year;
    struct wanted *w = fp_ask_room(&q->root, 1, sizeof(*w));
    struct fp_limits limits;
    double sum = 0.0;

    if (w == NULL)
        return FP_ENOMEM;
    for (size_t i = 0; i < fp_table_us_limits_count; i++)
        if (fp_table_us_limits[i].year > last)
            last = fp_table_us_limits[i].year;
    if (!fp_node_object(&q->root, known, "a household that saves"))
        return FP_EINVAL;
    year = fp_ask_whole_or(&q->root, "year", YEAR_LEAST, last, last,
                           "the last year that the tables have");
    w->household.status = (enum fp_filing_status)fp_ask_word(
        &q->root, "filing_status", fp_words_filing);
    w->household.magi = fp_ask_signed(&q->root, "magi");
    read_savers(&q->root, &w->household);
    read_items(&q->root, w);
    if (!fp_question_good(q) || fp_limits_get(year, &limits) != FP_OK)
        return FP_EINVAL;
    if (fp_limits_apply(&limits, &w->household, w->items, w->n) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "These amounts cannot be contributed.");
    limit_sources(q, year, w->household.status);
    fp_question_head(q, buf);
    fp_json_text(buf, "filing_status",
                 fp_words_filing[w->household.status]);
    write_items(buf, w);
    for (size_t i = 0; i < w->n; i++)
        sum += w->items[i].allowed;
    fp_json_money(buf, "allowed", sum);
    write_limits(buf, &limits, w->household.status);
    fp_question_end(buf);
    return FP_OK;
}
