/* The parameters of the spending rule to the canonical document. */
#include <string.h>

#include "codec/plan/encode.h"
#include "planning/spending/spending.h"

/* Whether a document without the parameter would be read the same way. */
static int
goes_without_saying(const struct fp_plan *plan,
                    const struct fp_spending_param *param, double value)
{
    const struct fp_spending_rule *rule = &plan->strategy.spending;
    struct fp_spending_rule usual;

    if (param->may_be_unset && value == FP_SPENDING_UNSET)
        return 1;
    if (strcmp(param->name, "add_income") == 0)
        return fp_spending_from_expenses(rule);
    if (strcmp(param->name, "initial_rate") == 0 && plan->n_expenses == 0 &&
        rule->policy != FP_SPENDING_CONSTANT_REAL && rule->amount <= 0.0)
        return 0;
    fp_spending_defaults(rule->policy, &usual);
    return value == 0.0 && fp_spending_param_get(&usual, param) == 0.0;
}

void
fp_plan_encode_spending(struct fp_buf *buf, const struct fp_plan *plan)
{
    const struct fp_spending_rule *rule = &plan->strategy.spending;

    for (size_t i = 0; i < fp_spending_params_count; i++) {
        const struct fp_spending_param *param = &fp_spending_params[i];
        double value = fp_spending_param_get(rule, param);

        if (!(param->policies >> rule->policy & 1u) ||
            goes_without_saying(plan, param, value))
            continue;
        fp_buf_char(buf, ',');
        fp_buf_json(buf, param->name);
        fp_buf_char(buf, ':');
        if (param->kind == FP_SPENDING_FLAG)
            fp_buf_str(buf, value != 0.0 ? "true" : "false");
        else
            fp_buf_double(buf, value);
    }
    if (rule->policy != FP_SPENDING_PHASES)
        return;
    fp_buf_str(buf, ",\"phases\":[");
    for (size_t i = 0; i < rule->n_phases; i++) {
        fp_buf_str(buf, i > 0 ? ",{\"age\":" : "{\"age\":");
        fp_buf_int(buf, rule->phases[i].age);
        fp_buf_str(buf, ",\"factor\":");
        fp_buf_double(buf, rule->phases[i].factor);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}
