/* Safe rates, and the funding of a goal. */
#include "codec/results/answers.h"

#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "codec/results/encode.h"

/* A safe rate has the digits that give cents of a million. */
enum { MONEY = 2, RATE = 6, SAFE_RATE = 8 };

static void
safe_rate(struct fp_buf *buf, const struct fp_safe_rate *r)
{
    fp_buf_str(buf, "{\"success\":");
    fp_buf_fixed(buf, r->success, RATE);
    fp_json_member(buf, "rate", r->rate, SAFE_RATE);
    fp_json_member(buf, "amount", r->amount, MONEY);
    fp_buf_printf(buf, ",\"survived\":%zu,\"start_year\":%d}", r->survived,
                  r->start_year);
}

void
fp_result_safe_rate(struct fp_buf *buf, const struct fp_request *request,
                    const char *result_id, const struct fp_history *history,
                    const struct fp_safe_rates *result)
{
    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_printf(buf,
                  ",\"basis\":\"real\",\"years\":%zu,\"windows\":%zu,"
                  "\"first_start_year\":%d,\"last_start_year\":%d",
                  result->years, result->windows, result->first_year,
                  result->last_year);
    fp_json_member(buf, "wealth", result->wealth, MONEY);
    fp_buf_str(buf, ",\"safe_rate\":");
    safe_rate(buf, &result->asked);
    fp_buf_str(buf, ",\"levels\":[");
    for (int i = 0; i < FP_SAFE_RATE_LEVELS; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        safe_rate(buf, &result->levels[i]);
    }
    fp_buf_str(buf, "]}\n");
}

void
fp_result_goal(struct fp_buf *buf, const struct fp_request *request,
               const char *result_id, const struct fp_history *history,
               const struct fp_goal_result *result)
{
    const struct fp_goal *goal =
        &request->document.plan.goals[request->goal];

    fp_buf_char(buf, '{');
    fp_result_head(buf, request, result_id, history);
    fp_buf_printf(buf, ",\"paths\":%llu,\"sampler\":\"%s\",\"goal\":{\"id\":",
                  (unsigned long long)result->paths,
                  fp_sampler_names[result->sampler]);
    fp_buf_json(buf, goal->id);
    fp_buf_str(buf, ",\"kind\":");
    fp_buf_json(buf, fp_words_goal[goal->kind]);
    fp_json_member(buf, "amount", goal->amount, MONEY);
    fp_buf_printf(buf, ",\"priority\":%d}", goal->priority);
    fp_json_member(buf, "probability", result->shares[0].probability, RATE);
    fp_json_member(buf, "standard_error", result->shares[0].standard_error,
                   RATE);
    fp_buf_str(buf, ",\"funding\":[");
    for (int i = 0; i < FP_GOAL_SHARES; i++) {
        fp_buf_str(buf, i > 0 ? ",{\"share\":" : "{\"share\":");
        fp_buf_fixed(buf, result->shares[i].share, MONEY);
        fp_json_member(buf, "probability", result->shares[i].probability,
                       RATE);
        fp_json_member(buf, "standard_error",
                       result->shares[i].standard_error, RATE);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    fp_json_member(buf, "expected_share", result->expected_share, RATE);
    fp_json_member(buf, "expected_share_se", result->expected_share_se, RATE);
    fp_buf_str(buf, "}\n");
}
