/* What the questions about tax share. */
#include "codec/questions/tax_parts.h"

#include <json.h>
#include <string.h>

#include "codec/json/member.h"
#include "codec/questions/ask.h"

enum tax_limits { SOURCES_MAX = 128, HOUSEHOLD_MAX = 20 };

int
fp_tax_computed(const struct fp_node *object, const struct fp_tax_case *one,
                struct fp_tax_result *result)
{
    struct fp_error error = { .code = FP_OK };
    enum fp_err err = fp_tax_case_compute(one, result, &error);
    struct fp_node at = fp_node_member(object, err == FP_ERANGE
                                                   ? "year"
                                                   : "qualified_dividends");

    if (err != FP_OK)
        fp_node_fault(&at, "range", "%s", error.detail);
    return err == FP_OK;
}

/* A spouse's pay counts on whatever return it is given with; beside any but a
 * joint one it is likely a mistake. */
static void
warn_spouse(struct fp_question *q, enum fp_filing_status status)
{
    static const char *const amounts[] = { "wages_spouse",
                                           "self_employment_spouse" };

    if (status == FP_FILING_MARRIED_JOINT)
        return;
    for (size_t i = 0; i < FP_COUNT(amounts); i++) {
        struct fp_node node = fp_node_member(&q->root, amounts[i]);

        if (node.present && json_object_get_double(node.value) != 0.0)
            fp_question_warn(q, node.pointer, "unusual",
                             "counted as income of this return, which is not "
                             "a joint one");
    }
}

enum fp_err
fp_tax_asked(struct fp_question *q, const char *const *more,
             struct fp_tax_asked *out)
{
    int first, last;

    fp_tax_law_years(&first, &last);
    if (!fp_tax_case_node(&q->root, more, last, &out->one))
        return FP_EINVAL;
    if (!fp_tax_computed(&q->root, &out->one, &out->result))
        return FP_EINVAL;
    warn_spouse(q, out->one.status);
    return fp_tax_law_get(out->one.year, out->one.status, &out->law);
}

void
fp_household_asked(const struct fp_node *object, const struct fp_tax_case *one,
                   struct fp_household *out)
{
    static const char *const known[] = { "people", "benchmark", "premium",
                                         NULL };
    struct fp_node market = fp_node_member(object, "marketplace");

    *out = (struct fp_household){ .year = one->year, .status = one->status,
                                  .input = one->input, .state = one->state };
    out->medicare_people = fp_ask_whole_or(
        object, "medicare_people", 0, 2, 0,
        "nobody's Medicare premium goes by this income");
    if (!market.present ||
        !fp_node_object(&market, known, "marketplace insurance"))
        return;
    out->aca_people = fp_ask_whole(&market, "people", 1, HOUSEHOLD_MAX);
    out->aca_benchmark = fp_ask_money(&market, "benchmark");
    out->aca_premium = fp_ask_money_or(&market, "premium", out->aca_benchmark,
                                       "the plan bought is the benchmark "
                                       "plan");
}

void
fp_tax_parameter(struct fp_buf *buf, const struct fp_tax_case *one,
                 const char *parameter)
{
    struct fp_tax_source sources[SOURCES_MAX];
    size_t n = fp_tax_sources(one->year, one->status, sources, SOURCES_MAX);

    for (size_t i = 0; i < n && i < SOURCES_MAX; i++) {
        if (strcmp(sources[i].parameter, parameter) != 0)
            continue;
        fp_buf_str(buf, "{\"value\":");
        fp_buf_double(buf, sources[i].value);
        fp_json_text(buf, "unit", sources[i].unit);
        fp_json_text(buf, "source", sources[i].source);
        fp_buf_char(buf, '}');
        return;
    }
    fp_buf_str(buf, "null");
}

void
fp_tax_parameters(struct fp_buf *buf, const struct fp_tax_case *one,
                  const char *const *names, size_t n)
{
    fp_buf_str(buf, ",\"parameters\":{");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, names[i]);
        fp_buf_char(buf, ':');
        fp_tax_parameter(buf, one, names[i]);
    }
    fp_buf_char(buf, '}');
}
