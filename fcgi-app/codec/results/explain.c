/* Explanations. */
#include "codec/results/explain.h"

#include "codec/results/encode.h"

/* Rates and thresholds stand beside dollars: six decimals hold both. */
enum { MONEY = 2, INPUT = 6 };

static void
line(struct fp_buf *buf, const struct fp_explained *one)
{
    fp_buf_str(buf, "{\"section\":");
    fp_buf_json(buf, one->section);
    fp_buf_str(buf, ",\"line\":");
    fp_buf_json(buf, one->line);
    fp_buf_str(buf, ",\"value\":");
    fp_buf_fixed(buf, one->value, MONEY);
    fp_buf_str(buf, ",\"formula\":");
    fp_buf_json(buf, one->formula);
    fp_buf_str(buf, ",\"inputs\":{");
    for (size_t i = 0; i < one->n_inputs; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, one->inputs[i].name);
        fp_buf_char(buf, ':');
        fp_buf_fixed(buf, one->inputs[i].value, INPUT);
    }
    fp_buf_str(buf, "},\"source\":");
    fp_buf_json(buf, one->source);
    fp_buf_char(buf, '}');
}

void
fp_result_explain(struct fp_buf *buf, const struct fp_request *request,
                  const char *result_id, const struct fp_history *history,
                  const struct fp_explanation *result)
{
    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_printf(buf, ",\"year\":%d,\"basis\":\"nominal\",\"lines\":[",
                  result->year);
    for (size_t i = 0; i < result->n; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        line(buf, &result->lines[i]);
    }
    fp_buf_str(buf, "]}\n");
}
