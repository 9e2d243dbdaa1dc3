/* How likely a plan works that is made of a few numbers. */
#include "base/clock.h"
#include "codec/plan/quick.h"
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"
#include "handlers/signed.h"

/* The calendar year now, UTC. */
static int
this_year(void)
{
    char text[FP_CLOCK_TEXT];
    int year = 0;

    fp_clock_rfc3339(fp_clock_unix_ms(), text);
    for (int i = 0; i < 4; i++)
        year = 10 * year + (text[i] - '0');
    return year;
}

/* {"assumed":…,"plan":…,"result":…} around the result that is in the body. */
static int
wrap(struct fp_call *call, const struct fp_assumed *assumed,
     const struct fp_asked *asked)
{
    struct fp_buf *body = &call->response->body;
    size_t len = body->len;
    const char *result = fp_arena_strndup(call->arena, body->data, len);

    if (result == NULL)
        return fp_call_internal(call, "memory", NULL);
    while (len > 0 && result[len - 1] == '\n')
        len--;
    fp_buf_reset(body);
    fp_buf_str(body, "{\"assumed\":");
    fp_assumed_encode(body, assumed);
    fp_buf_str(body, ",\"plan\":");
    fp_buf_add(body, asked->body, asked->body_len);
    fp_buf_str(body, ",\"result\":");
    fp_buf_add(body, result, len);
    fp_buf_str(body, "}\n");
    return 0;
}

/* POST /api/v1/simulations/quick */
int
fp_handle_simulate_quick(struct fp_call *call)
{
    struct fp_answered answered;
    struct fp_faults faults, query;
    struct fp_assumed assumed;
    struct fp_asked asked;
    struct fp_buf plan;
    enum fp_err err;
    int status;

    fp_faults_init(&faults, call->arena);
    fp_faults_init(&query, call->arena);
    fp_assumed_init(&assumed, call->arena);
    fp_document_asked(call, FP_REQUEST_SIMULATE, "", 0, &asked, &query);
    fp_buf_init(&plan, 0);
    err = fp_quick_decode(call->request->body, call->request->body_len,
                          this_year(), call->arena, &faults, &assumed, &plan,
                          &asked);
    if (err == FP_OK) {
        asked.body = fp_arena_strndup(call->arena, plan.data, plan.len);
        asked.body_len = plan.len;
        if (asked.body == NULL)
            err = FP_ENOMEM;
    }
    fp_buf_fini(&plan);
    status = fp_document_checked(call, err, &faults, &query);
    if (status == 0)
        status = fp_answer_settle(call, &asked, &query, &answered);
    if (status == 0)
        status = wrap(call, &assumed, &asked);
    return status != 0 ? status : fp_signed_json(call, 200, answered.digest);
}
