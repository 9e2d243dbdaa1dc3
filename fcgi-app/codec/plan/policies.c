/* The tables of planning/spending/ as a document. */
#include "codec/plan/policies.h"

#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "planning/spending/spending.h"
#include "planning/version.h"

static void
number_or_null(struct fp_buf *buf, const char *name, int known, double value)
{
    fp_json_name(buf, name);
    if (known)
        fp_buf_double(buf, value);
    else
        fp_buf_str(buf, "null");
}

static void
parameter(struct fp_buf *buf, const struct fp_spending_rule *rule,
          const struct fp_spending_param *param)
{
    static const char *const kinds[] = { "number", "integer", "flag" };
    double value = fp_spending_param_get(rule, param);
    int set = !(param->may_be_unset && value == FP_SPENDING_UNSET);

    fp_buf_str(buf, "{\"name\":");
    fp_buf_json(buf, param->name);
    fp_json_text(buf, "kind", kinds[param->kind]);
    number_or_null(buf, "default", set, value);
    number_or_null(buf, "low", 1, param->low);
    number_or_null(buf, "high", 1, param->high);
    if (param->text != NULL)
        fp_json_text(buf, "text", param->text);
    else
        fp_buf_str(buf, ",\"text\":null");
    fp_buf_char(buf, '}');
}

static void
policy(struct fp_buf *buf, enum fp_spending_policy which)
{
    const struct fp_spending_about *about = &fp_spending_about[which];
    const struct fp_spending_view view = { .started = 1, .price_level = 1.0 };
    struct fp_spending_rule rule;
    int first = 1;

    fp_spending_defaults(which, &rule);
    fp_buf_str(buf, "{\"policy\":");
    fp_buf_json(buf, fp_words_spending[which]);
    fp_json_text(buf, "title", about->title);
    fp_json_text(buf, "rule", about->rule);
    fp_json_text(buf, "source", about->source);
    fp_json_text(buf, "starts_from", fp_spending_from_expenses(&rule)
                                         ? "expenses"
                                         : "portfolio");
    fp_json_flag(buf, "promises", fp_spending_least(&rule, &view, 1.0) >= 1.0);
    fp_buf_str(buf, ",\"parameters\":[");
    for (size_t i = 0; i < fp_spending_params_count; i++) {
        if (!(fp_spending_params[i].policies >> which & 1u))
            continue;
        if (!first)
            fp_buf_char(buf, ',');
        parameter(buf, &rule, &fp_spending_params[i]);
        first = 0;
    }
    fp_buf_str(buf, "]}");
}

void
fp_policies_encode(struct fp_buf *buf)
{
    fp_buf_str(buf, "{\"engine\":");
    fp_buf_json(buf, fp_planning_version());
    fp_buf_str(buf, ",\"policies\":[");
    for (int p = 0; p < FP_SPENDING_COUNT; p++) {
        if (p > 0)
            fp_buf_char(buf, ',');
        policy(buf, (enum fp_spending_policy)p);
    }
    fp_buf_str(buf, "]}\n");
}
